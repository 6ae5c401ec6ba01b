//! The receipt (同意回执): what a person keeps of a signup or a refusal. One signed statement of what was asked, told and
//! answered, structured after ISO/IEC TS 27560 and the Kantara consent receipt, and the texts of the notices beside it.
//! It holds no name and no number.

#[cfg(test)]
mod attacks;
#[cfg(test)]
pub(crate) use attacks::attacked;
mod document;
pub mod kantara;
pub mod verify;

use realname::consent::notice::document::{Category, Document, Mode, Recipient};
use realname::consent::{Decision, Env};

/// The media type of the file.
pub const MEDIA_TYPE: &str = "application/realname-receipt+json";

/// What was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A signup: everything required was given.
    Signup,
    /// Something required was refused, so nothing but the decisions was sent.
    Refusal,
}

impl Act {
    /// Its name in a receipt.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signup => "signup",
            Self::Refusal => "refusal",
        }
    }

    /// The act of that name.
    #[must_use]
    pub fn from_wire(name: &str) -> Option<Self> {
        [Self::Signup, Self::Refusal].into_iter().find(|act| act.as_str() == name)
    }
}

/// The signed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The service that signs.
    pub service: String,
    /// When it was signed, Unix seconds: states are as of then.
    pub issued_at: u64,
    /// Its own id.
    pub id: String,
    /// Where the record is good: a demonstration says so.
    pub env: Env,
    /// The id of the record.
    pub record: String,
    /// What was recorded.
    pub act: Act,
    /// When the server had it.
    pub received_at: u64,
    /// The person, as this service calls it in receipts.
    pub subject: String,
    /// Thumbprint of the device key that signed the decisions.
    pub device: String,
    /// The origin of the page.
    pub origin: String,
    /// Digest of the policy.
    pub policy: String,
    /// Digest of what the device signed: of the part with the decisions in it.
    pub jwt_hash: String,
    /// Where a guardian decided for a child.
    pub guardian: Option<Guardian>,
    /// Digest of the vault's result, once there is one.
    pub result_hash: Option<String>,
    /// One a decision.
    pub consents: Vec<Consent>,
    /// One a notice and language that a decision names.
    pub notices: Vec<Told>,
}

/// That a guardian decided for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// What the guardian is to the child, on whose word: `self-declared`.
    pub relation: String,
    /// Digest of the child's signed part.
    pub ward: String,
}

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id at the server.
    pub id: String,
    /// Whether the signup needed it.
    pub required: bool,
    /// `given`, `restricted`, `erased`, `replaced`, `refused` or `acknowledged`.
    pub state: String,
    /// Since when.
    pub since: u64,
    /// What was decided, as the device signed it.
    pub decision: Decision,
    /// How it is taken back, while it can be.
    pub withdraw: Option<Withdraw>,
}

/// How a consent is taken back without an account or the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdraw {
    /// Where: `POST`, `application/realname-withdrawal+json`, `{"v":1,"secret":…}`.
    pub url: String,
    /// 128 bits, base64url.
    pub secret: String,
}

/// What a notice said, item by item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The notice.
    pub notice: String,
    /// Its version.
    pub version: String,
    /// The language.
    pub lang: String,
    /// Digest of the canonical text.
    pub hash: String,
    /// The facts in it. What weighs on the person (necessity, effect) is in the text alone.
    pub facts: Facts,
}

/// What a notice said that other people's software asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// 标题.
    pub title: String,
    /// Name of the handler.
    pub controller: String,
    /// Its unified social credit code, where it has one.
    pub uscc: Option<String>,
    /// 联系方式.
    pub contact: String,
    /// 投诉举报渠道.
    pub complaint: String,
    /// 处理目的.
    pub purposes: Vec<String>,
    /// 处理方式.
    pub method: String,
    /// 个人信息种类.
    pub categories: Vec<Category>,
    /// 保存期限.
    pub period: String,
    /// 到期后的处理方式.
    pub expiry: String,
    /// 接收方, each with the region of the policy.
    pub recipients: Vec<(Recipient, String)>,
    /// 行使权利的方式.
    pub rights: String,
    /// 撤回同意的途径.
    pub withdrawal: String,
    /// 注销账号的途径.
    pub cancellation: String,
}

impl Facts {
    /// From a notice's document; `region` says where a recipient sits.
    #[must_use]
    pub fn of(document: Document, region: impl Fn(&str) -> String) -> Self {
        let recipients = document.recipients.into_iter();
        Self {
            title: document.title,
            controller: document.controller,
            uscc: document.uscc,
            contact: document.contact,
            complaint: document.complaint,
            purposes: document.purposes,
            method: document.method,
            categories: document.categories,
            period: document.period,
            expiry: document.expiry,
            recipients: recipients
                .map(|recipient| {
                    let region = region(&recipient.id);
                    (recipient, region)
                })
                .collect(),
            rights: document.rights,
            withdrawal: document.withdrawal,
            cancellation: document.cancellation,
        }
    }

    /// Everything that must stand in the notice's text, word for word.
    fn words(&self) -> impl Iterator<Item = &str> {
        let one = [
            &self.title,
            &self.controller,
            &self.contact,
            &self.complaint,
            &self.method,
            &self.period,
            &self.expiry,
            &self.rights,
            &self.withdrawal,
            &self.cancellation,
        ];
        let recipients = self.recipients.iter();
        let more = recipients.flat_map(|(to, _)| [&to.name, &to.contact, &to.purpose, &to.method]);
        let names = self.categories.iter().map(|category| &category.name);
        let all = one.into_iter().chain(&self.uscc).chain(&self.purposes).chain(names).chain(more);
        all.map(String::as_str)
    }
}

/// The word of a recipient's mode.
pub(crate) const fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Entrust => "entrust",
        Mode::Provide => "provide",
    }
}

/// The file: the signed statement, and the texts of the notices that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Compact JWS, `typ` `realname-receipt+jwt`.
    pub jwt: String,
    /// The texts.
    pub notices: Vec<Text>,
}

/// A notice's text as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The notice.
    pub notice: String,
    /// Its version.
    pub version: String,
    /// The language.
    pub lang: String,
    /// The canonical text: a line a block.
    pub text: String,
}
