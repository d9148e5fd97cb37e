//! The measuring instruments of `cargo xtask bench`. Nothing here is linked into the product, and the product has no
//! hook for them: windows are watched from outside, servers are asked as any client asks.

pub mod cores;
pub mod figures;
pub mod http;
pub mod load;
pub mod memory;
pub mod people;
pub mod screen;
pub mod start;
pub mod webdriver;
