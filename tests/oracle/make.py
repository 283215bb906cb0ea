#!/usr/bin/env python3
"""Writes the values that tests/it/oracle/ compares the kernels with.

Computed by igraph 1.0.0 and by NetworkX 3.6.1, whose matrices use numpy 2.4.6 and scipy 1.17.1:

    python3 -m venv venv
    venv/bin/pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1 igraph==1.0.0
    venv/bin/python tests/oracle/make.py graphs
    venv/bin/python tests/oracle/make.py dataset graph-data/NAME [--output FILE]

`graphs` writes the standard graphs. `dataset` builds the default projection for ranks of a dataset
folder and writes its node ids and measures to tests/oracle/NAME.json. The files are never edited by
hand.

In each file `by_igraph` names what igraph computed; the rest is NetworkX's. Lists have one value
per node; `weights` (the lengths) and `edge_betweenness_raw` one per edge; `distances` and
`weighted_distances` one list per source; `weighted_k_shortest`, `n_shortest_paths` and
`n_lightest_paths` one entry per pair. `null` is a value that the definition does not give, such as
the distance of a node that is not reached. `community` is the partition whose `modularity` is given:
the two factions of the karate club, elsewhere what NetworkX finds greedily. A measure is missing
where it is not defined or not unique. Where NetworkX has no answer for parallel edges and loops, the
question is put without them. Graphs of more than 200 nodes have their numbers to ten digits.
"""

import argparse
import json
import math
import random
from collections import Counter
from itertools import islice
from pathlib import Path

import igraph as ig
import networkx as nx
import numpy as np

VERSIONS = {"networkx": "3.6.1", "igraph": "1.0.0", "numpy": "2.4.6"}
HERE = Path(__file__).resolve().parent

DAMPING = 0.85
TOLERANCE = 1e-12
ROUNDS_MAX = 10_000
# Of the iterations that find an eigenvector, which may come nearer slowly.
EIGEN_TOLERANCE = 1e-13
EIGEN_ROUNDS_MAX = 100_000
# The largest ratio of the second eigenvalue to the first where the first vector counts as unique.
EIGEN_RATIO_MAX = 0.98
PATHS_MAX = 10
SEEDS = range(10)
# Larger graphs have their numbers rounded, so that files stay small.
NODES_EXACT_MAX = 200
DIGITS = 10

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
        # A loop is one arc here, and counts 2 in NetworkX.
        loops = Counter(node for node, _ in nx.selfloop_edges(graph))
        degrees = {"degree": {node: degree - loops[node] for node, degree in graph.degree()}}
        labels = {node: min(part) for part in nx.connected_components(graph) for node in part}
        degrees["component"] = labels
    return {name: [values[node] for node in nodes] for name, values in (degrees | by_name).items()}


