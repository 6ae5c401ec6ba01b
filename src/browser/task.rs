//! One task a form. It waits for one thing at a time, and the platform resumes it when that has come: no queue, no waker.

use super::platform::{self, Page};
use crate::prelude::*;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

/// What a form does in the background.
pub(super) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Goes on with a task. Nothing when it has ended.
pub(super) fn resume(mut task: Task) -> Option<Task> {
    task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending().then_some(task)
}

/// The answer to what was asked for last; nothing when there is none.
pub(crate) struct Answer<'a> {
    page: &'a Page,
    waited: bool,
}

impl<'a> Answer<'a> {
    pub(super) const fn new(page: &'a Page) -> Self {
        Self { page, waited: false }
    }
}

impl Future for Answer<'_> {
    type Output = Option<Vec<u8>>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        if core::mem::replace(&mut self.waited, true) {
            Poll::Ready(platform::answer(self.page))
        } else {
            Poll::Pending
        }
    }
}
