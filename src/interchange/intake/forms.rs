//! Dates and numbers as people write them, in a form that a mapping declares: `03/04/2012` and `1.234` mean two things
//! each, and nobody but the reader knows which.

use std::fmt::Write;

/// The order of day, month and year, and what stands between them: `DD/MM/YYYY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::interchange) struct DateForm {
    text: String,
    order: [Part; 3],
    /// What stands between the parts; nothing in `YYYYMMDD`.
    between: Option<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    Year,
}

impl DateForm {
    /// Reads a form: `DD`, `MM` and `YYYY` in any order, with one character between them or none.
    pub(in crate::interchange) fn parse(text: &str) -> Option<Self> {
        let between = text.chars().find(|c| !matches!(c, 'D' | 'M' | 'Y'));
        let parts: Vec<&str> = match between {
            Some(c) if c.is_alphanumeric() => return None,
            Some(c) => text.split(c).collect(),
            None if text.starts_with("YYYY") => {
                vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
            }
            None => vec![text.get(..2)?, text.get(2..4)?, text.get(4..)?],
        };
        let part = |word: &&str| match *word {
            "DD" => Some(Part::Day),
            "MM" => Some(Part::Month),
            "YYYY" => Some(Part::Year),
            _ => None,
        };
        let order: Vec<Part> = parts.iter().map(part).collect::<Option<_>>()?;
        let order: [Part; 3] = order.try_into().ok()?;
        let is_each = [Part::Day, Part::Month, Part::Year].iter().all(|part| order.contains(part));
        is_each.then(|| Self { text: text.to_owned(), order, between })
    }

    /// The form as a mapping says it.
    pub(in crate::interchange) fn as_str(&self) -> &str {
        &self.text
    }

    /// The date `YYYY-MM-DD` that a text in this form is. Days and months may lack their leading zero where something
    /// stands between the parts; a time after the date is read over.
    pub(in crate::interchange) fn read(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let date = match text.split_once([' ', 'T']) {
            Some((date, time)) if time.contains(':') => date,
            _ => text,
        };
        let width = |part| if part == Part::Year { 4 } else { 2 };
        let mut rest = date;
        let (mut day, mut month, mut year) = ("", "", "");
        for (at, &part) in self.order.iter().enumerate() {
            let piece = match self.between {
                Some(c) if at < 2 => {
                    let (piece, after) = rest.split_once(c)?;
                    rest = after;
                    piece
                }
                Some(_) => rest,
                None => {
                    let (piece, after) = rest.split_at_checked(width(part))?;
                    rest = after;
                    piece
                }
            };
            let fits = match part {
                Part::Year => piece.len() == 4,
                _ => piece.len() == 2 || (piece.len() == 1 && self.between.is_some()),
            };
            if !fits || !piece.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            match part {
                Part::Day => day = piece,
                Part::Month => month = piece,
                Part::Year => year = piece,
            }
        }
        if self.between.is_none() && !rest.is_empty() {
            return None;
        }
        let mut iso = String::with_capacity(10);
        // Writing to a String cannot fail.
        let _ = write!(iso, "{year}-{month:0>2}-{day:0>2}");
        Some(iso)
    }
}

/// How numbers are written, by a sample: `1.234,56`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interchange) enum NumberForm {
    /// `1234.56`, with spaces between groups or without.
    Plain,
    /// `1,234.56`
    CommaPoint,
    /// `1.234,56`
    PointComma,
    /// `1 234,56`
    SpaceComma,
    /// `1'234.56`
    ApostrophePoint,
}

impl NumberForm {
    /// All that have to be declared.
    pub(in crate::interchange) const ALL: [Self; 4] =
        [Self::CommaPoint, Self::PointComma, Self::SpaceComma, Self::ApostrophePoint];

