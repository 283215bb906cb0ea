#!/usr/bin/env python3
"""Makes the files that tests/it/peers.rs reads: graphs that other libraries ship or generate, written
by the libraries themselves.

    python3 -m venv venv
    venv/bin/pip install --no-deps --only-binary :all: --requirement tests/peers/requirements.txt
    venv/bin/python tests/peers/make.py FOLDER

Beside them stands `manifest.json`: the versions, and for every sample its files, format, writer and
case; what the writer makes of the graph (`directed`, `multigraph`); the numbers of nodes, of edges, of
self-loops among these, and of isolated nodes where the library counts them; and `spots`: some nodes and
edges, all of small graphs, with those attributes that the format carries. All of it is asked of the
library's graph in memory. The ends of an undirected edge stand in any order. `loses` names what the
library's writer leaves out of the file. Where NetworkX reads what it writes, the file is read back and
counted before it is listed.

No package on PyPI writes JSON Graph Format, LittleSis JSON or Graphalytics graphs, and only we write
JSON Lines of sources, nodes and edges: they have no sample here.
"""

import argparse
import csv
import json
import logging
import os
import random
import warnings
from datetime import date, datetime, time, timezone
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import followthemoney
import igraph as ig
import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import rdflib
from followthemoney.export.graph import NXGraphExporter
from followthemoney.export.neo4j import CypherGraphExporter, Neo4JCSVExporter
from followthemoney.export.rdf import RDFExporter
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, XSD

# igraph's DOT has no truth values.
warnings.filterwarnings("ignore", "A boolean vertex attribute", RuntimeWarning)
# Of FollowTheMoney's dates some are years, which rdflib warns of.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

SEED = 7
# Graphs up to this size are told whole.
SPOTS_MAX = 12


