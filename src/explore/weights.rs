//! Weights of edges: the numbers that facts of one key state, as whole numbers that paths can add.

use crate::graph::{EdgeIx, EdgeRef, PropertyGraph};
use crate::model::{Decimal, Passability};
use std::collections::BTreeSet;

/// Most places after the point of all weights together.
const PLACES_MAX: usize = 9;

/// The weights of edges by one key of their facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// The key.
    pub key: String,
    /// The unit that all amounts share; empty where they have none.
    pub unit: String,
    /// One per edge in steps; none for edges without a number.
    of_edges: Vec<Option<u32>>,
    /// What all numbers are multiples of, in units of the last place: billions need no 32 bits each.
    step: u64,
    /// Places after the point.
    places: usize,
}

/// Why a key cannot weigh edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeightProblem {
    /// No edge has a number under that key. The keys that edges have numbers under.
    NoNumbers(Vec<String>),
    /// The amounts have several units.
    Units(Vec<String>),
    /// A number is below zero: a way would get shorter by being longer.
    Negative(EdgeIx),
    /// The numbers are too far apart: as multiples of what they share one takes more than 32 bits.
    Range(EdgeIx),
}

impl Weights {
    /// Reads the weights of all edges: of several numbers on one edge the least.
    ///
    /// Time O(m f) for f facts on an edge.
    pub fn new(graph: PropertyGraph<'_>, key: &str) -> Result<Self, WeightProblem> {
        let mut units = BTreeSet::new();
        let mut keys = BTreeSet::new();
        let mut numbers: Vec<(EdgeIx, Decimal)> = Vec::new();
        for edge in graph.edges() {
            for fact in edge.facts() {
                let Some((number, unit)) = number(fact.amount(), fact.value()) else { continue };
                keys.insert(fact.key().to_owned());
                if fact.key() == key {
                    units.insert(unit);
                    numbers.push((edge.ix, number));
                }
            }
        }
        if numbers.is_empty() {
            return Err(WeightProblem::NoNumbers(keys.into_iter().collect()));
        }
        if units.len() > 1 {
            return Err(WeightProblem::Units(units.into_iter().collect()));
        }
        let places_of =
            |number: &Decimal| number.as_str().split_once('.').map_or(0, |(_, p)| p.len());
        let places = numbers.iter().map(|(_, number)| places_of(number)).max().unwrap_or(0);
        let mut wholes = Vec::with_capacity(numbers.len());
        for (edge, number) in numbers {
            if number.as_str().starts_with('-') {
                return Err(WeightProblem::Negative(edge));
            }
            wholes.push((edge, whole(&number, places).ok_or(WeightProblem::Range(edge))?));
        }
        let step = wholes.iter().fold(0, |step, &(_, number)| common_divisor(step, number)).max(1);
        let mut of_edges = vec![None; graph.edge_count()];
        for (edge, number) in wholes {
            // The greatest number stands for no way at all.
            let weight = u32::try_from(number / step).ok().filter(|&weight| weight < u32::MAX);
            let weight = weight.ok_or(WeightProblem::Range(edge))?;
            let known: &mut Option<u32> = &mut of_edges[edge.at()];
            *known = Some(known.map_or(weight, |known| known.min(weight)));
        }
        let unit = units.into_iter().next().unwrap_or_default();
        Ok(Self { key: key.to_owned(), unit, of_edges, step, places })
    }

    /// The weight of an edge; that of an identity is 0.
    pub fn of(&self, edge: EdgeRef<'_>) -> Option<u32> {
        if edge.kind().passability == Passability::Identity {
            return Some(0);
        }
        self.of_edges[edge.ix.at()]
    }

    /// A sum of weights as it is written, with the unit.
    pub fn words(&self, total: u64) -> String {
        let total = u128::from(total) * u128::from(self.step);
        let digits = format!("{total:0width$}", width = self.places + 1);
        let (whole, places) = digits.split_at(digits.len() - self.places);
        let places = places.trim_end_matches('0');
        let point = if places.is_empty() { "" } else { "." };
        let gap = if self.unit.is_empty() { "" } else { " " };
        format!("{whole}{point}{places}{gap}{}", self.unit)
    }
}

/// The number that a fact states and its unit: an amount, or words that are a number.
fn number(amount: Option<crate::model::Amount>, value: Option<&str>) -> Option<(Decimal, String)> {
    match amount {
        Some(amount) => Some((amount.value, amount.unit)),
        None => Decimal::new(value?).ok().map(|number| (number, String::new())),
    }
}

/// A decimal in units of its last place.
fn whole(number: &Decimal, places: usize) -> Option<u64> {
    if places > PLACES_MAX {
        return None;
    }
    let (whole, fraction) = number.as_str().split_once('.').unwrap_or((number.as_str(), ""));
    format!("{whole}{fraction:0<places$}").parse().ok()
}

/// Euclid's greatest common divisor; that of 0 and a number is the number.
fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_whole_numbers_of_the_last_place() {
        let whole = |text: &str, places| whole(&Decimal::new(text).unwrap(), places);
        assert_eq!(whole("12.5", 2), Some(1250));
        assert_eq!(whole("0", 9), Some(0));
        assert_eq!(whole("99999999999999999999", 0), None);
        assert_eq!(whole("5", 10), None);
        assert_eq!(common_divisor(common_divisor(0, 8_000_000_000), 514_000_000), 2_000_000);
    }

    #[test]
    fn sums_are_written_as_numbers() {
        let weights = |places, unit: &str| Weights {
            step: 1,
            key: "cost".to_owned(),
            unit: unit.to_owned(),
            of_edges: Vec::new(),
            places,
        };
        assert_eq!(weights(2, "USD").words(1250), "12.5 USD");
        assert_eq!(weights(2, "").words(5), "0.05");
        assert_eq!(weights(0, "").words(100), "100");
    }
}
