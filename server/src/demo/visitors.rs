//! The visitors of the demo, by their cookie: as many as there is room for, the oldest gives way.

use std::collections::{HashMap, VecDeque};

/// A visitor: the account that the signup is for, and the session that it happens in.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) account_ref: String,
    pub(super) session: String,
}

impl Visitor {
    /// What the page calls them.
    pub(super) fn name(&self) -> String {
        let short: String =
            self.account_ref.chars().filter(char::is_ascii_alphanumeric).skip(4).take(4).collect();
        format!("新用户 {}", short.to_uppercase())
    }
}

/// The table.
pub(super) struct Visitors {
    room: usize,
    by_cookie: HashMap<String, Visitor>,
    /// The cookies, oldest first.
    order: VecDeque<String>,
}

impl Visitors {
    pub(super) fn new(room: usize) -> Self {
        Self { room, by_cookie: HashMap::new(), order: VecDeque::new() }
    }

    pub(super) fn get(&self, cookie: &str) -> Option<Visitor> {
        self.by_cookie.get(cookie).cloned()
    }

    /// Takes one in, under a cookie that is new. Only one has to go for it: whoever fills the table takes nothing from
    /// everybody.
    pub(super) fn insert(&mut self, cookie: String, visitor: Visitor) {
        while self.by_cookie.len() >= self.room {
            let Some(oldest) = self.order.pop_front() else { break };
            self.by_cookie.remove(&oldest);
        }
        self.order.push_back(cookie.clone());
        self.by_cookie.insert(cookie, visitor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_table_gives_up_the_oldest_visitor_alone() {
        let mut visitors = Visitors::new(3);
        for n in 0..5 {
            let visitor = Visitor { account_ref: format!("acct-{n}"), session: String::new() };
            visitors.insert(format!("cookie-{n}"), visitor);
        }
        let there: Vec<bool> = (0..5).map(|n| visitors.get(&format!("cookie-{n}")).is_some()).collect();
        assert_eq!(there, [false, false, true, true, true]);
        assert_eq!(visitors.order.len(), visitors.by_cookie.len());
    }
}
