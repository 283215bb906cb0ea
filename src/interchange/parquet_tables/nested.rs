//! Cells that hold more than one value: lists, structures and maps, put together from the levels of their leaves as the
//! format prescribes (Dremel's repetition and definition levels), and printed as JSON.

use super::cell::Words;
use super::column::Leaf;
use crate::interchange::json::string;
use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::Type;
use std::ops::Range;

/// A column or what stands in one.
pub(super) struct Node {
    shape: Shape,
    /// The definition level from which it is there.
    there: i16,
    /// Its leaves, of those of the column.
    leaves: Range<usize>,
}

enum Shape {
    Leaf,
    Structure(Vec<(String, Node)>),
    /// Items, with the level at which another one begins.
    List(Box<Node>, i16),
    /// A list of structures of a key and a value.
    Map(Box<Node>),
}

/// Where reading stands in a leaf.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    level: usize,
    value: usize,
}

/// What a cell holds.
#[derive(Debug, PartialEq)]
pub(super) enum Tree<'v> {
    Nothing,
    Words(Words<'v>),
    List(Vec<Tree<'v>>),
    Object(Vec<(String, Tree<'v>)>),
}

impl Node {
    /// The column of a field at the top of a schema.
    pub(super) fn of(field: &Type) -> Self {
        let mut n_leaves = 0;
        Self::under(field, 0, 0, &mut n_leaves)
    }

    /// How many leaves it has.
    pub(super) fn leaf_count(&self) -> usize {
        self.leaves.end
    }

    fn under(field: &Type, definition: i16, repetition: i16, n_leaves: &mut usize) -> Self {
        let info = field.get_basic_info();
        let repeats = if info.has_repetition() { info.repetition() } else { Repetition::REQUIRED };
        match repeats {
            Repetition::REQUIRED => Self::single(field, definition, repetition, n_leaves),
            Repetition::OPTIONAL => Self::single(field, definition + 1, repetition, n_leaves),
            Repetition::REPEATED => {
                let item = Self::single(field, definition + 1, repetition + 1, n_leaves);
                let leaves = item.leaves.clone();
                let shape = Shape::List(Box::new(item), repetition + 1);
                Self { shape, there: definition, leaves }
            }
        }
    }

    fn single(field: &Type, there: i16, repetition: i16, n_leaves: &mut usize) -> Self {
        let first = *n_leaves;
        if field.is_primitive() {
            *n_leaves += 1;
            return Self { shape: Shape::Leaf, there, leaves: first..first + 1 };
        }
        let shape = match annotated(field) {
            Some((Annotation::List, inner)) => {
                let item = Self::item(inner, there + 1, repetition + 1, n_leaves);
                Shape::List(Box::new(item), repetition + 1)
            }
            Some((Annotation::Map, inner)) => {
                let entries = Self::under(inner, there, repetition, n_leaves);
                Shape::Map(Box::new(entries))
            }
            None => {
                let fields = field.get_fields().iter();
                let node = |field: &Type, n: &mut usize| Self::under(field, there, repetition, n);
                Shape::Structure(fields.map(|f| (f.name().to_owned(), node(f, n_leaves))).collect())
            }
        };
        Self { shape, there, leaves: first..*n_leaves }
    }

    /// The item of a list in three levels; in files from before those, the repeated field itself.
    fn item(inner: &Type, definition: i16, repetition: i16, n_leaves: &mut usize) -> Self {
        let is_old = inner.is_primitive()
            || inner.get_fields().len() != 1
            || inner.name() == "array"
            || inner.name().ends_with("_tuple");
        if is_old {
            return Self::single(inner, definition, repetition, n_leaves);
        }
        Self::under(&inner.get_fields()[0], definition, repetition, n_leaves)
    }

    /// The cell of the next row. None where the leaves do not fit together.
    pub(super) fn next_row<'v>(
        &self,
        leaves: &'v [Box<dyn Leaf>],
        cursors: &mut [Cursor],
    ) -> Option<Tree<'v>> {
        for (leaf, cursor) in leaves.iter().zip(&*cursors) {
            if cursor.level >= leaf.level_count() || leaf.repetition(cursor.level) != 0 {
                return None;
            }
        }
        self.next(leaves, cursors)
    }

    fn next<'v>(&self, leaves: &'v [Box<dyn Leaf>], cursors: &mut [Cursor]) -> Option<Tree<'v>> {
        let first = self.leaves.start;
        let (Some(leaf), Some(cursor)) = (leaves.get(first), cursors.get(first)) else {
            return Some(Tree::Nothing);
        };
        if cursor.level >= leaf.level_count() {
            return None;
        }
        if leaf.definition(cursor.level) < self.there {
            self.pass(leaves, cursors)?;
            return Some(Tree::Nothing);
        }
        match &self.shape {
            Shape::Leaf => {
                let words = leaf.words(cursor.value)?;
                let cursor = &mut cursors[first];
                cursor.level += 1;
                cursor.value += 1;
                Some(Tree::Words(words))
            }
            Shape::Structure(fields) => {
                let fields = fields.iter();
                let trees =
                    fields.map(|(name, node)| Some((name.clone(), node.next(leaves, cursors)?)));
                trees.collect::<Option<_>>().map(Tree::Object)
            }
            Shape::List(item, depth) => {
                let item_there = self.there + 1;
                let mut items = Vec::new();
                if leaf.definition(cursor.level) < item_there {
                    self.pass(leaves, cursors)?;
                    return Some(Tree::List(items));
                }
                loop {
                    items.push(item.next(leaves, cursors)?);
                    let at = cursors[first].level;
                    if at >= leaf.level_count() || leaf.repetition(at) != *depth {
                        return Some(Tree::List(items));
                    }
                }
            }
            Shape::Map(entries) => match entries.next(leaves, cursors)? {
                Tree::List(entries) => Some(map(entries)),
                other => Some(other),
            },
        }
    }

    /// Goes over a place where nothing is: each leaf has a level there and no value.
    fn pass(&self, leaves: &[Box<dyn Leaf>], cursors: &mut [Cursor]) -> Option<()> {
        let there = match self.shape {
            // A list that is there and empty has no item.
            Shape::List(..) => self.there + 1,
            _ => self.there,
        };
        let range = self.leaves.clone();
        for (leaf, cursor) in leaves.get(range.clone())?.iter().zip(cursors.get_mut(range)?) {
            let is_nothing =
                cursor.level < leaf.level_count() && leaf.definition(cursor.level) < there;
            is_nothing.then_some(())?;
            cursor.level += 1;
        }
        Some(())
    }
}

