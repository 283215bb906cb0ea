//! The verb `brokers`.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs, error_bound, kinds};
use super::session::Session;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::{Global, Outcome, session};
use crate::explore::{self, BrokersRequest, EndSet, EndTerm};
use crate::graph::{FactRef, NodeIx, NodeRef, PropertyGraph, Selection};
use crate::model::KindRef;
use crate::names::Resolution;
use clap::Args;
use std::collections::BTreeSet;

/// Find who stands between, and what hangs on them
///
/// Ranks by the share of pairs whose shortest paths go through an actor, and explains each: cited paths
/// through it, who is cut off without it, the relationships that alone hold parts together, and how free it is
/// of its contacts (Burt). A set is a name, a kind of nodes, or an attribute as KEY=VALUE; options that repeat
/// add to it. Paths are those that `path` finds; node kinds restrict the rows.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram brokers
  sociogram brokers --between country=kazakhstan --and country=korea
  sociogram brokers --between kepco --and ministry --and government
  sociogram brokers --between leader --and company --records --top 3
  sociogram brokers --between ministry --and korea --paths 1 --json")]
pub(super) struct Brokers {
    /// One end of the pairs: a name, a kind, or KEY=VALUE
    #[arg(long, value_name = "SET", requires = "and")]
    between: Vec<String>,
    /// The other end
    #[arg(long, value_name = "SET", requires = "between")]
    and: Vec<String>,
    /// Estimate shares from random shortest paths, each within E
    #[arg(long, value_name = "E", value_parser = error_bound)]
    within: Option<f64>,
    /// List agreements and events too
    #[arg(long)]
    records: bool,
    /// Paths shown through each at most
    #[arg(long, value_name = "N", default_value_t = 2)]
    paths: usize,
    /// Rows at most
    #[arg(long, visible_alias = "limit", value_name = "N", default_value_t = 5)]
    top: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

impl Brokers {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let selection = self.selection.resolve(session)?;
            let between = if self.between.is_empty() {
                None
            } else {
                let set = |words: &[String]| end_set(session, &selection, words);
                Some([set(&self.between)?, set(&self.and)?])
            };
            let request = BrokersRequest {
                between,
                selection,
                via: self.via.resolve(session)?,
                within: self.within,
                records: self.records,
                n_paths: self.paths,
                limit: self.top,
            };
            let answer = session
                .ask_long(self.time, "brokers", |world| explore::brokers(world, &request))?;
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}

/// The set that some words mean; each of them takes somebody.
fn end_set(
    session: &Session<'_>,
    selection: &Selection,
    words: &[String],
) -> Result<EndSet, CliError> {
    let graph = session.graph();
    let mut on_graph = selection.clone();
    // Kinds restrict the rows.
    let _ = on_graph.kinds.split_off_nodes();
    let selected = on_graph.apply(graph, &[]);
    let (mut terms, mut said) = (Vec::new(), Vec::new());
    for word in words {
        let term = end_term(session, word)?;
        if term.nodes(graph, &on_graph, &selected).is_empty() {
            return Err(nobody(graph, &on_graph, word, &term));
        }
        said.push(match term {
            EndTerm::Node(node) => graph.node(node).name().to_owned(),
            EndTerm::Kind(_) | EndTerm::Fact { .. } => word.clone(),
        });
        terms.push(term);
    }
    Ok(EndSet { words: said.join(", "), terms })
}

fn end_term(session: &Session<'_>, word: &str) -> Result<EndTerm, CliError> {
    let graph = session.graph();
    if let Some((key, value)) = word.split_once('=')
        && graph.node_by_id(word).is_none()
    {
        if key.is_empty() || value.is_empty() {
            return Err(CliError::usage(format!("“{word}” lacks a key or a value"))
                .hint("write an attribute as KEY=VALUE, such as country=korea"));
        }
        if key == "kind" {
            return node_kind(session, value);
        }
        let mut values = vec![value.to_owned()];
        if let Resolution::Found(found) = session.names().resolve(value) {
            let node = graph.node(NodeIx(found.node));
            values.extend([node.id().to_owned(), node.name().to_owned()]);
        }
        return Ok(EndTerm::Fact { key: key.to_owned(), values });
    }
    match graph.vocabulary().kind(word) {
        Some(_) => node_kind(session, word),
        None => session.node(word).map(EndTerm::Node),
    }
}

fn node_kind(session: &Session<'_>, word: &str) -> Result<EndTerm, CliError> {
    if let Some(KindRef::Edge(_)) = session.graph().vocabulary().kind(word) {
        return Err(CliError::usage(format!("“{word}” is a kind of relationships, not of nodes"))
            .hint("sociogram kinds lists both"));
    }
    kinds(session, &[word.to_owned()]).map(EndTerm::Kind)
}

/// What was looked for is not there; what there is instead.
fn nobody(graph: PropertyGraph<'_>, selection: &Selection, word: &str, term: &EndTerm) -> CliError {
    let unselected =
        term.nodes(graph, &Selection::default(), &Selection::default().apply(graph, &[]));
    if !unselected.is_empty() {
        let filters = selection.words(graph).join("; ");
        return CliError::unknown(format!("“{word}”: nothing of it is admitted ({filters})"));
    }
    let EndTerm::Fact { key, .. } = term else {
        return CliError::unknown(format!("there is no node of the kind “{word}”"))
            .hint("sociogram kinds lists what there is");
    };
    let facts = || graph.nodes().filter(|node| node.is_known()).flat_map(NodeRef::facts);
    let said = facts().filter(|fact| fact.key() == key).filter_map(FactRef::value);
    let error = CliError::unknown(format!("no node has a fact {word}"));
    let list = |words: BTreeSet<&str>| {
        let first: Vec<&str> = words.iter().copied().take(LISTED).collect();
        let more = if words.len() > LISTED { ", …" } else { "" };
        format!("{}{more}", first.join(", "))
    };
    let values: BTreeSet<&str> = said.collect();
    if !values.is_empty() {
        return error.hint(format!("{key} is {}", list(values)));
    }
    let keys: BTreeSet<&str> =
        facts().filter(|fact| fact.value().is_some()).map(FactRef::key).collect();
    match keys.len() {
        0 => error.hint("no node of this dataset has a fact in words"),
        _ => error.hint(format!("facts of nodes are: {}", list(keys))),
    }
}

/// Values or keys that a hint lists.
const LISTED: usize = 12;
