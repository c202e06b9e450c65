/* Networks drawn at random: channels, groups, dilation, ceil mode, uneven padding, branches that are added or
 * concatenated, every loss. For each, the steps are compared with the kernels, the fast kernels with the plain ones,
 * and the network with the one read back from its written file. STRIDE_NETWORKS=N draws N of them, from
 * STRIDE_NETWORKS_SEED; one that fails is printed as a network file. */
#include "steps.h"

#include "gradient_check.h"
#include "netfile.h"
#include "netfile_write.h"
#include "partial_gradients.h"
#include "pass.h"
#include "rng.h"

enum { LAYERS = 12, IMAGES = 3, LARGEST = 12 };

static char *failing; /* the network at hand */
static long compared; /* networks whose gradients were compared */
static long nudged;   /* gradient checks without a kink */

static int drawn(cnn_rng *rng, int low, int high) {
    return low + (int)cnn_rng_below(rng, (uint32_t)(high - low + 1));
}

static bool one_in(cnn_rng *rng, int count) {
    return cnn_rng_below(rng, (uint32_t)count) == 0;
}

static void draw_window(cnn_rng *rng, cnn_op_kind kind, cnn_attrs *a) {
    bool conv = kind == CNN_OP_CONV2D;
    a->ceil_mode = !conv && one_in(rng, 2);
    for (int i = 0; i < 2; i++) {
        a->kernel[i] = drawn(rng, 1, 4);
        a->stride[i] = drawn(rng, 1, one_in(rng, 2) ? 3 : 1);
        a->dilation[i] = drawn(rng, 1, conv && one_in(rng, 3) ? 3 : 1);
    }
    for (int i = 0; i < 4; i++)
        a->pad[i] = drawn(rng, 0, conv ? 3 : a->kernel[i / 2] / 2);
}

static void draw_attrs(cnn_rng *rng, cnn_op_kind kind, cnn_shape in, cnn_attrs *a) {
    switch (kind) {
    case CNN_OP_CONV2D:
        draw_window(rng, kind, a);
        a->bias = !one_in(rng, 3);
        a->groups = one_in(rng, 3) ? in.c : one_in(rng, 2) && in.c % 2 == 0 ? 2 : 1;
        a->filters = a->groups * drawn(rng, 1, 3);
        a->pad_mode = (cnn_pad_mode)drawn(rng, 0, one_in(rng, 3) ? CNN_PAD_MODES - 1 : 0);
        break;
    case CNN_OP_AVG_POOL:
        a->count_include_pad = one_in(rng, 2);
        draw_window(rng, kind, a);
        break;
    case CNN_OP_MAX_POOL:
    case CNN_OP_MIN_POOL:
        draw_window(rng, kind, a);
        break;
    case CNN_OP_SUBSAMPLE:
        a->kernel[0] = a->kernel[1] = a->stride[0] = a->stride[1] = drawn(rng, 1, 3);
        break;
    case CNN_OP_PAD:
        for (int i = 0; i < 4; i++)
            a->pad[i] = drawn(rng, 0, 3);
        a->pad_mode = (cnn_pad_mode)drawn(rng, 0, CNN_PAD_MODES - 1);
        break;
    case CNN_OP_ADAPTIVE_AVG_POOL:
        a->output[0] = drawn(rng, 1, 4);
        a->output[1] = drawn(rng, 1, 4);
        break;
    case CNN_OP_LRN:
        a->neighbours = 2 * drawn(rng, 0, 2) + 1;
        a->alpha = 0.5f;
        break;
    case CNN_OP_RBF:
        a->units = drawn(rng, 1, 9);
        break;
    case CNN_OP_CONV_TRANSPOSE:
        draw_window(rng, CNN_OP_CONV2D, a);
        a->bias = !one_in(rng, 3);
        a->groups = one_in(rng, 2) && in.c % 2 == 0 ? 2 : 1;
        a->filters = a->groups * drawn(rng, 1, 3);
        for (int i = 0; i < 2; i++)
            a->extra[i] = drawn(rng, 0, (a->stride[i] > a->dilation[i] ? a->stride[i] : a->dilation[i]) - 1);
        break;
    case CNN_OP_GELU:
        a->approximate = (cnn_approximation)drawn(rng, 0, 1);
        break;
    case CNN_OP_ELU:
        a->alpha = one_in(rng, 2) ? 1 : 0.5f;
        break;
    default:
        break;
    }
}

