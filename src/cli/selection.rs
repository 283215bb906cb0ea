//! The options that select nodes and edges; they mean the same in every verb.

use super::error::CliError;
use super::session::Session;
use super::words::one_of;
use crate::dataset::View;
use crate::graph::{
    BasisFilter, Claims, EdgeDirection, Hubs, KindFilter, NodeIx, ParallelEdges, RankShape,
    Selection, TimeQuestion, Via,
};
use crate::model::{Day, Days, KindRef, Passability, Status, When};
use crate::names::{NameEntry, NameIndex};
use crate::printer::shell_word;
use clap::Args;

/// What a question admits.
#[derive(Debug, Args, Default, Clone, PartialEq, Eq)]
#[command(next_help_heading = "Selecting")]
pub(super) struct SelectionArgs {
    /// Only nodes or edges of this kind or its children
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Leave out a node, or all of a kind
    #[arg(long, value_name = "NAME|KIND")]
    avoid: Vec<String>,
    /// Only edges that sources state, or that the curator inferred
    #[arg(long, value_name = "BASIS", value_parser = one_of(&BasisFilter::ALL, BasisFilter::as_str))]
    basis: Option<BasisFilter>,
    /// Only this status; without it all but denied and cancelled
    #[arg(long, value_name = "STATUS", value_parser = one_of(&Status::ALL, Status::as_str))]
    status: Vec<Status>,
    /// Only what this source backs
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
    /// Only edges backed from N origins; copies of a text count once
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    min_sources: usize,
    /// Statements that are only somebody's claim: keep, drop or only
    #[arg(long, value_name = "CLAIMS", default_value = "keep", hide_default_value = true, value_parser = one_of(&Claims::ALL, Claims::as_str))]
    claims: Claims,
    /// As things stood: acts until then, states holding then (EDTF date)
    #[arg(long, value_name = "DATE", conflicts_with_all = ["since", "until"])]
    as_of: Option<String>,
    /// Acts from then on, states that last beyond it
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Acts until then, states that began before its end
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Drop what is only possible at that time
    #[arg(long)]
    certain: bool,
}

/// What paths admit beyond the default.
#[derive(Debug, Args, Default, Clone, PartialEq, Eq)]
#[command(next_help_heading = "Selecting")]
pub(super) struct ViaArgs {
    /// Pass through this hub, or hubs of this kind; or walk this edge kind
    #[arg(long, value_name = "NAME|KIND")]
    via: Vec<String>,
}

/// Does a verb take what a [`SelectionArgs`] takes?
pub(super) fn is_taken_by(verb: &str) -> bool {
    let command = super::command();
    let found = command.find_subcommand(verb);
    found.is_some_and(|verb| verb.get_arguments().any(|argument| argument.get_id() == "as_of"))
}

/// A kind, or a node.
enum KindOrNode {
    Kind(KindRef),
    Node(NodeIx),
}

impl SelectionArgs {
    /// Is nothing restricted?
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What a saved view restricts.
    pub(super) fn of_view(view: &View) -> Self {
        let date = |when: &Option<When>| when.as_ref().map(|when| when.as_str().to_owned());
        Self {
            kind: view.kind.clone(),
            avoid: view.avoid.clone(),
            basis: view.basis,
            status: view.status.clone(),
            source: view.source.iter().map(ToString::to_string).collect(),
            min_sources: view.min_sources as usize,
            claims: view.claims,
            as_of: date(&view.as_of),
            since: date(&view.since),
            until: date(&view.until),
            certain: view.certain,
        }
    }

    /// As [`Self::resolve`], for a question that brings its own two dates to be certain about.
    pub(super) fn resolve_for_difference(
        &self,
        session: &Session<'_>,
    ) -> Result<Selection, CliError> {
        let anytime = Self { certain: false, ..self.clone() };
        Ok(Selection { certain_only: self.certain, ..anytime.resolve(session)? })
    }

    /// As [`Self::resolve`], for a question about each of the years that the days asked about touch.
    pub(super) fn resolve_for_years(
        &self,
        session: &Session<'_>,
    ) -> Result<(Selection, Days), CliError> {
        let anytime = Self { since: None, until: None, certain: false, ..self.clone() };
        let days = match self.time()? {
            Some(TimeQuestion::Within(days)) => days,
            _ => Days::ALL,
        };
        Ok((Selection { certain_only: self.certain, ..anytime.resolve(session)? }, days))
    }

    /// Resolves names and kinds and reads dates.
    pub(super) fn resolve(&self, session: &Session<'_>) -> Result<Selection, CliError> {
        let mut selection = Selection {
            kinds: kinds(session, &self.kind)?,
            basis: self.basis,
            statuses: self.status.iter().copied().collect(),
            origins_min: self.min_sources,
            claims: self.claims,
            time: self.time()?,
            certain_only: self.certain,
            ..Selection::default()
        };
        session.asks_of_time(self.time_options());
        if self.certain && selection.time.is_none() && !session.graph().asks_when_known() {
            return Err(CliError::usage("--certain needs a time to be certain about")
                .hint("add --as-of, --since, --until or --known-by with a date"));
        }
        for name in &self.avoid {
            match kind_or_node(session, name)? {
                KindOrNode::Kind(kind) => selection.avoid_kinds.insert(kind),
                KindOrNode::Node(node) => {
                    selection.avoid_nodes.insert(node);
                }
            }
        }
        for id in &self.source {
            selection.sources.insert(session.source(id)?.ix);
        }
        Ok(selection)
    }

