//! The dominant eigenvector of a symmetric matrix that is known by its products, by Lanczos' method.
//!
//! Keeps three vectors whatever the number of steps: the basis is made twice, first for its coefficients,
//! then for the vector.

use super::gather::{steady_sum, total};
use crate::algo::watch::Stopped;
use rayon::prelude::*;

/// Steps between two restarts. Few graphs need as many.
const STEPS_MAX: usize = 300;

/// Numbers of a vector that one thread works on.
const CHUNK: usize = 1 << 13;

/// A unit vector that the matrix nearly only stretches.
pub(super) struct Dominant {
    pub(super) vector: Vec<f64>,
    /// How much it is stretched.
    pub(super) eigenvalue: f64,
    /// Products taken.
    pub(super) iterations: u32,
    /// |M x - λ x| / λ.
    pub(super) residual: f64,
    pub(super) converged: bool,
}

/// Looks for the eigenvector of the largest eigenvalue, from a start that is not orthogonal to it. Of several the
/// one nearest to the start is found.
///
/// `table` is long enough for `product` to read; a vector stands in it from 1.
pub(super) fn dominant(
    start: Vec<f64>,
    mut table: Vec<f64>,
    tolerance: f64,
    iterations_max: u32,
    mut product: impl FnMut(u32, &[f64], &mut [f64]) -> Result<(), Stopped>,
) -> Result<Dominant, Stopped> {
    let n = start.len();
    let mut found = Dominant {
        vector: start,
        eigenvalue: 0.0,
        iterations: 0,
        residual: f64::INFINITY,
        converged: false,
    };
    scale(&mut found.vector);
    let (mut before, mut image) = (vec![0.0; n], vec![0.0; n]);
    loop {
        // What is told of a vector rests on its own product, not on coefficients.
        table[1..=n].copy_from_slice(&found.vector);
        product(found.iterations, &table, &mut image)?;
        found.iterations += 1;
        let x = &found.vector;
        let [eigenvalue] = steady_sum(n, |at| [x[at] * image[at]]);
        let [square] = steady_sum(n, |at| [(image[at] - eigenvalue * x[at]).powi(2)]);
        let residual = if square == 0.0 { 0.0 } else { square.sqrt() / eigenvalue };
        let stuck = residual >= found.residual;
        (found.eigenvalue, found.residual) = (eigenvalue, residual);
        found.converged = residual <= tolerance;
        let left = iterations_max.saturating_sub(found.iterations) / 2;
        if found.converged || left == 0 || stuck {
            return Ok(found);
        }
        let mut tridiagonal = Tridiagonal::default();
        let steps_max = STEPS_MAX.min(left as usize);
        // The first product is the one just taken.
        let mut beta = 0.0;
        before.fill(0.0);
        loop {
            if !tridiagonal.diagonal.is_empty() {
                product(found.iterations, &table, &mut image)?;
                found.iterations += 1;
            }
            let alpha = step_alpha(&table[1..=n], &before, beta, &mut image);
            beta = step_beta(&table[1..=n], alpha, &mut image);
            tridiagonal.diagonal.push(alpha);
            let (eigenvalue, weights) = tridiagonal.dominant();
            let n_steps = weights.len();
            let residual = beta * weights[n_steps - 1];
            if residual <= 0.5 * tolerance * eigenvalue || n_steps == steps_max {
                break;
            }
            tridiagonal.beside.push(beta);
            before.copy_from_slice(&table[1..=n]);
            advance(&image, beta, &mut table[1..=n]);
        }
        let (_, weights) = tridiagonal.dominant();
        // Once more with the coefficients known, adding up.
        table[1..=n].copy_from_slice(&found.vector);
        found.vector.iter_mut().for_each(|x| *x *= weights[0]);
        before.fill(0.0);
        let mut beta = 0.0;
        for (step, &beta_next) in tridiagonal.beside.iter().enumerate() {
            product(found.iterations, &table, &mut image)?;
            found.iterations += 1;
            step_alpha(&table[1..=n], &before, beta, &mut image);
            step_beta(&table[1..=n], tridiagonal.diagonal[step], &mut image);
            beta = beta_next;
            before.copy_from_slice(&table[1..=n]);
            advance(&image, beta, &mut table[1..=n]);
            let (weight, v) = (weights[step + 1], &table[1..=n]);
            found.vector.iter_mut().zip(v).for_each(|(x, v)| *x += weight * v);
        }
        scale(&mut found.vector);
    }
}