/* The output shape of a layer in the last network built from the description. */
static cnn_shape shape_of(const cnn_net *net, const cnn_netdesc *desc, int layer) {
    return layer < 0 ? desc->input : net->nodes[layer + 1].layout.out;
}

/* Adds a layer that reads earlier ones; removes it if it does not fit. */
static void add_layer(cnn_rng *rng, cnn_arena *arena, cnn_netdesc *desc, cnn_net **net) {
    static const cnn_op_kind kinds[] = {CNN_OP_CONV2D, CNN_OP_CONV2D, CNN_OP_CONV2D, CNN_OP_MAX_POOL, CNN_OP_AVG_POOL,
        CNN_OP_MIN_POOL, CNN_OP_RELU, CNN_OP_LEAKY_RELU, CNN_OP_TANH, CNN_OP_SIGMOID, CNN_OP_SCALED_TANH, CNN_OP_PAD,
        CNN_OP_LRN, CNN_OP_BATCH_NORM, CNN_OP_SUBSAMPLE, CNN_OP_ADAPTIVE_AVG_POOL, CNN_OP_ADD, CNN_OP_CONCAT,
        CNN_OP_ADD, CNN_OP_CONCAT, CNN_OP_RBF, CNN_OP_FLATTEN, CNN_OP_SOFTMAX, CNN_OP_CONV_TRANSPOSE,
        CNN_OP_CONV_TRANSPOSE, CNN_OP_GELU, CNN_OP_SILU, CNN_OP_ELU};
    cnn_op_kind kind = kinds[cnn_rng_below(rng, sizeof kinds / sizeof *kinds)];
    int count = desc->count, from = one_in(rng, 3) ? drawn(rng, -1, count - 1) : count - 1;
    cnn_shape in = shape_of(*net, desc, from);
    cnn_layer *layer = cnn_netdesc_add(desc, arena, kind, NULL);
    layer->inputs[0] = from;
    if (kind == CNN_OP_ADD || kind == CNN_OP_CONCAT)
        for (int i = count - 1; i >= -1 && layer->input_count < 3; i--) {
            cnn_shape other = shape_of(*net, desc, i);
            bool fits = other.h == in.h && other.w == in.w && (kind == CNN_OP_CONCAT || other.c == in.c);
            if (fits && i != from)
                layer->inputs[layer->input_count++] = i;
        }
    draw_attrs(rng, kind, in, &layer->attrs);
    cnn_net *larger = NULL;
    bool useless = (kind == CNN_OP_ADD || kind == CNN_OP_CONCAT) && layer->input_count < 2;
    if (!useless && !cnn_failed(cnn_net_new(desc, &larger)) &&
        cnn_shape_image(larger->nodes[count + 1].layout.out) <= LARGEST * LARGEST * 16) {
        cnn_net_free(*net);
        *net = larger;
        return;
    }
    cnn_net_free(larger);
    desc->count = count;
}

/* Brings all unread ends to one size and concatenates them. */
static void join_ends(cnn_arena *arena, cnn_netdesc *desc) {
    int ends[LAYERS + 1], count = 0;
    for (int i = 0; i < desc->count; i++) {
        bool is_read = false;
        for (int j = i + 1; j < desc->count; j++)
            for (int k = 0; k < desc->layers[j].input_count; k++)
                is_read = is_read || desc->layers[j].inputs[k] == i;
        if (!is_read)
            ends[count++] = i;
    }
    if (count == 1)
        return;
    for (int i = 0; i < count; i++) {
        cnn_layer *pool = cnn_netdesc_add(desc, arena, CNN_OP_ADAPTIVE_AVG_POOL, NULL);
        pool->inputs[0] = ends[i];
        pool->attrs.output[0] = pool->attrs.output[1] = 1;
    }
    for (int first = desc->count - count, done = 1; done < count;) { /* the pools, a few at a time */
        int before = desc->count - 1;
        cnn_layer *beside = cnn_netdesc_add(desc, arena, CNN_OP_CONCAT, NULL);
        beside->inputs[0] = done == 1 ? first : before;
        for (beside->input_count = 1; beside->input_count < CNN_INPUTS_MAX && done < count; done++)
            beside->inputs[beside->input_count++] = first + done;
    }
}

