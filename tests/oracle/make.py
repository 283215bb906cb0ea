#!/usr/bin/env python3
"""Writes the values that tests/it/oracle.rs compares the kernels with.

Computed by NetworkX 3.6.1 (with numpy 2.4.6 and scipy 1.17.1, which its PageRank uses):

    python3 -m venv venv && venv/bin/pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1
    venv/bin/python tests/oracle/make.py graphs
    venv/bin/python tests/oracle/make.py dataset graph-data/NAME [--output FILE]

`graphs` writes the standard graphs. `community` is the partition whose `modularity` is given: the two
factions of the karate club, elsewhere what NetworkX finds greedily. `dataset` builds the default projection for ranks of a dataset
folder and writes its node ids and measures to tests/oracle/NAME.json. The files are never edited by
hand.
"""

import argparse
import json
import math
from pathlib import Path

import networkx as nx

NETWORKX = "3.6.1"
HERE = Path(__file__).resolve().parent

DAMPING = 0.85
TOLERANCE = 1e-12
ROUNDS_MAX = 10_000

# The projection: what is left out. Node kinds with their children, edge kinds, and statuses.
HUBS = {"state", "place", "city", "region", "sea", "post", "topic"}
NOT_PASSABLE = {
    "said", "took-place-in", "based-in", "located-in", "about", "succeeded", "different-from",
    "possibly-same-as",
}  # fmt: skip
VOID = {"denied", "cancelled"}
# A void agreement or event voids the edges of its parties.
RECORDS = {
    *("agreement", "treaty", "memorandum", "contract", "framework", "programme"),
    *("event", "visit", "meeting", "summit", "forum", "seminar", "campaign"),
}


def measures(graph, nodes):
    """Every measure, as lists in the order of `nodes`. Weights that a graph carries are ignored."""
    rank = nx.pagerank(graph, alpha=DAMPING, tol=TOLERANCE, max_iter=ROUNDS_MAX, weight=None)
    by_name = {
        "betweenness_raw": nx.betweenness_centrality(graph, normalized=False),
        "betweenness_normalised": nx.betweenness_centrality(graph, normalized=True),
        "closeness": nx.closeness_centrality(graph, wf_improved=True),
        "harmonic": nx.harmonic_centrality(graph),
        "pagerank": rank,
    }
    if graph.is_directed():
        degrees = {"in_degree": dict(graph.in_degree()), "out_degree": dict(graph.out_degree())}
    else:
        degrees = {"degree": dict(graph.degree())}
        labels = {node: min(part) for part in nx.connected_components(graph) for node in part}
        degrees["component"] = labels
    return {name: [values[node] for node in nodes] for name, values in (degrees | by_name).items()}


def modularities(graph, community):
    """Modularity of a stated partition, and of the best that ten runs of NetworkX's Louvain find."""
    parts = [{n for n in graph if community[n] == name} for name in sorted(set(community))]
    runs = (nx.community.louvain_communities(graph, weight=None, seed=seed) for seed in range(10))
    return {
        "community": community,
        "modularity": nx.community.modularity(graph, parts, weight=None),
        "modularity_louvain": max(nx.community.modularity(graph, run) for run in runs),
    }


def greedy(graph):
    """Communities by the greedy method of Clauset, Newman and Moore, numbered in NetworkX's order."""
    parts = nx.community.greedy_modularity_communities(graph)
    name = {node: at for at, part in enumerate(parts) for node in part}
    return [name[node] for node in range(graph.number_of_nodes())]


def numbered(graph, nodes):
    """The same graph on 0, 1, 2 … in the order of `nodes`, without attributes."""
    index = {node: at for at, node in enumerate(nodes)}
    plain = nx.DiGraph() if graph.is_directed() else nx.Graph()
    plain.add_nodes_from(range(len(nodes)))
    plain.add_edges_from((index[a], index[b]) for a, b in graph.edges())
    return plain


def write(path, head, graph, community=None):
    nodes = list(range(graph.number_of_nodes()))
    if graph.is_directed():
        edges = sorted(graph.edges())
    else:
        edges = sorted((min(a, b), max(a, b)) for a, b in graph.edges())
    content = {
        "made_by": f"networkx {nx.__version__}, tests/oracle/make.py",
        **head,
        "directed": graph.is_directed(),
        "pagerank_parameters": {"damping": DAMPING, "tolerance_per_node": TOLERANCE},
        "n_nodes": len(nodes),
        "edges": edges,
        **measures(graph, nodes),
    }
    if not graph.is_directed():
        content |= modularities(graph, community or greedy(graph))
    values = (v for name in content if isinstance(content[name], list) for v in content[name])
    assert all(math.isfinite(v) for v in values if isinstance(v, float)), "every value is finite"
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in content.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path}: {len(nodes)} nodes, {len(edges)} edges")