def main():
    parser = argparse.ArgumentParser(description="Makes sample files of other libraries.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    # All files are named from there.
    os.chdir(folder)
    samples = [sample for family in FAMILIES for sample in family()]
    libraries = {
        "networkx": nx.__version__,
        "igraph": ig.__version__,
        "followthemoney": followthemoney.__version__,
        "rdflib": rdflib.__version__,
        "pyarrow": pa.__version__,
        "duckdb": duckdb.__version__,
    }
    manifest = {"versions": libraries, "samples": samples}
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    Path("manifest.json").write_text(text + "\n", encoding="utf-8")


def sample(files, word, by, case, told, loses=()):
    """One entry of the manifest."""
    entry = {"files": [file.as_posix() for file in files], "format": word, "by": by, "case": case}
    return entry | told | {"loses": list(loses)}


def fresh(name):
    path = Path(name)
    path.mkdir(parents=True, exist_ok=True)
    return path


# NetworkX


def networkx_graphs():
    """Graphs that NetworkX ships or generates, and two for what those do not have."""
    yield "karate", nx.karate_club_graph()
    yield "les-miserables", nx.les_miserables_graph()
    yield "davis", nx.davis_southern_women_graph()
    yield "florentine", nx.florentine_families_graph()
    yield "growing", nx.gn_graph(40, seed=SEED)
    yield "scale-free", nx.scale_free_graph(30, seed=SEED)
    yield "typed", typed_graph()
    lonely = nx.path_graph(4)
    lonely.add_edges_from([(1, 1), (3, 3)])
    lonely.add_nodes_from([4, 5])
    yield "loops", lonely


def typed_graph():
    """Parallel edges, a loop, an isolated node, and a value of every type that a graph can have."""
    graph = nx.MultiDiGraph(name="typed")
    graph.add_node("plain", label="Plain", size=3, share=0.25, active=True)
    graph.add_node("한국", label="한국수출입은행", size=-1, share=1e-07, active=False)
    graph.add_node("q", label="He said \"no\", she said 'yes'", note="a, b; c\td \\ e")
    graph.add_node("x", label="R&D <b>]]></b>", note="first line\nsecond line", size=2**53 + 1)
    graph.add_node("alone", label="Ångström – “quoted”")
    graph.add_edge("plain", "한국", relation="owns", weight=2.5, since="2019-05-01", confirmed=True)
    graph.add_edge("plain", "한국", relation="owns", weight=1.0, since="2020", confirmed=False)
    graph.add_edge("plain", "한국", relation="lends to", weight=7.25, amount=1_000_000)
    graph.add_edge("한국", "plain", relation="pays", weight=0.5, note='<&> "x", y')
    graph.add_edge("q", "x", relation="knows", weight=1.0, note="one\ntwo")
    graph.add_edge("x", "x", relation="owns", weight=1.0)
    return graph


def dynamic_graph(kind):
    """Nodes and edges that come and go, and a value that changes."""
    one, two, three = {
        "days": ("2009-03-25", "2012-06-30", "2020-01-01"),
        "years": (2009, 2012, 2020),
    }[kind]
    graph = nx.DiGraph(mode="dynamic")
    seats = [(3, one, two), (5, two, three)]
    graph.add_node("a", label="A", start=one, end=three, seats=seats)
    graph.add_node("b", label="B", start=two)
    graph.add_node("c", label="C", spells=[(one, two), (three, None)])
    graph.add_edge("a", "b", start=one, end=two)
    graph.add_edge("b", "c", start=two)
    return graph


def told(graph, carried=None, text=False):
    """What NetworkX says of a graph; `carried` names the attributes that the format carries."""

    def attributes(data):
        kept = {k: v for k, v in data.items() if carried is None or k in carried}
        return {k: str(v) for k, v in kept.items()} if text else kept

    edges = list(graph.edges(data=True))
    nodes = list(graph.nodes(data=True))
    return {
        "directed": graph.is_directed(),
        "multigraph": graph.is_multigraph(),
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "self_loops": nx.number_of_selfloops(graph),
        "isolated": nx.number_of_isolates(graph),
        "spots": {
            "nodes": [
                {"id": str(node), "label": data.get("label"), "attributes": attributes(data)}
                for node, data in some(nodes)
            ],
            "edges": [
                {"from": str(a), "to": str(b), "attributes": attributes(data)}
                for a, b, data in some(edges)
            ],
        },
    }


def some(rows):
    """All of a few, else the first and the last."""
    return rows if len(rows) <= SPOTS_MAX else [rows[0], rows[-1]]


def of_networkx():
    """Every graph in every format that NetworkX writes."""
    out = fresh("networkx")
    for case, graph in networkx_graphs():
        for word, extension, write, telling, loses in NETWORKX:
            path = out / f"{case}{extension}"
            if word == "edge-list" and not all(isinstance(node, int) for node in graph):
                continue
            if extension == ".wel" and not nx.is_weighted(graph):
                continue
            entry = telling(graph)
            write(graph.copy(), path)
            if back := READERS.get(word):
                again = back(path)
                counts = (again.number_of_nodes(), again.number_of_edges())
                assert counts == (entry["nodes"], entry["edges"]), f"{path} loses what it holds"
            if word == "edge-list" and nx.number_of_isolates(graph):
                loses = [*loses, "isolated nodes"]
            yield sample([path], word, "networkx", case, entry, loses)
    for kind in ("days", "years"):
        graph = dynamic_graph(kind)
        path = out / f"dynamic-{kind}.gexf"
        entry = told(graph)
        nx.write_gexf(graph, path, version="1.2draft")
        yield sample([path], "gexf", "networkx", f"dynamic-{kind}", entry)


def write_json(form, **options):
    def write(graph, path):
        text = json.dumps(form(graph, **options), ensure_ascii=False)
        path.write_text(text, encoding="utf-8")

    return write


def write_pajek(graph, path):
    """Its own reader stops at quotation marks and line ends inside a value."""
    for *_, data in [*graph.nodes(data=True), *graph.edges(data=True)]:
        for key in [key for key, value in data.items() if not in_pajek(key, value)]:
            del data[key]
    nx.write_pajek(graph, path)


def in_pajek(key, value):
    is_text = isinstance(value, str) and value.strip() != ""
    return key == "weight" or (is_text and not set(value) & set('"\n'))


def write_graphml(graph, path):
    """Its writer refuses lists among the graph's own attributes."""
    graph.graph = {k: v for k, v in graph.graph.items() if not isinstance(v, list)}
    nx.write_graphml_xml(graph, path)


def write_dot(graph, path):
    path.write_text(nx.nx_pydot.to_pydot(graph).to_string(), encoding="utf-8")


def write_pairs(graph, path):
    nx.write_edgelist(graph, path, data=False)


def weights_told(graph):
    return told(graph, ["weight"])


def pajek_told(graph):
    """Nodes are numbers from 1, their names are labels; only text attributes and weights are written."""
    entry = told(graph)
    numbers = {str(node): str(at) for at, node in enumerate(graph, start=1)}
    for node in entry["spots"]["nodes"]:
        kept = {k: v for k, v in node["attributes"].items() if in_pajek(k, v)}
        node |= {"id": numbers[node["id"]], "label": node["id"], "attributes": kept}
    for edge in entry["spots"]["edges"]:
        kept = {k: v for k, v in edge["attributes"].items() if in_pajek(k, v)}
        edge |= {"from": numbers[edge["from"]], "to": numbers[edge["to"]], "attributes": kept}
    return entry


# Word, end of the file's name, its writer, what is told of the graph, what its writer loses.
NETWORKX = [
    ("node-link", ".links.json", write_json(nx.node_link_data, edges="links"), told, []),
    ("node-link", ".edges.json", write_json(nx.node_link_data, edges="edges"), told, []),
    ("cytoscape", ".cyjs", write_json(nx.cytoscape_data), told, []),
    ("graphml", ".graphml", write_graphml, told, []),
    ("gexf", ".1-1.gexf", lambda g, p: nx.write_gexf(g, p, version="1.1draft"), told, []),
    ("gexf", ".1-2.gexf", lambda g, p: nx.write_gexf(g, p, version="1.2draft"), told, []),
    ("pajek", ".net", write_pajek, pajek_told, ["numbers, and texts with quotes or line ends"]),
    ("edge-list", ".el", write_pairs, lambda g: told(g, []), ["attributes"]),
    ("edge-list", ".wel", nx.write_weighted_edgelist, weights_told, ["other attributes"]),
    (
        "dot",
        ".dot",
        write_dot,
        lambda g: told(g, text=True),
        ["types: all values are text", "line ends, which become \\n"],
    ),
]


# Its own readers of whole graphs.
READERS = {
    "node-link": lambda path: nx.node_link_graph(
        json.loads(path.read_text(encoding="utf-8")), edges=path.suffixes[-2].removeprefix(".")
    ),
    "cytoscape": lambda path: nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8"))),
    "graphml": nx.read_graphml,
    "gexf": lambda path: nx.read_gexf(path, version=f"1.{path.name[-6]}draft"),
    "pajek": nx.read_pajek,
    "dot": lambda path: nx.nx_pydot.read_dot(path),
}


# igraph


def igraph_graphs():
    karate = ig.Graph.Famous("Zachary")
    karate.vs["name"] = [f"member {v.index}" for v in karate.vs]
    karate.es["weight"] = [1.0 + e.index % 3 for e in karate.es]
    yield "zachary", karate
    yield "kite", ig.Graph.Famous("Krackhardt_Kite")
    random.seed(SEED)
    citing = ig.Graph.Barabasi(30, 2, directed=True)
    citing.vs["reviewed"] = [v.index % 2 == 0 for v in citing.vs]
    yield "citing", citing
    doubled = ig.Graph([(0, 1), (0, 1), (1, 2), (2, 2)], n=5)
    doubled.vs["name"] = ["a", "b & b", '"c"', "라", "alone"]
    doubled.es["relation"] = ["owns", "lends to <x>", "knows", "owns"]
    yield "doubled", doubled


def igraph_told(graph, prefix="", start=0, label=None, carried=None):
    """What igraph says of a graph; `carried` names the attributes that the format carries."""

    def attributes(thing):
        return {k: v for k, v in thing.attributes().items() if carried is None or k in carried}

    def name(index):
        return f"{prefix}{index + start}"

    return {
        "directed": graph.is_directed(),
        "multigraph": graph.has_multiple(),
        "nodes": graph.vcount(),
        "edges": graph.ecount(),
        "self_loops": sum(graph.is_loop()),
        "isolated": graph.degree().count(0),
        "spots": {
            "nodes": [
                {
                    "id": name(v.index),
                    "label": v.attributes().get(label),
                    "attributes": attributes(v),
                }
                for v in some(list(graph.vs))
            ],
            "edges": [
                {"from": name(e.source), "to": name(e.target), "attributes": attributes(e)}
                for e in some(list(graph.es))
            ],
        },
    }


def of_igraph():
    out = fresh("igraph")
    for case, graph in igraph_graphs():
        isolated = ["isolated nodes"] if 0 in graph.degree() else []
        named = igraph_told(graph, "n", 0, "name")
        numbered = igraph_told(graph, "", 1, "name", ["weight"])
        bare = igraph_told(graph, carried=[])
        labelled = igraph_told(graph, label="name")
        for word, extension, write, entry, loses in [
            ("graphml", ".graphml", graph.write_graphml, named, []),
            ("pajek", ".net", graph.write_pajek, numbered, ["attributes beside weights"]),
            ("edge-list", ".txt", graph.write_edgelist, bare, ["attributes", *isolated]),
            ("dot", ".dot", graph.write_dot, labelled, ["truth values, which become numbers"]),
        ]:
            path = out / f"{case}{extension}"
            write(str(path))
            yield sample([path], word, "igraph", case, entry, loses)


# Tables: Python's csv module, PyArrow and DuckDB


def of_csv():
    """Gephi's columns and those of Neo4j's admin import, in the dialects of Python's csv module."""
    graphs = dict(networkx_graphs())
    for case in ("les-miserables", "typed"):
        graph = graphs[case]
        columns = sorted({key for _, data in graph.nodes(data=True) for key in data} - {"label"})
        more = sorted({key for *_, data in graph.edges(data=True) for key in data} - {"weight"})
        kind = "Directed" if graph.is_directed() else "Undirected"
        nodes = [["Id", "Label", *columns]]
        for node, data in graph.nodes(data=True):
            nodes.append([node, data.get("label"), *(data.get(key) for key in columns)])
        edges = [["Source", "Target", "Type", "Id", "Weight", *more]]
        for at, (a, b, data) in enumerate(graph.edges(data=True)):
            edges.append([a, b, kind, at, data["weight"], *(data.get(key) for key in more)])
        for word, dialect in [("csv", "excel"), ("csv", "unix"), ("tsv", "excel-tab")]:
            paths = tables(f"csv/{case}-{dialect}", word)
            for path, rows in zip(paths, (nodes, edges)):
                write_rows(path, rows, dialect)
            yield sample(paths, word, "csv", case, told(graph, text=True), ["types"])
    graph = graphs["typed"]
    rows = [["id:ID", "label", "size:long", "share:double", "active:boolean", "note", ":LABEL"]]
    for node, data in graph.nodes(data=True):
        cells = [data.get(key) for key in ("label", "size", "share")]
        active = {True: "true", False: "false"}.get(data.get("active"))
        rows.append([node, *cells, active, data.get("note"), "Company"])
    ties = [[":START_ID", ":END_ID", "weight:double", "since", ":TYPE"]]
    for a, b, data in graph.edges(data=True):
        kind = data["relation"].upper().replace(" ", "_")
        ties.append([a, b, data["weight"], data.get("since"), kind])
    paths = tables("csv/typed-neo4j", "csv")
    for path, table in zip(paths, (rows, ties)):
        write_rows(path, table, "excel")
    entry = told(graph)
    for edge, (*_, kind) in zip(entry["spots"]["edges"], ties[1:], strict=True):
        kept = {k: v for k, v in edge["attributes"].items() if k in ("weight", "since")}
        edge["attributes"] = kept | {"type": kind}
    yield sample(paths, "neo4j", "csv", "typed", entry)


def tables(name, extension):
    """A file of nodes and a file of edges in a folder of their own."""
    out = fresh(name)
    return [out / f"{part}.{extension}" for part in ("nodes", "edges")]


def write_rows(path, rows, dialect):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, dialect).writerows(rows)


