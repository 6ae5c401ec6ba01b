//! `POST /bundles` and `POST /decisions`: verified by the core, opened by the vault, recorded at once, then answered.

use super::problem::Problem;
use super::store::{Accepted, GuardianHalf, Recorded};
use super::ticket::{Asker, Ticket};
use super::{Gateway, Kind, Shared, problem, request};
use crate::checks::{Check, must};
use crate::label;
use crate::suite::suite;
use crate::vault::Submission;
use crate::vault::handed::Handed;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use realname::bundle::claims::Claims;
use realname::bundle::guardian::{self, Family};
use realname::bundle::jws::{Jws, typ};
use realname::bundle::verify::{self, Expected, Verified};
use realname::bundle::{Bundle, DECISION_MEDIA_TYPE, MEDIA_TYPE, decision_from_json};
use realname::code::Code;
use realname::consent::decision::party;
use realname::consent::{Env, Party};
use realname::suite::jose::{digest_of, from_base64url, sha256};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Ends when the authority's check has come to its end.
pub(super) type Checked = oneshot::Receiver<()>;

/// A bundle that is kept.
pub(super) struct Taken {
    pub(super) id: String,
    /// Nothing where the same body from the same session was there already.
    pub(super) check: Option<Checked>,
}

/// `POST /bundles`: of somebody, or of a child with a guardian.
pub(super) async fn bundle(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let ticket = gateway.page(request.method(), request.headers()).await?;
    let (kind, media_type) = if request::is_of(&request, guardian::MEDIA_TYPE) {
        (Kind::Family, guardian::MEDIA_TYPE)
    } else {
        (Kind::Bundle, MEDIA_TYPE)
    };
    let body = request::body(request, media_type).await?;
    let taken = gateway.take(ticket, &body, kind).await?;
    let status = if taken.check.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok(receipt(status, &taken.id, kind, taken.check.is_none()))
}

/// `POST /decisions`.
pub(super) async fn decision(
    State(gateway): State<Shared>,
    request: Request<Body>,
) -> Result<Response<Body>, Problem> {
    let ticket = gateway.page(request.method(), request.headers()).await?;
    let body = request::body(request, DECISION_MEDIA_TYPE).await?;
    if let Some(id) = gateway.before(&body, &ticket, Kind::Decision).await? {
        return Ok(receipt(StatusCode::OK, &id, Kind::Decision, true));
    }
    let (jwt, verified) = gateway
        .verify(&ticket, &body, Kind::Decision, |body, expected| {
            verify::decision(body, expected, suite(), &gateway.keys)
        })
        .await?;
    if let Some(id) = gateway.met(&ticket, &body, Kind::Decision, &verified).await? {
        return Ok(receipt(StatusCode::OK, &id, Kind::Decision, true));
    }
    let id = label::id()?;
    let by = party(&gateway.in_force.policy, &verified.claims.decisions);
    let accepted = Accepted {
        id: id.clone(),
        kind: Kind::Decision,
        ticket,
        verified,
        body_hash: sha256(&[&body]),
        jwt,
        sealed: None,
        guardian: None,
        by_guardian: by == Party::Guardian,
    };
    match gateway.record(accepted).await? {
        Recorded::New => Ok(receipt(StatusCode::CREATED, &id, Kind::Decision, false)),
        Recorded::Before(id) => Ok(receipt(StatusCode::OK, &id, Kind::Decision, true)),
    }
}

/// The receipt, the same for everybody: it says what was handed in, not what became of it.
fn receipt(status: StatusCode, id: &str, kind: Kind, replayed: bool) -> Response<Body> {
    let state = match kind {
        Kind::Bundle | Kind::Family => "pending",
        Kind::Decision => "refused",
    };
    problem::json(status, super::evidence::state(id, state, replayed))
}

/// What is kept of `sealed`: its protected header, its length and its hash.
fn outside(bundle: &Bundle) -> Result<(String, usize, String), Code> {
    let header = bundle.sealed.split('.').next().ok_or(Code::Format)?;
    let header = String::from_utf8(from_base64url(header)?.to_vec()).map_err(|_| Code::Format)?;
    Ok((header, bundle.sealed.len(), digest_of(bundle.sealed.as_bytes())))
}

/// What is handed to the vault, with what was verified of the guardian; and what was verified of whoever signs up.
type Halves = ((Handed, Option<Verified>), Verified);

impl Gateway {
    /// Takes a bundle in, from whoever brings it: verified, opened, its challenge burnt and its evidence stored.
    pub(super) async fn take(
        self: &Arc<Self>,
        ticket: Ticket,
        body: &[u8],
        kind: Kind,
    ) -> Result<Taken, Code> {
        if let Some(id) = self.before(body, &ticket, kind).await? {
            return Ok(Taken { id, check: None });
        }
        let ((handed, of_guardian), verified) =
            self.verify(&ticket, body, kind, |body, expected| self.halves(body, expected, kind)).await?;
        if let Some(id) = self.met(&ticket, body, kind, &verified).await? {
            return Ok(Taken { id, check: None });
        }
        // The vault first: what it cannot open is not accepted. It recognises the same bundle when this has to be
        // repeated, and asks nobody before the evidence is stored.
        let submission = Submission {
            id: label::id()?,
            account_ref: ticket.account_ref.clone(),
            session: ticket.session.clone(),
            origin: ticket.origin.clone(),
        };
        let id = self.vault.accept(handed.clone(), submission).await?;
        let guardian = match (handed.guardian(), of_guardian) {
            (Some(half), Some(verified)) => {
                Some(GuardianHalf { verified, jwt: half.sd_jwt.clone(), sealed: outside(half)? })
            }
            _ => None,
        };
        let accepted = Accepted {
            id: id.clone(),
            kind,
            ticket,
            verified,
            body_hash: sha256(&[body]),
            sealed: Some(outside(handed.own())?),
            jwt: handed.own().sd_jwt.clone(),
            by_guardian: guardian.is_some(),
            guardian,
        };
        match self.record(accepted).await {
            Ok(Recorded::New) => Ok(Taken { check: Some(self.start_check(id.clone())), id }),
            Ok(Recorded::Before(id)) => Ok(Taken { id, check: None }),
            // May be repeated, and then the vault knows it.
            Err(Code::Store) => Err(Code::Store),
            Err(code) => {
                self.vault.abandon(id).await?;
                Err(code)
            }
        }
    }

