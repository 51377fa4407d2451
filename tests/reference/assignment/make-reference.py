"""Makes the reference for assignment.test.ts: POT's exact transport between equal masses.

    python -m venv <a folder outside the repository>
    <there>/bin/pip install POT==0.9.7
    <there>/bin/python tests/reference/assignment/make-reference.py

Writes beside this file
  points.f32.gz    the two sides of every problem one after the other, row-major little-endian float32
  reference.json   size, dimension and the least cost of each problem under three costs, and versions

Costs are sums over the n arcs of POT's plan, taken from a matrix of costs in double precision.
"""

import gzip
import json
import platform
from pathlib import Path

import numpy as np
import ot

here = Path(__file__).parent
rng = np.random.default_rng(7)


def costs_of(a, b, name):
    difference = a.astype(np.float64)[:, None] - b.astype(np.float64)[None]
    if name == "l1":
        return np.abs(difference).sum(axis=2)
    squared = (difference**2).sum(axis=2)
    return np.sqrt(squared) if name == "l2" else squared


def least(a, b, name):
    costs = costs_of(a, b, name)
    weights = np.full(len(a), 1 / len(a))
    plan = ot.emd(weights, weights, costs, numItermax=10**8)
    arcs = plan > 0.5 / len(a)
    assert (arcs.sum(axis=0) == 1).all() and (arcs.sum(axis=1) == 1).all()
    return float(costs[arcs].sum())


def modes(count, dimension, centres, spread):
    chosen = rng.standard_normal((centres, dimension))[rng.integers(centres, size=count)]
    return chosen + spread * rng.standard_normal((count, dimension))


problems = {
    "cube to Gauss": (rng.random((400, 8)) - 0.5, rng.standard_normal((400, 8))),
    "plane": (rng.random((500, 2)), modes(500, 2, 5, 0.05)),
    "heavy tails": (rng.standard_normal((300, 4)), rng.standard_cauchy((300, 4))),
    "far apart and small": (1e3 + 1e-2 * rng.standard_normal((300, 3)), 1e-2 * rng.random((300, 3))),
}
packed, records = b"", []
for name, sides in problems.items():
    a, b = (side.astype("<f4") for side in sides)
    packed += a.tobytes() + b.tobytes()
    costs = {cost: least(a, b, cost) for cost in ("sqeuclidean", "l1", "l2")}
    records.append({"name": name, "size": len(a), "dimension": a.shape[1], "costs": costs})
with open(here / "points.f32.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as zipped:
    zipped.write(packed)
versions = {"python": platform.python_version(), "POT": ot.__version__, "numpy": np.__version__}
(here / "reference.json").write_text(json.dumps({"problems": records, "versions": versions}, indent=2) + "\n")
