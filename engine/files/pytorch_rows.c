/* The operators in PyTorch's words, in the order of op_table.h; functions of one number are in pytorch_functions.c. */
#include "pytorch_row.h"

static void pair(cnn_python *to, const int two[2]) {
    cnn_python_put(to, "(%d, %d)", two[0], two[1]);
}

static cnn_shape input_of(const cnn_python *to, const cnn_node *node) {
    return to->net->nodes[node->inputs[0]].layout.out;
}

static bool even(const cnn_attrs *a) {
    return a->pad[0] == a->pad[1] && a->pad[2] == a->pad[3];
}

/* What F.pad takes: left, right, top, bottom. */
static void sides(cnn_python *to, const cnn_attrs *a, int bottom, int right) {
    cnn_python_put(to, "(%d, %d, %d, %d)", a->pad[2], a->pad[3] + right, a->pad[0], a->pad[1] + bottom);
}

static const char *truth(bool value) {
    return value ? "True" : "False";
}

static const char *pad_mode(cnn_pad_mode mode) {
    return mode == CNN_PAD_ZEROS ? "constant" : cnn_pad_mode_name(mode);
}

void cnn_python_call(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "self.get_submodule(\"%s\")(v%d)", node->name, node->inputs[0]);
}

/* Convolution. */

static bool is_plain_conv(const cnn_attrs *a) {
    return even(a) && a->pad_mode == CNN_PAD_ZEROS && !a->bias_per_unit && !a->connections;
}

static bool needs_odd_conv(const cnn_net *net, const cnn_node *node) {
    (void)net;
    return !is_plain_conv(&node->attrs);
}

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

static void put_table(cnn_python *to, const cnn_attrs *a) {
    cnn_python_put(to, ", table=[");
    for (int i = 0; i < a->filters; i++) {
        cnn_python_put(to, "%s[", i ? ", " : "");
        for (int j = 0; j < a->connected; j++)
            cnn_python_put(to, "%s%d", j ? ", " : "", a->connections[i * a->connected + j]);
        cnn_python_put(to, "]");
    }
    cnn_python_put(to, "]");
}

static void module_conv(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    bool plain = is_plain_conv(a);
    cnn_python_put(to, "%s(%d, %d, ", plain ? "nn.Conv2d" : "OddConv2d", input_of(to, node).c, a->filters);
    pair(to, a->kernel);
    if (plain)
        cnn_python_put(to, ", padding=(%d, %d), bias=%s", a->pad[0], a->pad[2], truth(node->bias_count));
    else {
        cnn_python_put(to, ", ");
        sides(to, a, 0, 0);
        cnn_python_put(to, ", \"%s\", ", pad_mode(a->pad_mode));
        cnn_python_number(to, a->pad_value);
        cnn_python_put(to, ", %zu", node->bias_count);
        if (a->connections)
            put_table(to, a);
    }
    cnn_python_put(to, ", stride=");
    pair(to, a->stride);
    cnn_python_put(to, ", dilation=");
    pair(to, a->dilation);
    cnn_python_put(to, ", groups=%d)", a->groups);
}

const cnn_pytorch_row cnn_op_conv2d_pytorch = {ODD_CONV, needs_odd_conv, module_conv, cnn_python_call};

static void module_transpose(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_python_put(to, "nn.ConvTranspose2d(%d, %d, ", input_of(to, node).c, a->filters);
    pair(to, a->kernel);
    cnn_python_put(to, ", stride=");
    pair(to, a->stride);
    cnn_python_put(to, ", padding=(%d, %d), output_padding=", even(a) ? a->pad[0] : 0, even(a) ? a->pad[2] : 0);
    pair(to, a->extra);
    cnn_python_put(to, ", groups=%d, bias=%s, dilation=", a->groups, truth(node->bias_count));
    pair(to, a->dilation);
    cnn_python_put(to, ")");
}

/* Padding that differs from side to side is cut off afterwards. */
static void step_transpose(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_shape out = node->layout.out;
    cnn_python_call(to, node);
    if (!even(a))
        cnn_python_put(to, "[:, :, %d:%d, %d:%d]", a->pad[0], a->pad[0] + out.h, a->pad[2], a->pad[2] + out.w);
}
const cnn_pytorch_row cnn_op_conv_transpose_pytorch = {.module = module_transpose, .step = step_transpose};

/* Pooling. */

/* Cells that rounding up adds after the padding, which F.pad must add where it pads in place of the pool. */
static void behind(const cnn_python *to, const cnn_node *node, int more[2]) {
    for (int i = 0; i < 2; i++) {
        cnn_axis axis = cnn_op_axis(node->op, &node->attrs, i, input_of(to, node), node->layout.out);
        int64_t read = (cnn_axis_measure(axis).output - 1) * axis.stride + cnn_axis_extent(axis),
                there = axis.input + axis.pad_before + axis.pad_after;
        more[i] = read > there ? (int)(read - there) : 0;
    }
}

