/* How fast oneDNN trains the three networks when it is called directly: every tensor, primitive and reorder is made
 * before the clock starts, and all formats but the input's are its own choice (feature
 * maps held in nchw or nhwc all the way were slower). Built where libdnnl-dev is installed.
 *
 *     benchmark_onednn lenet-5|cifar-convnet|zip-1989 BATCH SECONDS     OMP_NUM_THREADS as usual
 *
 * Prints images per second: forward, backward and update with momentum. */
#include <dnnl.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS_MAX = 160, ARGUMENTS_MAX = 6, LAYERS_MAX = 16, BLOCKS_MAX = 16, CLASSES = 10 };

typedef enum kind { CONV, RELU, TANH, POOL, DENSE, END } kind;

typedef struct layer {
    kind kind;
    int filters, size, stride, pad;
} layer;

typedef struct network {
    const char *name;
    int channels, height;
    layer layers[LAYERS_MAX];
} network;

static const network networks[] = {
    {"lenet-5", 1, 28,
        {{CONV, 6, 5, 1, 2}, {RELU, 0, 0, 0, 0}, {POOL, 0, 2, 2, 0}, {CONV, 16, 5, 1, 0}, {RELU, 0, 0, 0, 0},
            {POOL, 0, 2, 2, 0}, {DENSE, 120, 0, 0, 0}, {RELU, 0, 0, 0, 0}, {DENSE, 84, 0, 0, 0}, {RELU, 0, 0, 0, 0},
            {DENSE, CLASSES, 0, 0, 0}, {END, 0, 0, 0, 0}}},
    {"cifar-convnet", 3, 32,
        {{CONV, 12, 3, 1, 1}, {RELU, 0, 0, 0, 0}, {POOL, 0, 2, 2, 0}, {DENSE, CLASSES, 0, 0, 0}, {END, 0, 0, 0, 0}}},
    {"zip-1989", 1, 16,
        {{CONV, 12, 5, 2, 2}, {TANH, 0, 0, 0, 0}, {CONV, 12, 5, 2, 2}, {TANH, 0, 0, 0, 0}, {DENSE, 30, 0, 0, 0},
            {TANH, 0, 0, 0, 0}, {DENSE, CLASSES, 0, 0, 0}, {END, 0, 0, 0, 0}}},
};

typedef struct step {
    dnnl_primitive_t primitive;
    dnnl_exec_arg_t arguments[ARGUMENTS_MAX];
    int count;
} step;

/* A tensor and its memory; `md` gives its format. */
typedef struct tensor {
    dnnl_memory_t memory;
    dnnl_memory_desc_t md;
    float *data;
} tensor;

/* Parameters that are updated together with their gradient, which has the same format. */
typedef struct block {
    tensor value, gradient;
    float *momentum;
    size_t count;
} block;

/* What a layer keeps for its backward pass. */
typedef struct kept {
    tensor input, output, workspace;
    dnnl_primitive_desc_t forward;
    block *weight, *bias;
    dnnl_dims_t in, out;
    int depth; /* dimensions of the output */
} kept;

static dnnl_engine_t cpu;
static step forward_steps[STEPS_MAX], backward_steps[STEPS_MAX];
static int forward_count, backward_count, block_count, layer_count;
static block blocks[BLOCKS_MAX];
static kept layers[LAYERS_MAX];

static void check(dnnl_status_t status, const char *what) {
    if (status == dnnl_success)
        return;
    fprintf(stderr, "benchmark_onednn: %s: status %d\n", what, (int)status);
    exit(1);
}

static tensor tensor_like(const dnnl_memory_desc_t *md) {
    tensor t = {.md = *md};
    size_t bytes = dnnl_memory_desc_get_size(md);
    t.data = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
    if (!t.data)
        exit(1);
    memset(t.data, 0, bytes);
    check(dnnl_memory_create(&t.memory, md, cpu, t.data), "memory");
    return t;
}

static dnnl_memory_desc_t desc(int depth, const dnnl_dim_t *sizes, dnnl_format_tag_t tag) {
    dnnl_memory_desc_t md;
    check(dnnl_memory_desc_init_by_tag(&md, depth, sizes, dnnl_f32, tag), "description");
    return md;
}