def of_pyarrow():
    """Nodes and edges with the columns that GraphFrames asks for: id; src and dst."""
    graph = typed_graph()
    nodes = pa.Table.from_pylist(
        [{"id": node} | data | {"tags": ["a", "b"]} for node, data in graph.nodes(data=True)],
        pa.schema(
            [
                ("id", pa.string()),
                ("label", pa.string()),
                ("size", pa.int64()),
                ("share", pa.float64()),
                ("active", pa.bool_()),
                ("note", pa.string()),
                ("tags", pa.list_(pa.string())),
            ]
        ),
    )
    edges = pa.Table.from_pylist(
        [
            {"src": a, "dst": b, "relationship": data["relation"], "weight": data["weight"]}
            | {"day": date(2019, 5, 1), "amount": data.get("amount")}
            for a, b, data in graph.edges(data=True)
        ],
        pa.schema(
            [
                ("src", pa.string()),
                ("dst", pa.string()),
                ("relationship", pa.dictionary(pa.int32(), pa.string())),
                ("weight", pa.float32()),
                ("day", pa.date32()),
                # Kuzu reads no decimals.
                ("amount", pa.float64()),
            ]
        ),
    )
    for compression in ("snappy", "zstd"):
        paths = tables(f"pyarrow/typed-{compression}", "parquet")
        for path, table in zip(paths, (nodes, edges)):
            pq.write_table(table, path, compression=compression, row_group_size=4)
        case = f"typed-{compression}"
        yield sample(paths, "parquet", "pyarrow", case, tables_told(nodes, edges))
    nodes, edges = every_type()
    told = tables_told(nodes, edges)
    # Values of the other types have more than one spelling; tests/it/interchange/parquet.rs spells them.
    alike = ("byte", "word", "long", "half", "day", "status_code", "tags", "counts")
    for node in told["spots"]["nodes"]:
        node["attributes"] = {k: v for k, v in node["attributes"].items() if k in alike}
    # As Impala and old versions of Spark write, and with what came later.
    paths = tables("pyarrow/types-old", "parquet")
    for path, table in zip(paths, (nodes, edges)):
        options = {"use_deprecated_int96_timestamps": True, "compression": "lz4"}
        pq.write_table(table, path, row_group_size=2, **options)
    yield sample(paths, "parquet", "pyarrow", "types-old", told)
    paths = tables("pyarrow/types-new", "parquet")
    for path, table in zip(paths, (nodes, edges)):
        names = [name for name in ("id", "label", "src", "dst") if name in table.column_names]
        pq.write_table(
            table,
            path,
            row_group_size=2,
            data_page_version="2.0",
            compression="gzip",
            use_dictionary=False,
            column_encoding={name: "DELTA_BYTE_ARRAY" for name in names},
            write_page_checksum=True,
        )
    yield sample(paths, "parquet", "pyarrow", "types-new", told)


