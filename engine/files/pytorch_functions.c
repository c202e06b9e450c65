/* Functions of one number in PyTorch's words, in the order of op_table.h. */
#include "pytorch_row.h"

#include <math.h>

static void step_relu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.relu(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_relu_pytorch = {.step = step_relu};

static void step_leaky(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.leaky_relu(v%d, ", node->inputs[0]);
    cnn_python_number(to, node->attrs.slope);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_leaky_relu_pytorch = {.step = step_leaky};

static void step_tanh(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "torch.tanh(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_tanh_pytorch = {.step = step_tanh};

static void step_sigmoid(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "torch.sigmoid(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_sigmoid_pytorch = {.step = step_sigmoid};

static void step_scaled(cnn_python *to, const cnn_node *node) {
    cnn_python_number(to, node->attrs.amplitude);
    cnn_python_put(to, " * torch.tanh(");
    cnn_python_number(to, node->attrs.steepness);
    cnn_python_put(to, " * v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_scaled_tanh_pytorch = {.step = step_scaled};

static void step_gelu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.gelu(v%d%s)", node->inputs[0],
        node->attrs.approximate == CNN_APPROXIMATE_TANH ? ", approximate=\"tanh\"" : "");
}
const cnn_pytorch_row cnn_op_gelu_pytorch = {.step = step_gelu};

static void step_silu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.silu(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_silu_pytorch = {.step = step_silu};

static void step_elu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.elu(v%d, ", node->inputs[0]);
    cnn_python_number(to, node->attrs.alpha);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_elu_pytorch = {.step = step_elu};

static void step_softplus(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.softplus(v%d, ", node->inputs[0]);
    cnn_python_number(to, node->attrs.beta);
    cnn_python_put(to, ", ");
    cnn_python_number(to, node->attrs.threshold);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_softplus_pytorch = {.step = step_softplus};

static void step_softsign(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.softsign(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_softsign_pytorch = {.step = step_softsign};

static void step_selu(cnn_python *to, const cnn_node *node) {
    cnn_python_number(to, node->attrs.gamma);
    cnn_python_put(to, " * F.elu(v%d, ", node->inputs[0]);
    cnn_python_number(to, node->attrs.alpha);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_selu_pytorch = {.step = step_selu};

static void step_celu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.celu(v%d, ", node->inputs[0]);
    cnn_python_number(to, node->attrs.alpha);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_celu_pytorch = {.step = step_celu};

static void limit(cnn_python *to, float value) {
    if (isinf(value))
        cnn_python_put(to, value < 0 ? "-torch.inf" : "torch.inf");
    else
        cnn_python_number(to, value);
}

static void step_clip(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.hardtanh(v%d, ", node->inputs[0]);
    limit(to, node->attrs.low);
    cnn_python_put(to, ", ");
    limit(to, node->attrs.high);
    cnn_python_put(to, ")");
}
const cnn_pytorch_row cnn_op_clip_pytorch = {.step = step_clip};

static void step_hardsigmoid(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.hardtanh(v%d * ", node->inputs[0]);
    cnn_python_number(to, node->attrs.alpha);
    cnn_python_put(to, " + ");
    cnn_python_number(to, node->attrs.beta);
    cnn_python_put(to, ", 0.0, 1.0)");
}
const cnn_pytorch_row cnn_op_hardsigmoid_pytorch = {.step = step_hardsigmoid};

static void step_hardswish(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "F.hardswish(v%d)", node->inputs[0]);
}
const cnn_pytorch_row cnn_op_hardswish_pytorch = {.step = step_hardswish};

static const char PRELU_EACH[] = "\n"
                                 "\n"
                                 "class PReLUOfEach(nn.Module):\n"
                                 "    \"\"\"A slope of its own for each number.\"\"\"\n"
                                 "\n"
                                 "    def __init__(self, numbers):\n"
                                 "        super().__init__()\n"
                                 "        self.weight = nn.Parameter(torch.full((numbers,), 0.25))\n"
                                 "\n"
                                 "    def forward(self, x):\n"
                                 "        return torch.where(x > 0, x, x * self.weight.view(x.shape[1:]))\n";

static bool needs_prelu_of_each(const cnn_net *net, const cnn_node *node) {
    (void)net;
    return node->attrs.slopes == CNN_SLOPES_EACH;
}

static void module_prelu(cnn_python *to, const cnn_node *node) {
    cnn_python_put(to, "%s(%zu)", needs_prelu_of_each(to->net, node) ? "PReLUOfEach" : "nn.PReLU", node->weight_count);
}
const cnn_pytorch_row cnn_op_prelu_pytorch = {PRELU_EACH, needs_prelu_of_each, module_prelu, cnn_python_call};
