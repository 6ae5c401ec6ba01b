//! Which licences a product's crates may have: those under which whoever takes it owes no more than a notice.

use super::component::Component;
use anyhow::{Context as _, Result, ensure};

const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "Apache-2.0 WITH LLVM-exception",
];

/// Refuses a crate whose licence nobody may choose from the list.
pub(super) fn allow(component: &Component) -> Result<()> {
    let named = format!("{} {}", component.name, component.version);
    let licence = component.licence.as_deref().with_context(|| format!("{named} names no licence"))?;
    ensure!(is_allowed(licence), "{named} is under `{licence}`");
    Ok(())
}

/// An SPDX expression of licences, OR, AND and brackets: AND binds tighter.
fn is_allowed(expression: &str) -> bool {
    let any = split(expression, " OR ");
    if any.len() > 1 {
        return any.into_iter().any(is_allowed);
    }
    let all = split(expression, " AND ");
    if all.len() > 1 {
        return all.into_iter().all(is_allowed);
    }
    match expression.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_allowed(inner),
        None => ALLOWED.contains(&expression.trim()),
    }
}

/// The parts between an operator outside brackets.
fn split<'a>(expression: &'a str, operator: &str) -> Vec<&'a str> {
    let (mut parts, mut depth, mut begin) = (Vec::new(), 0, 0);
    for (at, letter) in expression.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && at >= begin => {
                let (Some(part), Some(rest)) = (expression.get(begin..at), expression.get(at..)) else {
                    continue;
                };
                if rest.starts_with(operator) {
                    parts.push(part);
                    begin = at + operator.len();
                }
            }
            _ => {}
        }
    }
    parts.extend(expression.get(begin..));
    parts
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions() {
        for (expression, allowed) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("GPL-3.0-only", false),
            ("GPL-3.0-only OR MIT", true),
            ("GPL-3.0-only AND MIT", false),
            ("MIT AND GPL-3.0-only OR ISC", true),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("(MIT OR GPL-3.0-only) AND (LGPL-2.1-only OR MPL-2.0)", false),
            ("((MIT) AND (ISC OR GPL-2.0-only))", true),
            ("MIT OR", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression), allowed, "{expression}");
        }
    }
}
