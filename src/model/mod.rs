//! What the world is made of: nodes, edges, facts, kinds, dates, amounts, evidence, sources.
//!
//! Plain values with their rules. No I/O, no serialisation, no graph, no text search.

mod amount;
mod change;
mod difference;
mod evidence;
mod id;
mod kind;
mod numbers;
mod precision;
mod record;
mod vocabulary;
mod when;

pub use amount::{Amount, AmountProblem, Bound, Decimal, Span};
pub use change::Change;
pub use difference::Difference;
pub use evidence::{Digest, Evidence, Source, Supports};
pub use id::{Id, IdProblem, is_invisible};
pub use kind::{
    Aspect, Colour, EdgeKind, EdgeKindIx, End, KindRef, NodeKind, NodeKindIx, Passability, Symmetry,
};
pub use numbers::{Meeting, Numbers};
pub use precision::Precision;
pub use record::{Basis, Edge, Fact, FactValue, Node, Status};
pub use vocabulary::{KindProblem, NewEdgeKind, NewNodeKind, Vocabulary};
pub use when::{Certainty, Day, Days, StateEnd, When, WhenProblem};
