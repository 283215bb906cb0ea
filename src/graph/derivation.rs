//! Chains of copies: what the sources that a source is derived from, at any distance, say of it.

/// For each source the first thing that `says` has for a source on its chain, which begins with itself.
///
/// `parent` gives what a source is derived from. A chain is walked once however many sources share it. Time and space
/// O(sources).
pub(super) fn first_on_chain<T: Copy>(
    n_sources: usize,
    parent: impl Fn(usize) -> Option<usize>,
    says: impl Fn(usize) -> Option<T>,
) -> Vec<Option<T>> {
    let mut found: Vec<Option<T>> = vec![None; n_sources];
    let mut is_walked = vec![false; n_sources];
    let mut chain = Vec::new();
    for start in 0..n_sources {
        let mut next = Some(start);
        let mut first = None;
        while let Some(at) = next {
            if is_walked[at] {
                first = found[at];
                break;
            }
            is_walked[at] = true;
            chain.push(at);
            first = says(at);
            next = if first.is_none() { parent(at) } else { None };
        }
        for at in chain.drain(..) {
            found[at] = first;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::first_on_chain;
    use std::cell::Cell;

    #[test]
    fn each_source_has_the_root_of_its_chain() {
        // 0 <- 1 <- 2, 1 <- 3, 4 <- 5
        let parents = [None, Some(0), Some(1), Some(1), None, Some(4)];
        let roots = first_on_chain(6, |at| parents[at], |at| parents[at].is_none().then_some(at));
        assert_eq!(roots, [0, 0, 0, 0, 4, 4].map(Some));
        let below_one = first_on_chain(6, |at| parents[at], |at| (at == 1).then_some(()));
        assert_eq!(below_one, [None, Some(()), Some(()), Some(()), None, None]);
    }

    #[test]
    fn a_chain_is_walked_once() {
        let n = 1_000_000;
        let n_steps = Cell::new(0);
        for is_root_first in [true, false] {
            n_steps.set(0);
            let parent = |at: usize| {
                n_steps.set(n_steps.get() + 1);
                if is_root_first { at.checked_sub(1) } else { Some(at + 1).filter(|&up| up < n) }
            };
            let roots = first_on_chain(n, parent, |at| parent(at).is_none().then_some(at));
            let root = if is_root_first { 0 } else { n - 1 };
            assert!(roots.iter().all(|&one| one == Some(root)));
            // Each source is asked whether it is the root, and for what to walk to.
            assert!(n_steps.get() <= 2 * n, "{} steps", n_steps.get());
        }
    }
}