static void extreme(cnn_python *to, const cnn_node *node, const char *sign) {
    const cnn_attrs *a = &node->attrs;
    int more[2];
    cnn_python_put(to, "%sF.max_pool2d(", sign);
    if (even(a))
        cnn_python_put(to, "%sv%d, ", sign, node->inputs[0]);
    else {
        behind(to, node, more);
        cnn_python_put(to, "F.pad(%sv%d, ", sign, node->inputs[0]);
        sides(to, a, more[0], more[1]);
        cnn_python_put(to, ", value=-torch.inf), ");
    }
    pair(to, a->kernel);
    cnn_python_put(to, ", ");
    pair(to, a->stride);
    cnn_python_put(to, ", (%d, %d), ", even(a) ? a->pad[0] : 0, even(a) ? a->pad[2] : 0);
    pair(to, a->dilation);
    cnn_python_put(to, ", ceil_mode=%s)", truth(a->ceil_mode && even(a)));
}

static void step_max(cnn_python *to, const cnn_node *node) {
    extreme(to, node, "");
}
const cnn_pytorch_row cnn_op_max_pool_pytorch = {.step = step_max};

static const char AVERAGE[] =
    "\n"
    "\n"
    "def average(x, size, stride, dilation, pad, more, counted):\n"
    "    \"\"\"Average pooling with any padding and dilation. The padding counts where `counted`; `more` rows and "
    "columns\n"
    "    behind it never do.\"\"\"\n"
    "\n"
    "    def sums(cells):\n"
    "        weight = cells.new_ones(cells.shape[1], 1, *size)\n"
    "        return F.conv2d(F.pad(cells, (0, more[1], 0, more[0])), weight, None, stride, 0, dilation, "
    "cells.shape[1])\n"
    "\n"
    "    cells = F.pad(torch.ones_like(x[:1, :1]), pad, value=float(counted))\n"
    "    return sums(F.pad(x, pad)) / sums(cells).clamp(min=1)\n";

/* What F.avg_pool2d cannot express. */
static bool needs_average(const cnn_net *net, const cnn_node *node) {
    (void)net;
    return !even(&node->attrs) || node->attrs.dilation[0] != 1 || node->attrs.dilation[1] != 1;
}

static void step_average(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    bool odd = needs_average(to->net, node);
    int more[2];
    cnn_python_put(to, "%s(v%d, ", odd ? "average" : "F.avg_pool2d", node->inputs[0]);
    pair(to, a->kernel);
    cnn_python_put(to, ", ");
    pair(to, a->stride);
    cnn_python_put(to, ", ");
    if (!odd) {
        cnn_python_put(to, "(%d, %d), ceil_mode=%s, count_include_pad=%s)", a->pad[0], a->pad[2], truth(a->ceil_mode),
            truth(a->count_include_pad));
        return;
    }
    behind(to, node, more);
    pair(to, a->dilation);
    cnn_python_put(to, ", ");
    sides(to, a, 0, 0);
    cnn_python_put(to, ", (%d, %d), %s)", more[0], more[1], truth(a->count_include_pad));
}
const cnn_pytorch_row cnn_op_avg_pool_pytorch = {.written_out = AVERAGE, .needs = needs_average, .step = step_average};

static void step_min(cnn_python *to, const cnn_node *node) {
    extreme(to, node, "-");
}
const cnn_pytorch_row cnn_op_min_pool_pytorch = {.step = step_min};

