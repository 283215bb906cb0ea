//! Options whose value is one of a list of words that the library keeps: help, completion and errors follow
//! from the list.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Reads one of `all` by its word.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(move |&value| word(value))).map(move |given| {
        let found = all.iter().copied().find(|&value| word(value) == given);
        found.expect("possible values are the words of the list")
    })
}
