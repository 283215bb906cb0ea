//! PageRank of graphs that are their own reverse, by conjugate gradients.
//!
//! With y = x / degree the equation reads `(D - d A) y = v`, which is symmetric and positive definite, and
//! what is amiss in it is what one more sweep would change. Its solution is that of the whole up to a
//! factor, as lone nodes jump like all others. Leaves are eliminated beforehand: each depends on one node.
//! Conjugate gradients then take a third of the sweeps that the walk itself would.
//!
//! M. R. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear systems", 1952,
//! doi:10.6028/jres.049.044.

use super::gather::{Gather, Slots, degree_of, steady_sum, total};
use super::pagerank::{PageRank, PageRankParams, Restart};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;

/// Solves to the tolerance.
pub(super) fn solve(
    graph: Csr<'_>,
    restart: Restart<'_>,
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    let mut system = System::new(graph, restart, params);
    system.solve(params, watch)?;
    Ok(system.ranks(graph, restart))
}

/// The leaf's neighbour if `node` is a leaf. Of two leaves joined to each other the first is none.
fn parent(graph: Csr<'_>, node: usize) -> Option<usize> {
    if degree_of(graph, node) != 1 {
        return None;
    }
    let parent = graph.targets()[graph.offsets()[node] as usize] as usize;
    (parent != node && (degree_of(graph, parent) != 1 || parent < node)).then_some(parent)
}

/// The equations that are left when leaves and lone nodes are gone, and where their solution stands.
struct System {
    /// The nodes.
    slots: Slots,
    arcs: Gather,
    damping: f64,
    /// Sum of all scores before they are scaled to 1.
    mass: f64,
    /// What stands before y(v) in its own equation.
    diagonal: Vec<f64>,
    /// 1 / diagonal.
    inverse: Vec<f64>,
    /// The right side.
    right: Vec<f64>,
    /// The unknowns: score by degree.
    y: Vec<f64>,
    /// r = right - M y.
    residuals: Vec<f64>,
    /// Rounds done.
    iterations: u32,
    /// Bound of the change that one more sweep would make.
    residual: f64,
    converged: bool,
}

impl System {
    fn new(graph: Csr<'_>, restart: Restart<'_>, params: &PageRankParams) -> Self {
        let (n_nodes, damping) = (graph.node_count(), params.damping);
        let mut right: Vec<f64> = (0..n_nodes).map(|node| restart.of(node)).collect();
        let mut n_leaves = vec![0_u32; n_nodes];
        for leaf in 0..n_nodes {
            if let Some(parent) = parent(graph, leaf) {
                n_leaves[parent] += 1;
                right[parent] += damping * restart.of(leaf);
            }
        }
        let slots = Slots::by_length(n_nodes, |node| {
            let degree = degree_of(graph, node);
            let is_kept = degree > 1 || (degree == 1 && parent(graph, node).is_none());
            is_kept.then(|| degree - n_leaves[node])
        });
        let arcs = Gather::new(graph, &slots.nodes, &slots);
        let degree = |node: usize| f64::from(degree_of(graph, node));
        let leaves = |node: usize| f64::from(n_leaves[node]);
        let diagonal = slots.pick(|node| degree(node) - damping * damping * leaves(node));
        let inverse = diagonal.iter().map(|number| 1.0 / number).collect();
        let is_lone = |&node: &usize| degree_of(graph, node) == 0;
        let lone: f64 = (0..n_nodes).filter(is_lone).map(|node| restart.of(node)).sum();
        let mass = lone + (1.0 - lone) / (1.0 - damping);
        // A walk without jumps spends time by degree, and with few it nearly does; but one that always
        // returns to the same nodes stays near them.
        let start = match restart {
            Restart::Anywhere { .. } => (mass - lone) / graph.arc_count().max(1) as f64,
            Restart::At(_) => 0.0,
        };
        let right = slots.pick(|node| right[node]);
        let residuals = slots
            .nodes
            .iter()
            .zip(&right)
            .map(|(&node, right)| {
                let (degree, leaves) = (degree(node as usize), leaves(node as usize));
                let kept = degree * (1.0 - damping) + leaves * damping * (1.0 - damping);
                right - start * kept
            })
            .collect();
        let y = vec![start; right.len()];
        Self {
            slots,
            arcs,
            damping,
            mass,
            diagonal,
            inverse,
            right,
            y,
            residuals,
            iterations: 0,
            residual: f64::INFINITY,
            converged: false,
        }
    }

    fn solve(&mut self, params: &PageRankParams, watch: &dyn Watch) -> Result<(), Stopped> {
        let mut table = self.slots.table();
        while !self.converged && self.iterations < params.iterations_max {
            self.descend(params, watch, &mut table)?;
            self.check(params, watch, &mut table)?;
        }
        Ok(())
    }

