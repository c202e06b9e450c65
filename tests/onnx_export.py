#!/usr/bin/env python3
"""What `stride export --onnx` writes passes ONNX's own checker and reads back to the same numbers.

    tests/onnx_export.py [--build build] [--all] [NETWORK ...]

The networks of assets/networks and tests/networks (of the large ones, with --all alone), and a small network for each
form of a layer, with drawn parameters: onnx.checker with its inference of shapes, the opset, and `stride run` of the
network and of the model on the same picture, whose outputs may differ by 10^-5 of the largest. Needs Debian's
python3-onnx. The last line is "N passed, N failed".
"""
import argparse
import array
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path = [path for path in sys.path if os.path.abspath(path) != TESTS]  # tests/onnx holds models, not the package
try:
    import onnx
    import onnx.numpy_helper
except ImportError:
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and not os.path.samefile(sys.executable, debian):
        os.execv(debian, [debian] + sys.argv)
    print("skipped: the export of ONNX models (python3-onnx is not installed)")
    sys.exit(77)

DRAWN = ("batchnorm1.", "layernorm1.", "instancenorm1.", "prelu1.", "scale1.")
NEXT = "\n  - "
LARGE = 30 << 20  # bytes of a model
LAYERS = """conv: {filters: 4, size: 3, padding: [0, 1, 2, 1], stride: 2}
conv: {filters: 6, size: 3, padding: 1, padding_mode: replicate, groups: 3}
conv: {filters: 4, size: 3, padding: 1, padding_mode: constant, padding_value: -1, bias: per-unit}
conv-transpose: {filters: 4, size: 3, stride: 2, padding: 1, output_padding: 1}
maxpool: {size: 3, stride: 2, ceil: true}
minpool: {size: 2, stride: 2, padding: 1}
avgpool: {size: 2, stride: 2, padding: same, count_include_pad: false}
avgpool: {size: 2, stride: 1, dilation: 3}
avgpool: {size: 3, stride: 2, padding: 1}
adaptive-avgpool: {size: 4}
adaptive-maxpool: {size: 1}
subsample: {size: 2}
pad: {padding: 2, padding_mode: reflect}
relu
leaky-relu: {slope: 0.2}
tanh
sigmoid
silu
gelu
gelu: {approximate: tanh}
elu: {alpha: 0.5}
scaled-tanh
softplus: {beta: 2}
softsign
selu
celu: {alpha: 2}
clip: {low: 0.25, high: 0.75}
hardsigmoid
hardswish
prelu
batchnorm
layernorm
instancenorm
scale: {weights: [0.5, 2, 3], bias: [1, 0, -1]}
scale: {factors: each}
scale: {factors: one, bias: false}
lrn: {neighbours: 3}
upsample: {scale: 2}
upsample: {scale: 2, mode: bilinear}
upsample: {scale: 2, mode: bilinear, corners: true}
softmax
log-softmax
dropout
dense: {units: 5}
rbf: {units: 5}
add: {from: [tanh1, tanh1]}
mul: {from: [tanh1, tanh1]}
concat: {from: [tanh1, tanh1, tanh1]}
relu: {from: tanh1}; maximum: {from: [tanh1, relu1]}
relu: {from: tanh1}; minimum: {from: [tanh1, relu1, tanh1]}
adaptive-avgpool: {size: 1}; mul: {from: [tanh1, adaptive-avgpool1]}
adaptive-maxpool: {size: 1}; mul: {from: [tanh1, adaptive-maxpool1]}
conv: {filters: 1, size: 1}; mul: {from: [tanh1, conv1]}
dense: {units: 5}; layernorm; log-softmax
dense: {units: 5}; scale; prelu
dense: {units: 5}; softmax
""".splitlines()
REFUSED = ["conv: {filters: 2, size: 3, padding: 1, padding_mode: circular}", "adaptive-avgpool: {size: 7}",
           "lrn: {neighbours: 4}", "avgpool: {size: 2, dilation: 2, padding: 1, count_include_pad: false}"]


def stride(build, *arguments):
    result = subprocess.run([os.path.join(build, "stride"), *arguments], capture_output=True, text=True)
    if result.returncode:
        raise AssertionError(result.stderr.strip())
    return result.stdout


