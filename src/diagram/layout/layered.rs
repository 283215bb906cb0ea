//! The layout of maps: cards in the columns that the scene gives, lines between them through the free space.
//!
//! Columns and the gaps between them are ranks. A line gets an item in every rank on its way: its label stands
//! in one gap, and where it passes a column it has a place among the cards, so it never runs under one. A line
//! within a column turns round in the gap beside it. `untangle` orders the ranks, `settle` gives heights.

use super::Pins;
use super::beside::letter_beside;
use super::card::LooseCard;
use super::settle::{Heights, Tie};
use super::untangle::Ranks;
use crate::diagram::drawing::{
    Anchor, Body, Ground, GroundForm, LineMark, NodeMark, PaintOrder, Text,
};
use crate::diagram::geometry::{Point, Rect, Route};
use crate::diagram::lettering::{label_lines, sanitised};
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Link, PanelIx, Scene};
use crate::diagram::width::Weight;
use std::cmp::Reverse;

pub(super) const LABEL_SIZE: f64 = 11.0;
pub(super) const LABEL_LINE: f64 = 13.5;
/// Width of a label, in thousandths of its font size.
const LABEL_WIDTH_MAX: u32 = 13_000;
/// Free space between a label and its line.
const LABEL_LIFT: f64 = 4.0;

const CARD_GAP: f64 = 16.0;
const LINE_GAP: f64 = 10.0;
const LABEL_GAP: f64 = 7.0;
/// Between the edge of a card and the first line that ends there.
const PORT_MARGIN: f64 = 8.0;
const PORT_GAP: f64 = 11.0;
/// A card grows before its lines stand closer than this.
const PORT_GAP_MIN: f64 = 5.0;
const PANEL_PADDING: f64 = 16.0;
const PANEL_TITLE: f64 = 22.0;
const PANEL_TITLE_SIZE: f64 = 12.0;
/// Between a panel and what stands below it in the same column.
const PANEL_GAP: f64 = 20.0;
/// Room for a curve, by how far it climbs.
const CURVE_MIN: f64 = 32.0;
const CURVE_MAX: f64 = 58.0;
/// The same for a curve through a gap without labels.
const OPEN_CURVE_MAX: f64 = 110.0;
const CURVE_BY_CLIMB: f64 = 0.13;
/// Share of the room for a curve that the nearest turning lines take.
const TURN_REACH: f64 = 0.75;
/// Between two lines that turn round in the same gap.
const TURN_GAP: f64 = 8.0;
/// A line that turns round within less height than this runs in a loop.
const TURN_HEIGHT_MIN: f64 = 16.0;
/// How near to its ends a turning line may be upright, as a share of its height.
const TURN_MARGIN: f64 = 0.35;
/// How far the controls of a loop spread beyond its ends.
const LOOP_SPREAD: f64 = 10.0;
/// Between a label and the lines of others.
const LABEL_CLEARANCE: f64 = 3.0;
/// How often lines find their places at the cards, and cards theirs by the lines.
const PORT_ROUNDS: usize = 5;

/// Places the cards, lines and panels of a scene in columns.
pub(super) fn map(scene: &Scene, pins: &Pins) -> Body {
    let mut net = Net::of(scene, pins);
    net.untangle();
    net.settle();
    net.choose_tracks();
    let columns = net.columns();
    net.draw(&columns)
}

/// What stands in a rank.
#[derive(Debug, Clone)]
struct Item {
    role: Role,
    rank: usize,
    width: f64,
    height: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum Role {
    Card(usize),
    /// A line on its way.
    Bend,
    /// A line on its way with its words above it.
    Label(Vec<String>),
    /// A line that turns round, its words behind the turn.
    Turn(Vec<String>),
}

/// The way of a link: items from left to right. A turning line is card, turn, card.
#[derive(Debug, Clone)]
struct Way {
    items: Vec<usize>,
    /// Positions of its ties, one fewer than items.
    ties: Vec<usize>,
    turns: bool,
    /// The way runs from object to subject.
    backwards: bool,
}

struct Net<'s> {
    scene: &'s Scene,
    loose: Vec<LooseCard>,
    pins: Vec<Option<Point>>,
    items: Vec<Item>,
    ranks: Ranks,
    ways: Vec<Way>,
    ties: Vec<Tie>,
    y: Vec<f64>,
    /// By item, how many lines a turning line passes around.
    track: Vec<usize>,
}

/// The place of a line at a side of a card, from top to bottom: turning lines lie within each other.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Port {
    /// To a card above, the nearest first.
    Up(Reverse<(usize, usize)>),
    /// To another column.
    Across(usize, usize),
    /// To a card below, the farthest first.
    Down(Reverse<usize>, usize),
}

