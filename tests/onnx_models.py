#!/usr/bin/env python3
"""Writes the models of tests/onnx, and beside each the numbers that PyTorch computes: tests/onnx_models.py FOLDER.

Needs python3-torch and python3-onnx. The input is the same everywhere: number i is ((7 i) mod 11 - 5) / 5.
NAME.txt has the numbers of the output, one a line; NAME.says a part of the sentence with which a model is refused or
opened in part."""
import io
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx")


def image(*shape):
    i = np.arange(int(np.prod(shape)))
    return torch.tensor((((7 * i) % 11 - 5) / 5).astype(np.float32).reshape(shape))


def path(name):
    return os.path.join(FOLDER, name)


def keep_numbers(name, out):
    with open(path(name + ".txt"), "w") as f:
        f.write("".join("%.9g\n" % v for v in out.detach().numpy().ravel()))


def keep_gradients(name, module, x, loss):
    """NAME.gradients: of each parameter its name, how many numbers it has, and the gradients."""
    module.zero_grad()
    loss(module(x)).backward()
    with open(path(name + ".gradients"), "w") as f:
        for key, parameter in module.named_parameters():
            f.write("%s %d\n" % (key, parameter.numel()))
            f.write("".join("%.9g\n" % v for v in parameter.grad.numpy().ravel()))


def second_class(scores):
    return F.cross_entropy(scores, torch.tensor([1]))


def export(name, module, shape, opset=13, loss=None, **more):
    torch.manual_seed(1)
    module.apply(lambda m: m.reset_parameters() if hasattr(m, "reset_parameters") else None)
    for m in module.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean.uniform_(-0.2, 0.2)
            m.running_var.uniform_(0.5, 1.5)
            m.weight.data.uniform_(0.5, 1.5)
    module.eval()
    x = image(*shape)
    torch.onnx.export(module, x, path(name + ".onnx"), opset_version=opset, input_names=["image"],
                      output_names=["scores"], **more)
    keep_numbers(name, module(x))
    if loss:
        keep_gradients(name, module, x, loss)


def build(name, nodes, constants, shape, out, opset=13, says=None, save=None, extra=()):
    def tensor(key, value):
        return value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), key)
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], [tensor(k, v) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset), *extra], producer_name="by hand")
    model.ir_version = 8
    (save or onnx.save)(model, path(name + ".onnx"))
    if out is not None:
        keep_numbers(name, out)
    if says:
        with open(path(name + ".says"), "w") as f:
            f.write(says + "\n")


def weights(*shape):
    i = np.arange(int(np.prod(shape)))
    return (((5 * i) % 13 - 6) / 12).astype(np.float32).reshape(shape)


def node(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs.split(), outputs.split(), **attributes)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2)
        self.pool = nn.MaxPool2d(3, 2, 1, ceil_mode=True)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.pool(x + self.conv2(x))
        x = F.adaptive_avg_pool2d(x, 1)
        return self.fc(x.view(x.size(0), -1))


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.expand = nn.Conv2d(2, 6, 1)
        self.depth = nn.Conv2d(6, 6, 3, padding=1, groups=6)
        self.squeeze = nn.Conv2d(6, 2, 1)
        self.excite = nn.Conv2d(2, 6, 1)
        self.last = nn.Conv2d(6, 3, 1)

    def forward(self, x):
        x = F.silu(self.depth(F.relu6(self.expand(x) * 2)))
        gate = torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3), keepdim=True)))))
        x = F.hardswish(self.last(x * gate))
        return x.mean((2, 3))


class Next(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 4, 2, stride=2)
        self.norm = nn.LayerNorm(4, eps=1e-6)
        self.up = nn.Linear(4, 8)
        self.down = nn.Linear(8, 4)
        self.scale = nn.Parameter(torch.tensor([0.5, -1.0, 2.0, 0.25]).view(4, 1, 1))
        self.wide = nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x):
        x = self.stem(x)
        y = self.norm(x.permute(0, 2, 3, 1))
        y = self.down(F.gelu(self.up(y))).permute(0, 3, 1, 2)
        x = F.interpolate(x + self.scale * y, scale_factor=2)
        return torch.tanh(self.wide(x))


