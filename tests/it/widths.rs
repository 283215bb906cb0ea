//! Widths of text against those that fontTools read from a font: `tests/oracle/text/widths.json`, written by
//! `tests/oracle/widths.py`, which names the font and its version. Both sides are whole thousandths of the
//! font size, rounded half up, so they are equal.

use sociogram::diagram::{Weight, text_width};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Regular and bold of each character.
fn oracle() -> BTreeMap<char, [u32; 2]> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/text/widths.json");
    let text = fs::read_to_string(path).expect("the oracle is readable");
    serde_json::from_str(&text).expect("the oracle is characters with two widths")
}

fn widths(c: char) -> [u32; 2] {
    [Weight::Regular, Weight::Bold].map(|weight| text_width(&c.to_string(), weight))
}

#[test]
fn characters_are_as_wide_as_in_the_font() {
    let oracle = oracle();
    assert!(oracle.len() > 1300, "{} characters", oracle.len());
    for (c, theirs) in oracle {
        assert_eq!(widths(c), theirs, "{c:?}");
    }
}

#[test]
fn a_character_that_was_not_read_from_the_font_has_the_width_of_a_class() {
    const CLASSES: [u32; 5] = [0, 333, 600, 800, 1000];
    let oracle = oracle();
    for c in (0..=0x3_FFFF).filter_map(char::from_u32).filter(|c| !oracle.contains_key(c)) {
        let [regular, bold] = widths(c);
        assert_eq!(regular, bold, "{c:?}");
        assert!(CLASSES.contains(&regular), "{c:?} is {regular} wide");
    }
}

#[test]
fn every_letter_of_kazakh_and_russian_is_in_the_table() {
    let oracle = oracle();
    let letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
    for c in letters.chars().flat_map(|c| c.to_uppercase().chain([c])) {
        assert!(oracle.contains_key(&c), "{c}");
    }
}
