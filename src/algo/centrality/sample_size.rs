//! How many random paths are enough to estimate betweenness, and how far estimates are off before that.
//!
//! Knows counts and chances; draws nothing.

use super::renumbered::Renumbered;

/// How the chance of being wrong is spread over the nodes, in the letters of Borassi and Natale.
pub(super) struct Plan {
    /// λ: the error wanted, as a share of all pairs.
    pub error: f64,
    /// ω: samples after which the bounds are no longer looked at.
    pub n_planned: u64,
    /// ln(1/δ(v)), for either side of each node.
    log_chances: Vec<f64>,
}

impl Plan {
    /// At n = ω both bounds are within the error once `ω λ² ≥ ln(1/δ(v)) · w(v)` with
    /// `w = 2 b (1-b) + 2 |1-2b| λ + 2/3 λ`. Chances are such that the right side is the same for all
    /// nodes, and their sum is `delta`.
    pub(super) fn new(
        guesses: &[u64],
        n_guesses: u64,
        error: f64,
        delta: f64,
        n_most: u64,
    ) -> Self {
        let weight = |&count: &u64| {
            // Of the scores within three standard deviations the one that varies most; none is taken for 0.
            let guess = (count + 1) as f64 / n_guesses as f64;
            let far = 3.0 * (guess / n_guesses as f64).sqrt();
            let b = 0.5_f64.clamp(guess - far, guess + far);
            2.0 * b * (1.0 - b) + 2.0 * ((1.0 - 2.0 * b).abs() + 1.0 / 3.0) * error
        };
        let weights: Vec<_> = guesses.iter().map(weight).collect();
        let chance = |k: f64| weights.iter().map(|weight| 2.0 * (-k / weight).exp()).sum::<f64>();
        // None needs more than ln(2n/δ) of the greatest weight.
        let greatest = weights.iter().copied().fold(0.0, f64::max);
        let (mut low, mut high) = (0.0, greatest * (2.0 * weights.len() as f64 / delta).ln());
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if chance(middle) > delta {
                low = middle;
            } else {
                high = middle;
            }
        }
        // Guesses are never quite right; bounds are looked at before the end and need not wait for it.
        let n_planned = whole(SLACK * high / (error * error)).min(n_most);
        Self { error, n_planned, log_chances: weights.iter().map(|weight| high / weight).collect() }
    }

    /// How far the true score may be below and above the estimate; right for all nodes together, at any
    /// `n_samples` up to ω that was chosen by looking at the counts.
    ///
    /// Freedman: with chance 1 - δ, `|n (b' - b)| ≤ x` where `x² = 2 ln(1/δ) (ω b (1-b) + x/3)`. Put for b
    /// `b' - d` or `b' + d`, this is a quadratic equation in d.
    fn reach(&self, node: usize, count: u64, n_samples: u64) -> (f64, f64) {
        let (n, log, planned) = (n_samples as f64, self.log_chances[node], self.n_planned as f64);
        let share = count as f64 / n;
        let square = n * n + 2.0 * log * planned;
        let free = 2.0 * log * planned * share * (1.0 - share);
        let root = |half: f64| (half + (half * half + square * free).sqrt()) / square;
        let (step, skew) = (n * log / 3.0, log * planned * (1.0 - 2.0 * share));
        (root(step - skew), root(step + skew))
    }

    /// The widest of all bounds.
    pub(super) fn widest(&self, counts: &[u64], n_samples: u64) -> f64 {
        let of = |(node, &count)| {
            let (below, above) = self.reach(node, count, n_samples);
            below.max(above)
        };
        counts.iter().enumerate().map(of).fold(0.0, f64::max)
    }

    /// The widest bound of the highest nodes, if all of them lie above all others.
    pub(super) fn error_if_separated(
        &self,
        counts: &[u64],
        n_samples: u64,
        n_highest: usize,
    ) -> Option<f64> {
        if n_highest == 0 || n_highest >= counts.len() {
            return None;
        }
        let mut nodes: Vec<_> = (0..counts.len()).collect();
        nodes.select_nth_unstable_by(n_highest - 1, |&a, &b| {
            counts[b].cmp(&counts[a]).then(a.cmp(&b))
        });
        let share = |node: usize| counts[node] as f64 / n_samples as f64;
        let reach = |node: usize| self.reach(node, counts[node], n_samples);
        let (highest, others) = nodes.split_at(n_highest);
        let least = highest.iter().map(|&v| share(v) - reach(v).0).fold(f64::MAX, f64::min);
        let most = others.iter().map(|&v| share(v) + reach(v).1).fold(0.0, f64::max);
        let widest = highest.iter().map(|&v| reach(v).0.max(reach(v).1)).fold(0.0, f64::max);
        (least >= most).then_some(widest)
    }
}

