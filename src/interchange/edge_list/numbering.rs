//! Which node an id means: the id itself, or its place in a list.

use super::EdgeListError;
use super::shape::Shape;
use super::walk::{PROBLEMS_MAX, Problem, finding, whole};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// So many nodes are taken whatever the size of the file.
const NODES_FREE: u64 = 1 << 20;

/// Nodes to a byte of file beyond which ids are too far apart.
const NODES_PER_BYTE: u64 = 16;

/// How ids become nodes.
#[derive(Debug)]
pub(super) enum Numbering {
    /// An id is a node, up to a bound.
    Plain { n_nodes_max: u64 },
    /// Ids are those of a list, in order; `is_plain` where they are 0, 1, 2 …
    Listed { ids: Vec<u64>, is_plain: bool },
}

impl Numbering {
    /// The numbering of a file.
    pub(super) fn of(path: &Path, shape: &Shape) -> Result<Self, EdgeListError> {
        let Some(list) = &shape.ids else {
            let length =
                std::fs::metadata(path).map_err(|error| EdgeListError::io(path, error))?.len();
            let n_nodes_max = NODES_FREE.max(length.saturating_mul(NODES_PER_BYTE));
            return Ok(Self::Plain { n_nodes_max: n_nodes_max.min(u64::from(u32::MAX)) });
        };
        let file = File::open(list).map_err(|error| EdgeListError::io(list, error))?;
        let mut ids = Vec::new();
        let mut findings = Vec::new();
        for (line, text) in (1..).zip(BufReader::new(file).split(b'\n')) {
            let text = text.map_err(|error| EdgeListError::io(list, error))?;
            let id = text.trim_ascii();
            if id.is_empty() || id.starts_with(b"#") {
                continue;
            }
            match whole(id, "id") {
                Ok(id) => ids.push(id),
                Err(problem) => findings.push(finding(list, line, problem.message, problem.hint)),
            }
        }
        ids.sort_unstable();
        if let Some(&[twice, _]) =
            ids.windows(2).filter_map(|pair| pair.first_chunk()).find(|[a, b]| a == b)
        {
            let message = format!("the id {twice} is listed twice");
            findings.push(finding(list, 1, message, None));
        }
        if !findings.is_empty() {
            findings.truncate(PROBLEMS_MAX);
            return Err(EdgeListError::Refused { findings });
        }
        let is_plain = (0..).zip(&ids).all(|(at, &id)| at == id);
        Ok(Self::Listed { ids, is_plain })
    }

    /// Number of nodes, where it does not depend on the edges.
    pub(super) fn n_listed(&self) -> Option<usize> {
        match self {
            Self::Plain { .. } => None,
            Self::Listed { ids, .. } => Some(ids.len()),
        }
    }

    /// The ids, where there is a list.
    pub(super) fn into_ids(self) -> Option<Vec<u64>> {
        match self {
            Self::Listed { ids, .. } => Some(ids),
            Self::Plain { .. } => None,
        }
    }

    /// The node with an id, or the id where there is none.
    #[inline]
    pub(super) fn node(&self, id: u64) -> Result<u32, u64> {
        match self {
            Self::Plain { n_nodes_max } if id < *n_nodes_max => Ok(id as u32),
            Self::Listed { ids, is_plain: true } if id < ids.len() as u64 => Ok(id as u32),
            Self::Listed { ids, is_plain: false } => {
                ids.binary_search(&id).map(|at| at as u32).map_err(|_| id)
            }
            _ => Err(id),
        }
    }

    /// Why an id has no node.
    pub(super) fn unknown(&self, id: u64) -> Problem {
        match self {
            Self::Plain { .. } => Problem {
                message: format!("the id {id} is far beyond the number of edges"),
                hint: Some(
                    "number the nodes from 0, or list the ids in a .v file beside an .e file",
                ),
            },
            Self::Listed { .. } => {
                Problem { message: format!("the id {id} is not listed in the .v file"), hint: None }
            }
        }
    }
}