static cnn_net *draw_network(cnn_rng *rng, cnn_arena *arena, cnn_netdesc **out) {
    static const cnn_op_kind losses[] = {
        CNN_OP_LOSS_CROSS_ENTROPY, CNN_OP_LOSS_MSE, CNN_OP_LOSS_DISTANCE, CNN_OP_LOSS_SUM};
    cnn_netdesc *desc = *out = cnn_netdesc_new(arena, "random");
    cnn_net *net = NULL;
    desc->input = (cnn_shape){1, drawn(rng, 1, 4), drawn(rng, 3, LARGEST), drawn(rng, 3, LARGEST)};
    cnn_netdesc_add(desc, arena, CNN_OP_LEAKY_RELU, NULL)->attrs.slope = 0.5f;
    CHECK_FINE(cnn_net_new(desc, &net));
    for (int i = drawn(rng, 1, LAYERS); i > 0; i--)
        add_layer(rng, arena, desc, &net);
    cnn_net_free(net);
    join_ends(arena, desc);
    cnn_netdesc_add(desc, arena, CNN_OP_DENSE, NULL)->attrs.units = drawn(rng, 2, 6);
    bool softmax = one_in(rng, 2);
    if (softmax)
        cnn_netdesc_add(desc, arena, CNN_OP_SOFTMAX, NULL);
    /* The outputs of a softmax add up to one: the gradient of their sum is nothing but rounding. */
    desc->loss = losses[drawn(rng, softmax ? 0 : 1, softmax ? 2 : 3)];
    CHECK_FINE(cnn_net_new(desc, &net));
    return net;
}

/* The partial gradient at a step in the middle of a layer is the sum of the steps so far, and nothing else. */
static void gathers(const cnn_recording *r, int node, int64_t index) {
    const cnn_node *n = &r->net->nodes[node];
    cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, index, CNN_DEPTH_PRODUCT));
    const cnn_segment *segment = cnn_walk_segment(r->walk, step.address);
    if (step.address.term != segment->term_count - 1)
        return;
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    if (n->op->family != CNN_FAMILY_STAMP) /* its positions are input numbers, and each tap has a gradient of its own */
        CHECK_NEAR(step.result.gradient, call.dout.data[step.position], 0);
    cnn_arena *arena = cnn_arena_new();
    float *dw = cnn_arena_alloc(arena, n->weight_count + 1, sizeof *dw), *dx[CNN_INPUTS_MAX];
    for (int i = 0; i < n->input_count; i++)
        dx[i] = cnn_arena_alloc(arena, cnn_shape_image(call.in[i].shape), sizeof *dx[i]);
    for (int64_t p = 0; p <= step.position; p++)
        for (int64_t t = 0; t < step.taps && (p < step.position || t <= step.tap); t++) {
            cnn_tap tap = n->op->tap(&call, CNN_BACKWARD, step.address.term, p, t);
            cnn_numbers numbers = n->op->numbers(&call, CNN_BACKWARD, step.address.term, p, t);
            if (tap.input >= 0)
                dx[tap.source][tap.input] += numbers.dinput;
            if (tap.weight >= 0)
                dw[tap.weight] += numbers.dweight;
        }
    for (int i = 0; i < n->input_count; i++) {
        size_t count = cnn_shape_image(call.in[i].shape);
        float *got = cnn_arena_alloc(arena, count, sizeof *got);
        cnn_recording_dinput_all(r, step.address, i, got);
        for (size_t k = 0; k < count; k++)
            if (!(fabsf(got[k] - dx[i][k]) <= 1e-5f * (1 + fabsf(dx[i][k]))))
                fail_msg("%s at %lld/%lld: gathered %g, the steps add up to %g", n->name, (long long)step.position,
                    (long long)step.tap, (double)got[k], (double)dx[i][k]);
    }
    cnn_shape w = n->layout.weight;
    int channels = n->op->weight_axes == 4 ? w.c : 1;
    size_t each = w.n ? cnn_shape_count(w) / (size_t)(w.n * channels) : 0;
    float *plane = cnn_arena_alloc(arena, each + 1, sizeof *plane);
    for (int i = 0; i < w.n * channels; i++) {
        cnn_recording_dweight(r, step.address, i / channels, i % channels, plane);
        for (size_t k = 0; k < each; k++)
            if (!(fabsf(plane[k] - dw[(size_t)i * each + k]) <= 1e-5f * (1 + fabsf(plane[k]))))
                fail_msg("%s at %lld/%lld: a weight gathered %g, the steps add up to %g", n->name,
                    (long long)step.position, (long long)step.tap, (double)plane[k], (double)dw[(size_t)i * each + k]);
    }
    cnn_arena_free(arena);
}

