//! The clauses of a script as they stand in it.

use super::lex::{Lexer, Problem, Token, unexpected};
use super::value::{self, Map, Value};
use std::borrow::Cow;
use std::ops::Range;

/// Labels that one node can have.
pub(super) const LABELS_MAX: usize = 100;

/// A part of a statement.
#[derive(Debug)]
pub(super) enum Clause<'t> {
    Match(Vec<Chain<'t>>),
    Create(Vec<Chain<'t>>),
    Merge(Chain<'t>),
    Set(Occasion, Vec<Change<'t>>),
}

/// When something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Always,
    /// Where the `MERGE` before made something.
    Created,
    /// Where it found something.
    Matched,
}

/// `(a)-[…]->(b)<-[…]-(c)`: one link less than nodes.
#[derive(Debug)]
pub(super) struct Chain<'t> {
    pub(super) nodes: Vec<NodePattern<'t>>,
    pub(super) links: Vec<LinkPattern<'t>>,
}

/// `(variable:Label {name: value})`.
#[derive(Debug)]
pub(super) struct NodePattern<'t> {
    pub(super) variable: Option<Cow<'t, str>>,
    pub(super) labels: Vec<Cow<'t, str>>,
    pub(super) properties: Map<'t>,
    pub(super) range: Range<usize>,
}

/// `-[variable:KIND {name: value}]->`.
#[derive(Debug)]
pub(super) struct LinkPattern<'t> {
    pub(super) variable: Option<Cow<'t, str>>,
    pub(super) kind: Cow<'t, str>,
    pub(super) way: Way,
    pub(super) properties: Map<'t>,
    pub(super) offset: usize,
}

/// Which way a link goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Right,
    Left,
    Both,
}

/// What `SET` does to a variable.
#[derive(Debug)]
pub(super) struct Change<'t> {
    pub(super) variable: Cow<'t, str>,
    pub(super) offset: usize,
    pub(super) what: What<'t>,
}

#[derive(Debug)]
pub(super) enum What<'t> {
    /// `n.name = value`
    Property(Cow<'t, str>, Value<'t>),
    /// `n += {…}`
    Add(Value<'t>),
    /// `n = {…}`
    Replace(Value<'t>),
    /// `n:Label`
    Labels(Vec<Cow<'t, str>>),
}

/// Reads a clause; none at the end of the statement.
pub(super) fn clause<'t>(lexer: &mut Lexer<'t>) -> Result<Option<Clause<'t>>, Problem> {
    let start = lexer.start()?;
    let word = match lexer.peek()? {
        Token::End => return Ok(None),
        Token::Mark(';') => {
            lexer.next()?;
            return Ok(None);
        }
        Token::Word(word) => word.to_ascii_uppercase(),
        _ => {
            let found = lexer.next()?;
            return Err(unexpected(start, &found, "CREATE, MERGE, MATCH or SET"));
        }
    };
    lexer.next()?;
    match &*word {
        "MATCH" => Ok(Some(Clause::Match(chains(lexer)?))),
        "CREATE" => Ok(Some(Clause::Create(chains(lexer)?))),
        "MERGE" => Ok(Some(Clause::Merge(chain(lexer)?))),
        "SET" => Ok(Some(Clause::Set(Occasion::Always, changes(lexer)?))),
        "ON" => {
            let occasion = if lexer.take_word("CREATE")? {
                Occasion::Created
            } else if lexer.take_word("MATCH")? {
                Occasion::Matched
            } else {
                return Err(unread(start, &word));
            };
            if !lexer.take_word("SET")? {
                return Err(unread(start, &word));
            }
            Ok(Some(Clause::Set(occasion, changes(lexer)?)))
        }
        _ => Err(unread(start, &word)),
    }
}

fn unread(offset: usize, word: &str) -> Problem {
    let message = format!("{} is not read here", crate::interchange::intake::quoted(word));
    let hint = "take the statement out, or export again as CREATE statements: what is read is \
        CREATE, MERGE, MATCH by a property, SET and UNWIND of a list";
    Problem::new(offset, message, hint)
}

