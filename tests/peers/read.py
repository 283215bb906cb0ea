#!/usr/bin/env python3
"""Reads an export with the readers that its users have, and says what they see.

    venv/bin/python tests/peers/read.py FORMAT PATH [--by READER]

Prints one JSON object with one entry per reader of that format: `nodes`, `edges`, `directed`, the
sorted `node_ids`, the sorted `edges_list` as [from, to, kind or null], `node_attributes` by id,
`edge_attributes` in the order of `edges_list`, and what only that reader says. Ends of undirected edges
stand in the order of text. Nothing is repaired: what a reader refuses ends the program with its error.

`LAYOUT` is what read.py expects of a folder or a database; `READERS` has a line per format.
"""

import argparse
import csv
import json
import logging
import sqlite3
import tempfile
from pathlib import Path

# Ill-typed literals are listed, not logged.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

# Files or tables of nodes and of edges; then the columns of a node's id and of an edge's ends and kind.
LAYOUT = {
    "csv": ("nodes.csv", "edges.csv", "Id", "Source", "Target", "Kind"),
    "tsv": ("nodes.tsv", "edges.tsv", "Id", "Source", "Target", "Kind"),
    "neo4j": ("nodes.csv", "edges.csv", "id:ID", ":START_ID", ":END_ID", ":TYPE"),
    "parquet": ("nodes.parquet", "edges.parquet", "id", "src", "dst", "kind"),
    "sqlite": ("nodes", "edges", "id", "source", "target", "kind"),
}
# The attribute that carries an edge's kind in formats with attributes.
KIND = "kind"


def main():
    parser = argparse.ArgumentParser(description="Says what other libraries read in an export.")
    parser.add_argument("format", choices=READERS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--by", help="one reader, instead of all of the format")
    asked = parser.parse_args()
    readers = READERS[asked.format]
    names = [asked.by] if asked.by else readers
    found = {name: readers[name](asked.path, asked.format) for name in names}
    print(json.dumps(found, ensure_ascii=False, allow_nan=False, default=str))


def seen(directed, nodes, edges, kind=KIND, **more):
    """`nodes` are pairs of id and attributes, `edges` triples of ends and attributes."""
    nodes = [(str(node), dict(data)) for node, data in nodes]
    rows = []
    for a, b, data in edges:
        ends = (str(a), str(b)) if directed else sorted((str(a), str(b)))
        data = dict(data)
        rows.append(([*ends, data.pop(kind, None)], data))
    rows.sort(key=lambda row: ([str(cell) for cell in row[0]], json.dumps(row[1], default=str)))
    return {
        "nodes": len(nodes),
        "edges": len(rows),
        "directed": directed,
        "node_ids": sorted(node for node, _ in nodes),
        "edges_list": [ends for ends, _ in rows],
        "node_attributes": dict(nodes),
        "edge_attributes": [data for _, data in rows],
        **more,
    }


# NetworkX


def by_networkx(read):
    def of_graph(path, _):
        graph = read(path)
        edges = graph.edges(data=True)
        if graph.is_multigraph():
            # The id of an edge, where the format has one, else its number among parallel ones.
            edges = [
                (a, b, {"key": key, **data})
                for a, b, key, data in graph.edges(keys=True, data=True)
            ]
        extra = {"graph_attributes": graph.graph, "multigraph": graph.is_multigraph()}
        return seen(graph.is_directed(), graph.nodes(data=True), edges, **extra)

    return of_graph


def networkx_json(name):
    def read(path):
        import networkx as nx

        form = json.loads(path.read_text(encoding="utf-8"))
        if name == "cytoscape":
            return nx.cytoscape_graph(form)
        return nx.node_link_graph(form, edges="links" if "links" in form else "edges")

    return by_networkx(read)


def networkx_file(name):
    def read(path):
        import networkx as nx

        return getattr(nx, name)(path)

    return by_networkx(read)


def gexf(path):
    """Its reader has to be told the version that the file names."""
    import networkx as nx

    head = path.read_text(encoding="utf-8")[:1000]
    version = next(version for version in ("1.3", "1.2draft", "1.1draft") if f"/{version}" in head)
    return nx.read_gexf(path, version=version)


def dot(path):
    """pydot leaves the quotes of DOT around names and values."""
    import networkx as nx
    import pydot

    (drawn,) = pydot.graph_from_dot_data(path.read_text(encoding="utf-8"))
    graph = nx.nx_pydot.from_pydot(drawn)

    def bare(text):
        is_quoted = isinstance(text, str) and len(text) > 1 and text[0] == text[-1] == '"'
        return text[1:-1].replace('\\"', '"') if is_quoted else text

    for *_, data in [*graph.nodes(data=True), *graph.edges(data=True)]:
        data.update({key: bare(value) for key, value in data.items()})
    return nx.relabel_nodes(graph, bare)


def pairs(path):
    """Lines of two ids, or of two and a weight; such a file does not say whether an edge goes one way."""
    import networkx as nx

    first = next(line for line in path.read_text().splitlines() if line and line[0] not in "#%")
    weight = [("weight", float)] if len(first.split()) > 2 else False
    return nx.read_edgelist(path, create_using=nx.MultiDiGraph, data=weight)


# igraph


def by_igraph(name, identity):
    """A number that a thing lacks is NaN there."""

    def given(thing):
        return {k: v for k, v in thing.attributes().items() if v == v}

    def read(path, _):
        import igraph as ig

        graph = getattr(ig.Graph, name)(str(path))
        ids = graph.vs[identity] if identity in graph.vs.attributes() else graph.vs.indices
        nodes = [(ids[v.index], given(v)) for v in graph.vs]
        edges = [(ids[e.source], ids[e.target], given(e)) for e in graph.es]
        return seen(graph.is_directed(), nodes, edges)

    return read


# Tables


def by_tables(read):
    """`read` gives the rows of a file of the folder as dictionaries."""

    def of_folder(path, word):
        nodes, edges, key, source, target, kind = LAYOUT[word]
        nodes, edges = read(path / nodes), read(path / edges)
        directed = {str(row.pop("Type", "Directed")) for row in edges} != {"Undirected"}
        return seen(
            directed,
            [(row.pop(key), row) for row in nodes],
            [(row.pop(source), row.pop(target), row) for row in edges],
            kind,
            columns=[list(rows[0]) if rows else [] for rows in (nodes, edges)],
        )

    return of_folder


def csv_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",", strict=True)
        rows = list(rows)
    # A cell too many stands under None, one too few is None.
    assert all(None not in row and None not in row.values() for row in rows), f"{path}: ragged rows"
    return rows