def every_type():
    """A node with a value of every type of PyArrow's that Parquet has, one without any, one with others."""
    moment = datetime(2012, 3, 25, 10, 0, 0, 250_000)
    columns = {
        "id": (pa.string(), ["full", "empty", "other"]),
        "label": (pa.large_string(), ["Full", "Empty", "Other 한국"]),
        "byte": (pa.int8(), [-128, None, 127]),
        "word": (pa.uint16(), [65535, None, 0]),
        "long": (pa.uint64(), [2**64 - 1, None, 1]),
        "half": (pa.float16(), [1.5, None, -0.25]),
        "single": (pa.float32(), [0.1, None, 1e10]),
        "price": (pa.decimal128(12, 2), [Decimal("1250000.50"), None, Decimal("-0.01")]),
        "large": (pa.decimal128(38, 3), [Decimal("-12345678901234567890.125"), None, Decimal("0")]),
        "day": (pa.date32(), [date(2019, 5, 1), None, date(1850, 12, 31)]),
        "clock": (pa.time64("us"), [time(12, 30, 5, 250_000), None, time(0)]),
        "local": (pa.timestamp("ms"), [moment, None, datetime(1969, 12, 31, 23, 59, 59)]),
        "universal": (
            pa.timestamp("us", "UTC"),
            [moment.replace(tzinfo=timezone.utc), None, datetime(2020, 1, 1, tzinfo=timezone.utc)],
        ),
        "status_code": (pa.dictionary(pa.int32(), pa.string()), ["a", None, "b"]),
        "nothing": (pa.null(), [None, None, None]),
        "bytes": (pa.binary(), [b"\xff\xfe", None, b"text"]),
        "tags": (pa.list_(pa.string()), [["a", "b, c"], None, []]),
        "counts": (pa.list_(pa.int64()), [[1, None, 3], None, [4]]),
        "grid": (pa.list_(pa.list_(pa.int64())), [[[1, 2], [], [3]], None, []]),
        "place": (
            pa.struct([("city", pa.string()), ("at", pa.struct([("lat", pa.float64())]))]),
            [{"city": "Almaty", "at": {"lat": 43.25}}, None, {"city": None, "at": None}],
        ),
        "names": (pa.map_(pa.string(), pa.int64()), [[("x", 1), ("y", None)], None, []]),
        "posts": (
            pa.list_(pa.struct([("post", pa.string()), ("since", pa.int64())])),
            [[{"post": "chair", "since": 2015}, {"post": None, "since": 1}], None, []],
        ),
    }
    nodes = pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})
    edges = pa.table({"src": ["full", "other"], "dst": ["other", "empty"], "weight": [1.0, 2.5]})
    return nodes, edges


