//! Random sequences of calls on the signup's state machine, against a model that is written down separately: no panic, no
//! step skipped, nothing moved after submitting, and no code but those that each call documents. 10,000 sequences;
//! `REALNAME_SEQUENCES=1000000` for more, as `cargo xtask test --full` does.
#![cfg(feature = "native")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

#[allow(dead_code, reason = "the world is shared by several tests")]
#[path = "bundle/world.rs"]
mod world;

use realname::bundle::challenge::Challenge;
use realname::code::{Code, Field, Verdict};
use realname::consent::{Choice, Display, Party};
use realname::date::Date;
use realname::secret::Secret;
use realname::signup::{Clock, Signup, State};
use realname::suite::PageSuite as _;
use std::collections::{BTreeMap, BTreeSet};
use world::{World, page};

const FIELDS: [Field; 6] =
    [Field::DocumentKind, Field::Document, Field::Name, Field::Mobile, Field::Organization, Field::Account];
/// For each field what is well-formed and what is not: an adult's number, a child's, somebody's who is too young.
const TEXTS: [&str; 9] = [
    "11010519491231002X",
    "110105201601010019",
    "110105202401010013",
    "110105194912310021",
    "韦小宝",
    "13800138000",
    "",
    "１３８ ００１３ ８０００",
    "<b>\u{202e}\u{0}",
];

/// A fast source of numbers with a seed: SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// What must hold, told by what each call answered.
#[derive(Default)]
struct Model {
    values: BTreeSet<Field>,
    guardian: BTreeSet<Field>,
    ward: bool,
    shown: BTreeMap<String, u64>,
    answers: Vec<Option<Choice>>,
    sealed: bool,
    submitted: bool,
}

impl Model {
    fn state(&self, world: &World) -> State {
        let asked: Vec<_> = world.policy.questions().collect();
        let refused =
            (0..asked.len()).any(|at| asked[at].0.required && self.answers[at] == Some(Choice::Refused));
        let typed = [Field::Document, Field::Name, Field::Mobile];
        let complete = |values: &BTreeSet<Field>| typed.iter().all(|field| values.contains(field));
        let open = |at: usize| {
            asked[at].0.required && (self.ward || !asked[at].0.about_child) && self.answers[at].is_none()
        };
        let notices = &world.policy.notices;
        match () {
            () if self.submitted => State::Submitted,
            () if self.sealed => State::Sealed,
            () if !refused && !(complete(&self.values) && (!self.ward || complete(&self.guardian))) => {
                State::Draft
            }
            () if !(0..asked.len()).any(open) => State::Decided,
            () if notices.iter().all(|n| (n.guardians && !self.ward) || self.shown.contains_key(&n.id)) => {
                State::Noticed
            }
            () => State::WellFormed,
        }
    }
}

/// One call, and what the model makes of the answer.
fn step(
    world: &World,
    signup: &mut Signup,
    model: &mut Model,
    dice: &mut Dice,
    now: &mut u64,
    challenge: &Challenge,
) {
    let questions = model.answers.len();
    *now += u64::try_from(dice.roll(3)).unwrap();
    match dice.roll(12) {
        0..=3 => set(signup, model, dice),
        4 => {
            let notice = &world.policy.notices[dice.roll(world.policy.notices.len())].id;
            signup.shown(notice, *now, Display::Element);
            model.shown.entry(notice.clone()).or_insert(*now);
        }
        5..=7 => decide(world, signup, model, dice, *now),
        8 => {
            let question = dice.roll(questions + 2);
            signup.undecide(question);
            if !model.submitted {
                model.sealed = false;
                if let Some(answer) = model.answers.get_mut(question) {
                    *answer = None;
                }
            }
        }
        9 => {
            let ready = matches!(model.state(world), State::Decided | State::Sealed);
            let clock = Clock { server_time: world::NOW, received_ms: *now - 5_000, now_ms: *now };
            let mut random = |out: &mut [u8]| {
                out.fill(7);
                Ok(())
            };
            let key = world.vault.public_key();
            let place = world.place.clone();
            let order = signup.order(challenge.clone(), &|_| true, place, clock, key, &mut random);
            if let Ok(order) = &order {
                assert_eq!(u64::from(order.expires_in()), challenge.expires_in - 5);
            }
            assert_eq!(order.is_ok(), ready, "{:?}", order.err());
            let sealed = signup.sealed();
            assert_eq!(sealed, if ready { Ok(()) } else { Err(Code::State) });
            model.sealed |= ready;
        }
        10 => {
            let answer = signup.submitted();
            assert_eq!(answer, if model.sealed { Ok(()) } else { Err(Code::State) });
            if model.sealed {
                model.submitted = true;
                model.values.clear();
                model.guardian.clear();
            }
        }
        _ => match dice.roll(4) {
            0 => {
                signup.reset();
                *model = Model { answers: vec![None; questions], ..Model::default() };
            }
            1 => {
                signup.reopen();
                (model.sealed, model.submitted) = (false, false);
            }
            _ => signup.bind_account(Secret::copy_of("account")),
        },
    }
}