    /// Conjugate gradients from the residuals that stand, until theirs, carried along, is small enough.
    /// Leaves one round for the check.
    fn descend(
        &mut self,
        params: &PageRankParams,
        watch: &dyn Watch,
        p: &mut [f64],
    ) -> Result<(), Stopped> {
        let n = self.y.len();
        let Self { arcs, damping, mass, diagonal, inverse, y, residuals: r, .. } = self;
        let [mut rz, size, sum] =
            steady_sum(n, |at| [r[at] * r[at] * inverse[at], r[at].abs(), r[at]]);
        let mut residual = (size + sum.abs()) / *mass;
        let mut q = vec![0.0; n];
        let mut beta = 0.0;
        p.fill(0.0);
        while residual > params.tolerance && self.iterations + 1 < params.iterations_max {
            let parts: Vec<_> = arcs.split(&mut p[1..=n]);
            arcs.blocks().par_iter().zip(parts).for_each(|(block, p)| {
                let (r, inverse) = (&r[block.rows()], &inverse[block.rows()]);
                for ((p, r), inverse) in p.iter_mut().zip(r).zip(inverse) {
                    *p = r * inverse + beta * *p;
                }
            });
            let table = &*p;
            let round = (watch, self.iterations, params.iterations_max);
            let pq = arcs.for_blocks(arcs.split(&mut q), round, |block, q| {
                block.sum(table, q);
                let (p, diagonal) = (&table[1..][block.rows()], &diagonal[block.rows()]);
                steady_sum(q.len(), |at| {
                    q[at] = diagonal[at] * p[at] - *damping * q[at];
                    [p[at] * q[at]]
                })
            })?;
            let [pq] = total(&pq);
            self.iterations += 1;
            if pq <= 0.0 {
                // Nothing but rounding is left.
                break;
            }
            let alpha = rz / pq;
            let parts: Vec<_> = arcs.split(y).into_iter().zip(arcs.split(r)).collect();
            let sums: Vec<_> = arcs
                .blocks()
                .par_iter()
                .zip(parts)
                .map(|(block, (y, r))| {
                    let (p, q) = (&table[1..][block.rows()], &q[block.rows()]);
                    let inverse = &inverse[block.rows()];
                    steady_sum(y.len(), |at| {
                        y[at] += alpha * p[at];
                        r[at] -= alpha * q[at];
                        [r[at] * r[at] * inverse[at], r[at].abs(), r[at]]
                    })
                })
                .collect();
            let [rz_next, size, sum] = total(&sums);
            beta = rz_next / rz;
            rz = rz_next;
            residual = (size + sum.abs()) / *mass;
        }
        Ok(())
    }

    /// Sets the residuals by their definition, and with them whether the scores are good enough.
    fn check(
        &mut self,
        params: &PageRankParams,
        watch: &dyn Watch,
        table: &mut [f64],
    ) -> Result<(), Stopped> {
        let Self { arcs, damping, diagonal, inverse, right, y, residuals, .. } = self;
        for ((y, right), inverse) in y.iter_mut().zip(&*right).zip(&*inverse) {
            // The solution is nowhere below what jumps bring: this is only nearer to it.
            *y = y.max(right * inverse);
        }
        table[1..=y.len()].copy_from_slice(y);
        let round = (watch, self.iterations, params.iterations_max);
        let sums = arcs.for_blocks(arcs.split(residuals), round, |block, r| {
            block.sum(table, r);
            let (y, diagonal) = (&table[1..][block.rows()], &diagonal[block.rows()]);
            let right = &right[block.rows()];
            steady_sum(r.len(), |at| {
                r[at] = right[at] + *damping * r[at] - diagonal[at] * y[at];
                [r[at].abs(), r[at]]
            })
        })?;
        let [size, sum] = total(&sums);
        self.iterations += 1;
        self.residual = (size + sum.abs()) / self.mass;
        self.converged = self.residual <= params.tolerance;
        Ok(())
    }

    /// The scores of all nodes.
    fn ranks(self, graph: Csr<'_>, restart: Restart<'_>) -> PageRank {
        let n_nodes = graph.node_count();
        let mut scores: Vec<f64> = (0..n_nodes).map(|node| restart.of(node)).collect();
        for (&node, y) in self.slots.nodes.iter().zip(&self.y) {
            scores[node as usize] = y * f64::from(degree_of(graph, node as usize));
        }
        for leaf in (0..n_nodes).filter(|&node| self.slots.of_nodes[node] == 0) {
            if let &[parent] = graph.neighbors(NodeIx(leaf as u32)) {
                let slot = self.slots.of_nodes[parent as usize] as usize;
                scores[leaf] += self.damping * self.y[slot - 1];
            }
        }
        let Self { iterations, residual, converged, .. } = self;
        PageRank { scores, iterations, residual, converged }.scaled()
    }
}
