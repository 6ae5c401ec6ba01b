//! `Code`, `Field`, `Kind`, `Verdict`: the one vocabulary of every answer.

mod table;

pub use table::Code;

use crate::date::Date;
use crate::prelude::*;
use crate::region::Years;
use crate::secret::Secret;
use core::fmt;
use serde::{Serialize, Serializer};

/// One of the names that stand in a row, by its place.
fn name_in(names: &'static str, lengths: &[u8], at: Option<usize>) -> &'static str {
    let mut rest = names;
    for (place, length) in lengths.iter().enumerate() {
        let (name, after) = rest.split_at_checked(usize::from(*length)).unwrap_or_default();
        if at == Some(place) {
            return name;
        }
        rest = after;
    }
    ""
}

impl Code {
    /// The code of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Its place in [`Self::ALL`], by which the module's glue knows it.
    #[cfg(all(target_arch = "wasm32", feature = "browser"))]
    #[allow(clippy::as_conversions, reason = "codes have no data, and are fewer than 256")]
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for Code {}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Writes an enum whose members have one wire name each, with `as_str`, `from_wire` and `Serialize`.
macro_rules! wire_names {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $member:ident = $wire:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $member,)+ }

        impl $name {
            /// Every member, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$member,)+];

            /// The names of [`Self::ALL`].
            #[cfg(all(target_arch = "wasm32", feature = "browser"))]
            #[allow(dead_code, reason = "not every list of names stands in a record")]
            pub(crate) const NAMES: &[&str] = &[$($wire,)+];

            /// The name on the wire and in JavaScript.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $wire,)+ }
            }

            /// Its place in [`Self::ALL`], by which the module's glue knows it.
            #[cfg(all(target_arch = "wasm32", feature = "browser"))]
            #[allow(clippy::as_conversions, reason = "members have no data, and are fewer than 256")]
            #[allow(dead_code, reason = "not every list of names stands in a record")]
            pub(crate) const fn number(self) -> u8 {
                self as u8
            }

            /// The member of that wire name.
            #[must_use]
            pub fn from_wire(name: &str) -> Option<Self> {
                match name { $($wire => Some(Self::$member),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use wire_names;

wire_names! {
    /// What a value is; also the name of its disclosure.
    Field {
        /// Which kind of identity document.
        DocumentKind = "id_type",
        /// The identity document's number (身份证件号码).
        Document = "id_number",
        /// The person's name (姓名).
        Name = "name",
        /// The mobile number (移动电话号码).
        Mobile = "mobile",
        /// The organisation code (组织机构代码).
        Organization = "org_code",
        /// The account on a chain that the signup is for, with its proof.
        Account = "account",
    }
}

wire_names! {
    /// The kinds of numbers that are told apart.
    Kind {
        /// 居民身份证, GB 11643-1999.
        ResidentId = "resident-id",
        /// 港澳台居民居住证.
        ResidencePermit = "residence-permit",
        /// 外国人永久居留身份证.
        PermanentResidentId = "permanent-resident-id",
        /// 港澳居民来往内地通行证.
        HkMoTravelPermit = "hk-mo-travel-permit",
        /// 台湾居民来往大陆通行证.
        TwTravelPermit = "tw-travel-permit",
        /// 中华人民共和国护照.
        CnPassport = "cn-passport",
        /// A foreign passport's number.
        ForeignPassport = "foreign-passport",
        /// The two lines of a passport's machine-readable zone, ICAO 9303 TD3.
        PassportMrz = "passport-mrz",
        /// 香港身份证.
        HkId = "hk-id",
        /// 澳门居民身份证.
        MoId = "mo-id",
        /// 中華民國國民身分證.
        TwId = "tw-id",
        /// 居留證統一證號.
        TwResidentCertificate = "tw-resident-certificate",
        /// 统一社会信用代码, GB 32100-2015.
        Uscc = "uscc",
        /// 组织机构代码, GB 11714-1997.
        OrgCode = "org-code",
        /// 工商注册号, GS 15-2006.
        RegistrationNumber = "registration-number",
        /// Mainland mobile number.
        CnMobile = "cn-mobile",
        /// Hong Kong mobile number.
        HkMobile = "hk-mobile",
        /// Macau mobile number.
        MoMobile = "mo-mobile",
        /// Taiwan mobile number.
        TwMobile = "tw-mobile",
        /// A person's name.
        PersonName = "person-name",
        /// 区块链信息服务备案编号.
        FilingNumber = "filing-number",
    }
}

wire_names! {
    /// The sex that a number states.
    Sex {
        /// 女.
        Female = "female",
        /// 男.
        Male = "male",
    }
}

/// What a well-formed number says of itself. Everything is a claim of the number, none of it is verified. In JavaScript the
/// same names in camel case; what a number does not state is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Facts {
    /// The birth date inside the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// The sex inside the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Whether normalisation changed the text.
    pub changed: bool,
    /// The other kinds that would read the text as well-formed, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Kind>,
    /// The GB/T 2260 place code inside the number, six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<u32>,
    /// When that place code was in force. A birth before or after is no finding: numbers are given later, and kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_years: Option<Years>,
    /// The country inside the number: ISO 3166-1, three letters or three digits; ICAO's own codes in a passport.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Tag>,
    /// Whether that country is in the lists of ISO and ICAO. One that is not is a fact, no finding. Not in the page's build.
    #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_listed: Option<bool>,
    /// The state that issued the passport: ISO 3166-1, or one of ICAO's own codes. Not in the page's build.
    #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Tag>,
    /// Whether that state is in the lists. Not in the page's build.
    #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_listed: Option<bool>,
    /// The expiry date of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Date>,
    /// Who registered the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The organisation's registration authority and type, the first two characters of GB 32100-2015.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Tag>,
    /// Whom the number block was given to. Not who serves it now: numbers are ported since 2019-12-01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<Operator>,
    /// What the number block is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
}

/// A short code of the standards inside a number: at most three ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag([u8; 3]);

impl Tag {
    /// The first three characters of a text; fewer are filled up, as ICAO's filler is, with blanks.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut own = [b' '; 3];
        for (place, b) in own.iter_mut().zip(bytes) {
            *place = if *b == b'<' { b' ' } else { *b };
        }
        Self(own)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let used = self.0.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
        self.0.get(..used).and_then(|used| core::str::from_utf8(used).ok()).unwrap_or_default()
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

wire_names! {
    /// The registration authority of an organisation, first character of GB 32100-2015.
    Authority {
        /// 机构编制.
        Establishment = "establishment",
        /// 外交.
        ForeignAffairs = "foreign-affairs",
        /// 司法行政.
        Justice = "justice",
        /// 文化.
        Culture = "culture",
        /// 民政.
        CivilAffairs = "civil-affairs",
        /// 旅游.
        Tourism = "tourism",
        /// 宗教.
        Religion = "religion",
        /// 工会.
        TradeUnion = "trade-union",
        /// 市场监管 (工商).
        Market = "market",
        /// 中央军委改革和编制办公室.
        Military = "military",
        /// 农业.
        Agriculture = "agriculture",
        /// 其他.
        Other = "other",
    }
}

wire_names! {
    /// Whom a number block was given to.
    Operator {
        /// 中国电信.
        Telecom = "china-telecom",
        /// 中国移动.
        Mobile = "china-mobile",
        /// 中国联通.
        Unicom = "china-unicom",
        /// 中国广电.
        Broadnet = "china-broadnet",
        /// 中国星网.
        Satnet = "china-satnet",
        /// 移动通信转售企业: the block is shared by resellers.
        Reseller = "reseller",
        /// Another holder.
        Other = "other",
    }
}

wire_names! {
    /// What a number block is for.
    Service {
        /// A person's mobile telephone.
        Mobile = "mobile",
        /// The same through a reseller (虚拟运营商, 移动转售).
        Virtual = "virtual",
        /// 卫星移动通信.
        Satellite = "satellite",
        /// 应急通信.
        Emergency = "emergency",
        /// 物联网: machines and data cards, not a person.
        Iot = "iot",
    }
}

/// The answer of every check: **well-formed** is all that a browser can say.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Format, date and check characters are right.
    WellFormed {
        /// What it was read as.
        kind: Kind,
        /// The canonical form: what is hashed and sealed.
        normalized: Secret,
        /// What the number says of itself.
        facts: Facts,
        /// Findings that do not stop a signup.
        warnings: Vec<Code>,
    },
    /// Still being typed: never an error.
    Incomplete {
        /// Whose text it is.
        field: Field,
        /// What it may become, the likeliest first.
        candidates: Vec<Kind>,
    },
    /// Cannot be a valid number.
    Malformed {
        /// Whose text it is.
        field: Field,
        /// Why.
        code: Code,
        /// What it was compared with, the likeliest first.
        candidates: Vec<Kind>,
    },
}

impl Verdict {
    /// The code, when malformed.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Malformed { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether it is well-formed.
    #[must_use]
    pub const fn is_well_formed(&self) -> bool {
        matches!(self, Self::WellFormed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn each_code_has_its_own_name() {
        for code in Code::ALL {
            let name = code.as_str();
            assert_eq!(Code::from_name(name), Some(*code));
            assert!(name.starts_with("E_") || name.starts_with("W_"), "{name}");
        }
        assert_eq!(Code::InputEmpty.as_str(), "E_INPUT_EMPTY");
        assert_eq!(Code::WarnSelfDefined.as_str(), "W_SELF_DEFINED");
        assert_eq!(Code::from_name("E_INPUT"), None);
    }
}
