"""Makes the reference for transportation.test.ts: POT's exact transport between unequal masses.

    python -m venv <a folder outside the repository>
    <there>/bin/pip install POT==0.9.7
    <there>/bin/python tests/reference/assignment/make-masses.py

Reads the points beside this file, and writes
  masses.json    the least cost of each problem under three costs, and versions

Of each problem the first three quarters of side a meet all of side b. Point i has the mass 1 + (7919 i mod 101), and every
tenth point none; each side is divided by its sum. Costs are sums over POT's plan, in double precision.
"""

import gzip
import json
import platform
from pathlib import Path

import numpy as np
import ot

here = Path(__file__).parent
numbers = np.frombuffer(gzip.decompress((here / "points.f32.gz").read_bytes()), "<f4").astype(np.float64)


def masses(count):
    index = np.arange(count)
    made = np.where(index % 10 == 9, 0, 1 + (7919 * index) % 101).astype(np.float64)
    return made / made.sum()


def least(a, b, name):
    difference = a[:, None] - b[None]
    squared = (difference**2).sum(axis=2)
    costs = {"l1": np.abs(difference).sum(axis=2), "l2": np.sqrt(squared), "sqeuclidean": squared}[name]
    plan = ot.emd(masses(len(a)), masses(len(b)), costs, numItermax=10**8)
    return float((plan * costs).sum())


offset, records = 0, []
for problem in json.loads((here / "reference.json").read_text())["problems"]:
    size, dimension = problem["size"], problem["dimension"]
    sides = []
    for _ in range(2):
        sides.append(numbers[offset : offset + size * dimension].reshape(size, dimension))
        offset += size * dimension
    a, b = sides[0][: size * 3 // 4], sides[1]
    records.append({"name": problem["name"], "costs": {cost: least(a, b, cost) for cost in ("sqeuclidean", "l1", "l2")}})
versions = {"python": platform.python_version(), "POT": ot.__version__, "numpy": np.__version__}
(here / "masses.json").write_text(json.dumps({"problems": records, "versions": versions}, indent=2) + "\n")
