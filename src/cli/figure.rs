//! A figure: what a command line or a saved view asks to be drawn, made into a scene with its pins.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs, date};
use super::session::Session;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use crate::dataset::View;
use crate::diagram::{
    MapRequest, OverviewRequest, PathRequest, Pins, Point, Scene, Template, Theme, TimelineRequest,
    card_id, date_words,
};
use crate::explore::{
    self, Differences, Measure, PathAnswer, Surroundings, TimelineItem, Ways, steps,
};
use crate::graph::{NodeIx, NodeRef, PropertyGraph, Selection};
use crate::model::{Day, Difference, Id, When};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Cards of a map or a timeline unless the figure says otherwise.
const CARDS: u32 = 40;
/// Names in bold on an overview, likewise.
const LABELS: u32 = 12;
/// With fewer dated records than this, a timeline shows acts beside them.
const RECORDS_ALONE_MIN: usize = 10;

/// What to draw.
#[derive(Debug, Args, Default, Clone)]
pub(super) struct FigureArgs {
    /// Names or ids: the middle of a map, whom a timeline is about, or the two ends of a path
    names: Vec<String>,
    /// Arrangement; chosen by what is asked for when absent
    #[arg(long, value_name = "TEMPLATE", value_parser = one_of(&Template::ALL, Template::as_str))]
    template: Option<Template>,
    /// One more name whose surroundings are drawn
    #[arg(long, value_name = "NAME")]
    around: Vec<String>,
    /// Steps outward from the names of a map, 1 when absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=9))]
    hops: Option<u32>,
    /// A path must pass this node
    #[arg(long, value_name = "NAME")]
    through: Vec<String>,
    /// Title; made from what is shown when absent
    #[arg(long, value_name = "WORDS", value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,
    /// Colours, light when absent
    #[arg(long, value_name = "THEME", value_parser = one_of(&Theme::ALL, Theme::as_str))]
    theme: Option<Theme>,
    /// Cards at most, 40 when absent; the best connected are drawn
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    cards: Option<u32>,
    /// What makes the marks of an overview larger, betweenness when absent
    #[arg(long, value_name = "MEASURE", value_parser = one_of(&Measure::OF_OVERVIEWS, Measure::as_str))]
    size_by: Option<Measure>,
    /// A map of what changed between two dates (EDTF): added, ended, and grey what stayed
    #[arg(long, value_names = ["DATE", "DATE"], num_args = 2)]
    between: Vec<String>,
    /// A map of what changed since an earlier dataset: a folder, or the name of one that ships
    #[arg(long, value_name = "DATASET", conflicts_with = "between")]
    against: Option<PathBuf>,
    /// Names in bold on an overview, 12 when absent
    #[arg(long, value_name = "N")]
    labels: Option<u32>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

/// A figure to draw.
#[derive(Debug, Default)]
pub(super) struct Figure {
    args: FigureArgs,
    captions: BTreeMap<Id, String>,
    notes: Vec<String>,
    pins: BTreeMap<Id, Point>,
    /// What differs from an earlier dataset, by id.
    differences: Option<(String, BTreeMap<Id, Difference>)>,
}

impl FigureArgs {
    /// The earlier dataset to compare with.
    pub(super) fn against(&self) -> Option<&Path> {
        self.against.as_deref()
    }

    /// Is anything asked for that a saved view would decide?
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            names,
            template,
            around,
            hops,
            through,
            title,
            theme,
            cards,
            size_by,
            between,
            against,
            labels,
            selection,
            via,
        } = self;
        names.is_empty()
            && around.is_empty()
            && through.is_empty()
            && between.is_empty()
            && (template, hops, title, theme) == (&None, &None, &None, &None)
            && (cards, size_by, against, labels) == (&None, &None, &None, &None)
            && selection.is_empty()
            && via.is_empty()
    }

    /// Refuses what a template would ignore.
    fn check_for(&self, template: Template) -> Result<(), CliError> {
        use Template::{Map, Overview, Path, Timeline};
        let uses: [(&str, bool, &[Template]); 6] = [
            ("--hops", self.hops.is_some(), &[Map]),
            ("--cards", self.cards.is_some(), &[Map, Timeline]),
            ("--size-by", self.size_by.is_some(), &[Overview]),
            ("--labels", self.labels.is_some(), &[Overview]),
            ("--through", !self.through.is_empty(), &[Path]),
            ("--via", !self.via.is_empty(), &[Path]),
        ];
        for (option, is_given, templates) in uses {
            if is_given && !templates.contains(&template) {
                let words: Vec<&str> = templates.iter().map(|t| t.as_str()).collect();
                let message = format!("{option} does not go with --template {}", template.as_str());
                return Err(CliError::usage(message)
                    .hint(format!("leave it out; it is for {}", words.join(" and "))));
            }
        }
        Ok(())
    }
}