fn chains<'t>(lexer: &mut Lexer<'t>) -> Result<Vec<Chain<'t>>, Problem> {
    let mut chains = vec![chain(lexer)?];
    while lexer.take(',')? {
        chains.push(chain(lexer)?);
    }
    Ok(chains)
}

fn chain<'t>(lexer: &mut Lexer<'t>) -> Result<Chain<'t>, Problem> {
    let mut chain = Chain { nodes: vec![node(lexer)?], links: Vec::new() };
    while matches!(lexer.peek()?, Token::Mark('-' | '<')) {
        chain.links.push(link(lexer)?);
        chain.nodes.push(node(lexer)?);
    }
    Ok(chain)
}

fn node<'t>(lexer: &mut Lexer<'t>) -> Result<NodePattern<'t>, Problem> {
    let start = lexer.start()?;
    lexer.expect('(')?;
    let variable = variable(lexer)?;
    let labels = labels(lexer)?;
    let properties = properties(lexer)?;
    lexer.expect(')')?;
    Ok(NodePattern { variable, labels, properties, range: start..lexer.end() })
}

fn link<'t>(lexer: &mut Lexer<'t>) -> Result<LinkPattern<'t>, Problem> {
    let offset = lexer.start()?;
    let is_left = lexer.take('<')?;
    lexer.expect('-')?;
    if !lexer.take('[')? {
        let message = "a relationship has no type";
        return Err(Problem::new(offset, message, "write it as -[:TYPE]->"));
    }
    let variable = variable(lexer)?;
    lexer.expect(':')?;
    let kind = lexer.name("the type of a relationship")?;
    let properties = properties(lexer)?;
    lexer.expect(']')?;
    lexer.expect('-')?;
    let way = match (is_left, lexer.take('>')?) {
        (false, true) => Way::Right,
        (true, false) => Way::Left,
        _ => Way::Both,
    };
    Ok(LinkPattern { variable, kind, way, properties, offset })
}

fn variable<'t>(lexer: &mut Lexer<'t>) -> Result<Option<Cow<'t, str>>, Problem> {
    match lexer.peek()? {
        Token::Word(_) | Token::Name(_) => lexer.name("a variable").map(Some),
        _ => Ok(None),
    }
}

fn labels<'t>(lexer: &mut Lexer<'t>) -> Result<Vec<Cow<'t, str>>, Problem> {
    let start = lexer.start()?;
    let mut labels: Vec<Cow<'t, str>> = Vec::new();
    while lexer.take(':')? || (!labels.is_empty() && lexer.take('&')?) {
        let label = lexer.name("a label")?;
        if !labels.contains(&label) {
            labels.push(label);
        }
        if labels.len() > LABELS_MAX {
            let message = format!("a node has more than {LABELS_MAX} labels");
            return Err(Problem::new(start, message, "one of them is its kind"));
        }
    }
    Ok(labels)
}

fn properties<'t>(lexer: &mut Lexer<'t>) -> Result<Map<'t>, Problem> {
    match lexer.peek()? {
        Token::Mark('{') => value::map(lexer),
        _ => Ok(Map::new()),
    }
}

fn changes<'t>(lexer: &mut Lexer<'t>) -> Result<Vec<Change<'t>>, Problem> {
    let mut changes = Vec::new();
    loop {
        let offset = lexer.start()?;
        let variable = lexer.name("a variable")?;
        let what = if lexer.take('.')? {
            let name = lexer.name("the name of a property")?;
            lexer.expect('=')?;
            What::Property(name, value::value(lexer)?)
        } else if lexer.take('+')? {
            lexer.expect('=')?;
            What::Add(value::value(lexer)?)
        } else if *lexer.peek()? == Token::Mark(':') {
            What::Labels(labels(lexer)?)
        } else {
            lexer.expect('=')?;
            What::Replace(value::value(lexer)?)
        };
        changes.push(Change { variable, offset, what });
        if !lexer.take(',')? {
            return Ok(changes);
        }
    }
}