/* The sum of what the layer's steps up to this one have laid on the same number. */
static double laid_by_steps(const cnn_recording *r, const cnn_step *step, int64_t index, double *size) {
    double sum = 0;
    for (int64_t i = cnn_walk_find(r->walk, CNN_FORWARD, step->address.node)->first; i <= index; i++) {
        cnn_address a = cnn_walk_address(r->walk, i, CNN_DEPTH_PRODUCT);
        cnn_call call = cnn_pass_call(r->pass, r->before, a.node, 0);
        const cnn_op *op = r->net->nodes[a.node].op;
        int64_t position = cnn_walk_position(r->walk, a), tap = cnn_walk_tap(r->walk, a);
        if (op->tap(&call, CNN_FORWARD, a.term, position, tap).output != step->cell.output || step->cell.output < 0)
            continue;
        double product = (double)op->numbers(&call, CNN_FORWARD, a.term, position, tap).product;
        sum += product;
        *size += fabs(product);
    }
    return sum;
}

/* The value so far of a position is the fold of its taps so far; padding takes no part. */
static void so_far_holds(const cnn_recording *r, int64_t index) {
    cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, index, CNN_DEPTH_PRODUCT));
    bool least = step.term.fold == CNN_FOLD_SMALLEST, most = step.term.fold == CNN_FOLD_LARGEST;
    double fold = least ? INFINITY : most ? -INFINITY : 0, size = 0;
    for (int64_t t = 0; t <= step.tap; t++) {
        double product = (double)cnn_recording_numbers(r, &step, t).product;
        if (cnn_recording_cell(r, &step, t).padding && (least || most))
            continue;
        fold = least ? fmin(fold, product) : most ? fmax(fold, product) : fold + product;
        size += isfinite(product) ? fabs(product) : 0;
    }
    if (step.term.fold == CNN_FOLD_LAID)
        fold = laid_by_steps(r, &step, index, &size);
    if (!((double)step.so_far == fold || fabs((double)step.so_far - fold) <= 1e-5 * (0.1 + size)))
        fail_msg("%s at %lld/%lld: so far %g, not %g", r->net->nodes[step.address.node].name, (long long)step.position,
            (long long)step.tap, (double)step.so_far, fold);
}

static void partial_sums_hold(const cnn_recording *r, cnn_rng *rng) {
    for (int node = 1; node <= r->net->loss; node++) {
        const cnn_segment *s = cnn_walk_find(r->walk, node == r->net->loss ? CNN_LOSS : CNN_FORWARD, node);
        for (int i = 0; s && i < 6; i++)
            so_far_holds(r, s->first + (int64_t)(cnn_rng_next(rng) % (uint64_t)s->steps));
    }
}

static void partial_gradients_hold(const cnn_recording *r, cnn_rng *rng) {
    for (int node = 1; node < r->net->loss; node++) {
        const cnn_segment *s = cnn_walk_find(r->walk, CNN_BACKWARD, node);
        for (int i = 0; s && i < 3; i++)
            gathers(r, node, s->first + (int64_t)(cnn_rng_next(rng) % (uint64_t)s->steps));
    }
}

/* The gradient check: the network runs again in double precision with one number moved a little. Its loss is the
 * recorded one, and its slope is the gradient from backpropagation. */
static void a_nudge_holds(const cnn_recording *r, cnn_rng *rng, cnn_check_target what, int node) {
    const cnn_node *n = &r->net->nodes[node];
    size_t count = what == CNN_CHECK_INPUT  ? cnn_shape_image(n->layout.out)
                   : what == CNN_CHECK_BIAS ? n->bias_count
                                            : n->weight_count;
    if (!count || cnn_gradient_check_obstacle(r, what, node) != CNN_CHECK_POSSIBLE)
        return;
    const float *gradient = what == CNN_CHECK_INPUT  ? r->pass->grad[0].data
                            : what == CNN_CHECK_BIAS ? r->share + n->bias_at
                                                     : r->share + n->weight_at;
    double largest = 0, loss = (double)r->pass->value[r->net->loss].data[0];
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs((double)gradient[i]));
    int index = drawn(rng, 0, (int)count - 1);
    cnn_gradient_check nudge;
    CHECK_FINE(cnn_gradient_check_run(r, what, node, index, 1e-5, &nudge));
    if (nudge.kinks)
        return;
    nudged++;
    double size = 0;
    for (int i = 0; i < (int)cnn_shape_image(r->net->nodes[r->net->output].layout.out); i++)
        size += fabs((double)r->pass->value[r->net->output].data[i]);
    if (!(fabs((nudge.plus + nudge.minus) / 2 - loss) <= 2e-4 * (1 + fabs(loss) + size)))
        fail_msg("%s: the loss is %g, run again %g", n->name, loss, (nudge.plus + nudge.minus) / 2);
    double rounding = 4e-10 * fabs(nudge.plus); /* of two losses, divided by 2e-5 */
    if (!(fabs(nudge.slope - nudge.backprop) <= 5e-3 * (0.02 + largest) + rounding))
        fail_msg("%s: number %d has the gradient %g, its slope is %g", n->name, index, nudge.backprop, nudge.slope);
    CHECK_NEAR(nudge.backprop, gradient[index], 0);
}

