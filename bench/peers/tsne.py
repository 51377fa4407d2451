"""scikit-learn's t-SNE of float32 points: tsne.py POINTS ROWS COLUMNS OUT. Prints seconds; writes positions to OUT."""

import sys
import time

import numpy as np
from sklearn.manifold import TSNE

points, rows, columns, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
data = np.fromfile(points, np.float32).reshape(rows, columns)
started = time.perf_counter()
layout = TSNE(3, perplexity=30, init="pca", max_iter=750, random_state=0, n_jobs=-1).fit_transform(data)
print(time.perf_counter() - started)
layout.astype(np.float32).tofile(out)