static void add_step(bool back, dnnl_primitive_desc_t pd, const dnnl_exec_arg_t *arguments, int count) {
    step *s = back ? &backward_steps[backward_count++] : &forward_steps[forward_count++];
    check(dnnl_primitive_create(&s->primitive, pd), "primitive");
    memcpy(s->arguments, arguments, (size_t)count * sizeof *arguments);
    s->count = count;
}

static const dnnl_memory_desc_t *wanted(dnnl_primitive_desc_t pd, dnnl_query_t what) {
    return dnnl_primitive_desc_query_md(pd, what, 0);
}

/* `from` in the format that a primitive wants: itself, or a copy that a step makes. */
static tensor in_format(bool back, tensor from, const dnnl_memory_desc_t *md) {
    if (dnnl_memory_desc_equal(&from.md, md))
        return from;
    tensor to = tensor_like(md);
    dnnl_primitive_desc_t pd;
    check(dnnl_reorder_primitive_desc_create(&pd, &from.md, cpu, md, cpu, NULL), "reorder");
    add_step(back, pd, (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, from.memory}, {DNNL_ARG_TO, to.memory}}, 2);
    return to;
}

static block *new_block(const dnnl_memory_desc_t *md) {
    block *b = &blocks[block_count++];
    b->value = tensor_like(md);
    b->gradient = tensor_like(md);
    b->count = dnnl_memory_desc_get_size(md) / sizeof(float);
    b->momentum = calloc(b->count, sizeof *b->momentum);
    for (size_t i = 0; i < b->count; i++)
        b->value.data[i] = (float)(i * 7919 % 1000) / 10000 - 0.05f;
    return b;
}

/* A gradient that a primitive writes in its own format, and the step that brings it into the block's. */
static tensor gradient_of(block *b, const dnnl_memory_desc_t *md) {
    return dnnl_memory_desc_equal(&b->gradient.md, md) ? b->gradient : tensor_like(md);
}

static void bring_gradient(block *b, tensor written) {
    if (written.memory == b->gradient.memory)
        return;
    dnnl_primitive_desc_t pd;
    check(dnnl_reorder_primitive_desc_create(&pd, &written.md, cpu, &b->gradient.md, cpu, NULL), "reorder");
    add_step(true, pd, (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, written.memory}, {DNNL_ARG_TO, b->gradient.memory}}, 2);
}

static tensor build_weighted_forward(const layer *l, kept *k, tensor x) {
    bool conv = l->kind == CONV;
    int depth = conv ? 4 : 2, in_depth = x.md.ndims;
    dnnl_dims_t weights = {l->filters, k->in[1], conv ? l->size : k->in[2], conv ? l->size : k->in[3]};
    dnnl_dims_t strides = {l->stride, l->stride}, pads = {l->pad, l->pad}, bias = {l->filters};
    k->depth = depth;
    k->out[0] = k->in[0];
    k->out[1] = l->filters;
    k->out[2] = k->out[3] = conv ? (k->in[2] + 2 * l->pad - l->size) / l->stride + 1 : 1;
    dnnl_memory_desc_t any_in = desc(in_depth, k->in, dnnl_format_tag_any),
                       any_w = desc(in_depth, weights, dnnl_format_tag_any);
    dnnl_memory_desc_t any_out = desc(depth, k->out, dnnl_format_tag_any), b = desc(1, bias, dnnl_a);
    if (conv) {
        dnnl_convolution_desc_t d;
        check(dnnl_convolution_forward_desc_init(
                  &d, dnnl_forward_training, dnnl_convolution_auto, &any_in, &any_w, &b, &any_out, strides, pads, pads),
            "convolution");
        check(dnnl_primitive_desc_create(&k->forward, &d, NULL, cpu, NULL), "convolution");
    } else {
        dnnl_inner_product_desc_t d;
        check(dnnl_inner_product_forward_desc_init(&d, dnnl_forward_training, &any_in, &any_w, &b, &any_out), "dense");
        check(dnnl_primitive_desc_create(&k->forward, &d, NULL, cpu, NULL), "dense");
    }
    k->weight = new_block(wanted(k->forward, dnnl_query_weights_md));
    k->bias = new_block(&b);
    k->input = in_format(false, x, wanted(k->forward, dnnl_query_src_md));
    k->output = tensor_like(wanted(k->forward, dnnl_query_dst_md));
    add_step(false, k->forward,
        (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, k->input.memory}, {DNNL_ARG_WEIGHTS, k->weight->value.memory},
            {DNNL_ARG_BIAS, k->bias->value.memory}, {DNNL_ARG_DST, k->output.memory}},
        4);
    return k->output;
}

