//! A server in this process, on a folder that goes away, with a clock that a test moves.

use realname_server::clock::Clock;
use realname_server::config::Config;
use realname_server::gateway::Gateway;
use realname_server::log::Log;
use realname_server::server::{Assembly, Server};
use realname_server::vault::Vault;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// 2026-11-25 in Shanghai.
pub(crate) const START: u64 = 1_795_600_000;
/// The origin of the page that may submit.
pub(crate) const ORIGIN: &str = "https://signup.example";
/// The name of the service.
pub(crate) const AUD: &str = "https://realname.example";

/// A folder that goes away.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("realname-{}", realname_server::label::id().unwrap()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A clock that a test moves.
pub(crate) struct TestClock(AtomicU64);

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The code of a problem; a success has none.
    pub(crate) fn code(&self) -> String {
        match self.status {
            200..300 => format!("no problem: {}", self.text),
            _ => self.json()["code"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn id(&self) -> String {
        assert!(self.status < 300, "{}", self.text);
        self.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(there, _)| there == name).map(|(_, value)| value.as_str())
    }
}

/// A running server.
pub(crate) struct Lab {
    pub(crate) base: String,
    pub(crate) pin: String,
    pub(crate) vault: Arc<Vault>,
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) log: Arc<Mutex<Vec<String>>>,
    pub(crate) folder: Arc<Folder>,
    credential: String,
    agent: ureq::Agent,
    runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
}

impl Lab {
    pub(crate) fn start() -> Self {
        Self::start_with(Arc::new(Folder::new()), |_| {})
    }

    /// Starts on a folder, which may have been used before.
    pub(crate) fn start_with(folder: Arc<Folder>, change: impl FnOnce(&mut Assembly)) -> Self {
        Self::start_on(|| (), folder, change)
    }

    /// The same, with something to do first on each of its threads.
    pub(crate) fn start_on(
        thread: impl Fn() + Send + Sync + 'static,
        folder: Arc<Folder>,
        change: impl FnOnce(&mut Assembly),
    ) -> Self {
        let clock = Arc::new(TestClock(AtomicU64::new(START)));
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let config = Config { aud: Some(AUD.into()), origins: vec![ORIGIN.into()], ..Config::default() };
        let mut assembly = Assembly::new(config, folder.path().to_owned());
        let own: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        assembly.clock = own;
        let lines = Arc::clone(&log);
        assembly.log = Log::new(move |line| lines.lock().unwrap().push(line.to_owned()));
        change(&mut assembly);
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().on_thread_start(thread).build().unwrap();
        let server = runtime.block_on(Server::bind(assembly)).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (address, pin, vault) = (server.address(), server.pin().to_owned(), server.vault());
        let gateway = server.gateway();
        runtime.spawn(server.run(async {
            let _ = stopped.await;
        }));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let credential = fs::read_to_string(folder.path().join("keys/server-credential")).unwrap();
        let base = format!("http://{address}");
        Self {
            base,
            pin,
            vault,
            gateway,
            clock,
            log,
            folder,
            credential,
            agent,
            runtime: Some(runtime),
            stop: Some(stop),
        }
    }

    /// Ends everything at once, as a killed process does.
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Until nothing of it is left, as with a process: another may start in the same folder.
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }

    /// Tells it to stop, as SIGTERM does.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Signs the heads of the records, if there is anything new.
    pub(crate) fn checkpoint(&self) {
        self.block_on(self.gateway.checkpoint(true));
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.as_ref().unwrap().block_on(future)
    }

    /// One request, with exactly these headers.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let own = ["/realname/", "/provider/", "/frame"];
        let url = if own.iter().any(|prefix| path.starts_with(prefix)) {
            format!("{}{path}", self.base)
        } else {
            format!("{}/realname/v1{path}", self.base)
        };
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = match body {
            Some(body) => self.agent.run(request.body(body.to_vec()).unwrap()).unwrap(),
            None => self.agent.run(request.body(()).unwrap()).unwrap(),
        };
        let named = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().iter().map(named).collect(),
            text: answer.body_mut().read_to_string().unwrap(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// As the provider's backend asks.
    pub(crate) fn backend(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let credential = format!("Bearer {}", self.credential);
        let headers = [("authorization", credential.as_str()), ("content-type", "application/json")];
        self.send(method, path, &headers, body.map(str::as_bytes))
    }

    pub(crate) fn ticket(&self, account: &str, session: &str) -> String {
        let body = format!(r#"{{"account_ref":"{account}","session":"{session}","origin":"{ORIGIN}"}}"#);
        let answer = self.backend("POST", "/tickets", Some(&body));
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["ticket"].as_str().unwrap().to_owned()
    }

    /// The evidence, once the authority has been asked.
    pub(crate) fn evidence(&self, id: &str) -> Value {
        let begun = Instant::now();
        loop {
            let evidence = self.backend("GET", &format!("/bundles/{id}"), None).json();
            if evidence["state"] != "pending" {
                return evidence;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "still pending: {evidence}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn gate(&self, account: &str) -> Value {
        self.backend("GET", &format!("/gate/{account}"), None).json()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.stop();
        self.kill();
    }
}