def tables_told(nodes, edges):
    """What PyArrow says of two tables."""
    rows, ties = plain(nodes.to_pylist()), plain(edges.to_pylist())
    return {
        "directed": True,
        "multigraph": True,
        "nodes": nodes.num_rows,
        "edges": edges.num_rows,
        "self_loops": sum(tie["src"] == tie["dst"] for tie in ties),
        "spots": {
            "nodes": [
                {"id": row.pop("id"), "label": row.pop("label"), "attributes": row}
                for row in some(rows)
            ],
            "edges": [
                {"from": tie.pop("src"), "to": tie.pop("dst"), "attributes": tie}
                for tie in some(ties)
            ],
        },
    }


def plain(rows):
    """Rows without empty cells; what JSON has no type for, as text."""
    return [
        {k: v if isinstance(v, (str, int, float, list)) else str(v) for k, v in row.items()}
        for row in ({k: v for k, v in row.items() if v is not None} for row in rows)
    ]


def of_duckdb():
    """Tables that DuckDB generates and copies out."""
    base = duckdb.connect()
    base.execute(
        "CREATE TABLE nodes AS SELECT 'n' || i AS id, 'Caller ' || i AS label,"
        " CAST(i AS DOUBLE) / 2 AS score, i % 2 = 0 AS active FROM range(40) t(i)"
    )
    base.execute(
        "CREATE TABLE edges AS SELECT 'n' || i AS src, 'n' || ((i * i + 3) % 40) AS dst,"
        " 'calls' AS relationship, i + 1 AS weight,"
        " DATE '2020-01-01' + i::INTEGER AS day FROM range(40) t(i)"
    )
    entry = tables_told(*(base.table(name).to_arrow_table() for name in ("nodes", "edges")))
    for word, options in [
        ("parquet", "FORMAT parquet, COMPRESSION zstd"),
        ("csv", "FORMAT csv, HEADER"),
        ("tsv", "FORMAT csv, HEADER, DELIMITER '\t'"),
    ]:
        paths = tables(f"duckdb/calls-{word}", word)
        for path, table in zip(paths, ("nodes", "edges")):
            base.execute(f"COPY {table} TO '{path}' ({options})")
        yield sample(paths, word, "duckdb", "calls", entry, [] if word == "parquet" else ["types"])


