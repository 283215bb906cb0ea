//! The layout of timelines: a row per period, a lane per sort, threads in the gutters between the lanes.
//!
//! Threads run level and upright only: out of a card into the gutter, along a track of their own there, and into
//! the other card; lanes farther apart are reached through the free space above a row. Nothing runs under a card.

use super::card::LooseCard;
use crate::diagram::drawing::{
    Anchor, Body, Ground, GroundForm, LineMark, NodeMark, PaintOrder, Text,
};
use crate::diagram::geometry::{Point, Route};
use crate::diagram::lettering::sanitised;
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Link, Scene};
use crate::diagram::width::Weight;

const YEAR_SIZE: f64 = 15.0;
/// From the years to the first lane.
const YEAR_GAP: f64 = 22.0;
const LANE_TITLE_SIZE: f64 = 12.0;
const LANE_TITLE_ROOM: f64 = 30.0;
const CARD_GAP: f64 = 10.0;
const ROW_GAP: f64 = 28.0;
/// Between a lane and the first track of its gutter, and between the last track and the next lane.
const GUTTER_MARGIN: f64 = 16.0;
const TRACK_GAP: f64 = 8.0;
const CORNER: f64 = 6.0;
const PORT_GAP: f64 = 7.0;
const PORT_MARGIN: f64 = 7.0;

/// Places events in rows and lanes.
pub(super) fn timeline(scene: &Scene) -> Body {
    let loose: Vec<LooseCard> = scene.cards.iter().map(LooseCard::of).collect();
    let grid = Grid::of(scene, &loose);
    let ways: Vec<Way> = scene.links.iter().map(|link| Way::of(scene, link)).collect();
    let tracks = grid.tracks(scene, &ways);
    let x = grid.lane_lefts(&tracks);
    let nodes: Vec<NodeMark> = loose
        .into_iter()
        .enumerate()
        .map(|(ix, card)| {
            let size = card.size();
            let left = x[scene.cards[ix].column];
            card.placed(Point::new(left + size.width / 2.0, grid.top[ix] + size.height / 2.0))
        })
        .collect();
    let ports = Ports::of(scene, &ways, &tracks, &nodes);
    let lines = scene
        .links
        .iter()
        .enumerate()
        .map(|(ix, link)| LineMark {
            id: link.id.clone(),
            description: link.description.clone(),
            ends: (link.from.0, link.to.0),
            route: grid.route(scene, ix, link, &ways, &tracks, &ports, &x, &nodes),
            ink: link.ink(),
            width: link.width(),
            style: link.style,
            arrow: link.arrow,
            texts: Vec::new(),
        })
        .collect();
    Body { grounds: grid.grounds(scene, &x, &nodes), nodes, lines, order: PaintOrder::NodesFirst }
}

/// How a thread gets from one card to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By one gutter; the lanes of the two cards touch it.
    Gutter(usize),
    /// By the gutter beside the first card, the space above the row of the second, the gutter beside that.
    Across(usize, usize),
}

impl Way {
    fn of(scene: &Scene, link: &Link) -> Self {
        let (from, to) = (scene.cards[link.from.0].column, scene.cards[link.to.0].column);
        match from.abs_diff(to) {
            0 => Self::Gutter(from),
            1 => Self::Gutter(from.min(to)),
            _ if from < to => Self::Across(from, to - 1),
            _ => Self::Across(from - 1, to),
        }
    }
}

/// Which side of a card a thread uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

/// Heights, and widths of lanes.
struct Grid {
    /// Upper edge of each card.
    top: Vec<f64>,
    height: Vec<f64>,
    /// Upper edge of each row.
    row_top: Vec<f64>,
    bottom: f64,
    lane_width: Vec<f64>,
    first_left: f64,
}