static tensor build_forward(const layer *l, kept *k, tensor x) {
    if (l->kind == CONV || l->kind == DENSE)
        return build_weighted_forward(l, k, x);
    k->depth = x.md.ndims;
    memcpy(k->out, k->in, sizeof k->out);
    k->input = x;
    if (l->kind == POOL) {
        k->out[2] = k->out[3] = (k->in[2] - l->size) / l->stride + 1;
        dnnl_dims_t strides = {l->stride, l->stride}, kernel = {l->size, l->size}, pads = {0, 0};
        dnnl_memory_desc_t any_out = desc(4, k->out, dnnl_format_tag_any);
        dnnl_pooling_desc_t d;
        check(dnnl_pooling_forward_desc_init(
                  &d, dnnl_forward_training, dnnl_pooling_max, &x.md, &any_out, strides, kernel, pads, pads),
            "pooling");
        check(dnnl_primitive_desc_create(&k->forward, &d, NULL, cpu, NULL), "pooling");
        k->output = tensor_like(wanted(k->forward, dnnl_query_dst_md));
        k->workspace = tensor_like(wanted(k->forward, dnnl_query_workspace_md));
        add_step(false, k->forward,
            (dnnl_exec_arg_t[]){
                {DNNL_ARG_SRC, x.memory}, {DNNL_ARG_DST, k->output.memory}, {DNNL_ARG_WORKSPACE, k->workspace.memory}},
            3);
        return k->output;
    }
    dnnl_eltwise_desc_t d;
    check(dnnl_eltwise_forward_desc_init(
              &d, dnnl_forward_training, l->kind == RELU ? dnnl_eltwise_relu : dnnl_eltwise_tanh, &x.md, 0, 0),
        "activation");
    check(dnnl_primitive_desc_create(&k->forward, &d, NULL, cpu, NULL), "activation");
    k->output = tensor_like(&x.md);
    add_step(false, k->forward, (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, x.memory}, {DNNL_ARG_DST, k->output.memory}}, 2);
    return k->output;
}

static dnnl_primitive_desc_t weights_back(const layer *l, const kept *k) {
    bool conv = l->kind == CONV;
    dnnl_dims_t weights = {l->filters, k->in[1], conv ? l->size : k->in[2], conv ? l->size : k->in[3]};
    dnnl_dims_t strides = {l->stride, l->stride}, pads = {l->pad, l->pad}, bias = {l->filters};
    int in_depth = k->input.md.ndims;
    dnnl_memory_desc_t in = desc(in_depth, k->in, dnnl_format_tag_any),
                       w = desc(in_depth, weights, dnnl_format_tag_any);
    dnnl_memory_desc_t out = desc(k->depth, k->out, dnnl_format_tag_any), b = desc(1, bias, dnnl_a);
    dnnl_primitive_desc_t pd;
    if (conv) {
        dnnl_convolution_desc_t d;
        check(dnnl_convolution_backward_weights_desc_init(
                  &d, dnnl_convolution_auto, &in, &w, &b, &out, strides, pads, pads),
            "dW");
        check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "dW");
    } else {
        dnnl_inner_product_desc_t d;
        check(dnnl_inner_product_backward_weights_desc_init(&d, &in, &w, &b, &out), "dW");
        check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "dW");
    }
    return pd;
}