/// Is a rank a gap between columns?
fn is_gap(rank: usize) -> bool {
    rank.is_multiple_of(2)
}

/// Where the ranks stand.
struct Columns {
    left: Vec<f64>,
    right: Vec<f64>,
}

impl<'s> Net<'s> {
    fn of(scene: &'s Scene, pins: &Pins) -> Self {
        let loose: Vec<LooseCard> = scene.cards.iter().map(LooseCard::of).collect();
        let n_columns = scene.cards.iter().map(|card| card.column + 1).max().unwrap_or(0);
        let mut net = Self {
            scene,
            pins: scene.cards.iter().map(|card| pins.get(&card.id).copied()).collect(),
            items: Vec::new(),
            ranks: Ranks {
                order: vec![Vec::new(); 2 * n_columns + 1],
                before: Vec::new(),
                after: Vec::new(),
                group: Vec::new(),
            },
            ways: Vec::new(),
            ties: Vec::new(),
            y: Vec::new(),
            track: Vec::new(),
            loose,
        };
        for (ix, card) in scene.cards.iter().enumerate() {
            let size = net.loose[ix].size();
            let item = net.add(Role::Card(ix), 2 * card.column + 1, size.width, size.height);
            let beside_panel = net.panels_of_column(card.column).next().is_some();
            net.ranks.group[item] = Some(u8::from(beside_panel && card.panel.is_none()));
        }
        let mut labels = vec![0; 2 * n_columns + 1];
        for link in &scene.links {
            let way = if net.column(link.from.0) == net.column(link.to.0) {
                net.turning(link, n_columns)
            } else {
                net.crossing(link, &mut labels)
            };
            net.ways.push(way);
        }
        net.make_room_for_ports();
        net
    }

    /// Makes cards high enough that each line has a place of its own at their sides.
    fn make_room_for_ports(&mut self) {
        for (item, card) in self.loose.iter_mut().enumerate() {
            let n_ports = self.ranks.before[item].len().max(self.ranks.after[item].len());
            let height = 2.0 * PORT_MARGIN + n_ports.saturating_sub(1) as f64 * PORT_GAP_MIN;
            card.grow_to(height);
            self.items[item].height = card.size().height;
        }
    }

    fn column(&self, card: usize) -> usize {
        self.scene.cards[card].column
    }

    fn panels_of_column(&self, column: usize) -> impl Iterator<Item = PanelIx> {
        let cards = self.scene.cards.iter();
        cards.filter(move |card| card.column == column).filter_map(|card| card.panel)
    }

    fn add(&mut self, role: Role, rank: usize, width: f64, height: f64) -> usize {
        let item = self.items.len();
        self.items.push(Item { role, rank, width, height });
        self.ranks.order[rank].push(item);
        self.ranks.before.push(Vec::new());
        self.ranks.after.push(Vec::new());
        self.ranks.group.push(None);
        item
    }

    fn tie(&mut self, left: usize, right: usize, weight: f64) -> usize {
        self.ranks.after[left].push(right);
        self.ranks.before[right].push(left);
        self.ties.push(Tie { items: [left, right], below: [0.0, 0.0], weight });
        self.ties.len() - 1
    }

    fn words(link: &Link) -> Vec<String> {
        let words = link.words();
        if words.is_empty() { Vec::new() } else { label_lines(&words, LABEL_WIDTH_MAX) }
    }

    /// A line between two columns.
    fn crossing(&mut self, link: &Link, labels: &mut [usize]) -> Way {
        let backwards = self.column(link.from.0) > self.column(link.to.0);
        let (tail, head) = if backwards { (link.to, link.from) } else { (link.from, link.to) };
        let (first, last) = (2 * self.column(tail.0) + 1, 2 * self.column(head.0) + 1);
        let lines = Self::words(link);
        // The gap with fewest labels, of those the one next to the subject.
        let label_rank = (first + 1..last)
            .step_by(2)
            .min_by_key(|&rank| (labels[rank], if backwards { last - rank } else { rank }))
            .filter(|_| !lines.is_empty());
        let mut items = vec![tail.0];
        if let Some(rank) = label_rank {
            labels[rank] += 1;
        }
        for rank in first + 1..last {
            let item = if Some(rank) == label_rank {
                let (width, height) = label_size(&lines);
                self.add(Role::Label(lines.clone()), rank, width, height + LABEL_LIFT)
            } else {
                self.add(Role::Bend, rank, 0.0, 2.0)
            };
            items.push(item);
        }
        items.push(head.0);
        let n = items.len();
        let ties = (1..n)
            .map(|at| {
                let inner = at > 1 && at < n - 1;
                self.tie(items[at - 1], items[at], if inner { 8.0 } else { 2.0 })
            })
            .collect();
        Way { items, ties, turns: false, backwards }
    }

