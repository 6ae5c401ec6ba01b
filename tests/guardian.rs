//! A child with a guardian: the committed vector `vectors/guardian-jose.json`, rebuilt byte for byte; ages at the edges of
//! birthdays; what a policy may say about ages; the page's state machine in a family.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "the family is shared with the attacks")]
#[path = "bundle/family.rs"]
mod family;
#[allow(dead_code, reason = "shared with the other vectors")]
#[path = "bundle/pretty.rs"]
mod pretty;
#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use family::{Making, adult, child, number, person};
use pretty::{document, object, text};
use realname::bundle::guardian::Family;
use realname::bundle::{Bundle, decision_to_json};
use realname::code::{Code, Field, Verdict};
use realname::consent::minor::age;
use realname::consent::{Choice, Display, Party, Policy};
use realname::date::Date;
use realname::json::Json;
use realname::signup::{Clock, Message, Signup, State};
use realname::suite::PageSuite as _;
use realname::suite::jose::{base64url, digest_of, from_base64url};
use std::path::PathBuf;
use world::{ACCOUNT, AUD, NOW, ORIGIN, SESSION, World, page};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/guardian-jose.json")
}

fn payload(sd_jwt: &str) -> Json {
    let payload = from_base64url(sd_jwt.split('.').nth(1).unwrap()).unwrap();
    text(String::from_utf8(payload.to_vec()).unwrap())
}

fn values(person: &family::Person) -> Json {
    Json::Object(person.iter().map(|(field, value)| (field.as_str().to_owned(), text(value))).collect())
}

fn half(half: &Bundle, person: &family::Person) -> Json {
    object([
        ("payload", payload(&half.sd_jwt)),
        ("sd_jwt_hash", text(digest_of(half.sd_jwt.as_bytes()))),
        ("expected", values(person)),
    ])
}

fn vector() -> (World, Family, String) {
    let world = World::for_children();
    let making = Making::honest(&world);
    let (made, challenge, draws) = making.drawn(&world);
    let device = draws.borrow()[0].clone();
    let value = object([
        (
            "about",
            text("A child and a guardian, suite jose; docs/spec.md 7a. Invented persons, keys of no use."),
        ),
        ("body", text(made.to_json())),
        ("challenge", text(&challenge.challenge)),
        ("aud", text(AUD)),
        ("origin", text(ORIGIN)),
        ("session", text(SESSION)),
        ("account_ref", text(ACCOUNT)),
        ("now", pretty::number(NOW)),
        ("vault_private_d", text(base64url(world.vault.to_bytes().unwrap().as_slice()))),
        ("device_private_d", text(base64url(&device))),
        ("policy", text(&world.policy_bytes)),
        ("child_notice", text(&world.documents[2])),
        ("child", half(&made.child, &making.child)),
        ("guardian", half(&made.guardian, &making.guardian)),
    ]);
    (world, made, document(&value))
}

#[test]
fn the_vector_is_rebuilt_byte_for_byte() {
    let (.., document) = vector();
    if std::env::var_os("REALNAME_BLESS").is_some() {
        std::fs::write(file(), &document).unwrap();
    }
    let committed = std::fs::read_to_string(file()).unwrap();
    let differ = committed.lines().zip(document.lines()).find(|(a, b)| a != b);
    assert!(committed == document, "the wire format changed, first at {differ:?}");
}

#[test]
fn the_committed_body_verifies_and_opens() {
    let (world, made, _) = vector();
    let mut members = Json::parse(&std::fs::read(file()).unwrap()).unwrap().into_members().unwrap();
    let body = members.text("body").unwrap();
    assert_eq!(Family::parse(body.as_bytes()).unwrap(), made);
    let (read, verified) = family::verify(&world, body.as_bytes()).unwrap();
    let opened = family::open(&world, &read).unwrap();
    let ward = digest_of(read.child.sd_jwt.as_bytes());
    assert_eq!(verified.guardian.claims.ward, Some(ward));
    assert!(verified.child.claims.decisions.is_empty() && verified.child.claims.ward.is_none());
    assert_eq!(
        (opened.child.jkt.clone(), verified.child.jkt),
        (opened.guardian.jkt.clone(), verified.guardian.jkt)
    );
    for (name, half) in [("child", &opened.child), ("guardian", &opened.guardian)] {
        let mut expected = members.object(name).unwrap().object("expected").unwrap();
        for (field, value) in &half.values {
            // EXPOSE: the vector is about invented persons.
            assert!(expected.text(field.as_str()).unwrap() == value.expose(), "{name} {field:?}");
        }
        expected.finish().unwrap();
    }
    // Both fit into the body's limit with room for the longest names, and nobody's length shows.
    let long = person("resident-id", &number("20160312"), &"韦".repeat(40), "+8613900139000");
    let other = Making { child: long, ..Making::honest(&world) }.family(&world);
    assert_eq!(other.to_json().len(), body.len());
    assert!(body.len() < 12_000, "{}", body.len());
}

