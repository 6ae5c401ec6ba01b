//! The only rooms that know a page: the form, drawn into the element's closed root, and what it needs of the platform.

mod field;
mod form;
mod notice;
pub(crate) mod platform;
mod question;
mod submit;
mod transport;

pub(crate) use form::mount;