impl Grid {
    fn of(scene: &Scene, loose: &[LooseCard]) -> Self {
        let n_lanes = scene.lanes.len().max(1);
        let mut lane_width: Vec<f64> =
            scene.lanes.iter().map(|title| lane_title(title, 0.0).width()).collect();
        lane_width.resize(n_lanes, 0.0);
        let mut top = vec![0.0; loose.len()];
        let mut row_top = Vec::new();
        let mut y = LANE_TITLE_ROOM + ROW_GAP / 2.0;
        for row in 0..scene.rows.len() {
            row_top.push(y);
            let mut ends = vec![y; n_lanes];
            for (ix, card) in scene.cards.iter().enumerate().filter(|(_, c)| c.row == Some(row)) {
                let size = loose[ix].size();
                top[ix] = ends[card.column];
                ends[card.column] += size.height + CARD_GAP;
                lane_width[card.column] = lane_width[card.column].max(size.width);
            }
            let end = ends.into_iter().fold(y + YEAR_SIZE + CARD_GAP, f64::max);
            y = end - CARD_GAP + ROW_GAP;
        }
        let years = scene.rows.iter().map(|words| year(words, Point::default()).width());
        Self {
            top,
            height: loose.iter().map(|card| card.size().height).collect(),
            row_top,
            bottom: y - ROW_GAP / 2.0,
            lane_width,
            first_left: years.fold(0.0, f64::max) + YEAR_GAP,
        }
    }

    fn middle(&self, card: usize) -> f64 {
        self.top[card] + self.height[card] / 2.0
    }

    /// The track of each thread in the gutters it uses, and the number of tracks of each gutter.
    fn tracks(&self, scene: &Scene, ways: &[Way]) -> Tracks {
        let mut wanted: Vec<Vec<(f64, f64, usize, usize)>> =
            vec![Vec::new(); self.lane_width.len()];
        for (ix, (link, way)) in scene.links.iter().zip(ways).enumerate() {
            let (a, b) = (self.middle(link.from.0), self.middle(link.to.0));
            let mut want = |gutter: usize, a: f64, b: f64, leg| {
                wanted[gutter].push((a.min(b), a.max(b), ix, leg));
            };
            match *way {
                Way::Gutter(gutter) => want(gutter, a, b, 0),
                Way::Across(first, last) => {
                    let over = self.above_row(scene, link);
                    want(first, a, over, 0);
                    want(last, over, b, 1);
                }
            }
        }
        let mut of = vec![[0, 0]; ways.len()];
        let mut count = Vec::new();
        for mut gutter in wanted {
            // Short threads stay near the cards.
            gutter.sort_by(|p, q| (p.1 - p.0).total_cmp(&(q.1 - q.0)).then(p.2.cmp(&q.2)));
            let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
            for (start, end, ix, leg) in gutter {
                let is_free = |track: &Vec<(f64, f64)>| {
                    track.iter().all(|&(s, e)| end + TRACK_GAP < s || e + TRACK_GAP < start)
                };
                let track = taken.iter().position(is_free).unwrap_or(taken.len());
                if track == taken.len() {
                    taken.push(Vec::new());
                }
                taken[track].push((start, end));
                of[ix][leg] = track;
            }
            count.push(taken.len());
        }
        Tracks { of, count }
    }

    /// The height of the free space above the row of a thread's second card.
    fn above_row(&self, scene: &Scene, link: &Link) -> f64 {
        let row = scene.cards[link.to.0].row.unwrap_or_default();
        self.row_top[row] - ROW_GAP / 2.0
    }

