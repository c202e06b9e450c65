/* One line of Python for each layer that has a module, one for each step of the forward run; what they say comes from
 * the operator's row. */
#include "pytorch_write.h"

#include "class_list.h"
#include "fitting_text.h"
#include "pytorch_row.h"

#include <stdlib.h>
#include <string.h>

#define CNN_OP(kind, symbol) extern const cnn_pytorch_row symbol##_pytorch;
#include "op_table.h"
#undef CNN_OP

static const cnn_pytorch_row *const rows[CNN_OP_COUNT] = {
#define CNN_OP(kind, symbol) [CNN_OP_##kind] = &symbol##_pytorch,
#include "op_table.h"
#undef CNN_OP
};

/* Text inside a Python string or comment: what could end it is left out. */
static void put_words(cnn_python *to, const char *words) {
    for (; *words; words++)
        if ((unsigned char)*words >= 0x20 && *words != '"' && *words != '\\' && *words != 0x7f)
            cnn_python_put(to, "%c", *words);
}

static const char HEAD[] =
    "import argparse\n"
    "import ast\n"
    "import bz2\n"
    "import concurrent.futures\n"
    "import gzip\n"
    "import json\n"
    "import lzma\n"
    "import math\n"
    "import os\n"
    "import pickle\n"
    "import re\n"
    "import struct\n"
    "import sys\n"
    "import zipfile\n"
    "\n"
    "import torch\n"
    "from torch import nn\n"
    "from torch.nn import functional as F\n"
    "\n"
    "\n"
    "def add(module, path, child):\n"
    "    \"\"\"Registers `child` under a dotted path, so that its parameters have that name.\"\"\"\n"
    "    *outer, name = path.split(\".\")\n"
    "    for part in outer:\n"
    "        if part not in module._modules:\n"
    "            module.add_module(part, nn.Module())\n"
    "        module = module._modules[part]\n"
    "    if name in module._modules:\n"
    "        for key, inner in module._modules[name]._modules.items():\n"
    "            child.add_module(key, inner)\n"
    "    module._modules[name] = child\n";

static const char TAIL[] =
    "\n"
    "\n"
    "def load(path, whole=False):\n"
    "    \"\"\"The parameters in a safetensors file, for load_state_dict. With `whole` also what the optimizer keeps, "
    "and\n"
    "    under an empty name what the file says about itself.\"\"\"\n"
    "    with open(path, \"rb\") as file:\n"
    "        header = json.loads(file.read(struct.unpack(\"<Q\", file.read(8))[0]))\n"
    "        data = bytearray(file.read())\n"
    "    state = {}\n"
    "    for name, entry in header.items():\n"
    "        if name == \"__metadata__\":\n"
    "            if whole:\n"
    "                state[\"\"] = entry\n"
    "        elif whole or not name.startswith((\"momentum.\", \"second.\")):\n"
    "            begin, end = entry[\"data_offsets\"]\n"
    "            numbers = torch.frombuffer(data[begin:end], dtype=torch.float32).clone()\n"
    "            state[name] = numbers.reshape(entry[\"shape\"])\n"
    "    return state\n"
    "\n"
    "\n"
    "def save(path, state, about=None):\n"
    "    \"\"\"Writes a state_dict as a safetensors file, which Stride opens; `about` is what it says about "
    "itself.\"\"\"\n"
    "    header, parts, at = {\"__metadata__\": about or {\"format\": \"pt\"}}, [], 0\n"
    "    for name, tensor in state.items():\n"
    "        if tensor.dtype.is_floating_point:\n"
    "            part = tensor.detach().to(\"cpu\", torch.float32).contiguous().numpy().tobytes()\n"
    "            header[name] = {\"dtype\": \"F32\", \"shape\": list(tensor.shape), \"data_offsets\": [at, at + "
    "len(part)]}\n"
    "            parts.append(part)\n"
    "            at += len(part)\n"
    "    text = json.dumps(header).encode()\n"
    "    text += b\" \" * (-len(text) % 8)\n"
    "    with open(path, \"wb\") as file:\n"
    "        file.write(struct.pack(\"<Q\", len(text)) + text + b\"\".join(parts))\n";

