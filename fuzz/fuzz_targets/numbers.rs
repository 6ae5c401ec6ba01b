//! Fuzz target `numbers`: every text as every kind of document, organisation, telephone number and name. Nothing panics, both speeds
//! agree, and a normalised text is its own normal form.
#![no_main]

use realname::batch;
use realname::code::Kind;
use realname::date::Date;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let today = Date::from_unix(1_795_500_000);
    for kind in Kind::ALL {
        let once = batch::normalize(text, *kind, today);
        assert_eq!(batch::is_valid(text, *kind, today), once.is_some());
        if let Some(once) = once {
            // EXPOSE: a fuzzer's own text.
            let again = batch::normalize(once.expose(), *kind, today);
            assert_eq!(again.as_ref().map(|secret| secret.expose()), Some(once.expose()));
        }
    }
});