static void nudges_hold(const cnn_recording *r, cnn_rng *rng) {
    a_nudge_holds(r, rng, CNN_CHECK_INPUT, 0);
    for (int node = 1; node < r->net->loss; node++)
        for (int what = CNN_CHECK_WEIGHT; what <= CNN_CHECK_BIAS; what++)
            a_nudge_holds(r, rng, (cnn_check_target)what, node);
}

static void steps_hold(
    const cnn_net *net, const cnn_netdesc *desc, cnn_rng *rng, const float *parameters, const float *pixels) {
    cnn_record_input in = {.label = 1, .pixels = pixels, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
    forward_steps_hold(r);
    backward_steps_hold(r);
    partial_sums_hold(r, rng);
    partial_gradients_hold(r, rng);
    nudges_hold(r, rng);
    cnn_recording_free(r);
}

static void near_as_a_whole(
    const char *what, const char *layer, const float *plain, const float *fast, size_t count, double tolerance) {
    double most = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs((double)plain[i] - (double)fast[i]));
        largest = fmax(largest, fabs((double)plain[i]));
    }
    if (!(most <= tolerance * (0.02 + largest)))
        fail_msg("%s of %s: plain and fast differ by %g of %g", what, layer, most, largest);
}

/* Whether in some pool two different numbers are so close that rounding may decide which wins: then the gradient may go
 * either way. */
static bool rounding_chooses(const cnn_pass *pass, const float *parameters) {
    for (int node = 1; node < pass->net->loss; node++) {
        const cnn_op *op = pass->net->nodes[node].op;
        if (op != cnn_op_of(CNN_OP_MAX_POOL) && op != cnn_op_of(CNN_OP_MIN_POOL))
            continue;
        for (int image = 0; image < IMAGES; image++) {
            cnn_call call = cnn_pass_call(pass, parameters, node, image);
            cnn_term terms[CNN_TERMS_MAX];
            op->terms(&call, CNN_FORWARD, terms);
            for (int64_t p = 0; p < cnn_term_positions(terms[0]); p++) {
                float wins = op->result(&call, CNN_FORWARD, 0, p).result;
                for (int64_t t = 0; t < cnn_term_taps(terms[0]); t++) {
                    cnn_numbers n = op->numbers(&call, CNN_FORWARD, 0, p, t);
                    if (!n.taken && !op->tap(&call, CNN_FORWARD, 0, p, t).padding &&
                        fabsf(n.input - wins) <= 1e-5f * (1 + fabsf(wins)) && (n.input != wins || n.input != 0))
                        return true;
                }
            }
        }
    }
    return false;
}

/* Whether a softmax inside the network follows distances, which may be thousands. */
static bool weighs_distances(const cnn_net *net) {
    bool distances = false;
    for (int node = 1; node < net->output; node++) {
        distances = distances || net->nodes[node].kind == CNN_OP_RBF;
        if (distances && net->nodes[node].kind == CNN_OP_SOFTMAX)
            return true;
    }
    return false;
}