    /// A line within a column, by the gap that fewer lines pass: the outer one where there is one.
    fn turning(&mut self, link: &Link, n_columns: usize) -> Way {
        let column = self.column(link.from.0);
        let to_left = 2 * column + 1 < n_columns;
        let rank = if to_left { 2 * column } else { 2 * column + 2 };
        let lines = Self::words(link);
        let (width, height) = label_size(&lines);
        let turn = self.add(Role::Turn(lines), rank, width, height.max(4.0));
        let ties = [link.from.0, link.to.0]
            .map(|card| if to_left { self.tie(turn, card, 1.0) } else { self.tie(card, turn, 1.0) })
            .to_vec();
        Way { items: vec![link.from.0, turn, link.to.0], ties, turns: true, backwards: false }
    }

    /// Orders the ranks, starting from the order of the cards and, for lines, of the cards they join.
    fn untangle(&mut self) {
        let mut height = vec![0.0; self.items.len()];
        for order in &self.ranks.order {
            let cards: Vec<usize> = order.iter().copied().filter(|&i| self.is_card(i)).collect();
            for (place, &item) in cards.iter().enumerate() {
                height[item] = (place as f64 + 0.5) / cards.len() as f64;
            }
        }
        for way in &self.ways {
            let (first, last) = (way.items[0], way.items[way.items.len() - 1]);
            let n = way.items.len() - 1;
            for (at, &item) in way.items.iter().enumerate().take(n).skip(1) {
                let share = at as f64 / n as f64;
                height[item] = height[first] * (1.0 - share) + height[last] * share;
            }
        }
        for order in &mut self.ranks.order {
            order.sort_by(|&a, &b| height[a].total_cmp(&height[b]).then(a.cmp(&b)));
        }
        self.ranks.untangle();
    }

    fn is_card(&self, item: usize) -> bool {
        matches!(self.items[item].role, Role::Card(_))
    }

    /// The panel of an item that is a card on one.
    fn panel(&self, item: usize) -> Option<PanelIx> {
        match self.items[item].role {
            Role::Card(card) => self.scene.cards[card].panel,
            _ => None,
        }
    }

    /// Least distance between the middles of two items of a rank.
    fn distance(&self, above: usize, below: usize) -> f64 {
        let (a, b) = (&self.items[above], &self.items[below]);
        let gap = match (&a.role, &b.role) {
            (Role::Card(_), Role::Card(_)) => match (self.panel(above), self.panel(below)) {
                (p, q) if p == q => CARD_GAP,
                (Some(_), None) => PANEL_PADDING + PANEL_GAP,
                _ => PANEL_PADDING + PANEL_TITLE + PANEL_GAP,
            },
            // A line above the first card of a panel passes above the title, too.
            (_, Role::Card(_)) if self.panel(below).is_some() && self.is_first(below) => {
                PANEL_PADDING + PANEL_TITLE + LINE_GAP
            }
            (Role::Card(_), _) | (_, Role::Card(_)) => LINE_GAP,
            (Role::Bend, Role::Bend) => LINE_GAP,
            _ => LABEL_GAP,
        };
        f64::midpoint(a.height, b.height) + gap
    }

    /// Is a card the uppermost of its column?
    fn is_first(&self, item: usize) -> bool {
        let order = &self.ranks.order[self.items[item].rank];
        order.iter().find(|&&other| self.is_card(other)) == Some(&item)
    }

    fn settle(&mut self) {
        let order = self.ranks.order.clone();
        self.y = vec![0.0; self.items.len()];
        for rank in &order {
            let mut y = 0.0;
            for (place, &item) in rank.iter().enumerate() {
                if place > 0 {
                    y += self.distance(rank[place - 1], item);
                }
                self.y[item] = y;
            }
            for &item in rank {
                self.y[item] -= y / 2.0;
            }
        }
        let fixed: Vec<Option<f64>> = self
            .items
            .iter()
            .map(|item| match item.role {
                Role::Card(card) => self.pins[card].map(|pin| pin.y),
                _ => None,
            })
            .collect();
        for round in 0..PORT_ROUNDS {
            self.attach();
            let mut y = std::mem::take(&mut self.y);
            let heights = Heights {
                order: &order,
                distance: &|above, below| self.distance(above, below),
                fixed: &fixed,
                ties: &self.ties,
            };
            heights.settle(&mut y, &|y| self.floors(y));
            if round + 1 == PORT_ROUNDS {
                self.lower_free_cards(&mut y);
            }
            self.y = y;
        }
        for (item, y) in fixed.iter().enumerate() {
            if let Some(y) = *y {
                self.y[item] = y;
            }
        }
        self.attach();
    }

