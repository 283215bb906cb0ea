//! Keys: the forms under which a name is filed and looked up.
//!
//! A stored name and a query are given keys by the same rules; two texts meet when they share one in
//! a [`Class`]. Keys of the coarse classes are compared across scripts only, so that a spelling never
//! merges two Latin names that their owners keep apart.

use super::cyrillic;
use super::fold;
use super::hangul;
use super::legal;
use super::lookalike;

/// Fewest letters of a coarse key: one letter would name anybody.
const COARSE_LETTERS_MIN: usize = 2;

/// What a key says about the text it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The folded text.
    Fold,
    /// The folded text with look-alikes in one script, or with Kazakh letters as Russian ones.
    Loose,
    /// The folded text without legal forms.
    Bare,
    /// A Cyrillic text, for Latin queries.
    Cyrillic,
    /// A Latin text, for Cyrillic queries.
    LatinForCyrillic,
    /// A Hangul text, for Latin queries.
    Hangul,
    /// A Latin text, for Hangul queries.
    LatinForHangul,
}

impl Class {
    /// The class in which a text of this class finds its partners.
    pub(super) fn partner(self) -> Self {
        match self {
            Self::Cyrillic => Self::LatinForCyrillic,
            Self::LatinForCyrillic => Self::Cyrillic,
            Self::Hangul => Self::LatinForHangul,
            Self::LatinForHangul => Self::Hangul,
            same => same,
        }
    }
}

/// A key and its class.
pub(super) type Key = (Class, String);

/// The keys of one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// The folded words.
    pub(super) spaced: String,
    /// The folded text, empty if nothing is left of it.
    pub(super) fold: String,
    /// The folded text in a looser spelling, at most two.
    pub(super) loose: Vec<String>,
    /// The folded text without legal forms, if it has any.
    pub(super) bare: Option<String>,
    /// Coarse keys for meeting the other scripts, at most 32.
    pub(super) coarse: Vec<Key>,
}

impl Keys {
    /// The keys of a text no longer than [`fold::FOLD_BYTES_MAX`].
    pub(super) fn of(text: &str) -> Self {
        Self::of_folded(text, fold::spaced(text))
    }

    /// The keys of a text whose folded words are already known.
    pub(super) fn of_folded(text: &str, spaced: String) -> Self {
        let loose_spaced = [lookalike::unmixed(&spaced), cyrillic::in_russian_letters(&spaced)];
        let bare = legal::without_forms(&spaced);
        let kept = bare.as_deref().unwrap_or(&spaced);
        let coarse = match Script::of(kept) {
            Script::Latin => latin_keys(text, kept),
            Script::Cyrillic => coarse_keys(Class::Cyrillic, cyrillic::skeletons(kept)),
            Script::Hangul => coarse_keys(Class::Hangul, hangul::skeletons(kept)),
            Script::Other => Vec::new(),
        };
        Self {
            fold: fold::compact(&spaced),
            loose: loose_spaced.into_iter().flatten().map(|s| fold::compact(&s)).collect(),
            bare: bare.as_deref().map(fold::compact),
            coarse,
            spaced,
        }
    }

    /// Coarse keys of the same words with the family name at the other end.
    pub(super) fn reordered(&self) -> Vec<Key> {
        let bare = legal::without_forms(&self.spaced);
        let spaced = bare.as_deref().unwrap_or(&self.spaced);
        match Script::of(spaced) {
            Script::Hangul => coarse_keys(Class::Hangul, hangul::skeletons_family_last(spaced)),
            Script::Cyrillic => rotations(spaced)
                .iter()
                .flat_map(|words| coarse_keys(Class::Cyrillic, cyrillic::skeletons(words)))
                .collect(),
            Script::Latin => rotations(spaced).iter().flat_map(|w| latin_keys(w, w)).collect(),
            Script::Other => Vec::new(),
        }
    }
}

/// The script that decides how a text is romanised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Hangul,
    Other,
}

impl Script {
    /// The script of a folded text. Beside Latin words, Hangul or Cyrillic decides: `LG화학` is Korean.
    fn of(spaced: &str) -> Self {
        if spaced.contains(hangul::is_hangul) {
            Self::Hangul
        } else if spaced.contains(cyrillic::is_cyrillic) {
            Self::Cyrillic
        } else if spaced.contains(|c: char| c.is_ascii_lowercase()) {
            Self::Latin
        } else {
            Self::Other
        }
    }
}

fn latin_keys(text: &str, spaced: &str) -> Vec<Key> {
    let mut skeletons = cyrillic::latin_skeletons(spaced);
    if let Some(spelled) = cyrillic::marks_as_digraphs(text) {
        let spelled = fold::spaced(&spelled);
        let bare = legal::without_forms(&spelled).unwrap_or(spelled);
        skeletons.extend(cyrillic::latin_skeletons(&bare));
    }
    let mut keys = coarse_keys(Class::LatinForCyrillic, skeletons);
    keys.extend(coarse_keys(Class::LatinForHangul, vec![hangul::latin_skeleton(spaced)]));
    keys
}

fn coarse_keys(class: Class, skeletons: Vec<String>) -> Vec<Key> {
    let is_long_enough = |key: &String| key.chars().nth(COARSE_LETTERS_MIN - 1).is_some();
    skeletons.into_iter().filter(is_long_enough).map(|key| (class, key)).collect()
}

/// Two or three words with the last one first, and with the first one last.
fn rotations(spaced: &str) -> Vec<String> {
    let words: Vec<&str> = spaced.split(' ').collect();
    match *words.as_slice() {
        [a, b] => vec![format!("{b} {a}")],
        [a, b, c] => vec![format!("{c} {a} {b}"), format!("{b} {c} {a}")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether two texts would meet in the folded tier without reordering or legal forms.
    fn meet(a: &str, b: &str) -> bool {
        let (a, b) = (Keys::of(a), Keys::of(b));
        a.fold == b.fold
            || a.coarse
                .iter()
                .any(|(class, key)| b.coarse.contains(&(class.partner(), key.clone())))
    }

    #[test]
    fn one_script_never_shares_coarse_keys() {
        for (a, b) in [
            ("Kangam University", "Hannam University"),
            ("Kim", "Gim"),
            ("LG", "LG Chemical"),
            ("Nazarbaev", "Nazarbayev"),
            ("Серик", "Серыйк"),
        ] {
            assert!(!meet(a, b), "{a}, {b}");
        }
    }

    #[test]
    fn scripts_meet_in_both_directions() {
        for (a, b) in [("이명박", "Lee Myung-bak"), ("Назарбаев", "Nazarbayev")] {
            assert!(meet(a, b), "{a}, {b}");
            assert!(meet(b, a), "{b}, {a}");
        }
    }

    proptest! {
        #[test]
        fn keys_are_few(text in any::<String>()) {
            let keys = Keys::of(&text);
            prop_assert!(keys.coarse.len() <= 32);
            prop_assert!(keys.loose.len() <= 2);
        }
    }
}