#[test]
fn ages_at_the_edges_of_birthdays() {
    let date = |text: &str| Date::from_iso(text).unwrap();
    for (birth, today, years) in [
        ("2012-11-24", "2026-11-23", 13),
        // The birthday itself is not reached yet: 周岁 counts from the day after.
        ("2012-11-24", "2026-11-24", 13),
        ("2012-11-24", "2026-11-25", 14),
        ("2012-12-31", "2026-12-31", 13),
        ("2012-12-31", "2027-01-01", 14),
        ("2012-01-01", "2026-01-01", 13),
        ("2012-01-01", "2026-01-02", 14),
        // Born on 29 February: in common years the birthday is 1 March.
        ("2012-02-29", "2026-02-28", 13),
        ("2012-02-29", "2026-03-01", 13),
        ("2012-02-29", "2026-03-02", 14),
        ("2012-02-29", "2028-02-29", 15),
        ("2012-02-29", "2028-03-01", 16),
        ("2012-02-28", "2026-03-01", 14),
        ("2012-03-01", "2026-03-01", 13),
        // Today, and yesterday.
        ("2026-11-24", "2026-11-24", 0),
        ("2026-11-23", "2026-11-24", 0),
    ] {
        assert_eq!(age(date(birth), date(today)), years, "{birth} on {today}");
    }
    // The day is Shanghai's: 16:00 UTC is midnight there.
    let midnight = 1_795_536_000;
    assert_eq!(Date::from_unix(midnight - 1).iso(), "2026-11-24");
    assert_eq!(Date::from_unix(midnight).iso(), "2026-11-25");
}

#[test]
fn the_vault_turns_a_child_into_an_adult_at_midnight_in_shanghai() {
    let world = World::for_children();
    // Born so that the birthday is the day of NOW, or the one before it.
    let with = |birth| Making { child: child(birth), ..Making::honest(&world) }.family(&world);
    assert!(family::open(&world, &with("20121124")).is_ok());
    assert_eq!(family::open(&world, &with("20121123")).unwrap_err(), Code::Guardian);
    let with = |birth| Making { guardian: child(birth), ..Making::honest(&world) }.family(&world);
    assert!(family::open(&world, &with("20081123")).is_ok());
    assert_eq!(family::open(&world, &with("20081124")).unwrap_err(), Code::GuardianPerson);
    let with = |birth| Making { child: child(birth), ..Making::honest(&world) }.family(&world);
    assert!(family::open(&world, &with("20181123")).is_ok());
    assert_eq!(family::open(&world, &with("20181124")).unwrap_err(), Code::Age);
}

#[test]
fn every_kind_with_a_birth_date_counts_and_no_other_is_taken() {
    let world = World::for_children();
    let permit = |birth: &str| {
        let mut digits = number(birth);
        digits.replace_range(..6, "810000");
        let check = realname::checksum::mod_11_2(&digits.as_bytes()[..17]).unwrap();
        digits.truncate(17);
        digits.push(char::from(check));
        digits
    };
    let open = |child, guardian| {
        family::open(&world, &Making { child, guardian, ..Making::honest(&world) }.family(&world)).map(drop)
    };
    let of = |kind: &str, number: &str, name: &str| person(kind, number, name, "+8613900139000");
    let young = of("residence-permit", &permit("20160312"), "陈小文");
    let grown = of("residence-permit", &permit("19860312"), "陈大文");
    assert_eq!(open(young.clone(), grown), Ok(()));
    assert_eq!(
        open(young.clone(), of("residence-permit", &permit("20090312"), "陈大文")),
        Err(Code::GuardianPerson)
    );
    for (kind, number) in
        [("hk-mo-travel-permit", "H12345678"), ("cn-passport", "E12345678"), ("tw-travel-permit", "12345678")]
    {
        assert_eq!(open(of(kind, number, "陈小文"), adult()), Err(Code::InputKind), "{kind}");
        assert_eq!(open(young.clone(), of(kind, number, "陈大文")), Err(Code::InputKind), "{kind}");
    }
}

