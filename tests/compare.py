#!/usr/bin/env python3
"""How fast Stride trains, beside PyTorch and oneDNN, in one run.

    tests/compare.py [--rounds N] [--seconds S] [--build build] [NETWORK:BATCH ...]
    tests/compare.py --accuracy [--rounds N]

With --accuracy: the seconds of training that both need to 88 % and to 90 % test accuracy on Fashion-MNIST (Debian's
dataset-fashion-mnist), with PyTorch's best recipe for each (LeNet-5, batch 64, momentum 0.9, cosine), and what they
reach. Needs PyTorch (Debian's python3-torch); oneDNN called directly joins where libdnnl-dev was there when Stride was built. Each round measures every setting of both for S seconds, one after the other;
the median of the rounds counts, and of each program its best setting. Images per second, forward, backward and update.
"""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import tempfile
import time

import numpy
import torch
from torch import nn

TESTS = os.path.dirname(os.path.abspath(__file__))
FASHION = "/usr/share/datasets/fashion-mnist"
RECIPES = [(88, 0.05, 3), (90, 0.03, 5)]  # test accuracy to reach, rate, epochs
CASES = ["lenet-5:32", "lenet-5:128", "lenet-5:1", "cifar-convnet:32", "zip-1989:1"]
NETWORKS = {
    "lenet-5": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))),
    "cifar-convnet": ((3, 32, 32), lambda: nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12 * 16 * 16, 10))),
    "zip-1989": ((1, 16, 16), lambda: nn.Sequential(
        nn.Conv2d(1, 12, 5, stride=2, padding=2), nn.Tanh(), nn.Conv2d(12, 12, 5, stride=2, padding=2), nn.Tanh(),
        nn.Flatten(), nn.Linear(192, 30), nn.Tanh(), nn.Linear(30, 10))),
}
PYTORCH = [(threads, nhwc, foreach) for threads in (1, 2) for nhwc in (False, True) for foreach in (False, True)]


class Pytorch:
    """One training loop, kept between rounds."""

    def __init__(self, network, batch, nhwc, foreach):
        shape, build = NETWORKS[network]
        torch.manual_seed(1)
        layout = torch.channels_last if nhwc else torch.contiguous_format
        self.model = build().to(memory_format=layout)
        self.images = torch.rand(64, batch, *shape)
        self.images = [x.contiguous(memory_format=layout) for x in self.images]
        self.labels = torch.randint(0, 10, (64, batch))
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.001, momentum=0.9, foreach=foreach)
        self.batch = batch

    def rate(self, threads, seconds):
        torch.set_num_threads(threads)
        self.steps(10)
        begin, images = time.perf_counter(), 0
        while time.perf_counter() - begin < seconds:
            self.steps(10)
            images += 10 * self.batch
        return images / (time.perf_counter() - begin)

    def steps(self, count):
        for i in range(count):
            self.optimizer.zero_grad(set_to_none=True)
            self.loss(self.model(self.images[i]), self.labels[i]).backward()
            self.optimizer.step()


def stride_rate(benchmark, network, batch, threads, seconds):
    path = os.path.join(TESTS, "networks", network + ".yaml")
    out = subprocess.run([benchmark, "train", path, str(batch), str(threads), str(seconds)],
                         capture_output=True, text=True, check=True)
    return float(out.stdout)


def onednn_rate(program, network, batch, threads, seconds):
    out = subprocess.run([program, network, str(batch), str(seconds)], capture_output=True, text=True, check=True,
                         env=dict(os.environ, OMP_NUM_THREADS=str(threads)))
    return float(out.stdout)


def best_of(rates):
    return max(((setting, statistics.median(values)) for setting, values in rates.items()), key=lambda x: x[1])