# FollowTheMoney


def entities():
    """Entities of the schemata that a case has: things, what joins them, and records."""

    def make(schema, key, **values):
        entity = followthemoney.model.make_entity(schema)
        entity.id = key
        for name, value in values.items():
            entity.add(name, value)
        return entity

    yield make("Person", "jane", name=["Jane Doe", "Джейн Доу"], nationality="gb", birthDate="1970")
    yield make("Person", "joe", name="Joe “Quote” O'Neil", topics="role.pep", notes="one\ntwo")
    yield make(
        "Company", "acme", name="Acme & Sons Ltd", jurisdiction="pa", alias=["Acme", "에이스"]
    )
    yield make("Company", "shell", name="Shell Holding", jurisdiction="vg", addressEntity="addr")
    yield make("Address", "addr", full="1 Harbour Road, Road Town", country="vg")
    yield make("Organization", "club", name="Rowing Club")
    yield make("Event", "gala", name="Gala", date="2019-06-01", involved=["jane", "acme"])
    stake = {"percentage": "51.5", "startDate": "2012-03-01", "endDate": "2019"}
    register = "https://register.example/acme"
    yield make("Ownership", "own-1", owner="jane", asset="acme", sourceUrl=register, **stake)
    yield make("Ownership", "own-2", owner=["jane", "joe"], asset="shell", percentage="50")
    post = {"role": "Chair", "startDate": "2015-07"}
    yield make("Directorship", "dir", director="joe", organization="acme", **post)
    yield make("Membership", "member", member="jane", organization="club", date="2018")
    paid = {"amount": "1250000.50", "currency": "USD", "date": "2016-02-29"}
    purpose = "Consulting, “advice”"
    yield make("Payment", "pay", payer="acme", beneficiary="shell", purpose=purpose, **paid)
    yield make("UnknownLink", "link", subject="joe", object="jane", role="seen with")
    yield make("Sanction", "listed", entity="shell", authority="Treasury", startDate="2020-10-05")


