//! PageRank of graphs whose arcs go one way.
//!
//! Without the mass of dangling nodes the equation is `x = v + d Σ x(u)/out(u)`, and its solution is that of
//! the whole up to a factor. Nodes that no cycle leads to and nodes that lead to none are solved one
//! after the other, each once; only what is left between them takes sweeps.

use super::gather::{Gather, Slots, steady_sum, total};
use super::pagerank::{PageRank, PageRankParams, Restart};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};

/// Solves to the tolerance.
pub(super) fn solve(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    restart: Restart<'_>,
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    let mut scores: Vec<f64> = (0..graph.node_count()).map(|node| restart.of(node)).collect();
    let mut peel = Peel::new(graph, reverse);
    peel.solve_sources(graph, params.damping, &mut scores);
    peel.list_sinks(graph, reverse);
    let (iterations, residual) = sweep(graph, reverse, &peel, &mut scores, params, watch)?;
    peel.finish(graph, reverse, params.damping, &mut scores);
    let converged = residual <= params.tolerance;
    Ok(PageRank { scores, iterations, residual, converged }.scaled())
}

/// Solves the nodes between cycles. Their scores hold what enters from solved nodes, and afterwards the solution.
/// Returns the sweeps done and a bound of the change that one more would make to scaled scores.
fn sweep(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    peel: &Peel,
    scores: &mut [f64],
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<(u32, f64), Stopped> {
    let slots = Slots::by_length(graph.node_count(), |node| {
        let is_between = peel.unsolved_in[node] > 0 && peel.needed_out[node] > 0;
        is_between.then(|| peel.unsolved_in[node])
    });
    if slots.nodes.is_empty() {
        return Ok((0, 0.0));
    }
    let arcs = Gather::new(reverse, &slots.nodes, &slots);
    let degrees = slots.pick(|node| graph.degree(NodeIx(node as u32)) as f64);
    let inverse: Vec<f64> = degrees.iter().map(|degree| 1.0 / degree).collect();
    let entering = slots.pick(|node| scores[node]);
    let n = entering.len();
    let (mut given, mut next) = (slots.table(), slots.table());
    for (given, (entering, inverse)) in given[1..].iter_mut().zip(entering.iter().zip(&inverse)) {
        *given = entering * inverse;
    }
    // Scores only rise from here: their sum, by which they are scaled in the end, is at least this.
    let [mass] = steady_sum(scores.len(), |node| [scores[node]]);
    let (mut iterations, mut residual) = (0, f64::INFINITY);
    while residual > params.tolerance && iterations < params.iterations_max {
        let table = &given;
        let round = (watch, iterations, params.iterations_max);
        let sums = arcs.for_blocks(arcs.split(&mut next[1..=n]), round, |block, next| {
            block.sum(table, next);
            let rows = block.rows();
            let (old, entering) = (&table[1..][rows.clone()], &entering[rows.clone()]);
            let (inverse, degrees) = (&inverse[rows.clone()], &degrees[rows]);
            steady_sum(next.len(), |at| {
                let score = entering[at] + params.damping * next[at];
                next[at] = score * inverse[at];
                let change = score - old[at] * degrees[at];
                [change.abs(), score - entering[at]]
            })
        })?;
        let [change, risen] = total(&sums);
        std::mem::swap(&mut given, &mut next);
        iterations += 1;
        // A change in sum moves the mass that jumps as well, by no more than itself.
        residual = 2.0 * change / (mass + risen);
    }
    for ((&node, given), degree) in slots.nodes.iter().zip(&given[1..]).zip(&degrees) {
        scores[node as usize] = given * degree;
    }
    Ok((iterations, residual))
}

/// Which nodes lie on no way from a cycle to a cycle.
struct Peel {
    /// Arcs that enter a node from nodes that are not solved; 0 for those that are.
    unsolved_in: Vec<u32>,
    /// Arcs that leave a node towards nodes that others wait for.
    needed_out: Vec<u32>,
    /// Nodes nobody waits for, each behind those it leads to.
    last: Vec<u32>,
}

fn degrees(graph: Csr<'_>) -> Vec<u32> {
    graph.offsets().windows(2).map(|ends| ends[1] - ends[0]).collect()
}

impl Peel {
    fn new(graph: Csr<'_>, reverse: Csr<'_>) -> Self {
        Self { unsolved_in: degrees(reverse), needed_out: degrees(graph), last: Vec::new() }
    }

    /// Solves nodes all of whose predecessors are solved, and gives what they have to those they lead to.
    fn solve_sources(&mut self, graph: Csr<'_>, damping: f64, scores: &mut [f64]) {
        let waits = &mut self.unsolved_in;
        let mut queue: Vec<u32> = Vec::new();
        queue.extend((0..).zip(&*waits).filter(|&(_, &n)| n == 0).map(|(node, _)| node));
        let mut at = 0;
        while let Some(&node) = queue.get(at) {
            at += 1;
            let targets = graph.neighbors(NodeIx(node));
            let given = damping * scores[node as usize] / targets.len() as f64;
            for &target in targets {
                scores[target as usize] += given;
                waits[target as usize] -= 1;
                if waits[target as usize] == 0 {
                    queue.push(target);
                }
            }
        }
    }

    /// Lists the nodes that lead to no cycle.
    fn list_sinks(&mut self, graph: Csr<'_>, reverse: Csr<'_>) {
        let Self { unsolved_in, needed_out, last } = self;
        last.extend(
            (0..graph.node_count())
                .filter(|&node| unsolved_in[node] > 0 && needed_out[node] == 0)
                .map(|node| node as u32),
        );
        let mut at = 0;
        while let Some(&node) = last.get(at) {
            at += 1;
            for &from in reverse.neighbors(NodeIx(node)) {
                needed_out[from as usize] -= 1;
                if needed_out[from as usize] == 0 && unsolved_in[from as usize] > 0 {
                    last.push(from);
                }
            }
        }
    }

    /// Solves the nodes that were listed.
    fn finish(&self, graph: Csr<'_>, reverse: Csr<'_>, damping: f64, scores: &mut [f64]) {
        let offsets = graph.offsets();
        for &node in self.last.iter().rev() {
            let mut sum = 0.0;
            for &from in reverse.neighbors(NodeIx(node)) {
                let from = from as usize;
                // What was solved first has been given already.
                if self.unsolved_in[from] > 0 {
                    sum += scores[from] / f64::from(offsets[from + 1] - offsets[from]);
                }
            }
            scores[node as usize] += damping * sum;
        }
    }
}