impl From<FigureArgs> for Figure {
    fn from(args: FigureArgs) -> Self {
        Self { args, ..Self::default() }
    }
}

impl Figure {
    /// The same figure of the difference from an earlier dataset.
    pub(super) fn differing(
        mut self,
        since: String,
        differences: BTreeMap<Id, Difference>,
    ) -> Self {
        self.differences = Some((since, differences));
        self
    }

    /// The figure of a saved view.
    pub(super) fn of_view(view: &View) -> Self {
        let texts = |ids: &[Id]| ids.iter().map(ToString::to_string).collect();
        // A view that was read has known words only.
        let measure =
            |word: &String| Measure::OF_OVERVIEWS.into_iter().find(|m| m.as_str() == word);
        let template = |word: &String| Template::ALL.into_iter().find(|t| t.as_str() == word);
        let theme = |word: &String| Theme::ALL.into_iter().find(|t| t.as_str() == word);
        Self {
            args: FigureArgs {
                names: texts(&view.names),
                template: view.template.as_ref().and_then(template),
                around: Vec::new(),
                hops: view.hops,
                through: texts(&view.through),
                title: view.title.clone(),
                theme: view.theme.as_ref().and_then(theme),
                cards: view.cards,
                size_by: view.size_by.as_ref().and_then(measure),
                labels: view.labels,
                between: view
                    .changes
                    .iter()
                    .flat_map(|c| [&c.from, &c.to])
                    .map(|when| when.as_str().to_owned())
                    .collect(),
                against: None,
                selection: SelectionArgs::of_view(view),
                via: ViaArgs::of_view(view),
            },
            captions: view.captions.clone(),
            notes: view.notes.clone(),
            differences: None,
            pins: view
                .pins
                .iter()
                .map(|(id, pin)| (id.clone(), Point::new(pin.x(), pin.y())))
                .collect(),
        }
    }

    /// The scene and its pins; nothing when there is nothing to draw.
    pub(super) fn scene(&self, session: &Session<'_>) -> Result<Option<(Scene, Pins)>, CliError> {
        let names: Vec<NodeIx> = session.nodes(self.args.names.iter().chain(&self.args.around))?;
        let selection = if self.args.between.is_empty() {
            self.args.selection.resolve(session)?
        } else {
            self.args.selection.resolve_for_difference(session)?
        };
        let template = self.template(session, &names, &selection);
        if self.is_of_difference() && template != Template::Map {
            return Err(CliError::usage("a difference is drawn as a map").hint("--template map"));
        }
        self.args.check_for(template)?;
        if !self.pins.is_empty() && !template.takes_pins() {
            return Err(no_pins(template));
        }
        let scene = match template {
            Template::Map if self.is_of_difference() => {
                self.difference(session, &names, &selection)?
            }
            Template::Map => self.map(session, &names, &selection),
            Template::Timeline => self.timeline(session, &names, &selection),
            Template::Overview => self.overview(session, &names, &selection)?,
            Template::Path => self.path(session, &names, selection)?,
        };
        let Some(mut scene) = scene else { return Ok(None) };
        for (id, caption) in &self.captions {
            let id = card_id(id.as_str());
            for card in scene.cards.iter_mut().filter(|card| card.id == id) {
                card.caption = Some(caption.clone());
            }
        }
        scene.notes.extend(self.notes.iter().cloned());
        let pins = self.pins.iter().map(|(id, &at)| (card_id(id.as_str()), at)).collect();
        Ok(Some((scene, pins)))
    }

    /// The template asked for, or the one that suits: a path for what only paths take, a timeline for records
    /// alone, an overview for everything.
    fn template(&self, session: &Session<'_>, names: &[NodeIx], selection: &Selection) -> Template {
        if let Some(template) = self.args.template {
            return template;
        }
        if names.len() == 2 && (!self.args.through.is_empty() || !self.args.via.is_empty()) {
            return Template::Path;
        }
        if !names.is_empty() || self.is_of_difference() {
            return Template::Map;
        }
        if selection.kinds.is_empty() {
            return Template::Overview;
        }
        let mut wanted =
            session.graph().nodes().filter(|n| selection.kinds.names_node(session.graph(), *n));
        let any = wanted.next();
        if any.is_some_and(NodeRef::is_record) && wanted.all(NodeRef::is_record) {
            Template::Timeline
        } else {
            Template::Map
        }
    }

