"""Makes the small ONNX models beside it. Run with onnx 1.23: python make-models.py

Each sees three features in a picture: its channels' means, or a product with weights that lie in another file.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper


def save(name, inputs, outputs, nodes, weights=()):
    graph = helper.make_graph(nodes, "net", [inputs], [outputs], initializer=list(weights))
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