def of_followthemoney():
    """Entities as JSON Lines, and what the library's exporters make of them."""
    out = fresh("followthemoney")
    all_of = list(entities())
    for entity in all_of:
        entity.schema.validate(entity.to_dict())
    things = [entity for entity in all_of if not entity.schema.edge]
    ties = [
        (entity, a, b)
        for entity in all_of
        if entity.schema.edge
        for a in entity.get(entity.schema.source_prop)
        for b in entity.get(entity.schema.target_prop)
    ]
    references = [
        {"from": entity.id, "to": value, "attributes": {"property": prop.name}}
        for entity in things
        for prop, value in entity.itervalues()
        if prop.type.name == "entity"
    ]

    def data(entity):
        return {"schema": entity.schema.name} | entity.to_dict()["properties"]

    entry = {
        "directed": True,
        "multigraph": True,
        # Entities whose schema is no edge, and the pairs of ends of those whose schema is one.
        "nodes": len(things),
        "edges": len(ties),
        "self_loops": sum(a == b for _, a, b in ties),
        # Pairs of an entity and another that one of its properties names.
        "references": references,
        "spots": {
            "nodes": [
                {"id": entity.id, "label": entity.caption, "attributes": data(entity)}
                for entity in things
            ],
            "edges": [
                {"id": entity.id, "from": a, "to": b, "attributes": data(entity)}
                for entity, a, b in ties
            ],
        },
    }
    path = out / "case.ftm.json"
    lines = (json.dumps(entity.to_dict(), ensure_ascii=False) + "\n" for entity in all_of)
    path.write_text("".join(lines), encoding="utf-8")
    yield sample([path], "ftm", "followthemoney", "case", entry)

    # Its exporters make nodes of all entities that join nothing and edges of references, too.
    of_graph = exported(all_of)
    for word, name, exporter in [
        ("gexf", "case.gexf", NXGraphExporter),
        ("cypher", "case.cypher", CypherGraphExporter),
    ]:
        text = StringIO()
        run(exporter(text), all_of)
        (out / name).write_text(text.getvalue(), encoding="utf-8")
        yield sample([out / name], word, "followthemoney", "case", of_graph)
    of_schemata = fresh("followthemoney/neo4j")
    run(Neo4JCSVExporter(of_schemata), all_of)
    (of_schemata / "neo4j_import.sh").unlink()
    files = sorted(of_schemata.glob("*.csv"))
    yield sample(files, "neo4j", "followthemoney", "case", of_graph)
    text = StringIO()
    run(RDFExporter(text), all_of)
    triples = rdflib.Graph()
    for entity in all_of:
        for triple in entity.triples():
            triples.add(triple)
    path = out / "case.nt"
    path.write_text(text.getvalue(), encoding="utf-8")
    yield sample([path], "n-triples", "followthemoney", "case", rdf_told(triples))


def run(exporter, all_of):
    for entity in all_of:
        exporter.write(entity)
    exporter.finalize()


