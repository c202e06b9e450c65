#!/usr/bin/env python3
"""The module that `stride export` writes trains by itself, in two processes too, and Stride opens its checkpoints.

    tests/pytorch_training.py [--build build]

A small network learns bright quarters of generated pictures, once in one process and once in two (gloo, on the
processor, started with the variables that torchrun sets). The loss falls; two epochs in a row end at the same numbers as
one, a stop and --resume; Stride's numbers from the last checkpoint are those of PyTorch, and Stride trains on from it.
Needs Debian's python3-torch. The last line is "N passed, N failed".
"""
import argparse
import bz2
import gzip
import importlib.util
import os
import pickle
import random
import re
import struct
import subprocess
import sys
import tempfile
import zipfile

try:
    import torch
except ImportError:
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and not os.path.samefile(sys.executable, debian):
        os.execv(debian, [debian] + sys.argv)
    print("skipped: training in PyTorch (python3-torch is not installed)")
    sys.exit(77)

NETWORK = """name: quarters
input: {channels: 1, height: 12, width: 12, range: [-1, 1]}
layers:
  - conv: {filters: 4, size: 3, padding: 1, bias: false}
  - batchnorm
  - relu
  - maxpool: {size: 2}
  - dense: {units: 4}
  - softmax
loss: softmax-cross-entropy
train: {optimizer: %s, rate: %s, momentum: 0.9, batch: 32, seed: 3, schedule: cosine}
"""

COPYING = """name: copies
input: {channels: 1, height: 12, width: 12}
layers:
  - dropout: {name: noise, probability: 0.25}
  - conv: {name: down, filters: 4, size: 3, padding: 1}
  - relu: {name: bent}
  - conv: {name: picture, filters: 1, size: 1}
initialize: he
loss: mse
target: input
train: {optimizer: adam, rate: 0.01, batch: 32, seed: 3}
"""


