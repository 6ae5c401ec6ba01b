//! What has changed between two texts of a notice (PIPL Art. 17: 变更的，应当将变更部分告知个人).

use crate::prelude::*;

/// A block before the change, and the block now. The same on both sides where nothing has changed; nothing on one side
/// for a block that was added or taken out.
pub type Step<'a> = (Option<&'a str>, Option<&'a str>);

/// The way from one text to the next, block by block: left sides in their order are `before`, right sides are `now`. What
/// stands in both, in the same order, is told as unchanged as far as it is reached by one pass.
///
/// ```
/// use realname::consent::notice::changes;
/// let before = ["Title", "We keep it for 3 years."].map(String::from);
/// let now = ["Title", "We keep it for 5 years.", "Nobody else gets it."].map(String::from);
/// let steps = changes(&before, &now);
/// assert_eq!(steps[0], (Some("Title"), Some("Title")));
/// assert_eq!(steps[1], (Some("We keep it for 3 years."), Some("We keep it for 5 years.")));
/// assert_eq!(steps[2], (None, Some("Nobody else gets it.")));
/// ```
#[must_use]
pub fn changes<'a>(mut before: &'a [String], mut now: &'a [String]) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    loop {
        let (was, is) = (before.first(), now.first());
        // Said again further down: what stands before it there was added, or here, taken out.
        let kept = was != is && was.is_some_and(|was| now.contains(was));
        let known = was != is && is.is_some_and(|is| before.contains(is));
        let step = match (was, is) {
            (None, None) => return steps,
            (_, is) if kept => (None, is),
            (was, _) if known => (was, None),
            step => step,
        };
        before = before.get(usize::from(step.0.is_some())..).unwrap_or_default();
        now = now.get(usize::from(step.1.is_some())..).unwrap_or_default();
        steps.push((step.0.map(String::as_str), step.1.map(String::as_str)));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_steps(
            before in proptest::collection::vec("[ab]{0,2}", 0..8),
            now in proptest::collection::vec("[ab]{0,2}", 0..8),
        ) {
            let steps = changes(&before, &now);
            prop_assert!(steps.iter().filter_map(|step| step.0).eq(&before));
            prop_assert!(steps.iter().filter_map(|step| step.1).eq(&now));
        }

        #[test]
        fn one_block_changed_added_or_taken_out_is_the_only_step_that_differs(
            mut text in proptest::collection::hash_set("[a-z]{4}", 1..8).prop_map(|set| set.into_iter().collect::<Vec<_>>()),
            at in any::<prop::sample::Index>(),
            how in 0..3,
        ) {
            let before = text.clone();
            let at = at.index(text.len());
            match how {
                0 => text[at] = "NEW".to_owned(),
                1 => text.insert(at, "NEW".to_owned()),
                _ => drop(text.remove(at)),
            }
            let differs = changes(&before, &text).into_iter().filter(|(was, is)| was != is).collect::<Vec<_>>();
            let was = (how != 1).then(|| before[at].as_str());
            let is = (how != 2).then_some("NEW");
            prop_assert_eq!(differs, vec![(was, is)]);
        }
    }
}
