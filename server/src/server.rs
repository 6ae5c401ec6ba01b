//! Gateway, vault and demo in one process: put together, bound to an address, run until told to stop.

use crate::clock::{Clock, SystemClock};
use crate::config::{Authority, Config};
use crate::connections::{self, Limits, Tls};
use crate::gateway::{self, Gateway};
use crate::log::Log;
use crate::origin::is_origin;
use crate::policy::InForce;
use crate::proxies::Block;
use crate::vault::source::IdentitySource;
use crate::vault::{self, Vault, wards};
use crate::{demo, frame, keys, www};
use anyhow::{Context as _, Result, bail, ensure};
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, State};
use axum::http::{Method, Request, Response};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use realname::bundle::LIFETIME;
use realname::code::Code;
use realname::consent::Env;
use realname::suite::jose::base64url;
use std::fs::File;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// The file of checkpoints, unless the configuration names one on another disk.
pub const CHECKPOINTS: &str = "checkpoints.log";
/// How many requests that change something one address may make in a minute: many people share one.
const REQUESTS_PER_ADDRESS: u32 = 600;
/// How many one session may make: a person who tries again makes two a try.
const REQUESTS_PER_SESSION: u32 = 60;
/// How often it is asked whether a checkpoint is due.
const TICK: Duration = Duration::from_secs(1);
/// How often what is stale is looked for.
const SWEEP: Duration = Duration::from_secs(3600);

/// What a server is made of. The binary sets paths and configuration; clock and source are for whoever embeds it.
pub struct Assembly {
    /// The configuration.
    pub config: Config,
    /// The folder of keys and databases.
    pub data: PathBuf,
    /// Whether the demo provider runs too.
    pub demo: bool,
    /// The address to listen on.
    pub listen: String,
    /// The page.
    pub www: Option<PathBuf>,
    /// The npm package.
    pub package: Option<PathBuf>,
    /// The documents.
    pub docs: Option<PathBuf>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Whom the vault asks.
    pub source: Arc<dyn IdentitySource>,
    /// The log.
    pub log: Log,
    /// What connections are bounded by.
    pub limits: Limits,
}

impl Assembly {
    /// A server of a configuration on a data folder, on any free port of this machine.
    #[must_use]
    pub fn new(config: Config, data: PathBuf) -> Self {
        let source = config.authority.source();
        Self {
            config,
            data,
            demo: false,
            listen: "127.0.0.1:0".to_owned(),
            www: None,
            package: None,
            docs: None,
            clock: Arc::new(SystemClock),
            source,
            log: Log::to_stderr(),
            limits: Limits::default(),
        }
    }
}

/// A server that is bound.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    gateway: Arc<Gateway>,
    vault: Arc<Vault>,
    log: Log,
    limits: Limits,
    pin: String,
    tls: Option<Tls>,
    lock: File,
}

/// One server works in a folder: two would cut each other's checkpoints, and end each other's checks.
fn alone(data: &Path) -> Result<File> {
    let path = data.join("lock");
    let lock = File::options().create(true).append(true).open(&path);
    let lock = lock.with_context(|| format!("{} cannot be made", path.display()))?;
    ensure!(lock.try_lock().is_ok(), "another server works in {}", data.display());
    Ok(lock)
}

