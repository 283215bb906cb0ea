//! Whether two claims can both be true: what two sets of days have in common.
//!
//! Knows dates and no data.

use crate::model::{Day, Days, StateEnd, When};

/// What two sets have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Everything.
    Same,
    /// Something.
    Meet,
    /// Nothing.
    Apart,
}

/// Compares two sets of days, each disjoint and ascending with a gap between each two ranges.
///
/// Time O(a + b).
pub(super) fn days(a: &[Days], b: &[Days]) -> Agreement {
    if a == b {
        return Agreement::Same;
    }
    let (mut at, mut other) = (0, 0);
    while let (Some(mine), Some(yours)) = (a.get(at), b.get(other)) {
        if mine.meets(*yours) {
            return Agreement::Meet;
        }
        if mine.last < yours.first {
            at += 1;
        } else {
            other += 1;
        }
    }
    Agreement::Apart
}

/// Is every day of `inner` in `outer`?
pub(super) fn covers(outer: &[Days], inner: &[Days]) -> bool {
    inner.iter().all(|days| outer.iter().any(|range| range.contains(*days)))
}

/// What two times of facts have in common; no time may be any.
pub(super) fn times(a: Option<&When>, b: Option<&When>) -> Agreement {
    match (a, b) {
        (None, None) => Agreement::Same,
        (Some(a), Some(b)) => days(a.days_of_act(), b.days_of_act()),
        _ => Agreement::Meet,
    }
}

/// The two ends of a state as one claim has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StateSpan {
    /// Possible first days, where something is said of them.
    pub(super) start: Option<EndDays>,
    /// Possible last days, where something is said of them.
    pub(super) end: Option<EndDays>,
}

/// The possible days of one end of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EndDays {
    /// The days.
    pub(super) days: Days,
    /// There is no end, as far as is known.
    pub(super) is_open: bool,
    /// Nobody knows when that was said, so that a conflict is only possible.
    pub(super) is_hedged: bool,
}

impl StateSpan {
    /// The ends of an interval that was claimed in a source published on `published` or later.
    pub(super) fn of(when: &When, published: Option<Day>) -> Self {
        let (start, end) = (when.state_start(), when.state_end());
        let began = match start {
            StateEnd::Within(days) => days.first,
            StateEnd::Unknown | StateEnd::Open => Day::EARLIEST,
        };
        let within = |days| EndDays { days, is_open: false, is_hedged: false };
        let open = |first: Option<Day>, furthest: Day| EndDays {
            days: Days { first: first.unwrap_or(furthest), last: furthest },
            is_open: true,
            is_hedged: first.is_none(),
        };
        Self {
            start: match start {
                StateEnd::Unknown => None,
                StateEnd::Open => Some(open(None, Day::EARLIEST)),
                StateEnd::Within(days) => Some(within(days)),
            },
            end: match end {
                StateEnd::Unknown => None,
                StateEnd::Open => {
                    Some(open(published.map(|published| published.max(began)), Day::LATEST))
                }
                StateEnd::Within(days) => Some(within(days)),
            },
        }
    }

    /// The days on which the state may have held.
    fn hull(&self) -> Days {
        Days {
            first: self.start.map_or(Day::EARLIEST, |start| start.days.first),
            last: self.end.map_or(Day::LATEST, |end| end.days.last),
        }
    }

    /// Did the two states hold on one day, whatever their possible ends?
    pub(super) fn surely_meets(&self, other: &Self) -> bool {
        let starts_by = |span: &Self| span.start.map_or(Day::LATEST, |start| start.days.last);
        let lasts_until = |span: &Self| match (span.end, span.start) {
            (Some(end), _) => end.days.first,
            (None, Some(start)) => start.days.first,
            (None, None) => Day::EARLIEST,
        };
        starts_by(self) <= lasts_until(other) && starts_by(other) <= lasts_until(self)
    }
}

impl EndDays {
    /// What two claims about one end have in common.
    pub(super) fn agreement(self, other: Self) -> Agreement {
        if self.is_open && other.is_open {
            return Agreement::Same;
        }
        days(&[self.days], &[other.days])
    }
}

