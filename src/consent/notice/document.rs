//! The items of a notice as values, for whoever makes receipts, exports and pages of them. The page itself needs the
//! blocks alone.

use super::read::{Listed, member, object};
use super::{Finding, Notice};
use crate::code::Field;
use crate::json::Json;
use crate::prelude::*;

/// One text of a notice, item by item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// 标题.
    pub title: String,
    /// Name of the handler (个人信息处理者).
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
    /// 处理的个人信息种类.
    pub categories: Vec<Category>,
    /// 保存期限.
    pub period: String,
    /// 到期后的处理方式.
    pub expiry: String,
    /// 接收方, as a list.
    pub recipients: Vec<Recipient>,
    /// 必要性.
    pub necessity: String,
    /// 对个人权益的影响.
    pub effect: String,
    /// 行使权利的方式和程序.
    pub rights: String,
    /// 撤回同意的途径.
    pub withdrawal: String,
    /// 注销账号的途径.
    pub cancellation: String,
}

/// One category of personal information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Which field.
    pub field: Field,
    /// What a person calls it.
    pub name: String,
    /// Whether it is treated as sensitive (敏感个人信息).
    pub sensitive: bool,
}

/// What a recipient is to the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 委托处理, PIPL Art. 21.
    Entrust,
    /// 提供, PIPL Art. 23.
    Provide,
}

/// One recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Its name in the policy.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its contact.
    pub contact: String,
    /// Its purpose.
    pub purpose: String,
    /// Its method.
    pub method: String,
    /// What it gets.
    pub categories: Vec<Field>,
    /// What it is to the handler.
    pub mode: Mode,
}

impl Document {
    /// Reads the text of a language.
    ///
    /// # Errors
    /// As [`Notice::examine`]; nothing at all when the notice has no such language.
    pub fn read(bytes: &[u8], lang: &str) -> Result<Self, Vec<Finding>> {
        Notice::examine(bytes)?;
        let json = Json::parse(bytes).unwrap_or(Json::Null);
        let text = inside(&json, "texts").and_then(|texts| member(texts, lang)).ok_or_else(Vec::new)?;
        Ok(Self::of(text))
    }

    /// Every item is there: that was examined.
    fn of(json: &Json) -> Self {
        let members = object(json);
        let text = |name: &str| owned(members, name);
        let controller = inside(json, "controller").unwrap_or_default();
        let retention = inside(json, "retention").unwrap_or_default();
        Self {
            title: text("title"),
            controller: owned(controller, "name"),
            uscc: member(controller, "uscc").map(|_| owned(controller, "uscc")),
            contact: text("contact"),
            complaint: text("complaint"),
            purposes: list(members, "purposes").iter().map(plain).collect(),
            method: text("method"),
            categories: list(members, "categories").iter().filter_map(category).collect(),
            period: owned(retention, "period"),
            expiry: owned(retention, "expiry"),
            recipients: list(members, "recipients").iter().map(recipient).collect(),
            necessity: text("necessity"),
            effect: text("effect"),
            rights: text("rights"),
            withdrawal: text("withdrawal"),
            cancellation: text("cancellation"),
        }
    }
}

fn category(json: &Json) -> Option<Category> {
    let members = object(json);
    Some(Category {
        field: Field::from_wire(&owned(members, "field"))?,
        name: owned(members, "name"),
        sensitive: member(members, "sensitive") == Some(&Json::Bool(true)),
    })
}

fn recipient(json: &Json) -> Recipient {
    let members = object(json);
    let fields = list(members, "categories").iter();
    Recipient {
        id: owned(members, "id"),
        name: owned(members, "name"),
        contact: owned(members, "contact"),
        purpose: owned(members, "purpose"),
        method: owned(members, "method"),
        categories: fields.filter_map(|field| Field::from_wire(&plain(field))).collect(),
        mode: if owned(members, "mode") == "entrust" { Mode::Entrust } else { Mode::Provide },
    }
}

fn inside<'a>(json: &'a Json, name: &str) -> Option<Listed<'a>> {
    member(object(json), name).map(object)
}

fn list<'a>(members: Listed<'a>, name: &str) -> &'a [Json] {
    match member(members, name) {
        Some(Json::Array(list)) => list,
        _ => &[],
    }
}

fn plain(json: &Json) -> String {
    match json {
        Json::Text(text) => text.clone(),
        _ => String::new(),
    }
}

fn owned(members: Listed<'_>, name: &str) -> String {
    member(members, name).map(plain).unwrap_or_default()
}
