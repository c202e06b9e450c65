/* Normalisation within an image, scales, gates and upsampling in PyTorch's words. */
#include "pytorch_row.h"

static cnn_shape input_of(const cnn_python *to, const cnn_node *node, int which) {
    return to->net->nodes[node->inputs[which]].layout.out;
}

static const char CHANNEL_NORM[] = "\n"
                                   "\n"
                                   "class ChannelNorm(nn.LayerNorm):\n"
                                   "    \"\"\"Over the channels at each pixel, or over a vector.\"\"\"\n"
                                   "\n"
                                   "    def forward(self, x):\n"
                                   "        return super().forward(x.movedim(1, -1)).movedim(-1, 1)\n";

static void module_layer_norm(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "ChannelNorm(%d, eps=", input_of(to, node, 0).c);
    cnn_python_number(to, node->attrs.epsilon);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_layer_norm_pytorch = {CHANNEL_NORM, NULL, module_layer_norm, cnn_python_call};

static void module_instance_norm(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "nn.InstanceNorm2d(%d, eps=", input_of(to, node, 0).c);
    cnn_python_number(to, node->attrs.epsilon);
    cnn_python_put(to, ", affine=True)");
}
const cnn_pytorch_row cnn_op_instance_norm_pytorch = {.module = module_instance_norm, .step = cnn_python_call};

static const char SCALE[] =
    "\n"
    "\n"
    "class Scale(nn.Module):\n"
    "    \"\"\"Each channel, or each number, times a number of its own, perhaps plus another.\"\"\"\n"
    "\n"
    "    def __init__(self, numbers, bias, start):\n"
    "        super().__init__()\n"
    "        self.weight = nn.Parameter(torch.full((numbers,), float(start)))\n"
    "        self.bias = nn.Parameter(torch.zeros(numbers)) if bias else None\n"
    "\n"
    "    def forward(self, x):\n"
    "        shape = x.shape[1:] if self.weight.numel() == x[0].numel() else (-1,) + (1,) * (x.dim() - 2)\n"
    "        y = x * self.weight.view(shape)\n"
    "        return y if self.bias is None else y + self.bias.view(shape)\n";

static void module_scale(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "Scale(%zu, %s, ", node->weight_count, node->bias_count ? "True" : "False");
    cnn_python_number(to, node->attrs.start);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_scale_pytorch = {SCALE, NULL, module_scale, cnn_python_call};

/* What has one row and column may be a vector in PyTorch, which would be repeated along the wrong axes. */
static void step_mul(cnn_python *to, const cnn_node *node) {
    cnn_shape gate = input_of(to, node, 1);
    cnn_python_put(to, "v%d * v%d", node->inputs[0], node->inputs[1]);
    if (cnn_shape_equal(input_of(to, node, 0), gate) && gate.h == 1 && gate.w == 1)
        cnn_python_put(to, ".view_as(v%d)", node->inputs[0]);
    else if (gate.h == 1 && gate.w == 1)
        cnn_python_put(to, ".view(-1, %d, 1, 1)", gate.c);
}
const cnn_pytorch_row cnn_op_mul_pytorch = {.step = step_mul};

static void step_upsample(cnn_python *to, const cnn_node *node) {
    const cnn_attrs *a = &node->attrs;
    cnn_python_put(to, "F.interpolate(v%d, scale_factor=(%d, %d), mode=\"%s\"", node->inputs[0], a->factor[0],
        a->factor[1], cnn_upsampling_names[a->upsampling]);
    if (a->upsampling == CNN_BILINEAR)
        cnn_python_put(to, ", align_corners=%s", a->corners ? "True" : "False");
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_upsample_pytorch = {.step = step_upsample};

static void step_log_softmax(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.log_softmax(v%d, 1)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_log_softmax_pytorch = {.step = step_log_softmax};