/// Scales to length 1.
fn scale(vector: &mut [f64]) {
    let [square] = steady_sum(vector.len(), |at| [vector[at] * vector[at]]);
    let factor = 1.0 / square.sqrt();
    for x in vector {
        *x *= factor;
    }
}

/// Takes the vector before out of the image; returns how much of the vector itself is in it.
fn step_alpha(v: &[f64], before: &[f64], beta: f64, image: &mut [f64]) -> f64 {
    let chunks = image.par_chunks_mut(CHUNK).zip(v.par_chunks(CHUNK)).zip(before.par_chunks(CHUNK));
    let sums: Vec<_> = chunks
        .map(|((image, v), before)| {
            steady_sum(image.len(), |at| {
                image[at] -= beta * before[at];
                [image[at] * v[at]]
            })
        })
        .collect();
    let [alpha] = total(&sums);
    alpha
}

/// Takes the vector itself out; returns the length of what is left.
fn step_beta(v: &[f64], alpha: f64, image: &mut [f64]) -> f64 {
    let chunks = image.par_chunks_mut(CHUNK).zip(v.par_chunks(CHUNK));
    let sums: Vec<_> = chunks
        .map(|(image, v)| {
            steady_sum(image.len(), |at| {
                image[at] -= alpha * v[at];
                [image[at] * image[at]]
            })
        })
        .collect();
    let [square] = total(&sums);
    square.sqrt()
}

/// The next vector: what is left of the image, scaled to length 1.
fn advance(image: &[f64], beta: f64, v: &mut [f64]) {
    let factor = 1.0 / beta;
    let chunks = v.par_chunks_mut(CHUNK).zip(image.par_chunks(CHUNK));
    chunks
        .for_each(|(v, image)| v.iter_mut().zip(image).for_each(|(v, image)| *v = image * factor));
}

/// The matrix in the basis: symmetric, with numbers on the diagonal and positive ones beside it.
#[derive(Default)]
struct Tridiagonal {
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

impl Tridiagonal {
    /// The largest eigenvalue and its unit vector.
    fn dominant(&self) -> (f64, Vec<f64>) {
        let Self { diagonal: a, beside: b } = self;
        let n = a.len();
        let around = |at: usize| {
            (if at > 0 { b[at - 1] } else { 0.0 }) + b.get(at).copied().unwrap_or_default()
        };
        // Gershgorin: no eigenvalue is above the one, and the largest is not below the other.
        let mut high = (0..n).map(|at| a[at] + around(at)).fold(f64::MIN, f64::max);
        let mut low = a.iter().copied().fold(f64::MIN, f64::max);
        loop {
            let middle = low.midpoint(high);
            if middle <= low || middle >= high {
                break;
            }
            if self.is_above_all(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // From the last to the second, pivots of (λ - T): all are positive.
        let mut pivots = vec![0.0; n];
        for at in (1..n).rev() {
            let below = if at + 1 < n { b[at] * b[at] / pivots[at + 1] } else { 0.0 };
            pivots[at] = (high - a[at] - below).max(f64::MIN_POSITIVE);
        }
        let mut vector = vec![1.0; n];
        for at in 1..n {
            vector[at] = vector[at - 1] * b[at - 1] / pivots[at];
        }
        scale(&mut vector);
        (high, vector)
    }

    /// Whether all eigenvalues are below a number: all pivots of (number - T) are positive then.
    fn is_above_all(&self, number: f64) -> bool {
        let mut pivot = 1.0;
        (0..self.diagonal.len()).all(|at| {
            let above = if at > 0 { self.beside[at - 1].powi(2) / pivot } else { 0.0 };
            pivot = number - self.diagonal[at] - above;
            pivot > 0.0
        })
    }
}