def write_picture(path, channels, height, width):
    draw = random.Random(7)
    data = bytes(draw.randrange(256) for _ in range(height * width * channels))
    header = bytes(f"{'P5' if channels == 1 else 'P6'} {width} {height} 255\n", "ascii")
    with open(path, "wb") as file:
        file.write(header + data)
    try:
        from PIL import Image
        Image.open(path).save(path + ".png")
        return path + ".png"
    except ImportError:
        return path


def draw_parameters(model, path):
    """Other numbers for what starts as ones and zeros, the parameters of normalisations, scale and prelu; options that
    open them."""
    header, draw, data = {}, random.Random(3), array.array("f")
    for one in model.graph.initializer:
        if "/" in one.name or one.name.startswith("input.") or "." not in one.name:
            continue
        drawn, start = one.name.startswith(DRAWN), 4 * len(data)
        data.extend(draw.uniform(0.25, 1.75) if drawn else number
                    for number in onnx.numpy_helper.to_array(one).ravel().tolist())
        header[one.name] = {"dtype": "F32", "shape": [math.prod(one.dims)] if drawn else list(one.dims),
                            "data_offsets": [start, 4 * len(data)]}
    if not any(name.startswith(DRAWN) for name in header):
        return []
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data.tobytes())
    return ["--weights", path]


def numbers_of(text):
    """The outputs by their number, or by map, row and column."""
    rows = [line.split() for line in text.splitlines() if line.startswith(("class ", "output ", "number ", "map "))]
    return {tuple(map(int, row[1:6:2])) if row[0] == "map" else int(row[1]): float(row[-1]) for row in rows}


def check(build, folder, network, largest):
    model = os.path.join(folder, "x.onnx")
    stride(build, "export", network, "--onnx", model)
    if os.path.getsize(model) > largest:
        return "not checked: too large"
    graph = onnx.load(model)
    onnx.checker.check_model(graph, full_check=True)
    if [entry.version for entry in graph.opset_import] != [13]:
        raise AssertionError("another opset than 13")
    parameters = draw_parameters(graph, os.path.join(folder, "drawn.safetensors"))
    if parameters:
        stride(build, "export", network, "--onnx", model, *parameters)
        onnx.checker.check_model(onnx.load(model), full_check=True)
    sizes = [size.dim_value for size in graph.graph.input[0].type.tensor_type.shape.dim][1:]
    picture = write_picture(os.path.join(folder, "picture"), *sizes)
    want, got = (numbers_of(stride(build, "run", *file, picture, "--best", "1000"))
                 for file in ((network, *parameters), (model,)))
    most = max(abs(number) for number in want.values())
    if not want or any(not abs(got.get(key, 1e9) - number) <= 1e-5 * most for key, number in want.items()):
        raise AssertionError("the model reads back to other numbers")
    return f"{len(want)} numbers"


def layer_file(folder, layer):
    path = os.path.join(folder, "layer.yaml")
    with open(path, "w") as file:
        file.write("name: one layer\ninput: {channels: 3, height: 8, width: 8, range: [-1, 1], mean: [0.1, 0.2, 0.3], "
                   f"std: [0.5, 0.6, 0.7]}}\nlayers:\n  - tanh\n  - {layer.replace('; ', NEXT)}\n")
    return path


def refused(build, folder, layer):
    try:
        stride(build, "export", layer_file(folder, layer), "--onnx", os.path.join(folder, "x.onnx"))
    except AssertionError as reason:
        if "cannot be written as ONNX" in str(reason):
            return str(reason).split(": ", 2)[-1]
        raise
    raise AssertionError("it is written, and ONNX has no form of it")


def networks():
    for folder in (os.path.join(TESTS, "..", "assets", "networks"), os.path.join(TESTS, "networks")):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".yaml") and name != "pytorch-forms.yaml":
                yield name[:-5], os.path.join(folder, name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.path.join(TESTS, "..", "build"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("networks", nargs="*")
    options = parser.parse_args()
    largest = 1 << 31 if options.all or options.networks else LARGE
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        build = options.build
        cases = [(name, lambda path=path: check(build, folder, path, largest))
                 for name, path in ([(n, n) for n in options.networks] or networks())]
        if not options.networks:
            cases += [(layer, lambda layer=layer: check(build, folder, layer_file(folder, layer), largest))
                      for layer in LAYERS]
            cases += [(layer, lambda layer=layer: refused(build, folder, layer)) for layer in REFUSED]
        for name, case in cases:
            try:
                print(f"ok - {name}: {case()}", flush=True)
                passed += 1
            except (AssertionError, onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as reason:
                print(f"not ok - {name}: {reason}", flush=True)
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
