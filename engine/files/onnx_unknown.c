/* What is said of a node that Stride has no steps for, and of a value that nothing gives: the kind of thing that it is,
 * and what to do about it. */
#include "onnx_unknown.h"

#include <string.h>

static bool begins(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

static bool ends(const char *text, const char *with) {
    size_t a = strlen(text), b = strlen(with);
    return a >= b && !strcmp(text + a - b, with);
}

/* Arithmetic with small integers: QLinearConv, ConvInteger, DequantizeLinear. */
static bool is_quantised(const char *type) {
    return begins(type, "QLinear") || begins(type, "QAttention") || ends(type, "Integer") ||
           ends(type, "IntegerToFloat") || ends(type, "QuantizeLinear") || ends(type, "DequantizeLinear");
}

static bool is_in(const char *const *list, const char *word) {
    while (*list && strcmp(*list, word))
        list++;
    return *list != NULL;
}

/* A function that the model defines itself. */
static bool is_defined(const cnn_onnx_graph *g, const cnn_onnx_node *n) {
    const char *domain = n->proto->domain ? n->proto->domain : "";
    for (size_t i = 0; i < g->model->n_functions; i++) {
        const Onnx__FunctionProto *f = g->model->functions[i];
        if (f->name && !strcmp(f->name, n->type) && !strcmp(f->domain ? f->domain : "", domain))
            return true;
    }
    return false;
}

static const char *advice(const cnn_onnx_graph *g, const cnn_onnx_node *n) {
    static const char *const branches[] = {"If", "Loop", "Scan", NULL}, *const sequences[] = {
                                                                            "GRU", "LSTM", "RNN", NULL};
    const char *domain = n->proto->domain ? n->proto->domain : "";
    if (is_quantised(n->type))
        return "; the network is quantised, and Stride computes with float32: export it before it is quantised";
    if (is_defined(g, n))
        return "; it is a function of the model's own: export the model with its functions written out as nodes";
    if (!strcmp(domain, "com.microsoft"))
        return "; com.microsoft is ONNX Runtime's: open the model as it was before that optimised it";
    if (is_in(branches, n->type))
        return "; the graph would take another way for each image, and Stride's networks have one";
    if (is_in(sequences, n->type))
        return "; it reads a sequence step by step, and Stride has layers for images";
    return "";
}

cnn_status cnn_onnx_no_steps(const cnn_onnx_graph *g, const cnn_onnx_node *n) {
    char name[CNN_ONNX_SHOWN], type[CNN_ONNX_SHOWN];
    cnn_onnx_shown(n->proto->name, name);
    cnn_onnx_shown(n->proto->op_type, type);
    bool vowel = *type && strchr("AEIOUaeiou", *type);
    return cnn_fail(CNN_BAD_INPUT, "node %d%s%s%s is %s %s, which Stride has no steps for%s", n->number,
        *name ? " '" : "", name, *name ? "'" : "", vowel ? "an" : "a", type, advice(g, n));
}

cnn_status cnn_onnx_not_given(const cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v) {
    char name[CNN_ONNX_SHOWN];
    cnn_onnx_shown(v->name, name);
    for (size_t i = 0; i < g->proto->n_sparse_initializer; i++) {
        const Onnx__TensorProto *t = g->proto->sparse_initializer[i]->values;
        if (t && t->name && !strcmp(t->name, v->name))
            return cnn_onnx_refuse(
                n, "'%s' is a sparse tensor; Stride reads dense ones: export it with all its numbers", name);
    }
    if (v->producer > n->number)
        return cnn_onnx_refuse(n,
            "it reads '%s', which only node %d behind it gives: the nodes are out of order, or run in a circle", name,
            v->producer);
    if (v->producer == n->number)
        return cnn_onnx_refuse(n, "it reads '%s', which it gives itself", name);
    return cnn_onnx_refuse(n, "it reads '%s', which no node and no tensor of the file gives", name);
}