def duckdb_rows(path):
    import duckdb

    found = duckdb.sql(f"SELECT * FROM '{path}'")
    return [dict(zip(found.columns, row)) for row in found.fetchall()]


def pyarrow_rows(path):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    table.validate(full=True)
    return table.to_pylist()


def by_kuzu(path, word):
    """Its tables take their columns from the files as they are."""
    import kuzu

    nodes, edges, key, *_, kind = LAYOUT[word]
    with tempfile.TemporaryDirectory() as folder:
        base = kuzu.Connection(kuzu.Database(f"{folder}/base"))
        base.execute(f"CREATE NODE TABLE Node AS LOAD FROM '{path / nodes}' RETURN *")
        base.execute(
            f"CREATE REL TABLE Edge(FROM Node TO Node) AS LOAD FROM '{path / edges}' RETURN *"
        )
        vertices = rows_of(base.execute("MATCH (n:Node) RETURN n"))
        ties = rows_of(base.execute(f"MATCH (a)-[e:Edge]->(b) RETURN a.{key}, b.{key}, e"))
        return seen(
            True,
            [(node[key], public(node)) for (node,) in vertices],
            [(a, b, public(edge)) for a, b, edge in ties],
            kind,
        )


def rows_of(result):
    rows = []
    while result.has_next():
        rows.append(result.get_next())
    return rows


def public(record):
    """Without what names the record inside the database."""
    return {key: value for key, value in record.items() if not key.startswith("_")}


