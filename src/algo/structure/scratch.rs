//! Memory that threads take turns with: there is never more of it than threads have needed at once.

use std::sync::Mutex;

/// Scratch memory that no thread holds.
pub(super) struct Idle<T>(Mutex<Vec<T>>);

impl<T> Idle<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// What another thread has given back, or new memory.
    pub(super) fn take(&self, new: impl FnOnce() -> T) -> T {
        let given_back = self.0.lock().expect("nobody panics with the lock").pop();
        given_back.unwrap_or_else(new)
    }

    pub(super) fn give_back(&self, scratch: T) {
        self.0.lock().expect("nobody panics with the lock").push(scratch);
    }

    /// All of it, in no particular order.
    pub(super) fn into_all(self) -> Vec<T> {
        self.0.into_inner().expect("nobody panics with the lock")
    }
}
