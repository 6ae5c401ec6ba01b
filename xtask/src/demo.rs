//! `cargo xtask demo`: a real signup on one local address.

use crate::data::root;
use crate::program::{cargo, command, run, target_dir};
use crate::{build, setup};
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, process};

/// Taken when it is free, so that a person meets the same address every time.
const PORT: u16 = 8787;
/// What the server prints when it answers.
const READY: &str = "listening on ";

/// The server, as the demo and the end-to-end tests run it.
pub(crate) fn server_binary() -> PathBuf {
    target_dir().join("server").join(format!("realname-server{}", std::env::consts::EXE_SUFFIX))
}

/// Builds it.
pub(crate) fn build_server() -> Result<()> {
    run(cargo().args(["build", "--locked", "--profile", "server", "--package", "realname-server"]))
}

/// The axum example of docs/integrate.md, which `cargo test` builds beside its own test.
pub(crate) fn axum_example() -> PathBuf {
    target_dir().join("debug").join(format!("realname-axum-example{}", std::env::consts::EXE_SUFFIX))
}

/// The demo's policy for children.
const CHILDREN: &str = "server/demo/children.toml";

fn server(port: u16, data: &Path, config: Option<&str>) -> Command {
    let mut command = command(&server_binary().to_string_lossy());
    command.args(["serve", "--demo", "--listen"]).arg(format!("127.0.0.1:{port}"));
    command
        .arg("--data")
        .arg(data)
        .args(["--www", "www", "--package", "pkg", "--docs", "docs"])
        .stdin(Stdio::null());
    if let Some(config) = config {
        command.args(["--config", config]);
    }
    command
}

/// Serves until Ctrl-C, under the policy for children or the other. The server prints the one address itself.
pub(crate) fn serve(children: bool) -> Result<()> {
    setup::for_build()?;
    build::npm_package()?;
    build_server()?;
    let free = TcpListener::bind(("127.0.0.1", PORT)).is_ok();
    // Each has published what it was made with, so each has a folder of its own.
    let data = root().join(if children { "target/demo-children" } else { "target/demo" });
    fs::create_dir_all(&data)?;
    eprintln!(
        "the demo, with simulated authority and keys of its own in {}; Ctrl-C stops it",
        data.display()
    );
    if children {
        eprintln!("a child of ten: 110105201603120022; a guardian: 11010519491231002X");
    }
    become_the(server(if free { PORT } else { 0 }, &data, children.then_some(CHILDREN)))
}

/// On Unix the server takes this process over: whatever stops the one stops the other.
#[cfg(unix)]
fn become_the(mut server: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec()).context("the server did not start")
}

#[cfg(not(unix))]
fn become_the(mut server: Command) -> Result<()> {
    let status = server.status().context("the server did not start")?;
    if !status.success() {
        bail!("the server ended: {status}");
    }
    Ok(())
}

/// Drives one signup in a headless browser, on data that is thrown away.
pub(crate) fn check() -> Result<()> {
    setup::for_browser()?;
    build::npm_package()?;
    build_server()?;
    let data = target_dir().join(format!("demo-check-{}", process::id()));
    fs::create_dir_all(&data)?;
    let driven = drive(&data);
    fs::remove_dir_all(&data)?;
    driven
}

fn drive(data: &Path) -> Result<()> {
    let mut child =
        server(0, data, None).stdout(Stdio::piped()).spawn().context("the server did not start")?;
    let stdout = child.stdout.take().context("the server has an output")?;
    let _running = Running(child);
    let mut lines = BufReader::new(stdout).lines();
    let address = loop {
        let Some(line) = lines.next() else { bail!("the server ended before it listened") };
        if let Some(address) = line?.strip_prefix(READY) {
            break address.trim().to_owned();
        }
    };
    // Read on, so that the server never waits for us.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    run(command("node").args(["tests/e2e/demo-check.mjs", &address]))
}

/// A server that ends with the scope.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
