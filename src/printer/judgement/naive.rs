//! The twin of judging: what conditions mean, without all that has to be told, on random answers.

use super::judge::tests::check;
use super::{Answer, Judgement, judge};
use crate::dataset::{Check, Condition, Count, Scalar, Test};
use crate::model::Decimal;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cmp::Ordering;

/// What a condition means, written down once more and without what it has to tell: quantifiers by counting.
fn naive(condition: &Condition, value: &Value) -> bool {
    let found = value.pointer(&condition.at).unwrap_or(&Value::Null);
    let none = Vec::new();
    let rows: Vec<&Value> = found
        .as_array()
        .unwrap_or(&none)
        .iter()
        .filter(|row| condition.filter.iter().all(|inner| naive(inner, row)))
        .collect();
    let right = |inner: &[Condition]| {
        rows.iter().filter(|row| inner.iter().all(|one| naive(one, row))).count()
    };
    let number = |limit: &Decimal| {
        let found: f64 = match found {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.parse().ok()?,
            _ => return None,
        };
        found.partial_cmp(&limit.as_str().parse::<f64>().unwrap())
    };
    let same = |found: &Value, scalar: &Scalar| match scalar {
        Scalar::Text(text) => found == &json!(text),
        Scalar::Truth(truth) => found == &json!(truth),
        Scalar::Number(limit) => {
            let found = found.as_f64().or_else(|| found.as_str()?.parse().ok());
            found == limit.as_str().parse::<f64>().ok()
        }
    };
    let listed = |scalar: &Scalar| rows.iter().any(|row| same(row, scalar));
    match &condition.test {
        Test::Is(scalar) => same(found, scalar),
        Test::IsNot(scalar) => !same(found, scalar),
        Test::AtLeast(limit) => number(limit).is_some_and(|order| order != Ordering::Less),
        Test::AtMost(limit) => number(limit).is_some_and(|order| order != Ordering::Greater),
        Test::Includes(scalars) => scalars.iter().all(listed),
        Test::IncludesNone(scalars) => !scalars.iter().any(listed),
        Test::Empty => [json!(null), json!(""), json!([]), json!({})].contains(found),
        Test::NotEmpty => ![json!(null), json!(""), json!([]), json!({})].contains(found),
        Test::Count(Count::Is(n)) => rows.len() == *n as usize,
        Test::Count(Count::AtLeast(n)) => rows.len() >= *n as usize,
        Test::Count(Count::AtMost(n)) => rows.len() <= *n as usize,
        Test::Every(inner) => right(inner) == rows.len(),
        Test::AtLeastOne(inner) => right(inner) > 0,
        Test::NoRow(inner) => right(inner) == 0,
    }
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        "[ab1]".prop_map(Scalar::Text),
        (-3..4_i32).prop_map(|n| Scalar::Number(Decimal::new(n.to_string()).unwrap())),
        any::<bool>().prop_map(Scalar::Truth),
    ]
}

/// A value that may be compared with a number.
fn single() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        "[ab1]".prop_map(Value::from),
        (-3..4_i32).prop_map(Value::from),
        (-3..4_i32).prop_map(|n| json!(n.to_string())),
    ]
}

fn listed() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(prop_oneof![single(), any::<bool>().prop_map(Value::from)], 0..3)
}

/// A row: `a` is single, `l` a list of single values, `r` a list of rows.
fn row() -> impl Strategy<Value = Value> {
    let flat = (single(), listed()).prop_map(|(a, l)| json!({"a": a, "l": l, "r": []}));
    flat.prop_recursive(2, 12, 3, |inner| {
        (single(), listed(), prop::collection::vec(inner, 0..3))
            .prop_map(|(a, l, r)| json!({"a": a, "l": l, "r": r}))
    })
}

fn of_single() -> impl Strategy<Value = Condition> {
    let number = || (-3..4_i32).prop_map(|n| Decimal::new(n.to_string()).unwrap());
    let of_a = prop_oneof![
        scalar().prop_map(Test::Is),
        scalar().prop_map(Test::IsNot),
        number().prop_map(Test::AtLeast),
        number().prop_map(Test::AtMost),
        Just(Test::Empty),
        Just(Test::NotEmpty),
    ];
    let scalars = || prop::collection::vec(scalar(), 1..3);
    let of_l = prop_oneof![
        scalars().prop_map(Test::Includes),
        scalars().prop_map(Test::IncludesNone),
        Just(Test::Empty),
    ];
    let at = |at: &str, test| Condition { at: at.to_owned(), filter: Vec::new(), test };
    prop_oneof![
        of_a.prop_map(move |test| at("/a", test)),
        of_l.prop_map(move |test| at("/l", test)),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    of_single().prop_recursive(3, 16, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..3);
        let test = prop_oneof![
            some().prop_map(Test::Every),
            some().prop_map(Test::AtLeastOne),
            some().prop_map(Test::NoRow),
            (0..3_u32).prop_map(|n| Test::Count(Count::Is(n))),
            (0..3_u32).prop_map(|n| Test::Count(Count::AtLeast(n))),
            (0..3_u32).prop_map(|n| Test::Count(Count::AtMost(n))),
        ];
        let filter = prop::collection::vec(inner.clone(), 0..2);
        (filter, test).prop_map(|(filter, test)| Condition { at: "/r".to_owned(), filter, test })
    })
}

fn holds(condition: &Condition, value: &Value) -> bool {
    let check = Check { expect: vec![condition.clone()], ..check("[{\"empty\": false}]") };
    match judge(&check, &Answer(value.clone()), 2) {
        Judgement::Passed => true,
        Judgement::Failed(differences) => {
            assert_eq!(differences.len(), 1);
            assert!(differences[0].rows.len() <= 2 && !differences[0].found.is_empty());
            false
        }
        Judgement::Unfit(why) => panic!("{why}: {condition:?} {value}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_means_what_the_naive_evaluator_makes_of_it(condition in condition(), row in row()) {
        prop_assert_eq!(holds(&condition, &row), naive(&condition, &row));
    }

    #[test]
    fn no_row_satisfies_what_not_some_row_does(inner in prop::collection::vec(condition(), 1..3), row in row()) {
        let of = |test| Condition { at: "/r".to_owned(), filter: Vec::new(), test };
        let none = holds(&of(Test::NoRow(inner.clone())), &row);
        let some = holds(&of(Test::AtLeastOne(inner.clone())), &row);
        prop_assert_eq!(none, !some);
        let filtered = |test| Condition { filter: inner.clone(), ..of(test) };
        prop_assert_eq!(none, holds(&filtered(Test::Count(Count::Is(0))), &row));
        let every = holds(&of(Test::Every(inner.clone())), &row);
        let n_rows = row["r"].as_array().map_or(0, Vec::len) as u32;
        prop_assert_eq!(every, holds(&filtered(Test::Count(Count::Is(n_rows))), &row));
    }
}
