//! 存 The store.
