//! How wide text is, from a table of our own, so that wrapping needs no font on the machine.
//!
//! Widths are in thousandths of the font size: those of Arial for ASCII, classes for other scripts.
//! Knows no kerning, no shaping and no line height.

/// Width of the printable ASCII characters from the space on.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As in the table.
    Regular,
    /// A fourteenth wider, as Arial Bold is on average.
    Bold,
}

/// Width of a text in thousandths of the font size.
pub fn text_width(text: &str, weight: Weight) -> u32 {
    let regular: u32 = text.chars().map(char_width).sum();
    match weight {
        Weight::Regular => regular,
        Weight::Bold => regular + regular / 14,
    }
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
        if !piece.is_empty() && text_width(piece, weight) + char_width(c) > width_max {
            pieces.push(c.to_string());
        } else {
            piece.push(c);
        }
    }
    pieces
}

fn char_width(c: char) -> u32 {
    match u32::from(c) {
        code @ 0x20..=0x7E => u32::from(ASCII[code as usize - 0x20]),
        0x00..=0x1F | 0x7F..=0x9F => 0,
        0xA0 => 278,
        // Combining marks, joiners, variation selectors.
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0xC0..=0x024F => {
            if c.is_uppercase() {
                690
            } else {
                530
            }
        }
        0x0370..=0x052F => cyrillic_or_greek(c),
        0x2013 => 556,
        0x2014 => 1000,
        0x2018 | 0x2019 => 222,
        0x201C | 0x201D => 333,
        0x2026 => 1000,
        0x25A0..=0x2BFF => 800,
        // Hangul, kana, Han, full-width forms, and the planes above.
        0x1100..=0x11FF
        | 0x2E80..=0xA4CF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0x1_0000.. => 1000,
        _ => 600,
    }
}

fn cyrillic_or_greek(c: char) -> u32 {
    match c {
        'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ы' | 'Ф' | 'М' => 880,
        'ж' | 'ш' | 'щ' | 'ю' | 'ы' | 'ф' | 'м' => 730,
        'г' | 'т' | 'ґ' | 'ғ' => 430,
        'і' | 'ї' | 'І' | 'Ї' => 278,
        _ if c.is_uppercase() => 700,
        _ => 556,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_have_their_widths() {
        assert_eq!(text_width("", Weight::Regular), 0);
        // Helvetica metrics: K 667, E 667, P 667, C 722, O 778.
        assert_eq!(text_width("KEPCO", Weight::Regular), 3501);
        assert_eq!(text_width("삼성", Weight::Regular), 2000);
        assert_eq!(text_width("e\u{301}", Weight::Regular), 556);
        assert!(text_width("Светлый", Weight::Regular) > 7 * 400);
        assert!(text_width("KEPCO", Weight::Bold) > 3501);
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