    /// The least height of each item: what is free in a column of a panel stands below the panel.
    fn floors(&self, y: &[f64]) -> Vec<f64> {
        let bottoms: Vec<f64> = (0..self.scene.panels.len())
            .map(|panel| {
                let members =
                    (0..self.items.len()).filter(|&i| self.panel(i) == Some(PanelIx(panel)));
                members
                    .map(|item| y[item] + self.items[item].height / 2.0)
                    .fold(f64::NEG_INFINITY, f64::max)
            })
            .collect();
        (0..self.items.len())
            .map(|item| match self.items[item].role {
                Role::Card(card) if self.ranks.group[item] == Some(1) => {
                    let panels = self.panels_of_column(self.column(card));
                    let bottom =
                        panels.map(|panel| bottoms[panel.0]).fold(f64::NEG_INFINITY, f64::max);
                    bottom + PANEL_PADDING + PANEL_GAP + self.items[item].height / 2.0
                }
                _ => f64::NEG_INFINITY,
            })
            .collect()
    }

    /// A panel may have grown in the last round: what is free below it moves on.
    fn lower_free_cards(&self, y: &mut [f64]) {
        let floors = self.floors(y);
        for rank in &self.ranks.order {
            for (place, &item) in rank.iter().enumerate() {
                y[item] = y[item].max(floors[item]);
                if place > 0 {
                    let above = rank[place - 1];
                    y[item] = y[item].max(y[above] + self.distance(above, item));
                }
            }
        }
    }

    /// Says where on its items each line is attached: at cards in the order in which the lines leave, level
    /// where there is room.
    fn attach(&mut self) {
        let mut at = vec![0; self.items.len()];
        for order in &self.ranks.order {
            for (place, &item) in order.iter().enumerate() {
                at[item] = place;
            }
        }
        let mut leaving: Vec<[Vec<usize>; 2]> = vec![Default::default(); self.items.len()];
        for (ix, tie) in self.ties.iter().enumerate() {
            leaving[tie.items[0]][1].push(ix);
            leaving[tie.items[1]][0].push(ix);
        }
        // For the ties of turning lines, the card at the other end.
        let mut behind = vec![None; self.ties.len()];
        for way in self.ways.iter().filter(|way| way.turns) {
            behind[way.ties[0]] = Some(way.items[2]);
            behind[way.ties[1]] = Some(way.items[0]);
        }
        for (item, sides) in leaving.into_iter().enumerate() {
            let below = match &self.items[item].role {
                Role::Card(_) => {
                    for (side, mut ties) in sides.into_iter().enumerate() {
                        ties.sort_by_key(|&ix| match behind[ix] {
                            Some(card) if at[card] < at[item] => Port::Up(Reverse((at[card], ix))),
                            Some(card) if at[card] > at[item] => Port::Down(Reverse(at[card]), ix),
                            _ => Port::Across(at[self.ties[ix].items[side]], ix),
                        });
                        self.attach_to_card(item, side, &ties);
                    }
                    continue;
                }
                Role::Label(_) => self.items[item].height / 2.0,
                Role::Bend | Role::Turn(_) => 0.0,
            };
            for (side, ties) in sides.into_iter().enumerate() {
                for ix in ties {
                    self.ties[ix].below[1 - side] = below;
                }
            }
        }
    }

    /// Attaches lines to one side of a card: as near to where they come from as the side and their
    /// neighbours allow.
    fn attach_to_card(&mut self, item: usize, side: usize, ties: &[usize]) {
        let n = ties.len();
        let half = (self.items[item].height / 2.0 - PORT_MARGIN).max(0.0);
        let gap = if n > 1 { PORT_GAP.min(2.0 * half / (n - 1) as f64) } else { 0.0 };
        let mut places: Vec<f64> = ties
            .iter()
            .map(|&ix| {
                let tie = &self.ties[ix];
                (self.y[tie.items[side]] + tie.below[side] - self.y[item]).clamp(-half, half)
            })
            .collect();
        for place in 1..n {
            places[place] = places[place].max(places[place - 1] + gap);
        }
        for place in (0..n).rev() {
            let room = half - (n - 1 - place) as f64 * gap;
            places[place] = places[place].min(room);
        }
        for (&ix, place) in ties.iter().zip(places) {
            self.ties[ix].below[1 - side] = place;
        }
    }