    fn theme(&self) -> Theme {
        self.args.theme.unwrap_or_default()
    }

    fn cards_max(&self) -> usize {
        self.args.cards.unwrap_or(CARDS) as usize
    }

    fn map(&self, session: &Session<'_>, names: &[NodeIx], selection: &Selection) -> Option<Scene> {
        let hops = self.args.hops.unwrap_or(1);
        let part = session.ask(|world| explore::surroundings(world, names, hops, selection));
        if part.edges.is_empty() {
            return None;
        }
        let request = self.map_request(session.graph(), names, selection, part);
        drawn(crate::diagram::map(session.graph(), &request))
    }

    fn map_request(
        &self,
        graph: PropertyGraph<'_>,
        names: &[NodeIx],
        selection: &Selection,
        part: Surroundings,
    ) -> MapRequest {
        MapRequest {
            nodes: part.nodes.into_iter().collect(),
            about: names.to_vec(),
            edges: part.edges.into_iter().collect(),
            title: self.args.title.clone(),
            subtitle_filters: selection.words(graph),
            difference: None,
            cards_max: self.cards_max(),
            theme: self.theme(),
        }
    }

    fn is_of_difference(&self) -> bool {
        self.differences.is_some() || !self.args.between.is_empty()
    }

    /// A map of what differs between two dates or two datasets.
    fn difference(
        &self,
        session: &Session<'_>,
        names: &[NodeIx],
        selection: &Selection,
    ) -> Result<Option<Scene>, CliError> {
        let graph = session.graph();
        let hops = self.args.hops.unwrap_or(1);
        let (compared, part, differences) = if let Some((since, by_id)) = &self.differences {
            let mut part =
                session.ask(|world| explore::surroundings(world, names, hops, selection));
            let node = |id: &Id| Some(graph.node_by_id(id.as_str())?.ix);
            let edge = |id: &Id| Some(graph.edge_by_id(id.as_str())?.ix);
            let differences = Differences {
                nodes: by_id.iter().filter_map(|(id, &d)| Some((node(id)?, d))).collect(),
                edges: by_id.iter().filter_map(|(id, &d)| Some((edge(id)?, d))).collect(),
            };
            differences.widen(graph, names.is_empty(), &mut part);
            differences.narrow(graph, names, &mut part);
            (since.clone(), part, differences)
        } else {
            let [from, to] = &self.args.between[..] else {
                return Err(CliError::usage("--between takes two dates"));
            };
            if selection.time.is_some() {
                return Err(CliError::usage("--between is a question about time itself")
                    .hint("leave out --as-of, --since and --until"));
            }
            let days = (date("--between", from)?.last, date("--between", to)?.last);
            if days.1 <= days.0 {
                return Err(CliError::usage("the second date of --between is not later"));
            }
            let (part, differences) =
                session.ask(|world| explore::difference(world, names, hops, selection, days));
            let compared = format!("between {} and {}", day_words(days.0), day_words(days.1));
            (compared, part, differences)
        };
        if !differences.nodes.keys().any(|ix| part.nodes.contains(ix))
            && !differences.edges.keys().any(|ix| part.edges.contains(ix))
        {
            return Ok(None);
        }
        let request = MapRequest {
            difference: Some((compared, differences)),
            ..self.map_request(graph, names, selection, part)
        };
        Ok(drawn(crate::diagram::map(graph, &request)))
    }

    fn timeline(
        &self,
        session: &Session<'_>,
        names: &[NodeIx],
        selection: &Selection,
    ) -> Option<Scene> {
        let request = explore::TimelineRequest {
            about: names.iter().copied().collect(),
            selection: selection.clone(),
            ..explore::TimelineRequest::default()
        };
        let answer = session.ask(|world| explore::timeline(world, &request));
        let is_record =
            |entry: &&explore::TimelineEntry| matches!(entry.item, TimelineItem::Record { .. });
        let n_records = answer.entries.iter().filter(is_record).count();
        let mut subtitle_filters = selection.words(session.graph());
        if !answer.parts.is_empty() {
            let name = |&part| session.graph().node(part).name();
            let parts: Vec<&str> = answer.parts.iter().map(name).collect();
            subtitle_filters.push(format!("with the parts {}", parts.join(", ")));
        }
        let request = TimelineRequest {
            entries: answer.entries,
            acts: !names.is_empty() || n_records < RECORDS_ALONE_MIN,
            about: names.to_vec(),
            undated: answer.undated,
            title: self.args.title.clone(),
            subtitle_filters,
            cards_max: self.cards_max(),
            theme: self.theme(),
        };
        drawn(crate::diagram::timeline(session.graph(), &request))
    }

