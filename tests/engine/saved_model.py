"""Runs the signatures of a SavedModel: MODEL CALLS, where CALLS is JSON of inputs by "SIGNATURE/INPUT".

Prints the outputs as JSON: {"SIGNATURE/OUTPUT": {"shape": [...], "values": [...]}}.
"""

import json
import sys

import numpy as np
import tensorflow as tf

folder, file = sys.argv[1:]
signatures = tf.saved_model.load(folder).signatures
calls = {}
with open(file) as given:
    for key, array in json.load(given).items():
        signature, name = key.split("/")
        values = np.array(array["values"], array["type"]).reshape(array["shape"])
        calls.setdefault(signature, {})[name] = tf.constant(values)
made = {}
for signature, inputs in calls.items():
    for name, value in signatures[signature](**inputs).items():
        values = value.numpy()
        made[f"{signature}/{name}"] = {"shape": values.shape, "values": values.ravel().tolist()}
json.dump(made, sys.stdout)