    /// Reads a sample.
    pub(in crate::interchange) fn parse(sample: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.sample() == sample)
    }

    /// The sample.
    pub(in crate::interchange) fn sample(self) -> &'static str {
        match self {
            Self::Plain => "1234.56",
            Self::CommaPoint => "1,234.56",
            Self::PointComma => "1.234,56",
            Self::SpaceComma => "1 234,56",
            Self::ApostrophePoint => "1'234.56",
        }
    }

    /// The number in plain digits with a point; none where a text is not written so. Groups need not be marked, but
    /// where they are, they have three digits.
    pub(in crate::interchange) fn read(self, text: &str) -> Option<String> {
        let (point, is_group): (char, fn(char) -> bool) = match self {
            Self::Plain => ('.', |c| matches!(c, ' ' | '\u{A0}' | '\u{202F}')),
            Self::CommaPoint => ('.', |c| c == ','),
            Self::PointComma => (',', |c| c == '.'),
            Self::SpaceComma => (',', |c| matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}')),
            Self::ApostrophePoint => ('.', |c| matches!(c, '\'' | '’')),
        };
        let text = text.trim();
        let (minus, digits) = match text.strip_prefix(['-', '−']) {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        let (whole, fraction) = match digits.split_once(point) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let groups: Vec<&str> = whole.split(is_group).collect();
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let first_fits = groups.len() == 1 || groups[0].len() <= 3;
        let rest_fits = groups[1..].iter().all(|group| group.len() == 3);
        if !groups.iter().all(|group| is_digits(group)) || !first_fits || !rest_fits {
            return None;
        }
        let mut number = format!("{minus}{}", groups.concat());
        if let Some(fraction) = fraction {
            if !is_digits(fraction) {
                return None;
            }
            number.push('.');
            number.push_str(fraction);
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_declared_and_not_otherwise() {
        let read = |form: &str, text: &str| DateForm::parse(form).unwrap().read(text);
        assert_eq!(read("DD/MM/YYYY", "03/04/2012").as_deref(), Some("2012-04-03"));
        assert_eq!(read("MM/DD/YYYY", "3/4/2012").as_deref(), Some("2012-03-04"));
        assert_eq!(read("DD.MM.YYYY", "31.12.1999 10:30").as_deref(), Some("1999-12-31"));
        assert_eq!(read("YYYYMMDD", "20120304").as_deref(), Some("2012-03-04"));
        assert_eq!(read("YYYY/MM/DD", "2012/3/4").as_deref(), Some("2012-03-04"));
        for text in ["03/04/12", "03-04-2012", "3/4", "1/2/3/4", "x/04/2012", "", "03/04/20122"] {
            assert_eq!(read("DD/MM/YYYY", text), None, "{text}");
        }
        for form in ["DD/MM", "DD/DD/YYYY", "DDxMMxYYYY", "dd/mm/yyyy", "", "DDMMYY", "한한한"] {
            assert!(DateForm::parse(form).is_none(), "{form}");
        }
    }

    #[test]
    fn numbers_are_read_as_declared_and_not_otherwise() {
        let read = |sample: &str, text: &str| NumberForm::parse(sample).unwrap().read(text);
        assert_eq!(read("1.234,56", "1.234.567,80").as_deref(), Some("1234567.80"));
        assert_eq!(read("1.234,56", "1234,5").as_deref(), Some("1234.5"));
        assert_eq!(read("1.234,56", "1.234").as_deref(), Some("1234"));
        assert_eq!(read("1,234.56", "-1,234").as_deref(), Some("-1234"));
        assert_eq!(read("1 234,56", "1\u{A0}234,56").as_deref(), Some("1234.56"));
        assert_eq!(read("1'234.56", "1'234.56").as_deref(), Some("1234.56"));
        assert_eq!(read("1.234,56", "1,234.56"), None);
        assert_eq!(read("1,234.56", "1,23"), None);
        assert_eq!(read("1,234.56", "1,2345"), None);
        for text in ["", ",", "1.", ".5", "1e5", "abc", "1,,234", "--1"] {
            assert_eq!(read("1,234.56", text), None, "{text}");
        }
    }
}
