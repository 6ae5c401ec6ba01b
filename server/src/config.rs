//! The configuration file, and what production refuses.

use crate::keys;
use crate::vault::simulated::Simulated;
use crate::vault::source::IdentitySource;
use crate::vault::verdicts::TestAuthority;
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The configuration. Secrets come as paths of files, never as values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether real people sign up.
    #[serde(default)]
    pub production: bool,
    /// The name of this service that bundles are made for. Without it: the address that is listened on.
    pub aud: Option<String>,
    /// Origins of the pages that may submit. Without any: the address that is listened on.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The origin that `/frame` is served on: one of its own, on which nothing else of anybody's runs. Without it: no frame;
    /// outside production `localhost`, whose pages are no page of `127.0.0.1`.
    pub frame: Option<String>,
    /// How long a challenge lives, in seconds: 1 to 300, and 300 without it. Shorter costs slow pages a second try.
    pub challenge_seconds: Option<u64>,
    /// Proxies whose `X-Forwarded-For` is believed: addresses, or blocks in CIDR notation.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// How many requests that change something one address may make in a minute; 600 without it, 0 is no limit.
    pub requests_per_address: Option<u32>,
    /// The same of one session of the provider's; 60 without it.
    pub requests_per_session: Option<u32>,
    /// TLS by this server itself; without it, a proxy's matter.
    pub tls: Option<TlsFiles>,
    /// Who is asked about an identity.
    #[serde(default)]
    pub authority: Authority,
    /// The file with the credential of the provider's backend; without it, the one among the keys.
    pub server_credential_file: Option<PathBuf>,
    /// 区块链信息服务备案编号.
    pub filing_number: Option<String>,
    /// Why there is no filing number yet.
    pub not_filed_yet: Option<NotFiledYet>,
    /// Why name and number are enough, although anyone with leaked data has them: possession of the mobile number is
    /// not checked by this version.
    pub accept_no_possession: Option<String>,
    /// The source of the policy; without it, the demo's.
    pub policy: Option<PathBuf>,
    /// The file of checkpoints of the records; without it, `checkpoints.log` in the data folder. It belongs where whoever
    /// can write the database cannot write.
    pub checkpoints: Option<PathBuf>,
    /// How many children one guardian may have signed up, 1 to 100; 5 without it.
    pub wards_per_guardian: Option<u64>,
    /// The notices; without any, the demo's.
    #[serde(default)]
    pub notices: Vec<PathBuf>,
}

/// What TLS is served with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The server's certificate and those between it and a root, in PEM.
    pub certificates: PathBuf,
    /// Its private key in PEM; a file that nobody else may read.
    pub key: PathBuf,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// Nobody: every well-formed identity matches. Its name stands in every record.
    #[default]
    Simulated,
    /// Nobody: persons whom nobody is get the verdict that belongs to each. In a test environment alone.
    Test,
}

impl Authority {
    /// Whom the vault asks.
    #[must_use]
    pub fn source(self) -> Arc<dyn IdentitySource> {
        match self {
            Self::Simulated => Arc::new(Simulated),
            Self::Test => Arc::new(TestAuthority),
        }
    }
}

/// The statement that the filing (Art. 11) is still to come.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotFiledYet {
    /// Why.
    pub reason: String,
    /// Since when the service runs, `YYYY-MM-DD`: the filing is due 10 working days later.
    pub since: String,
}

/// Why production does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The authority is simulated.
    SimulatedAuthority,
    /// The authority is that of a test environment.
    TestAuthority,
    /// A key file is missing.
    MissingKey(&'static str),
    /// Neither a filing number nor a reason.
    NoFilingNumber,
    /// No name of the service, or no origins.
    NoAudience,
    /// No policy or notices of its own.
    NoPolicy,
    /// Nothing proves possession, and nobody took responsibility for that.
    NoPossession,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SimulatedAuthority => f.write_str("the authority is simulated: nobody would be verified"),
            Self::TestAuthority => {
                f.write_str("the authority is a test environment's: whom nobody is would be admitted")
            }
            Self::MissingKey(name) => {
                write!(f, "the key file `{name}` is missing: `realname-server keys init` makes it")
            }
            Self::NoFilingNumber => f.write_str(
                "neither `filing_number` nor `not_filed_yet` (reason, since) is given: 区块链信息服务管理规定 第11、13条",
            ),
            Self::NoAudience => f.write_str("`aud` and `origins` must be given"),
            Self::NoPolicy => f.write_str("`policy` and `notices` must be given: the demo's are fictional"),
            Self::NoPossession => f.write_str(
                "nothing proves that the mobile number is the person's own; `accept_no_possession` must say why that is enough",
            ),
        }
    }
}

impl Config {
    /// Reads the file; paths in it start at its folder.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or has a member that is not known.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut config: Self =
            toml::from_str(&text).with_context(|| format!("{} is not usable", path.display()))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        let own =
            [config.server_credential_file.as_mut(), config.policy.as_mut(), config.checkpoints.as_mut()];
        let tls = config.tls.iter_mut().flat_map(|files| [&mut files.certificates, &mut files.key]);
        for file in own.into_iter().flatten().chain(&mut config.notices).chain(tls) {
            *file = folder.join(&*file);
        }
        Ok(config)
    }

    /// Everything that stands against production, all at once.
    #[must_use]
    pub fn refusals(&self, data: &Path) -> Vec<Refusal> {
        if !self.production {
            return Vec::new();
        }
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let filing = said(&self.filing_number)
            || self
                .not_filed_yet
                .as_ref()
                .is_some_and(|why| !why.reason.trim().is_empty() && !why.since.is_empty());
        let mut found = Vec::new();
        found.push(match self.authority {
            Authority::Simulated => Refusal::SimulatedAuthority,
            Authority::Test => Refusal::TestAuthority,
        });
        let elsewhere = self.server_credential_file.is_some();
        let missing =
            keys::missing(data).into_iter().filter(|name| !(elsewhere && *name == keys::CREDENTIAL));
        found.extend(missing.map(Refusal::MissingKey));
        if !filing {
            found.push(Refusal::NoFilingNumber);
        }
        if self.aud.is_none() || self.origins.is_empty() {
            found.push(Refusal::NoAudience);
        }
        if self.policy.is_none() || self.notices.is_empty() {
            found.push(Refusal::NoPolicy);
        }
        if !said(&self.accept_no_possession) {
            found.push(Refusal::NoPossession);
        }
        found
    }
}
