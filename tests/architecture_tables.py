#!/usr/bin/env python3
"""Writes reference/modern_architectures.json: every layer of the networks of today as torchvision computes it, and of
MobileNet as plain PyTorch written from its paper. Shapes and parameters are read off a forward pass; products are
counted from them.

    tests/architecture_tables.py > tests/reference/modern_architectures.json
"""
import json

import torch
import torchvision
from torch import nn

KINDS = {nn.Conv2d: "conv2d", nn.ConvTranspose2d: "conv_transpose2d", nn.BatchNorm2d: "batchnorm2d", nn.Linear: "linear", nn.MaxPool2d: "maxpool2d",
         nn.AvgPool2d: "avgpool2d", nn.AdaptiveAvgPool2d: "adaptive_avgpool2d", nn.LayerNorm: "layernorm",
         torchvision.models.convnext.LayerNorm2d: "layernorm"}


def mobilenet_v1():
    """A. Howard and others, "MobileNets", 2017, table 1."""
    def separable(channels, filters, stride):
        return [nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False), nn.BatchNorm2d(channels),
                nn.ReLU(), nn.Conv2d(channels, filters, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]

    layers, channels = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()], 32
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [
            (1024, 2), (1024, 1)]:
        layers += separable(channels, filters, stride)
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


class UNet(nn.Module):
    """O. Ronneberger and others, "U-Net", 2015, figure 1: two sizes less, fewer maps, padding, and no classes."""

    def __init__(self, maps=(8, 16, 32)):
        super().__init__()

        def double(channels, filters):
            return nn.Sequential(nn.Conv2d(channels, filters, 3, 1, 1), nn.ReLU(),
                                 nn.Conv2d(filters, filters, 3, 1, 1), nn.ReLU())

        few, some, many = maps
        self.noise = nn.Dropout(0.5)
        self.down1, self.down2, self.bottom = double(1, few), double(few, some), double(some, many)
        self.up2, self.back2 = nn.ConvTranspose2d(many, some, 2, 2), double(2 * some, some)
        self.up1, self.back1 = nn.ConvTranspose2d(some, few, 2, 2), double(2 * few, few)
        self.picture, self.pool1, self.pool2 = nn.Conv2d(few, 1, 1), nn.MaxPool2d(2), nn.MaxPool2d(2)

    def forward(self, x):
        first = self.down1(self.noise(x))
        second = self.down2(self.pool1(first))
        up = self.back2(torch.cat([second, self.up2(self.bottom(self.pool2(second)))], 1))
        return self.picture(self.back1(torch.cat([first, self.up1(up)], 1)))


def torchvision_model(name, **more):
    return lambda: getattr(torchvision.models, name)(weights=None, **more)


NETWORKS = [("squeezenet1_0", torchvision_model("squeezenet1_0"), 224),
            ("densenet121", torchvision_model("densenet121"), 224),
            ("inception_v3", torchvision_model("inception_v3", aux_logits=False, init_weights=False), 299),
            ("mobilenet_v1", mobilenet_v1, 224),
            ("mobilenet_v2", torchvision_model("mobilenet_v2"), 224),
            ("efficientnet_b0", torchvision_model("efficientnet_b0"), 224),
            ("convnext_tiny", torchvision_model("convnext_tiny"), 224),
            ("u_net_small", UNet, 28)]


def row(name, module, given, out):
    weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
    weights, biases = (0 if p is None else p.numel() for p in (weight, bias))
    macs, op, sizes = 0, KINDS[type(module)], list(out.shape[1:])
    if type(module) in (nn.Linear, nn.LayerNorm) and out.dim() == 4:  # over the channels, which stand last
        sizes = [sizes[2], sizes[0], sizes[1]]
    if isinstance(module, nn.Linear) and out.dim() == 4:
        op, macs = "conv2d", weights * out.shape[1] * out.shape[2]
    elif isinstance(module, nn.Conv2d):
        macs = weights * out.shape[2] * out.shape[3]
    elif isinstance(module, nn.ConvTranspose2d):
        macs = weights * given.shape[2] * given.shape[3]
    elif isinstance(module, nn.Linear):
        macs = weights
    return {"name": name, "op": op, "out": sizes, "weights": weights, "biases": biases,
            "macs": macs}


def table(key, make, size):
    model, rows, seen = make().eval(), [], []
    for name, module in model.named_modules():
        if type(module) in KINDS:
            module.register_forward_hook(lambda m, given, out, name=name: rows.append(row(name, m, given[0], out)))
    with torch.no_grad():
        channels = next(model.parameters()).shape[1]
        model(torch.zeros(1, channels, size, size))
    params = sum(p.numel() for p in model.parameters())
    return {"id": key, "input": [channels, size, size], "layers": rows,
            "totals": {"params": params, "macs": sum(r["macs"] for r in rows)}}


if __name__ == "__main__":
    tables = [table(*network) for network in NETWORKS]
    print('{"format": "stride-architectures",\n"made with": "torchvision %s",\n"networks": [' % torchvision.__version__)
    for number, one in enumerate(tables):
        layers = ",\n  ".join(json.dumps(r) for r in one.pop("layers"))
        print(json.dumps(one)[:-1] + ', "layers": [\n  ' + layers + "]}" + ("," if number + 1 < len(tables) else ""))
    print("]}")
