//! How wide text is, from a table of our own, so that wrapping needs no font on the machine.
//!
//! Widths are in thousandths of the font size: those of Arial for Latin, Greek, Cyrillic and the signs between
//! words, classes for other scripts. Knows no kerning, no shaping and no line height.

use super::advances::BLOCKS;

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As running text.
    Regular,
    /// As titles and names.
    Bold,
}

/// Width of a text in thousandths of the font size.
pub fn text_width(text: &str, weight: Weight) -> u32 {
    text.chars().map(|c| char_width(c, weight)).sum()
}

/// Width of a text in thousandths of the font size, where every font with the widths of Arial makes it as wide:
/// all its characters are in the table, and no space of it is dropped in drawing.
pub(super) fn exact_width(text: &str, weight: Weight) -> Option<u32> {
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        return None;
    }
    text.chars().map(|c| advance(u32::from(c), weight)).sum()
}

/// Breaks a text at spaces into at most `lines_max` lines of at most `width_max`, one word at least
/// per line. A word that is wider than a line is broken inside. What does not fit ends in `…`.
///
/// A no-break space does not end a word. Runs of white space become one space; no line is empty unless the text is.
pub fn wrap(text: &str, weight: Weight, width_max: u32, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words(text).flat_map(|word| pieces(word, weight, width_max)) {
        let line = lines.last_mut().expect("there is a line from the start");
        let space = if line.is_empty() { "" } else { " " };
        let joined = format!("{line}{space}{word}");
        if line.is_empty() || text_width(&joined, weight) <= width_max {
            *line = joined;
        } else {
            lines.push(word);
        }
    }
    if lines.len() > lines_max.max(1) {
        lines.truncate(lines_max.max(1));
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// As [`wrap`], with lines as even as the same number of lines allows: no word stands alone on the last.
pub fn wrap_evenly(text: &str, weight: Weight, width_max: u32, lines_max: usize) -> Vec<String> {
    let lines = wrap(text, weight, width_max, lines_max);
    let is_cut = wrap(text, weight, width_max, usize::MAX).len() > lines.len();
    if lines.len() < 2 || is_cut {
        return lines;
    }
    // The least width that needs no more lines, and breaks no word that it did not.
    let longest = words(text).map(|word| text_width(word, weight)).max().unwrap_or_default();
    let (mut narrow, mut wide) = (longest.min(width_max), width_max);
    while narrow < wide {
        let middle = u32::midpoint(narrow, wide);
        if wrap(text, weight, middle, usize::MAX).len() > lines.len() {
            narrow = middle + 1;
        } else {
            wide = middle;
        }
    }
    wrap(text, weight, wide, lines_max)
}

/// The words of a text; a no-break space is part of a word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() && c != '\u{A0}').filter(|word| !word.is_empty())
}

/// A word as pieces that fit a line.
fn pieces(word: &str, weight: Weight, width_max: u32) -> Vec<String> {
    if text_width(word, weight) <= width_max {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let piece = pieces.last_mut().expect("there is a piece from the start");
        if !piece.is_empty() && text_width(piece, weight) + char_width(c, weight) > width_max {
            pieces.push(c.to_string());
        } else {
            piece.push(c);
        }
    }
    pieces
}

fn char_width(c: char, weight: Weight) -> u32 {
    let code = u32::from(c);
    advance(code, weight).unwrap_or_else(|| class_width(code))
}

/// The width in Arial, if the table has the character.
fn advance(code: u32, weight: Weight) -> Option<u32> {
    let after = BLOCKS.partition_point(|block| block.first <= code);
    let block = &BLOCKS[after.checked_sub(1)?];
    let widths = match weight {
        Weight::Regular => block.regular,
        Weight::Bold => block.bold,
    };
    let width = *widths.get((code - block.first) as usize)?;
    (width > 0).then_some(u32::from(width))
}

/// The width of a character that Arial does not have, by its class.
fn class_width(code: u32) -> u32 {
    match code {
        // Controls and the soft hyphen.
        0x00..=0x1F | 0x7F..=0x9F | 0xAD => 0,
        // Combining marks.
        0x0300..=0x036F
        | 0x0483..=0x0489
        | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF
        | 0x20D0..=0x20FF
        | 0xFE20..=0xFE2F => 0,
        // Joiners, marks of direction, variation selectors, the byte order mark, tags.
        0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x206F
        | 0xFE00..=0xFE0F
        | 0xFEFF
        | 0xE_0000..=0xE_0FFF => 0,
        // Vowels and finals of a Hangul syllable in pieces, which join its first letter.
        0x1160..=0x11FF | 0xD7B0..=0xD7FF => 0,
        // The hyphen that does not break is drawn as the hyphen.
        0x2011 => 333,
        0x25A0..=0x2BFF => 800,
        // Hangul, kana, Han, full-width forms, and the planes above.
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1_0000.. => 1000,
        _ => 600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_have_their_widths() {
        assert_eq!(text_width("", Weight::Regular), 0);
        // Helvetica metrics: K 667, E 667, P 667, C 722, O 778; in bold K is 722.
        assert_eq!(text_width("KEPCO", Weight::Regular), 3501);
        assert_eq!(text_width("KEPCO", Weight::Bold), 3556);
        assert_eq!(text_width("삼성", Weight::Regular), 2000);
        assert_eq!(text_width("e\u{301}", Weight::Regular), 556);
        assert_eq!(text_width("\u{1112}\u{1161}\u{11AB}", Weight::Bold), 1000);
        assert_eq!(text_width("🚢", Weight::Bold), 1000);
    }

    #[test]
    fn a_width_is_exact_where_the_table_has_all_and_drawing_keeps_all() {
        for text in ["KEPCO", "Қазақстан · 25\u{A0}Mar", "[1][2]", "A"] {
            let width = text_width(text, Weight::Bold);
            assert_eq!(exact_width(text, Weight::Bold), Some(width), "{text}");
        }
        for text in ["LG화학", "🚢", "e\u{301}", "a\u{AD}b", "a\tb", "عربي", " a", "a ", "a  b"]
        {
            assert_eq!(exact_width(text, Weight::Bold), None, "{text}");
        }
    }

    #[test]
    fn blocks_are_in_order_and_their_weights_are_of_one_length() {
        for block in BLOCKS {
            assert_eq!(block.regular.len(), block.bold.len(), "{:04X}", block.first);
        }
        for pair in BLOCKS.windows(2) {
            assert!(pair[0].first + pair[0].regular.len() as u32 <= pair[1].first);
        }
    }

    #[test]
    fn even_lines_leave_no_word_alone() {
        let even = |text| wrap_evenly(text, Weight::Regular, 9_000, 4);
        assert_eq!(even("one two three four five"), ["one two three", "four five"]);
        assert_eq!(even("one two"), ["one two"]);
        assert_eq!(even(""), [""]);
        let long = "a".repeat(40);
        assert_eq!(even(&long), wrap(&long, Weight::Regular, 9_000, 4));
        assert_eq!(wrap_evenly("one two three four", Weight::Regular, 3_000, 2).len(), 2);
    }

    #[test]
    fn lines_break_at_spaces_and_say_when_they_are_cut() {
        let lines = wrap("one  two three", Weight::Regular, 3600, 9);
        assert_eq!(lines, ["one two", "three"]);
        assert_eq!(wrap("one two three", Weight::Regular, 100, 2), ["o", "n…"]);
        assert_eq!(wrap("삼성삼성", Weight::Regular, 2000, 9), ["삼성", "삼성"]);
        assert_eq!(wrap(" ", Weight::Regular, 2000, 9), [""]);
    }
}
