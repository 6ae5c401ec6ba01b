//! A receipt in the form of the Kantara Initiative's Consent Receipt, version 1.1: for software that knows that form. It
//! has a place for consents alone, so duties, agreements and refusals stay in our own.

use super::{Consent, Receipt, Told};
use realname::code::Field;
use realname::consent::Choice;
use realname::json::Writer;

const VERSION: &str = "KI-CR-v1.1.0";

/// The document; nothing when no consent stands that was given.
#[must_use]
pub fn export(receipt: &Receipt) -> Option<String> {
    let standing = |consent: &&Consent| consent.decision.choice == Choice::Given && consent.state == "given";
    let given: Vec<(&Consent, &Told)> = receipt
        .consents
        .iter()
        .filter(standing)
        .filter_map(|consent| Some((consent, told(receipt, consent)?)))
        .collect();
    let (first, notice) = *given.first()?;
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("version", VERSION);
    json.text_member("jurisdiction", "CN");
    json.member("consentTimestamp", given.iter().map(|(c, _)| c.decision.decided_at).max().unwrap_or(0));
    json.text_member("collectionMethod", "web form, one decision a purpose and recipient");
    json.text_member("consentReceiptID", &receipt.id);
    json.text_member("language", &first.decision.lang);
    json.text_member("piiPrincipalId", &receipt.subject);
    json.key("piiControllers");
    json.begin_array();
    json.begin_object();
    json.text_member("piiController", &notice.facts.controller);
    json.key("onBehalf");
    json.flag(false);
    json.text_member("contact", &notice.facts.contact);
    // A notice has one line about how to reach the controller; the form wants it in parts, which nobody wrote.
    json.key("address");
    json.begin_object();
    json.end_object();
    json.text_member("email", mail(&notice.facts.contact));
    json.text_member("phone", "");
    json.text_member("piiControllerUrl", &receipt.origin);
    json.end_object();
    json.end_array();
    let served =
        format!("{}{}/notices/{}/{}", receipt.origin, crate::gateway::BASE, notice.notice, notice.version);
    json.text_member("policyUrl", &served);
    json.key("services");
    json.begin_array();
    json.begin_object();
    json.text_member("service", &receipt.service);
    json.key("purposes");
    json.begin_array();
    for (consent, told) in &given {
        purpose(&mut json, consent, told);
    }
    json.end_array();
    json.end_object();
    json.end_array();
    let mut sensitive: Vec<&str> = Vec::new();
    for category in given.iter().flat_map(|(_, told)| &told.facts.categories) {
        if category.sensitive && !sensitive.contains(&category.name.as_str()) {
            sensitive.push(&category.name);
        }
    }
    json.key("sensitive");
    json.flag(!sensitive.is_empty());
    json.texts_member("spiCat", &sensitive);
    json.end_object();
    Some(json.finish())
}

fn told<'a>(receipt: &'a Receipt, consent: &Consent) -> Option<&'a Told> {
    receipt.notices.iter().find(|told| told.notice == consent.decision.notice)
}

fn purpose(json: &mut Writer, consent: &Consent, told: &Told) {
    let to = consent.decision.recipient.as_ref();
    let to = to.and_then(|id| told.facts.recipients.iter().find(|(there, _)| there.id == *id));
    let shared = |field: &Field| to.is_none_or(|(to, _)| to.categories.contains(field));
    let categories = told.facts.categories.iter().filter(|category| shared(&category.field));
    json.begin_object();
    json.text_member("purpose", &told.facts.purposes.join("; "));
    json.texts_member("purposeCategory", &[&consent.decision.purpose]);
    json.text_member("consentType", "EXPLICIT");
    json.texts_member("piiCategory", &categories.map(|category| &category.name).collect::<Vec<_>>());
    json.key("primaryPurpose");
    json.flag(consent.required);
    json.text_member("termination", &format!("{}; {}", told.facts.period, told.facts.expiry));
    json.key("thirdPartyDisclosure");
    json.flag(to.is_some());
    if let Some((to, _)) = to {
        json.text_member("thirdPartyName", &to.name);
    }
    json.end_object();
}

/// The mail address in a line, or nothing.
fn mail(contact: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    let words = contact.split(|c: char| !plain(c));
    words.filter(|word| word.contains('@')).map(|word| word.trim_matches('.')).next().unwrap_or_default()
}
