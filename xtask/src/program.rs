//! Other programs: where they are found, how they are run, what is said when one fails.

use crate::data::root;
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where cargo keeps its registry and what it installs.
pub(crate) fn cargo_home() -> PathBuf {
    match env::var_os("CARGO_HOME") {
        Some(home) if !home.is_empty() => PathBuf::from(home),
        _ => home().join(".cargo"),
    }
}

fn home() -> PathBuf {
    env::home_dir().unwrap_or_default()
}

/// Where cargo builds: `CARGO_TARGET_DIR`, or `target/`.
pub(crate) fn target_dir() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) if !dir.is_empty() => root().join(dir),
        _ => root().join("target"),
    }
}

/// The search path for everything this tool starts: what `cargo install` put down is found first, also where
/// the shell does not know of it.
fn search_path() -> OsString {
    let mut dirs = vec![cargo_home().join("bin")];
    dirs.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(dirs).unwrap_or_default()
}

/// The first file of that name on the search path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()).map(|dir| dir.join(&file)).find(|path| path.is_file())
}

/// A command that runs at the root of the repository.
pub(crate) fn command(name: &str) -> Command {
    let program = find(name).map_or_else(|| name.into(), PathBuf::into_os_string);
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", search_path());
    // `cargo run` describes this crate in the environment; a child must not take it for its own.
    for (key, _) in env::vars_os() {
        let key = key.to_string_lossy();
        if key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*key);
        }
    }
    command
}

/// The cargo that runs this tool.
pub(crate) fn cargo() -> Command {
    command("cargo")
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut words = vec![program.file_stem().unwrap_or_default().to_string_lossy().into_owned()];
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    // A script in an argument says nothing to a person.
    words.extend(args.map(|arg| if arg.contains('\n') { "…".to_owned() } else { arg }));
    words.join(" ")
}

/// Shows the command, runs it, fails with its words when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words = shown(command);
    eprintln!("$ {words}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("`{words}` did not start"))?;
    if !status.success() {
        bail!("`{words}` failed: {status}");
    }
    Ok(())
}

/// What the command prints, when it succeeds.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let words = shown(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{words}` did not start"))?;
    if !output.status.success() {
        bail!("`{words}` failed: {}", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command only to learn something: `None` when it is not there or fails.
pub(crate) fn ask(name: &str, args: &[&str]) -> Option<String> {
    let output = command(name).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