class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(2, 3, 5, padding=2)
        self.fc = nn.Linear(12, 2)

    def forward(self, x):
        x = F.max_pool1d(F.elu(self.conv(x), 0.7), 2)
        return F.softmax(self.fc(torch.flatten(x, 1)), 1)


class Local(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 5, 3)
        self.lrn = nn.LocalResponseNorm(3, 0.5, 0.75, 2.0)

    def forward(self, x):
        return F.softmax(self.lrn(self.conv(x)), 1)


class Gradients(nn.Module):
    """Convolutions, a norm, a function and a join: what is learned goes on being learned."""

    def __init__(self):
        super().__init__()
        self.left = nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2)
        self.right = nn.Conv2d(2, 4, 2, stride=2)
        self.norm = nn.LayerNorm(4)
        self.local = nn.LocalResponseNorm(3, 0.5, 0.75, 2.0)
        self.wide = nn.ConvTranspose2d(4, 3, 2, stride=2)
        self.slope = nn.PReLU(3)
        self.fc = nn.Linear(27, 3)

    def forward(self, x):
        x = torch.maximum(self.left(x), self.right(x)) - torch.tanh(self.right(x))
        x = self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        x = self.slope(self.wide(self.local(F.gelu(x))))
        return self.fc(F.avg_pool2d(x, 4, 2, 1).flatten(1))


class Normal(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.5, 0.25]).view(1, 2, 1, 1))
        self.register_buffer("std", torch.tensor([0.25, 2.0]).view(1, 2, 1, 1))
        self.fc = nn.Linear(18, 2)

    def forward(self, x):
        return self.fc(((x - self.mean) / self.std).flatten(1))


def from_pytorch():
    open_batch = {"dynamic_axes": {"image": {0: "n"}, "scores": {0: "n"}}}
    export("block", Block(), (1, 2, 7, 7), **open_batch)
    export("block-whole", Block(), (1, 2, 7, 7), 11, training=torch.onnx.TrainingMode.PRESERVE,
           do_constant_folding=False)
    export("mobile", Mobile(), (1, 2, 6, 6), loss=second_class)
    export("next", Next(), (1, 2, 8, 8), 16)
    export("line", Line(), (1, 2, 8), loss=lambda out: -torch.log(out[0, 1]))
    export("normal", Normal(), (1, 2, 3, 3))
    export("local", Local(), (1, 2, 5, 6), 9)
    export("gradients", Gradients(), (1, 2, 6, 6), 11, loss=second_class)
    export("local-13", Local(), (1, 2, 5, 6))


