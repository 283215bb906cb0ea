//! The possible days of every edge, as sets that edges of one date share.
//!
//! Reads each distinct date once. Which of its days an edge takes is decided by whoever walks it.

use super::property_graph::{EdgeRef, PropertyGraph};
use crate::model::{Aspect, Day, Days, Passability, When};

/// The sets of days that edges of a graph can have.
#[derive(Debug)]
pub struct DaySets {
    /// Of each distinct date, read as an act and as a state.
    dated: Vec<[Vec<Days>; 2]>,
}

/// The number of the set of no days.
const NEVER: u32 = 0;
/// The number of the set of all days.
const ANY_DAY: u32 = 1;
/// The first set of a date.
const DATED: u32 = 2;

impl DaySets {
    /// Reads the dates. Time O(d) for d distinct dates.
    pub fn new(graph: PropertyGraph<'_>) -> Self {
        let both = |when: When| [when.days_of_act().to_vec(), vec![when.days_of_state()]];
        Self { dated: graph.dates().map(both).collect() }
    }

    /// All sets by number.
    pub fn sets(&self) -> Vec<&[Days]> {
        let open: [&[Days]; 2] = [&[], &[Days::ALL]];
        open.into_iter().chain(self.dated.iter().flatten().map(Vec::as_slice)).collect()
    }

    /// The number of the set of an edge: any day where it has no date or says that two nodes are one.
    pub fn of(edge: EdgeRef<'_>) -> u32 {
        let (date, aspect) = edge.time();
        match date.at() {
            Some(at) if edge.kind().passability != Passability::Identity => {
                DATED + 2 * at as u32 + u32::from(aspect == Aspect::State)
            }
            _ => ANY_DAY,
        }
    }

    /// As [`Self::of`], but no day where the first possible one is not known.
    pub fn of_known(&self, edge: EdgeRef<'_>) -> u32 {
        let set = Self::of(edge);
        let is_open = match self.days(set) {
            [first, ..] => first.first == Day::EARLIEST,
            [] => true,
        };
        if is_open && edge.kind().passability != Passability::Identity { NEVER } else { set }
    }

    /// The days of a set by its number.
    pub fn days(&self, set: u32) -> &[Days] {
        match set {
            NEVER => &[],
            ANY_DAY => &[Days::ALL],
            set => {
                let at = set - DATED;
                &self.dated[at as usize / 2][at as usize % 2]
            }
        }
    }
}
