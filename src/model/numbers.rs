//! The numbers that an amount leaves possible, and whether two amounts can both be true.
//!
//! Compares decimals as text, exactly; converts no unit.

use super::{Amount, Bound, Decimal};

/// A range of numbers: what an amount may be.
///
/// An exact figure is one number, a range lies between its two, *over*, *under* and *up to* are open to one
/// side, and *about* is what rounds to the figure.
///
/// # Examples
/// ```
/// use sociogram::model::{Amount, Bound, Decimal, Meeting, Numbers, Span};
/// let about_300 = Amount {
///     value: Decimal::new("300").unwrap(),
///     to: None,
///     unit: "company".to_owned(),
///     bound: Bound::About,
///     span: Span::Total,
///     period: None,
///     compared_with: None,
/// };
/// let over_300 = Amount { bound: Bound::Over, ..about_300.clone() };
/// let exactly_360 = Amount {
///     value: Decimal::new("360").unwrap(),
///     bound: Bound::Exact,
///     ..about_300.clone()
/// };
/// let about = Numbers::of(&about_300);
/// assert_eq!(about.meeting(&Numbers::of(&over_300)), Meeting::Share);
/// assert_eq!(about.meeting(&Numbers::of(&exactly_360)), Meeting::Apart);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    low: Option<Limit>,
    high: Option<Limit>,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Limit {
    at: Decimal,
    is_inside: bool,
}

/// What two ranges of numbers have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// Everything: they are equal.
    Same,
    /// Some numbers.
    Share,
    /// No number, but no number lies between them either: 300 and over 300.
    Touch,
    /// No number.
    Apart,
}

impl Numbers {
    /// What an amount may be.
    pub fn of(amount: &Amount) -> Self {
        let upper = amount.to.as_ref().unwrap_or(&amount.value);
        let limit = |at: &Decimal, is_inside| Some(Limit { at: at.clone(), is_inside });
        match amount.bound {
            Bound::Exact => Self { low: limit(&amount.value, true), high: limit(upper, true) },
            Bound::About => Self {
                low: limit(&amount.value.rounded_from().0, true),
                high: limit(&upper.rounded_from().1, true),
            },
            Bound::Over => Self { low: limit(&amount.value, false), high: None },
            Bound::Under => Self { low: None, high: limit(upper, false) },
            Bound::UpTo => Self { low: None, high: limit(upper, true) },
        }
    }

    /// What it has in common with another range.
    pub fn meeting(&self, other: &Self) -> Meeting {
        if self == other {
            return Meeting::Same;
        }
        reach(self.low.as_ref(), other.high.as_ref())
            .max(reach(other.low.as_ref(), self.high.as_ref()))
            .into()
    }
}

/// Whether a lower end leaves room below an upper one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Room,
    Touch,
    None,
}

impl From<Reach> for Meeting {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Room => Self::Share,
            Reach::Touch => Self::Touch,
            Reach::None => Self::Apart,
        }
    }
}

