"""Makes the small ONNX models beside it. Run with onnx 1.23: python make-models.py

Most see three features in a picture: its channels' means, or a product with weights that lie in another file. Two are an
encoder and a decoder of the digits that ship, by their eight principal components.
"""
import gzip
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper


def save(name, inputs, outputs, nodes, weights=()):
    outputs = outputs if isinstance(outputs, list) else [outputs]
    graph = helper.make_graph(nodes, "net", [inputs], outputs, initializer=list(weights))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    with open(name, "wb") as file:
        file.write(model.SerializeToString())


def floats(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def outside(name, shape, location):
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


means = [
    helper.make_node("GlobalAveragePool", ["pictures"], ["pooled"]),
    helper.make_node("Flatten", ["pooled"], ["features"]),
]
save("means-nchw.onnx", floats("pictures", ["n", 3, 4, 4]), floats("features", ["n", 3]), means)
turned = [helper.make_node("Transpose", ["last"], ["pictures"], perm=[0, 3, 1, 2]), *means]
save("means-nhwc-4.onnx", floats("last", [4, 4, 4, 3]), floats("features", [4, 3]), turned)

product = [
    helper.make_node("Flatten", ["pictures"], ["flat"]),
    helper.make_node("MatMul", ["flat", "weights"], ["features"]),
]
for name, location in [("beside.onnx", "weights.bin"), ("outside.onnx", "../weights.bin")]:
    save(
        name,
        floats("pictures", ["n", 1, 2, 2]),
        floats("features", ["n", 3]),
        product,
        [outside("weights", [4, 3], location)],
    )
np.arange(12, dtype="<f4").tofile("weights.bin")
save("codes.onnx", floats("codes", ["n", 5]), floats("features", ["n", 5]), [helper.make_node("Relu", ["codes"], ["features"])])


def constant(name, values, kind=TensorProto.FLOAT):
    values = np.asarray(values)
    return helper.make_tensor(name, kind, values.shape, values.ravel())


digits = Path(__file__).parents[3] / "resources/samples/digits/digits-images-idx3-ubyte.gz"
pixels = np.frombuffer(gzip.open(digits).read(), np.uint8, offset=16).reshape(-1, 64) / 255
mean = pixels.mean(0)
axes = np.linalg.svd(pixels - mean, full_matrices=False)[2][:8].astype("f4")
# An encoder with an output beside the code, as a VAE's has; a decoder that takes [n, 8, 1, 1] and gives -1 to 1, as a GAN's.
save(
    "digits-encoder.onnx",
    floats("pictures", ["n", 1, 8, 8]),
    [floats("total", ["n", 1]), floats("mean", ["n", 8])],
    [
        helper.make_node("Flatten", ["pictures"], ["flat"]),
        helper.make_node("ReduceSum", ["flat", "last"], ["total"], keepdims=1),
        helper.make_node("Sub", ["flat", "centre"], ["centred"]),
        helper.make_node("MatMul", ["centred", "axes"], ["mean"]),
    ],
    [constant("last", [1], TensorProto.INT64), constant("centre", mean), constant("axes", axes.T)],
)
save(
    "digits-decoder.onnx",
    floats("codes", ["n", 8, 1, 1]),
    floats("pictures", ["n", 1, 8, 8]),
    [
        helper.make_node("Flatten", ["codes"], ["flat"]),
        helper.make_node("MatMul", ["flat", "axes"], ["centred"]),
        helper.make_node("Add", ["centred", "centre"], ["row"]),
        helper.make_node("Reshape", ["row", "sides"], ["pictures"]),
    ],
    [
        constant("axes", 2 * axes),
        constant("centre", 2 * mean - 1),
        constant("sides", [-1, 1, 8, 8], TensorProto.INT64),
    ],
)