#[test]
fn a_policy_whose_ages_contradict_each_other_is_refused() {
    let good = World::for_children().policy_bytes;
    let bend = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        Policy::parse(good.replacen(from, to, 1).as_bytes()).map(drop)
    };
    let policy = Policy::parse(good.as_bytes()).unwrap();
    assert_eq!((policy.min_age, policy.guardian_until), (Some(8), Some(14)));
    for (from, to) in [
        // Nobody between the ages; earlier than the law lets a child decide; later than anybody needs one.
        (r#""min_age":8"#, r#""min_age":14"#),
        (r#""guardian_until":14"#, r#""guardian_until":13"#),
        (r#""guardian_until":14"#, r#""guardian_until":19"#),
        (r#""min_age":8,"guardian_until":14"#, r#""min_age":121,"guardian_until":14"#),
        (r#""min_age":8"#, r#""min_age":-1"#),
        (r#""min_age":8"#, r#""min_age":"8""#),
        (r#""min_age":8"#, r#""min_age":null"#),
        // A notice for guardians where none can be, and none where there can.
        (r#","guardian_until":14"#, ""),
        (r#","audience":"guardians""#, ""),
        (r#""audience":"guardians""#, r#""audience":"children""#),
        // No number to read an age from.
        (r#""id_number","#, ""),
        (r#""id_type","#, ""),
    ] {
        assert_eq!(bend(from, to), Err(Code::Policy), "{from} → {to}");
    }
    assert_eq!(bend(r#""min_age":8,"#, ""), Ok(()));
    assert_eq!(bend(r#""guardian_until":14"#, r#""guardian_until":18"#), Ok(()));
    // Whose a child's account on a chain would be is for nobody to say yet.
    let rule = r#""guardian_until":14,"account":{"chains":["eip155:1"],"unverified":false}"#;
    let with_account =
        good.replacen(r#""guardian_until":14"#, rule, 1).replacen("[\"id_type", "[\"account\",\"id_type", 1);
    assert_eq!(Policy::parse(with_account.as_bytes()).map(drop), Err(Code::Policy));
    // A least age alone needs no guardians.
    let alone = World::new().policy_bytes;
    let alone = alone.strip_suffix('}').unwrap().to_owned() + r#","min_age":18}"#;
    assert_eq!(Policy::parse(alone.as_bytes()).unwrap().min_age, Some(18));
}

/// A signup in the world for children.
fn signup(world: &World) -> Signup {
    Signup::new(world.policy.clone(), world.notices.clone(), "zh-CN").unwrap()
}

fn today() -> Date {
    Date::from_unix(NOW)
}

fn fill(signup: &mut Signup, party: Party, person: &family::Person) {
    for (field, value) in person.iter().filter(|(field, _)| *field != Field::DocumentKind) {
        let typed = value.trim_start_matches("+86");
        assert!(signup.set_of(party, *field, typed, today()).unwrap().is_well_formed(), "{field:?}");
    }
}

#[test]
fn the_page_asks_for_no_field_that_no_notice_covers() {
    for world in [World::new(), World::for_children()] {
        let mut policy = world.policy.clone();
        assert!(Signup::new(policy.clone(), world.notices.clone(), "zh-CN").is_ok());
        policy.fields.push(Field::Account);
        let refused = Signup::new(policy, world.notices.clone(), "zh-CN");
        assert_eq!(refused.err(), Some(Code::ConsentFields));
    }
}

fn show_all(signup: &mut Signup, world: &World) {
    for notice in &world.notices {
        signup.shown(&notice.id, 100, Display::Element);
    }
}

fn decide(signup: &mut Signup, world: &World, question: usize, choice: Choice) -> Result<(), Code> {
    let notice = &world.policy.questions().nth(question).unwrap().0.notice;
    let text = signup.notice(notice).unwrap().text("zh-CN").unwrap().canonical();
    signup.decide(question, choice, "give", &text, 200)
}

fn sealed(signup: &Signup, world: &World) -> Result<Message, Code> {
    let (suite, _) = page("signup");
    let challenge = world.challenge(&suite.public_key(), "signup");
    let clock = Clock { server_time: NOW, received_ms: 1000, now_ms: 1000 };
    let pin = base64url(&world.root.public_key().thumbprint());
    let mut random = |out: &mut [u8]| suite.random(out);
    let is_pin = |root: &str| root == pin;
    let place = world.place.clone();
    let mut order = signup.order(challenge, &is_pin, place, clock, suite.public_key(), &mut random)?;
    loop {
        use realname::bundle::making::Ask;
        let answer = match order.ask() {
            None => break,
            Some(Ask::Verify(jws)) => jws.verify(&world::suites::Every).map(|()| vec![1])?,
            Some(Ask::Agree(with)) => {
                let (public, secret) = world::now(suite.agree(with))?;
                [public.to_point().as_slice(), secret.as_slice()].concat()
            }
            // EXPOSE: into the cipher.
            Some(Ask::Encrypt { key, iv, aad, plaintext }) => {
                world::now(suite.encrypt(key, iv, aad.as_bytes(), plaintext.expose().as_bytes()))?
            }
            Some(Ask::Sign(input)) => world::now(suite.sign(input.as_bytes()))?.to_vec(),
        };
        if order.go_on(signup, Some(&answer), &mut random)? {
            break;
        }
    }
    order.finish().ok_or(Code::State)
}

#[test]
fn a_childs_signup_waits_for_the_guardian_and_makes_both_halves() {
    let world = World::for_children();
    let mut signup = signup(&world);
    show_all(&mut signup, &world);
    for question in 0..2 {
        decide(&mut signup, &world, question, Choice::Given).unwrap();
    }
    // What is about a child is no question to anybody else.
    assert_eq!(decide(&mut signup, &world, 2, Choice::Given), Err(Code::ConsentUnknown));
    assert_eq!(signup.set_of(Party::Guardian, Field::Name, "韦小宝", today()).unwrap_err(), Code::State);
    fill(&mut signup, Party::Oneself, &child("20160312"));
    // The child's answers are gone, and nothing can be made.
    assert!(signup.needs_guardian() && signup.answer(0).is_none());
    assert_eq!((signup.state(), sealed(&signup, &world).unwrap_err()), (State::Draft, Code::State));
    fill(&mut signup, Party::Guardian, &adult());
    assert_eq!((signup.state(), sealed(&signup, &world).unwrap_err()), (State::Noticed, Code::State));
    for question in 0..3 {
        decide(&mut signup, &world, question, Choice::Given).unwrap();
    }
    assert_eq!(signup.state(), State::Decided);
    let Message::Family(made) = sealed(&signup, &world).unwrap() else { panic!("two halves") };
    family::verify(&world, made.to_json().as_bytes()).unwrap();
    let opened = family::open(&world, &made).unwrap();
    // EXPOSE: invented persons.
    assert_eq!(opened.child.value(Field::Name).unwrap().expose(), "韦小小");
    // EXPOSE: invented persons.
    assert_eq!(opened.guardian.value(Field::Name).unwrap().expose(), "韦小宝");
}

#[test]
fn a_guardians_refusal_makes_a_decision_and_nothing_else() {
    let world = World::for_children();
    let mut signup = signup(&world);
    show_all(&mut signup, &world);
    fill(&mut signup, Party::Oneself, &child("20160312"));
    for (question, choice) in [(0, Choice::Given), (1, Choice::Given), (2, Choice::Refused)] {
        decide(&mut signup, &world, question, choice).unwrap();
    }
    let Message::Decision(jwt) = sealed(&signup, &world).unwrap() else { panic!("no half") };
    let body = decision_to_json(&jwt);
    let expected = world.expected();
    let (_, verified) =
        realname::bundle::verify::decision(body.as_bytes(), &expected, &world::suites::Every, &world)
            .unwrap();
    assert_eq!(verified.claims.decisions.len(), 3);
    assert!(verified.claims.sealing.is_none() && verified.claims.ward.is_none());
}

#[test]
fn who_is_too_young_or_no_guardian_is_malformed_by_a_code() {
    let world = World::for_children();
    let mut signup = signup(&world);
    let code = |verdict: Result<Verdict, Code>| verdict.unwrap().code();
    assert_eq!(code(signup.set(Field::Document, &number("20181124"), today())), Some(Code::Age));
    assert!(!signup.needs_guardian() && signup.is_missing(Field::Document));
    let own = number("20160312");
    assert_eq!(code(signup.set(Field::Document, &own, today())), None);
    for (typed, answer) in [
        (own.clone(), Some(Code::GuardianPerson)),
        (number("20081124"), Some(Code::GuardianPerson)),
        (number("20081123"), None),
    ] {
        assert_eq!(code(signup.set_of(Party::Guardian, Field::Document, &typed, today())), answer);
    }
    // An adult's number instead: no guardian, no guardian's values, and back again none either.
    assert_eq!(code(signup.set(Field::Document, &number("19860312"), today())), None);
    assert!(!signup.needs_guardian());
    assert_eq!(code(signup.set(Field::Document, &own, today())), None);
    assert!(signup.needs_guardian() && signup.is_missing(Field::Document));
    signup.reset();
    assert!(!signup.needs_guardian());
}
