/* Runs the graph: values forward in order, gradients backward in reverse order, each added to those of the node's
 * inputs. */
#include "pass.h"

#include "batch8.h"
#include "kernels.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

static int blocks_of(int images) {
    return (images + CNN_LANES - 1) / CNN_LANES;
}

static size_t work_of(const cnn_pass *pass, int index) {
    cnn_call shapes = cnn_net_shape_call(pass->net, index);
    return index ? cnn_kernels_work(pass->net->nodes[index].kind, pass->kernels, &shapes) : 0;
}

/* Where one array of a node lies, in floats, and the node that reads it last. */
typedef struct room {
    uint64_t size, place;
    int last;
} room;

static uint64_t rounded_up(size_t each, size_t images) {
    double floats = (double)each * (double)images;
    return ((uint64_t)(floats < 1e13 ? floats : 1e13) + 15) / 16 * 16; /* whole cache lines */
}

/* The values; those that the caller reads live to the end. */
static void size_values(const cnn_net *net, size_t images, bool reuse, room *rooms) {
    for (int i = 0; i < net->count; i++) {
        bool kept = !reuse || i == 0 || i == net->output || i == net->loss;
        rooms[i] = (room){
            .size = rounded_up(cnn_shape_image(net->nodes[i].layout.out), images), .last = kept ? net->count : i};
        for (int j = 0; j < net->nodes[i].input_count; j++) {
            room *read = &rooms[net->nodes[i].inputs[j]];
            read->last = read->last > i ? read->last : i;
        }
    }
}

/* What an operator keeps for its own backward run. */
static void size_scratch(const cnn_net *net, size_t images, bool reuse, room *rooms) {
    for (int i = 0; i < net->count; i++)
        rooms[i] = (room){.size = rounded_up(net->nodes[i].layout.scratch, images), .last = reuse ? i : net->count};
}

/* Places the arrays one after the other; returns the floats that all need together. */
static uint64_t place_in_line(room *rooms, int count) {
    uint64_t whole = 0;
    for (int i = 0; i < count; i++) {
        rooms[i].place = whole;
        whole += rooms[i].size;
    }
    return whole;
}

/* Gives each array the lowest offset that overlaps no array still to be read, in the order in which the nodes run. */
static uint64_t place_over(room *rooms, int count) {
    uint64_t whole = 0;
    for (int i = 0; i < count; i++) {
        room *r = &rooms[i];
        for (int j = 0; j < i; j++) {
            const room *other = &rooms[j];
            bool free = other->last < i || other->place + other->size <= r->place || r->place + r->size <= other->place;
            if (!free) { /* moves past it, and all others are checked again */
                r->place = other->place + other->size;
                j = -1;
            }
        }
        whole = r->place + r->size > whole ? r->place + r->size : whole;
    }
    return whole;
}

/* The offsets of all values and all scratch, and the floats that each kind needs. */
typedef struct plan {
    room *values, *scratches;
    uint64_t floats, more, bytes;
} plan;

/* Images with the idle lanes of the last block. */
static size_t lanes_of(cnn_kernels kernels, int images) {
    return (size_t)(kernels == CNN_BATCH8 ? blocks_of(images) * CNN_LANES : images);
}

static plan plan_of(const cnn_net *net, size_t images, bool gradients, room *rooms) {
    plan p = {.values = rooms, .scratches = rooms + net->count};
    size_values(net, images, !gradients, p.values);
    size_scratch(net, images, !gradients, p.scratches);
    p.floats = gradients ? place_in_line(p.values, net->count) : place_over(p.values, net->count);
    p.more = gradients ? place_in_line(p.scratches, net->count) : place_over(p.scratches, net->count);
    p.bytes = (p.floats * (gradients ? 2 : 1) + p.more) * sizeof(float);
    return p;
}

double cnn_pass_bytes(const cnn_net *net, int images, bool gradients, cnn_kernels kernels) {
    room *rooms = calloc((size_t)net->count * 2, sizeof *rooms);
    double bytes = rooms ? (double)plan_of(net, lanes_of(kernels, images), gradients, rooms).bytes : 0;
    free(rooms);
    return bytes;
}

static cnn_status take_memory(cnn_pass *pass, bool gradients, const plan *p) {
    const cnn_net *net = pass->net;
    const double gib = 1024.0 * 1024 * 1024;
    if (p->bytes > CNN_MEMORY_MAX)
        return cnn_fail(CNN_BAD_INPUT,
            "the activations of %s take %.1f GiB for %d image%s at once; at most %.0f GiB are used", net->name,
            (double)p->bytes / gib, pass->images, pass->images > 1 ? "s" : "", (double)CNN_MEMORY_MAX / gib);
    float *value = cnn_arena_alloc(pass->arena, (size_t)p->floats, sizeof *value);
    float *grad = value && gradients ? cnn_arena_alloc(pass->arena, (size_t)p->floats, sizeof *grad) : NULL;
    float *scratch = value && p->more ? cnn_arena_alloc(pass->arena, (size_t)p->more, sizeof *scratch) : NULL;
    if (!value || (gradients && !grad) || (p->more && !scratch))
        return cnn_no_memory("the activations of the network", (size_t)p->bytes);
    for (int i = 0; i < net->count; i++) {
        const cnn_node *node = &net->nodes[i];
        pass->value[i].shape = pass->grad[i].shape = node->layout.out;
        pass->value[i].data = value + p->values[i].place;
        pass->grad[i].data = gradients && node->on_path ? grad + p->values[i].place : NULL;
        pass->scratch[i] = node->layout.scratch ? scratch + p->scratches[i].place : NULL;
    }
    return cnn_ok();
}