static void step_adaptive(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.adaptive_avg_pool2d(v%d, ", node->inputs[0]);
    pair(to, node->attrs.output);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_adaptive_avg_pool_pytorch = {.step = step_adaptive};

static void step_adaptive_max(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.adaptive_max_pool2d(v%d, ", node->inputs[0]);
    pair(to, node->attrs.output);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_adaptive_max_pool_pytorch = {.step = step_adaptive_max};

/* Padding, subsampling, distances. */

static void step_pad(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_python_put(to, "F.pad(v%d, ", node->inputs[0]);
    sides(to, a, 0, 0);
    cnn_python_put(to, ", \"%s\"", pad_mode(a->pad_mode));
    if (a->pad_mode <= CNN_PAD_CONSTANT) {
        cnn_python_put(to, ", ");
        cnn_python_number(to, a->pad_mode == CNN_PAD_CONSTANT ? a->pad_value : 0);
    }
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_pad_pytorch = {.step = step_pad};

static const char SUBSAMPLE[] =
    "\n"
    "\n"
    "class Subsample(nn.Module):\n"
    "    \"\"\"The cells of a window are added, times one number of the map, plus another.\"\"\"\n"
    "\n"
    "    def __init__(self, maps, size, bias, stride, pad):\n"
    "        super().__init__()\n"
    "        self.weight = nn.Parameter(torch.ones(maps, 1, 1, 1))\n"
    "        self.bias = nn.Parameter(torch.zeros(maps)) if bias else None\n"
    "        self.size, self.stride, self.pad = size, stride, pad\n"
    "\n"
    "    def forward(self, x):\n"
    "        y = F.avg_pool2d(F.pad(x, self.pad), self.size, self.stride, divisor_override=1) * self.weight.view(-1, "
    "1, 1)\n"
    "        return y if self.bias is None else y + self.bias.view(-1, 1, 1)\n";

static void module_subsample(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_python_put(to, "Subsample(%d, ", input_of(to, node).c);
    pair(to, a->kernel);
    cnn_python_put(to, ", %s, stride=", truth(node->bias_count));
    pair(to, a->stride);
    cnn_python_put(to, ", pad=");
    sides(to, a, 0, 0);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_subsample_pytorch = {SUBSAMPLE, NULL, module_subsample, cnn_python_call};

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

static void module_rbf(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "Rbf(%zu, %d)", cnn_shape_image(input_of(to, node)), node->attrs.units);
}
const cnn_pytorch_row cnn_op_rbf_pytorch = {RBF, NULL, module_rbf, cnn_python_call};

/* Normalisation and dropout. */

static void step_lrn(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_python_put(to, "F.local_response_norm(v%d, %d, alpha=", node->inputs[0], a->neighbours);
    cnn_python_number(to, a->alpha_over_n ? a->alpha : a->alpha * (float)a->neighbours); /* PyTorch divides */
    cnn_python_put(to, ", beta=");
    cnn_python_number(to, a->beta);
    cnn_python_put(to, ", k=");
    cnn_python_number(to, a->k);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_lrn_pytorch = {.step = step_lrn};

static void module_batch_norm(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "nn.BatchNorm2d(%d, eps=", input_of(to, node).c);
    cnn_python_number(to, node->attrs.epsilon);
    cnn_python_put(to, ", momentum=");
    cnn_python_number(to, node->attrs.blend);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_batch_norm_pytorch = {.module = module_batch_norm, .step = cnn_python_call};

static void module_dropout(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "nn.Dropout(");
    cnn_python_number(to, node->attrs.drop);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_dropout_pytorch = {.module = module_dropout, .step = cnn_python_call};

/* Vectors. */

static void step_flatten(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "v%d.flatten(1)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_flatten_pytorch = {.step = step_flatten};

static void module_dense(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "nn.Linear(%zu, %d, bias=%s)", cnn_shape_image(input_of(to, node)), node->attrs.units,
        truth(node->bias_count));
}
static void step_dense(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "self.get_submodule(\"%s\")(v%d.flatten(1))", node->name, node->inputs[0]);
}
const cnn_pytorch_row cnn_op_dense_pytorch = {.module = module_dense, .step = step_dense};

static void step_softmax(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.softmax(v%d, 1)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_softmax_pytorch = {.step = step_softmax};

/* Joins. */

static void inputs(cnn_python *to, const cnn_node *node, const char *between) {
    for (int i = 0; i < node->input_count; i++)
        cnn_python_put(to, "%sv%d", i ? between : "", node->inputs[i]);
}

static void step_add(cnn_python *to, const cnn_node *node) {
    inputs(to, node, " + ");
}
const cnn_pytorch_row cnn_op_add_pytorch = {.step = step_add};

static void step_concat(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "torch.cat([");
    inputs(to, node, ", ");
    cnn_python_put(to, "], 1)");
}
const cnn_pytorch_row cnn_op_concat_pytorch = {.step = step_concat};

/* torch.maximum takes two. */
static void step_extreme(cnn_python *to, const cnn_node *node, const char *function) {
    for (int i = 1; i < node->input_count; i++)
        cnn_python_put(to, "torch.%s(", function);
    cnn_python_put(to, "v%d", node->inputs[0]);
    for (int i = 1; i < node->input_count; i++)
        cnn_python_put(to, ", v%d)", node->inputs[i]);
}

static void step_maximum(cnn_python *to, const cnn_node *node) {
    step_extreme(to, node, "maximum");
}
const cnn_pytorch_row cnn_op_maximum_pytorch = {.step = step_maximum};

static void step_minimum(cnn_python *to, const cnn_node *node) {
    step_extreme(to, node, "minimum");
}
const cnn_pytorch_row cnn_op_minimum_pytorch = {.step = step_minimum};

/* Losses are no part of the module. */

const cnn_pytorch_row cnn_op_loss_cross_entropy_pytorch = {.step = NULL};
const cnn_pytorch_row cnn_op_loss_mse_pytorch = {.step = NULL};
const cnn_pytorch_row cnn_op_loss_sum_pytorch = {.step = NULL};
const cnn_pytorch_row cnn_op_loss_distance_pytorch = {.step = NULL};