    /// Gives turning lines of the same gap that share heights a track each: the short ones stay near the cards.
    fn choose_tracks(&mut self) {
        let mut turns: Vec<(usize, f64, f64, usize)> = self
            .ways
            .iter()
            .filter(|way| way.turns)
            .map(|way| {
                let (turn, card) = (way.items[1], way.items[0]);
                let side = usize::from(self.items[card].rank > self.items[turn].rank);
                let [from, to] = [0, 1].map(|at| self.height_at(way.ties[at], side));
                (self.items[turn].rank, from.min(to), from.max(to), turn)
            })
            .collect();
        turns.sort_by(|p, q| {
            p.0.cmp(&q.0).then((p.2 - p.1).total_cmp(&(q.2 - q.1))).then(p.3.cmp(&q.3))
        });
        self.track = vec![0; self.items.len()];
        for gap in turns.chunk_by(|p, q| p.0 == q.0) {
            let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
            for &(_, top, bottom, turn) in gap {
                let is_free = |track: &Vec<(f64, f64)>| {
                    track.iter().all(|&(t, b)| bottom + LINE_GAP < t || b + LINE_GAP < top)
                };
                let track = taken.iter().position(is_free).unwrap_or(taken.len());
                taken.resize_with(taken.len().max(track + 1), Vec::new);
                taken[track].push((top, bottom));
                self.track[turn] = track;
            }
        }
    }

    /// How much farther than the nearest turning lines of a gap the farthest reach.
    fn depth_of_tracks(&self, gap: usize) -> f64 {
        let last = self.ranks.order[gap].iter().map(|&item| self.track[item]).max();
        last.unwrap_or_default() as f64 * TURN_GAP
    }

    /// Is nothing but bends in a gap? Lines then run through it without a stop.
    fn is_open(&self, rank: usize) -> bool {
        is_gap(rank)
            && self.ranks.order[rank].iter().all(|&item| self.items[item].role == Role::Bend)
    }

    fn columns(&self) -> Columns {
        let n = self.ranks.order.len();
        let width: Vec<f64> = self
            .ranks
            .order
            .iter()
            .map(|rank| rank.iter().map(|&item| self.items[item].width).fold(0.0, f64::max))
            .collect();
        let (mut left, mut right) = (vec![0.0; n], vec![0.0; n]);
        let mut x = 0.0;
        for rank in 0..n {
            left[rank] = x;
            right[rank] = x + width[rank];
            x = right[rank];
            if rank + 1 < n {
                x += self.room_between(rank);
            }
        }
        self.follow_pins(&mut left, &mut right);
        Columns { left, right }
    }

    /// The room for curves between a rank and the next.
    fn room_between(&self, rank: usize) -> f64 {
        let gap = if is_gap(rank) { rank } else { rank + 1 };
        if self.ranks.order[gap].is_empty() && (gap == 0 || gap + 1 == self.ranks.order.len()) {
            return 0.0;
        }
        let mut climb = 0.0_f64;
        for way in &self.ways {
            for pair in way.ties.windows(2) {
                let (a, b) = (&self.ties[pair[0]], &self.ties[pair[1]]);
                if self.is_open(gap) && self.items[a.items[1]].rank == gap {
                    let start = self.y[a.items[0]] + a.below[0];
                    climb = climb.max((self.y[b.items[1]] + b.below[1] - start).abs());
                }
            }
        }
        for tie in self.ties.iter().filter(|tie| self.items[tie.items[0]].rank == rank) {
            if !self.is_open(gap) {
                let end = |at: usize| self.y[tie.items[at]] + tie.below[at];
                climb = climb.max((end(1) - end(0)).abs());
            }
        }
        let room = CURVE_MIN + CURVE_BY_CLIMB * climb;
        let room =
            if self.is_open(gap) { room.min(OPEN_CURVE_MAX) / 2.0 } else { room.min(CURVE_MAX) };
        let room = room + self.depth_of_tracks(gap);
        let column = if is_gap(rank) { rank + 1 } else { rank };
        let on_panel = self.panels_of_column((column - 1) / 2).next().is_some();
        if on_panel { room + PANEL_PADDING } else { room }
    }

    /// Moves each column with pinned cards so that it stands at the first of them; the others follow the
    /// nearest such column.
    fn follow_pins(&self, left: &mut [f64], right: &mut [f64]) {
        let moves: Vec<Option<f64>> = (0..left.len())
            .map(|rank| {
                let pin =
                    self.ranks.order[rank].iter().find_map(|&item| match self.items[item].role {
                        Role::Card(card) => self.pins[card],
                        _ => None,
                    });
                pin.map(|pin| pin.x - f64::midpoint(left[rank], right[rank]))
            })
            .collect();
        for rank in 0..left.len() {
            let nearest = (0..moves.len())
                .filter_map(|other| Some((other.abs_diff(rank), moves[other]?)))
                .min_by_key(|&(distance, _)| distance);
            let by = nearest.map_or(0.0, |(_, by)| by);
            left[rank] += by;
            right[rank] += by;
        }
    }

