//! What the two surfaces say, and what it means here.

pub(crate) mod devices;
mod fields;
pub(crate) mod graph;
pub(crate) mod names;
pub(crate) mod organizations;
pub(crate) mod password;
pub(crate) mod policy;
pub(crate) mod profile;
pub(crate) mod registration;
pub(crate) mod security;
pub(crate) mod selfservice;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod terms;

pub(crate) use fields::Fields;
