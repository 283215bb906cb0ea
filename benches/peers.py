#!/usr/bin/env python3
"""Runs kernels of sociogram and of other graph libraries side by side and prints a Markdown table.

    python3 -m venv venv && venv/bin/pip install numpy igraph networkit rustworkx
    cargo build --release
    venv/bin/python benches/peers.py --rmat 14 --kernels bfs,pagerank,bc --threads 1
    venv/bin/python benches/peers.py --edges FILE --directed --kernels scc --gapbs FOLDER
    venv/bin/python benches/peers.py --python graph_tool=/usr/bin/python3 --rmat 12

Every measurement is a process of its own, which loads the graph, repeats one kernel and ends, so
that its peak of memory is its own: interpreter, graph and kernel. The tools take turns, round by
round. The time is that of the kernel alone, the median of all repetitions. Only peers that agree
or print no answer can be the best peer. Graphs are simple: parallel edges and loops of a given file
are dropped. Needs GNU time for the peaks of memory.
"""

import argparse
import json
import math
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Kernels by what they are asked, and those that make sense for one kind of graph only.
SOURCE = ["bfs", "sssp"]
PAIR = ["sp_pair", "allsp_pair", "dij_pair", "yen10"]
WEIGHTED = {"sssp", "dij_pair", "yen10"}
COMMUNITIES = ["louvain", "leiden", "lpa"]
UNDIRECTED = [
    *("eigenvector", "kcore", "triangles", "clustering", "constraint", "artic", "bridges"),
    *COMMUNITIES,
]
DIRECTED = ["scc"]
WHOLE = ["degree", "pagerank", "pagerank20", "bc", "bc16", "closeness", "harmonic", "wcc"]
KERNELS = ["load", *SOURCE, *PAIR, *WHOLE, *DIRECTED, *UNDIRECTED]
# Relative tolerances; other answers are counts, lengths and degrees, which must be equal. Sums of
# positive terms differ by rounding alone, about n times 1e-16.
SUMS = ["bc", "bc16", "closeness", "harmonic", "clustering", "constraint"]
TOLERANCES = dict.fromkeys(SUMS, 1e-9)
# In sum over all nodes: tools stop when a round changes less than about 1e-6, and what remains is
# at most 0.85 / 0.15 times that. After exactly 20 rounds only rounding differs.
TOLERANCES |= {"pagerank": 1e-5, "pagerank20": 1e-9}
# Scaled to length 1. Tools stop at 1e-9 or less, times at most 1 / (1 - ratio of the eigenvalues).
TOLERANCES |= {"eigenvector": 1e-5}
# Partitions differ by nature; none may be this much worse than the best one.
MODULARITY_SHORTFALL_MAX = 0.02
SPENT_MAX_S = 10


# --- the graph -----------------------------------------------------------------------------------


def prepare(task):
    """Writes graph.el, graph.wel and sources.txt; says how large the graph is and what to ask."""
    import numpy as np

    folder, directed = Path(task["folder"]), task["directed"]
    chance = np.random.default_rng(task["seed"])
    if task["edges"]:
        rows = np.loadtxt(task["edges"], dtype=np.int64, comments="#", ndmin=2)
    else:
        rows = r_mat(chance, task["rmat"], 16 << task["rmat"])
    keys = rows[:, :2] if directed else np.sort(rows[:, :2], axis=1)
    keys, first = np.unique(keys[keys[:, 0] != keys[:, 1]], axis=0, return_index=True)
    if rows.shape[1] > 2:
        weights = rows[rows[:, 0] != rows[:, 1]][first, 2]
    else:
        weights = 1 + (31 * keys.min(axis=1) + 17 * keys.max(axis=1)) % 255
    np.savetxt(folder / "graph.el", keys, "%d")
    np.savetxt(folder / "graph.wel", np.column_stack((keys, weights)), "%d")
    busy = np.unique(keys[:, 0] if directed else keys)
    sources = chance.choice(busy, 16, replace=len(busy) < 16).tolist()
    # Tools say in different ways that there is no path: the nodes of a pair are joined by one.
    arcs = keys if directed else np.vstack((keys, keys[:, ::-1]))
    pairs = [(node, int(chance.choice(reachable(arcs, node)))) for node in sources[:8]]
    (folder / "sources.txt").write_text("".join(f"{node}\n" for node in sources))
    return {
        "n_nodes": int(keys.max()) + 1,
        "n_edges": len(keys),
        "sources": sources,
        "pairs": pairs,
    }