    fn draw(mut self, columns: &Columns) -> Body {
        let centre = |net: &Self, item: usize| {
            let rank = net.items[item].rank;
            let pinned = match net.items[item].role {
                Role::Card(card) => net.pins[card],
                _ => None,
            };
            let middle = f64::midpoint(columns.left[rank], columns.right[rank]);
            pinned.unwrap_or(Point::new(middle, net.y[item]))
        };
        let mut reading: Vec<usize> = (0..self.scene.cards.len()).collect();
        reading.sort_by(|&a, &b| {
            let key = |item: usize| (self.column(item), self.ranks.group[item]);
            key(a).cmp(&key(b)).then(self.y[a].total_cmp(&self.y[b])).then(a.cmp(&b))
        });
        let mut node_of = vec![0; reading.len()];
        let mut frames = vec![Rect::default(); reading.len()];
        let mut nodes: Vec<NodeMark> = Vec::with_capacity(reading.len());
        let mut loose: Vec<Option<LooseCard>> =
            std::mem::take(&mut self.loose).into_iter().map(Some).collect();
        for &card in &reading {
            node_of[card] = nodes.len();
            let taken = loose[card].take().expect("every card is read once");
            let mark = taken.placed(centre(&self, card));
            frames[card] = mark.frame;
            nodes.push(mark);
        }
        let labels = self.labels(columns);
        let mut lines: Vec<LineMark> = self
            .scene
            .links
            .iter()
            .zip(&self.ways)
            .map(|(link, way)| {
                let route = self.route(way, columns, &frames, &labels);
                LineMark {
                    id: link.id.clone(),
                    description: link.description.clone(),
                    ends: (node_of[link.from.0], node_of[link.to.0]),
                    route,
                    ink: link.ink(),
                    width: link.width(),
                    style: link.style,
                    arrow: link.arrow,
                    texts: self.label(way, columns),
                }
            })
            .collect();
        let turning: Vec<usize> = (0..lines.len()).filter(|&ix| self.ways[ix].turns).collect();
        letter_beside(&mut lines, &turning, &frames);
        Body { grounds: self.panels(&lines, &frames), nodes, lines, order: PaintOrder::NodesFirst }
    }

    fn height_at(&self, tie: usize, end: usize) -> f64 {
        let tie = &self.ties[tie];
        self.y[tie.items[end]] + tie.below[end]
    }

    /// The way of a line. It stops at its place in a gap only where that keeps it off the labels there.
    fn route(&self, way: &Way, columns: &Columns, frames: &[Rect], labels: &Labels) -> Route {
        if way.turns {
            return self.turn(way, columns, frames);
        }
        let (first, last) = (way.items[0], way.items[way.items.len() - 1]);
        let start = Point::new(frames[first].right(), self.height_at(way.ties[0], 0));
        let mut pen = Pen::at(start);
        pen.level(columns.right[self.items[first].rank]);
        for (at, &item) in way.items.iter().enumerate().skip(1) {
            let rank = self.items[item].rank;
            let arrival = Point::new(columns.left[rank], self.height_at(way.ties[at - 1], 1));
            if item == last {
                pen.climb(arrival);
                pen.level(frames[last].x);
                continue;
            }
            if self.is_open(rank) {
                continue;
            }
            match self.items[item].role {
                Role::Bend if is_gap(rank) => {
                    let next = Point::new(columns.left[rank + 1], self.height_at(way.ties[at], 1));
                    if !labels.are_clear_of(rank, item, &pen.climbing(next)) {
                        pen.climb(arrival);
                        pen.level(columns.right[rank]);
                    }
                }
                Role::Label(_) => {
                    let own = labels.of(rank, item);
                    let next = Point::new(columns.left[rank + 1], self.height_at(way.ties[at], 1));
                    let (left, right) = (own.x.max(columns.left[rank]), own.right());
                    let short = Point::new(left, arrival.y);
                    let after = Pen::at(Point::new(right, arrival.y));
                    let clear = labels.are_clear_of(rank, item, &pen.climbing(short))
                        && labels.are_clear_of(rank, item, &after.climbing(next));
                    pen.climb(if clear { short } else { arrival });
                    pen.level(if clear { right } else { columns.right[rank] });
                }
                _ => {
                    pen.climb(arrival);
                    pen.level(columns.right[rank]);
                }
            }
        }
        if way.backwards { pen.route.reversed() } else { pen.route }
    }