fn reach(low: Option<&Limit>, high: Option<&Limit>) -> Reach {
    let (Some(low), Some(high)) = (low, high) else { return Reach::Room };
    match low.at.cmp(&high.at) {
        std::cmp::Ordering::Less => Reach::Room,
        std::cmp::Ordering::Equal if low.is_inside && high.is_inside => Reach::Room,
        std::cmp::Ordering::Equal if low.is_inside || high.is_inside => Reach::Touch,
        _ => Reach::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use proptest::prelude::*;

    fn amount(value: i64, to: Option<i64>, bound: Bound) -> Amount {
        let decimal = |n: i64| Decimal::new(n.to_string()).unwrap();
        Amount {
            value: decimal(value),
            to: to.map(decimal),
            unit: "thing".to_owned(),
            bound,
            span: Span::Total,
            period: None,
            compared_with: None,
        }
    }

    /// Half a unit of the last digit that is not 0, in tenths.
    fn half_unit(n: i64) -> i64 {
        let mut unit = 10;
        while n != 0 && n % unit == 0 {
            unit *= 10;
        }
        if n == 0 { 0 } else { unit / 2 }
    }

    /// The tenths between -9999 and 9999 that an amount leaves possible.
    fn tenths(amount: &Amount) -> Vec<bool> {
        let number = |decimal: &Decimal| decimal.as_str().parse::<i64>().unwrap();
        let (low, high) =
            (number(&amount.value), number(amount.to.as_ref().unwrap_or(&amount.value)));
        (-9999..=9999)
            .map(|tenth| match amount.bound {
                Bound::Exact => low * 10 <= tenth && tenth <= high * 10,
                Bound::About => {
                    low * 10 - half_unit(low) <= tenth && tenth <= high * 10 + half_unit(high)
                }
                Bound::Over => tenth > low * 10,
                Bound::Under => tenth < high * 10,
                Bound::UpTo => tenth <= high * 10,
            })
            .collect()
    }

    #[test]
    fn what_rounds_to_a_figure() {
        for (figure, low, high) in [
            ("0", "0", "0"),
            ("1", "0.5", "1.5"),
            ("35", "34.5", "35.5"),
            ("300", "250", "350"),
            ("10", "5", "15"),
            ("-300", "-350", "-250"),
            ("1.2", "1.15", "1.25"),
            ("0.1", "0.05", "0.15"),
            ("-0.01", "-0.015", "-0.005"),
            ("591000000", "590500000", "591500000"),
        ] {
            let (below, above) = Decimal::new(figure).unwrap().rounded_from();
            assert_eq!((below.as_str(), above.as_str()), (low, high), "{figure}");
            for end in [below, above] {
                assert!(Decimal::new(end.as_str()).is_ok(), "{end} is canonical");
            }
        }
    }

    #[test]
    fn figures_at_a_limit_touch() {
        let meeting = |a, b| Numbers::of(&a).meeting(&Numbers::of(&b));
        let exact = || amount(300, None, Bound::Exact);
        assert_eq!(meeting(exact(), amount(300, None, Bound::Over)), Meeting::Touch);
        assert_eq!(meeting(exact(), amount(300, None, Bound::UpTo)), Meeting::Share);
        assert_eq!(meeting(exact(), amount(299, None, Bound::UpTo)), Meeting::Apart);
        let under = amount(300, None, Bound::Under);
        assert_eq!(meeting(under, amount(300, None, Bound::Over)), Meeting::Apart);
    }

    #[test]
    fn long_decimals_are_compared_exactly() {
        let decimal = |text: &str| Decimal::new(text).unwrap();
        let near = Amount {
            value: decimal("100000000000000000000000000000000000001"),
            ..amount(0, None, Bound::Exact)
        };
        let far =
            Amount { value: decimal("100000000000000000000000000000000000002"), ..near.clone() };
        assert_eq!(Numbers::of(&near).meeting(&Numbers::of(&far)), Meeting::Apart);
        assert!(far.is_above(&near.value) && !near.is_above(&near.value));
    }

    fn bounds() -> impl Strategy<Value = Bound> {
        proptest::sample::select(Bound::ALL.to_vec())
    }

    proptest! {
        /// Every number that either amount can be is tried.
        #[test]
        fn meetings_are_those_of_the_enumerated_numbers(
            a in -99i64..100, a_to in proptest::option::of(1i64..50), a_bound in bounds(),
            b in -99i64..100, b_to in proptest::option::of(1i64..50), b_bound in bounds(),
        ) {
            let a = amount(a, a_to.map(|more| a + more), a_bound);
            let b = amount(b, b_to.map(|more| b + more), b_bound);
            let (mine, yours) = (tenths(&a), tenths(&b));
            let share = mine.iter().zip(&yours).any(|(m, y)| *m && *y);
            let next_to = |m: &[bool], y: &[bool]| m[1..].iter().zip(y).any(|(m, y)| *m && *y);
            let touch = next_to(&mine, &yours) || next_to(&yours, &mine);
            let found = Numbers::of(&a).meeting(&Numbers::of(&b));
            match found {
                Meeting::Same => prop_assert_eq!(mine, yours),
                Meeting::Share => prop_assert!(share && mine != yours),
                Meeting::Touch => prop_assert!(!share && touch),
                Meeting::Apart => prop_assert!(!share),
            }
        }
    }
}
