//! Dates as sources give them (EDTF, ISO 8601-2) and the three-valued rule for questions about time.
//!
//! A date is a set of possible days. A question about time is answered *certain* when it holds for every
//! possible day, *possible* when it holds for some, *out* when for none. A hedged date (`~`, `?`, `%`)
//! is never certain. Parsing and bounds are the `edtf-core` crate's; the rule is ours.

use super::kind::Aspect;
use edtf_core::{Bound, BoundDate, Edtf, Interval, IntervalEndpoint, SetKind};
use std::fmt;

/// A day, counted from 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Before every day that can be written.
    pub const EARLIEST: Self = Self(i32::MIN);
    /// After every day that can be written.
    pub const LATEST: Self = Self(i32::MAX);

    /// The day of a calendar date; years beyond five million are clamped to the ends.
    ///
    /// Follows H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
    pub fn from_ymd(year: i64, month: u8, day: u8) -> Self {
        if year > 5_000_000 {
            return Self::LATEST;
        }
        if year < -5_000_000 {
            return Self::EARLIEST;
        }
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Self(i32::try_from(days).expect("five million years are fewer than 2^31 days"))
    }

    /// The calendar date as year, month, day.
    ///
    /// Follows H. Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    pub fn to_ymd(self) -> (i64, u8, u8) {
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let byte = |n: i64| u8::try_from(n).expect("months and days are below 32");
        (year, byte(month), byte(day))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// An inclusive range of days; `first <= last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

impl Days {
    /// All days.
    pub const ALL: Self = Self { first: Day::EARLIEST, last: Day::LATEST };

    /// Is some day in both?
    pub fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Is every day of `other` in it?
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// The answer to a question about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// For every possible day.
    Certain,
    /// For some possible day.
    Possible,
    /// For none.
    Out,
}

impl Certainty {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
            Self::Out => "out",
        }
    }
}

/// What a date says of one end of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateEnd {
    /// Nothing: it may be any day.
    Unknown,
    /// There is none: it has always been, or it goes on.
    Open,
    /// One of these days.
    Within(Days),
}

/// A date as a source gives it.
///
/// # Examples
/// ```
/// use sociogram::model::{Certainty, Day, When};
/// let may = When::parse("2009-05").unwrap();
/// assert_eq!(may.act_by(Day::from_ymd(2009, 5, 15)), Certainty::Possible);
/// assert_eq!(may.act_by(Day::from_ymd(2009, 5, 31)), Certainty::Certain);
/// assert_eq!(may.act_by(Day::from_ymd(2009, 4, 30)), Certainty::Out);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    /// Possible days of an act: disjoint, ascending, never empty.
    possible: Vec<Days>,
    /// Earliest and latest first day of a state that some possible last day fits.
    start: Days,
    /// Earliest and latest last day of a state that some possible first day fits.
    end: Days,
    hedged: bool,
}

/// Why a text is not a date here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenProblem {
    /// Not EDTF; the reason and the byte where it stops being EDTF.
    NotEdtf {
        /// Why, in a few words.
        reason: &'static str,
        /// Byte offset in the text.
        offset: usize,
    },
    /// EDTF, but written in a form that has a preferred equivalent.
    NotCanonical {
        /// The preferred form.
        preferred: String,
    },
    /// A set of several dates: one statement has one date.
    SeveralDates,
    /// The interval ends before it starts.
    EndsBeforeStart,
    /// Longer than any date needs to be.
    TooLong,
}

/// Dates with unspecified digits in the middle (`1985-XX-12`) are listed up to this many values.
const ENUMERATED_MAX: usize = 4096;
/// Longest date text in bytes.
const LENGTH_MAX: usize = 120;

impl When {
    /// Reads an EDTF date, levels 0 to 2 without `{…}` sets.
    pub fn parse(text: &str) -> Result<Self, WhenProblem> {
        if text.len() > LENGTH_MAX {
            return Err(WhenProblem::TooLong);
        }
        match plain_day(text) {
            Some(day) => {
                let days = Days { first: day, last: day };
                let text = text.to_owned();
                Ok(Self { text, possible: vec![days], start: days, end: days, hedged: false })
            }
            None => Self::parse_edtf(text),
        }
    }