    /// Out of a card, round, and back into a card of the same column.
    fn turn(&self, way: &Way, columns: &Columns, frames: &[Rect]) -> Route {
        let (from, turn, to) = (way.items[0], way.items[1], way.items[2]);
        let (column, gap) = (self.items[from].rank, self.items[turn].rank);
        let to_left = gap < column;
        let (side, edge, behind) = if to_left {
            (0, columns.left[column], columns.right[gap])
        } else {
            (1, columns.right[column], columns.left[gap])
        };
        let away = if to_left { -1.0 } else { 1.0 };
        let reach = ((behind - edge).abs() - self.depth_of_tracks(gap)) * TURN_REACH;
        let apex = edge + away * (reach + self.track[turn] as f64 * TURN_GAP);
        let start = |card: usize, tie: usize| {
            let x = if to_left { frames[card].x } else { frames[card].right() };
            Point::new(x, self.height_at(tie, 1 - side))
        };
        let (start, end) = (start(from, way.ties[0]), start(to, way.ties[1]));
        let back = Point::new(edge, end.y);
        let mut pen = Pen::at(start);
        pen.level(edge);
        let (top, bottom) = (start.y.min(end.y), start.y.max(end.y));
        if bottom - top < TURN_HEIGHT_MIN {
            pen.round(apex, back);
        } else {
            // Between its ends, so that the line never turns back on itself.
            let margin = (bottom - top) * TURN_MARGIN;
            let y = self.y[turn].clamp(top + margin, bottom - margin);
            pen.turn(Point::new(apex, y), back);
        }
        pen.level(end.x);
        pen.route
    }

    fn label(&self, way: &Way, columns: &Columns) -> Vec<Text> {
        let lettered = way.items.iter().find_map(|&item| match &self.items[item].role {
            Role::Label(lines) => Some((item, lines, Anchor::Middle)),
            Role::Turn(lines) => {
                let to_left = self.items[item].rank < self.items[way.items[0]].rank;
                Some((item, lines, if to_left { Anchor::End } else { Anchor::Start }))
            }
            _ => None,
        });
        let Some((item, lines, anchor)) = lettered else { return Vec::new() };
        let (left, right) =
            (columns.left[self.items[item].rank], columns.right[self.items[item].rank]);
        let x = match anchor {
            Anchor::Start => left,
            Anchor::Middle => f64::midpoint(left, right),
            Anchor::End => right,
        };
        label_texts(lines, Point::new(x, self.y[item] - self.items[item].height / 2.0), anchor)
    }

    /// The boxes of all labels.
    fn labels(&self, columns: &Columns) -> Labels {
        let mut by_rank = vec![Vec::new(); self.ranks.order.len()];
        for way in &self.ways {
            let lettered = way
                .items
                .iter()
                .copied()
                .find(|&item| matches!(self.items[item].role, Role::Label(_) | Role::Turn(_)));
            let texts = self.label(way, columns);
            let frame = Rect::enclosing(texts.iter().map(Text::bounds));
            if let (Some(item), Some(frame)) = (lettered, frame) {
                by_rank[self.items[item].rank].push((item, frame.grown(LABEL_CLEARANCE)));
            }
        }
        Labels { by_rank }
    }

    fn panels(&self, lines: &[LineMark], frames: &[Rect]) -> Vec<Ground> {
        let mut grounds = Vec::new();
        for (ix, panel) in self.scene.panels.iter().enumerate() {
            let on_panel = |card: usize| self.scene.cards[card].panel == Some(PanelIx(ix));
            let cards = (0..frames.len()).filter(|&card| on_panel(card));
            // The words of a line between two of its cards stand on the panel, too.
            let turns =
                self.ways.iter().zip(lines).filter(|(way, _)| {
                    way.turns && on_panel(way.items[0]) && on_panel(way.items[2])
                });
            let words = turns.flat_map(|(_, line)| line.texts.iter().map(Text::bounds));
            let boxes = cards.map(|card| frames[card]).chain(words);
            let Some(inner) = Rect::enclosing(boxes) else { continue };
            let inner = inner.grown(PANEL_PADDING);
            let frame =
                Rect::new(inner.x, inner.y - PANEL_TITLE, inner.width, inner.height + PANEL_TITLE);
            let at = Point::new(frame.x + PANEL_PADDING, frame.y + PANEL_PADDING + 9.0);
            grounds.push(Ground {
                label: Some(panel.title.clone()),
                form: GroundForm::Panel(frame, Ink::Panel),
                texts: vec![Text {
                    at,
                    anchor: Anchor::Start,
                    words: sanitised(&panel.title).to_uppercase(),
                    size: PANEL_TITLE_SIZE,
                    weight: Weight::Bold,
                    ink: Ink::TextSecond,
                    halo: false,
                }],
            });
        }
        grounds
    }
}

/// Width and height of a label.
pub(super) fn label_size(lines: &[String]) -> (f64, f64) {
    let texts = label_texts(lines, Point::default(), Anchor::Start);
    let width = texts.iter().map(Text::width).fold(0.0, f64::max);
    (if lines.is_empty() { 0.0 } else { width + 6.0 }, lines.len() as f64 * LABEL_LINE)
}

