/* One line of Python for each layer that has parameters, one for each step of the forward run. What PyTorch has no
 * module for is written out, but only where the network uses it. */
#include "pytorch_write.h"

#include <string.h>

typedef struct writer {
    const cnn_net *net;
    char *text;
    size_t size;
} writer;

static void put(writer *w, const char *format, ...) CNN_PRINTF(2, 3);
static void put(writer *w, const char *format, ...) {
    size_t length = strlen(w->text);
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(w->text + length, w->size - length, format, arguments);
    va_end(arguments);
}

static void put_number(writer *w, float value) {
    char text[CNN_FLOAT_TEXT];
    cnn_float_text(value, text);
    put(w, "%s", text);
}

/* Text inside a Python string or comment: what could end it is left out. */
static void put_words(writer *w, const char *words) {
    for (; *words; words++)
        if ((unsigned char)*words >= 0x20 && *words != '"' && *words != '\\' && *words != 0x7f)
            put(w, "%c", *words);
}

static bool uses(const cnn_net *net, cnn_op_kind kind) {
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].kind == kind)
            return true;
    return false;
}

static bool is_plain_conv(const cnn_attrs *a) {
    bool even = a->pad[0] == a->pad[1] && a->pad[2] == a->pad[3];
    return even && a->pad_mode == CNN_PAD_ZEROS && !a->bias_per_unit && !a->connections;
}

static bool uses_odd_conv(const cnn_net *net) {
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].kind == CNN_OP_CONV2D && !is_plain_conv(&net->nodes[i].attrs))
            return true;
    return false;
}

static const char HEAD[] =
    "import json\n"
    "import struct\n"
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

static const char ODD_CONV[] =
    "\n"
    "\n"
    "class OddConv2d(nn.Module):\n"
    "    \"\"\"A convolution with any padding, perhaps a bias for each unit, perhaps a table of the channels a filter "
    "sees."
    "\"\"\"\n"
    "\n"
    "    def __init__(self, channels, filters, size, pad, mode, value, bias, table=None, **settings):\n"
    "        super().__init__()\n"
    "        self.weight = nn.Parameter(torch.zeros(filters, channels // settings[\"groups\"], *size))\n"
    "        self.bias = nn.Parameter(torch.zeros(bias)) if bias else None\n"
    "        self.filters, self.pad, self.mode, self.value, self.settings = filters, pad, mode, value, settings\n"
    "        self.table = table\n"
    "\n"
    "    def forward(self, x):\n"
    "        weight = self.weight\n"
    "        if self.table is not None:\n"
    "            seen = torch.tensor(self.table, dtype=weight.dtype, device=weight.device)\n"
    "            weight = weight * seen[:, :, None, None]\n"
    "        x = F.pad(x, self.pad, self.mode, self.value) if self.mode == \"constant\" else F.pad(x, self.pad, "
    "self.mode)\n"
    "        y = F.conv2d(x, weight, None, **self.settings)\n"
    "        if self.bias is None:\n"
    "            return y\n"
    "        shared = self.bias.numel() == self.filters\n"
    "        return y + (self.bias[:, None, None] if shared else self.bias.view(y.shape[1:]))\n";

static const char SUBSAMPLE[] =
    "\n"
    "\n"
    "class Subsample(nn.Module):\n"
    "    \"\"\"The cells of a window are added, times one number of the map, plus another.\"\"\"\n"
    "\n"
    "    def __init__(self, maps, size, bias, **settings):\n"
    "        super().__init__()\n"
    "        self.weight = nn.Parameter(torch.ones(maps, 1, 1, 1))\n"
    "        self.bias = nn.Parameter(torch.zeros(maps)) if bias else None\n"
    "        self.size, self.settings = size, settings\n"
    "\n"
    "    def forward(self, x):\n"
    "        y = F.avg_pool2d(x, self.size, divisor_override=1, **self.settings) * self.weight.view(-1, 1, 1)\n"
    "        return y if self.bias is None else y + self.bias.view(-1, 1, 1)\n";

static const char RBF[] = "\n"
                          "\n"
                          "class Rbf(nn.Module):\n"
                          "    \"\"\"How far the input is from each of a few patterns; the smallest wins.\"\"\"\n"
                          "\n"
                          "    def __init__(self, inputs, units):\n"
                          "        super().__init__()\n"
                          "        self.weight = nn.Parameter(torch.zeros(units, inputs))\n"
                          "\n"
                          "    def forward(self, x):\n"
                          "        return ((x.flatten(1)[:, None, :] - self.weight) ** 2).sum(2)\n";

static const char TAIL[] =
    "\n"
    "\n"
    "def load(path):\n"
    "    \"\"\"The parameters in a safetensors file, for load_state_dict; the optimizer's numbers are left out.\"\"\"\n"
    "    with open(path, \"rb\") as file:\n"
    "        header = json.loads(file.read(struct.unpack(\"<Q\", file.read(8))[0]))\n"
    "        data = bytearray(file.read())\n"
    "    state = {}\n"
    "    for name, entry in header.items():\n"
    "        if name != \"__metadata__\" and not name.startswith((\"momentum.\", \"second.\")):\n"
    "            begin, end = entry[\"data_offsets\"]\n"
    "            numbers = torch.frombuffer(data[begin:end], dtype=torch.float32).clone()\n"
    "            state[name] = numbers.reshape(entry[\"shape\"])\n"
    "    return state\n"
    "\n"
    "\n"
    "def save(path, state):\n"
    "    \"\"\"Writes a state_dict as a safetensors file, which Stride opens.\"\"\"\n"
    "    header, parts, at = {}, [], 0\n"
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