def by_hand():
    x, w, b = image(1, 2, 6, 6), torch.tensor(weights(3, 2, 3, 3)), torch.tensor(weights(3))
    same = F.conv2d(F.pad(x, (0, 1, 0, 1)), w, b, stride=2)
    conv = {"conv.weight": w.numpy(), "conv.bias": b.numpy()}
    first = node("Conv", "x conv.weight conv.bias", "a", auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3])
    relu = node("Relu", "a", "y")
    for opset in (7, 9, 12, 17, 18, 20):
        build("opset-%d" % opset, [first, relu], conv, [1, 2, 6, 6], F.relu(same), opset)
    build("gelu-20", [first, node("Gelu", "a", "y")], conv, [1, 2, 6, 6], F.gelu(same), 20)
    build("written-clip", [first, node("Max", "a low", "b"), node("Min", "b high", "y")],
          {**conv, "low": np.float32(-0.5), "high": np.float32(0.75)}, [1, 2, 6, 6], same.clamp(-0.5, 0.75))
    build("half", [first, relu], {k: v.astype(np.float16) for k, v in conv.items()}, [1, 2, 6, 6],
          F.relu(F.conv2d(F.pad(x, (0, 1, 0, 1)), w.half().float(), b.half().float(), stride=2)))
    build("double", [first, relu], {k: v.astype(np.float64) for k, v in conv.items()}, [1, 2, 6, 6], F.relu(same))
    short = {k: helper.make_tensor(k, TensorProto.BFLOAT16, v.shape,
                                   (v.view(np.uint32) >> 16).astype(np.uint16).tobytes(), raw=True)
             for k, v in conv.items()}
    cut = lambda t: torch.tensor((t.numpy().view(np.uint32) >> 16 << 16).view(np.float32))
    build("bfloat", [first, relu], short, [1, 2, 6, 6],
          F.relu(F.conv2d(F.pad(x, (0, 1, 0, 1)), cut(w), cut(b), stride=2)))
    typed = {k: helper.make_tensor(k, TensorProto.FLOAT, v.shape, v.ravel().tolist()) for k, v in conv.items()}
    build("typed", [first, relu], typed, [1, 2, 6, 6], F.relu(same))
    build("cast", [first, node("Cast", "a", "h", to=TensorProto.FLOAT16), node("Relu", "h", "r"),
                   node("Cast", "r", "y", to=TensorProto.FLOAT)], conv, [1, 2, 6, 6], F.relu(same))
    layers_for_nodes(first, conv, same)
    outside(first, relu, conv, F.relu(same))
    refused(first, relu, conv)
    keras()
    keras_line()