    /// What is asked about time, as it is typed.
    fn time_options(&self) -> String {
        let dates = [("as-of", &self.as_of), ("since", &self.since), ("until", &self.until)];
        let dates = dates.into_iter().filter_map(|(option, date)| {
            Some(format!(" --{option} {}", shell_word(date.as_deref()?)))
        });
        dates.chain(self.certain.then(|| " --certain".to_owned())).collect()
    }

    fn time(&self) -> Result<Option<TimeQuestion>, CliError> {
        if let Some(text) = &self.as_of {
            return Ok(Some(TimeQuestion::AsOf(date("--as-of", text)?.last)));
        }
        let since = self.since.as_deref().map(|text| date("--since", text)).transpose()?;
        let until = self.until.as_deref().map(|text| date("--until", text)).transpose()?;
        if since.is_none() && until.is_none() {
            return Ok(None);
        }
        let first = since.map_or(Day::EARLIEST, |days| days.first);
        let last = until.map_or(Day::LATEST, |days| days.last);
        if last < first {
            return Err(CliError::usage("--until lies before --since"));
        }
        Ok(Some(TimeQuestion::Within(Days { first, last })))
    }
}

impl ViaArgs {
    /// Is nothing admitted beyond the default?
    pub(super) fn is_empty(&self) -> bool {
        self.via.is_empty()
    }

    /// What a saved view admits.
    pub(super) fn of_view(view: &View) -> Self {
        Self { via: view.via.clone() }
    }

    /// Resolves names and kinds.
    pub(super) fn resolve(&self, session: &Session<'_>) -> Result<Via, CliError> {
        let mut via = Via::default();
        for name in &self.via {
            match kind_or_node(session, name)? {
                KindOrNode::Kind(kind) if leads(session, kind) => via.kinds.insert(kind),
                KindOrNode::Kind(_) => {
                    return Err(CliError::usage(format!(
                        "--via {name}: paths pass that kind anyway"
                    ))
                    .hint("--via admits hubs and edges of kinds that paths do not walk"));
                }
                KindOrNode::Node(node) => {
                    via.nodes.insert(node);
                }
            }
        }
        Ok(via)
    }
}

/// Does a kind admit anything that paths leave out by default?
fn leads(session: &Session<'_>, kind: KindRef) -> bool {
    let vocabulary = session.graph().vocabulary();
    match kind {
        KindRef::Node(ix) => vocabulary.node_kind(ix).hub,
        KindRef::Edge(ix) => vocabulary.edge_kind(ix).passability == Passability::NotPassable,
    }
}

/// A filter of the named kinds.
pub(super) fn kinds(session: &Session<'_>, names: &[String]) -> Result<KindFilter, CliError> {
    let mut filter = KindFilter::default();
    for name in names {
        let kind =
            session.graph().vocabulary().kind(name).ok_or_else(|| unknown_kind(session, name))?;
        filter.insert(kind);
    }
    Ok(filter)
}

/// A kind is unknown; the nearest one is named.
pub(super) fn unknown_kind(session: &Session<'_>, name: &str) -> CliError {
    let vocabulary = session.graph().vocabulary();
    let nodes = vocabulary.node_kinds().map(|(_, kind)| &*kind.name);
    let kinds: Vec<&str> =
        nodes.chain(vocabulary.edge_kinds().map(|(_, kind)| &*kind.name)).collect();
    let index = NameIndex::build((0..).zip(&kinds).map(|(node, kind)| NameEntry {
        node,
        id: kind,
        name: kind,
        aliases: Vec::new(),
    }));
    let nearest = index.search(name, 1);
    let hint = match nearest.first() {
        Some(near) => {
            format!("did you mean {}? sociogram kinds --all lists every kind", near.matched)
        }
        None => "sociogram kinds --all lists every kind".to_owned(),
    };
    CliError::usage(format!("there is no kind “{name}”")).hint(hint)
}

fn kind_or_node(session: &Session<'_>, name: &str) -> Result<KindOrNode, CliError> {
    match session.graph().vocabulary().kind(name) {
        Some(kind) => Ok(KindOrNode::Kind(kind)),
        None => Ok(KindOrNode::Node(session.node(name)?)),
    }
}

/// The days that the value of an option may mean.
pub(super) fn date(option: &str, text: &str) -> Result<Days, CliError> {
    When::parse(text).map(|when| when.bounds()).map_err(|problem| {
        CliError::usage(format!("{option} {text}: {problem}"))
            .hint("write a date as 2011, 2011-08 or 2011-08-25")
    })
}

/// The value of `--within`: how far an estimate may be from the truth.
pub(super) fn error_bound(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(number) if (0.0001..1.0).contains(&number) => Ok(number),
        _ => Err("a number from 0.0001 to below 1 is needed".to_owned()),
    }
}

/// The graph that rankings and groups are computed on.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct RankGraphArgs {
    /// Parallel relationships: once, or count each
    #[arg(long, default_value = "once", hide_default_value = true, value_parser = one_of(&ParallelEdges::ALL, ParallelEdges::as_str))]
    parallel: ParallelEdges,
    /// Hubs: remove, or keep
    #[arg(long, default_value = "remove", hide_default_value = true, value_parser = one_of(&Hubs::ALL, Hubs::as_str))]
    pub(super) hubs: Hubs,
}

impl RankGraphArgs {
    /// Its shape, with or without direction.
    pub(super) fn shape(self, direction: EdgeDirection) -> RankShape {
        RankShape { direction, parallel: self.parallel, hubs: self.hubs }
    }
}
