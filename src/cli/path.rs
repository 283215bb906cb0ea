//! The verb `path`.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs};
use super::session::Session;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, InOrderRequest, PathRequest, Ways, WeightProblem, Weights};
use crate::graph::{NodeIx, Selection};
use clap::Args;

/// Find how two actors are connected, with the evidence for each step
///
/// All shortest paths, over relationships in either direction. Two parties of one agreement are one step
/// apart. States, places, posts and topics may be ends and are not passed through, because everything
/// meets there; what was left out is said, with the option that admits it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram path kepco \"Korea Eximbank\"
  sociogram path Samsung \"Lee Myung-bak\" --as-of 2010
  sociogram path LG kepco --via kazakhstan
  sociogram path kepco samsung --k 5
  sociogram path kazakhstan korea --weight trade-volume
  sociogram path Samsung \"Lee Myung-bak\" --in-order
  sociogram path kepco korea-eximbank --json")]
pub(super) struct Path {
    /// Where to start: a name or an id
    from: String,
    /// Where to end: a name or an id
    to: String,
    /// The N shortest paths instead of all shortest ones
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    k: Option<u16>,
    /// Every path must pass this node
    #[arg(long, value_name = "NAME")]
    through: Vec<String>,
    /// Least total of the numbers in this fact, instead of fewest steps
    ///
    /// A relationship that states no number is not walked; that two names mean one actor costs nothing.
    #[arg(long, value_name = "KEY")]
    weight: Option<String>,
    /// Only chains whose steps can have happened in that order, from start to end
    ///
    /// Each chain says whether its order is certain or possible, by when all its steps can have happened,
    /// and until when the first one can.
    #[arg(long)]
    in_order: bool,
    /// Paths listed at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

impl Path {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        if self.in_order {
            return self.run_in_order(global, ui);
        }
        session::with(global, ui, |session| {
            let through: Result<_, CliError> = session.nodes(&self.through);
            let request = PathRequest {
                from: session.node(&self.from)?,
                to: session.node(&self.to)?,
                selection: self.selection.resolve(session)?,
                via: self.via.resolve(session)?,
                through: through?,
                weights: self.weights(session)?,
                ways: self.k.map_or(Ways::AllShortest, |k| Ways::KShortest(usize::from(k))),
                limit: usize::from(self.limit).max(self.k.map_or(1, usize::from)),
            };
            let ends = [request.from, request.to];
            refuse_avoided(session, &request.selection, ends.iter().chain(&request.through))?;
            let answer = session.ask(|world| explore::path(world, &request));
            session.print(&answer, Outcome::found(!answer.paths.is_empty()))
        })
    }

    fn run_in_order(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let given = [
            ("--k", self.k.is_some()),
            ("--through", !self.through.is_empty()),
            ("--weight", self.weight.is_some()),
        ];
        if let Some((option, _)) = given.into_iter().find(|(_, is_given)| *is_given) {
            return Err(CliError::usage(format!(
                "--in-order looks for the shortest chains and takes no {option}"
            ))
            .hint(format!("leave out {option}; --limit N lists more chains")));
        }
        session::with(global, ui, |session| {
            let request = InOrderRequest {
                from: session.node(&self.from)?,
                to: session.node(&self.to)?,
                selection: self.selection.resolve(session)?,
                via: self.via.resolve(session)?,
                limit: usize::from(self.limit),
            };
            refuse_avoided(session, &request.selection, [request.from, request.to].iter())?;
            let answer = session.ask(|world| explore::in_order(world, &request));
            session.print(&answer, Outcome::found(!answer.chains.is_empty()))
        })
    }

    /// The weights of the key that was given.
    fn weights(&self, session: &Session<'_>) -> Result<Option<Weights>, CliError> {
        let Some(key) = &self.weight else { return Ok(None) };
        let graph = session.graph();
        let id = |edge| graph.edge(edge).id();
        Weights::new(graph, key).map(Some).map_err(|problem| match problem {
            WeightProblem::NoNumbers(keys) => {
                let error = CliError::usage(format!("no relationship states a number as “{key}”"));
                match keys.len() {
                    0 => error.hint("leave out --weight: the data state no numbers"),
                    _ => error.hint(format!("numbers are stated as {}", keys.join(", "))),
                }
            }
            WeightProblem::Units(units) => CliError::usage(format!(
                "“{key}” is stated in several units, which do not add up: {}",
                units.join(", ")
            )),
            WeightProblem::Negative(edge) => CliError::usage(format!(
                "“{key}” is below zero at {}: no total would be least",
                id(edge)
            )),
            WeightProblem::Range(edge) => CliError::usage(format!(
                "“{key}” has numbers too far apart to be added exactly, as at {}",
                id(edge)
            )),
        })
    }
}

/// Refuses what is asked for and avoided at once.
fn refuse_avoided<'n>(
    session: &Session<'_>,
    selection: &Selection,
    mut wanted: impl Iterator<Item = &'n NodeIx>,
) -> Result<(), CliError> {
    match wanted.find(|node| selection.avoid_nodes.contains(node)) {
        None => Ok(()),
        Some(&node) => {
            let name = session.graph().node(node).name();
            Err(CliError::usage(format!("{name} is asked for and avoided at once")))
        }
    }
}
