//! How precisely a date is given: a day, a quarter, a decade, somewhere in an interval.
//!
//! Read from the form of the date, not from its days: the first quarter is a quarter, `2009-01/2009-03` an
//! interval. Hedges change nothing.

use super::when::When;

/// What a date names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A day, or a time of day.
    Day,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Four months.
    Quadrimester,
    /// Six months.
    Half,
    /// A season, of whatever months.
    Season,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// Two ends, of which either may be open.
    Interval,
    /// One of several dates.
    OneOf,
    /// A form with unknown digits elsewhere, or a year beyond four digits.
    Other,
}

impl Precision {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Quadrimester => "quadrimester",
            Self::Half => "half",
            Self::Season => "season",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
            Self::Interval => "interval",
            Self::OneOf => "one-of",
            Self::Other => "other",
        }
    }
}

impl When {
    /// What the date names.
    ///
    /// # Examples
    /// ```
    /// use sociogram::model::{Precision, When};
    /// assert_eq!(When::parse("2011-35").unwrap().precision(), Precision::Quarter);
    /// assert_eq!(When::parse("2010~").unwrap().precision(), Precision::Year);
    /// assert_eq!(When::parse("2008/..").unwrap().precision(), Precision::Interval);
    /// ```
    pub fn precision(&self) -> Precision {
        let text = self.as_str();
        if text.contains('/') {
            return Precision::Interval;
        }
        if text.starts_with('[') {
            return Precision::OneOf;
        }
        let plain: String = text.chars().filter(|c| !['~', '?', '%'].contains(c)).collect();
        let date = plain.split_once('T').map_or(plain.as_str(), |(date, _)| date);
        let date = date.strip_prefix('-').unwrap_or(date);
        let mut parts = date.split('-');
        let year = parts.next().unwrap_or_default();
        let is_known = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !is_known(year) {
            let known = year.trim_end_matches('X');
            return match (year.len(), known.len(), parts.next()) {
                (4, 3, None) if is_known(known) => Precision::Decade,
                (4, 2, None) if is_known(known) => Precision::Century,
                _ => Precision::Other,
            };
        }
        match (parts.next(), parts.next()) {
            (None, _) | (Some("XX"), None | Some("XX")) => Precision::Year,
            (Some(part), None) => Self::part_of_year(part),
            (Some(month), Some("XX")) if is_known(month) => Precision::Month,
            (Some(month), Some(day)) if is_known(month) && is_known(day) => Precision::Day,
            _ => Precision::Other,
        }
    }

    /// A month, or a part of a year by its number in EDTF.
    fn part_of_year(part: &str) -> Precision {
        match part.parse::<u8>() {
            Ok(1..=12) => Precision::Month,
            Ok(21..=32) => Precision::Season,
            Ok(33..=36) => Precision::Quarter,
            Ok(37..=39) => Precision::Quadrimester,
            Ok(40..=41) => Precision::Half,
            _ => Precision::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_names_something() {
        for (text, precision) in [
            ("2009-03-25", Precision::Day),
            ("2004-01-01T10:10:10Z", Precision::Day),
            ("2004-~06-11", Precision::Day),
            ("2009-05", Precision::Month),
            ("1985-04-XX", Precision::Month),
            ("2011-08%", Precision::Month),
            ("2011-35", Precision::Quarter),
            ("2011-37", Precision::Quadrimester),
            ("2011-41", Precision::Half),
            ("2011-21", Precision::Season),
            ("2011-32", Precision::Season),
            ("2009", Precision::Year),
            ("-0043", Precision::Year),
            ("2010?", Precision::Year),
            ("2004-XX", Precision::Year),
            ("1985-XX-XX", Precision::Year),
            ("201X", Precision::Decade),
            ("20XX", Precision::Century),
            ("2009-01/2009-03", Precision::Interval),
            ("2008/..", Precision::Interval),
            ("/2008", Precision::Interval),
            ("[2021-08,2021-09]", Precision::OneOf),
            ("[..2012]", Precision::OneOf),
            ("156X-12-25", Precision::Other),
            ("1985-XX-12", Precision::Other),
            ("Y170000002", Precision::Other),
            ("1950S2", Precision::Other),
        ] {
            let when = When::parse(text).expect("the test writes valid dates");
            assert_eq!(when.precision(), precision, "{text}");
        }
    }
}