static void put_pair(writer *w, const int pair[2]) {
    put(w, "(%d, %d)", pair[0], pair[1]);
}

static void put_table(writer *w, const cnn_attrs *a) {
    put(w, ", table=[");
    for (int i = 0; i < a->filters; i++) {
        put(w, "%s[", i ? ", " : "");
        for (int j = 0; j < a->connected; j++)
            put(w, "%s%d", j ? ", " : "", a->connections[i * a->connected + j]);
        put(w, "]");
    }
    put(w, "]");
}

static const char *pad_mode(cnn_pad_mode mode) {
    return mode == CNN_PAD_ZEROS ? "constant" : cnn_pad_mode_name(mode);
}

static void put_conv(writer *w, const cnn_node *node, int channels) {
    const cnn_attrs *a = &node->attrs;
    bool plain = is_plain_conv(a);
    put(w, "%s(%d, %d, ", plain ? "nn.Conv2d" : "OddConv2d", channels, a->filters);
    put_pair(w, a->kernel);
    if (plain)
        put(w, ", padding=(%d, %d), bias=%s", a->pad[0], a->pad[2], node->bias_count ? "True" : "False");
    else {
        put(w, ", (%d, %d, %d, %d), \"%s\", ", a->pad[2], a->pad[3], a->pad[0], a->pad[1], pad_mode(a->pad_mode));
        put_number(w, a->pad_value);
        put(w, ", %zu", node->bias_count);
        if (a->connections)
            put_table(w, a);
    }
    put(w, ", stride=");
    put_pair(w, a->stride);
    put(w, ", dilation=");
    put_pair(w, a->dilation);
    put(w, ", groups=%d)", a->groups);
}

/* The module of a layer with parameters, or of dropout; false for all others. */
static bool put_module(writer *w, const cnn_node *node) {
    cnn_shape in = w->net->nodes[node->inputs[0]].layout.out;
    const cnn_attrs *a = &node->attrs;
    if (!node->weight_count && node->kind != CNN_OP_DROPOUT)
        return false;
    put(w, "        add(self, \"%s\", ", node->name);
    if (node->kind == CNN_OP_CONV2D)
        put_conv(w, node, in.c);
    else if (node->kind == CNN_OP_BATCH_NORM) {
        put(w, "nn.BatchNorm2d(%d, eps=", in.c);
        put_number(w, a->epsilon);
        put(w, ", momentum=");
        put_number(w, a->blend);
        put(w, ")");
    } else if (node->kind == CNN_OP_SUBSAMPLE) {
        put(w, "Subsample(%d, ", in.c);
        put_pair(w, a->kernel);
        put(w, ", %s, stride=", node->bias_count ? "True" : "False");
        put_pair(w, a->stride);
        put(w, ", padding=(%d, %d))", a->pad[0], a->pad[2]);
    } else if (node->kind == CNN_OP_RBF)
        put(w, "Rbf(%zu, %d)", cnn_shape_image(in), a->units);
    else if (node->kind == CNN_OP_DROPOUT) {
        put(w, "nn.Dropout(");
        put_number(w, a->drop);
        put(w, ")");
    } else
        put(w, "nn.Linear(%zu, %d, bias=%s)", cnn_shape_image(in), a->units, node->bias_count ? "True" : "False");
    put(w, ")\n");
    return true;
}

static void put_pool(writer *w, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    bool average = node->kind == CNN_OP_AVG_POOL, smallest = node->kind == CNN_OP_MIN_POOL,
         even = a->pad[0] == a->pad[1] && a->pad[2] == a->pad[3];
    char from[32];
    cnn_format(from, sizeof from, "%sv%d", smallest ? "-" : "", node->inputs[0]);
    put(w, "%sF.%s_pool2d(", smallest ? "-" : "", average ? "avg" : "max");
    if (even)
        put(w, "%s, ", from);
    else
        put(w, "F.pad(%s, (%d, %d, %d, %d), value=%s), ", from, a->pad[2], a->pad[3], a->pad[0], a->pad[1],
            average ? "0.0" : "-torch.inf");
    put_pair(w, a->kernel);
    put(w, ", ");
    put_pair(w, a->stride);
    put(w, ", (%d, %d)", even ? a->pad[0] : 0, even ? a->pad[2] : 0);
    if (!average) {
        put(w, ", ");
        put_pair(w, a->dilation);
    }
    put(w, ", ceil_mode=%s", a->ceil_mode ? "True" : "False");
    if (average)
        put(w, ", count_include_pad=%s", a->count_include_pad ? "True" : "False");
    put(w, ")");
}

