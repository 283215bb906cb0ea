//! Parts and near misses: how well a folded text fits a folded name that it does not equal.
//!
//! Scores order suggestions; nothing found here ever resolves. Distances come from `strsim`.

use super::hangul::is_hangul;
use unicode_normalization::UnicodeNormalization;

/// Longest query, in letters, that is compared by distance: beyond it a typing slip is no longer the
/// likely reason why a name is unknown, and the comparison costs the square.
const NEAR_LETTERS_MAX: usize = 64;

/// Most words of a query that are compared word by word.
const WORDS_MAX: usize = 16;

/// Fewest letters that may match inside a word; two Hangul or Han characters are a word themselves.
const INSIDE_LETTERS_MIN: usize = 3;
const INSIDE_SYLLABLES_MIN: usize = 2;

/// Fewest letters of a coarse key that may match a part of another.
const COARSE_PART_MIN: usize = 4;

// Scores: bands that keep parts above near misses, and a share for how much of the name was given.
const ALL_WORDS: f64 = 0.85;
const NAME_PREFIX: f64 = 0.75;
const WORD_PREFIXES: f64 = 0.65;
const INSIDE: f64 = 0.55;
const AROUND: f64 = 0.5;
const COVERAGE_SHARE: f64 = 0.09;
const NEAR: f64 = 0.25;

/// A query prepared for comparison with many names.
pub(super) struct Pattern {
    spaced: String,
    fold: String,
    letters: Letters,
    words: Vec<Letters>,
}

/// A folded text with what its distance to another needs.
struct Letters {
    text: String,
    count: usize,
    set: u32,
    edits_max: usize,
}

impl Letters {
    fn new(text: &str) -> Self {
        let text = taken_apart(text);
        let count = text.chars().count();
        let set = letter_set(&text);
        Self { count, set, edits_max: edits_max(count), text }
    }

    /// The similarity in (0, 1] of a text within the allowed number of edits, else nothing.
    fn similarity(&self, other: &str) -> Option<f64> {
        if self.edits_max == 0 || self.count > NEAR_LETTERS_MAX {
            return None;
        }
        let taken;
        let other = if other.contains(is_hangul) {
            taken = taken_apart(other);
            &taken
        } else {
            other
        };
        let count = other.chars().count();
        // An edit changes the length by at most one and the letter set by at most two.
        if count.abs_diff(self.count) > self.edits_max
            || (letter_set(other) ^ self.set).count_ones() as usize > 2 * self.edits_max
        {
            return None;
        }
        let edits = strsim::osa_distance(&self.text, other);
        if edits > self.edits_max {
            return None;
        }
        // Slips are rarer at the beginning of a word, which Jaro-Winkler weighs: it breaks ties.
        let kept = 1.0 - edits as f64 / count.max(self.count) as f64;
        Some(0.98 * kept + 0.02 * strsim::jaro_winkler(&self.text, other))
    }
}

/// How many edits (insert, delete, replace, swap neighbours) still make the same word.
///
/// One in four letters, at most three: most misspellings are a single edit (Damerau, "A technique for
/// computer detection and correction of spelling errors", 1964, finds four in five), and two edits turn
/// a word of seven letters into another word as often as not. Under four letters any edit does.
fn edits_max(n_letters: usize) -> usize {
    (n_letters / 4).min(3)
}

impl Pattern {
    /// Prepares a query from its folded words.
    pub(super) fn new(spaced: &str, fold: &str) -> Self {
        let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
        let words = if words.len() > WORDS_MAX { Vec::new() } else { words };
        Self {
            spaced: spaced.to_owned(),
            fold: fold.to_owned(),
            letters: Letters::new(fold),
            words: words.into_iter().map(Letters::new).collect(),
        }
    }

    /// The score of a name, given as its folded words, or nothing if it neither contains the query nor
    /// is near it. `name` is scratch space for the name without spaces.
    pub(super) fn score(&self, spaced: &str, name: &mut String) -> Option<f64> {
        name.clear();
        name.extend(spaced.chars().filter(|&c| c != ' '));
        self.part(spaced, name).or_else(|| self.near(spaced, name))
    }

    /// The query as a part of the name, or the name as most of the query.
    fn part(&self, spaced: &str, name: &str) -> Option<f64> {
        let coverage = (self.fold.len() as f64 / name.len().max(1) as f64).min(1.0);
        let within = |band: f64| Some(band + COVERAGE_SHARE * coverage);
        if name.starts_with(&self.fold) {
            let is_whole = spaced.strip_prefix(&self.spaced).is_some_and(|s| s.starts_with(' '));
            return within(if is_whole { ALL_WORDS } else { NAME_PREFIX });
        }
        if !self.words.is_empty() {
            let each = |fits: fn(&str, &str) -> bool| {
                self.spaced.split(' ').all(|word| spaced.split(' ').any(|other| fits(other, word)))
            };
            if each(|other, word| other == word) {
                return within(ALL_WORDS);
            }
            if each(|other, word| other.starts_with(word)) {
                return within(WORD_PREFIXES);
            }
        }
        if is_long_enough_inside(&self.fold) && name.contains(&self.fold) {
            return within(INSIDE);
        }
        if is_long_enough_inside(name)
            && 2 * name.len() >= self.fold.len()
            && has_words(&self.spaced, spaced)
        {
            return Some(
                AROUND + COVERAGE_SHARE / 2.0 * name.len() as f64 / self.fold.len() as f64,
            );
        }
        None
    }