static void kernels_agree(
    const cnn_net *net, cnn_arena *arena, const float *parameters, const float *pixels, bool measured) {
    static const cnn_kernels kernels[] = {CNN_PLAIN, CNN_FAST, CNN_BATCH8};
    enum { WAYS = sizeof kernels / sizeof *kernels };
    int labels[IMAGES] = {1, 0, 1};
    /* Normalising maps of small variance enlarges rounding errors, and so does a softmax of large distances; a wrong
     * cell or weight is far above this. */
    double tolerance = measured || weighs_distances(net) ? 0.05 : 1e-3;
    cnn_pass *pass[WAYS];
    float *gradient[WAYS];
    size_t each = cnn_shape_image(net->nodes[0].layout.out);
    for (int i = 0; i < WAYS; i++) {
        CHECK_FINE(cnn_pass_new(net, IMAGES, true, kernels[i], &pass[i]));
        gradient[i] = cnn_arena_alloc(arena, net->parameters, sizeof(float));
        for (int image = 0; image < IMAGES; image++)
            cnn_pass_write(pass[i], pass[i]->value[0], image, pixels + (size_t)image * each);
        pass[i]->labels = labels;
        pass[i]->loss_scale = 1;
        pass[i]->batch = measured ? CNN_BATCH_MEASURED : CNN_BATCH_RUNNING;
        cnn_pass_forward(pass[i], parameters);
        cnn_pass_forward(pass[i], parameters); /* no kernel relies on zeroed memory */
        cnn_pass_backward(pass[i], parameters, gradient[i], true);
    }
    bool back = !rounding_chooses(pass[0], parameters);
    compared += back;
    size_t most = 0;
    for (int node = 1; node < net->loss; node++)
        most =
            cnn_shape_image(net->nodes[node].layout.out) > most ? cnn_shape_image(net->nodes[node].layout.out) : most;
    float *one = cnn_arena_alloc(arena, most, sizeof(float)), *other = cnn_arena_alloc(arena, most, sizeof(float));
    for (int way = 1; way < WAYS; way++) {
        for (int node = 1; node < net->loss; node++)
            for (int image = 0; image < IMAGES; image++)
                for (int grad = 0; grad < 1 + (back && net->nodes[node].on_path); grad++) {
                    const cnn_node *n = &net->nodes[node];
                    cnn_pass_read(pass[0], grad ? pass[0]->grad[node] : pass[0]->value[node], image, one);
                    cnn_pass_read(pass[way], grad ? pass[way]->grad[node] : pass[way]->value[node], image, other);
                    near_as_a_whole(
                        grad ? "gradient" : "value", n->name, one, other, cnn_shape_image(n->layout.out), tolerance);
                }
        for (int node = 1; node < net->loss && back; node++)
            near_as_a_whole("weights", net->nodes[node].name, gradient[0] + net->nodes[node].weight_at,
                gradient[way] + net->nodes[node].weight_at, net->nodes[node].weight_count, tolerance);
        cnn_pass_free(pass[way]);
    }
    cnn_pass_free(pass[0]);
}

static void written_and_read_is_the_same(const cnn_net *net, const char *text, cnn_arena *arena) {
    cnn_document *d;
    cnn_netdesc *desc;
    cnn_net *again;
    CHECK_FINE(cnn_document_parse("random.yaml", text, strlen(text), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &again));
    assert_int_equal(net->count, again->count);
    assert_int_equal(net->parameters, again->parameters);
    assert_int_equal(net->nodes[net->loss].kind, again->nodes[again->loss].kind);
    for (int i = 0; i < net->count; i++)
        assert_true(cnn_shape_equal(net->nodes[i].layout.out, again->nodes[i].layout.out));
    cnn_net_free(again);
    cnn_document_free(d);
}

static long wanted(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void steps_and_fast_kernels_are_the_plain_ones(void **state) {
    (void)state;
    long count = wanted("STRIDE_NETWORKS", 300), seed = wanted("STRIDE_NETWORKS_SEED", 1);
    for (long i = 0; i < count; i++) {
        cnn_rng rng = cnn_rng_seeded((uint64_t)seed, (uint64_t)i);
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        cnn_net *net = draw_network(&rng, arena, &desc);
        failing = cnn_netfile_write(desc, arena);
        written_and_read_is_the_same(net, failing, arena);
        size_t pixels = IMAGES * cnn_shape_image(desc->input);
        float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof(float)),
              *x = cnn_arena_alloc(arena, pixels, sizeof(float));
        cnn_net_initialize(net, desc, 3, parameters);
        for (size_t k = 0; k < pixels; k++)
            x[k] = cnn_rng_uniform(&rng, -1, 1);
        steps_hold(net, desc, &rng, parameters, x);
        kernels_agree(net, arena, parameters, x, i % 2);
        cnn_net_free(net);
        cnn_arena_free(arena);
        failing = NULL;
    }
    assert_true(compared > count / 2);
    assert_true(nudged > 3 * count);
}

static int print_failing(void **state) {
    (void)state;
    if (failing)
        fprintf(stderr, "%s\n", failing);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(steps_and_fast_kernels_are_the_plain_ones, print_failing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
