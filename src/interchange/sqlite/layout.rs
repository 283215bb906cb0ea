//! The tables, and the number in the head of the file that says that they are ours.

/// `PRAGMA application_id`: "scgm" in ASCII.
pub(super) const APPLICATION: i32 = 0x7363_676D;
/// `PRAGMA user_version`: the version of the tables.
pub(super) const VERSION: i32 = 1;

/// Tables that are read back; every one is there in every database.
pub(super) const TABLES: &[&str] =
    &["aliases", "dataset", "edges", "evidence", "facts", "kinds", "nodes", "sources"];

/// A statement that a piece of evidence backs stands in `node` or `edge`, and in `fact` where it is one of its facts.
pub(super) const TABLES_SQL: &str = "
CREATE TABLE dataset (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kinds (
  kind TEXT PRIMARY KEY,
  of TEXT NOT NULL CHECK (of IN ('node', 'edge')),
  label TEXT NOT NULL,
  inverse TEXT,
  parent TEXT REFERENCES kinds,
  is_record INTEGER,
  is_hub INTEGER,
  is_symmetric INTEGER,
  aspect TEXT
) STRICT;
CREATE TABLE sources (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  publisher TEXT,
  author TEXT,
  published TEXT,
  retrieved TEXT,
  url TEXT,
  file TEXT,
  sha256 TEXT,
  derived_from TEXT REFERENCES sources
) STRICT;
CREATE TABLE nodes (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL REFERENCES kinds,
  name TEXT NOT NULL,
  date TEXT,
  date_because TEXT,
  status TEXT NOT NULL
) STRICT;
CREATE TABLE aliases (
  node TEXT NOT NULL REFERENCES nodes,
  position INTEGER NOT NULL,
  alias TEXT NOT NULL,
  PRIMARY KEY (node, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE edges (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL REFERENCES nodes,
  target TEXT NOT NULL REFERENCES nodes,
  kind TEXT NOT NULL REFERENCES kinds,
  date TEXT,
  date_because TEXT,
  status TEXT NOT NULL,
  because TEXT,
  claimed_by TEXT REFERENCES nodes
) STRICT;
CREATE TABLE facts (
  id INTEGER PRIMARY KEY,
  node TEXT REFERENCES nodes,
  edge TEXT REFERENCES edges,
  key TEXT NOT NULL,
  words TEXT,
  amount TEXT,
  amount_to TEXT,
  unit TEXT,
  bound TEXT,
  span TEXT,
  period TEXT,
  compared_with TEXT,
  number REAL GENERATED ALWAYS AS (CAST(amount AS REAL)) VIRTUAL,
  date TEXT,
  date_because TEXT,
  because TEXT,
  claimed_by TEXT REFERENCES nodes,
  CHECK ((node IS NULL) <> (edge IS NULL)),
  CHECK ((words IS NULL) <> (amount IS NULL))
) STRICT;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  node TEXT REFERENCES nodes,
  edge TEXT REFERENCES edges,
  fact INTEGER REFERENCES facts,
  source TEXT NOT NULL REFERENCES sources,
  start INTEGER NOT NULL,
  \"end\" INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  says TEXT NOT NULL,
  quote TEXT,
  supports TEXT,
  CHECK ((node IS NULL) <> (edge IS NULL))
) STRICT;
";

/// Made when the tables are full, which is faster and gives smaller files.
pub(super) const INDICES_SQL: &str = "
CREATE INDEX nodes_kind ON nodes (kind);
CREATE INDEX nodes_name ON nodes (name);
CREATE INDEX aliases_alias ON aliases (alias);
CREATE INDEX edges_source ON edges (source);
CREATE INDEX edges_target ON edges (target);
CREATE INDEX edges_kind ON edges (kind);
CREATE INDEX facts_node ON facts (node, id);
CREATE INDEX facts_edge ON facts (edge, id);
CREATE INDEX facts_key ON facts (key);
CREATE INDEX evidence_node ON evidence (node, id);
CREATE INDEX evidence_edge ON evidence (edge, id);
CREATE INDEX evidence_fact ON evidence (fact);
CREATE INDEX evidence_source ON evidence (source);
CREATE VIEW statements AS
SELECT
  subject.name AS subject,
  kinds.label AS label,
  object.name AS object,
  edges.date AS \"when\",
  edges.status AS status,
  sources.title AS source,
  evidence.says AS says,
  edges.id AS edge
FROM edges
JOIN nodes AS subject ON subject.id = edges.source
JOIN nodes AS object ON object.id = edges.target
JOIN kinds ON kinds.kind = edges.kind
LEFT JOIN evidence ON evidence.edge = edges.id AND evidence.fact IS NULL
LEFT JOIN sources ON sources.id = evidence.source;
";
