/* The forms in which Stride writes layers that ONNX has no operator for:
 *
 *   Tanh(x * s) * a                               scaled-tanh
 *   Neg(MaxPool(Neg(x)))                          minpool
 *   ReduceSum((x - W) * (x - W)), x as [N, 1, inputs]   rbf */
#include "onnx_form_parts.h"

#include <string.h>

bool cnn_onnx_form_scaled_tanh(cnn_onnx_form *f) {
    double amplitude, steepness;
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *tanh = cnn_onnx_form_made_by(f, f->root->inputs[i], "Tanh"),
                      *mul = tanh ? cnn_onnx_form_made_by(f, tanh->inputs[0], "Mul") : NULL;
        if (!mul || mul->input_count != 2 || !cnn_onnx_single(f->g, f->root->inputs[1 - i], &amplitude))
            continue;
        for (int k = 0; k < 2; k++)
            if (cnn_onnx_single(f->g, mul->inputs[k], &steepness)) {
                cnn_onnx_form_become(f, "ScaledTanh", mul->inputs[1 - k], -1, -1);
                cnn_onnx_give(f->root, "amplitude", amplitude);
                cnn_onnx_give(f->root, "steepness", steepness);
                cnn_onnx_form_absorb(f, tanh);
                cnn_onnx_form_absorb(f, mul);
                return true;
            }
    }
    return false;
}

/* The settings are those of the pool, so its message takes the place of the root's. */
bool cnn_onnx_form_min_pool(cnn_onnx_form *f) {
    cnn_onnx_node *pool = cnn_onnx_form_made_by(f, f->root->inputs[0], "MaxPool"),
                  *turn = pool && pool->output_count == 1 ? cnn_onnx_form_made_by(f, pool->inputs[0], "Neg") : NULL;
    if (!turn)
        return false;
    cnn_onnx_form_become(f, "MinPool", turn->inputs[0], -1, -1);
    f->root->proto = pool->proto;
    cnn_onnx_form_absorb(f, pool);
    cnn_onnx_form_absorb(f, turn);
    return true;
}

bool cnn_onnx_form_rbf(cnn_onnx_form *f) {
    const cnn_onnx_node *root = f->root;
    cnn_onnx_node *square = cnn_onnx_form_made_by(f, root->inputs[0], "Mul");
    double axis;
    bool twice = square && square->input_count == 2 && square->inputs[0] >= 0 && square->inputs[0] == square->inputs[1];
    if (!twice || cnn_onnx_integer(root, "keepdims", 1) || !cnn_onnx_single(f->g, root->inputs[1], &axis) || axis != 2)
        return false;
    const cnn_onnx_value *v = &f->g->values[square->inputs[0]];
    cnn_onnx_node *sub = v->producer >= 0 && v->readers == 2 ? &f->g->nodes[v->producer] : NULL,
                  *row = sub && !strcmp(sub->type, "Sub") && sub->input_count == 2
                             ? cnn_onnx_form_made_by(f, sub->inputs[0], "Reshape")
                             : NULL;
    if (!row || sub->inputs[1] < 0 || !f->g->values[sub->inputs[1]].tensor)
        return false;
    cnn_onnx_form_become(f, "Rbf", row->inputs[0], sub->inputs[1], -1);
    cnn_onnx_form_absorb(f, square);
    cnn_onnx_form_absorb(f, sub);
    cnn_onnx_form_absorb(f, row);
    return true;
}
