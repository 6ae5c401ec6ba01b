//! Mainland travel permits of residents of Hong Kong and Macau, and of Taiwan. Neither has a public check digit.

use crate::code::Kind;
use crate::reading::Spec;
use crate::text::BRACKETS;

/// 港澳居民来往内地通行证: H or M and eight digits for life (公安部 2010-03-10), the next two count renewals. Holders
/// who are not Chinese citizens: HA or MA and seven digits (国家移民管理局, 2024-07-10).
pub(crate) const HK_MO: Spec = Spec {
    kind: Kind::HkMoTravelPermit,
    shapes: &["hdddddddd", "hdddddddddd", "hAddddddd"],
    allows: 0,
    checked: false,
    read: |text, _, _| {
        text.truncate(9);
        Ok(())
    },
};

/// 台湾居民来往大陆通行证: eight digits for life (公安部 2008-09-25); before, two more for the issue and the issuing office,
/// in brackets or, from three offices in 2006–2008, without.
pub(crate) const TW: Spec = Spec {
    kind: Kind::TwTravelPermit,
    shapes: &["dddddddd", "dddddddddd", "dddddddddda", "ddddddddddFJ", "ddddddddddJS", "ddddddddddSH"],
    allows: BRACKETS,
    checked: false,
    read: |text, _, _| {
        text.truncate(8);
        Ok(())
    },
};
