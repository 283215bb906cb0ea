//! Turning a panic of the Parquet library into an error.
//!
//! The library returns errors for most damaged files, and panics on some: a page that names a dictionary that is not
//! there, a length that points behind the page. What could take memory without bound or overflow the stack is found
//! before (`guard`); what remains unwinds, owns nothing of ours but buffers that are thrown away, and is caught here.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns; none if it panicked. Such a panic prints nothing.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_CAUGHT.get() {
                loud(info);
            }
        }));
    });
    let before = IS_CAUGHT.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(before);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing() {
        assert_eq!(caught(|| 1), Some(1));
        let empty: Vec<u8> = Vec::new();
        assert_eq!(caught(|| empty[std::hint::black_box(3)]), None);
        assert!(!IS_CAUGHT.get());
    }
}
