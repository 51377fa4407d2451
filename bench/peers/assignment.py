"""POT's emd or SciPy's linear_sum_assignment under squared distance of float32 points.

    assignment.py pot|scipy A B OUT ROWS COLUMNS REPEATS PATIENCE

The matrix of costs is made before the clock starts. Writes a JSON object to OUT: wall and processor seconds of every
repetition, and the cost. A run longer than PATIENCE seconds is not repeated.
"""

import json
import sys
import time

import numpy as np

peer, first, second, out = sys.argv[1:5]
rows, columns, repeats, patience = (int(word) for word in sys.argv[5:9])
a, b = (np.fromfile(path, np.float32).astype(np.float64).reshape(rows, columns) for path in (first, second))
costs = np.zeros((rows, rows))
for k in range(columns):
    costs += (a[:, k, None] - b[None, :, k]) ** 2

if peer == "pot":
    import ot

    weights = np.full(rows, 1 / rows)

    def solve():
        return ot.emd(weights, weights, costs, numItermax=10**9)

    def cost_of(plan):
        # Entries are multiples of 1/n up to rounding: the arcs of the bijection are those above half of it.
        return float(costs[plan > 0.5 / rows].sum())

else:
    from scipy.optimize import linear_sum_assignment

    def solve():
        return linear_sum_assignment(costs)

    def cost_of(pairs):
        return float(costs[pairs].sum())


wall, processor = [], []
while len(wall) < repeats and (not wall or wall[0] < patience):
    used, started = time.process_time(), time.perf_counter()
    solution = solve()
    wall.append(time.perf_counter() - started)
    processor.append(time.process_time() - used)
with open(out, "w") as file:
    json.dump({"wall": wall, "processor": processor, "cost": cost_of(solution)}, file)