    fn parse_edtf(text: &str) -> Result<Self, WhenProblem> {
        let edtf = Edtf::parse(text)
            .map_err(|e| WhenProblem::NotEdtf { reason: e.message, offset: e.offset })?;
        let preferred = edtf.to_string();
        if preferred != text {
            return Err(WhenProblem::NotCanonical { preferred });
        }
        let hedged = edtf.is_uncertain() || edtf.is_approximate();
        let possible = match &edtf {
            Edtf::Set(set) if set.kind == SetKind::AllMembers => {
                return Err(WhenProblem::SeveralDates);
            }
            Edtf::Interval(_) => vec![hull(&edtf)],
            _ => listed(&edtf),
        };
        let (start, end) = match &edtf {
            Edtf::Interval(interval) => {
                let (starts, ends) = ends(interval);
                fitting(&starts, &ends).ok_or(WhenProblem::EndsBeforeStart)?
            }
            _ => {
                let days = hull(&edtf);
                (days, days)
            }
        };
        Ok(Self { text: text.to_owned(), possible, start, end, hedged })
    }

    /// The date as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Marked as approximate or uncertain.
    pub fn is_hedged(&self) -> bool {
        self.hedged
    }

    /// First and last possible day.
    pub fn bounds(&self) -> Days {
        let first = self.possible.first().expect("a date has at least one possible day");
        let last = self.possible.last().expect("a date has at least one possible day");
        Days { first: first.first, last: last.last }
    }

    /// The days on which an act of this date may have happened: disjoint, ascending, at least one.
    pub fn days_of_act(&self) -> &[Days] {
        &self.possible
    }

    /// From the first to the last day on which a state of this date may hold.
    pub fn days_of_state(&self) -> Days {
        Days { first: self.start.first, last: self.end.last }
    }

    /// The last day on which it may begin, and the first on which it may be over: for an act, its last and its
    /// first possible day.
    pub fn begun_and_over(&self, aspect: Aspect) -> (Day, Day) {
        match aspect {
            Aspect::Act => (self.bounds().last, self.bounds().first),
            Aspect::State => (self.start.last, self.end.first),
        }
    }

    /// Has two ends of its own, and is no plain date or one-of set.
    pub fn is_interval(&self) -> bool {
        self.text.contains('/')
    }

    /// What it says of the first day of a state.
    pub fn state_start(&self) -> StateEnd {
        if self.text.starts_with('/') {
            StateEnd::Unknown
        } else if self.text.starts_with("../") {
            StateEnd::Open
        } else {
            StateEnd::Within(self.start)
        }
    }

    /// What it says of the last day of a state.
    pub fn state_end(&self) -> StateEnd {
        if self.text.ends_with('/') {
            StateEnd::Unknown
        } else if self.text.ends_with("/..") {
            StateEnd::Open
        } else {
            StateEnd::Within(self.end)
        }
    }

    /// Did an act of this date happen on `day` or before?
    pub fn act_by(&self, day: Day) -> Certainty {
        self.act_within(Days { first: Day::EARLIEST, last: day })
    }

    /// Did an act of this date happen inside `window`?
    pub fn act_within(&self, window: Days) -> Certainty {
        let certain = self.possible.iter().all(|days| window.contains(*days));
        let possible = self.possible.iter().any(|days| window.meets(*days));
        self.hedge(certain, possible)
    }

    /// Did a state of this date hold on `day`?
    pub fn state_on(&self, day: Day) -> Certainty {
        self.state_overlaps(Days { first: day, last: day })
    }

    /// Did a state of this date hold on some day of `window`?
    pub fn state_overlaps(&self, window: Days) -> Certainty {
        let certain = self.start.last <= window.last && self.end.first >= window.first;
        let possible = self.start.first <= window.last && self.end.last >= window.first;
        self.hedge(certain, possible)
    }

    fn hedge(&self, certain: bool, possible: bool) -> Certainty {
        match (certain, possible) {
            (true, _) if !self.hedged => Certainty::Certain,
            (_, true) => Certainty::Possible,
            _ => Certainty::Out,
        }
    }
}

/// The day of a text as most dates are, `2009-05-17`; none of any other.
fn plain_day(text: &str) -> Option<Day> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let is_day = bytes.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |digits: &[u8]| digits.iter().fold(0, |n, digit| n * 10 + (digit - b'0'));
    if !is_day {
        return None;
    }
    let year = 100 * i64::from(number(&bytes[..2])) + i64::from(number(&bytes[2..4]));
    let (month, day) = (number(&bytes[5..7]), number(&bytes[8..]));
    // A day that is not in the calendar is counted as another one.
    Some(Day::from_ymd(year, month, day)).filter(|it| it.to_ymd() == (year, month, day))
}

/// The days an expression touches, without gaps.
fn hull(edtf: &Edtf) -> Days {
    let bounds = edtf.bounds();
    Days { first: lower(&bounds.earliest), last: upper(&bounds.latest) }
}

