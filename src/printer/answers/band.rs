//! A band of twelve months: which part of its year a date covers.
//!
//! One column per month, so that a quarter is three and a year twelve. Draws possible days, nothing else.

use crate::model::{Aspect, Day, Days, When};

/// Columns of a band.
pub(super) const BAND_WIDTH: usize = 12;

/// What the marks mean, for the foot of a page.
pub(super) const BAND_LEGEND: &str =
    "Bands: the months of the first year, ┃ some days of one, ━ all, ◂ ▸ other years.";

/// The months of the year in which a date begins, or ends where its begin is unknown.
pub(super) fn band(when: &When, aspect: Aspect) -> String {
    let state = [when.days_of_state()];
    let days: &[Days] = match aspect {
        Aspect::Act => when.days_of_act(),
        Aspect::State => &state,
    };
    let bounds = when.bounds();
    let start = if bounds.first == Day::EARLIEST { bounds.last } else { bounds.first };
    if start == Day::LATEST {
        return format!("◂{}▸", "━".repeat(BAND_WIDTH - 2));
    }
    let year = start.to_ymd().0;
    let first_of = |month: u8| match month {
        13 => Day::from_ymd(year + 1, 1, 1),
        month => Day::from_ymd(year, month, 1),
    };
    let goes_before = bounds.first < first_of(1);
    let goes_on = bounds.last >= first_of(13);
    (1..=12)
        .map(|month| {
            let whole = Days { first: first_of(month), last: Day(first_of(month + 1).0 - 1) };
            let meets = |run: &&Days| run.first <= whole.last && whole.first <= run.last;
            match days.iter().find(meets) {
                _ if month == 1 && goes_before => '◂',
                _ if month == 12 && goes_on => '▸',
                None => '·',
                Some(run) if run.first <= whole.first && whole.last <= run.last => '━',
                Some(_) => '┃',
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_band_has_a_column_for_every_month() {
        for (text, aspect, expected) in [
            ("2009-03-25", Aspect::Act, "··┃·········"),
            ("2011-08", Aspect::Act, "·······━····"),
            ("2011-35", Aspect::Act, "······━━━···"),
            ("2011-40", Aspect::Act, "━━━━━━······"),
            ("2009", Aspect::Act, "━━━━━━━━━━━━"),
            ("2013-12-09/2013-12-10", Aspect::Act, "···········┃"),
            ("[2021-02-03,2021-09]", Aspect::Act, "·┃······━···"),
            ("[2021-02-03,2021-09]", Aspect::State, "·┃━━━━━━━···"),
            ("2022-06-30/..", Aspect::State, "·····┃━━━━━▸"),
            ("2003/2006", Aspect::State, "━━━━━━━━━━━▸"),
            ("[..2012-04]", Aspect::Act, "◂━━━········"),
            ("2011-11/2012-02", Aspect::Act, "··········━▸"),
            ("..1995/2012..", Aspect::State, "◂━━━━━━━━━━▸"),
        ] {
            let when = When::parse(text).expect("the test writes valid dates");
            let band = band(&when, aspect);
            assert_eq!(band, expected, "{text}");
            assert_eq!(band.width(), BAND_WIDTH, "{text}");
        }
        assert!(BAND_LEGEND.width() <= 80);
    }
}