static dnnl_primitive_desc_t data_back(const layer *l, const kept *k) {
    bool conv = l->kind == CONV;
    dnnl_dims_t weights = {l->filters, k->in[1], conv ? l->size : k->in[2], conv ? l->size : k->in[3]};
    dnnl_dims_t strides = {l->stride, l->stride}, pads = {l->pad, l->pad};
    int in_depth = k->input.md.ndims;
    dnnl_memory_desc_t in = desc(in_depth, k->in, dnnl_format_tag_any),
                       w = desc(in_depth, weights, dnnl_format_tag_any);
    dnnl_memory_desc_t out = desc(k->depth, k->out, dnnl_format_tag_any);
    dnnl_primitive_desc_t pd;
    if (conv) {
        dnnl_convolution_desc_t d;
        check(dnnl_convolution_backward_data_desc_init(&d, dnnl_convolution_auto, &in, &w, &out, strides, pads, pads),
            "dX");
        check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "dX");
    } else {
        dnnl_inner_product_desc_t d;
        check(dnnl_inner_product_backward_data_desc_init(&d, &in, &w, &out), "dX");
        check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "dX");
    }
    return pd;
}

static tensor build_weighted_backward(const layer *l, kept *k, tensor dy, bool first) {
    dnnl_primitive_desc_t pd = weights_back(l, k);
    tensor input = in_format(true, k->input, wanted(pd, dnnl_query_src_md));
    tensor upstream = in_format(true, dy, wanted(pd, dnnl_query_diff_dst_md));
    tensor dw = gradient_of(k->weight, wanted(pd, dnnl_query_diff_weights_md));
    add_step(true, pd,
        (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, input.memory}, {DNNL_ARG_DIFF_DST, upstream.memory},
            {DNNL_ARG_DIFF_WEIGHTS, dw.memory}, {DNNL_ARG_DIFF_BIAS, k->bias->gradient.memory}},
        4);
    bring_gradient(k->weight, dw);
    if (first)
        return dy;
    pd = data_back(l, k);
    upstream = in_format(true, dy, wanted(pd, dnnl_query_diff_dst_md));
    tensor weight = in_format(true, k->weight->value, wanted(pd, dnnl_query_weights_md));
    tensor dx = tensor_like(wanted(pd, dnnl_query_diff_src_md));
    add_step(true, pd,
        (dnnl_exec_arg_t[]){
            {DNNL_ARG_DIFF_DST, upstream.memory}, {DNNL_ARG_WEIGHTS, weight.memory}, {DNNL_ARG_DIFF_SRC, dx.memory}},
        3);
    return dx;
}

static tensor build_backward(const layer *l, kept *k, tensor dy, bool first) {
    if (l->kind == CONV || l->kind == DENSE)
        return build_weighted_backward(l, k, dy, first);
    dnnl_primitive_desc_t pd;
    if (l->kind == POOL) {
        dnnl_dims_t strides = {l->stride, l->stride}, kernel = {l->size, l->size}, pads = {0, 0};
        dnnl_pooling_desc_t d;
        dy = in_format(true, dy, &k->output.md);
        check(dnnl_pooling_backward_desc_init(
                  &d, dnnl_pooling_max, &k->input.md, &k->output.md, strides, kernel, pads, pads),
            "pooling");
        check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "pooling");
        tensor dx = tensor_like(&k->input.md);
        add_step(true, pd,
            (dnnl_exec_arg_t[]){{DNNL_ARG_DIFF_DST, dy.memory}, {DNNL_ARG_WORKSPACE, k->workspace.memory},
                {DNNL_ARG_DIFF_SRC, dx.memory}},
            3);
        return dx;
    }
    dnnl_eltwise_desc_t d;
    dy = in_format(true, dy, &k->input.md);
    check(dnnl_eltwise_backward_desc_init(
              &d, l->kind == RELU ? dnnl_eltwise_relu : dnnl_eltwise_tanh, &k->input.md, &k->input.md, 0, 0),
        "activation");
    check(dnnl_primitive_desc_create(&pd, &d, NULL, cpu, k->forward), "activation");
    tensor dx = tensor_like(&k->input.md);
    add_step(true, pd,
        (dnnl_exec_arg_t[]){
            {DNNL_ARG_SRC, k->input.memory}, {DNNL_ARG_DIFF_DST, dy.memory}, {DNNL_ARG_DIFF_SRC, dx.memory}},
        3);
    return dx;
}

