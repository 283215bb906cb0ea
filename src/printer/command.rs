//! Suggested commands: words that paste into a shell as they are.

/// One word of a command line, quoted where a POSIX shell would read more than the word.
///
/// # Examples
/// ```
/// use sociogram::printer::shell_word;
/// assert_eq!(shell_word("kepco"), "kepco");
/// assert_eq!(shell_word("x;touch y"), "'x;touch y'");
/// assert_eq!(shell_word("it's"), r"'it'\''s'");
/// ```
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The words of a command line, each quoted where needed.
pub(super) fn command(words: &[&str]) -> String {
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}