def by_sqlite(path, word):
    nodes, edges, key, source, target, kind = LAYOUT[word]
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    (check,) = base.execute("PRAGMA integrity_check").fetchone()
    assert check == "ok", check
    broken = [tuple(row) for row in base.execute("PRAGMA foreign_key_check")]
    assert not broken, broken
    names = [
        name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    counts = {name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}

    def rows(table):
        return [dict(row) for row in base.execute(f'SELECT * FROM "{table}"')]

    return seen(
        True,
        [(row.pop(key), row) for row in rows(nodes)],
        [(row.pop(source), row.pop(target), row) for row in rows(edges)],
        kind,
        tables=counts,
    )


# FollowTheMoney


def by_followthemoney(path, _):
    """Entities whose schema is an edge count once per pair of their ends; `rejected` are the values that
    the library does not take, `references` what else names an entity."""
    from followthemoney import model

    nodes, edges, references, rejected = [], [], [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        form = json.loads(line)
        entity = model.get_proxy(form, cleaned=False)
        entity.schema.validate(form)
        for name, values in form["properties"].items():
            kept = entity.get(name) if name in entity.schema.properties else []
            rejected += [[entity.id, name, value] for value in values if value not in kept]
        data = {"caption": entity.caption, **entity.to_dict()["properties"]}
        schema = entity.schema
        if schema.edge:
            ends = [
                (a, b)
                for a in entity.get(schema.source_prop)
                for b in entity.get(schema.target_prop)
            ]
            edges += [(a, b, {"id": entity.id, KIND: schema.name, **data}) for a, b in ends]
            continue
        nodes.append((entity.id, {"schema": schema.name, **data}))
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                references.append([entity.id, prop.name, value])
    return seen(True, nodes, edges, references=sorted(references), rejected=rejected)


# RDF


def by_rdflib(form):
    """A statement whose object is no literal is an edge, but for types; its ends and all subjects are
    nodes. `rejected` are literals that do not suit their datatype; `canonical` is one number for all
    graphs that differ in the names of blank nodes only."""

    def read(path, _):
        import rdflib
        from rdflib.compare import to_isomorphic
        from rdflib.namespace import RDF

        graph = rdflib.Graph().parse(path, format=form)
        links = [t for t in graph if not isinstance(t[2], rdflib.Literal) and t[1] != RDF.type]
        things = set(graph.subjects()) | {b for *_, b in links}

        def data(node):
            values = {"types": sorted(map(str, graph.objects(node, RDF.type)))}
            for p, o in sorted(graph.predicate_objects(node)):
                if isinstance(o, rdflib.Literal):
                    datatype = str(o.datatype) if o.datatype else None
                    values.setdefault(str(p), []).append([str(o), o.language, datatype])
            return values

        wrong = [o for o in graph.objects() if isinstance(o, rdflib.Literal) and o.ill_typed]
        return seen(
            True,
            [(node, data(node)) for node in things],
            [(a, b, {KIND: str(p)}) for a, p, b in links],
            statements=len(graph),
            rejected=sorted(o.n3() for o in wrong),
            canonical=str(to_isomorphic(graph).internal_hash()),
        )

    return read


READERS = {
    "node-link": {"networkx": networkx_json("node-link")},
    "cytoscape": {"networkx": networkx_json("cytoscape")},
    "graphml": {
        "networkx": networkx_file("read_graphml"),
        "igraph": by_igraph("Read_GraphML", "id"),
    },
    "gexf": {"networkx": by_networkx(gexf)},
    "pajek": {
        "networkx": networkx_file("read_pajek"),
        "igraph": by_igraph("Read_Pajek", "name"),
    },
    "dot": {"networkx": by_networkx(dot)},
    "edge-list": {"networkx": by_networkx(pairs)},
    "csv": {"csv": by_tables(csv_rows), "duckdb": by_tables(duckdb_rows)},
    "tsv": {"csv": by_tables(csv_rows), "duckdb": by_tables(duckdb_rows)},
    "neo4j": {"csv": by_tables(csv_rows)},
    "parquet": {
        "pyarrow": by_tables(pyarrow_rows),
        "duckdb": by_tables(duckdb_rows),
        "kuzu": by_kuzu,
    },
    "sqlite": {"sqlite3": by_sqlite},
    "ftm": {"followthemoney": by_followthemoney},
    "turtle": {"rdflib": by_rdflib("turtle")},
    "n-triples": {"rdflib": by_rdflib("nt")},
    "json-ld": {"rdflib": by_rdflib("json-ld")},
}

if __name__ == "__main__":
    main()
