"""Makes the reference for tsne.test.ts: scikit-learn's t-SNE of its UCI digits.

    python -m venv <a folder outside the repository>
    <there>/bin/pip install scikit-learn==1.9.1
    <there>/bin/python tests/reference/tsne/make-reference.py

Writes beside this file
  digits.u8.gz       1797 x 64 pixels, 0 to 16, then 1797 labels, bytes
  positions.f32.gz   scikit-learn's layouts one after the other, row-major little-endian float32
  reference.json     their divergences and trustworthiness at 10 neighbours, settings and versions

scikit-learn's Student kernel has dims - 1 degrees of freedom: two in 3D. The divergence recorded is that of the
positions over all pairs, under the sparse P of scikit-learn's own Barnes-Hut method (91 neighbours), so that the
value does not depend on the tree.
"""

import gzip
import json
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist
from sklearn.datasets import load_digits
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors

PERPLEXITY = 30
ITERATIONS = 1000
SEED = 0
here = Path(__file__).parent


def write(name: str, data: bytes) -> None:
    with open(here / name, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def divergence(p, positions: np.ndarray) -> float:
    """KL(P || Q) with Q normalised over all pairs."""
    freedom = positions.shape[1] - 1
    power = (freedom + 1) / 2
    z = 2 * np.sum((1 + pdist(positions.astype(np.float64), "sqeuclidean") / freedom) ** -power)
    p = p.tocoo()
    apart = positions[p.row].astype(np.float64) - positions[p.col]
    w = (1 + np.sum(apart**2, axis=1) / freedom) ** -power
    return float(np.sum(p.data * np.log(p.data * z / w)))


digits = load_digits()
pixels = digits.data.astype(np.float32)
write("digits.u8.gz", pixels.astype(np.uint8).tobytes() + digits.target.astype(np.uint8).tobytes())

neighbours = int(3 * PERPLEXITY + 1)
graph = NearestNeighbors(n_neighbors=neighbours).fit(pixels).kneighbors_graph(mode="distance")
graph.data **= 2
p = _joint_probabilities_nn(graph, PERPLEXITY, 0)
p.data = np.maximum(p.data, 1e-300)

layouts, packed = [], b""
for dims in (3, 2):
    model = TSNE(dims, perplexity=PERPLEXITY, init="pca", max_iter=ITERATIONS, random_state=SEED)
    positions = model.fit_transform(pixels).astype("<f4")
    packed += positions.tobytes()
    layouts.append(
        {
            "dims": dims,
            "degreesOfFreedom": dims - 1,
            "divergence": divergence(p, positions),
            "trustworthiness": float(trustworthiness(pixels, positions, n_neighbors=10)),
            "reportedByTree": float(model.kl_divergence_),
            "learningRate": float(model.learning_rate_),
        }
    )
write("positions.f32.gz", packed)
reference = {
    "data": "sklearn.datasets.load_digits",
    "rows": len(pixels),
    "columns": pixels.shape[1],
    "perplexity": PERPLEXITY,
    "neighbours": neighbours,
    "iterations": ITERATIONS,
    "seed": SEED,
    "layouts": layouts,
    "versions": {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    },
}
(here / "reference.json").write_text(json.dumps(reference, indent=2) + "\n")
print(json.dumps(layouts, indent=2))
