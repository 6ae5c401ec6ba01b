//! The receipt as JSON, both ways. Member sets are closed, as everywhere in the format.

use super::{Act, Consent, Facts, File, Guardian, Receipt, Text, Told, Withdraw, mode_word};
use realname::code::{Code, Field};
use realname::consent::notice::document::{Category, Mode, Recipient};
use realname::consent::{Decision, Env};
use realname::json::{Json, Members, Writer};

impl Receipt {
    /// The payload that is signed.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        json.text_member("iss", &self.service);
        json.member("iat", self.issued_at);
        json.text_member("jti", &self.id);
        json.text_member("env", self.env.as_str());
        json.text_member("record", &self.record);
        json.text_member("act", self.act.as_str());
        json.member("received_at", self.received_at);
        json.text_member("subject", &self.subject);
        json.text_member("device", &self.device);
        json.text_member("origin", &self.origin);
        json.text_member("policy", &self.policy);
        json.text_member("jwt_hash", &self.jwt_hash);
        if let Some(Guardian { relation, ward }) = &self.guardian {
            json.key("guardian");
            json.begin_object();
            json.text_member("relation", relation);
            json.text_member("ward", ward);
            json.end_object();
        }
        if let Some(hash) = &self.result_hash {
            json.text_member("result_hash", hash);
        }
        json.key("consents");
        json.begin_array();
        for consent in &self.consents {
            consent.write(&mut json);
        }
        json.end_array();
        json.key("notices");
        json.begin_array();
        for told in &self.notices {
            told.write(&mut json);
        }
        json.end_array();
        json.end_object();
        json.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        let mut members = Json::parse(bytes)?.into_members()?;
        let version = members.count("v")?;
        let receipt = Self {
            service: members.text("iss")?,
            issued_at: members.count("iat")?,
            id: members.text("jti")?,
            env: Env::from_wire(&members.text("env")?).ok_or(Code::Format)?,
            record: members.text("record")?,
            act: Act::from_wire(&members.text("act")?).ok_or(Code::Format)?,
            received_at: members.count("received_at")?,
            subject: members.text("subject")?,
            device: members.text("device")?,
            origin: members.text("origin")?,
            policy: members.text("policy")?,
            jwt_hash: members.text("jwt_hash")?,
            guardian: optional(&mut members, "guardian", |inner| {
                let relation = inner.text("relation")?;
                // The only word that this version has for it, so that none is stronger than what is known.
                if relation != "self-declared" {
                    return Err(Code::Format);
                }
                Ok(Guardian { relation, ward: inner.text("ward")? })
            })?,
            result_hash: members.optional_text("result_hash")?,
            consents: each(&mut members, "consents", Consent::read)?,
            notices: each(&mut members, "notices", Told::read)?,
        };
        members.finish()?;
        if version == 1 { Ok(receipt) } else { Err(Code::Format) }
    }
}

fn each<T>(
    members: &mut Members,
    name: &str,
    read: impl Fn(&mut Members) -> Result<T, Code>,
) -> Result<Vec<T>, Code> {
    let mut items = Vec::new();
    for item in members.array(name)? {
        let mut item = item.into_members()?;
        items.push(read(&mut item)?);
        item.finish()?;
    }
    Ok(items)
}

/// An object that may be there.
fn optional<T>(
    members: &mut Members,
    name: &str,
    read: impl Fn(&mut Members) -> Result<T, Code>,
) -> Result<Option<T>, Code> {
    let Some(json) = members.take(name) else { return Ok(None) };
    let mut inner = json.into_members()?;
    let found = read(&mut inner)?;
    inner.finish()?;
    Ok(Some(found))
}

impl Consent {
    fn write(&self, json: &mut Writer) {
        json.begin_object();
        json.text_member("id", &self.id);
        json.key("required");
        json.flag(self.required);
        json.text_member("state", &self.state);
        json.member("since", self.since);
        json.key("decision");
        self.decision.write(json);
        if let Some(Withdraw { url, secret }) = &self.withdraw {
            json.key("withdraw");
            json.begin_object();
            json.text_member("url", url);
            json.text_member("secret", secret);
            json.end_object();
        }
        json.end_object();
    }

    fn read(members: &mut Members) -> Result<Self, Code> {
        let withdraw = optional(members, "withdraw", |inner| {
            Ok(Withdraw { url: inner.text("url")?, secret: inner.text("secret")? })
        })?;
        Ok(Self {
            id: members.text("id")?,
            required: members.flag("required")?,
            state: members.text("state")?,
            since: members.count("since")?,
            decision: Decision::read(members.object("decision")?)?,
            withdraw,
        })
    }
}

