//! Ways between nodes: distances, shortest paths, the next ones after them, and trees.
//!
//! [`Terrain`] says where a path may go and what each arc costs, [`Hops`] counts arcs alone; what lies
//! between two nodes is found on either.

mod a_star;
mod all_shortest;
mod bfs;
mod bidirectional_dijkstra;
mod bounds;
mod bucket_queue;
mod cheapest;
mod delta_stepping;
mod deviations;
mod dijkstra;
mod enumeration;
mod half_steps;
mod k_shortest;
mod meeting;
mod shortest_walks;
mod steiner;
mod terrain;
mod time_respecting;

pub use a_star::{AStarScratch, a_star};
pub use all_shortest::{AllShortest, all_shortest_paths};
pub use bfs::{BfsScratch, Distances, UNREACHED, bfs};
pub use bidirectional_dijkstra::{BidirectionalScratch, bidirectional_dijkstra};
pub use cheapest::{CheapestPaths, cheapest_paths};
pub use dijkstra::{DijkstraScratch, WeightedDistances, dijkstra};
pub use enumeration::{Enumeration, EnumerationLimits, PathCount};
pub use half_steps::half_step_distances;
pub use k_shortest::{KShortest, RankedPath, k_shortest_paths, lightest_paths};
pub use meeting::{Anywhere, Hops, MeetingScratch, Passage, Walkable, Way, distance_between};
pub use shortest_walks::{ShortestPaths, shortest_path, shortest_paths};
pub use steiner::{SteinerForest, SteinerTree, TreeArc, steiner_forest};
pub use terrain::{CLOSED, HALF_STEPS_MAX, Length, Terrain};
pub use time_respecting::{
    TimeRespecting, WalkDays, earliest_arrivals, first_from, last_until, time_respecting_paths,
};
