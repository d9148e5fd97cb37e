//! Passwords that people choose: what is typed, what the organization demands, and the change itself.
//!
//! - [`typed`]: the form in which a password is hashed and compared; [`words`]: how words hide in it
//! - [`rules`]: what a new one has to satisfy (B-114, B-115)
//! - [`standing`]: whether a person may change theirs, and what is known of it; [`change`]: the change

pub mod change;
pub mod rules;
pub mod standing;
pub mod typed;
mod words;