def standard_graphs():
    karate = nx.karate_club_graph()
    source = (
        "W. W. Zachary, An information flow model for conflict and fission in small groups, 1977, "
        "doi:10.1086/jar.33.4.3629752; networkx.karate_club_graph, weights ignored"
    )
    factions = [int(karate.nodes[node]["club"] == "Officer") for node in sorted(karate)]
    write(HERE / "karate.json", {"source": source}, numbered(karate, sorted(karate)), factions)
    davis = nx.davis_southern_women_graph()
    source = (
        "A. Davis, B. B. Gardner, M. R. Gardner, Deep South, 1941; "
        "networkx.davis_southern_women_graph, nodes numbered in its order: 18 women, 14 events"
    )
    write(HERE / "davis.json", {"source": source}, numbered(davis, list(davis)))
    chance = nx.gnp_random_graph(40, 0.06, seed=7, directed=True)
    assert any(degree == 0 for _, degree in chance.out_degree()), "some node is dangling"
    assert not nx.is_strongly_connected(chance), "some node does not reach another"
    source = "networkx.gnp_random_graph(40, 0.06, seed=7, directed=True)"
    write(HERE / "directed-random.json", {"source": source}, chance)


def table(folder, name):
    """Rows of NAME.json, a list, or NAME.jsonl, one row per line."""
    whole, lines = folder / f"{name}.json", folder / f"{name}.jsonl"
    if whole.exists() == lines.exists():
        raise SystemExit(f"{folder}: one of {whole.name} and {lines.name} is needed")
    if whole.exists():
        return json.loads(whole.read_text(encoding="utf-8"))
    text = lines.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def kinds_left_out(folder):
    """Hub node kinds and edge kinds not passed, with those the dataset adds."""
    hubs, not_passable = set(HUBS), set(NOT_PASSABLE)
    added = folder / "vocabulary.json"
    if added.exists():
        vocabulary = json.loads(added.read_text(encoding="utf-8"))
        # A parent stands before its children.
        for row in vocabulary.get("nodes", []):
            if row.get("hub") or row.get("parent") in hubs:
                hubs.add(row["kind"])
        for row in vocabulary.get("edges", []):
            if row.get("passable") is False:
                not_passable.add(row["kind"])
    return hubs, not_passable


def rank_projection(folder):
    """Simple undirected graph of a dataset without hubs, and its node ids in the order of bytes."""
    hubs, not_passable = kinds_left_out(folder)
    nodes, edges = table(folder, "nodes"), table(folder, "edges")
    void = {n["id"] for n in nodes if n["kind"] in RECORDS and n.get("status", "done") in VOID}
    kept = {node["id"] for node in nodes if node["kind"] not in hubs}
    graph = nx.Graph()
    graph.add_nodes_from(sorted(kept))
    for edge in edges:
        a, b = edge["from"], edge["to"]
        admitted = edge["kind"] not in not_passable and edge.get("status", "done") not in VOID
        if admitted and a != b and {a, b} <= kept and not {a, b} & void:
            graph.add_edge(a, b)
    return graph, sorted(kept, key=lambda node: node.encode())


def dataset(folder, output):
    graph, nodes = rank_projection(folder)
    head = {
        "source": f"dataset {folder.resolve().name}, default projection for ranks",
        "ids": nodes,
    }
    write(output or HERE / f"{folder.resolve().name}.json", head, numbered(graph, nodes))


def main():
    if nx.__version__ != NETWORKX:
        raise SystemExit(f"networkx {NETWORKX} is needed, this is {nx.__version__}")
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    commands = arguments.add_subparsers(dest="command", required=True)
    commands.add_parser("graphs", help="the standard graphs")
    of_dataset = commands.add_parser("dataset", help="a dataset folder")
    of_dataset.add_argument("folder", type=Path)
    of_dataset.add_argument("--output", type=Path)
    given = arguments.parse_args()
    if given.command == "graphs":
        standard_graphs()
    else:
        dataset(given.folder, given.output)


if __name__ == "__main__":
    main()