    fn overview(
        &self,
        session: &Session<'_>,
        names: &[NodeIx],
        selection: &Selection,
    ) -> Result<Option<Scene>, CliError> {
        if !names.is_empty() {
            return Err(CliError::usage("an overview is of the whole graph")
                .hint("leave out the names, or draw a map: --template map"));
        }
        let request = explore::OverviewRequest {
            measure: self.args.size_by.unwrap_or(Measure::Betweenness),
            selection: selection.clone(),
        };
        let no_limit = TimeLimitArgs::default();
        let answer =
            session.ask_long(no_limit, "scores", |world| explore::overview(world, &request))?;
        let request = OverviewRequest {
            measure: answer.measure,
            nodes: answer.nodes,
            edges: answer.edges,
            labels_max: self.args.labels.unwrap_or(LABELS) as usize,
            title: self.args.title.clone(),
            subtitle_filters: selection.words(session.graph()),
            theme: self.theme(),
        };
        let is_empty = request.nodes.is_empty();
        Ok((!is_empty).then(|| crate::diagram::overview(session.graph(), &request)))
    }

    fn path(
        &self,
        session: &Session<'_>,
        names: &[NodeIx],
        selection: Selection,
    ) -> Result<Option<Scene>, CliError> {
        let &[from, to] = names else {
            return Err(CliError::usage("a path has two ends")
                .hint("sociogram diagram --template path FROM TO"));
        };
        let request = explore::PathRequest {
            from,
            to,
            selection,
            via: self.args.via.resolve(session)?,
            through: session.nodes(&self.args.through)?,
            weights: None,
            ways: Ways::AllShortest,
            limit: 1,
        };
        let answer = session.ask(|world| explore::path(world, &request));
        let graph = session.graph();
        let scene = path_request(&answer).map(|drawn| {
            let beside = request.selection.apply(graph, &[from, to]).edges().collect();
            let drawn = PathRequest {
                title: self.args.title.clone(),
                subtitle_filters: request.selection.words(graph),
                beside: Some(beside),
                theme: self.theme(),
                ..drawn
            };
            crate::diagram::path(graph, &drawn)
        });
        Ok(scene)
    }
}

/// Pins where every card has its place.
pub(super) fn no_pins(template: Template) -> CliError {
    let message = format!("a {} has no pins: every card has its place", template.as_str());
    CliError::usage(message).hint("take the pins out of the view")
}

/// A day in words.
fn day_words(day: Day) -> String {
    When::parse(&day.to_string()).map_or_else(|_| day.to_string(), |when| date_words(&when))
}

/// A scene that shows something.
fn drawn(scene: Scene) -> Option<Scene> {
    (!scene.cards.is_empty()).then_some(scene)
}

/// What to draw of the first path of an answer; nothing when there is none.
fn path_request(answer: &PathAnswer) -> Option<PathRequest> {
    use crate::algo::paths::PathCount;
    let path = answer.paths.first()?;
    let mut nodes = vec![answer.from];
    nodes.extend(path.hops.iter().map(|hop| hop.to));
    let hops = path
        .hops
        .iter()
        .map(|hop| std::iter::once(hop.edge).chain(hop.also.iter().copied()).collect())
        .collect();
    let steps = steps(path.half_steps);
    let noun = if steps == 1 { "step" } else { "steps" };
    // The picture numbers hops.
    let over = match path.hops.len() {
        n if n == steps as usize => String::new(),
        n => format!(" over {n} hops (a record counts half)"),
    };
    let total = match answer.total {
        PathCount::Exact(n) => n.to_string(),
        PathCount::AtLeast(n) => format!("at least {n}"),
    };
    Some(PathRequest {
        nodes,
        hops,
        subtitle: Some(format!("Shortest path: {steps} {noun}{over}, 1 of {total}.")),
        ..PathRequest::default()
    })
}