/// The lines of a label from an upper end on.
pub(super) fn label_texts(lines: &[String], top: Point, anchor: Anchor) -> Vec<Text> {
    let line = |(row, words): (usize, &String)| Text {
        at: top.moved(0.0, (row as f64 + 0.5) * LABEL_LINE + LABEL_SIZE * 0.36),
        anchor,
        words: words.clone(),
        size: LABEL_SIZE,
        weight: Weight::Regular,
        ink: Ink::TextSecond,
        halo: false,
    };
    lines.iter().enumerate().map(line).collect()
}

/// The boxes of labels by the gap in which they stand, each with its item.
struct Labels {
    by_rank: Vec<Vec<(usize, Rect)>>,
}

impl Labels {
    /// Does a line of `item` pass the labels of all others?
    fn are_clear_of(&self, rank: usize, item: usize, route: &Route) -> bool {
        let points = route.points();
        self.by_rank[rank]
            .iter()
            .filter(|(other, _)| *other != item)
            .all(|(_, frame)| points.windows(2).all(|piece| !frame.meets(piece[0], piece[1])))
    }

    fn of(&self, rank: usize, item: usize) -> Rect {
        let own = self.by_rank[rank].iter().find(|(other, _)| *other == item);
        own.expect("a label has words").1
    }
}

/// Draws from left to right, or back.
struct Pen {
    route: Route,
}

impl Pen {
    fn at(start: Point) -> Self {
        Self { route: Route { start, curves: Vec::new() } }
    }

    /// Level to `x`.
    fn level(&mut self, x: f64) {
        let from = self.route.end();
        if (from.x - x).abs() > 1e-6 {
            let to = Point::new(x, from.y);
            self.route.curves.extend(Route::straight(from, to).curves);
        }
    }

    /// To a place, leaving and arriving level.
    fn climb(&mut self, to: Point) {
        let climbing = self.climbing(to);
        self.route.curves.extend(climbing.curves);
    }

    /// Over `middle`, where the line is upright, and back to a place.
    fn turn(&mut self, middle: Point, back: Point) {
        let start = self.route.end();
        let toward = |end: Point| Point::new(middle.x, end.y + (middle.y - end.y) * 0.45);
        let beside = |end: Point| Point::new(f64::midpoint(end.x, middle.x), end.y);
        self.route.curves.push([beside(start), toward(start), middle]);
        self.route.curves.push([toward(back), beside(back), back]);
    }

    /// In a small loop that reaches `apex`, back to a place at about the same height.
    fn round(&mut self, apex: f64, back: Point) {
        let start = self.route.end();
        // The middle of a curve lies at three quarters of the way to its controls.
        let far = |end: Point| end.x + (apex - end.x) / 0.75;
        let down = if start.y <= back.y { LOOP_SPREAD } else { -LOOP_SPREAD };
        let controls =
            [(start, -down), (back, down)].map(|(end, by)| Point::new(far(end), end.y + by));
        self.route.curves.push([controls[0], controls[1], back]);
    }

    fn climbing(&self, to: Point) -> Route {
        let start = self.route.end();
        let middle = f64::midpoint(start.x, to.x);
        let curve = [Point::new(middle, start.y), Point::new(middle, to.y), to];
        Route { start, curves: vec![curve] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of a line that go down.
    fn n_down(route: &Route) -> usize {
        route.points().windows(2).filter(|piece| piece[0].y < piece[1].y).count()
    }

    #[test]
    fn a_turning_line_never_goes_back_up() {
        let mut pen = Pen::at(Point::new(0.0, 0.0));
        pen.turn(Point::new(40.0, 14.0), Point::new(0.0, 40.0));
        assert_eq!(n_down(&pen.route), pen.route.points().len() - 1);
        assert_eq!(pen.route.end(), Point::new(0.0, 40.0));
    }

    #[test]
    fn a_line_back_to_the_same_height_is_a_loop_that_reaches_as_far_as_others() {
        for height in [-6.0, 0.0, 6.0] {
            let mut pen = Pen::at(Point::new(0.0, 0.0));
            pen.round(40.0, Point::new(0.0, height));
            let points = pen.route.points();
            let reach = points.iter().map(|point| point.x).fold(0.0, f64::max);
            assert!((reach - 40.0).abs() < 1.0, "{reach}");
            let (top, bottom) = points.iter().fold((0.0_f64, 0.0_f64), |(top, bottom), point| {
                (top.min(point.y), bottom.max(point.y))
            });
            assert!(bottom - top > 4.0, "the loop is open: {top} to {bottom}");
        }
    }
}
