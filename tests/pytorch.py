#!/usr/bin/env python3
"""The networks of assets/networks, and one of every odd form, against PyTorch.

    tests/pytorch.py [--build build] [--speed] [NETWORK ...]

For each network: the module that `stride export` writes gets seeded parameters (where torchvision has the network, those
of torchvision's definition), which are saved as safetensors; `stride run` and PyTorch then run the same picture, and the
numbers that go into the softmax must agree to 1e-4 of the largest. A checkpoint that Stride trained must give the same
numbers in PyTorch. With --speed: the forward run of one image beside PyTorch's, both on two threads, medians of one run
after the other. Needs Debian's python3-torch and python3-torchvision. The last line is "N passed, N failed".
"""
import argparse
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import numpy
    import torch
    import torchvision
    from PIL import Image

    import architecture_tables
except ImportError:
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and not os.path.samefile(sys.executable, debian):
        os.execv(debian, [debian] + sys.argv)
    print("not run: tests/pytorch.py needs python3-torchvision")
    sys.exit(77)

TESTS = os.path.dirname(os.path.abspath(__file__))
NETWORKS = os.path.join(TESTS, "..", "assets", "networks")
TORCHVISION = {"alexnet-224": "alexnet", "vgg-16": "vgg16", "vgg-19": "vgg19", "googlenet-bn": "googlenet",
               "resnet-18": "resnet18", "resnet-34": "resnet34", "resnet-50": "resnet50",
               "inception-v3": "inception_v3", "squeezenet": "squeezenet1_0", "densenet-121": "densenet121",
               "mobilenet-v2": "mobilenet_v2", "efficientnet-b0": "efficientnet_b0", "convnext-t": "convnext_tiny"}
PLAIN = {"mobilenet-v1": architecture_tables.mobilenet_v1, "u-net-small": architecture_tables.UNet}
AUXILIARY = ["googlenet-bn", "inception-v3"]  # further classifiers, which serve only in training
CLASSIC = ["zip-code-1989", "lenet-5-1998", "lenet-5-classroom", "lenet-5", "cifar-convnet", "alexnet", "alexnet-224",
           "zfnet", "vgg-16", "vgg-19", "googlenet", "googlenet-bn", "resnet-18", "resnet-34", "resnet-50",
           "inception-v3", "squeezenet", "densenet-121", "mobilenet-v1", "mobilenet-v2", "efficientnet-b0",
           "convnext-t", "u-net-small"]
SMALL = ["alexnet-small", "zfnet-small", "vgg-small", "googlenet-small", "resnet-small"]
FORMS = ["pytorch-forms"]  # of tests/networks
SPEED = ["alexnet", "alexnet-224", "vgg-16", "googlenet", "resnet-18", "resnet-50"]


def file_of(name):
    return os.path.join(TESTS, "networks", name + ".yaml") if name in FORMS else os.path.join(NETWORKS, name + ".yaml")


def imported(path):
    spec = importlib.util.spec_from_file_location("network", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stride(build, *arguments):
    result = subprocess.run([os.path.join(build, "stride"), *arguments], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr.strip())
    return result.stdout


def seeded(model):
    """Parameters that leave every layer something to do, and running numbers as after some training."""
    generator = torch.Generator().manual_seed(1989)
    for name, tensor in model.state_dict().items():
        if not tensor.dtype.is_floating_point:
            continue
        if name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
        elif name.endswith("running_mean"):
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.1)
        elif tensor.dim() > 1 and not tensor.shape[1:].numel() == 1:
            fan = tensor.shape[1:].numel()
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * (2 / fan) ** 0.5)
        else:
            tensor.add_(torch.randn(tensor.shape, generator=generator) * 0.1)
    return model.eval()


def last_before_softmax(build, network):
    rows = [line.split() for line in stride(build, "shapes", network).splitlines()[2:-1]]
    return rows[-2][0] if rows[-1][1] == "softmax" else rows[-1][0]


def settings(network):
    """Channels, rows, columns and range of the input."""
    import re
    text = open(network).read()
    found = {key: int(value) for key, value in re.findall(r"(channels|height|width): (\d+)", text)[:3]}
    limits = re.search(r"range: \[([-0-9.]+), ([-0-9.]+)\]", text)
    low, high = (float(limits.group(1)), float(limits.group(2))) if limits else (0.0, 1.0)
    return found.get("channels", 1), found["height"], found["width"], low, high


