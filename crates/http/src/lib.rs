//! See the module pages.