def compare_rates(build, cases, rounds, seconds):
    onednn = os.path.join(build, "tests", "benchmark_onednn")
    print(f"{'network':<14} {'batch':>5} {'Stride':>8} {'threads':>7} {'PyTorch':>8}  {'its setting':<24} {'ratio':>6} "
          f"{'oneDNN':>8} {'threads':>7} {'ratio':>6}", flush=True)
    for case in cases:
        network, batch = case.split(":")
        batch = int(batch)
        loops = {(nhwc, foreach): Pytorch(network, batch, nhwc, foreach)
                 for nhwc in (False, True) for foreach in (False, True)}
        ours, theirs, direct = {}, {}, {}
        for _ in range(rounds):
            for threads in (1, 2):
                rate = stride_rate(os.path.join(build, "tests", "benchmark"), network, batch, threads, seconds)
                ours.setdefault(threads, []).append(rate)
                if os.path.exists(onednn):
                    direct.setdefault(threads, []).append(onednn_rate(onednn, network, batch, threads, seconds))
            for threads, nhwc, foreach in PYTORCH:
                rate = loops[nhwc, foreach].rate(threads, seconds / 2)
                theirs.setdefault((threads, nhwc, foreach), []).append(rate)
        threads, our_rate = best_of(ours)
        best, rate = best_of(theirs)
        setting = f"{best[0]} threads, {'NHWC' if best[1] else 'NCHW'}{', foreach' if best[2] else ''}"
        line = f"{network:<14} {batch:>5} {our_rate:>8.0f} {threads:>7} {rate:>8.0f}  {setting:<24} {our_rate / rate:>6.2f}"
        if direct:
            threads, rate = best_of(direct)
            line += f" {rate:>8.0f} {threads:>7} {our_rate / rate:>6.2f}"
        print(line, flush=True)


def idx(name, skip):
    with gzip.open(os.path.join(FASHION, name)) as file:
        return numpy.frombuffer(file.read(), numpy.uint8)[skip:]


def pytorch_run(data, seed, rate, epochs, threads, nhwc):
    """Seconds of training and the test accuracy in per cent."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    layout = torch.channels_last if nhwc else torch.contiguous_format
    model = NETWORKS["lenet-5"][1]().to(memory_format=layout)
    images, labels, tests, test_labels = data
    images = images.contiguous(memory_format=layout)
    per_epoch = len(images) // 64
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, foreach=True)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * per_epoch)
    loss = nn.CrossEntropyLoss()
    begin = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(images))
        for i in range(per_epoch):
            batch = order[i * 64:i * 64 + 64]
            optimizer.zero_grad(set_to_none=True)
            loss(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            cosine.step()
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        right = (model(tests).argmax(1) == test_labels).sum().item()
    return seconds, 100 * right / len(tests)


def stride_run(stride, seed, rate, epochs):
    network = os.path.join(TESTS, "..", "assets", "networks", "lenet-5.yaml")
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run([stride, "train", network, "--data", "fashion-mnist", "--epochs", str(epochs), "--rate",
                              str(rate), "--schedule", "cosine", "--batch", "64", "--seed", str(seed), "--threads", "2",
                              "--json", "--save", os.path.join(folder, "lenet-5.safetensors")],
                             capture_output=True, text=True, check=True)
    last = json.loads(out.stdout.splitlines()[-1])
    return last["train_seconds"], 100 * last["test_accuracy"]


def compare_accuracy(stride, rounds):
    scaled = [torch.from_numpy(idx(f"{part}-images-idx3-ubyte.gz", 16).astype(numpy.float32) / 255)
              .reshape(-1, 1, 28, 28) for part in ("train", "t10k")]
    classes = [torch.from_numpy(idx(f"{part}-labels-idx1-ubyte.gz", 8).astype(numpy.int64)) for part in ("train", "t10k")]
    data = scaled[0], classes[0], scaled[1], classes[1]
    for target, rate, epochs in RECIPES:
        runs = {}
        for seed in range(1, rounds + 1):
            runs.setdefault("Stride", []).append(stride_run(stride, seed, rate, epochs))
            for threads, nhwc in ((1, False), (2, False), (2, True)):
                name = f"PyTorch, {threads} threads, {'NHWC' if nhwc else 'NCHW'}"
                runs.setdefault(name, []).append(pytorch_run(data, seed, rate, epochs, threads, nhwc))
        print(f"{target} % with rate {rate} over {epochs} epochs")
        for name, results in runs.items():
            seconds = statistics.median(s for s, _ in results)
            accuracy = statistics.median(a for _, a in results)
            print(f"  {name:<26} {seconds:7.2f} s  {accuracy:6.2f} %", flush=True)
        best = min(statistics.median(s for s, _ in results) for name, results in runs.items() if name != "Stride")
        print(f"  ratio {best / statistics.median(s for s, _ in runs['Stride']):.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--build", default=os.path.join(TESTS, "..", "build"))
    parser.add_argument("--accuracy", action="store_true")
    parser.add_argument("cases", nargs="*", default=CASES)
    arguments = parser.parse_args()
    if arguments.accuracy:
        compare_accuracy(os.path.join(arguments.build, "stride"), arguments.rounds)
        return
    compare_rates(arguments.build, arguments.cases, arguments.rounds, arguments.seconds)


if __name__ == "__main__":
    main()
