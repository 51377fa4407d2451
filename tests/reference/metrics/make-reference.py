"""Makes the reference for metrics.test.ts: published code on the UCI digits.

    python -m venv <a folder outside the repository>
    <there>/bin/pip install scikit-learn==1.9.1
    <there>/bin/pip install --no-deps pytorch-fid==0.3.0
    <there>/bin/python tests/reference/metrics/make-reference.py <prd_score.py>

prd_score.py is that of github.com/msmsajjadi/precision-recall-distributions at commit df840ad (Apache-2.0). Of it and of
pytorch-fid only the functions measured here are loaded, so that neither matplotlib nor torch is needed.

The digits are those of ../tsne/digits.u8.gz: 1797 x 64 pixels from 0 to 16, then the labels. Generated samples stand in as
the odd rows without some digits. Writes reference.json beside this file.
"""

import ast
import gzip
import importlib.util
import json
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn
import sklearn.cluster
from scipy import linalg
from scipy.spatial.distance import jensenshannon
from scipy.stats import binomtest, entropy
from sklearn.neighbors import KNeighborsClassifier

here = Path(__file__).parent


def functions(path: Path, names: set[str], scope: dict) -> dict:
    """Some functions of a file, without running the rest of it."""
    tree = ast.parse(path.read_text())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    exec(compile(tree, str(path), "exec"), scope)
    return scope


def figures(values: list[float]) -> dict:
    return {"mean": float(np.mean(values)), "deviation": float(np.std(values, ddof=1)), "runs": len(values)}


fid_path = Path(importlib.util.find_spec("pytorch_fid").submodule_search_locations[0]) / "fid_score.py"
fid = functions(fid_path, {"calculate_frechet_distance"}, {"np": np, "linalg": linalg})
prd = functions(
    Path(sys.argv[1]),
    {"compute_prd", "_cluster_into_bins", "compute_prd_from_embedding", "_prd_to_f_beta", "prd_to_max_f_beta_pair"},
    {"np": np, "sklearn": sklearn},
)

bytes_ = np.frombuffer(gzip.decompress((here / "../tsne/digits.u8.gz").read_bytes()), np.uint8)
pixels = bytes_[: 1797 * 64].reshape(1797, 64).astype(np.float64)
labels = bytes_[1797 * 64 :]
even, odd = pixels[0::2], pixels[1::2]
odd_labels = labels[1::2]


def frechet(name: str, a: np.ndarray, b: np.ndarray) -> dict:
    value = fid["calculate_frechet_distance"](a.mean(0), np.cov(a, rowvar=False), b.mean(0), np.cov(b, rowvar=False))
    return {"name": name, "value": float(value)}


few = odd[odd_labels < 6]
# Every tenth pixel from the middle of the rows: no constant one, so that the covariance has full rank.
some = [18, 20, 27, 28, 34, 36, 43, 45]

histograms = [
    {"generated": [5, 0, 3, 12, 0, 7], "real": [1, 4, 4, 10, 2, 6]},
    {"generated": [1, 1, 1, 1], "real": [1, 1, 1, 1]},
    {"generated": [100, 1, 0], "real": [1, 100, 3]},
]
for case in histograms:
    q, p = (np.array(case[key], float) / sum(case[key]) for key in ("generated", "real"))
    precision, recall = prd["compute_prd"](q, p)
    f8, f_eighth = prd["prd_to_max_f_beta_pair"](precision, recall)
    picked = range(0, 1001, 50)
    case |= {
        "precision": [float(precision[i]) for i in picked],
        "recall": [float(recall[i]) for i in picked],
        "f8": float(f8),
        "fEighth": float(f_eighth),
        "kl": float(entropy(q, p)),
        "jsd": float(jensenshannon(q, p) ** 2),
    }

np.random.seed(0)
clustered = []
for name, generated in (("all digits", odd), ("digits below 6", few)):
    n = len(generated)
    pairs = [
        prd["prd_to_max_f_beta_pair"](*prd["compute_prd_from_embedding"](generated, even[:n])) for _ in range(8)
    ]
    clustered.append(
        {"name": name, "samples": n, "f8": figures([p[0] for p in pairs]), "fEighth": figures([p[1] for p in pairs])}
    )

inertias = [
    sklearn.cluster.MiniBatchKMeans(n_clusters=20, n_init=10, random_state=seed).fit(pixels).inertia_ / 1797
    for seed in range(20)
]

vote = KNeighborsClassifier(5).fit(pixels[:1000], labels[:1000])
told = vote.predict(pixels[1000:])

intervals = []
for count, of in ((0, 50), (3, 50), (25, 50), (50, 50), (9890, 10000)):
    interval = binomtest(count, of).proportion_ci(0.95, "wilson")
    intervals.append({"count": count, "of": of, "low": float(interval.low), "high": float(interval.high)})

reference = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "pytorch-fid": "0.3.0",
        "precision-recall-distributions": "df840ad",
    },
    "frechet": [
        frechet("all digits", odd, even),
        frechet("digits below 6", few, even),
        frechet("digits below 6, eight pixels", few[:, some], even[:, some]),
        frechet("forty samples of 64 dimensions", odd[:40], even[:40]),
    ],
    "pixels": some,
    "histograms": histograms,
    "prd": clustered,
    "meanInertia": figures(inertias),
    "neighbours": {"training": 1000, "accuracy": float(np.mean(told == labels[1000:])), "told": told.tolist()},
    "intervals": intervals,
}
(here / "reference.json").write_text(json.dumps(reference, indent=1) + "\n")
