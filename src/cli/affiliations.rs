//! The verb `affiliations`.

use super::error::CliError;
use super::selection::{SelectionArgs, kinds};
use super::session::Session;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{
    self, AffiliationsRequest, CROWD_DEFAULT, NoPart, PairsOf, TieOrder, Touching,
};
use crate::graph::{Hubs, NodeIx};
use clap::Args;

/// List who sits with whom, in agreements, events and awards
///
/// Each row is a pair of actors with the records in which both take part, what each did there, and from when
/// to when. A record with many parties makes weak ties: its one unit is shared among them. Node kinds
/// restrict the rows. Names restrict the pairs to those with one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram affiliations
  sociogram affiliations kepco --by strength
  sociogram affiliations kepco samsung --together
  sociogram affiliations --in memorandum --kind institute
  sociogram affiliations --of records --hubs keep")]
pub(super) struct Affiliations {
    /// Names or ids
    names: Vec<String>,
    /// Only pairs of which both are named
    #[arg(long)]
    together: bool,
    /// Where one sits: a kind of nodes or its children; records and awards without it
    #[arg(long = "in", value_name = "KIND")]
    within: Vec<String>,
    /// Pairs of actors, or of the records that they share
    #[arg(long, value_name = "WHAT", default_value = "actors", hide_default_value = true, value_parser = one_of(&PairsOf::ALL, PairsOf::as_str))]
    of: PairsOf,
    /// Which pairs come first
    #[arg(long, value_name = "WEIGHT", default_value = "count", hide_default_value = true, value_parser = one_of(&TieOrder::ALL, TieOrder::as_str))]
    by: TieOrder,
    /// Only pairs that share N or more
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, value_parser = at_least(1))]
    min: usize,
    /// What has more than N parties makes no pairs
    #[arg(long, value_name = "N", default_value_t = CROWD_DEFAULT, value_parser = at_least(2))]
    crowd: usize,
    /// Hubs: remove, or keep
    #[arg(long, default_value = "remove", hide_default_value = true, value_parser = one_of(&Hubs::ALL, Hubs::as_str))]
    hubs: Hubs,
    /// Rows at most
    #[arg(long, visible_alias = "limit", value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

fn at_least(least: usize) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |given| match given.parse::<usize>() {
        Ok(number) if number >= least => Ok(number),
        _ => Err(format!("a whole number from {least} is needed")),
    }
}

impl Affiliations {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = self.request(session)?;
            let answer = session
                .ask_long(self.time, "pairs", |world| explore::affiliations(world, &request))?;
            session.print(&answer, Outcome::found(answer.n_rows > 0))
        })
    }

    fn request(&self, session: &Session<'_>) -> Result<AffiliationsRequest, CliError> {
        let within = kinds(session, &self.within)?;
        if within.restricts_edges() {
            return Err(CliError::usage("--in names a kind of nodes, in which one can sit")
                .hint("--kind restricts by the kind of edge"));
        }
        let request = AffiliationsRequest {
            of: self.of,
            about: session.nodes(&self.names)?,
            touching: if self.together { Touching::Both } else { Touching::Either },
            within,
            order: self.by,
            count_min: self.min,
            crowd: self.crowd,
            hubs: self.hubs,
            selection: self.selection.resolve(session)?,
            limit: self.top,
        };
        if self.together && request.about.len() < 2 {
            return Err(CliError::usage("--together needs two different names"));
        }
        for &node in &request.about {
            check_part(session, &request, node)?;
        }
        if request.of == PairsOf::Actors {
            check_kinds(session, &request)?;
        }
        Ok(request)
    }
}

/// Refuses a name that cannot be in a pair, with the way out.
fn check_part(
    session: &Session<'_>,
    request: &AffiliationsRequest,
    node: NodeIx,
) -> Result<(), CliError> {
    let node = session.graph().node(node);
    let (name, kind) = (node.name(), &node.kind().label);
    let refused = |why: &str| CliError::usage(format!("{name} ({kind}) {why}"));
    match request.admits(node, session.graph()) {
        Ok(()) => Ok(()),
        Err(NoPart::Hub) => {
            Err(refused("is a hub, and hubs are left out").hint("--hubs keep lets hubs take part"))
        }
        Err(NoPart::Record) => {
            Err(refused("is where one sits, and pairs of actors were asked for")
                .hint("--of records asks which records share actors with it"))
        }
        Err(NoPart::NoRecord) => Err(refused("is nothing that one sits in here")
            .hint("name a record, or leave out --of records")),
        Err(NoPart::NoActor) => Err(refused("cannot act, and so takes part in nothing")
            .hint("name an actor, such as a person, a company or a ministry")),
    }
}

/// Refuses a kind of nodes that cannot act, so that no row could have it.
fn check_kinds(session: &Session<'_>, request: &AffiliationsRequest) -> Result<(), CliError> {
    let vocabulary = session.graph().vocabulary();
    for name in request.selection.kinds.names(session.graph()) {
        let kind = vocabulary.node_kind_ix(&name).map(|ix| vocabulary.node_kind(ix));
        if kind.is_some_and(|kind| !kind.actor) {
            return Err(CliError::usage(format!("--kind {name}: what is of that kind cannot act"))
                .hint(format!("--in {name} asks who sits together there")));
        }
    }
    Ok(())
}
