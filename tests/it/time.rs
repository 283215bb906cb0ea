//! Questions about time against a naive calendar: every date is expanded into its days one by one, and
//! every question is answered by counting days, or pairs of a first and a last day.
//!
//! The calendar has its own leap years and its own months, walked day by day. Nothing here is computed
//! with `Day::from_ymd`, which is itself compared with the walk.

use proptest::prelude::*;
use sociogram::model::{Certainty, Day, Days, When};

/// Days in a month, by the rule for leap years as it is taught.
fn days_in(year: i64, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

type Ymd = (i64, u8, u8);

fn tomorrow((year, month, day): Ymd) -> Ymd {
    if day < days_in(year, month) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

fn yesterday((year, month, day): Ymd) -> Ymd {
    if day > 1 {
        (year, month, day - 1)
    } else if month > 1 {
        (year, month - 1, days_in(year, month - 1))
    } else {
        (year - 1, 12, 31)
    }
}

#[test]
fn days_are_numbered_as_a_walk_through_the_calendar_numbers_them() {
    // A million days are 2738 years: the walk passes the year 0 and several cycles of 400 years.
    let mut date = (1970, 1, 1);
    for number in 0..=1_000_000 {
        assert_eq!(Day(number).to_ymd(), date);
        assert_eq!(Day::from_ymd(date.0, date.1, date.2), Day(number));
        date = tomorrow(date);
    }
    let mut date = (1970, 1, 1);
    for number in (-1_000_000..=0).rev() {
        assert_eq!(Day(number).to_ymd(), date);
        assert_eq!(Day::from_ymd(date.0, date.1, date.2), Day(number));
        date = yesterday(date);
    }
}

/// First and last year of the naive calendar: the decades that `199X` and `200X` mean, and a margin.
const YEARS: (i64, i64) = (1989, 2010);

/// The days of the naive calendar, with one place before them for all earlier days and one after them for
/// all later ones.
struct Calendar {
    days: Vec<Ymd>,
    /// Number of the first day, counted from 1970-01-01.
    first: i32,
}

impl Calendar {
    fn new() -> Self {
        let mut date = (1970, 1, 1);
        let mut first = 0;
        while date.0 < YEARS.0 {
            date = tomorrow(date);
            first += 1;
        }
        let mut days = Vec::new();
        while date.0 <= YEARS.1 {
            days.push(date);
            date = tomorrow(date);
        }
        Self { days, first }
    }

    fn places(&self) -> usize {
        self.days.len() + 2
    }

    fn day(&self, place: usize) -> Day {
        match place {
            0 => Day::EARLIEST,
            _ if place > self.days.len() => Day::LATEST,
            _ => Day(self.first + i32::try_from(place).unwrap() - 1),
        }
    }

    /// Marks the places of the days that fit.
    fn filter(&self, fits: impl Fn(Ymd) -> bool) -> Vec<bool> {
        let inner = self.days.iter().map(|&day| fits(day));
        std::iter::once(false).chain(inner).chain(std::iter::once(false)).collect()
    }
}

/// A date without an interval or a set around it.
#[derive(Debug, Clone, Copy)]
enum Part {
    Year(i64),
    Month(i64, u8),
    Day(Ymd),
    /// Seasons 21 to 24 of the northern year, quarters 33 to 36, halves 40 and 41.
    Season(i64, u8),
    /// `199X`
    Decade(i64),
    /// `199X-02`
    MonthOfDecade(i64, u8),
    /// `1999-XX`
    AnyMonth(i64),
    /// `1999-0X` or `1999-1X`
    MonthTens(i64, u8),
    /// `1999-XX-12`
    DayOfAnyMonth(i64, u8),
    /// `1999-02-XX`
    AnyDay(i64, u8),
    /// `1999-02-1X`
    DayTens(i64, u8, u8),
}

impl Part {
    fn text(self) -> String {
        match self {
            Self::Year(y) => format!("{y}"),
            Self::Month(y, m) | Self::Season(y, m) => format!("{y}-{m:02}"),
            Self::Day((y, m, d)) => format!("{y}-{m:02}-{d:02}"),
            Self::Decade(tens) => format!("{tens}X"),
            Self::MonthOfDecade(tens, m) => format!("{tens}X-{m:02}"),
            Self::AnyMonth(y) => format!("{y}-XX"),
            Self::MonthTens(y, tens) => format!("{y}-{tens}X"),
            Self::DayOfAnyMonth(y, d) => format!("{y}-XX-{d:02}"),
            Self::AnyDay(y, m) => format!("{y}-{m:02}-XX"),
            Self::DayTens(y, m, tens) => format!("{y}-{m:02}-{tens}X"),
        }
    }

    fn fits(self, (year, month, day): Ymd) -> bool {
        match self {
            Self::Year(y) | Self::AnyMonth(y) => y == year,
            Self::Month(y, m) | Self::AnyDay(y, m) => (y, m) == (year, month),
            Self::Day(date) => date == (year, month, day),
            Self::Season(y, 24) => {
                (year == y && month == 12) || (year == y + 1 && (month == 1 || month == 2))
            }
            Self::Season(y, code) => {
                let months = match code {
                    21 => 3..=5,
                    22 => 6..=8,
                    23 => 9..=11,
                    33 => 1..=3,
                    34 => 4..=6,
                    35 => 7..=9,
                    36 => 10..=12,
                    40 => 1..=6,
                    41 => 7..=12,
                    _ => panic!("no such season here: {code}"),
                };
                y == year && months.contains(&month)
            }
            Self::Decade(tens) => tens == year / 10,
            Self::MonthOfDecade(tens, m) => tens == year / 10 && m == month,
            Self::MonthTens(y, tens) => y == year && tens == month / 10,
            Self::DayOfAnyMonth(y, d) => y == year && d == day,
            Self::DayTens(y, m, tens) => (y, m) == (year, month) && tens == day / 10,
        }
    }
}

/// An end of an interval.
#[derive(Debug, Clone, Copy)]
enum Endpoint {
    Date(Part),
    /// `..`
    Open,
    /// Nothing.
    Unknown,
    /// `..x` before the slash: on or before; `x..` after it: on or after.
    Beyond(Part),
}

/// A member of a one-of set.
#[derive(Debug, Clone, Copy)]
enum Member {
    Date(Part),
    Until(Part),
    From(Part),
    Range(Part, Part),
}

#[derive(Debug, Clone)]
enum Draft {
    Date(Part),
    Interval(Endpoint, Endpoint),
    OneOf(Vec<Member>),
}

impl Draft {
    /// The text, with a qualifier after its first plain date, where there is one to take it.
    fn text(&self, qualifier: Option<char>) -> (String, bool) {
        let mut waiting = qualifier;
        let mut plain = |part: Part| {
            let mut text = part.text();
            text.extend(waiting.take());
            text
        };
        let text = match self {
            Self::Date(part) => plain(*part),
            Self::Interval(start, end) => {
                let start = match start {
                    Endpoint::Date(part) => plain(*part),
                    Endpoint::Open => "..".to_owned(),
                    Endpoint::Unknown => String::new(),
                    Endpoint::Beyond(part) => format!("..{}", plain(*part)),
                };
                let end = match end {
                    Endpoint::Date(part) => plain(*part),
                    Endpoint::Open => "..".to_owned(),
                    Endpoint::Unknown => String::new(),
                    Endpoint::Beyond(part) => format!("{}..", plain(*part)),
                };
                format!("{start}/{end}")
            }
            Self::OneOf(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|member| match member {
                        Member::Date(part) => plain(*part),
                        Member::Until(part) => format!("..{}", plain(*part)),
                        Member::From(part) => format!("{}..", plain(*part)),
                        Member::Range(from, to) => format!("{}..{}", from.text(), to.text()),
                    })
                    .collect();
                format!("[{}]", members.join(","))
            }
        };
        (text, qualifier.is_some() && waiting.is_none())
    }

    /// Days on which a state may start, and days on which it may end.
    fn ends(&self, calendar: &Calendar) -> (Vec<bool>, Vec<bool>) {
        match self {
            Self::Date(part) => {
                let days = calendar.filter(|day| part.fits(day));
                (days.clone(), days)
            }
            Self::OneOf(members) => {
                let mut days = vec![false; calendar.places()];
                for member in members {
                    let of_member = match *member {
                        Member::Date(part) => calendar.filter(|day| part.fits(day)),
                        Member::Until(part) => and_earlier(calendar.filter(|day| part.fits(day))),
                        Member::From(part) => and_later(calendar.filter(|day| part.fits(day))),
                        Member::Range(from, to) => {
                            let later = and_later(calendar.filter(|day| from.fits(day)));
                            let earlier = and_earlier(calendar.filter(|day| to.fits(day)));
                            later.into_iter().zip(earlier).map(|(a, b)| a && b).collect()
                        }
                    };
                    days.iter_mut().zip(of_member).for_each(|(day, is_in)| *day |= is_in);
                }
                (days.clone(), days)
            }
            Self::Interval(start, end) => {
                let only = |place: usize| (0..calendar.places()).map(|p| p == place).collect();
                let any = || vec![true; calendar.places()];
                let start = match *start {
                    Endpoint::Date(part) => calendar.filter(|day| part.fits(day)),
                    Endpoint::Open => only(0),
                    Endpoint::Unknown => any(),
                    Endpoint::Beyond(part) => and_earlier(calendar.filter(|day| part.fits(day))),
                };
                let end = match *end {
                    Endpoint::Date(part) => calendar.filter(|day| part.fits(day)),
                    Endpoint::Open => only(calendar.places() - 1),
                    Endpoint::Unknown => any(),
                    Endpoint::Beyond(part) => and_later(calendar.filter(|day| part.fits(day))),
                };
                (start, end)
            }
        }
    }
}

fn and_later(mut days: Vec<bool>) -> Vec<bool> {
    for place in 1..days.len() {
        days[place] |= days[place - 1];
    }
    days
}

fn and_earlier(mut days: Vec<bool>) -> Vec<bool> {
    for place in (1..days.len()).rev() {
        days[place - 1] |= days[place];
    }
    days
}

/// What a date may mean, counted out.
struct Meaning {
    is_hedged: bool,
    /// Possible days of an act up to each place, that place not included.
    acts_before: Vec<u64>,
    /// Pairs of a first day and a last day not before it.
    pairs: u64,
    /// Of these, the pairs that start on a later place.
    start_after: Vec<u64>,
    /// Of these, the pairs that end on an earlier place.
    end_before: Vec<u64>,
}

impl Meaning {
    fn of(draft: &Draft, is_hedged: bool, calendar: &Calendar) -> Self {
        let (starts, ends) = draft.ends(calendar);
        let n_places = calendar.places();
        let mut ends_from = vec![0; n_places + 1];
        for place in (0..n_places).rev() {
            ends_from[place] = ends_from[place + 1] + u64::from(ends[place]);
        }
        let mut starts_to = vec![0; n_places];
        let mut n_starts = 0;
        for place in 0..n_places {
            n_starts += u64::from(starts[place]);
            starts_to[place] = n_starts;
        }
        let pairs_from = |place: usize| if starts[place] { ends_from[place] } else { 0 };
        let pairs_to = |place: usize| if ends[place] { starts_to[place] } else { 0 };
        let mut start_after = vec![0; n_places];
        for place in (0..n_places - 1).rev() {
            start_after[place] = start_after[place + 1] + pairs_from(place + 1);
        }
        let mut end_before = vec![0; n_places];
        for place in 1..n_places {
            end_before[place] = end_before[place - 1] + pairs_to(place - 1);
        }
        // An act of an interval lies between the ends of some pair, any other on one of the days.
        let acts: Vec<bool> = match draft {
            Draft::Interval(..) => {
                (0..n_places).map(|p| starts_to[p] > 0 && ends_from[p] > 0).collect()
            }
            Draft::Date(_) | Draft::OneOf(_) => starts.clone(),
        };
        let mut acts_before = vec![0; n_places + 1];
        for place in 0..n_places {
            acts_before[place + 1] = acts_before[place] + u64::from(acts[place]);
        }
        let pairs = (0..n_places).map(pairs_from).sum();
        Self { is_hedged, acts_before, pairs, start_after, end_before }
    }

    fn certainty(&self, holds_for: u64, all: u64) -> Certainty {
        match holds_for {
            0 => Certainty::Out,
            n if n == all && !self.is_hedged => Certainty::Certain,
            _ => Certainty::Possible,
        }
    }

    fn act_within(&self, first: usize, last: usize) -> Certainty {
        let all = self.acts_before[self.acts_before.len() - 1];
        self.certainty(self.acts_before[last + 1] - self.acts_before[first], all)
    }

    fn state_overlaps(&self, first: usize, last: usize) -> Certainty {
        // No pair both starts after the window and ends before it.
        let outside = self.start_after[last] + self.end_before[first];
        self.certainty(self.pairs - outside, self.pairs)
    }
}

fn year() -> impl Strategy<Value = i64> {
    1998..=2003_i64
}

fn month() -> impl Strategy<Value = u8> {
    1..=12_u8
}

fn day() -> impl Strategy<Value = Ymd> {
    // The days of February and the ends of months come up more often than by chance.
    let months = prop_oneof![month(), Just(2_u8)];
    let days = prop_oneof![1..=31_u8, 28..=31_u8];
    (year(), months, days).prop_map(|(y, m, d)| (y, m, d.min(days_in(y, m))))
}

fn plain_part() -> impl Strategy<Value = Part> {
    prop_oneof![
        year().prop_map(Part::Year),
        (year(), month()).prop_map(|(y, m)| Part::Month(y, m)),
        day().prop_map(Part::Day),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let season = prop::sample::select(vec![21, 22, 23, 24, 33, 34, 35, 36, 40, 41]);
    let decade = || prop::sample::select(vec![199, 200]);
    prop_oneof![
        4 => plain_part(),
        1 => (year(), season).prop_map(|(y, code)| Part::Season(y, code)),
        1 => prop_oneof![
            decade().prop_map(Part::Decade),
            (decade(), month()).prop_map(|(tens, m)| Part::MonthOfDecade(tens, m)),
            year().prop_map(Part::AnyMonth),
            (year(), 0..=1_u8).prop_map(|(y, tens)| Part::MonthTens(y, tens)),
            (year(), 1..=31_u8).prop_map(|(y, d)| Part::DayOfAnyMonth(y, d)),
            (year(), month()).prop_map(|(y, m)| Part::AnyDay(y, m)),
            (year(), month(), 0..=2_u8).prop_map(|(y, m, tens)| Part::DayTens(y, m, tens)),
        ],
    ]
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    prop_oneof![
        4 => part().prop_map(Endpoint::Date),
        1 => Just(Endpoint::Open),
        1 => Just(Endpoint::Unknown),
        2 => part().prop_map(Endpoint::Beyond),
    ]
}

fn member() -> impl Strategy<Value = Member> {
    let range = prop_oneof![
        (year(), year()).prop_map(|(a, b)| (Part::Year(a.min(b)), Part::Year(a.max(b)))),
        ((year(), month()), (year(), month())).prop_map(|(a, b)| {
            let (a, b) = (a.min(b), a.max(b));
            (Part::Month(a.0, a.1), Part::Month(b.0, b.1))
        }),
        (day(), day()).prop_map(|(a, b)| (Part::Day(a.min(b)), Part::Day(a.max(b)))),
    ];
    prop_oneof![
        3 => part().prop_map(Member::Date),
        1 => part().prop_map(Member::Until),
        1 => part().prop_map(Member::From),
        2 => range.prop_map(|(from, to)| Member::Range(from, to)),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    prop_oneof![
        2 => part().prop_map(Draft::Date),
        3 => (endpoint(), endpoint())
            .prop_filter("an interval has a dated end", |(start, end)| {
                let dated = |e: &Endpoint| !matches!(e, Endpoint::Open | Endpoint::Unknown);
                dated(start) || dated(end)
            })
            .prop_map(|(start, end)| Draft::Interval(start, end)),
        2 => prop::collection::vec(member(), 1..=3).prop_map(Draft::OneOf),
    ]
}

fn qualifier() -> impl Strategy<Value = Option<char>> {
    prop_oneof![3 => Just(None), 1 => prop::sample::select(vec!['~', '?', '%']).prop_map(Some)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn questions_about_time_are_answered_as_counting_days_answers_them(
        draft in draft(),
        qualifier in qualifier(),
        phase in 0..97_usize,
    ) {
        let calendar = Calendar::new();
        let (text, is_hedged) = draft.text(qualifier);
        let meaning = Meaning::of(&draft, is_hedged, &calendar);
        let when = match When::parse(&text) {
            Ok(when) => when,
            Err(problem) => {
                prop_assert_eq!(meaning.pairs, 0, "{}: {}", text, problem);
                return Ok(());
            }
        };
        prop_assert!(meaning.pairs > 0, "{} ends before it starts", text);
        prop_assert_eq!(when.is_hedged(), is_hedged, "{}", text);
        let end = calendar.places() - 1;
        for place in 1..end {
            let day = calendar.day(place);
            let asked = || format!("{text} on {:?}", calendar.days[place - 1]);
            prop_assert_eq!(when.act_by(day), meaning.act_within(0, place), "act by: {}", asked());
            let state = meaning.state_overlaps(place, place);
            prop_assert_eq!(when.state_on(day), state, "state: {}", asked());
        }
        // Windows of all lengths; `--since` and `--until` alone leave one side open.
        let firsts = (phase + 1..end).step_by(97);
        let windows = firsts.flat_map(|first| {
            let closed = (0..12).map(move |n| (first, (first + (1 << n)).min(end - 1)));
            closed.chain([(0, first), (first, end)])
        });
        for (first, last) in windows {
            let days = Days { first: calendar.day(first), last: calendar.day(last) };
            let asked = || format!("{text} within {:?} to {:?}", days.first, days.last);
            let act = meaning.act_within(first, last);
            prop_assert_eq!(when.act_within(days), act, "act: {}", asked());
            let state = meaning.state_overlaps(first, last);
            prop_assert_eq!(when.state_overlaps(days), state, "state: {}", asked());
        }
    }
}

#[test]
fn the_ends_of_an_interval_fit_each_other() {
    // It starts in the January of some year from 2000 on and ends in 2000: in that January, then.
    let when = When::parse("200X-01/2000").unwrap();
    assert_eq!(when.act_by(Day::from_ymd(2000, 1, 31)), Certainty::Possible);
    let first_of_february = Day::from_ymd(2000, 2, 1);
    let since_then = Days { first: Day::EARLIEST, last: first_of_february };
    assert_eq!(when.state_overlaps(since_then), Certainty::Certain);
    assert_eq!(when.state_on(first_of_february), Certainty::Possible);
}