def reachable(arcs, source):
    """The other nodes that arcs lead to."""
    import numpy as np

    seen = np.zeros(arcs.max() + 1, dtype=bool)
    ahead = np.array([source])
    while not seen[ahead].all():
        seen[ahead] = True
        ahead = arcs[seen[arcs[:, 0]], 1]
    seen[source] = False
    return np.flatnonzero(seen)


def r_mat(chance, scale, n_draws):
    """R-MAT (Chakrabarti, Zhan, Faloutsos 2004) as Graph500 draws it, its ids shuffled."""
    import numpy as np

    ends = np.zeros((n_draws, 2), dtype=np.int64)
    for _ in range(scale):
        quarter = np.searchsorted([0.57, 0.76, 0.95], chance.random(n_draws), side="right")
        ends = 2 * ends + np.column_stack((quarter // 2, quarter % 2))
    return chance.permutation(1 << scale)[ends]


# --- the peers: version, how it loads, kernels, what is made of answers, and of all others --------


def floats(values):
    import numpy as np

    return np.array(values, dtype="<f8")


def reached(distances, unreached):
    """How many nodes are reached and the sum of their distances."""
    found = floats(distances).ravel()
    found = found[found < unreached]
    return [float(found.size), float(found.sum())]


def triangles_of(transitivity, degrees):
    """The count behind a ratio that is known to sixteen digits."""
    return round(transitivity * sum(int(d) * (int(d) - 1) // 2 for d in degrees) / 3)


def igraph(task):
    import igraph as ig
    import numpy as np

    random.seed(1)
    ig.set_random_number_generator(random)
    directed, by_weight = task["directed"], {"weights": "weight"}
    ten = {"k": 10, "output": "epath", **by_weight}
    leiden = {"objective_function": "modularity", "n_iterations": 2}

    def load():
        if not task["weighted"]:
            return ig.Graph.Read_Edgelist(task["edges"], directed=directed)
        rows = np.loadtxt(task["edges"], dtype=np.int64)
        graph = ig.Graph(edges=rows[:, :2], directed=directed)
        graph.es["weight"] = rows[:, 2].tolist()
        return graph

    kernels = {
        "bfs": lambda g, s: g.distances(s),
        "sssp": lambda g, s: g.distances(s, **by_weight),
        "sp_pair": lambda g, s, t: g.get_shortest_path(s, t),
        "allsp_pair": lambda g, s, t: g.get_all_shortest_paths(s, t),
        "dij_pair": lambda g, s, t: g.distances(s, t, **by_weight),
        "yen10": lambda g, s, t: g.get_k_shortest_paths(s, t, **ten),
        "degree": lambda g: g.degree(mode="out"),
        "pagerank": lambda g: g.pagerank(damping=0.85),
        "bc": lambda g: g.betweenness(),
        "bc16": lambda g: g.betweenness(sources=task["sources"]),
        "closeness": lambda g: g.closeness(mode="in"),
        "harmonic": lambda g: g.harmonic_centrality(mode="in", normalized=False),
        "wcc": lambda g: g.connected_components(mode="weak"),
        "scc": lambda g: g.connected_components(mode="strong"),
        "eigenvector": lambda g: g.eigenvector_centrality(),
        "kcore": lambda g: g.coreness(),
        "triangles": lambda g: g.transitivity_undirected(),
        "clustering": lambda g: g.transitivity_local_undirected(mode="zero"),
        "constraint": lambda g: g.constraint(),
        "artic": lambda g: g.articulation_points(),
        "bridges": lambda g: g.bridges(),
        "louvain": lambda g: g.community_multilevel(),
        "leiden": lambda g: g.community_leiden(**leiden),
        "lpa": lambda g: g.community_label_propagation(),
    }
    answers = {
        "sp_pair": lambda r, g: len(r) - 1,
        "dij_pair": lambda r, g: r[0][0],
        "yen10": lambda r, g: [sum(g.es[path]["weight"]) for path in r],
        "closeness": lambda r, g: np.nan_to_num(floats(r)),
        "triangles": lambda r, g: triangles_of(r, g.degree()),
    }
    answers |= dict.fromkeys(SOURCE, lambda r, g: reached(r, math.inf))
    answers |= dict.fromkeys(("wcc", "scc"), lambda r, g: max(r.membership) + 1)
    answers |= dict.fromkeys(("allsp_pair", "artic", "bridges"), lambda r, g: len(r))
    answers |= dict.fromkeys(COMMUNITIES, lambda r, g: [len(r), r.modularity])
    return ig.__version__, load, kernels, answers, floats


def networkit(task):
    import networkit as nk

    nk.setNumberOfThreads(task["threads"])
    nk.setSeed(1, False)
    centrality, distance, directed = nk.centrality, nk.distance, task["directed"]

    def load():
        reader = nk.graphio.EdgeListReader(" ", 0, "#", True, directed)
        graph = reader.read(task["edges"])
        if task["kernel"] == "triangles":
            graph.indexEdges()
        return graph

    def rank(graph, tolerance=1e-6, rounds_max=None):
        sinks = centrality.SinkHandling.DistributeSinks
        walk = centrality.PageRank(graph, 0.85, tolerance, False, sinks)
        walk.norm = centrality.Norm.L1_NORM
        if rounds_max:
            walk.maxIterations = rounds_max
        return walk

    kernels = {
        "bfs": lambda g, s: distance.BFS(g, s, False),
        "sssp": lambda g, s: distance.Dijkstra(g, s, False),
        "sp_pair": lambda g, s, t: distance.BidirectionalBFS(g, s, t, False),
        "dij_pair": lambda g, s, t: distance.BidirectionalDijkstra(g, s, t, True),
        "degree": lambda g: centrality.DegreeCentrality(g),
        "pagerank": rank,
        "pagerank20": lambda g: rank(g, 0.0, 20),
        "bc": lambda g: centrality.Betweenness(g),
        "scc": lambda g: nk.components.StronglyConnectedComponents(g),
        "eigenvector": lambda g: centrality.EigenvectorCentrality(g, 1e-9),
        "kcore": lambda g: centrality.CoreDecomposition(g),
        "triangles": lambda g: nk.sparsification.TriangleEdgeScore(g),
        "clustering": lambda g: centrality.LocalClusteringCoefficient(g),
        "louvain": lambda g: nk.community.PLM(g),
        "leiden": lambda g: nk.community.ParallelLeiden(g, 2),
        "lpa": lambda g: nk.community.PLP(g),
    }
    if directed:
        kernels["wcc"] = lambda g: nk.components.WeaklyConnectedComponents(g)
    else:
        # Distances lead away from a node here, elsewhere towards it.
        general = centrality.ClosenessVariant.GENERALIZED
        kernels["closeness"] = lambda g: centrality.Closeness(g, False, general)
        kernels["harmonic"] = lambda g: centrality.HarmonicCloseness(g, False)
        if task["threads"] > 1:
            kernels["wcc"] = lambda g: nk.components.ParallelConnectedComponents(g, False)
        else:
            kernels["wcc"] = lambda g: nk.components.ConnectedComponents(g)

    def parts(found, graph):
        partition = found.getPartition()
        quality = nk.community.Modularity().getQuality(partition, graph)
        return [partition.numberOfSubsets(), quality]

    def closeness_in_components(found, graph):
        """Without the share of the nodes reached, by which this variant multiplies."""
        components = nk.components.ConnectedComponents(graph).run()
        sizes, others = components.getComponentSizes(), graph.numberOfNodes() - 1
        of_node = (sizes[components.componentOfNode(node)] for node in graph.iterNodes())
        return floats(
            [s * others / max(n - 1, 1) for s, n in zip(found.scores(), of_node, strict=True)]
        )

    # Betweenness counts both orders of a pair.
    answers = {
        "bc": lambda r, g: floats(r.scores()) * (1.0 if directed else 0.5),
        "closeness": closeness_in_components,
        "triangles": lambda r, g: sum(r.scores()) // 3,
    }
    answers |= dict.fromkeys(SOURCE, lambda r, g: reached(r.getDistances(), 1e300))
    answers |= dict.fromkeys(("sp_pair", "dij_pair"), lambda r, g: r.getDistance())
    answers |= dict.fromkeys(("wcc", "scc"), lambda r, g: r.numberOfComponents())
    answers |= dict.fromkeys(COMMUNITIES, parts)
    run = {name: lambda *asked, call=call: call(*asked).run() for name, call in kernels.items()}
    return nk.__version__, load, run, answers, lambda found: floats(found.scores())


def rustworkx(task):
    import rustworkx as rx

    directed, n_nodes = task["directed"], task["n_nodes"]
    kind, one = rx.PyDiGraph if directed else rx.PyGraph, lambda _: 1.0

    def load():
        graph = kind.read_edge_list(task["edges"], deliminator=" ")
        walks = task["kernel"] == "pagerank" and not directed
        return graph.to_directed() if walks else graph

    kernels = {
        "sssp": lambda g, s: rx.dijkstra_shortest_path_lengths(g, s, float),
        "dij_pair": lambda g, s, t: rx.dijkstra_shortest_path_lengths(g, s, float, t),
        "allsp_pair": lambda g, s, t: rx.all_shortest_paths(g, s, t, one),
        "pagerank": lambda g: rx.pagerank(g, tol=1e-6 / n_nodes, max_iter=1000),
        "bc": lambda g: rx.betweenness_centrality(g, normalized=False),
        "closeness": lambda g: rx.closeness_centrality(g, wf_improved=False),
        "wcc": rx.weakly_connected_components if directed else rx.connected_components,
        "scc": lambda g: rx.strongly_connected_components(g),
        "eigenvector": lambda g: rx.eigenvector_centrality(g, tol=1e-9, max_iter=10_000),
        "kcore": lambda g: rx.core_number(g),
        "triangles": lambda g: rx.transitivity(g),
        "artic": lambda g: rx.articulation_points(g),
        "bridges": lambda g: rx.bridges(g),
    }
    # The source is not among the nodes that are found.
    answers = {
        "sssp": lambda r, g: [len(r) + 1, sum(r.values())],
        "dij_pair": lambda r, g: next(iter(r.values())),
        "triangles": lambda r, g: triangles_of(r, map(g.degree, g.node_indices())),
    }
    counted = ("allsp_pair", "wcc", "scc", "artic", "bridges")
    answers |= dict.fromkeys(counted, lambda r, g: len(r))
    return rx.__version__, load, kernels, answers, lambda r: floats([r[v] for v in range(len(r))])


def graph_tool(task):
    import graph_tool as gt
    import graph_tool.centrality as centrality
    import graph_tool.clustering as clustering
    import graph_tool.topology as topology
    import numpy as np

    gt.openmp_set_num_threads(task["threads"])
    directed, away = task["directed"], topology.shortest_distance

    def load():
        graph, rows = gt.Graph(directed=directed), np.loadtxt(task["edges"], dtype=np.int64)
        if task["weighted"]:
            graph.ep["w"] = graph.new_ep("int")
        graph.add_edge_list(rows, eprops=[graph.ep["w"]] if task["weighted"] else [])
        return graph

    kernels = {
        "bfs": lambda g, s: away(g, s).a,
        "sssp": lambda g, s: away(g, s, weights=g.ep["w"]).a,
        "sp_pair": lambda g, s, t: away(g, s, t),
        "dij_pair": lambda g, s, t: away(g, s, t, weights=g.ep["w"]),
        "allsp_pair": lambda g, s, t: list(topology.all_shortest_paths(g, s, t)),
        "degree": lambda g: g.get_out_degrees(g.get_vertices()),
        "pagerank": lambda g: centrality.pagerank(g, epsilon=1e-6).a,
        "bc": lambda g: centrality.betweenness(g, norm=False)[0].a,
        "bc16": lambda g: centrality.betweenness(g, pivots=task["sources"], norm=False)[0].a,
        "wcc": lambda g: topology.label_components(g, directed=False)[1],
        "scc": lambda g: topology.label_components(g, directed=True)[1],
        "eigenvector": lambda g: centrality.eigenvector(g, epsilon=1e-9)[1].a,
        "kcore": lambda g: topology.kcore_decomposition(g).a,
        "clustering": lambda g: clustering.local_clustering(g).a,
        "triangles": lambda g: clustering.global_clustering(g)[0],
        "artic": lambda g: topology.label_biconnected_components(g)[1].a,
    }
    if not directed:
        kernels["closeness"] = lambda g: np.nan_to_num(centrality.closeness(g).a)
        kernels["harmonic"] = lambda g: centrality.closeness(g, harmonic=True, norm=False).a
    answers = {
        "allsp_pair": lambda r, g: len(r),
        "artic": lambda r, g: int(r.sum()),
        "triangles": lambda r, g: triangles_of(r, g.get_total_degrees(g.get_vertices())),
    }
    answers |= dict.fromkeys(SOURCE, lambda r, g: reached(r, 2**31 - 1))
    answers |= dict.fromkeys(("wcc", "scc"), lambda r, g: len(r))
    answers |= dict.fromkeys(("sp_pair", "dij_pair"), lambda r, g: int(r))
    return gt.__version__, load, kernels, answers, floats


PEERS = {tool.__name__: tool for tool in (igraph, networkit, rustworkx, graph_tool)}


def measure(task):
    """One kernel of one peer in a process of its own: times; answers as lists or vector files."""
    version, load, kernels, answers, vector = PEERS[task["tool"]](task)
    if task["kernel"] == "load":
        times = [timed(load)[0] for _ in range(task["reps"])]
        return {"version": version, "times": times, "answers": []}
    call, graph = kernels.get(task["kernel"]), load()
    if call is None:
        return {"version": version}
    times, found = [], []
    for asked in task["asked"]:
        for _ in range(task["reps"]):
            seconds, raw = timed(call, graph, *asked)
            times.append(seconds)
            if sum(times) > SPENT_MAX_S:
                break
        answer = answers.get(task["kernel"], lambda raw, _: vector(raw))(raw, graph)
        if hasattr(answer, "tofile"):
            answer.tofile(task["answer"])
            answer = task["answer"]
        found.append(answer if isinstance(answer, str | list) else [float(answer)])
    return {"version": version, "times": times, "answers": found}


def timed(call, *asked):
    start = time.perf_counter()
    found = call(*asked)
    return time.perf_counter() - start, found


# --- the processes -------------------------------------------------------------------------------


class Failed(Exception):
    """A process that ended badly or not in time."""


def run(command, task):
    """Standard output and peak of memory in MiB; GNU time asks the system for the process alone."""
    names = ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = os.environ | dict.fromkeys(names, str(task["threads"]))
    peak = Path(task["folder"]) / "peak"
    process = subprocess.Popen(
        [shutil.which("time"), "-f", "%M", "-o", peak, *map(str, command)],
        env=environment | {"TMPDIR": task["folder"], "RUST_BACKTRACE": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=task["timeout"])
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise Failed(f"more than {task['timeout']} s") from None
    if process.returncode:
        lines = [line for line in errors.splitlines() if line and not line.startswith("note:")]
        raise Failed(lines[-1] if lines else f"status {process.returncode}")
    return output, int(peak.read_text().split()[-1]) / 1024


def run_peer(interpreter, task):
    output, peak = run([interpreter, __file__, "--task", json.dumps(task)], task)
    return json.loads(output.splitlines()[-1]) | {"peak": peak}


def run_ours(binary, task):
    times, answers, peaks = [], [], []
    options = ["--directed"] if task["directed"] else []
    options += ["--threads", task["threads"], "--reps", task["reps"]]
    if task["kernel"] == "bc16":
        options += ["--sources", f"{task['folder']}/sources.txt"]
    for asked in task["asked"]:
        command = [binary, "bench", task["kernel"], "--edges", task["edges"], *options, *asked]
        output, peak = run(command, task)
        peaks.append(peak)
        times += map(float, re.findall(r"^time (\S+)$", output, re.MULTILINE))
        answer = re.findall(r"^result ?(.*)$", output, re.MULTILINE)[-1]
        answers.append(answer if Path(answer).is_file() else list(map(float, answer.split())))
    version = run([binary, "--version"], task)[0].split()[-1]
    return {"version": version, "times": times, "answers": answers, "peak": max(peaks)}


GAPBS = {
    "load": ("bfs", ["-r", 0]),
    "bfs": ("bfs", []),
    "sssp": ("sssp", ["-d", 16]),
    "pagerank": ("pr", ["-i", 1000, "-t", 1e-6]),
    "pagerank20": ("pr_spmv", ["-i", 20, "-t", 0]),
    "bc16": ("bc", ["-i", 16]),
    "wcc": ("cc", []),
    "triangles": ("tc", []),
}


def run_gapbs(folder, task):
    """Times only: its programs print no answers. It chooses the sources of betweenness itself."""
    if task["kernel"] not in GAPBS:
        return {"version": ""}
    program, options = GAPBS[task["kernel"]]
    symmetric = [] if task["directed"] else ["-s"]
    times, peaks = [], []
    named = r"(?:Read|Build) Time:" if task["kernel"] == "load" else r"Trial Time:"
    for asked in task["asked"]:
        source = ["-r", *asked] if asked else []
        command = [Path(folder) / program, "-f", task["edges"], *symmetric, *options, *source]
        output, peak = run([*command, "-n", task["reps"]], task)
        peaks.append(peak)
        found = [float(seconds) for seconds in re.findall(rf"{named}\s+(\S+)", output)]
        times += [sum(found)] if task["kernel"] == "load" else found
    return {"version": "", "times": times, "answers": [], "peak": max(peaks)}


# --- the comparison ------------------------------------------------------------------------------


def distance(kernel, ours, theirs):
    """How far two answers are apart, as the tolerance of the kernel counts it."""
    if isinstance(ours, list) or isinstance(theirs, list):
        return 0.0 if ours == theirs else math.inf
    a, b = vector_of(ours), vector_of(theirs)
    if len(a) != len(b):
        return math.inf
    if kernel == "eigenvector":
        a, b = scaled(a), scaled(b)
        return max(map(abs, map(float.__sub__, a, b)))
    gaps = [0.0 if x == y or x != x and y != y else abs(x - y) for x, y in zip(a, b, strict=True)]
    if kernel.startswith("pagerank"):
        return sum(gaps)
    return max(gap and gap / max(abs(x), abs(y)) for gap, x, y in zip(gaps, a, b, strict=True))


def vector_of(path):
    values = array("d", Path(path).read_bytes())
    if sys.byteorder == "big":
        values.byteswap()
    return values


def scaled(values):
    length = math.sqrt(math.fsum(value * value for value in values))
    sign = math.copysign(1 / length, math.fsum(values)) if length else 0.0
    return [value * sign for value in values]


def agreement(kernel, cells, judge):
    """Who agrees with the judge, and in words who does not."""
    answering = {name: cell for name, cell in cells.items() if cell["answers"]}
    if kernel in COMMUNITIES:
        quality = {name: cell["answers"][0][1] for name, cell in answering.items()}
        bar = max(quality.values(), default=0.0) - MODULARITY_SHORTFALL_MAX
        said = ", ".join(f"{name} {value:.3f}" for name, value in quality.items())
        return {name for name, value in quality.items() if value >= bar}, f"Q {said}"
    fits, misfits = set(), []
    for name, cell in answering.items():
        pairs = zip(answering[judge]["answers"], cell["answers"], strict=True)
        gap = max((distance(kernel, a, b) for a, b in pairs), default=0.0)
        if gap <= TOLERANCES.get(kernel, 0.0):
            fits.add(name)
        else:
            misfits.append(f"{name} differs" + (f" by {gap:.0e}" if gap < math.inf else ""))
    others = len(answering) - 1
    return fits, "; ".join([f"{len(fits) - 1} of {others}", *misfits]) if others > 0 else "–"


def shown(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def row(kernel, cells, failures):
    """A line of the table: ours, the best peer that is not known to be wrong, how they compare."""
    timed_cells = {name: cell for name, cell in cells.items() if cell["times"]}
    judge = next((name for name, cell in cells.items() if cell["answers"]), None)
    fits, said = agreement(kernel, cells, judge) if judge else (set(), "–")
    median = {name: statistics.median(cell["times"]) for name, cell in timed_cells.items()}
    own = median.pop("ours", None)
    able = {n: t for n, t in median.items() if n in fits or not cells[n]["answers"]}
    best = min(able, key=able.get, default=None)
    memory = " / ".join(f"{cells[n]['peak']:.0f}" for n in ("ours", best) if n in cells)
    texts = [
        *(kernel, shown(own) if own else "–", f"{best} {shown(able[best])}" if best else "–"),
        *(f"{able[best] / own:.2f}" if own and best else "–", memory or "–"),
        "; ".join([said, *(f"{name}: {why}" for name, why in failures.items())]),
    ]
    return "| " + " | ".join(texts) + " |"


def tools_of(given):
    """The tools by name: each takes a task. What cannot be imported is left out with a word."""
    tools, interpreters = {}, dict(pair.split("=", 1) for pair in given.python)
    if given.ours.is_file():
        tools["ours"] = lambda task: run_ours(given.ours, task)
    else:
        print(f"{given.ours} is not there: peers alone", file=sys.stderr)
    for name in given.peers.split(","):
        interpreter = interpreters.get(name, sys.executable)
        if subprocess.run([interpreter, "-c", f"import {name}"], capture_output=True).returncode:
            print(f"{name} cannot be imported by {interpreter}: left out", file=sys.stderr)
        else:
            tools[name] = lambda task, i=interpreter, n=name: run_peer(i, task | {"tool": n})
    if given.gapbs:
        tools["gapbs"] = lambda task: run_gapbs(given.gapbs.resolve(), task)
    return tools


def compare(given, kernel, tools, task, versions):
    """All rounds of one kernel, tool by tool."""
    cells, failures = {}, {}
    for _ in range(given.rounds):
        for name, tool in tools.items():
            if name in failures:
                continue
            answer = f"{task['folder']}/{kernel}-{name}.f64"
            try:
                found = tool(task | {"answer": answer})
            except Failed as failure:
                failures[name] = str(failure)
                continue
            versions[name] = found["version"]
            if "times" in found:
                cell = cells.setdefault(name, {"times": [], "answers": [], "peak": 0.0})
                cell["times"] += found["times"]
                cell["answers"] = found["answers"] if kernel != "load" else []
                cell["peak"] = max(cell["peak"], found["peak"])
    return row(kernel, cells, failures)


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    graph = parser.add_mutually_exclusive_group()
    graph.add_argument("--edges", type=Path, help="a file of lines `u v` or `u v weight`")
    graph.add_argument("--rmat", type=int, default=12, help="2^N nodes, 16 times as many draws")
    parser.add_argument("--directed", action="store_true")
    parser.add_argument("--kernels", default=",".join(KERNELS), help="default: %(default)s")
    parser.add_argument("--peers", default=",".join(PEERS), help="default: %(default)s")
    parser.add_argument("--python", action="append", default=[], metavar="PEER=INTERPRETER")
    parser.add_argument("--gapbs", type=Path, help="folder of built GAPBS programs")
    parser.add_argument("--ours", type=Path, default=ROOT / "target/release/sociogram")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--reps", type=int, default=3, help="repetitions in a process")
    parser.add_argument("--rounds", type=int, default=3, help="processes for each measurement")
    parser.add_argument("--samples", type=int, default=4, help="sources or pairs asked for")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for a process")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--task", help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    given = arguments()
    if given.task:
        task = json.loads(given.task)
        print(json.dumps(prepare(task) if task["kernel"] == "prepare" else measure(task)))
        return
    if not shutil.which("time"):
        raise SystemExit("GNU time is needed; Debian has it in the package time")
    with tempfile.TemporaryDirectory() as folder:
        task = {name: getattr(given, name) for name in ("directed", "threads", "reps", "timeout")}
        task |= {"folder": folder, "kernel": "prepare", "seed": given.seed, "rmat": given.rmat}
        task["edges"] = str(given.edges.resolve()) if given.edges else None
        size = run_peer(sys.executable, task | {"timeout": 3600})
        tools, versions, rows = tools_of(given), {}, []
        sources = [[source] for source in size["sources"][: given.samples]]
        asked_of = dict.fromkeys(SOURCE, sources)
        asked_of |= dict.fromkeys(PAIR, size["pairs"][: given.samples])
        for kernel in given.kernels.split(","):
            if kernel in (UNDIRECTED if given.directed else DIRECTED):
                continue
            weighted = kernel in WEIGHTED
            task |= {"kernel": kernel, "weighted": weighted, "asked": asked_of.get(kernel, [[]])}
            task["edges"] = f"{folder}/graph.{'wel' if weighted else 'el'}"
            rows.append(compare(given, kernel, tools, task | size, versions))
            print(rows[-1], file=sys.stderr)
    origin = given.edges or f"R-MAT {given.rmat}"
    kind = "directed" if given.directed else "undirected"
    print(f"{origin}, {kind}: {size['n_nodes']} nodes, {size['n_edges']} edges; ", end="")
    print(f"{given.threads} threads, {given.rounds} × {given.reps} repetitions, medians.")
    print(", ".join(f"{name} {version}".strip() for name, version in versions.items()) + ".\n")
    print("| kernel | ours | best peer | peer / ours | peak MiB, ours / peer | agreement |")
    print("|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
