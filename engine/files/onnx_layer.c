#include "onnx_layer.h"

#include <math.h>
#include <string.h>

cnn_onnx_making cnn_onnx_begin(cnn_onnx_graph *g, const cnn_onnx_node *n, const char *word,
    cnn_onnx_value *const *values, int count, const cnn_onnx_value *named) {
    cnn_onnx_making m = {.g = g, .node = n, .status = cnn_ok()};
    cnn_op_kind op = cnn_op_named(word);
    if (op == CNN_OP_COUNT) {
        m.status = cnn_onnx_refuse(n, "Stride has no steps for it");
        return m;
    }
    if (g->desc->count == CNN_LAYERS_MAX || count > CNN_INPUTS_MAX) {
        m.status = cnn_onnx_refuse(n, "more than %d layers, or more than %d inputs", CNN_LAYERS_MAX, CNN_INPUTS_MAX);
        return m;
    }
    for (int i = 0; i < count; i++)
        if (!values[i] || values[i]->kind != CNN_ONNX_LAYER) {
            m.status = cnn_onnx_refuse(n, "it reads a constant where Stride needs another layer's numbers");
            return m;
        }
    m.layer = cnn_netdesc_add(g->desc, g->arena, op, cnn_onnx_name(g, n, op, named));
    if (!m.layer) {
        m.status = cnn_no_memory(g->file, sizeof *m.layer);
        return m;
    }
    m.layer->input_count = count;
    for (int i = 0; i < count; i++) {
        m.layer->inputs[i] = values[i]->layer;
        m.in[i] = values[i]->shape;
    }
    m.axes = values[0]->axes;
    m.last = values[0]->last;
    return m;
}

static const cnn_setting *setting_of(cnn_onnx_making *m, const char *key) {
    const cnn_setting *s = m->layer ? cnn_op_setting(cnn_op_of(m->layer->op), key) : NULL;
    if (!s && !cnn_failed(m->status))
        m->status = cnn_onnx_refuse(m->node, "the setting %s is not known here", key);
    return s;
}

static bool allowed(cnn_onnx_making *m, const cnn_setting *s, double value) {
    bool fine = s->least == s->most || (value >= s->least && value <= s->most);
    char text[CNN_FLOAT_TEXT];
    if (!fine && !cnn_failed(m->status))
        m->status = cnn_onnx_refuse(
            m->node, "its %s is %s, which Stride has no steps for", s->key, cnn_float_text((float)value, text));
    return fine;
}

void cnn_onnx_set(cnn_onnx_making *m, const char *key, double value) {
    const cnn_setting *s = setting_of(m, key);
    if (!s || !allowed(m, s, value))
        return;
    if (s->type == CNN_SETTING_NUMBER)
        *cnn_setting_number(s, &m->layer->attrs) = (float)value;
    else if (s->type == CNN_SETTING_BOOLEAN)
        *cnn_setting_boolean(s, &m->layer->attrs) = value != 0;
    else
        for (int i = 0; i < (s->type == CNN_SETTING_PAIR ? 2 : 1); i++)
            cnn_setting_integers(s, &m->layer->attrs)[i] = (int)value;
}

void cnn_onnx_set_list(cnn_onnx_making *m, const char *key, const int64_t *values, int count) {
    const cnn_setting *s = setting_of(m, key);
    for (int i = 0; s && i < count; i++)
        if (allowed(m, s, (double)values[i]))
            cnn_setting_integers(s, &m->layer->attrs)[i] = (int)values[i];
}

void cnn_onnx_set_weights(cnn_onnx_making *m, const float *weights, size_t count) {
    if (m->layer) {
        m->layer->weights = weights;
        m->layer->weight_count = count;
    }
}

void cnn_onnx_set_biases(cnn_onnx_making *m, const float *biases, size_t count) {
    if (m->layer) {
        m->layer->attrs.bias = biases != NULL;
        m->layer->biases = biases;
        m->layer->bias_count = biases ? count : 0;
    }
}

void cnn_onnx_set_parameters(cnn_onnx_making *m, const cnn_onnx_constant *weight, const cnn_onnx_constant *bias) {
    cnn_onnx_set_weights(m, weight->floats, weight->count);
    cnn_onnx_set_biases(m, bias ? bias->floats : NULL, bias ? bias->count : 0);
}

cnn_status cnn_onnx_end(cnn_onnx_making *m, cnn_onnx_value *to) {
    cnn_layout layout = {0};
    if (cnn_failed(m->status))
        return m->status;
    const cnn_layer *l = m->layer;
    cnn_status status = cnn_op_of(l->op)->infer(&l->attrs, m->in, l->input_count, &layout);
    if (cnn_failed(status))
        return cnn_onnx_refuse(m->node, "%s", status.message);
    if (!cnn_shape_within(layout.out, CNN_TENSOR_MAX))
        return cnn_onnx_refuse(m->node, "its output has more than 2^31 numbers");
    if (l->weights && l->weight_count != cnn_shape_count(layout.weight))
        return cnn_onnx_refuse(m->node, "it has %zu weights and needs %zu (%d x %d x %d x %d)", l->weight_count,
            cnn_shape_count(layout.weight), layout.weight.n, layout.weight.c, layout.weight.h, layout.weight.w);
    if (l->biases && l->bias_count != (size_t)layout.bias)
        return cnn_onnx_refuse(m->node, "it has %zu biases and needs %d", l->bias_count, layout.bias);
    to->kind = CNN_ONNX_LAYER;
    to->layer = m->g->desc->count - 1;
    to->shape = layout.out;
    to->axes = m->axes;
    to->last = m->last;
    to->folded = (cnn_shape){0};
    return cnn_ok();
}

cnn_status cnn_onnx_end_each(cnn_onnx_making *m, const cnn_onnx_value *x, cnn_onnx_value *to) {
    cnn_status status = cnn_onnx_end(m, to);
    if (!cnn_failed(status))
        to->folded = x->folded;
    return status;
}
