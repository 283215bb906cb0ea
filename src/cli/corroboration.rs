//! The verb `corroboration`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, AmountAbove, CorroborationRequest, Grade, StatementType};
use crate::model::Decimal;
use clap::Args;

/// Grade how well each statement is backed, weakest first
///
/// Relationships and facts by grade: no source, citations that no longer match, claims, conclusions, plans,
/// one origin, several origins. A copy of an article is no second origin. Names restrict it to what touches
/// one of them; grades and --origins-max restrict what is listed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram corroboration
  sociogram corroboration KEPCO --origins-max 1
  sociogram corroboration --over 1000000000 --unit USD --origins-max 1
  sociogram --data harbour-lights corroboration --grade unsourced --type edge --json")]
pub(super) struct Corroboration {
    /// Names or ids
    names: Vec<String>,
    /// List only what has this grade
    #[arg(long, value_name = "GRADE", value_parser = one_of(&Grade::ALL, Grade::as_str))]
    grade: Vec<Grade>,
    /// List only what at most N origins back; copies of a text count once
    #[arg(long, value_name = "N")]
    origins_max: Option<usize>,
    /// Only relationships (edge), or only facts (fact)
    #[arg(long, value_name = "TYPE", value_parser = one_of(&StatementType::ALL, StatementType::as_str))]
    r#type: Option<StatementType>,
    /// Only facts that state an amount above N
    #[arg(long, value_name = "N", requires = "unit", allow_hyphen_values = true)]
    over: Option<String>,
    /// The unit of that amount, such as USD or percent
    #[arg(long, value_name = "UNIT", requires = "over")]
    unit: Option<String>,
    /// Statements listed at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Corroboration {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = CorroborationRequest {
                about: session.nodes(&self.names)?,
                selection: self.selection.resolve(session)?,
                statements: self.r#type,
                above: self.above()?,
                grades: self.grade.iter().copied().collect(),
                origins_max: self.origins_max,
                limit: self.limit,
            };
            let answer = session.ask_long(self.time, "corroboration", |world| {
                explore::corroboration(world, &request)
            })?;
            session.print(&answer, Outcome::found(answer.n_rows > 0))
        })
    }

    fn above(&self) -> Result<Option<AmountAbove>, CliError> {
        let (Some(over), Some(unit)) = (&self.over, &self.unit) else { return Ok(None) };
        let limit = Decimal::new(over).map_err(|problem| {
            CliError::usage(format!("--over {over}: {problem}"))
                .hint("write the number out, as in --over 100000000")
        })?;
        Ok(Some(AmountAbove { limit, unit: unit.clone() }))
    }
}