    /// Verifies one bundle, or both halves.
    fn halves(&self, body: &[u8], expected: &Expected<'_>, kind: Kind) -> Result<Halves, Code> {
        if kind == Kind::Family {
            let (family, verified) = guardian::verify(body, expected, suite(), &self.keys)?;
            return Ok(((Handed::Family(family), Some(verified.guardian)), verified.child));
        }
        let (bundle, verified) = verify::bundle(body, expected, suite(), &self.keys)?;
        Ok(((Handed::One(bundle), None), verified))
    }

    /// Verifies with what this gateway knows by itself. When the challenge is not one for this session and account,
    /// says which of its other stories it is.
    async fn verify<T>(
        &self,
        ticket: &Ticket,
        body: &[u8],
        kind: Kind,
        check: impl Fn(&[u8], &Expected<'_>) -> Result<(T, Verified), Code>,
    ) -> Result<(T, Verified), Code> {
        let for_account = |account_ref: &str| {
            let at = |origin, embedder| {
                let expected = Expected {
                    aud: &self.aud,
                    origin,
                    embedder,
                    session: &ticket.session,
                    account_ref,
                    now: self.clock.now(),
                    policy: &self.in_force.policy,
                };
                check(body, &expected)
            };
            let page = || at(&ticket.origin, None);
            let frame = || at(self.frame.as_deref().ok_or(Code::Origin)?, Some(&ticket.origin));
            match ticket.asker {
                Asker::Page => page(),
                Asker::Frame => frame(),
                Asker::Unseen => match page() {
                    Err(Code::Origin) => frame(),
                    seen => seen,
                },
            }
        };
        let code = match for_account(&ticket.account_ref) {
            Err(code @ (Code::ChallengeUnknown | Code::ChallengeExpired)) => code,
            other => return other,
        };
        // The signature was good when it came so far, so the nonce is what its signer wrote.
        if self.is_burnt(nonce(body, kind, self.in_force.policy.env)?).await? {
            return Err(Code::ChallengeUsed);
        }
        if code == Code::ChallengeUnknown {
            for account in self.other_accounts(ticket).await? {
                if !matches!(for_account(&account), Err(Code::ChallengeUnknown)) {
                    return Err(Code::Account);
                }
            }
        }
        Err(code)
    }

    /// Finds early what the transaction would find, so that the vault does not open it for nothing: a burnt challenge,
    /// or, under its id, this very body, if it came twice at once.
    async fn met(
        &self,
        ticket: &Ticket,
        body: &[u8],
        kind: Kind,
        verified: &Verified,
    ) -> Result<Option<String>, Code> {
        if ticket.jkt.as_ref().is_some_and(|jkt| *jkt != verified.jkt) {
            return Err(Code::Ticket);
        }
        if !self.is_burnt(verified.claims.nonce.clone()).await? {
            return Ok(None);
        }
        let before = self.before(body, ticket, kind).await?;
        must(Check::Burnt, before.is_some(), || Code::ChallengeUsed)?;
        Ok(before)
    }

    /// Has the vault ask the authority, after the answer has gone out. What it returns ends with the check.
    pub(super) fn start_check(self: &Arc<Self>, id: String) -> Checked {
        let gateway = Arc::clone(self);
        let (running, check) = oneshot::channel();
        self.tasks.spawn(async move {
            let _running: oneshot::Sender<()> = running;
            let concluded = match gateway.vault.check(id.clone()).await {
                Ok(finished) => gateway.conclude(id.clone(), finished).await,
                Err(code) => Err(code),
            };
            // What was taken back meanwhile has nothing sealed any more.
            let concluded = match concluded {
                Ok(()) => gateway.erase_restricted_of(id).await,
                failed => failed,
            };
            // The evidence stays pending and the gate closed; the next start takes it up.
            if let Err(code) = concluded {
                gateway.log.event("a check was not concluded:", Some(code));
            }
        });
        check
    }
}

/// The nonce of a body that was verified but for its challenge.
fn nonce(body: &[u8], kind: Kind, env: Env) -> Result<String, Code> {
    let (jws, sealed) = match kind {
        Kind::Bundle | Kind::Family => {
            let sd_jwt = match kind {
                Kind::Family => Family::parse(body)?.child.sd_jwt,
                _ => Bundle::parse(body)?.sd_jwt,
            };
            let compact = sd_jwt.strip_suffix('~').ok_or(Code::Format)?;
            let typ = if env == Env::Test { typ::TEST_SD_JWT } else { typ::SD_JWT };
            (Jws::parse(compact, typ)?, true)
        }
        Kind::Decision => {
            let typ = if env == Env::Test { typ::TEST_DECISION } else { typ::DECISION };
            (Jws::parse(&decision_from_json(body)?, typ)?, false)
        }
    };
    Ok(Claims::parse(&jws.payload, sealed)?.nonce)
}
