//! The command line.

mod receipt;

use crate::audit::{self, Audit};
use crate::check;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::log::Log;
use crate::records::hold::Scope;
use crate::records::purge::{LEAST, Retention};
use crate::retention::{self, Operator, Purge};
use crate::server::{Assembly, CHECKPOINTS, Server};
use crate::{keys, notice};
use anyhow::{Context as _, Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use realname::code::Kind;
use realname::date::Date;
use realname::suite::jose::base64url;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "realname-server: gateway and vault of realname

  realname-server serve [--demo] --listen ADDR --data DIR [--www DIR] [--package DIR] [--docs DIR] [--config FILE]
      Serves until SIGTERM or Ctrl-C. Prints `listening on http://127.0.0.1:PORT` when it answers.
      --demo      the fictional provider's backend too, under /provider
      --www       a page, served at /
      --package   the npm package, served at /realname/
      --docs      the documents, served at /docs/ as they are written
      --config    a TOML file; without it a simulated authority and the demo's policy
  realname-server keys init --data DIR
      Makes the keys that are missing, each a private file, and prints the pin for the page.
  realname-server keys rotate --data DIR
      Makes another key for receipts; the one before it is retired and stays in `GET /keys`. The server reads it when it
      starts.
  realname-server keys revoke THUMBPRINT --data DIR
      Revokes a key for receipts: nothing that it signed counts any more. The one in use is replaced.
  realname-server receipt verify FILE [--trust KEYSET]
      Says whether a receipt is what the service signed, and what it says. KEYSET is what `GET /keys` answers, fetched
      before. Exit 1 when something is wrong, 3 when all that is missing is a key set that vouches for the key.
  realname-server receipt export FILE --kantara [--trust KEYSET]
      Prints the consents of a receipt in the form of Kantara's Consent Receipt 1.1, once it is verified; the same exits.
  realname-server audit export --data DIR
      Prints every record, a line of JSON each: all that verifying them takes.
  realname-server audit verify (--data DIR | --export FILE) [--against CHECKPOINTS] [--trust KEYSET]
      Finds and locates what is not as it was written; with checkpoints kept elsewhere a lost tail too. Exit 1 when
      something is found, 3 when checkpoints are given and no key to trust (--data trusts its own).
  realname-server records purge --data DIR --operator NAME --reason TEXT [--checkpoints FILE] [--consent-months N]
      [--reverification-months N] [--confirm-clock]
      Deletes the bodies of records whose time is over (36 and 6 calendar months of Shanghai, or more) and that no hold covers.
  realname-server records hold --data DIR (--account REF | --submission ID | --from DATE --to DATE) --operator NAME
      --reason TEXT --review DATE
      Places a legal hold, and prints its id; `records holds --data DIR` lists those in force, and
      `records release ID --data DIR --operator NAME --reason TEXT` ends one.
  realname-server check --kind KIND [--on DATE] < FILE
      Checks a text a line, as the back office has them; prints line number and code of each that is not well-formed,
      never the text. Exit 1 when there is one. KIND is resident-id, uscc, cn-mobile …; DATE is today in Shanghai.
  realname-server notice check FILE
      Says what a notice lacks, each item with its article; exit 1 when it lacks something.
";

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    Log::to_stderr().takes_panics();
    match run() {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr().lock(), "realname-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

fn run() -> Result<ExitCode> {
    let mut parser = Parser::from_env();
    let Some(first) = parser.next()? else { bail!("no command\n\n{USAGE}") };
    match first {
        Arg::Long("help") | Arg::Short('h') => print(USAGE)?,
        Arg::Long("version") => print(concat!("realname-server ", env!("CARGO_PKG_VERSION"), "\n"))?,
        Arg::Value(command) => match command.string()?.as_str() {
            "serve" => serve(&mut parser)?,
            "keys" => keys_command(&mut parser)?,
            "receipt" => return receipt::command(&mut parser),
            "check" => return check_lines(&mut parser),
            "notice" => return notice_check(&mut parser),
            "records" => records(&mut parser)?,
            "audit" => return audit(&mut parser),
            other => bail!("no command `{other}`\n\n{USAGE}"),
        },
        other => return Err(other.unexpected().into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn check_lines(parser: &mut Parser) -> Result<ExitCode> {
    let (mut kind, mut on) = (None, None);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("kind") => kind = Some(parser.value()?.string()?),
            Arg::Long("on") => on = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(kind) = kind else { bail!("--kind is missing\n\n{USAGE}") };
    let Some(kind) = Kind::from_wire(&kind) else {
        let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        bail!("no kind `{kind}`: {}", all.join(", "));
    };
    let today = match on {
        Some(text) => Date::from_iso(&text).with_context(|| format!("--on {text} is not YYYY-MM-DD"))?,
        None => Date::from_unix(SystemClock.now()),
    };
    let good = check::lines(
        std::io::stdin().lock(),
        std::io::BufWriter::new(std::io::stdout().lock()),
        kind,
        today,
    )?;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn serve(parser: &mut Parser) -> Result<()> {
    let (mut demo, mut listen, mut data, mut www, mut package, mut docs, mut config) =
        (false, None, None, None, None, None, None);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("demo") => demo = true,
            Arg::Long("listen") => listen = Some(parser.value()?.string()?),
            Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            Arg::Long("www") => www = Some(PathBuf::from(parser.value()?)),
            Arg::Long("package") => package = Some(PathBuf::from(parser.value()?)),
            Arg::Long("docs") => docs = Some(PathBuf::from(parser.value()?)),
            Arg::Long("config") => config = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    let config = config.map_or_else(|| Ok(Config::default()), |path| Config::read(&path))?;
    let assembly = Assembly {
        demo,
        listen: listen.context("--listen is needed")?,
        www,
        package,
        docs,
        ..Assembly::new(config, data.context("--data is needed")?)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = Server::bind(assembly).await?;
        let stop = stop()?;
        print(&format!("listening on {}\n", server.url()))?;
        server.run(stop).await;
        Ok(())
    })
}

/// SIGTERM or Ctrl-C. The handlers are in place before the address is printed.
#[cfg(unix)]
fn stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

fn keys_command(parser: &mut Parser) -> Result<()> {
    let (mut data, mut words) = (None, Vec::new());
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(word) => words.push(word.string()?),
            Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if !matches!(words.as_slice(), ["init" | "rotate"] | ["revoke", _]) {
        bail!("`keys init`, `keys rotate` and `keys revoke THUMBPRINT` are the commands about keys");
    }
    let data = data.context("--data is needed")?;
    let now = SystemClock.now();
    match words.as_slice() {
        ["revoke", kid] => keys::revoke(&data, kid, now),
        ["rotate"] => keys::rotate(&data, now),
        _ => {
            fs::create_dir_all(&data)?;
            keys::init(&data, now)?;
            let root = keys::load(&data, None)?.root;
            print(&format!("pin {}\n", base64url(&root.public_key().thumbprint())))
        }
    }
}

fn audit(parser: &mut Parser) -> Result<ExitCode> {
    let (mut command, mut asked) = (String::new(), Audit::default());
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(word) if command.is_empty() => command = word.string()?,
            Arg::Long("data") => asked.data = Some(PathBuf::from(parser.value()?)),
            Arg::Long("export") => asked.export = Some(PathBuf::from(parser.value()?)),
            Arg::Long("against") => asked.against = Some(PathBuf::from(parser.value()?)),
            Arg::Long("trust") => asked.trust = Some(PathBuf::from(parser.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    match (command.as_str(), &asked.data) {
        ("verify", _) => audit::run(&asked, &mut print),
        ("export", Some(data)) => {
            print(&audit::export(data)?)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("`audit export --data DIR` or `audit verify`\n\n{USAGE}"),
    }
}

fn notice_check(parser: &mut Parser) -> Result<ExitCode> {
    let check = matches!(parser.next()?, Some(Arg::Value(word)) if word == "check");
    let Some(Arg::Value(file)) = parser.next()? else { bail!("`notice check FILE`") };
    if !check || parser.next()?.is_some() {
        bail!("`notice check FILE`, one file");
    }
    let path = PathBuf::from(file);
    let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let found = notice::check(&bytes).err().unwrap_or_default();
    for finding in &found {
        print(&format!("{finding}\n"))?;
    }
    if found.is_empty() {
        print("complete\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn records(parser: &mut Parser) -> Result<()> {
    let (mut words, mut data, mut checkpoints, mut review) = (Vec::new(), None, None, None);
    let (mut account, mut submission, mut from, mut to) = (None, None, None, None);
    let (mut operator, mut retention, mut clock_confirmed) = (Operator::default(), LEAST, false);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(word) => words.push(word.string()?),
            Arg::Long("data") => data = Some(PathBuf::from(parser.value()?)),
            Arg::Long("checkpoints") => checkpoints = Some(PathBuf::from(parser.value()?)),
            Arg::Long("operator") => operator.name = parser.value()?.string()?,
            Arg::Long("reason") => operator.reason = parser.value()?.string()?,
            Arg::Long("consent-months") => {
                retention = Retention { consent: parser.value()?.parse()?, ..retention }
            }
            Arg::Long("reverification-months") => {
                retention = Retention { reverification: parser.value()?.parse()?, ..retention };
            }
            Arg::Long("confirm-clock") => clock_confirmed = true,
            Arg::Long("account") => account = Some(parser.value()?.string()?),
            Arg::Long("submission") => submission = Some(parser.value()?.string()?),
            Arg::Long("from") => from = Some(day(parser)?),
            Arg::Long("to") => to = Some(day(parser)?),
            Arg::Long("review") => review = Some(day(parser)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let data = data.context("--data is needed")?;
    let now = SystemClock.now();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["purge"] => {
            let checkpoints = checkpoints.unwrap_or_else(|| data.join(CHECKPOINTS));
            let asked = Purge { data, checkpoints, retention, clock_confirmed, operator };
            let done = retention::purge(&asked, now)?;
            print(&format!("{} records purged, {} held\n", done.records, done.held))
        }
        ["hold"] => {
            let scope = match (account, submission, from, to) {
                (Some(account), None, None, None) => Scope::Account(account),
                (None, Some(submission), None, None) => Scope::Submission(submission),
                (None, None, Some(from), Some(to)) => {
                    let (since, until) = (retention::unix(from), retention::unix(to));
                    Scope::Time(since.context("--from")?, until.context("--to")? + retention::DAY - 1)
                }
                _ => bail!("one of --account, --submission, and --from with --to"),
            };
            let id = retention::place(&data, scope, &operator, review.context("--review is needed")?, now)?;
            print(&format!("hold {id}\n"))
        }
        ["release", id] => retention::release(&data, id, &operator, now),
        ["holds"] => print(&retention::list(&data, now)?),
        _ => bail!("`records purge`, `records hold`, `records release ID` or `records holds`\n\n{USAGE}"),
    }
}

fn day(parser: &mut Parser) -> Result<Date> {
    let text = parser.value()?.string()?;
    Date::from_iso(&text).with_context(|| format!("{text} is not YYYY-MM-DD"))
}