static const char DATA[] = {
#include "pytorch_data.inc"
};

static const char TRAIN[] = {
#include "pytorch_train.inc"
};

/* Writes each text once, in the order of first use. */
static void put_written_out(cnn_python *to) {
    const cnn_net *net = to->net;
    bool done[CNN_OP_COUNT] = {false};
    for (int i = 1; i <= net->output; i++) {
        const cnn_node *node = &net->nodes[i];
        const cnn_pytorch_row *row = rows[node->kind];
        if (!row->written_out || done[node->kind] || (row->needs && !row->needs(net, node)))
            continue;
        cnn_python_put(to, "%s", row->written_out);
        done[node->kind] = true;
    }
}

static void put_module(cnn_python *to, const cnn_node *node) {
    const cnn_pytorch_row *row = rows[node->kind];
    if (!row->module)
        return;
    cnn_python_put(to, "        add(self, \"%s\", ", node->name);
    row->module(to, node);
    cnn_python_put(to, "%s)\n", node->attrs.fixed ? ".requires_grad_(False)" : "");
}

static void put_step(cnn_python *to, int index) {
    const cnn_node *node = &to->net->nodes[index];
    cnn_shape out = node->layout.out;
    cnn_python_put(to, "        v%d = ", index);
    rows[node->kind]->step(to, node);
    cnn_python_put(to, "  # %s: %d x %d x %d\n", node->name, out.c, out.h, out.w);
}

/* Room for the text; a connection table takes three letters for each of its numbers. */
static size_t room_for(const cnn_net *net, const cnn_netdesc *desc) {
    size_t tables = 0;
    for (int i = 0; i < desc->class_count; i++)
        tables += 2 * strlen(desc->classes[i]) + 4;
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].attrs.connections)
            tables += (size_t)net->nodes[i].attrs.filters * (size_t)net->nodes[i].attrs.connected * 3 + 16;
    return 16384 + sizeof DATA + sizeof TRAIN + 64 * (size_t)net->nodes[0].layout.out.c + (size_t)net->count * 640 +
           tables + strlen(net->name);
}

static void put_pair(cnn_python *to, const char *key, float a, float b) {
    cnn_python_put(to, "    \"%s\": (", key);
    cnn_python_number(to, a);
    cnn_python_put(to, ", ");
    cnn_python_number(to, b);
    cnn_python_put(to, "),\n");
}

static void put_number(cnn_python *to, const char *key, float value) {
    cnn_python_put(to, "    \"%s\": ", key);
    cnn_python_number(to, value);
    cnn_python_put(to, ",\n");
}

/* A number for each channel, or None. */
static void put_channels(cnn_python *to, const char *key, const float *numbers, int channels) {
    cnn_python_put(to, "    \"%s\": %s", key, numbers ? "[" : "None");
    for (int c = 0; numbers && c < channels; c++) {
        cnn_python_put(to, "%s", c ? ", " : "");
        cnn_python_number(to, numbers[c]);
    }
    cnn_python_put(to, numbers ? "],\n" : ",\n");
}

/* Whether a layer has parameters that no gradient reaches. */
static bool any_unused(const cnn_net *net) {
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].weight_count && !net->nodes[i].on_path)
            return true;
    return false;
}

/* JSON's lists of strings are Python's. */
static void put_classes(cnn_python *to, const cnn_netdesc *desc) {
    char *list = desc->class_count ? cnn_class_list_write(desc->classes, desc->class_count) : NULL;
    cnn_python_put(to, "    \"classes\": %s,\n", list ? list : "None");
    free(list);
}