def paths(graph, simple, nodes):
    """Lengths and numbers of paths from a few sources and between a few pairs."""
    busy = [node for node in nodes if any(other != node for other in graph[node])]
    sources = [busy[at * len(busy) // 4] for at in range(4)]
    starts = [at * len(busy) // 6 for at in range(6)]
    pairs = [(busy[at], busy[(at + len(busy) // 3) % len(busy)]) for at in starts]
    steps = [nx.single_source_shortest_path_length(graph, source) for source in sources]
    lengths = [nx.single_source_dijkstra_path_length(graph, s, weight="length") for s in sources]
    return {
        "sources": sources,
        "distances": [[found.get(node) for node in nodes] for found in steps],
        "weighted_distances": [[found.get(node) for node in nodes] for found in lengths],
        "pairs": pairs,
        "weighted_k_shortest": [shortest_lengths(simple, *pair) for pair in pairs],
        "n_shortest_paths": [n_shortest_paths(simple, *pair) for pair in pairs],
        "n_lightest_paths": [n_shortest_paths(simple, *pair, "length") for pair in pairs],
    }


def shortest_lengths(simple, source, target):
    """Lengths of the first paths without a repeated node; NetworkX's Yen."""
    if not nx.has_path(simple, source, target):
        return []
    found = nx.shortest_simple_paths(simple, source, target, weight="length")
    return [nx.path_weight(simple, path, "length") for path in islice(found, PATHS_MAX)]


def n_shortest_paths(simple, source, target, weight=None):
    if not nx.has_path(simple, source, target):
        return 0
    return sum(1 for _ in nx.all_shortest_paths(simple, source, target, weight))


def more_centralities(graph, simple, nodes, edges, sources):
    """Those by paths and those by walks."""
    along = nx.edge_betweenness_centrality(graph, normalized=False)
    # Parallel edges, which have a key as third, share evenly.
    along = {edge[:2]: value for edge, value in along.items()}
    if not simple.is_directed():
        along |= {(b, a): value for (a, b), value in along.items()}
    # Of an undirected graph, igraph counts a pair from one of its ends as half, as NetworkX does.
    by_igraph = to_igraph(simple).betweenness(sources=sources, directed=simple.is_directed())
    targets = nodes[::3]
    between = nx.betweenness_centrality_subset(simple, sources, targets, normalized=False)
    near = nx.closeness_centrality(simple, wf_improved=False)
    return {
        "edge_betweenness_raw": [along[edge] for edge in edges],
        "betweenness_from_sources": by_igraph,
        "subset_targets": targets,
        "betweenness_subset_raw": [between[node] for node in nodes],
        "closeness_per_component": [near[node] for node in nodes],
        **walks(graph, nodes, {sources[0]: 3, sources[1]: 1}),
    }


def walks(graph, nodes, wanted):
    """Measures by matrices, to which each of parallel edges adds 1, and a loop 1."""
    personal = nx.pagerank(graph, DAMPING, wanted, ROUNDS_MAX, TOLERANCE, weight=None)
    counted = nx.DiGraph() if graph.is_directed() else nx.Graph()
    counted.add_nodes_from(nodes)
    for a, b in graph.edges():
        counted.add_edge(a, b, count=counted.get_edge_data(a, b, {"count": 0})["count"] + 1)
    matrix = nx.to_numpy_array(counted, nodelist=nodes, weight="count")
    eigenvalues = np.linalg.eigvals(matrix)
    # Rounded down: a value that the series of Katz converges for, far from the edge.
    attenuation = math.floor(1000 * 0.5 / max(abs(eigenvalues))) / 1000
    katz = nx.katz_centrality_numpy(counted, alpha=attenuation, normalized=False, weight="count")
    values = {
        "personalisation": [wanted.get(node, 0) for node in nodes],
        "pagerank_personalised": [personal[node] for node in nodes],
        "katz_attenuation": attenuation,
        "katz_raw": [katz[node] for node in nodes],
    }
    # NetworkX iterates with the matrix and the identity, so the sizes of the sums are what counts.
    first, second = sorted(abs(eigenvalues + 1), reverse=True)[:2]
    if second <= EIGEN_RATIO_MAX * first:
        vector = nx.eigenvector_centrality(
            counted, EIGEN_ROUNDS_MAX, EIGEN_TOLERANCE, weight="count"
        )
        values["eigenvector"] = [vector[node] for node in nodes]
    first, second = np.linalg.svd(matrix, compute_uv=False)[:2]
    if graph.is_directed() and second <= EIGEN_RATIO_MAX * first:
        # From an even start, or the start would be chance.
        hubs, authorities = nx.hits(counted, ROUNDS_MAX, tol=0, nstart=dict.fromkeys(nodes, 1.0))
        values["hub"] = [hubs[node] for node in nodes]
        values["authority"] = [authorities[node] for node in nodes]
    return values


def structure(graph, simple, nodes):
    """Pieces, and what surrounds each node; parallel edges matter to bridges only."""
    if simple.is_directed():
        weak = list(nx.weakly_connected_components(simple))
        strong = list(nx.strongly_connected_components(simple))
        return {
            "n_weak_components": len(weak),
            "weak_component": least_members(weak, nodes),
            "n_strong_components": len(strong),
            "strong_component": least_members(strong, nodes),
            "degree_assortativity": nx.degree_assortativity_coefficient(simple, weight=None),
        }
    by_name = {
        "core": nx.core_number(simple),
        "triangles": nx.triangles(simple),
        "clustering": nx.clustering(simple),
        "constraint": nx.constraint(simple),
        "effective_size": nx.effective_size(simple),
    }
    return {
        "degree_assortativity": nx.degree_assortativity_coefficient(simple, weight=None),
        "transitivity": nx.transitivity(simple),
        "articulation_points": sorted(nx.articulation_points(graph)),
        "bridges": sorted((min(ends), max(ends)) for ends in nx.bridges(graph)),
    } | {
        name: [None if math.isnan(values[node]) else values[node] for node in nodes]
        for name, values in by_name.items()
    }


def least_members(parts, nodes):
    label = {node: min(part) for part in parts for node in part}
    return [label[node] for node in nodes]


def modularities(graph, community):
    """Modularity of a stated partition, and of the best that ten runs of NetworkX's Louvain find."""
    parts = [{n for n in graph if community[n] == name} for name in sorted(set(community))]
    runs = (nx.community.louvain_communities(graph, weight=None, seed=seed) for seed in SEEDS)
    return {
        "community": community,
        "modularity": nx.community.modularity(graph, parts, weight=None),
        "modularity_louvain": max(nx.community.modularity(graph, run) for run in runs),
    }


def modularities_by_igraph(graph):
    """Of ten runs each the best by Leiden and the worst by label propagation."""
    whole = to_igraph(graph)
    leiden, labels = [], []
    for seed in SEEDS:
        random.seed(seed)
        found = whole.community_leiden(objective_function="modularity", n_iterations=-1)
        leiden.append(whole.modularity(found.membership))
        random.seed(seed)
        labels.append(whole.modularity(whole.community_label_propagation().membership))
    return {
        "modularity_leiden": max(leiden),
        "modularity_label_propagation_worst": min(labels),
    }


def to_igraph(graph):
    """For igraph, whose chance is then Python's and follows `random.seed`."""
    ig.set_random_number_generator(random)
    nodes, ends = graph.number_of_nodes(), [edge[:2] for edge in graph.edges()]
    return ig.Graph(n=nodes, edges=ends, directed=graph.is_directed())


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


def with_lengths(graph, edges):
    """The graph with a length from 1 to 9 on each edge, and the lengths in the order of `edges`."""
    of_edges = [1 + (31 * a + 17 * b + a * b + 5 * at) % 9 for at, (a, b) in enumerate(edges)]
    weighted = graph.__class__()
    weighted.add_nodes_from(graph)
    weighted.add_edges_from(
        (a, b, {"length": length}) for (a, b), length in zip(edges, of_edges, strict=True)
    )
    return weighted, of_edges


def without_parallels(weighted):
    """Of parallel edges the shortest, and no loops."""
    simple = nx.DiGraph() if weighted.is_directed() else nx.Graph()
    simple.add_nodes_from(weighted)
    for a, b, length in weighted.edges(data="length"):
        if a != b and length < simple.get_edge_data(a, b, {"length": math.inf})["length"]:
            simple.add_edge(a, b, length=length)
    return simple


def projected(graph, parties):
    """For every pair of parties that share an event: how many, and Newman's weight."""
    counted = nx.bipartite.weighted_projected_graph(graph, parties)
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, parties)
    pairs = sorted((min(pair), max(pair)) for pair in counted.edges())
    return [[a, b, counted[a][b]["weight"], newman[a][b]["weight"]] for a, b in pairs]


def content_of(head, graph, community, parties=()):
    nodes = list(range(graph.number_of_nodes()))
    if graph.is_directed():
        edges = sorted(graph.edges())
    else:
        edges = sorted((min(edge[:2]), max(edge[:2])) for edge in graph.edges())
    content = {
        "made_by": f"networkx {nx.__version__}, igraph {ig.__version__}, tests/oracle/make.py",
        **head,
        "directed": graph.is_directed(),
        "pagerank_parameters": {"damping": DAMPING, "tolerance_per_node": TOLERANCE},
        "n_nodes": len(nodes),
        "edges": edges,
        **measures(graph, nodes),
    }
    by_igraph = ["betweenness_from_sources"]
    if not graph.is_directed():
        content |= modularities(graph, community or greedy(graph))
        found = modularities_by_igraph(graph)
        content |= found
        by_igraph += found
    weighted, lengths = with_lengths(graph, edges)
    simple = without_parallels(weighted)
    content |= {"weights": lengths, **paths(weighted, simple, nodes)}
    content |= more_centralities(weighted, simple, nodes, edges, content["sources"])
    content |= structure(graph, simple, nodes) | {"by_igraph": by_igraph}
    if parties:
        content["projected"] = projected(graph, parties)
    return content


def checked(value, is_large):
    """As it is written: finite, and rounded where the graph is large."""
    if isinstance(value, dict):
        return {name: checked(inner, is_large) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [checked(inner, is_large) for inner in value]
    if isinstance(value, float):
        assert math.isfinite(value), "every value is finite"
        return float(f"{value:.{DIGITS}g}") if is_large else float(value)
    return value


def write(path, head, graph, community=None, parties=()):
    content = content_of(head, graph, community, parties)
    is_large = content["n_nodes"] > NODES_EXACT_MAX
    lines = (
        f"{json.dumps(name)}: {json.dumps(checked(value, is_large))}"
        for name, value in content.items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path}: {content['n_nodes']} nodes, {len(content['edges'])} edges")


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
    numbered_davis = numbered(davis, list(davis))
    write(HERE / "davis.json", {"source": source}, numbered_davis, parties=range(18))
    chance = nx.gnp_random_graph(40, 0.06, seed=7, directed=True)
    assert any(degree == 0 for _, degree in chance.out_degree()), "some node is dangling"
    assert not nx.is_strongly_connected(chance), "some node does not reach another"
    source = "networkx.gnp_random_graph(40, 0.06, seed=7, directed=True)"
    write(HERE / "directed-random.json", {"source": source}, chance)
    source = "five rings, arcs between them in one direction, and nodes that end there"
    write(HERE / "directed-rings.json", {"source": source}, rings())
    source = "two pieces and a lone node, with bridges, parallel edges and loops"
    write(HERE / "multigraph.json", {"source": source}, multigraph())
    source = (
        "D. Chakrabarti, Y. Zhan, C. Faloutsos, R-MAT: a recursive model for graph mining, 2004, "
        "doi:10.1137/1.9781611972740.43; 2^9 nodes, 1200 draws from seed 1 with probabilities "
        "0.57, 0.19, 0.19, 0.05, loops and repetitions dropped"
    )
    write(HERE / "r-mat.json", {"source": source}, r_mat(9, 1200, seed=1))


def rings():
    """Rings of 2, 3, 4, 5 and 7 nodes, chords in the last; each leads to the next twice."""
    graph = nx.DiGraph()
    ring_sizes, first = [2, 3, 4, 5, 7], 0
    for size in ring_sizes:
        ring = range(first, first + size)
        graph.add_edges_from((node, first + (at + 1) % size) for at, node in enumerate(ring))
        first += size
    graph.add_edges_from([(14, 16), (14, 18), (16, 14), (17, 15), (19, 16), (20, 17)])
    graph.add_edges_from([(0, 2), (1, 3), (3, 5), (4, 6), (6, 9), (8, 11), (10, 14), (12, 15)])
    # Dangling nodes in a row and aside, a source that nothing leads to, and a node alone.
    graph.add_edges_from([(13, 21), (21, 22), (14, 23), (24, 21), (24, 0), (2, 23)])
    graph.add_node(25)
    return graph


def multigraph():
    """Parallel edges that keep an edge from being a bridge, and loops of which one node has two."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(18))
    graph.add_edges_from([(0, 1), (0, 2), (1, 2), (1, 2), (2, 3), (3, 4), (3, 4), (4, 5), (5, 6)])
    graph.add_edges_from([(5, 7), (6, 7), (7, 8), (7, 8), (7, 8), (8, 9), (4, 10), (10, 11)])
    graph.add_edges_from([(3, 3), (9, 9), (9, 9), (11, 11)])
    graph.add_edges_from([(12, 13), (12, 13), (13, 14), (14, 15), (15, 16), (16, 13), (14, 14)])
    return graph


def r_mat(scale, draws, seed):
    chance = random.Random(seed)
    graph = nx.Graph()
    graph.add_nodes_from(range(1 << scale))
    for _ in range(draws):
        a = b = 0
        for _ in range(scale):
            quarter = chance.random()
            a = 2 * a + (quarter >= 0.76)
            b = 2 * b + (0.57 <= quarter < 0.76 or quarter >= 0.95)
        if a != b:
            graph.add_edge(a, b)
    return graph


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
    for tool in (nx, ig, np):
        wanted = VERSIONS[tool.__name__]
        if tool.__version__ != wanted:
            raise SystemExit(f"{tool.__name__} {wanted} is needed, this is {tool.__version__}")
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