/* The gradient of the mean cross-entropy of a softmax; labels cycle through the classes. */
static void softmax_gradient(const float *logits, float *gradient, int batch) {
    for (int n = 0; n < batch; n++, logits += CLASSES, gradient += CLASSES) {
        float high = logits[0], sum = 0;
        for (int i = 1; i < CLASSES; i++)
            high = logits[i] > high ? logits[i] : high;
        for (int i = 0; i < CLASSES; i++)
            sum += gradient[i] = expf(logits[i] - high);
        for (int i = 0; i < CLASSES; i++)
            gradient[i] = (gradient[i] / sum - (i == n % CLASSES ? 1.0f : 0.0f)) / (float)batch;
    }
}

static void update(float rate) {
    for (int b = 0; b < block_count; b++) {
        float *restrict value = blocks[b].value.data, *restrict momentum = blocks[b].momentum;
        const float *restrict gradient = blocks[b].gradient.data;
        for (size_t i = 0; i < blocks[b].count; i++) {
            momentum[i] = 0.9f * momentum[i] + gradient[i];
            value[i] -= rate * momentum[i];
        }
    }
}

static void run(dnnl_stream_t stream, const step *steps, int count) {
    for (int i = 0; i < count; i++)
        check(dnnl_primitive_execute(steps[i].primitive, stream, steps[i].count, steps[i].arguments), "run");
    check(dnnl_stream_wait(stream), "run");
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
    const network *net = NULL;
    for (size_t i = 0; count == 4 && i < sizeof networks / sizeof *networks; i++)
        net = strcmp(arguments[1], networks[i].name) ? net : &networks[i];
    int batch = net ? atoi(arguments[2]) : 0;
    if (!net || batch < 1) {
        fprintf(stderr, "usage: benchmark_onednn lenet-5|cifar-convnet|zip-1989 BATCH SECONDS\n");
        return 2;
    }
    dnnl_stream_t stream;
    check(dnnl_engine_create(&cpu, dnnl_cpu, 0), "engine");
    check(dnnl_stream_create(&stream, cpu, dnnl_stream_in_order), "stream");
    dnnl_dims_t sizes = {batch, net->channels, net->height, net->height};
    dnnl_memory_desc_t md = desc(4, sizes, dnnl_nchw);
    tensor input = tensor_like(&md), x = input;
    for (; net->layers[layer_count].kind != END; layer_count++) {
        kept *k = &layers[layer_count];
        memcpy(k->in, sizes, sizeof sizes);
        x = build_forward(&net->layers[layer_count], k, x);
        memcpy(sizes, k->out, sizeof sizes);
    }
    dnnl_memory_desc_t plain = desc(2, (dnnl_dims_t){batch, CLASSES}, dnnl_nc);
    tensor logits = in_format(false, x, &plain), dlogits = tensor_like(&plain), dy = dlogits;
    for (int i = layer_count - 1; i >= 0; i--)
        dy = build_backward(&net->layers[i], &layers[i], dy, i == 0);
    size_t pixels = (size_t)batch * (size_t)net->channels * (size_t)net->height * (size_t)net->height;
    for (size_t i = 0; i < pixels; i++)
        input.data[i] = (float)(i * 104729 % 256) / 255;
    double seconds = atof(arguments[3]), begin = 0;
    long done = 0;
    for (int i = -20; i < 0 || now() - begin < seconds; i++) {
        begin = i < 0 ? now() : begin;
        done = i < 0 ? 0 : done + batch;
        run(stream, forward_steps, forward_count);
        softmax_gradient(logits.data, dlogits.data, batch);
        run(stream, backward_steps, backward_count);
        update(0.001f);
    }
    printf("%.1f\n", (double)done / (now() - begin));
    return 0;
}