fn set(signup: &mut Signup, model: &mut Model, dice: &mut Dice) {
    let party = [Party::Oneself, Party::Guardian][usize::from(dice.roll(4) == 0)];
    let field = FIELDS[dice.roll(FIELDS.len())];
    let text = TEXTS[dice.roll(TEXTS.len())];
    let asked = [Field::Document, Field::Name, Field::Mobile].contains(&field);
    let guardian = party == Party::Guardian;
    let may = !model.submitted && asked && (!guardian || model.ward);
    let answer = signup.set_of(party, field, text, Date::new(2026, 11, 25).unwrap());
    let Ok(verdict) = answer else {
        assert!(!may && answer.err() == Some(Code::State), "{field:?}");
        return;
    };
    assert!(may, "{field:?}");
    model.sealed = false;
    // A child's number makes it the guardian's matter, and begins the questions anew; an adult's the other way round.
    if field == Field::Document && !guardian && signup.needs_guardian() != model.ward {
        model.ward = signup.needs_guardian();
        assert!(matches!(verdict, Verdict::WellFormed { .. }));
        model.guardian.clear();
        model.answers.iter_mut().for_each(|answer| *answer = None);
    }
    let values = if guardian { &mut model.guardian } else { &mut model.values };
    match verdict {
        Verdict::WellFormed { .. } => {
            values.insert(field);
        }
        Verdict::Incomplete { .. } | Verdict::Malformed { .. } => {
            values.remove(&field);
        }
    }
}

fn decide(world: &World, signup: &mut Signup, model: &mut Model, dice: &mut Dice, now: u64) {
    let question = dice.roll(model.answers.len() + 1);
    let choice = [Choice::Given, Choice::Refused, Choice::Acknowledged][dice.roll(3)];
    let asked = world.policy.questions().nth(question);
    let notice = asked.map_or("none", |(purpose, _)| purpose.notice.as_str());
    let honest = dice.roll(4) > 0;
    let text = if honest { signup.text_of(notice) } else { "something else".to_owned() };
    // Or a decision that was taken before its notice was displayed.
    let at = if dice.roll(6) == 0 { 0 } else { now };
    let expected = match asked {
        _ if model.submitted => Err(Code::State),
        Some((purpose, _)) if model.ward || !purpose.about_child => {
            match (purpose.legal_basis.asks(), choice) {
                (false, Choice::Refused) | (true, Choice::Acknowledged) => Err(Code::ConsentUnknown),
                _ if model.shown.get(notice).is_none_or(|shown| *shown > at) => Err(Code::NoticeNotVisible),
                _ if !honest => Err(Code::NoticeAltered),
                (false, _) => Ok(Choice::Acknowledged),
                (true, choice) => Ok(choice),
            }
        }
        _ => Err(Code::ConsentUnknown),
    };
    assert_eq!(signup.decide(question, choice, "control", &text, at), expected.map(|_| ()));
    if let Ok(choice) = expected {
        model.sealed = false;
        model.answers[question] = Some(choice);
    }
}

#[test]
fn random_calls_skip_no_step_and_reach_every_one() {
    let sequences: u64 = std::env::var("REALNAME_SEQUENCES").map_or(10_000, |number| number.parse().unwrap());
    let worlds = [World::new(), World::for_children()];
    let challenges =
        worlds.each_ref().map(|world| world.challenge(&page("sequences").0.public_key(), "sequences"));
    let questions = worlds.each_ref().map(|world| world.policy.questions().count());
    let mut reached = BTreeMap::<State, u64>::new();
    let (mut signups, mut now) = (None, 1_000_000);
    for sequence in 0..sequences {
        // What is made anew costs digests of every notice; beginning over is a call like the others.
        if sequence % 1000 == 0 {
            signups = Some(
                worlds
                    .each_ref()
                    .map(|world| Signup::new(world.policy.clone(), world.notices.clone(), "zh-CN").unwrap()),
            );
        }
        let mut dice = Dice(sequence);
        let which = dice.roll(2);
        let (world, challenge) = (&worlds[which], &challenges[which]);
        let signup = &mut signups.as_mut().unwrap()[which];
        signup.reset();
        let mut model = Model { answers: vec![None; questions[which]], ..Model::default() };
        // In every other sequence they stand there from the beginning, or few would come far.
        if dice.roll(2) > 0 {
            for notice in signup.policy().notices.iter().map(|notice| notice.id.clone()).collect::<Vec<_>>() {
                signup.shown(&notice, now, Display::Element);
                model.shown.insert(notice, now);
            }
        }
        for _ in 0..6 + dice.roll(24) {
            step(world, signup, &mut model, &mut dice, &mut now, challenge);
            let state = signup.state();
            assert_eq!(state, model.state(world), "sequence {sequence}");
            for (question, answer) in model.answers.iter().enumerate() {
                assert_eq!(signup.answer(question), *answer, "sequence {sequence}");
            }
            *reached.entry(state).or_default() += 1;
        }
    }
    let all =
        [State::Draft, State::WellFormed, State::Noticed, State::Decided, State::Sealed, State::Submitted];
    assert!(all.iter().all(|state| reached.get(state).is_some_and(|times| *times > 20)), "{reached:?}");
}
