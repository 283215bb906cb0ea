//! Look-alike letters: a word that mixes Latin with Cyrillic or Greek letters, read in one script.
//!
//! Only mixed words are read so. A word wholly in one script means what it says, even where another
//! script has the same shapes: Cyrillic `СОР` is not `COP`.

/// Cyrillic and Greek letters beside the Latin letter of the same shape, in either case.
///
/// Letters whose capital or small form is drawn alike in common fonts; UTS #39 lists many more shapes.
const LATIN: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('ѕ', 's'),
    ('і', 'i'),
    ('ј', 'j'),
    ('һ', 'h'),
    ('ү', 'y'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('ζ', 'z'),
    ('η', 'h'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('μ', 'm'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'y'),
    ('χ', 'x'),
];

/// The folded words with every mixed word read in one script: Latin if all its letters allow it, else
/// Cyrillic. Nothing if no word is mixed or one allows neither.
pub(super) fn unmixed(spaced: &str) -> Option<String> {
    if spaced.is_ascii() || !spaced.split(' ').any(is_mixed) {
        return None;
    }
    let words: Option<Vec<String>> = spaced.split(' ').map(in_one_script).collect();
    words.map(|words| words.join(" "))
}

fn in_one_script(word: &str) -> Option<String> {
    if !is_mixed(word) {
        return Some(word.to_owned());
    }
    let in_latin: Option<String> = word.chars().map(latin).collect();
    in_latin.or_else(|| word.chars().map(cyrillic).collect())
}

fn is_mixed(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_lowercase()) && word.contains(is_cyrillic_or_greek)
}

fn is_cyrillic_or_greek(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{052F}')
}

fn latin(c: char) -> Option<char> {
    if !is_cyrillic_or_greek(c) {
        return Some(c);
    }
    LATIN.iter().find(|(other, _)| *other == c).map(|&(_, latin)| latin)
}

fn cyrillic(c: char) -> Option<char> {
    if !c.is_ascii_lowercase() {
        return Some(c);
    }
    LATIN.iter().find(|(_, latin)| *latin == c).map(|&(cyrillic, _)| cyrillic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_word_is_read_in_the_script_that_can_spell_it() {
        assert_eq!(unmixed("k\u{0435}pco").as_deref(), Some("kepco"));
        assert_eq!(unmixed("назарб\u{0061}ев").as_deref(), Some("назарбаев"));
    }

    #[test]
    fn words_of_one_script_are_left_alone() {
        assert_eq!(unmixed("кепсо"), None);
        assert_eq!(unmixed("банк rbk"), None);
        assert_eq!(unmixed("kepco"), None);
    }
}
