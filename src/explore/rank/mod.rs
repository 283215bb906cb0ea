//! `rank`: who matters, by a measure on a stated graph; how that changed over the years, and how much of it rests on
//! one source.

mod measure;
mod over_time;
mod placing;
mod ranking;
mod scores;
mod sensitivity;

pub use measure::{Measure, MeasuredOn};
pub use over_time::{
    OverTimeAnswer, OverTimeRequest, OverTimeRow, YearRanked, dated_years, rank_over_time,
    years_between,
};
pub use placing::{Place, RankRow, Standing};
pub use ranking::{RankAnswer, RankRequest, rank};
pub use scores::{Estimate, Exactness};
pub use sensitivity::{
    LeaveOut, MeasureSensitivity, Moved, SensitivityAnswer, SensitivityRequest, SensitivityRow,
    rank_sensitivity,
};

pub(super) use placing::{Placing, Ranking, exactness, part, places_of};
pub(super) use ranking::{marked_projection, projection};
pub(super) use scores::{sampled, scores};
