//! Numbers of answers as their digits, so that comparing rounds nothing: amounts are decimals in texts, scores are
//! floats that count as they are printed.

use crate::model::Decimal;
use serde_json::Value;
use std::cmp::Ordering;

/// A decimal of any length, without needless zeros: exactly the digits that are printed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Digits {
    is_below_zero: bool,
    whole: String,
    fraction: String,
}

impl Digits {
    /// Of a number or of a text that is a decimal.
    pub(super) fn of(found: &Value) -> Option<Self> {
        match found {
            Value::Number(number) => Self::of_number(&number.to_string()),
            Value::String(text) => Decimal::new(text.as_str()).ok().map(|d| Self::of_decimal(&d)),
            _ => None,
        }
    }

    pub(super) fn of_decimal(decimal: &Decimal) -> Self {
        Self::of_number(decimal.as_str()).expect("a decimal is a number of JSON without exponent")
    }

    /// Of a number as JSON writes it.
    fn of_number(number: &str) -> Option<Self> {
        // Beyond those of any float.
        const EXPONENT_MAX: u16 = 400;
        let unsigned = number.strip_prefix('-');
        let (mantissa, exponent) = {
            let number = unsigned.unwrap_or(number);
            number.split_once(['e', 'E']).unwrap_or((number, "0"))
        };
        let exponent: i16 = exponent.parse().ok()?;
        let shift = usize::from(Some(exponent.unsigned_abs()).filter(|&e| e <= EXPONENT_MAX)?);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (whole, fraction) = if exponent < 0 {
            let padded = "0".repeat(shift) + whole;
            let (left, moved) = padded.split_at(whole.len());
            (left.to_owned(), moved.to_owned() + fraction)
        } else {
            let padded = fraction.to_owned() + &"0".repeat(shift.saturating_sub(fraction.len()));
            let (moved, left) = padded.split_at(shift);
            (whole.to_owned() + moved, left.to_owned())
        };
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { is_below_zero: unsigned.is_some() && !is_zero, whole, fraction })
    }
}

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        let magnitude = (self.whole.len().cmp(&other.whole.len()))
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction));
        match (self.is_below_zero, other.is_below_zero) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_compared_digit_by_digit() {
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (found, limit, order) in [
            (json!("9007199254740993"), "9007199254740992", Ordering::Greater),
            (json!("100000000.00000000000000000001"), "100000000", Ordering::Greater),
            (number("9007199254740993"), "9007199254740992", Ordering::Greater),
            (json!(u64::MAX), "18446744073709551614", Ordering::Greater),
            (json!(0.1), "0.1", Ordering::Equal),
            (json!(0.3), "0.30000000000000004", Ordering::Less),
            (number("1e-7"), "0.0000001", Ordering::Equal),
            (json!(1e300), "9999999999999999999999999999999999999999", Ordering::Greater),
            (json!(1e-300), "0", Ordering::Greater),
            (json!(-1e-300), "0", Ordering::Less),
            (json!(-0.0), "0", Ordering::Equal),
            (json!(-2), "-10", Ordering::Greater),
            (json!(1.0), "1", Ordering::Equal),
            (json!(1234.5e3), "1234500", Ordering::Equal),
        ] {
            let limit = Digits::of_decimal(&Decimal::new(limit).unwrap());
            assert_eq!(Digits::of(&found).unwrap().cmp(&limit), order, "{found}");
        }
        for no_number in [json!("1e9"), json!("1.50"), json!("about 3"), json!(""), json!(null)] {
            assert_eq!(Digits::of(&no_number), None, "{no_number}");
        }
        // As whole numbers and hundredths, which a machine compares.
        for a in -250..250_i32 {
            for b in -25..25_i32 {
                let text = |n: i32| format!("{:.2}", f64::from(n) / 100.0);
                let (x, y) = (text(a), text(b * 10));
                let (x, y) = (Digits::of_number(&x).unwrap(), Digits::of_number(&y).unwrap());
                assert_eq!(x.cmp(&y), a.cmp(&(b * 10)), "{a} {b}");
            }
        }
    }
}