/// The days an expression touches, with its gaps where they can be listed.
fn listed(edtf: &Edtf) -> Vec<Days> {
    let whole = || vec![hull(edtf)];
    let gaps = match edtf {
        Edtf::Set(_) => true,
        Edtf::Date(date) => date.has_unspecified(),
        _ => false,
    };
    if !gaps {
        return whole();
    }
    let Edtf::Set(set) = edtf else { return listed_values(edtf).unwrap_or_else(whole) };
    let mut ranges = Vec::new();
    for element in &set.elements {
        let single = Edtf::Set(edtf_core::Set { kind: set.kind, elements: vec![*element] });
        ranges.extend(listed_values(&single).unwrap_or_else(|| vec![hull(&single)]));
    }
    merged(ranges)
}

fn listed_values(edtf: &Edtf) -> Option<Vec<Days>> {
    let mut ranges = Vec::new();
    for value in edtf.values().ok()? {
        if ranges.len() == ENUMERATED_MAX {
            return None;
        }
        ranges.push(hull(&value));
    }
    (!ranges.is_empty()).then(|| merged(ranges))
}

fn merged(mut ranges: Vec<Days>) -> Vec<Days> {
    ranges.sort_unstable();
    let mut out: Vec<Days> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.first.0 <= last.last.0.saturating_add(1) => {
                last.last = last.last.max(range.last);
            }
            _ => out.push(range),
        }
    }
    out
}

/// Possible first days and possible last days of an interval, each in order.
fn ends(interval: &Interval) -> (Vec<Days>, Vec<Days>) {
    let days = |date| listed(&Edtf::Date(date));
    let start = match interval.start {
        // An open start has always been; an unknown one may be any day.
        IntervalEndpoint::Open => vec![Days { first: Day::EARLIEST, last: Day::EARLIEST }],
        IntervalEndpoint::Unknown => vec![Days::ALL],
        IntervalEndpoint::OnOrBefore(date) => {
            vec![Days { first: Day::EARLIEST, last: hull(&Edtf::Date(date)).last }]
        }
        IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrAfter(date) => days(date),
    };
    let end = match interval.end {
        // An open end goes on; an unknown one may be any day.
        IntervalEndpoint::Open => vec![Days { first: Day::LATEST, last: Day::LATEST }],
        IntervalEndpoint::Unknown => vec![Days::ALL],
        IntervalEndpoint::OnOrAfter(date) => {
            vec![Days { first: hull(&Edtf::Date(date)).first, last: Day::LATEST }]
        }
        IntervalEndpoint::Date(date) | IntervalEndpoint::OnOrBefore(date) => days(date),
    };
    (start, end)
}

/// Bounds of the first and last days that fit each other: a state does not end before it starts, so the
/// latest start and the earliest end depend on both. None when no two fit.
fn fitting(starts: &[Days], ends: &[Days]) -> Option<(Days, Days)> {
    let (earliest, latest) = (starts.first()?.first, ends.last()?.last);
    let latest_start =
        starts.iter().filter(|s| s.first <= latest).map(|s| s.last.min(latest)).max()?;
    let earliest_end =
        ends.iter().filter(|e| e.last >= earliest).map(|e| e.first.max(earliest)).min()?;
    let start = Days { first: earliest, last: latest_start };
    let end = Days { first: earliest_end, last: latest };
    Some((start, end))
}

fn lower(bound: &Bound) -> Day {
    match bound {
        Bound::Date(BoundDate { year, month, day }) => Day::from_ymd(*year, *month, *day),
        Bound::PositiveInfinity => Day::LATEST,
        Bound::NegativeInfinity | Bound::Unknown => Day::EARLIEST,
    }
}

fn upper(bound: &Bound) -> Day {
    match bound {
        Bound::Date(BoundDate { year, month, day }) => Day::from_ymd(*year, *month, *day),
        Bound::NegativeInfinity => Day::EARLIEST,
        Bound::PositiveInfinity | Bound::Unknown => Day::LATEST,
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for WhenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEdtf { reason, offset } => {
                write!(f, "not an EDTF date (at character {}: {reason})", offset + 1)
            }
            Self::NotCanonical { preferred } => write!(f, "write this date as \"{preferred}\""),
            Self::SeveralDates => f.write_str(
                "one statement has one date; write one edge or fact for each date of a {…} set",
            ),
            Self::EndsBeforeStart => f.write_str("the interval ends before it starts"),
            Self::TooLong => write!(f, "a date has at most {LENGTH_MAX} characters"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_days_are_read_as_edtf_reads_them() {
        let mut n_days = 0;
        for year in [0, 4, 99, 100, 1582, 1900, 2000, 2023, 2024, 9999] {
            for (month, day) in (0..100).flat_map(|month| (0..100).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(When::parse(&text), When::parse_edtf(&text), "{text}");
                n_days += usize::from(plain_day(&text).is_some());
            }
        }
        // Leap years are 0, 4, 2000 and 2024.
        assert_eq!(n_days, 10 * 365 + 4);
    }
}