impl Told {
    fn write(&self, json: &mut Writer) {
        let Facts { purposes, categories, recipients, .. } = &self.facts;
        json.begin_object();
        json.text_member("notice", &self.notice);
        json.text_member("version", &self.version);
        json.text_member("lang", &self.lang);
        json.text_member("hash", &self.hash);
        json.text_member("title", &self.facts.title);
        json.text_member("controller", &self.facts.controller);
        if let Some(uscc) = &self.facts.uscc {
            json.text_member("uscc", uscc);
        }
        json.text_member("contact", &self.facts.contact);
        json.text_member("complaint", &self.facts.complaint);
        json.texts_member("purposes", purposes);
        json.text_member("method", &self.facts.method);
        json.key("categories");
        json.begin_array();
        for Category { field, name, sensitive } in categories {
            json.begin_object();
            json.text_member("field", field.as_str());
            json.text_member("name", name);
            json.key("sensitive");
            json.flag(*sensitive);
            json.end_object();
        }
        json.end_array();
        json.text_member("period", &self.facts.period);
        json.text_member("expiry", &self.facts.expiry);
        json.key("recipients");
        json.begin_array();
        for (to, region) in recipients {
            json.begin_object();
            json.text_member("id", &to.id);
            json.text_member("region", region);
            json.text_member("name", &to.name);
            json.text_member("contact", &to.contact);
            json.text_member("purpose", &to.purpose);
            json.text_member("method", &to.method);
            let names: Vec<&str> = to.categories.iter().map(|field| field.as_str()).collect();
            json.texts_member("categories", &names);
            json.text_member("mode", mode_word(to.mode));
            json.end_object();
        }
        json.end_array();
        json.text_member("rights", &self.facts.rights);
        json.text_member("withdrawal", &self.facts.withdrawal);
        json.text_member("cancellation", &self.facts.cancellation);
        json.end_object();
    }

    fn read(members: &mut Members) -> Result<Self, Code> {
        Ok(Self {
            notice: members.text("notice")?,
            version: members.text("version")?,
            lang: members.text("lang")?,
            hash: members.text("hash")?,
            facts: Facts {
                title: members.text("title")?,
                controller: members.text("controller")?,
                uscc: members.optional_text("uscc")?,
                contact: members.text("contact")?,
                complaint: members.text("complaint")?,
                purposes: members.texts("purposes")?,
                method: members.text("method")?,
                categories: each(members, "categories", |category| {
                    Ok(Category {
                        field: field(&category.text("field")?)?,
                        name: category.text("name")?,
                        sensitive: category.flag("sensitive")?,
                    })
                })?,
                period: members.text("period")?,
                expiry: members.text("expiry")?,
                recipients: each(members, "recipients", recipient)?,
                rights: members.text("rights")?,
                withdrawal: members.text("withdrawal")?,
                cancellation: members.text("cancellation")?,
            },
        })
    }
}

fn field(name: &str) -> Result<Field, Code> {
    Field::from_wire(name).ok_or(Code::Format)
}

fn recipient(members: &mut Members) -> Result<(Recipient, String), Code> {
    let to = Recipient {
        id: members.text("id")?,
        name: members.text("name")?,
        contact: members.text("contact")?,
        purpose: members.text("purpose")?,
        method: members.text("method")?,
        categories: members.texts("categories")?.iter().map(|name| field(name)).collect::<Result<_, _>>()?,
        mode: match members.text("mode")?.as_str() {
            "entrust" => Mode::Entrust,
            "provide" => Mode::Provide,
            _ => return Err(Code::Format),
        },
    };
    Ok((to, members.text("region")?))
}

impl File {
    /// The file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::new();
        json.begin_object();
        json.member("v", 1);
        json.text_member("receipt_jwt", &self.jwt);
        json.key("notices");
        json.begin_array();
        for text in &self.notices {
            json.begin_object();
            json.text_member("notice", &text.notice);
            json.text_member("version", &text.version);
            json.text_member("lang", &text.lang);
            json.text_member("text", &text.text);
            json.end_object();
        }
        json.end_array();
        json.end_object();
        json.finish()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        let mut members = Json::parse(bytes)?.into_members()?;
        let version = members.count("v")?;
        let jwt = members.text("receipt_jwt")?;
        let notices = each(&mut members, "notices", |text| {
            Ok(Text {
                notice: text.text("notice")?,
                version: text.text("version")?,
                lang: text.text("lang")?,
                text: text.text("text")?,
            })
        })?;
        members.finish()?;
        if version == 1 { Ok(Self { jwt, notices }) } else { Err(Code::Format) }
    }
}