/// What is planned beyond what the guesses ask for.
const SLACK: f64 = 1.1;

/// Nodes on a shortest path at most.
///
/// In a component no two nodes are farther apart than both together from any third. Of a directed graph
/// nothing is known.
pub(super) fn longest_path_nodes(graph: &Renumbered) -> usize {
    if !graph.is_symmetric() {
        return graph.node_count();
    }
    let mut is_met = vec![false; graph.node_count()];
    let mut longest = 0;
    let mut met = Vec::new();
    for first in 0..graph.node_count() as u32 {
        if is_met[first as usize] {
            continue;
        }
        is_met[first as usize] = true;
        met.clear();
        met.push(first);
        let (mut start, mut n_levels) = (0, 0);
        while start < met.len() {
            let end = met.len();
            for at in start..end {
                for &target in graph.rows_out().row(met[at]) {
                    if !std::mem::replace(&mut is_met[target as usize], true) {
                        met.push(target);
                    }
                }
            }
            start = end;
            n_levels += 1;
        }
        longest = longest.max((2 * n_levels - 1).min(met.len()));
    }
    longest
}

/// Samples after which all scores are within `error`, but for a chance of `delta`, whatever they are.
pub(super) fn enough_for_any(n_nodes: usize, n_on_path: usize, error: f64, delta: f64) -> u64 {
    // Hoeffding's inequality for both sides of every node.
    let by_nodes = (2.0 * n_nodes as f64 / delta).ln() / 2.0;
    // Riondato and Kornaropoulos, theorem 2 and lemma 2, with their constant of 0.5.
    let dimension = f64::from((n_on_path - 2).ilog2() + 1);
    let by_paths = 0.5 * (dimension + (1.0 / delta).ln());
    whole(by_nodes.min(by_paths) / (error * error))
}

/// A number of samples that is at least so many, and at least one.
#[expect(
    clippy::cast_sign_loss,
    reason = "a sum of positive terms, and a cast keeps within the type"
)]
fn whole(samples: f64) -> u64 {
    (samples.ceil() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;

    #[test]
    fn bounds_solve_freedmans_equation() {
        let plan = Plan { error: 0.01, n_planned: 5000, log_chances: vec![7.0] };
        for (count, n) in [(0, 1000), (10, 1000), (900, 1000), (2500, 5000), (5000, 5000)] {
            let share = count as f64 / n as f64;
            let (below, above) = plan.reach(0, count, n);
            for (b, distance) in [(share - below, below), (share + above, above)] {
                let x = distance * n as f64;
                let right = 2.0 * 7.0 * (5000.0 * b * (1.0 - b) + x / 3.0);
                // Numbers up to 10^7 with a few roundings.
                assert!((x * x - right).abs() < 1e-6, "{count} of {n}: {x} {right}");
            }
        }
    }

    #[test]
    fn chances_add_up_to_what_may_go_wrong() {
        let plan = Plan::new(&[0, 3, 40, 99, 100], 100, 0.05, 0.1, u64::MAX);
        let chances: f64 = plan.log_chances.iter().map(|log| 2.0 * (-log).exp()).sum();
        assert!(chances <= 0.1 && chances > 0.0999);
        // What the guesses promised holds at the planned size.
        let n = plan.n_planned;
        let counts = [0, 3, 40, 99, 100].map(|percent| percent * n / 100);
        assert!(plan.widest(&counts, n) <= 0.05);
    }

    #[test]
    fn any_sample_is_enough_by_the_shorter_of_two_bounds() {
        // A star: three nodes on a path, dimension 1. ln(2·1001/0.05)/2 = 5.3, (1 + ln 20)/2 = 2.0.
        assert_eq!(enough_for_any(1001, 3, 0.1, 0.05), 200);
        let star = Renumbered::new(naive::star(1000).view(), None);
        assert_eq!(longest_path_nodes(&star), 3);
        assert_eq!(longest_path_nodes(&Renumbered::new(naive::chain(9).view(), None)), 10);
    }
}