def layers_for_nodes(first, conv, same):
    """Nodes for which Stride has no layer of that kind, but several that do the same."""
    x = image(1, 2, 6, 6)
    lowest = F.max_pool2d(F.pad(x, (2, 2, 1, 2), value=-torch.inf), 3, 2)
    build("far-max", [node("MaxPool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 2, 2])], {},
          [1, 2, 6, 6], lowest)
    sums = lambda t: F.avg_pool2d(F.pad(t, (2, 2, 1, 2)), 3, 2, divisor_override=1)
    build("far-mean", [node("AveragePool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 2, 2, 2])], {},
          [1, 2, 6, 6], sums(x) / sums(torch.ones_like(x)))
    build("far-leap", [node("MaxPool", "x", "y", kernel_shape=[3, 3], dilations=[2, 2], pads=[2] * 4)], {},
          [1, 2, 6, 6], None, says="a dilated window may read nothing but padding")
    column = np.array([0.5, -1, 2], np.float32)
    build("columns", [first, node("Mul", "a c", "m"), node("Add", "m d", "y")],
          {**conv, "c": column, "d": weights(3, 1)}, [1, 2, 6, 6],
          same * torch.tensor(column) + torch.tensor(weights(3, 1)))
    build("less", [first, node("Sigmoid", "a", "s"), node("Sub", "a s", "y")], conv, [1, 2, 6, 6],
          same - torch.sigmoid(same))
    build("extremes", [first, node("Sigmoid", "a", "s"), node("Max", "a s", "m"), node("Tanh", "a", "t"),
                       node("Min", "m s t", "y")], conv, [1, 2, 6, 6],
          torch.minimum(torch.minimum(torch.maximum(same, torch.sigmoid(same)), torch.sigmoid(same)), torch.tanh(same)))
    build("beside", [first, node("Relu", "a", "r"), node("Concat", "r a", "s", axis=3), node("Concat", "s s", "y", axis=-2)],
          conv, [1, 2, 6, 6], torch.cat([torch.cat([F.relu(same), same], 3)] * 2, 2))
    row = image(1, 2, 9)
    build("upright", [node("Unsqueeze", "x", "u", axes=[3]),
                      node("AveragePool", "u", "p", kernel_shape=[3, 1], strides=[2, 1], pads=[1, 0, 1, 0]),
                      node("Squeeze", "p", "y", axes=[3])], {}, [1, 2, 9],
          F.avg_pool1d(row, 3, 2, 1, count_include_pad=False), 11)
    build("resize-18", [helper.make_node("Resize", ["x", "", "scales"], ["y"], mode="linear", axes=[3, 2])],
          {"scales": np.array([3, 2], np.float32)}, [1, 2, 6, 6], F.interpolate(x, scale_factor=(2, 3), mode="bilinear"), 18)
    ways = [helper.make_graph([node(kind, "a", "b")], kind, [], [helper.make_tensor_value_info("b", TensorProto.FLOAT, None)])
            for kind in ("Relu", "Tanh")]
    build("branch", [first, node("If", "no", "y", then_branch=ways[0], else_branch=ways[1])],
          {**conv, "no": np.array(False)}, [1, 2, 6, 6], torch.tanh(same))
    build("even-lrn", [node("LRN", "x", "y", size=2)], {}, [1, 2, 6, 6], None, says="it sees an even number of maps")


def outside(first, relu, conv, out):
    def save(location):
        def write(model, where):
            for t in model.graph.initializer:
                if t.name != "conv.weight":
                    continue
                with open(path("outside.data"), "wb") as f:
                    f.write(b"12345678" + t.raw_data)
                del t.external_data[:]
                for key, value in (("location", location), ("offset", "8"), ("length", str(len(t.raw_data)))):
                    t.external_data.add(key=key, value=value)
                t.ClearField("raw_data")
                t.data_location = TensorProto.EXTERNAL
            with open(where, "wb") as f:
                f.write(model.SerializeToString())
        return write
    build("outside", [first, relu], conv, [1, 2, 6, 6], out, save=save("outside.data"))
    build("outside-climbs", [first, relu], conv, [1, 2, 6, 6], None, save=save("../onnx/outside.data"),
          says="is not in the folder of the model")
    build("outside-lost", [first, relu], conv, [1, 2, 6, 6], None, save=save("lost.data"),
          says="it belongs beside the model")


def sparse(name, shape):
    values = numpy_helper.from_array(np.array([1, 2], np.float32), name)
    return helper.make_sparse_tensor(values, numpy_helper.from_array(np.array([0, 5])), shape)


def changed(change):
    def save(model, where):
        change(model)
        onnx.save(model, where)
    return save


def refused(first, relu, conv):
    attention = helper.make_node("MultiHeadAttention", ["a"], ["b"], "Attn", domain="com.microsoft")
    more = [helper.make_opsetid("com.microsoft", 1)]
    build("attention", [first, node("Relu", "a", "c"), attention, node("Relu", "b", "y")], conv, [1, 2, 6, 6], None,
          says="node 2 'Attn' is a MultiHeadAttention, which Stride has no steps for", extra=more)
    build("quantised", [first, relu], {**conv, "conv.weight": np.ones((3, 2, 3, 3), np.int8)}, [1, 2, 6, 6], None,
          says="is quantised (int8)")
    build("quantised-nodes", [first, node("QuantizeLinear", "a s z", "q"), node("DequantizeLinear", "q s z", "y")],
          {**conv, "s": np.float32(0.1), "z": np.uint8(0)}, [1, 2, 6, 6], None,
          says="is a QuantizeLinear, which Stride has no steps for; the network is quantised")
    build("circle", [node("Add", "x c", "a"), node("Relu", "a", "c"), node("Relu", "c", "y")], {}, [1, 2, 6, 6], None,
          says="it reads 'c', which only node 1 behind it gives")
    build("twice", [first, node("Relu", "a", "a"), node("Relu", "a", "y")], conv, [1, 2, 6, 6], None,
          says="it gives a value that stands in the graph already")
    build("no-bias", [first, relu], {"conv.weight": conv["conv.weight"]}, [1, 2, 6, 6], None,
          says="it reads 'conv.bias', which no node and no tensor of the file gives")
    build("sparse", [first, relu], {"conv.bias": conv["conv.bias"]}, [1, 2, 6, 6], None,
          save=changed(lambda m: m.graph.sparse_initializer.append(sparse("conv.weight", [3, 2, 3, 3]))),
          says="'conv.weight' is a sparse tensor")
    build("function", [first, helper.make_node("Block", ["a"], ["y"], "blk", domain="own")], conv, [1, 2, 6, 6], None,
          save=changed(lambda m: m.functions.append(helper.make_function(
              "own", "Block", ["a"], ["y"], [relu], [helper.make_opsetid("", 13)]))),
          says="it is a function of the model's own", extra=[helper.make_opsetid("own", 1)])
    build("two-ends", [first, relu, node("Tanh", "a", "z")], conv, [1, 2, 6, 6], None,
          save=changed(lambda m: m.graph.output.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, None))),
          says="what leads to 'y' is opened, and 'z' is left out")
    build("open-size", [first, relu], conv, [1, 2, "height", 6], None, says="export it with a fixed size")
    build("cubes", [node("Conv", "x w", "y")], {"w": weights(1, 1, 2, 2, 2)}, [1, 1, 3, 3, 3], None,
          says="more than 4 axes")
    cut = onnx.load(path("opset-12.onnx")).SerializeToString()
    with open(path("cut.onnx"), "wb") as f:
        f.write(cut[:-40])
    with open(path("cut.says"), "w") as f:
        f.write("was it copied to the end?\n")


def keras_line():
    x, w = image(1, 10, 3), weights(4, 3, 1, 3)
    out = F.relu(F.conv1d(x.permute(0, 2, 1), torch.tensor(w[:, :, 0])))
    build("keras-line", [node("Transpose", "x", "t", perm=[0, 2, 1]), node("Unsqueeze", "t", "u", axes=[2]),
                         node("Conv", "u w", "c", kernel_shape=[1, 3]), node("Squeeze", "c", "s", axes=[2]),
                         node("Relu", "s", "y")], {"w": w}, ["n", 10, 3], out, 11)


def keras():
    x = image(1, 4, 4, 2)
    w, d = weights(3, 2, 3, 3), weights(48, 2)
    a = F.relu(F.conv2d(x.permute(0, 3, 1, 2), torch.tensor(w), padding=1)).permute(0, 2, 3, 1)
    out = a.reshape(1, -1) @ torch.tensor(d) + torch.tensor([0.5, -0.5])
    build("keras", [node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Conv", "t model/conv/Conv2D", "c", pads=[1] * 4),
                    node("Relu", "c", "r"), node("Transpose", "r", "s", perm=[0, 2, 3, 1]),
                    node("Reshape", "s shape", "f"), node("MatMul", "f model/dense/MatMul", "m"), node("Add", "m b", "y")],
          {"model/conv/Conv2D": w, "shape": np.array([-1, 48]), "model/dense/MatMul": d,
           "b": np.array([0.5, -0.5], np.float32)}, ["n", 4, 4, 2], out, 11)
    # What goes number by number between Flatten and MatMul keeps the channels last.
    f = torch.sigmoid(F.elu(F.prelu(a.reshape(1, -1), torch.tensor([0.1])), 2) * 1.5)
    f = F.gelu(torch.clamp(0.3 * f + 0.1, 0, 1))
    build("keras-functions", [node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Conv", "t w", "c", pads=[1] * 4),
                              node("Relu", "c", "r"), node("Transpose", "r", "s", perm=[0, 2, 3, 1]),
                              node("Reshape", "s shape", "f"), node("PRelu", "f slope", "g"),
                              node("Selu", "g", "h", alpha=2.0, gamma=1.5), node("Sigmoid", "h", "i"),
                              node("HardSigmoid", "i", "j", alpha=0.3, beta=0.1), node("Gelu", "j", "k"),
                              node("MatMul", "k d", "y")],
          {"w": w, "shape": np.array([-1, 48]), "slope": np.array([0.1], np.float32), "d": d}, ["n", 4, 4, 2],
          f @ torch.tensor(d), 20)


os.makedirs(FOLDER, exist_ok=True)
from_pytorch()
by_hand()