static void put_lrn(writer *w, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    put(w, "F.local_response_norm(v%d, %d, alpha=", node->inputs[0], a->neighbours);
    put_number(w, a->alpha_over_n ? a->alpha : a->alpha * (float)a->neighbours); /* PyTorch divides by the size */
    put(w, ", beta=");
    put_number(w, a->beta);
    put(w, ", k=");
    put_number(w, a->k);
    put(w, ")");
}

/* The expression for what a layer without parameters makes of its inputs. */
static void put_function(writer *w, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    int from = node->inputs[0];
    switch (node->kind) {
    case CNN_OP_MAX_POOL:
    case CNN_OP_MIN_POOL:
    case CNN_OP_AVG_POOL:
        put_pool(w, node);
        break;
    case CNN_OP_ADAPTIVE_AVG_POOL:
        put(w, "F.adaptive_avg_pool2d(v%d, ", from);
        put_pair(w, a->output);
        put(w, ")");
        break;
    case CNN_OP_RELU:
        put(w, "F.relu(v%d)", from);
        break;
    case CNN_OP_LEAKY_RELU:
        put(w, "F.leaky_relu(v%d, ", from);
        put_number(w, a->slope);
        put(w, ")");
        break;
    case CNN_OP_TANH:
        put(w, "torch.tanh(v%d)", from);
        break;
    case CNN_OP_SCALED_TANH:
        put_number(w, a->amplitude);
        put(w, " * torch.tanh(");
        put_number(w, a->steepness);
        put(w, " * v%d)", from);
        break;
    case CNN_OP_SIGMOID:
        put(w, "torch.sigmoid(v%d)", from);
        break;
    case CNN_OP_FLATTEN:
        put(w, "v%d.flatten(1)", from);
        break;
    case CNN_OP_SOFTMAX:
        put(w, "F.softmax(v%d, 1)", from);
        break;
    case CNN_OP_LRN:
        put_lrn(w, node);
        break;
    case CNN_OP_PAD:
        put(w, "F.pad(v%d, (%d, %d, %d, %d), \"%s\"", from, a->pad[2], a->pad[3], a->pad[0], a->pad[1],
            pad_mode(a->pad_mode));
        if (a->pad_mode <= CNN_PAD_CONSTANT) {
            put(w, ", ");
            put_number(w, a->pad_mode == CNN_PAD_CONSTANT ? a->pad_value : 0);
        }
        put(w, ")");
        break;
    case CNN_OP_ADD:
    case CNN_OP_CONCAT: {
        bool sum = node->kind == CNN_OP_ADD;
        put(w, sum ? "" : "torch.cat([");
        for (int i = 0; i < node->input_count; i++)
            put(w, "%sv%d", i ? sum ? " + " : ", " : "", node->inputs[i]);
        put(w, sum ? "" : "], 1)");
        break;
    }
    default:
        put(w, "v%d", from);
    }
}

static void put_step(writer *w, int index) {
    const cnn_node *node = &w->net->nodes[index];
    put(w, "        v%d = ", index);
    if (node->weight_count || node->kind == CNN_OP_DROPOUT)
        put(w, "self.get_submodule(\"%s\")(v%d%s)", node->name, node->inputs[0],
            node->kind == CNN_OP_DENSE ? ".flatten(1)" : "");
    else
        put_function(w, node);
    cnn_shape out = node->layout.out;
    put(w, "  # %s: %d x %d x %d\n", node->name, out.c, out.h, out.w);
}

char *cnn_pytorch_write(const cnn_net *net, cnn_arena *arena) {
    size_t tables = 0;
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].attrs.connections)
            tables += (size_t)net->nodes[i].attrs.filters * (size_t)net->nodes[i].attrs.connected * 3 + 16;
    writer w = {net, NULL, 16384 + (size_t)net->count * 640 + tables + strlen(net->name)};
    w.text = cnn_arena_alloc(arena, w.size, 1);
    if (!w.text)
        return NULL;
    int output = net->nodes[net->output].kind == CNN_OP_SOFTMAX ? net->nodes[net->output].inputs[0] : net->output;
    cnn_shape in = net->nodes[0].layout.out;
    put(&w, "\"\"\"");
    put_words(&w, net->name);
    put(&w, " as a PyTorch module, written by Stride.\n\nThe input is (N, %d, %d, %d). %s\n\"\"\"\n%s", in.c, in.h,
        in.w,
        output == net->output ? "The output is that of the last layer."
                              : "The output is what goes into the softmax, as nn.CrossEntropyLoss expects it.",
        HEAD);
    put(&w, "%s%s%s\n\nclass Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n",
        uses_odd_conv(net) ? ODD_CONV : "", uses(net, CNN_OP_SUBSAMPLE) ? SUBSAMPLE : "",
        uses(net, CNN_OP_RBF) ? RBF : "");
    for (int i = 1; i <= net->output; i++)
        put_module(&w, &net->nodes[i]);
    put(&w, "\n    def forward(self, v0):\n");
    for (int i = 1; i <= net->output; i++)
        if (i != net->output || output == net->output)
            put_step(&w, i);
    put(&w, "        return v%d\n%s", output, TAIL);
    return w.text;
}
