//! The articles that demand an item of a notice. The page carries their short names only.

use crate::code::wire_names;

wire_names! {
    /// An article that demands an item.
    Article {
        /// 个人信息保护法 Art. 15: withdrawal.
        Pipl15 = "PIPL 15",
        /// 个人信息保护法 Art. 17: conspicuous, clear, plain.
        Pipl17 = "PIPL 17",
        /// 个人信息保护法 Art. 17(1): name and contact.
        Pipl17Who = "PIPL 17(1)",
        /// 个人信息保护法 Art. 17(2): purpose, method, categories, retention.
        Pipl17What = "PIPL 17(2)",
        /// 个人信息保护法 Art. 17(3): how rights are exercised.
        Pipl17Rights = "PIPL 17(3)",
        /// 个人信息保护法 Art. 23: providing to another handler.
        Pipl23 = "PIPL 23",
        /// 个人信息保护法 Art. 30: necessity, and effect on the person.
        Pipl30 = "PIPL 30",
        /// 网络数据安全管理条例 Art. 21: expiry, account cancellation, lists.
        Data21 = "NDSMR 21",
        /// 区块链信息服务管理规定 Art. 18: complaints.
        Blockchain18 = "BISR 18",
        /// 儿童个人信息网络保护规定 Art. 10: what a guardian is told besides.
        Children10 = "CPIR 10",
    }
}

impl Article {
    /// As a Chinese reader cites it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Pipl15 => "《个人信息保护法》第十五条",
            Self::Pipl17 => "《个人信息保护法》第十七条第一款",
            Self::Pipl17Who => "《个人信息保护法》第十七条第一款第（一）项",
            Self::Pipl17What => "《个人信息保护法》第十七条第一款第（二）项",
            Self::Pipl17Rights => "《个人信息保护法》第十七条第一款第（三）项",
            Self::Pipl23 => "《个人信息保护法》第二十三条",
            Self::Pipl30 => "《个人信息保护法》第三十条",
            Self::Data21 => "《网络数据安全管理条例》第二十一条",
            Self::Blockchain18 => "《区块链信息服务管理规定》第十八条",
            Self::Children10 => "《儿童个人信息网络保护规定》第十条",
        }
    }

    /// As an English reader cites it.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Pipl15 => "Personal Information Protection Law, Art. 15",
            Self::Pipl17 => "Personal Information Protection Law, Art. 17, para. 1",
            Self::Pipl17Who => "Personal Information Protection Law, Art. 17, para. 1 (1)",
            Self::Pipl17What => "Personal Information Protection Law, Art. 17, para. 1 (2)",
            Self::Pipl17Rights => "Personal Information Protection Law, Art. 17, para. 1 (3)",
            Self::Pipl23 => "Personal Information Protection Law, Art. 23",
            Self::Pipl30 => "Personal Information Protection Law, Art. 30",
            Self::Data21 => "Network Data Security Management Regulations, Art. 21",
            Self::Blockchain18 => "Blockchain Information Service Provisions, Art. 18",
            Self::Children10 => "Provisions on Children's Personal Information Online, Art. 10",
        }
    }
}