def exported(all_of):
    """What the library's graph says of itself."""
    graph = followthemoney.graph.Graph(edge_types=[followthemoney.types.registry.entity])
    for entity in all_of:
        graph.add(entity)
    nodes = [node for node in graph.iternodes() if node.id is not None]
    edges = list(graph.iteredges())
    return {
        "directed": True,
        "multigraph": True,
        "nodes": len(nodes),
        "edges": len(edges),
        "self_loops": sum(edge.source_id == edge.target_id for edge in edges),
        "spots": {
            "nodes": [{"id": n.id, "label": n.caption, "attributes": {}} for n in some(nodes)],
            "edges": [
                {"from": e.source_id, "to": e.target_id, "attributes": {"type": e.type_name}}
                for e in some(edges)
            ],
        },
    }


# RDF


def people():
    """Persons and an organisation in FOAF: labels in languages, dates, a blank node, a loop."""
    example = rdflib.Namespace("https://people.example/")
    graph = rdflib.Graph()
    graph.bind("foaf", FOAF)
    graph.bind("", example)
    literal = rdflib.Literal
    for key, name, language in [("ana", "Ana Müller", "de"), ("bo", 'Bo "B" O\'Neil', "en")]:
        graph.add((example[key], RDF.type, FOAF.Person))
        graph.add((example[key], FOAF.name, literal(name, lang=language)))
    graph.add((example.ana, FOAF.name, literal("아나", lang="ko")))
    graph.add((example.ana, FOAF.age, literal(41)))
    graph.add((example.ana, FOAF.birthday, literal("1984-02-29", datatype=XSD.date)))
    graph.add((example.bo, RDFS.comment, literal('two\nlines, <b> & \\ "quotes"')))
    graph.add((example.club, RDF.type, FOAF.Organization))
    graph.add((example.club, RDFS.label, literal("Rowing Club")))
    graph.add((example.club, DCTERMS.created, literal(date(2018, 5, 4))))
    graph.add((example.club, FOAF.member, example.ana))
    graph.add((example.club, FOAF.homepage, rdflib.URIRef("https://club.example/")))
    graph.add((example.ana, FOAF.knows, example.bo))
    graph.add((example.bo, FOAF.knows, example.ana))
    graph.add((example.bo, FOAF.knows, example.bo))
    nobody = rdflib.BNode("nobody")
    graph.add((nobody, RDF.type, FOAF.Person))
    graph.add((example.bo, FOAF.knows, nobody))
    return graph


def rdf_told(graph):
    """What rdflib says of a graph: a statement whose object is no literal is an edge, but for types;
    its ends and all subjects are nodes."""
    edges = [(a, p, b) for a, p, b in graph if not isinstance(b, rdflib.Literal) and p != RDF.type]
    nodes = set(graph.subjects()) | {b for *_, b in edges}

    def named(node):
        types = sorted(map(str, graph.objects(node, RDF.type)))
        literals = sorted(
            [str(p), str(o), o.language, str(o.datatype) if o.datatype else None]
            for p, o in graph.predicate_objects(node)
            if isinstance(o, rdflib.Literal)
        )
        return {"types": types, "literals": literals}

    iris = sorted(node for node in nodes if isinstance(node, rdflib.URIRef))
    return {
        "directed": True,
        "multigraph": True,
        "nodes": len(nodes),
        "edges": len(edges),
        "self_loops": sum(a == b for a, _, b in edges),
        "statements": len(graph),
        "spots": {
            # Blank nodes are named anew in every file.
            "nodes": [{"id": str(n), "label": None, "attributes": named(n)} for n in some(iris)],
            "edges": [
                {"from": str(a), "to": str(b), "attributes": {"property": str(p)}}
                for a, p, b in some(sorted(edges))
                if not isinstance(a, rdflib.BNode) and not isinstance(b, rdflib.BNode)
            ],
        },
    }


def of_rdflib():
    out = fresh("rdflib")
    graph = people()
    for word, form, extension in [
        ("turtle", "turtle", "ttl"),
        ("n-triples", "nt", "nt"),
        ("json-ld", "json-ld", "jsonld"),
    ]:
        path = out / f"people.{extension}"
        path.write_text(graph.serialize(format=form), encoding="utf-8")
        yield sample([path], word, "rdflib", "people", rdf_told(graph))


FAMILIES = [
    of_networkx,
    of_igraph,
    of_csv,
    of_pyarrow,
    of_duckdb,
    of_followthemoney,
    of_rdflib,
]

if __name__ == "__main__":
    main()