#[derive(Clone, Copy)]
enum Annotation {
    List,
    Map,
}

/// The repeated field of a list or of a map.
fn annotated(field: &Type) -> Option<(Annotation, &Type)> {
    let info = field.get_basic_info();
    let [inner] = field.get_fields() else { return None };
    let inner_info = inner.get_basic_info();
    if !inner_info.has_repetition() || inner_info.repetition() != Repetition::REPEATED {
        return None;
    }
    match (info.logical_type_ref(), info.converted_type()) {
        (Some(LogicalType::List), _) | (None, ConvertedType::LIST) => {
            Some((Annotation::List, inner))
        }
        (Some(LogicalType::Map), _) | (None, ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE)
            if !inner.is_primitive() && inner.get_fields().len() == 2 =>
        {
            Some((Annotation::Map, inner))
        }
        _ => None,
    }
}

/// Entries with keys in words as an object; of keys that are more than words as a list of pairs.
fn map(entries: Vec<Tree<'_>>) -> Tree<'_> {
    let mut members = Vec::new();
    let mut pairs = Vec::new();
    for entry in entries {
        let Tree::Object(fields) = entry else { continue };
        let mut values = fields.into_iter().map(|(_, value)| value);
        let (Some(key), Some(value)) = (values.next(), values.next()) else { continue };
        match &key {
            Tree::Words(Words::Text(text)) => members.push((text.clone().into_owned(), value)),
            Tree::Words(Words::Number(number)) => members.push((number.clone(), value)),
            _ => pairs.push(Tree::List(vec![key, value])),
        }
    }
    if pairs.is_empty() { Tree::Object(members) } else { Tree::List(pairs) }
}

impl Tree<'_> {
    /// As JSON; what is no words is null.
    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Nothing | Self::Words(Words::Unsaid(_) | Words::Wrong(_)) => "null".to_owned(),
            Self::Words(Words::Text(text)) => string(text),
            Self::Words(Words::Number(number)) => number.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| {
                    format!("{}: {}", string(name), value.to_json())
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }
}