static cnn_status make_room(cnn_pass *pass, bool gradients) {
    const cnn_net *net = pass->net;
    size_t count = (size_t)net->count, work = 1;
    pass->value = cnn_arena_alloc(pass->arena, count, sizeof *pass->value);
    pass->grad = cnn_arena_alloc(pass->arena, count, sizeof *pass->grad);
    pass->scratch = cnn_arena_alloc(pass->arena, count, sizeof *pass->scratch);
    pass->readers = cnn_arena_alloc(pass->arena, count, sizeof *pass->readers);
    room *rooms = cnn_arena_alloc(pass->arena, count * 2, sizeof *rooms);
    if (!pass->value || !pass->grad || !pass->scratch || !pass->readers || !rooms)
        return cnn_no_memory("the activations of the network", count * sizeof *rooms);
    plan p = plan_of(net, lanes_of(pass->kernels, pass->images), gradients, rooms);
    cnn_status status = take_memory(pass, gradients, &p);
    if (cnn_failed(status))
        return status;
    for (int i = 0; i < net->count; i++) {
        size_t its_work = work_of(pass, i);
        work = its_work > work ? its_work : work;
        for (int j = 0; j < net->nodes[i].input_count && net->nodes[i].on_path; j++)
            pass->readers[net->nodes[i].inputs[j]]++;
    }
    pass->work_each = work;
    pass->work = cnn_arena_alloc(pass->arena, work, sizeof(float));
    return pass->work ? cnn_ok() : cnn_no_memory("a convolution", work * sizeof(float));
}

cnn_status cnn_pass_new(const cnn_net *net, int images, bool gradients, cnn_kernels kernels, cnn_pass **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_pass *pass = arena ? cnn_arena_alloc(arena, 1, sizeof *pass) : NULL;
    if (!pass) {
        cnn_arena_free(arena);
        return cnn_no_memory("a pass", sizeof *pass);
    }
    pass->arena = arena;
    pass->net = net;
    pass->kernels = kernels;
    pass->images = images;
    pass->loss_scale = 1;
    cnn_status status = make_room(pass, gradients);
    if (cnn_failed(status)) {
        cnn_pass_free(pass);
        return status;
    }
    cnn_pass_use(pass, images);
    *out = pass;
    return status;
}

cnn_status cnn_pass_join(cnn_pass *pass, cnn_thread_pool *thread_pool) {
    size_t floats = pass->work_each * (size_t)cnn_thread_pool_size(thread_pool);
    float *work = cnn_arena_alloc(pass->arena, floats, sizeof *work);
    if (!work)
        return cnn_no_memory("a convolution", floats * sizeof *work);
    pass->work = work;
    pass->thread_pool = thread_pool;
    return cnn_ok();
}

void cnn_pass_free(cnn_pass *pass) {
    if (pass)
        cnn_arena_free(pass->arena);
}

void cnn_pass_use(cnn_pass *pass, int images) {
    pass->used = images;
    for (int i = 0; i < pass->net->count; i++)
        pass->value[i].shape.n = pass->grad[i].shape.n = pass->kernels == CNN_BATCH8 ? blocks_of(images) : images;
}

void cnn_pass_write(const cnn_pass *pass, cnn_tensor to, int image, const float *numbers) {
    size_t count = cnn_shape_image(to.shape);
    if (pass->kernels == CNN_BATCH8)
        cnn_batch8_put(cnn_batch8_block(to, image / CNN_LANES), image % CNN_LANES, numbers, count);
    else
        memcpy(to.data + (size_t)image * count, numbers, count * sizeof *numbers);
}

void cnn_pass_read(const cnn_pass *pass, cnn_tensor from, int image, float *numbers) {
    size_t count = cnn_shape_image(from.shape);
    if (pass->kernels == CNN_BATCH8)
        cnn_batch8_get(cnn_batch8_block(from, image / CNN_LANES), image % CNN_LANES, numbers, count);
    else
        memcpy(numbers, from.data + (size_t)image * count, count * sizeof *numbers);
}

