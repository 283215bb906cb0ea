//! Times of GEXF and dates.

use crate::interchange::intake::day_of;
use crate::model::{Day, StateEnd, When};
use std::fmt;

/// How the times of a graph are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeFormat {
    /// As dates, or as moments whose day is taken.
    Dates,
    /// As numbers, which are no dates.
    Numbers,
    /// The file does not say: a number is no date, all else may be one.
    Unsaid,
}

impl TimeFormat {
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("date" | "dateTime" | "datetime") => Self::Dates,
            Some(_) => Self::Numbers,
            None => Self::Unsaid,
        }
    }

    /// Where the file does not say, its first time does.
    pub(super) fn settle(&mut self, time: &Time) {
        let first = time.start.as_ref().or(time.end.as_ref()).or(time.at.as_ref());
        if let Some(first) = first.filter(|_| *self == Self::Unsaid) {
            *self = if first.parse::<f64>().is_ok() { Self::Numbers } else { Self::Dates };
        }
    }

    fn date(self, text: &str) -> Option<String> {
        if self == Self::Numbers || (self == Self::Unsaid && text.parse::<f64>().is_ok()) {
            return None;
        }
        day_of(text)
    }
}

/// From when to when something is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    /// One moment instead of two ends.
    pub(super) at: Option<String>,
}

impl Time {
    pub(super) fn is_given(&self) -> bool {
        self.start.is_some() || self.end.is_some() || self.at.is_some()
    }

    /// The date, where it is one.
    pub(super) fn when(&self, format: TimeFormat) -> Option<When> {
        if let Some(at) = &self.at {
            return When::parse(&format.date(at)?).ok();
        }
        if self.start == self.end {
            return When::parse(&format.date(self.start.as_ref()?)?).ok();
        }
        let end = |text: &Option<String>| match text {
            None => Some("..".to_owned()),
            Some(text) => format.date(text),
        };
        When::parse(&format!("{}/{}", end(&self.start)?, end(&self.end)?)).ok()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |text: &Option<String>| text.clone().unwrap_or_else(|| "..".to_owned());
        match &self.at {
            Some(at) => f.write_str(at),
            None => write!(f, "{} to {}", end(&self.start), end(&self.end)),
        }
    }
}

/// A time as a file has it; what stands for no end is none.
pub(super) fn bound(text: Option<String>) -> Option<String> {
    const ENDLESS: &[&str] = &["infinity", "-infinity", "inf", "-inf", "+inf", ""];
    text.filter(|text| !ENDLESS.contains(&text.trim().to_lowercase().as_str()))
}

/// The first and the last day of a date, as XML Schema writes days.
pub(super) fn stretch(when: &When) -> Time {
    // Years of more than four digits and before the common era are none that Gephi reads.
    let day = |day: Day| {
        let (year, month, day) = day.to_ymd();
        (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    let days = when.days_of_state();
    let start = match when.state_start() {
        StateEnd::Within(_) => day(days.first),
        StateEnd::Open | StateEnd::Unknown => None,
    };
    let end = match when.state_end() {
        StateEnd::Within(_) => day(days.last),
        StateEnd::Open | StateEnd::Unknown => None,
    };
    Time { start, end, at: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(start: &str, end: &str) -> Time {
        let bound = |text: &str| bound(Some(text.to_owned()));
        Time { start: bound(start), end: bound(end), at: None }
    }

    #[test]
    fn dates_are_stretches_of_days() {
        for (when, start, end) in [
            ("2019", "2019-01-01", "2019-12-31"),
            ("2019-02", "2019-02-01", "2019-02-28"),
            ("2019-05-01", "2019-05-01", "2019-05-01"),
            ("2019/2021-03", "2019-01-01", "2021-03-31"),
            ("2019/..", "2019-01-01", ""),
            ("../2019", "", "2019-12-31"),
            ("2019~", "2019-01-01", "2019-12-31"),
            ("[2019-08,2019-09]", "2019-08-01", "2019-09-30"),
            ("-0044", "", ""),
        ] {
            assert_eq!(stretch(&When::parse(when).unwrap()), time(start, end), "{when}");
        }
    }

    #[test]
    fn times_are_dates_where_the_file_says_dates() {
        let when =
            |start, end, format| time(start, end).when(format).map(|when| when.as_str().to_owned());
        let (dates, numbers, unsaid) = (TimeFormat::Dates, TimeFormat::Numbers, TimeFormat::Unsaid);
        assert_eq!(when("2009", "2012-06", dates).as_deref(), Some("2009/2012-06"));
        assert_eq!(when("2009-03-25T10:00:00Z", "INF", dates).as_deref(), Some("2009-03-25/.."));
        assert_eq!(when("2009-03-25", "2009-03-25", dates).as_deref(), Some("2009-03-25"));
        assert_eq!(when("2009-03-25", "", unsaid).as_deref(), Some("2009-03-25/.."));
        assert_eq!(when("2009", "2012", numbers), None);
        assert_eq!(when("2009", "2012", unsaid), None);
        assert_eq!(when("2012", "2009", dates), None);
        assert_eq!(when("yesterday", "", dates), None);
    }
}