/* What the training below goes by. `inside`: the module's output is what goes into the last layer. */
static void put_settings(cnn_python *to, const cnn_netdesc *desc, bool inside) {
    const cnn_net *net = to->net;
    const cnn_train_settings *s = &desc->train;
    const cnn_node *loss = &net->nodes[net->loss];
    cnn_shape in = net->nodes[0].layout.out;
    cnn_python_put(to, "\n\nSETTINGS = {\n    \"input\": (%d, %d, %d),\n", in.c, in.h, in.w);
    put_pair(to, "range", desc->low, desc->high);
    put_channels(to, "mean", desc->mean, in.c);
    put_channels(to, "std", desc->std, in.c);
    cnn_python_put(to, "    \"fit\": \"%s\",\n    \"shorter\": %d,\n    \"filter\": \"%s\",\n    \"data\": \"",
        cnn_fitting_names[desc->fit.kind], desc->fit.shorter, cnn_filter_names[desc->fit.bicubic]);
    put_words(to, desc->data ? desc->data : "");
    cnn_python_put(to, "\",\n    \"loss\": \"%s\",\n    \"softmax\": %s,\n    \"unused\": %s,\n", loss->op->name,
        inside && loss->inputs[0] == net->output ? "True" : "False", any_unused(net) ? "True" : "False");
    put_classes(to, desc);
    put_pair(to, "targets", desc->hot, desc->cold);
    cnn_python_put(to, "    \"copies\": %s,\n", desc->copies ? "True" : "False");
    put_number(to, "margin", loss->attrs.margin);
    cnn_python_put(to, "    \"optimizer\": \"%s\",\n    \"batch\": %d,\n    \"seed\": %llu,\n",
        cnn_optimizer_name(s->optimizer), s->batch, (unsigned long long)s->seed);
    put_number(to, "rate", s->rate);
    put_number(to, "momentum", s->momentum);
    put_number(to, "decay", s->decay);
    put_pair(to, "betas", s->beta1, s->beta2);
    put_number(to, "epsilon", s->epsilon);
    cnn_python_put(to, "    \"schedule\": \"%s\",\n", cnn_schedule_name(s->schedule));
    put_number(to, "epochs", s->epochs);
    put_number(to, "factor", s->factor);
    put_number(to, "warmup", s->warmup);
    cnn_python_put(to, "}\n");
}

char *cnn_pytorch_write(const cnn_netdesc *desc, const cnn_net *net, cnn_arena *arena) {
    cnn_python to = {.net = net, .size = room_for(net, desc)};
    to.text = cnn_arena_alloc(arena, to.size, 1);
    if (!to.text)
        return NULL;
    bool inside = net->output > 0 && cnn_loss_containing(net->nodes[net->output].op) != CNN_OP_COUNT;
    int output = inside ? net->nodes[net->output].inputs[0] : net->output;
    cnn_shape in = net->nodes[0].layout.out;
    cnn_python_put(&to, "\"\"\"");
    put_words(&to, net->name);
    cnn_python_put(&to, " as a PyTorch module, written by Stride.\n\nThe input is (N, %d, %d, %d). %s\n\"\"\"\n%s",
        in.c, in.h, in.w,
        inside ? "The output is what goes into the softmax, as nn.CrossEntropyLoss expects it."
               : "The output is that of the last layer.",
        HEAD);
    put_written_out(&to);
    cnn_python_put(&to, "\n\nclass Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n");
    for (int i = 1; i <= net->output; i++)
        put_module(&to, &net->nodes[i]);
    cnn_python_put(&to, "\n    def forward(self, v0):\n");
    for (int i = 1; i <= net->output; i++)
        if (i != net->output || !inside)
            put_step(&to, i);
    cnn_python_put(&to, "        return v%d\n%s", output, TAIL);
    put_settings(&to, desc, inside);
    cnn_python_put(&to, "%s%s", DATA, TRAIN);
    return to.text;
}