    /// The query as the name with slips, or as some of its words with slips.
    fn near(&self, spaced: &str, name: &str) -> Option<f64> {
        if let Some(similarity) = self.letters.similarity(name) {
            return Some(NEAR + (AROUND - NEAR) * 0.99 * similarity);
        }
        if self.words.is_empty() || self.letters.count > NEAR_LETTERS_MAX {
            return None;
        }
        let mut total = 0.0;
        for word in &self.words {
            let best = spaced
                .split(' ')
                .filter_map(
                    |other| if other == word.text { Some(1.0) } else { word.similarity(other) },
                )
                .max_by(f64::total_cmp)?;
            total += best;
        }
        let coverage = (self.fold.len() as f64 / name.len().max(1) as f64).min(1.0);
        Some(NEAR * total / self.words.len() as f64 * (0.9 + 0.1 * coverage))
    }
}

/// The score of a coarse key against the coarse key of a name in another script: contained or near.
pub(super) fn coarse_score(query: &CoarsePattern, name: &str) -> Option<f64> {
    if query.letters.count >= COARSE_PART_MIN && name.contains(&query.letters.text) {
        let coverage = query.letters.text.len() as f64 / name.len() as f64;
        return Some(INSIDE + COVERAGE_SHARE * coverage);
    }
    query.letters.similarity(name).map(|similarity| NEAR * similarity)
}

/// A coarse key prepared for comparison with many.
pub(super) struct CoarsePattern {
    letters: Letters,
}

impl CoarsePattern {
    /// Prepares a coarse key.
    pub(super) fn new(key: &str) -> Self {
        Self { letters: Letters::new(key) }
    }
}

/// Hangul syllables as their letters, so that one wrong vowel is one edit; other text as it is.
fn taken_apart(text: &str) -> String {
    if text.contains(is_hangul) { text.nfd().collect() } else { text.to_owned() }
}

fn letter_set(text: &str) -> u32 {
    text.chars().fold(0, |set, c| set | 1 << (c as u32 & 31))
}

fn is_long_enough_inside(text: &str) -> bool {
    let is_syllabic = text.contains(|c| is_hangul(c) || matches!(c, '\u{3040}'..='\u{9FFF}'));
    let letters_min = if is_syllabic { INSIDE_SYLLABLES_MIN } else { INSIDE_LETTERS_MIN };
    text.chars().nth(letters_min - 1).is_some()
}

/// Whether the words of `part` stand side by side in `whole`.
fn has_words(whole: &str, part: &str) -> bool {
    whole.match_indices(part).any(|(at, _)| {
        let (before, after) = (&whole[..at], &whole[at + part.len()..]);
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fold::{fold, spaced};
    use super::*;

    fn score(query: &str, name: &str) -> Option<f64> {
        Pattern::new(&spaced(query), &fold(query)).score(&spaced(name), &mut String::new())
    }

    #[test]
    fn a_slip_in_four_letters_is_near() {
        for (query, name) in [
            ("Samruk Enrgy", "Samruk-Energy"),
            ("Smaruk Energy", "Samruk-Energy"),
            ("Kazkhstan", "Kazakhstan"),
            ("Nazarbaev", "Nursultan Nazarbayev"),
            ("이명빅", "이명박"),
        ] {
            assert!(score(query, name).is_some_and(|s| s < AROUND), "{query}, {name}");
        }
        for (query, name) in [("LG", "SK"), ("KEP", "KEC"), ("Korea", "Kazan"), ("김", "강")] {
            assert_eq!(score(query, name), None, "{query}, {name}");
        }
    }

    #[test]
    fn more_of_the_name_scores_higher() {
        let ladder = [
            score("Samruk Energy", "Samruk Energy Holding"),
            score("Samruk En", "Samruk Energy Holding"),
            score("Sam Hold", "Samruk Energy Holding"),
            score("nerg", "Samruk Energy Holding"),
            score("the Samruk Energy", "Samruk Energy"),
            score("Samruk Enrgy", "Samruk Energy"),
            score("Samruc", "Samruk Energy"),
        ];
        assert!(ladder.iter().all(Option::is_some), "{ladder:?}");
        assert!(ladder.windows(2).all(|pair| pair[0] > pair[1]), "{ladder:?}");
    }

    #[test]
    fn one_slip_is_nearer_than_two() {
        assert!(score("Kazakhstn", "Kazakhstan") > score("Kazkhstn", "Kazakhstan"));
    }

    #[test]
    fn short_texts_do_not_match_inside_words() {
        assert_eq!(score("lg", "Algorithm"), None);
        assert!(score("lg", "LG Chemical").is_some());
        assert!(score("전력", "한국전력공사").is_some());
    }
}