static cnn_call call_of(const cnn_pass *pass, const float *parameters, int index) {
    const cnn_node *node = &pass->net->nodes[index];
    cnn_call call = {.attrs = &node->attrs,
        .inputs = node->input_count,
        .out = pass->value[index],
        .dout = pass->grad[index],
        .state = parameters && node->state_count ? parameters + node->state_at : NULL,
        .batch = pass->batch,
        .draw = cnn_rng_mix(pass->draw + (uint64_t)index),
        .slot = pass->slot,
        .scratch = pass->scratch[index],
        .work = pass->work,
        .work_each = pass->work_each,
        .thread_pool = pass->thread_pool,
        .labels = pass->labels,
        .target = pass->target,
        .loss_scale = pass->loss_scale,
        .images = pass->used};
    for (int i = 0; i < node->input_count; i++) {
        call.in[i] = pass->value[node->inputs[i]];
        call.din[i] = pass->grad[node->inputs[i]];
        call.fresh[i] = pass->kernels == CNN_BATCH8 && pass->readers[node->inputs[i]] == 1;
    }
    call.weight = node->weight_count ? parameters + node->weight_at : NULL;
    call.bias = node->bias_count ? parameters + node->bias_at : NULL;
    return call;
}

void cnn_pass_keep_statistics(cnn_pass *const *passes, int count, float *parameters) {
    const cnn_net *net = passes[0]->net;
    for (int i = 1; i < net->loss; i++) {
        const cnn_node *node = &net->nodes[i];
        size_t maps = node->state_count / 2;
        for (size_t c = 0; c < maps; c++) {
            float mean = 0, variance = 0, *running = parameters + node->state_at + c;
            for (int p = 0; p < count; p++) {
                const float *s = passes[p]->scratch[i] + c * CNN_STATISTICS;
                mean += s[CNN_STATISTIC_MEAN] / (float)count;
                variance += s[CNN_STATISTIC_VARIANCE] / (float)count;
            }
            running[0] += node->attrs.blend * (mean - running[0]);
            running[maps] += node->attrs.blend * (variance - running[maps]);
        }
    }
}

cnn_call cnn_pass_call(const cnn_pass *pass, const float *parameters, int node, int image) {
    cnn_call call = call_of(pass, parameters, node);
    for (int i = 0; i < call.inputs; i++) {
        call.in[i] = cnn_tensor_image(call.in[i], image);
        call.din[i] = cnn_tensor_image(call.din[i], image);
    }
    size_t each = cnn_shape_image(pass->net->nodes[pass->net->nodes[node].inputs[0]].layout.out);
    call.out = cnn_tensor_image(call.out, image);
    call.dout = cnn_tensor_image(call.dout, image);
    call.slot += image;
    call.labels = call.labels ? call.labels + image : NULL;
    call.target = call.target ? call.target + (size_t)image * each : NULL;
    return call;
}

static bool compares(const cnn_pass *pass) {
    return pass->labels || pass->target || !cnn_net_classifies(pass->net) ||
           pass->net->nodes[pass->net->loss].op->target == CNN_TARGET_GRADIENT;
}

bool cnn_pass_runs(const cnn_pass *pass, int node) {
    return node != pass->net->loss || compares(pass);
}

void cnn_pass_forward_node(cnn_pass *pass, const float *parameters, int node) {
    cnn_call call = call_of(pass, parameters, node);
    cnn_kernels_forward(pass->net->nodes[node].kind, pass->kernels, &call);
}

void cnn_pass_forward(cnn_pass *pass, const float *parameters) {
    for (int i = 1; i < pass->net->count && cnn_pass_runs(pass, i); i++)
        cnn_pass_forward_node(pass, parameters, i);
}

/* Where kernels can only add, all gradients begin at 0; otherwise only those that several readers add to. */
void cnn_pass_clear_gradients(cnn_pass *pass) {
    size_t lanes = pass->kernels == CNN_BATCH8 ? CNN_LANES : 1;
    for (int i = 0; i < pass->net->loss; i++)
        if (pass->grad[i].data && (pass->kernels != CNN_BATCH8 || pass->readers[i] != 1))
            memset(pass->grad[i].data, 0, cnn_shape_count(pass->grad[i].shape) * lanes * sizeof(float));
}

void cnn_pass_backward_node(cnn_pass *pass, const float *parameters, float *gradients, bool to_input, int node_index) {
    const cnn_node *node = &pass->net->nodes[node_index];
    if (!node->on_path)
        return;
    cnn_call call = call_of(pass, parameters, node_index);
    for (int j = 0; j < call.inputs && !to_input; j++)
        if (node->inputs[j] == 0)
            call.din[j].data = NULL;
    call.dweight = gradients && node->weight_count && !node->attrs.fixed ? gradients + node->weight_at : NULL;
    call.dbias = gradients && node->bias_count && !node->attrs.fixed ? gradients + node->bias_at : NULL;
    if (!node->op->loss || call.din[0].data)
        cnn_kernels_backward(node->kind, pass->kernels, &call);
}

void cnn_pass_backward(cnn_pass *pass, const float *parameters, float *gradients, bool to_input) {
    cnn_pass_clear_gradients(pass);
    for (int i = pass->net->loss; i > 0; i--)
        cnn_pass_backward_node(pass, parameters, gradients, to_input, i);
}
