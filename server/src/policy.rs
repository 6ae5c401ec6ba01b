//! The policy as it is put in force: the operator's source, completed with what only the server knows, which is the
//! digests of the notices' texts and the id of the sealing key. The bytes that come out are immutable.

use crate::config::{Authority, Config};
use crate::notice;
use anyhow::{Context as _, Result, anyhow, bail};
use realname::consent::notice::Article;
use realname::consent::{Notice, Policy};
use realname::json::{Json, Members, Writer};
use std::fs;

const DEMO_POLICY: &[u8] = include_bytes!("../demo/policy.json");
const DEMO_NOTICES: [&[u8]; 4] = [
    include_bytes!("../demo/real-name.json"),
    include_bytes!("../demo/service-agreement.json"),
    include_bytes!("../demo/identity-check.json"),
    include_bytes!("../demo/signup-survey.json"),
];

/// What is in force.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The policy.
    pub policy: Policy,
    /// The exact bytes that its digest is of.
    pub bytes: Vec<u8>,
    /// The notices that it names.
    pub notices: Vec<Published>,
}

/// A notice in force.
#[derive(Clone, Debug)]
pub struct Published {
    /// What it says.
    pub notice: Notice,
    /// The document as it is served.
    pub document: String,
}

impl InForce {
    /// Reads source and notices, checks them, and puts them together.
    ///
    /// # Errors
    /// When a file cannot be read, a notice is incomplete, or the policy contradicts itself.
    pub fn build(config: &Config, kid: &str) -> Result<Self> {
        let read = |path: &std::path::PathBuf| {
            fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let own = if config.authority == Authority::Test { for_tests } else { || DEMO_POLICY.to_vec() };
        let source = config.policy.as_ref().map_or_else(|| Ok(own()), read)?;
        let notices = if config.notices.is_empty() {
            DEMO_NOTICES.map(<[u8]>::to_vec).to_vec()
        } else {
            config.notices.iter().map(read).collect::<Result<_>>()?
        };
        Self::from_parts(&source, &notices, kid)
    }

    /// The same, from bytes.
    ///
    /// # Errors
    /// As for [`InForce::build`].
    pub fn from_parts(source: &[u8], notices: &[Vec<u8>], kid: &str) -> Result<Self> {
        let notices = notices.iter().map(|bytes| usable(bytes)).collect::<Result<Vec<_>>>()?;
        let bytes = complete(source, &notices, kid)
            .map_err(|code| anyhow!("{code}: the source of the policy is not usable"))?
            .into_bytes();
        let policy =
            Policy::parse(&bytes).map_err(|code| anyhow!("{code}: the policy contradicts itself"))?;
        covered(&policy, &notices)?;
        Ok(Self { policy, bytes, notices })
    }
}

/// The demo's, for a test environment.
fn for_tests() -> Vec<u8> {
    String::from_utf8_lossy(DEMO_POLICY).replacen(r#""env": "demo""#, r#""env": "test""#, 1).into_bytes()
}

/// Every language names every field that is asked for, and each purpose's notice every recipient of the purpose.
fn covered(policy: &Policy, notices: &[Published]) -> Result<()> {
    let langs: Vec<&str> =
        policy.notices.iter().flat_map(|n| n.digests.iter().map(|(l, _)| l.as_str())).collect();
    for lang in langs {
        let texts = |minors| {
            let of = notices.iter().filter(move |published| published.notice.minors == minors);
            of.filter_map(|published| published.notice.text(lang))
        };
        for field in &policy.fields {
            if !texts(false).any(|text| text.fields.contains(field)) {
                bail!("the field `{}` is asked for, and no notice in {lang} covers it", field.as_str());
            }
            if policy.guardian_until.is_some() && !texts(true).any(|text| text.fields.contains(field)) {
                bail!(
                    "the field `{}` is asked for of children, and no notice to guardians in {lang} covers it: {}",
                    field.as_str(),
                    Article::Children10.zh()
                );
            }
        }
    }
    for (purpose, recipient) in policy.questions() {
        let Some(recipient) = recipient else { continue };
        let notice = notices.iter().find(|published| published.notice.id == purpose.notice);
        let texts = notice.map(|published| published.notice.texts.as_slice()).unwrap_or_default();
        if !texts.iter().all(|text| text.recipients.iter().any(|(there, _)| there == recipient)) {
            bail!(
                "the notice `{}` does not list the recipient `{recipient}` in every language: {}",
                purpose.notice,
                Article::Pipl23.zh()
            );
        }
    }
    Ok(())
}

fn usable(bytes: &[u8]) -> Result<Published> {
    let notice =
        notice::check(bytes).map_err(|found| anyhow!("a notice is not usable: {}", found.join("; ")))?;
    let document = notice::compact(bytes).map_err(|code| anyhow!("{code}: a notice is not usable"))?;
    Ok(Published { notice, document })
}

/// The document in its fixed order of members.
fn complete(source: &[u8], notices: &[Published], kid: &str) -> Result<String, realname::code::Code> {
    let mut members = Json::parse(source)?.into_members()?;
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", members.count("v")?);
    json.text_member("id", &members.text("id")?);
    json.text_member("env", &members.text("env")?);
    json.texts_member("suites", &members.texts("suites")?);
    json.texts_member("keys", &[kid]);
    json.texts_member("fields", &members.texts("fields")?);
    list(&mut json, &mut members, "purposes", |json, purpose| {
        json.text_member("id", &purpose.text("id")?);
        json.text_member("legal_basis", &purpose.text("legal_basis")?);
        json.key("required");
        json.flag(purpose.flag("required")?);
        json.text_member("notice", &purpose.text("notice")?);
        json.texts_member("recipients", &purpose.texts("recipients")?);
        Ok(())
    })?;
    list(&mut json, &mut members, "recipients", |json, recipient| {
        json.text_member("id", &recipient.text("id")?);
        json.text_member("region", &recipient.text("region")?);
        Ok(())
    })?;
    let account = members.take("account");
    let ages = ["min_age", "guardian_until"].map(|name| (name, members.take(name)));
    members.finish()?;
    json.key("notices");
    json.begin_array();
    for Published { notice, .. } in notices {
        json.begin_object();
        json.text_member("id", &notice.id);
        json.text_member("version", &notice.version);
        if notice.minors {
            json.text_member("audience", "guardians");
        }
        json.key("digests");
        json.begin_object();
        for text in &notice.texts {
            json.text_member(&text.lang, &text.digest());
        }
        json.end_object();
        json.end_object();
    }
    json.end_array();
    if let Some(account) = account {
        let mut account = account.into_members()?;
        json.key("account");
        json.begin_object();
        json.texts_member("chains", &account.texts("chains")?);
        json.key("unverified");
        json.flag(account.flag("unverified")?);
        if let Some(purpose) = account.optional_text("clear_for")? {
            json.text_member("clear_for", &purpose);
        }
        json.end_object();
        account.finish()?;
    }
    for (name, age) in ages {
        if let Some(age) = age {
            json.key(name);
            json.value(&age);
        }
    }
    json.end_object();
    Ok(json.finish())
}

/// Copies an array of objects with closed member sets.
fn list(
    json: &mut Writer,
    members: &mut Members,
    name: &str,
    copy: impl Fn(&mut Writer, &mut Members) -> Result<(), realname::code::Code>,
) -> Result<(), realname::code::Code> {
    json.key(name);
    json.begin_array();
    for item in members.array(name)? {
        let mut item = item.into_members()?;
        json.begin_object();
        copy(json, &mut item)?;
        json.end_object();
        item.finish()?;
    }
    json.end_array();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use realname::consent::LegalBasis;
    use realname::suite::jose::digest_of;

    #[test]
    fn the_demo_policy_is_complete_and_stays_the_same() {
        let build = || InForce::build(&Config::default(), "kid").unwrap();
        let policy = build().policy;
        assert_eq!(policy.keys, ["kid"]);
        assert_eq!(policy.questions().count(), 4);
        // One agreement, and one consent that nobody needs.
        let basis = |id: &str| policy.purpose(id).map(|purpose| (purpose.legal_basis, purpose.required));
        assert_eq!(basis("service_agreement"), Some((LegalBasis::Contract, true)));
        assert_eq!(basis("signup_survey"), Some((LegalBasis::Consent, false)));
        assert_eq!(build().bytes, build().bytes);
    }

    #[test]
    fn the_agreement_names_its_documents_as_they_are_served() {
        let www = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/legal");
        let agreement = String::from_utf8(DEMO_NOTICES[1].to_vec()).unwrap();
        for file in ["terms.html", "covenant.html"] {
            let digest = digest_of(&fs::read(www.join(file)).unwrap());
            assert_eq!(
                agreement.matches(&digest).count(),
                3,
                "{file} is {digest}: a new version of the notice names it"
            );
        }
    }

    #[test]
    fn only_a_consent_can_be_optional() {
        let source = String::from_utf8(DEMO_POLICY.to_vec()).unwrap().replace("\"consent\"", "\"contract\"");
        let error = InForce::from_parts(source.as_bytes(), &DEMO_NOTICES.map(<[u8]>::to_vec), "kid")
            .unwrap_err()
            .to_string();
        assert!(error.contains("contradicts itself"), "{error}");
    }

    #[test]
    fn a_recipient_that_its_notice_does_not_list_is_refused() {
        let source = String::from_utf8(DEMO_POLICY.to_vec()).unwrap();
        let moved = source.replace("\"notice\": \"identity-check\"", "\"notice\": \"real-name\"");
        let error =
            InForce::from_parts(moved.as_bytes(), &DEMO_NOTICES.map(<[u8]>::to_vec), "kid").unwrap_err();
        assert!(error.to_string().contains("第二十三条"), "{error}");
    }

    #[test]
    fn a_field_that_no_notice_covers_is_refused() {
        let source =
            String::from_utf8(DEMO_POLICY.to_vec()).unwrap().replace("\"mobile\"", "\"mobile\",\"org_code\"");
        let notices = DEMO_NOTICES.map(<[u8]>::to_vec);
        let error = InForce::from_parts(source.as_bytes(), &notices, "kid").unwrap_err().to_string();
        assert!(error.contains("no notice in zh-CN covers it"), "{error}");
    }

    #[test]
    fn an_account_is_asked_for_by_a_rule_that_is_kept_and_a_notice_that_names_it() {
        let rule =
            r#""account": { "chains": ["eip155:1"], "unverified": true, "clear_for": "signup_survey" }"#;
        let source = String::from_utf8(DEMO_POLICY.to_vec())
            .unwrap()
            .replace("\"mobile\"", "\"mobile\",\"account\"")
            .replace("\"v\": 1", &format!("\"v\": 1, {rule}"));
        let mut notices = DEMO_NOTICES.map(<[u8]>::to_vec);
        assert!(InForce::from_parts(source.as_bytes(), &notices, "kid").is_err(), "no notice covers it");
        let [real_name, ..] = &mut notices;
        let named = String::from_utf8(real_name.clone()).unwrap().replace("\"mobile\"", "\"account\"");
        let covered = [&notices[..], &[named.replace("real-name", "account").into_bytes()]].concat();
        let in_force = InForce::from_parts(source.as_bytes(), &covered, "kid").unwrap();
        let account = in_force.policy.account.unwrap();
        assert_eq!((account.chains, account.unverified), (vec!["eip155:1".to_owned()], true));
        assert_eq!(account.clear_for.as_deref(), Some("signup_survey"));
        assert!(InForce::from_parts(source.replace("eip155:1", "1").as_bytes(), &covered, "kid").is_err());
    }

    #[test]
    fn an_unknown_member_is_refused() {
        let source =
            String::from_utf8(DEMO_POLICY.to_vec()).unwrap().replace("\"v\": 1", "\"v\": 1, \"x\": 1");
        assert!(InForce::from_parts(source.as_bytes(), &DEMO_NOTICES.map(<[u8]>::to_vec), "kid").is_err());
    }
}