/// What a plain date says beside an interval: a time at which the state held.
pub(super) fn plain_beside(plain: &When, span: &StateSpan) -> Agreement {
    match days(plain.days_of_act(), &[span.hull()]) {
        Agreement::Same => Agreement::Meet,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn when(text: &str) -> When {
        When::parse(text).unwrap()
    }

    /// Every day of a date, one by one.
    fn listed(when: &When) -> BTreeSet<i32> {
        when.days_of_act().iter().flat_map(|days| days.first.0..=days.last.0).collect()
    }

    /// Dates of a few years, in every form an act can have.
    fn dates() -> impl Strategy<Value = When> {
        let day = (2010i32..2014, 1u32..13, 1u32..29);
        let one = day.prop_flat_map(|(year, month, day)| {
            proptest::sample::select(vec![
                format!("{year}"),
                format!("{year}-{month:02}"),
                format!("{year}-{month:02}-{day:02}"),
                format!("{year}-{}", 33 + month % 4),
                format!("{year}~"),
                format!("{}X", year / 10),
            ])
        });
        let plain = one.clone();
        let set = (one.clone(), one.clone())
            .prop_map(|(a, b)| if a == b { a } else { format!("[{a},{b}]") });
        let interval = (one.clone(), one).prop_map(|(a, b)| format!("{a}/{b}"));
        prop_oneof![plain, set, interval]
            .prop_filter_map("not every pair is a date", |text| When::parse(&text).ok())
    }

    proptest! {
        #[test]
        fn sets_of_days_meet_as_their_days_do(a in dates(), b in dates()) {
            let (mine, yours) = (listed(&a), listed(&b));
            let expected = if mine == yours {
                Agreement::Same
            } else if mine.is_disjoint(&yours) {
                Agreement::Apart
            } else {
                Agreement::Meet
            };
            prop_assert_eq!(days(a.days_of_act(), b.days_of_act()), expected);
            prop_assert_eq!(covers(a.days_of_act(), b.days_of_act()), yours.is_subset(&mine));
        }

        /// Two closed intervals that surely meet do so for every choice of their four ends.
        #[test]
        fn states_surely_meet_when_every_choice_of_ends_does(
            a in (0i32..9, 0i32..4, 0i32..6, 0i32..4), b in (0i32..9, 0i32..4, 0i32..6, 0i32..4),
        ) {
            let span = |(start, wide, long, loose): (i32, i32, i32, i32)| {
                let end = start + wide + long;
                let days = |first, last| Days { first: Day(first), last: Day(last) };
                let within = |days| Some(EndDays { days, is_open: false, is_hedged: false });
                StateSpan { start: within(days(start, start + wide)), end: within(days(end, end + loose)) }
            };
            let ends = |(start, wide, long, loose): (i32, i32, i32, i32)| {
                let end = start + wide + long;
                let starts = start..=start + wide;
                starts.flat_map(move |s| (end..=end + loose).map(move |e| (s, e))).collect::<Vec<_>>()
            };
            let expected = ends(a).iter().all(|&(s, e)| ends(b).iter().all(|&(t, f)| s <= f && t <= e));
            prop_assert_eq!(span(a).surely_meets(&span(b)), expected);
        }
    }

    #[test]
    fn an_open_end_went_on_when_it_was_published() {
        let ended = StateSpan::of(&when("2003/2010"), None);
        let year = |year| Some(Day::from_ymd(year, 1, 1));
        let goes_on = |published| StateSpan::of(&when("2003/.."), published).end.unwrap();
        let agreement = |published| goes_on(published).agreement(ended.end.unwrap());
        assert_eq!(agreement(year(2012)), Agreement::Apart);
        assert_eq!(agreement(year(2008)), Agreement::Meet);
        assert_eq!(agreement(None), Agreement::Apart);
        assert!(goes_on(None).is_hedged && !goes_on(year(2012)).is_hedged);
        assert_eq!(goes_on(year(2008)).agreement(goes_on(year(2012))), Agreement::Same);
        assert_eq!(StateSpan::of(&when("2003/"), year(2012)).end, None);
    }

    #[test]
    fn a_plain_date_is_a_time_at_which_the_state_held() {
        let span = StateSpan::of(&when("2003/2006"), None);
        assert_eq!(plain_beside(&when("2005"), &span), Agreement::Meet);
        assert_eq!(plain_beside(&when("2006-12-31"), &span), Agreement::Meet);
        assert_eq!(plain_beside(&when("2007"), &span), Agreement::Apart);
    }
}
