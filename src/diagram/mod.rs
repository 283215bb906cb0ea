//! Diagrams: a scene per template, and writers that turn a scene into a picture.
//!
//! A template decides what is shown and where it belongs; a scene holds that as words, numbers and
//! colour tokens; a writer knows one output format. Reads the graph, never files or the environment.

mod advances;
mod describe;
mod dot;
mod drawing;
mod geometry;
mod graphviz;
mod grid;
mod html;
mod layout;
mod lettering;
mod marks;
mod mermaid;
mod palette;
mod png;
mod quality;
mod scene;
mod svg;
mod templates;
mod width;
mod wording;

pub use describe::describe;
pub use dot::to_dot;
pub use drawing::{
    Anchor, Drawing, Footnote, Ground, GroundForm, LineMark, NodeForm, NodeMark, PaintOrder,
    Sample, Text,
};
pub use geometry::{Point, Rect, Route, Size};
pub use graphviz::{Graphviz, GraphvizError, Rendered, accessible_svg};
pub use html::to_html;
pub use layout::{Pins, lay_out};
pub use mermaid::to_mermaid;
pub use palette::{Ink, Palette, Relation, Rgb};
pub use png::{Fonts, MissingScript, PIXELS_MAX, Png, PngError, SCALE_DEFAULT, png};
pub use quality::{Fault, Flaw, Part, Quality, quality};
pub use scene::{
    Arrow, Card, CardIx, Confidence, Emphasis, EvidenceLine, KindEntry, Labelling, Legend,
    LineEntry, Link, Naming, Panel, PanelIx, RelationEntry, Scene, SourceLine, Standing,
};
pub use svg::to_svg;
pub use templates::{
    MapRequest, OverviewRequest, PathRequest, TimelineRequest, card_id, map, overview, path,
    timeline,
};
pub use width::{Weight, text_width, wrap, wrap_evenly};
pub use wording::{amount_words, date_words};

/// How a picture is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Template {
    /// Sides as panels, records between them.
    Map,
    /// One numbered path with its surroundings.
    Path,
    /// A row per year, a lane per sort of event.
    Timeline,
    /// The whole graph: marks by a measure, communities.
    Overview,
}

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The graph language of Graphviz.
    Dot,
    /// A vector picture.
    Svg,
    /// A pixel picture.
    Png,
    /// One interactive page that needs nothing else.
    Html,
    /// The flowchart language of Mermaid, which code-hosting pages render.
    Mermaid,
}

/// Which colours a picture takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
}

impl Template {
    /// All values, for help and completion.
    pub const ALL: [Self; 4] = [Self::Map, Self::Timeline, Self::Path, Self::Overview];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Path => "path",
            Self::Timeline => "timeline",
            Self::Overview => "overview",
        }
    }
}

impl Template {
    /// Can cards be fixed where an editor wants them? Elsewhere a step or a date says where they stand.
    pub fn takes_pins(self) -> bool {
        matches!(self, Self::Map | Self::Overview)
    }
}

impl Format {
    /// All values, for help and completion.
    pub const ALL: [Self; 5] = [Self::Dot, Self::Svg, Self::Png, Self::Html, Self::Mermaid];

    /// The word on the command line, and the extension of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Html => "html",
            Self::Mermaid => "mermaid",
        }
    }
}

impl Theme {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