def picture(folder, network, mean=None, std=None):
    """A picture, and the numbers that the network sees: all of it, or with `fit: crop` the middle of one that is so much
    larger that it is not resized."""
    channels, height, width, low, high = settings(network)
    text = open(network).read()
    said = re.search(r"crop: (\d+)", text)
    rows, columns = (int(said[1]) if said else round(size * 8 / 7) if "fit: crop" in text else size
                     for size in (height, width))
    pixels = numpy.random.default_rng(5).integers(0, 256, (rows, columns, channels), dtype=numpy.uint8)
    path = os.path.join(folder, "picture.png")
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).save(path)
    top, left = round((rows - height) / 2), round((columns - width) / 2)
    pixels = pixels[top:top + height, left:left + width]
    numbers = torch.from_numpy(pixels.astype(numpy.float32) / 255).permute(2, 0, 1)[None]
    numbers = low + (high - low) * numbers
    if mean:
        numbers = (numbers - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
    return path, numbers


def in_our_form(theirs, ours):
    """torchvision's parameters under our names: a linear layer over the channels is one of 1 x 1 filters, and a parameter
    that is no module has the layer's name alone."""
    bare = {name: theirs.get(name, theirs.get(name.rpartition(".")[0])) for name in ours}
    return {name: tensor.reshape(ours[name].shape) for name, tensor in bare.items()}


def check(build, folder, name):
    network = file_of(name)
    module_path, weights = os.path.join(folder, "network.py"), os.path.join(folder, "weights.safetensors")
    stride(build, "export", network, "--pytorch", module_path)
    module = imported(module_path)
    with torch.no_grad():
        model = seeded(module.Network())
        if name in TORCHVISION:
            more = {"aux_logits": False, "init_weights": False} if name in AUXILIARY else {}
            theirs = seeded(getattr(torchvision.models, TORCHVISION[name])(weights=None, **more))
            model.load_state_dict(in_our_form(theirs.state_dict(), model.state_dict()))
        elif name in PLAIN:  # the same parameters in the same order, under other names
            theirs = seeded(PLAIN[name]())
            mine = [key for key in model.state_dict() if not key.endswith("num_batches_tracked")]
            model.load_state_dict(dict(zip(mine, [tensor for key, tensor in theirs.state_dict().items()
                                                  if not key.endswith("num_batches_tracked")])), strict=False)
        module.save(weights, (theirs if name in TORCHVISION else model).state_dict())
        path, numbers = picture(folder, network, module.SETTINGS["mean"], module.SETTINGS["std"])
        want = (theirs if name in TORCHVISION or name in PLAIN else model)(numbers).flatten()
        if name in TORCHVISION and not torch.allclose(want, model(numbers).flatten(), rtol=1e-5, atol=1e-5):
            raise AssertionError("the exported module differs from torchvision's")
    output = stride(build, "run", network, path, "--weights", weights, "--layer", last_before_softmax(build, network))
    got = torch.tensor([float(line) for line in output.split()])
    if got.shape != want.shape:
        raise AssertionError(f"{got.numel()} numbers, PyTorch has {want.numel()}")
    error = ((got - want).abs().max() / want.abs().max()).item()
    if not error <= 1e-4:
        raise AssertionError(f"differs by {error:.2g} of the largest number")
    return f"{want.numel()} numbers, largest difference {error:.1g} of the largest"


def check_trained(build, folder):
    """Trained here, opened there."""
    network = os.path.join(NETWORKS, "lenet-5.yaml")
    module_path, weights = os.path.join(folder, "network.py"), os.path.join(folder, "trained.safetensors")
    stride(build, "train", network, "--data", "digits", "--iterations", "60", "--save", weights)
    stride(build, "export", network, "--pytorch", module_path)
    module = imported(module_path)
    model = module.Network().eval()
    model.load_state_dict(module.load(weights))
    path, numbers = picture(folder, network)
    with torch.no_grad():
        want = model(numbers).flatten()
    output = stride(build, "run", network, path, "--weights", weights, "--layer", last_before_softmax(build, network))
    got = torch.tensor([float(line) for line in output.split()])
    error = ((got - want).abs().max() / want.abs().max()).item()
    if not error <= 1e-4:
        raise AssertionError(f"differs by {error:.2g}")
    return f"largest difference {error:.1g} of the largest"


def speed(build, folder, name, rounds=5, each=11):
    network = os.path.join(NETWORKS, name + ".yaml")
    module_path = os.path.join(folder, "network.py")
    stride(build, "export", network, "--pytorch", module_path)
    model = imported(module_path).Network().eval()
    path, numbers = picture(folder, network)
    ours, theirs = [], []
    torch.set_num_threads(2)
    with torch.inference_mode():
        layouts = [(model, numbers)]
        for _ in range(rounds):
            output = stride(build, "run", network, path, "--threads", "2", "--rounds", str(each))
            ours.append(float(output.strip().splitlines()[-1].split()[0]))
            best = float("inf")
            for layout in (torch.contiguous_format, torch.channels_last):
                net, x = model.to(memory_format=layout), numbers.contiguous(memory_format=layout)
                net(x)
                times = []
                for _ in range(each):
                    begin = time.perf_counter()
                    net(x)
                    times.append((time.perf_counter() - begin) * 1e3)
                best = min(best, statistics.median(times))
            theirs.append(best)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{name:12} Stride {a:8.2f} ms   PyTorch {b:8.2f} ms   {b / a:5.2f} times as fast", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.path.join(TESTS, "..", "build"))
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("networks", nargs="*")
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        if options.speed:
            for name in options.networks or SPEED:
                speed(options.build, folder, name)
            return 0
        there = [n for n in CLASSIC + SMALL + FORMS if os.path.exists(file_of(n))]
        cases = [(name, lambda name=name: check(options.build, folder, name)) for name in options.networks or there]
        if not options.networks:
            cases.append(("trained here", lambda: check_trained(options.build, folder)))
        for name, case in cases:
            try:
                print(f"ok - {name}: {case()}", flush=True)
                passed += 1
            except (AssertionError, RuntimeError) as reason:
                print(f"not ok - {name}: {reason}", flush=True)
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
