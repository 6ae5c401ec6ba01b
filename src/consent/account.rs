//! What a policy says about the account that a signup is for, where it asks for one (`docs/spec.md`, "Account").

use crate::json::Record;
use crate::prelude::*;
#[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
use {
    super::policy::{Policy, is_name},
    crate::code::Field,
};

/// The policy's member `account`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRule {
    /// The chains that an account may be on, as CAIP-2 names them: `eip155:1`.
    pub chains: Vec<String>,
    /// Whether an account is taken whose signature the vault cannot verify (a contract's, another kind of chain's). It is
    /// recorded as unverified, and nobody is admitted on it.
    pub unverified: bool,
    /// The consent under which the vault's result names the account in clear; without one it never does.
    pub clear_for: Option<String>,
}

/// The page needs to know that an account is asked for, which the fields say; the rule is the vault's to apply.
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
pub(super) fn read(record: &mut Record<'_>) -> Option<AccountRule> {
    record.take("account");
    None
}

#[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
pub(super) fn read(record: &mut Record<'_>) -> Option<AccountRule> {
    let value = record.take("account")?;
    Some(record.inner(value, |inner| AccountRule {
        chains: inner.texts("chains"),
        unverified: inner.flag("unverified"),
        clear_for: inner.take("clear_for").map(|purpose| inner.text_of(purpose).to_owned()),
    }))
}

#[cfg(not(all(target_arch = "wasm32", feature = "browser")))]
impl Policy {
    /// The rule is there when the field is; each chain has two parts, and what is said in clear has a consent of its own.
    pub(super) fn account_is_consistent(&self) -> bool {
        let asked = self.fields.contains(&Field::Account);
        let Some(rule) = &self.account else { return !asked };
        let chain = |chain: &String| chain.split_once(':').is_some_and(|(a, b)| is_name(a) && is_name(b));
        let own = |id: &str| self.purpose(id).is_some_and(|purpose| purpose.legal_basis.asks());
        asked
            && !rule.chains.is_empty()
            && rule.chains.iter().all(chain)
            && rule.clear_for.as_deref().is_none_or(own)
    }
}

#[cfg(all(test, feature = "native"))]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]
mod tests {
    use super::*;

    /// The vector's policy with that much more behind its last member, and with or without the field.
    fn policy(field: bool, rule: &str) -> Option<Policy> {
        let vector = include_str!("../../tests/vectors/bundle-jose.json");
        let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
        let mut text = vector["inputs"]["policy"].as_str().unwrap().to_owned();
        assert_eq!(text.pop(), Some('}'));
        if field {
            text = text.replacen(r#""fields":["#, r#""fields":["account","#, 1);
        }
        Policy::parse((text + rule + "}").as_bytes()).ok()
    }

    #[test]
    fn the_rule_stands_with_the_field_and_means_something() {
        let rule = r#","account":{"chains":["eip155:1","eip155:137"],"unverified":false}"#;
        let read = policy(true, rule).unwrap().account.unwrap();
        assert_eq!(read.chains, ["eip155:1", "eip155:137"]);
        assert!(!read.unverified && read.clear_for.is_none());
        assert!(policy(false, "").is_some_and(|policy| policy.account.is_none()));
        let clear = r#","account":{"chains":["eip155:1"],"unverified":true,"clear_for":"identity_check"}"#;
        assert_eq!(
            policy(true, clear).unwrap().account.unwrap().clear_for.as_deref(),
            Some("identity_check")
        );
        for (field, rule) in [
            (true, String::new()),
            (false, rule.to_owned()),
            (true, rule.replace(r#"["eip155:1","eip155:137"]"#, "[]")),
            (true, rule.replace("eip155:137", "eip155")),
            (true, rule.replace("eip155:137", "eip155:1:2")),
            (true, rule.replace("false", "1")),
            (true, rule.replace("\"unverified\"", "\"verified\"")),
            // Whoever agreed to nothing has said nothing in clear.
            (true, clear.replace("identity_check", "real_name_authentication")),
            (true, clear.replace("identity_check", "made_up")),
        ] {
            assert!(policy(field, &rule).is_none(), "{field} {rule}");
        }
    }
}