impl Server {
    /// Reads keys and policy, opens the databases, takes up what an earlier run left, and binds the address.
    ///
    /// # Errors
    /// Everything that stands against it, in words for the operator.
    pub async fn bind(assembly: Assembly) -> Result<Self> {
        let Assembly { config, data, demo, listen, www, package, docs, clock, source, log, limits } =
            assembly;
        let refusals: Vec<String> = config.refusals(&data).iter().map(ToString::to_string).collect();
        if !refusals.is_empty() {
            bail!("production is refused:\n  {}", refusals.join("\n  "));
        }
        ensure!(!(demo && config.production), "the demo provider does not run in production");
        std::fs::create_dir_all(&data).with_context(|| format!("{} cannot be made", data.display()))?;
        let lock = alone(&data)?;
        if !config.production {
            keys::init(&data, clock.now())?;
        }
        let keys = keys::load(&data, config.server_credential_file.as_deref())?;
        ensure!(
            !keys.receipt.is_over(clock.now()),
            "the key `receipt` is over: `realname-server keys rotate` makes another"
        );
        let listener =
            TcpListener::bind(&listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
        let address = listener.local_addr()?;
        let tls = config.tls.as_ref().map(Tls::read).transpose()?;
        ensure!(!(demo && tls.is_some()), "the demo provider speaks to its gateway without TLS");
        let Names { aud, origins, frame } = names(&config, address);
        for origin in origins.iter().chain(&frame) {
            ensure!(
                is_origin(origin),
                "`{origin}` is no origin as a browser writes it: scheme, host in small letters, a port unless it is the usual one, nothing behind"
            );
        }
        ensure!(
            config.frame.is_none() || !origins.iter().any(|origin| Some(origin) == frame.as_ref()),
            "`frame` is an origin of its own, and none of `origins`: a page of it could read what is typed there"
        );

        let in_force = InForce::build(&config, &base64url(&keys.vault.sealing_key().thumbprint()))?;
        ensure!(
            config.production == (in_force.policy.env == Env::Production),
            "the policy's env is `{}`, which does not go with `production = {}`",
            in_force.policy.env.as_str(),
            config.production
        );
        ensure!(
            config.authority != Authority::Test || in_force.policy.env == Env::Test,
            "the authority is a test environment's, and the policy's env is `{}`",
            in_force.policy.env.as_str()
        );
        let vault = Arc::new(Vault::open(vault::Parts {
            data: &data,
            keys: keys.vault,
            aud: aud.clone(),
            policy: in_force.policy.clone(),
            wards: config.wards_per_guardian.map_or(wards::LIMIT, |wards| wards.clamp(1, 100)),
            source,
            clock: Arc::clone(&clock),
        })?);
        let pin = base64url(&keys.root.public_key().thumbprint());
        let gateway = Gateway::open(gateway::Parts {
            data: &data,
            keys: keys.gateway,
            root: keys.root,
            credential: &keys.credential,
            aud,
            origins: origins.clone(),
            frame: frame.clone(),
            challenge_life: config.challenge_seconds.map_or(LIFETIME, |seconds| seconds.clamp(1, LIFETIME)),
            in_force,
            vault: Arc::clone(&vault),
            clock,
            log: log.clone(),
            checkpoint: keys.checkpoint,
            trusted_proxies: blocks(&config)?,
            requests_per_address: config.requests_per_address.unwrap_or(REQUESTS_PER_ADDRESS),
            requests_per_session: config.requests_per_session.unwrap_or(REQUESTS_PER_SESSION),
            receipt: keys.receipt,
            checkpoints: &config.checkpoints.clone().unwrap_or_else(|| data.join(CHECKPOINTS)),
        })
        .await?;
        gateway.recover().await.context("what an earlier run left cannot be taken up")?;

        let mut router = www::routes(www.as_deref(), package.as_deref(), docs.as_deref(), frame.as_deref())
            .merge(gateway.routes());
        if let Some(own) = &frame {
            router = router.merge(frame::routes(own, &origins));
        }
        if demo {
            router = router.merge(demo::routes(address, &keys.credential, &pin, origins, frame));
        }
        if tls.is_some() {
            router = router.layer(from_fn(www::only_tls));
        }
        let router = router.layer(from_fn(www::guard)).layer(from_fn_with_state(log.clone(), line));
        Ok(Self { listener, address, router, gateway, vault, log, limits, pin, tls, lock })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is found: scheme, address and port.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls.is_some() { "https" } else { "http" }, self.address)
    }

    /// The thumbprint of its root key, which pages pin.
    #[must_use]
    pub fn pin(&self) -> &str {
        &self.pin
    }

    /// The vault, for whoever embeds it.
    #[must_use]
    pub fn vault(&self) -> Arc<Vault> {
        Arc::clone(&self.vault)
    }

    /// The gateway, for whoever embeds it.
    #[must_use]
    pub fn gateway(&self) -> Arc<Gateway> {
        Arc::clone(&self.gateway)
    }

    /// Serves until `stop` comes, then lets what is under way come to its end.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
        // What others are kept out by, until everything has come to its end.
        let Self { listener, router, gateway, vault, log, limits, tls, lock: _lock, .. } = self;
        let settling = Arc::clone(&vault);
        let settler = tokio::spawn(async move { settling.keep_settled(log).await });
        let swept = Arc::clone(&gateway);
        let sweeper = tokio::spawn(async move {
            let mut often = tokio::time::interval(SWEEP);
            loop {
                often.tick().await;
                // A store that fails here fails in the requests too, where it is told.
                let _ = swept.sweep().await;
            }
        });
        let observed = Arc::clone(&gateway);
        let observer = tokio::spawn(async move {
            let mut often = tokio::time::interval(TICK);
            loop {
                often.tick().await;
                observed.checkpoint(false).await;
            }
        });
        connections::serve(listener, router, limits, tls, stop).await;
        sweeper.abort();
        observer.abort();
        gateway.finish().await;
        settler.abort();
        // What the last checks deleted. A reader in the way leaves it to the next start.
        let _ = vault.settle().await;
    }
}

fn blocks(config: &Config) -> Result<Vec<Block>> {
    config.trusted_proxies.iter().map(|text| text.parse().context("`trusted_proxies`")).collect()
}

/// What this server is called, and by whom it is asked.
struct Names {
    aud: String,
    origins: Vec<String>,
    frame: Option<String>,
}

/// The name of the service and the origins that it is for; of the address when the configuration has none.
fn names(config: &Config, address: SocketAddr) -> Names {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let here = format!("{scheme}://127.0.0.1:{}", address.port());
    let aud = config.aud.clone().unwrap_or_else(|| here.clone());
    let localhost = format!("{scheme}://localhost:{}", address.port());
    let frame = config.frame.clone().or_else(|| (!config.production).then(|| localhost.clone()));
    let origins = if config.origins.is_empty() { vec![here, localhost] } else { config.origins.clone() };
    Names { aud, origins, frame }
}

/// The log's line: method, route, status, code, time. The route is the template, so that no id enters it.
async fn line(State(log): State<Log>, request: Request<Body>, next: Next) -> Response<Body> {
    let started = Instant::now();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        // A method may be any word that somebody sends.
        _ => "OTHER",
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let code = response.extensions().get::<Code>().copied();
    log.request(method, route.as_deref().unwrap_or("-"), response.status().as_u16(), code, started.elapsed());
    response
}