    fn lane_lefts(&self, tracks: &Tracks) -> Vec<f64> {
        let mut x = self.first_left;
        self.lane_width
            .iter()
            .zip(&tracks.count)
            .map(|(width, &count)| {
                let left = x;
                let room = if count == 0 { 0.0 } else { (count - 1) as f64 * TRACK_GAP };
                x += width + 2.0 * GUTTER_MARGIN + room;
                left
            })
            .collect()
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one caller, and each is a table of the same layout"
    )]
    fn route(
        &self,
        scene: &Scene,
        ix: usize,
        link: &Link,
        ways: &[Way],
        tracks: &Tracks,
        ports: &Ports,
        x: &[f64],
        nodes: &[NodeMark],
    ) -> Route {
        let track = |gutter: usize, leg: usize| {
            x[gutter]
                + self.lane_width[gutter]
                + GUTTER_MARGIN
                + tracks.of[ix][leg] as f64 * TRACK_GAP
        };
        let edge = |end: usize, card: usize| {
            let frame = nodes[card].frame;
            let side = side(scene.cards[card].column, ways[ix], end);
            let x = if side == Side::Left { frame.x } else { frame.right() };
            Point::new(x, ports.at[ix][end])
        };
        let (start, end) = (edge(0, link.from.0), edge(1, link.to.0));
        let points = match ways[ix] {
            Way::Gutter(gutter) => {
                let x = track(gutter, 0);
                vec![start, Point::new(x, start.y), Point::new(x, end.y), end]
            }
            Way::Across(first, last) => {
                let over = self.above_row(scene, link) + (tracks.of[ix][0] % 3) as f64 * 4.0 - 4.0;
                let (a, b) = (track(first, 0), track(last, 1));
                vec![
                    start,
                    Point::new(a, start.y),
                    Point::new(a, over),
                    Point::new(b, over),
                    Point::new(b, end.y),
                    end,
                ]
            }
        };
        Route::rounded(&points, CORNER)
    }

    fn grounds(&self, scene: &Scene, x: &[f64], nodes: &[NodeMark]) -> Vec<Ground> {
        let right = nodes.iter().map(|node| node.frame.right()).fold(0.0, f64::max);
        let mut grounds = Vec::new();
        for (words, top) in scene.rows.iter().zip(&self.row_top) {
            let y = top - ROW_GAP / 2.0;
            grounds.push(Ground {
                label: None,
                form: GroundForm::Rule(Point::new(0.0, y), Point::new(right, y), Ink::Panel),
                texts: vec![year(words, Point::new(0.0, top + YEAR_SIZE + 4.0))],
            });
        }
        for (title, &left) in scene.lanes.iter().zip(x) {
            grounds.push(Ground {
                label: None,
                form: GroundForm::Words,
                texts: vec![lane_title(title, left)],
            });
        }
        if !scene.rows.is_empty() {
            let (y, ink) = (self.bottom, Ink::Panel);
            let form = GroundForm::Rule(Point::new(0.0, y), Point::new(right, y), ink);
            grounds.push(Ground { label: None, form, texts: Vec::new() });
        }
        grounds
    }
}

/// The side of a card that faces the gutter of its thread's end.
fn side(column: usize, way: Way, end: usize) -> Side {
    let gutter = match way {
        Way::Gutter(gutter) => gutter,
        Way::Across(first, last) => [first, last][end],
    };
    if column <= gutter { Side::Right } else { Side::Left }
}

struct Tracks {
    /// By thread, for its first and its second gutter.
    of: Vec<[usize; 2]>,
    /// By gutter.
    count: Vec<usize>,
}

/// The heights at which threads leave and reach their cards.
struct Ports {
    at: Vec<[f64; 2]>,
}

impl Ports {
    fn of(scene: &Scene, ways: &[Way], tracks: &Tracks, nodes: &[NodeMark]) -> Self {
        let mut at = vec![[0.0; 2]; ways.len()];
        let mut ends: Vec<(usize, Side, usize, i64, usize)> = Vec::new();
        for (ix, (link, way)) in scene.links.iter().zip(ways).enumerate() {
            for (end, card) in [link.from.0, link.to.0].into_iter().enumerate() {
                let leg = if matches!(way, Way::Across(..)) { end } else { 0 };
                let track = i64::try_from(tracks.of[ix][leg]).expect("a picture has few lines");
                // From above come the near tracks first; downward the far ones leave first.
                let order = if end == 1 { track } else { -track };
                ends.push((card, side(scene.cards[card].column, *way, end), 1 - end, order, ix));
            }
        }
        ends.sort_unstable();
        for group in ends.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let frame = nodes[group[0].0].frame;
            let room = frame.height - 2.0 * PORT_MARGIN;
            let gap = PORT_GAP.min(room / (group.len().max(2) - 1) as f64);
            let first = frame.centre().y - gap * (group.len() - 1) as f64 / 2.0;
            for (position, &(_, _, is_start, _, ix)) in group.iter().enumerate() {
                at[ix][1 - is_start] = first + position as f64 * gap;
            }
        }
        Self { at }
    }
}

fn year(words: &str, at: Point) -> Text {
    Text {
        at,
        anchor: Anchor::Start,
        words: words.to_owned(),
        size: YEAR_SIZE,
        weight: Weight::Bold,
        ink: Ink::TextSecond,
        halo: false,
    }
}

fn lane_title(title: &str, left: f64) -> Text {
    Text {
        at: Point::new(left, LANE_TITLE_SIZE),
        anchor: Anchor::Start,
        words: sanitised(title).to_uppercase(),
        size: LANE_TITLE_SIZE,
        weight: Weight::Bold,
        ink: Ink::TextSecond,
        halo: false,
    }
}
