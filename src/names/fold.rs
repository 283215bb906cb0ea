//! Folding: what is left of a name without case, spacing, punctuation, accents and normal form.
//!
//! Works on any script and stays within it: nothing is transliterated here. Legal forms and
//! look-alike letters have files of their own.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names are folded up to this many bytes: a longer text is a document, not a name.
pub(super) const FOLD_BYTES_MAX: usize = 1024;

/// Folds a name so that two ways of writing it become equal.
///
/// Compatibility decomposition (NFKD), lower case, accents dropped in the alphabets where they are
/// secondary (Latin, Greek, Cyrillic, Hebrew, Arabic), letters such as `ł ø ß æ` spelled out, `&` read as
/// `and`, spacing and punctuation dropped, the rest recomposed (NFC), which keeps Hangul syllables
/// whole. Marks that are letters in their script (Indic vowel signs, kana voicing) stay, and so does
/// `+`. A gap between two digits stays as one space: `Unit 1-2` is not `Unit 12`.
///
/// # Examples
/// ```
/// use sociogram::names::fold;
/// assert_eq!(fold("Samruk-Energy"), fold("SAMRUK ENERGY"));
/// assert_eq!(fold("Ćmiłów & Sons"), "cmilowandsons");
/// ```
pub fn fold(text: &str) -> String {
    compact(&spaced(text))
}

/// Folds like [`fold`], with one space between words.
pub(super) fn spaced(text: &str) -> String {
    let mut words = Words { text: String::with_capacity(text.len()), gap: false };
    if text.is_ascii() {
        text.chars().for_each(|c| words.push(c.to_ascii_lowercase()));
        return words.text;
    }
    // Lower-casing can compose (İ) and decomposing can reveal capitals (㎒), hence twice.
    text.nfkd().flat_map(char::to_lowercase).nfkd().for_each(|c| words.push(c));
    words.text.nfc().collect()
}

/// Joins spaced words, keeping the gap between two digits.
pub(super) fn compact(spaced: &str) -> String {
    let mut joined = String::with_capacity(spaced.len());
    for word in spaced.split(' ') {
        let digits = joined.ends_with(is_digit) && word.starts_with(is_digit);
        if digits {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    // Letters that a gap kept apart may now compose or change order.
    if joined.is_ascii() { joined } else { joined.nfc().collect() }
}

/// The beginning of a text that is folded, and whether anything was cut off.
pub(super) fn beginning(text: &str) -> (&str, Extent) {
    if text.len() <= FOLD_BYTES_MAX {
        return (text, Extent::Whole);
    }
    let end = (0..=FOLD_BYTES_MAX).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    (&text[..end], Extent::Cut)
}

/// Whether a folded text is the whole name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Cut,
}

fn is_digit(c: char) -> bool {
    c.is_numeric()
}

/// Words in the making: letters are kept, everything else is a gap or nothing.
struct Words {
    text: String,
    gap: bool,
}

impl Words {
    fn push(&mut self, c: char) {
        if is_dropped(c) {
            return;
        }
        if c == '&' {
            self.gap = true;
            self.letters("and");
            self.gap = true;
        } else if let Some(spelled) = spelled_out(c) {
            self.letters(spelled);
        } else if c.is_alphanumeric() || is_combining_mark(c) || c == '+' {
            self.letters(c.encode_utf8(&mut [0; 4]));
        } else {
            self.gap = true;
        }
    }

    fn letters(&mut self, letters: &str) {
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
        self.text.push_str(letters);
    }
}

/// Characters that vanish without parting a word: accents, apostrophes, modifier letters, and
/// characters nobody sees.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '\u{00B4}' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{2035}'
        | '\u{02B9}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}'
        | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{064B}'..='\u{065F}'
        | '\u{0670}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
        || (crate::model::is_invisible(c) && !c.is_whitespace() && !c.is_control())
}

/// Letters that Unicode does not decompose although their alphabets sort them with others.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "ng",
        'ĸ' => "k",
        'ə' => "a",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_spacing_and_punctuation_do_not_matter() {
        for text in ["Samruk-Energy", "samruk energy", "SAMRUKENERGY", " «Samruk»  Energy. "] {
            assert_eq!(fold(text), "samrukenergy");
        }
    }

    #[test]
    fn accents_and_undecomposed_letters_meet_their_plain_forms() {
        // Plain forms as in the Unicode CLDR transform Latin-ASCII.
        for (text, plain) in [
            ("Łódź", "lodz"),
            ("Ærø", "aero"),
            ("Straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("Œuvre", "oeuvre"),
            ("Đorđe", "dorde"),
            ("Þór", "thor"),
            ("İstanbul", "istanbul"),
            ("Iğdır", "igdir"),
        ] {
            assert_eq!(fold(text), plain, "{text}");
        }
    }

    #[test]
    fn normal_forms_meet_and_hangul_stays_in_syllables() {
        let composed = "이명박";
        let decomposed: String = composed.nfd().collect();
        assert_eq!(decomposed.chars().count(), 8);
        assert_eq!(fold(&decomposed), composed);
        assert_eq!(fold("ＫＥＰＣＯ"), "kepco");
        assert_eq!(fold("㈜한화"), "주한화");
    }

    #[test]
    fn ampersand_is_and() {
        assert_eq!(fold("Samsung C&T"), fold("Samsung C and T"));
        assert_eq!(spaced("C&T"), "c and t");
    }

    #[test]
    fn what_distinguishes_stays() {
        assert_ne!(fold("Unit 1-2"), fold("Unit 12"));
        assert_ne!(fold("か"), fold("が"));
        assert_ne!(fold("LG"), fold("LG Chemical"));
        assert_ne!(fold("Disney+"), fold("Disney"));
    }

    #[test]
    fn letters_joined_over_a_gap_are_recomposed() {
        // Proptest found the first: two marks whose canonical order only showed without the gap.
        for text in ["\u{10f82}🌀\u{16ff0}", "\u{1100} \u{1161}"] {
            let once = fold(text);
            assert_eq!(fold(&once), once);
        }
    }

    #[test]
    fn invisible_characters_do_not_matter_and_controls_are_gaps() {
        assert_eq!(fold("KE\u{200B}PCO\u{202E}"), "kepco");
        assert_eq!(spaced("a\tb\u{0}c"), "a b c");
        assert_eq!(fold("\u{200B} \u{2060}- \u{FEFF}"), "");
    }

    #[test]
    fn folding_any_one_character_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let (head, extent) = beginning("ab");
        assert_eq!((head, extent), ("ab", Extent::Whole));
        let text = "한".repeat(FOLD_BYTES_MAX);
        let (head, extent) = beginning(&text);
        assert_eq!((head.chars().count(), extent), (FOLD_BYTES_MAX / 3, Extent::Cut));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn normal_forms_fold_alike(text in any::<String>()) {
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text));
            prop_assert_eq!(fold(&text.nfkd().collect::<String>()), fold(&text));
        }
    }
}