def write_pictures(folder, part, count, pack):
    """Noise with one bright quarter, which is the class."""
    draw, pixels, labels = random.Random(count), bytearray(), bytearray()
    for _ in range(count):
        label = draw.randrange(4)
        labels.append(label)
        for y in range(12):
            for x in range(12):
                bright = (y // 6) * 2 + x // 6 == label
                pixels.append(draw.randrange(90, 256) if bright else draw.randrange(0, 150))
    for name, head, data in ((f"{part}-images-idx3-ubyte", struct.pack(">4I", 0x803, count, 12, 12), pixels),
                             (f"{part}-labels-idx1-ubyte", struct.pack(">2I", 0x801, count), labels)):
        path = os.path.join(folder, name + (".gz" if pack else ""))
        with (gzip.open if pack else open)(path, "wb") as file:
            file.write(head + data)


def run(folder, processes, *arguments):
    """What the processes print; each gets what torchrun would give it."""
    started = []
    for rank in range(processes):
        more = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": processes, "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": 20000 + os.getpid() % 20000, "OMP_NUM_THREADS": 1, "CUDA_VISIBLE_DEVICES": ""}
        environment = dict(os.environ, **{key: str(value) for key, value in more.items()})
        started.append(subprocess.Popen([sys.executable, os.path.join(folder, "x.py"), *arguments], env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    results = [process.communicate(timeout=300) for process in started]
    for process, (_, errors) in zip(started, results):
        if process.returncode:
            raise AssertionError(errors.strip()[-400:])
    return "".join(output for output, _ in results)


def stride(build, *arguments):
    result = subprocess.run([os.path.join(build, "stride"), *arguments], capture_output=True, text=True)
    if result.returncode:
        raise AssertionError(result.stderr.strip())
    return result.stdout


def module_of(folder):
    spec = importlib.util.spec_from_file_location("x", os.path.join(folder, "x.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def losses_of(text):
    return [float(number) for number in re.findall(r"loss ([\d.]+)", text)]


def check(build, optimizer, rate, processes):
    with tempfile.TemporaryDirectory() as folder:
        network, data, out = (os.path.join(folder, name) for name in ("x.yaml", "data", "out"))
        os.mkdir(data)
        with open(network, "w") as file:
            file.write(NETWORK % (optimizer, rate))
        write_pictures(data, "train", 640, False)
        write_pictures(data, "t10k", 96, True)
        stride(build, "export", network, "--pytorch", os.path.join(folder, "x.py"))
        text = run(folder, processes, "--data", data, "--epochs", "4", "--out", out)
        losses = losses_of(text)
        if len(losses) != 4 or not losses[-1] < 0.5 * losses[0]:
            raise AssertionError(f"the loss does not fall: {text}")
        again = os.path.join(folder, "again")
        run(folder, processes, "--data", data, "--epochs", "3", "--out", again)
        text = run(folder, processes, "--data", data, "--epochs", "4", "--out", again, "--resume")
        if len(losses_of(text)) != 1:
            raise AssertionError(f"--resume begins at another epoch: {text}")
        last = "x-epoch-004.safetensors"
        module = module_of(folder)
        whole, resumed = (module.load(os.path.join(where, last)) for where in (out, again))
        for name, tensor in whole.items():
            if not torch.allclose(tensor, resumed[name], rtol=1e-4, atol=1e-6):
                raise AssertionError(f"{name} is another after --resume")
        compare(build, module, network, data, os.path.join(out, last))
        return f"loss {losses[0]:.3f} to {losses[-1]:.3f}"


def compare(build, module, network, data, checkpoint):
    """The last checkpoint in Stride: the same numbers, and training goes on."""
    model = module.Network().eval()
    model.load_state_dict(module.load(checkpoint), strict=False)
    picture = os.path.join(os.path.dirname(network), "picture.png")
    stride(build, "picture", data, "--image", "5", "-o", picture)
    with torch.no_grad():
        want = model(module.read_data(data)[0].batch([5])[0]).flatten()
    output = stride(build, "run", network, picture, "--weights", checkpoint, "--layer", "dense1")
    got = torch.tensor([float(line) for line in output.split()])
    if not (got - want).abs().max() <= 1e-4 * want.abs().max():
        raise AssertionError(f"Stride computes {got.tolist()}, PyTorch {want.tolist()}")
    stride(build, "train", network, "--data", data, "--save", checkpoint, "--resume", "--iterations", "85")


def check_copying(build):
    """`target: input`: the loss is the mean square of what differs from the pictures, one step makes that of the same
    pictures fall, and the module trains by itself."""
    with tempfile.TemporaryDirectory() as folder:
        network, data = os.path.join(folder, "x.yaml"), os.path.join(folder, "data")
        os.mkdir(data)
        with open(network, "w") as file:
            file.write(COPYING)
        write_pictures(data, "train", 640, False)
        write_pictures(data, "t10k", 96, True)
        stride(build, "export", network, "--pytorch", os.path.join(folder, "x.py"))
        module = module_of(folder)
        model = module.Network().eval()
        model.load_state_dict(module.load(os.path.join(folder, "x.safetensors")), strict=False)
        pictures, labels = module.read_data(data)[0].batch(list(range(32)))
        step, losses = torch.optim.SGD(model.parameters(), lr=0.01), []
        for _ in range(2):
            step.zero_grad()
            output = model(pictures)
            loss = module.loss_of(output, labels, pictures)
            if not torch.allclose(loss, ((output - pictures) ** 2).mean()):
                raise AssertionError("the loss is not the mean square of what differs from the pictures")
            losses.append(loss.item())
            loss.backward()
            step.step()
        if not losses[1] < losses[0]:
            raise AssertionError(f"one step does not make the loss fall: {losses}")
        own = losses_of(run(folder, 1, "--data", data, "--epochs", "4", "--out", os.path.join(folder, "out")))
        if len(own) != 4 or not own[-1] < 0.5 * own[0]:
            raise AssertionError(f"the loss does not fall: {own}")
        return f"loss {own[0]:.4f} to {own[-1]:.4f}"


def write_usps(path, count, place, pack):
    """Lines of a label and 256 values; in `place`s, without the zeros, labels begin with 1."""
    with pack(path, "wb") as file:
        for i in range(count):
            values = [(i + k) % 9 / 4 - 1 for k in range(256)]
            fields = [f"{k + 1}:{v:.4f}" for k, v in enumerate(values) if v] if place else [f"{v:.4f}" for v in values]
            file.write(f"{i % 10 + place} {' '.join(fields)}\n".encode())


def npy(kind, columns, shape, data):
    head = f"{{'descr': '{kind}', 'fortran_order': {columns}, 'shape': {shape}, }}".ljust(117).encode() + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + data


def check_data(build):
    """What people have is read as Stride reads it: the same numbers of pictures, labels and pixels."""
    with tempfile.TemporaryDirectory() as folder:
        network, inside = os.path.join(folder, "x.yaml"), lambda *names: os.path.join(folder, *names)
        with open(network, "w") as file:
            file.write(NETWORK % ("sgd", 0.05))
        stride(build, "export", network, "--pytorch", inside("x.py"))
        module, kinds = module_of(folder), []

        def expect(name, shape, labels, pixel):
            data = module.read_data(inside(name))
            got = sum(len(part) for part in data), tuple(data[0].pixels.shape[1:]), int(data[0].labels.max()) + 1
            if got != (*shape[:1], shape[1:], labels) or int(data[0].pixels[0].flatten()[1]) != pixel:
                raise AssertionError(f"{name}: {got} and {data[0].pixels[0].flatten()[1]}")
            kinds.append(name)

        os.mkdir(inside("usps"))
        write_usps(inside("usps", "usps.bz2"), 40, 1, bz2.open)
        write_usps(inside("usps", "usps.t.bz2"), 20, 1, bz2.open)
        expect("usps", (60, 1, 16, 16), 10, 32)
        os.mkdir(inside("zip"))
        write_usps(inside("zip", "zip.train.gz"), 40, 0, gzip.open)
        expect("zip", (40, 1, 16, 16), 10, 32)
        for i in ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"):
            os.makedirs(inside("a", "cifar-10-batches-py"), exist_ok=True)
            with open(inside("a", "cifar-10-batches-py", i), "wb") as file:
                rows = torch.arange(12 * 3072).remainder(251).to(torch.uint8).reshape(12, 3072).numpy()
                pickle.dump({b"labels": [k % 10 for k in range(12)], b"data": rows}, file, 2)
        expect("a", (72, 3, 32, 32), 10, 1)
        os.mkdir(inside("qmnist"))
        with gzip.open(inside("qmnist", "qmnist-train-images-idx3-ubyte.gz"), "wb") as file:
            file.write(struct.pack(">4I", 0x803, 30, 2, 2) + bytes(range(120)))
        with gzip.open(inside("qmnist", "qmnist-train-labels-idx2-int.gz"), "wb") as file:
            file.write(struct.pack(">3I", 0xC02, 30, 8))
            file.write(b"".join(struct.pack(">8i", k % 10, *[99] * 7) for k in range(30)))
        expect("qmnist", (30, 1, 2, 2), 10, 1)
        with zipfile.ZipFile(inside("x.npz"), "w") as archive:
            numbers = [k % 30 / 29 * 0.5 for k in range(120)]  # in columns: picture k, pixel p at 30p + k
            archive.writestr("x_train.npy", npy("<f4", True, (30, 2, 2), struct.pack("<120f", *numbers)))
            ones = bytes(k % 3 == c for k in range(30) for c in range(3))
            archive.writestr("y_train.npy", npy("|u1", False, (30, 3), ones))
        expect("x.npz", (30, 1, 2, 2), 3, 0)
        with open(inside("x.csv"), "w") as file:
            for k in range(30):
                file.write(f"0,{k % 5 / 5 + 0.2:.1f},0,1,{k % 3}\r\n")
        expect("x.csv", (30, 1, 2, 2), 3, 51)
        return ", ".join(kinds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "build"))
    options = parser.parse_args()
    passed = failed = 0
    for name, run_one, *what in (("one process", check, "sgd", 0.05, 1), ("two processes", check, "nesterov", 0.02, 2),
                                 ("two processes with adam", check, "adam", 0.005, 2),
                                 ("the input is the target", check_copying), ("data", check_data)):
        try:
            print(f"ok - {name}: {run_one(options.build, *what)}", flush=True)
            passed += 1
        except AssertionError as reason:
            print(f"not ok - {name}: {reason}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
