/* An iteration is two rounds of jobs of a thread pool: first the shards, each writing only its own memory, then ranges
 * of the parameters, each adding up its gradients in the order of the shards. So no number depends on which thread did
 * what. */
#include "trainer.h"

#include "batch8.h"
#include "pass.h"
#include "rng.h"
#include "thread_pool.h"

#include <stdlib.h>
#include <string.h>

enum { SHARDS_MAX = 4, RANGE = 16 * 1024 };

typedef struct shard {
    cnn_pass *pass;
    float *gradient;
    int first, images; /* in the minibatch */
    int *labels;
    uint8_t *fitted; /* a picture in the network's size; NULL: they are stored in it */
    float loss;      /* sum over its images */
} shard;

struct cnn_trainer {
    const cnn_net *net;
    const cnn_dataset *data;
    cnn_train_settings settings, present; /* the present settings, with the rate of this iteration */
    int batch, per_epoch;
    int64_t iteration, shuffled_epoch;
    uint32_t *order;
    float *parameters, *momentum;
    shard shards[SHARDS_MAX];
    int shard_count;
    int parts;                    /* shards done of a minibatch that is done in parts */
    float (*number_of_byte)[256]; /* of each channel, as cnn_pictures_read has it */
    cnn_arena *arena;

    cnn_thread_pool *thread_pool;
    bool update; /* the second round moves the parameters */
};

static const uint32_t *order_of(cnn_trainer *t, int64_t epoch) {
    if (t->shuffled_epoch != epoch) {
        cnn_rng rng = cnn_rng_seeded(t->settings.seed, 1 + (uint64_t)epoch);
        cnn_rng_permutation(&rng, t->order, (uint32_t)t->data->train.count);
        t->shuffled_epoch = epoch;
    }
    return t->order;
}

/* The picture at index `slot` of the present minibatch. */
static int picture_at(cnn_trainer *t, int slot) {
    int64_t epoch = t->iteration / t->per_epoch, within = t->iteration % t->per_epoch;
    return (int)order_of(t, epoch)[within * t->batch + slot];
}

/* Pictures stored in the network's size, read from their bytes; `together` of them are interleaved. */
static void read_stored(const cnn_trainer *t, float *to, const cnn_pictures *from, const uint32_t *order, int first,
    int count, int together) {
    size_t each = cnn_shape_image(t->data->image), plane = each / (size_t)t->data->image.c;
    for (int i = 0; i < count; i += together) {
        const uint8_t *bytes[CNN_LANES];
        for (int lane = 0; lane < together; lane++) {
            int place = i + lane < count ? i + lane : i;
            bytes[lane] = from->pixels + (order ? order[place] : (size_t)(first + place)) * each;
        }
        for (size_t c = 0, j = 0; j < each; c++)
            for (size_t end = j + plane; j < end; j++)
                for (int lane = 0; lane < together; lane++)
                    *to++ = t->number_of_byte[c][bytes[lane][j]];
    }
}

/* Pictures of another size, fitted one after the other. */
static void read_fitted(const cnn_trainer *t, shard *s, const cnn_pictures *from, const uint32_t *order, int first,
    int count, int together) {
    size_t each = cnn_shape_image(t->data->image), whole = (size_t)((count + together - 1) / together * together),
           plane = each / (size_t)t->data->image.c;
    for (size_t i = 0; i < whole; i++) {
        size_t lane = i % (size_t)together, place = i < (size_t)count ? i : i - lane;
        cnn_pictures_bytes(t->data, from, order ? (int)order[place] : first + (int)place, s->fitted);
        float *to = s->pass->value[0].data + (i - lane) * each + lane;
        for (size_t j = 0; j < each; j++)
            to[j * (size_t)together] = t->number_of_byte[j / plane][s->fitted[j]];
    }
}

/* Pictures order[0..count-1] of `from` (NULL: first, first+1, ...) into the shard's pass. */
static void read_pictures(
    const cnn_trainer *t, shard *s, const cnn_pictures *from, const uint32_t *order, int first, int count) {
    int together = s->pass->kernels == CNN_BATCH8 ? CNN_LANES : 1;
    cnn_pass_use(s->pass, count);
    if (s->fitted)
        read_fitted(t, s, from, order, first, count, together);
    else
        read_stored(t, s->pass->value[0].data, from, order, first, count, together);
}

static void run_shard(void *context, int index, int worker) {
    (void)worker;
    cnn_trainer *t = context;
    shard *s = &t->shards[index];
    const uint32_t *order = t->order + (t->iteration % t->per_epoch) * t->batch + s->first;
    read_pictures(t, s, &t->data->train, order, 0, s->images);
    for (int i = 0; i < s->images; i++)
        s->labels[i] = t->data->train.labels[order[i]];
    memset(s->gradient, 0, t->net->learning * sizeof(float));
    s->pass->labels = s->labels;
    s->pass->loss_scale = 1 / (float)t->batch;
    s->pass->batch = CNN_BATCH_MEASURED;
    s->pass->draw = cnn_rng_mix(t->settings.seed ^ cnn_rng_mix((uint64_t)t->iteration));
    s->pass->slot = s->first;
    cnn_pass_forward(s->pass, t->parameters);
    cnn_pass_backward(s->pass, t->parameters, s->gradient, false);
    s->loss = 0;
    for (int i = 0; i < s->images; i++)
        s->loss += s->pass->value[t->net->loss].data[i]; /* one number an image: the same in both layouts */
}

/* The second buffer of Adam; for the others it is never touched. */
static float *second_of(const cnn_trainer *t) {
    return t->momentum + (cnn_optimizer_buffers(&t->settings) > 1 ? t->net->parameters : 0);
}

/* Adds up one range of the parameters' gradients in the first shard's memory. */
static void run_range(void *context, int index, int worker) {
    (void)worker;
    cnn_trainer *t = context;
    size_t first = (size_t)index * RANGE, left = t->net->learning - first, count = left < RANGE ? left : RANGE;
    float *sum = t->shards[0].gradient + first;
    for (int i = 1; i < t->shard_count; i++) {
        const float *more = t->shards[i].gradient + first;
        for (size_t j = 0; j < count; j++)
            sum[j] += more[j];
    }
    if (t->update)
        cnn_optimizer_step(&t->present, count, t->parameters + first, sum, t->momentum + first, second_of(t) + first);
}

static int gather_parts(const cnn_trainer *t, cnn_pass **parts) {
    for (int i = 0; i < t->shard_count; i++)
        parts[i] = t->shards[i].pass;
    return t->shard_count;
}

static void begin_batch(cnn_trainer *t) {
    order_of(t, t->iteration / t->per_epoch);
    t->present = t->settings;
    t->present.made = t->iteration;
    t->present.rate = cnn_rate_at(&t->settings, t->iteration, t->per_epoch);
    t->parts = 0;
}

/* After the shards. */
static float end_batch(cnn_trainer *t, bool update) {
    t->update = update;
    cnn_thread_pool_run(t->thread_pool, (int)((t->net->learning + RANGE - 1) / RANGE), run_range, t);
    cnn_pass *parts[SHARDS_MAX];
    int part_count = gather_parts(t, parts);
    if (update)
        cnn_pass_keep_statistics(parts, part_count, t->parameters);
    float loss = 0;
    for (int i = 0; i < t->shard_count; i++)
        loss += t->shards[i].loss;
    return loss / (float)t->batch;
}

/* Computes the gradient of the minibatch, left in the first shard, and with `update` makes the step; returns the mean
 * loss. */
static float run_batch(cnn_trainer *t, bool update) {
    begin_batch(t);
    cnn_thread_pool_run(t->thread_pool, t->shard_count, run_shard, t);
    return end_batch(t, update);
}

bool cnn_trainer_advance_part(cnn_trainer *t, float *loss) {
    if (t->parts == 0)
        begin_batch(t);
    run_shard(t, t->parts++, 0);
    if (t->parts < t->shard_count)
        return false;
    *loss = end_batch(t, true);
    t->parts = 0;
    t->iteration++;
    return true;
}

float cnn_trainer_advance(cnn_trainer *t, int iterations) {
    float loss = 0;
    for (int i = 0; i < iterations; i++) {
        loss = run_batch(t, true);
        t->iteration++;
    }
    return loss;
}

/* As many classes as the network has numbers, or what to change in its file: the last layer before the loss with
 * weights decides how many numbers there are. */
static cnn_status check_classes(const cnn_net *net, const cnn_dataset *data, cnn_shape output) {
    int last = net->nodes[net->loss].inputs[0];
    char way[CNN_MESSAGE_MAX] = "";
    if (!cnn_net_classifies(net) || cnn_shape_image(output) >= (size_t)data->classes)
        return cnn_ok();
    while (last > 0 &&
           (!net->nodes[last].weight_count || (!net->nodes[last].attrs.units && !net->nodes[last].attrs.filters)))
        last = net->nodes[last].inputs[0];
    const cnn_node *n = &net->nodes[last];
    const char *word = n->attrs.units ? "units" : n->attrs.filters ? "filters" : NULL;
    if (last > 0 && word)
        cnn_format(way, sizeof way, "; with \"%s: %d\" in layer %s it has as many", word, data->classes, n->name);
    return cnn_fail(CNN_BAD_INPUT, "%s gives %zu numbers, the data set %s has %d classes%s", net->name,
        cnn_shape_image(output), data->name, data->classes, way);
}

static cnn_status check_data(const cnn_net *net, const cnn_dataset *data) {
    cnn_shape in = net->nodes[0].layout.out, output = net->nodes[net->nodes[net->loss].inputs[0]].layout.out;
    if (!cnn_shape_equal(in, data->image))
        return cnn_fail(CNN_BAD_INPUT,
            "%s takes %d x %d x %d pictures, the data set %s has %d x %d x %d; a network for them begins with input: "
            "{channels: %d, height: %d, width: %d}",
            net->name, in.h, in.w, in.c, data->name, data->image.h, data->image.w, data->image.c, data->image.c,
            data->image.h, data->image.w);
    if (net->nodes[net->loss].op->target == CNN_TARGET_GRADIENT)
        return cnn_fail(CNN_BAD_INPUT, "%s cannot be trained on classes: its loss is %s", net->name,
            net->nodes[net->loss].op->name);
    return check_classes(net, data, output);
}

/* A batch normalisation that measures a single number finds no spread: whatever comes in, its bias goes out. */
static cnn_status check_spread(const cnn_trainer *t) {
    for (int i = 1; i < t->net->loss && t->batch == 1; i++) {
        const cnn_node *n = &t->net->nodes[i];
        if (n->state_count && n->layout.out.h * n->layout.out.w == 1)
            return cnn_fail(CNN_BAD_INPUT,
                "layer %s has one number in each map, and a batch of 1 has no spread to normalise by; a larger batch "
                "has",
                n->name);
    }
    return cnn_ok();
}

/* What a minibatch of so many images takes, by the shards it is cut into. */
static double bytes_of(const cnn_net *net, int batch) {
    int blocks = (batch + CNN_LANES - 1) / CNN_LANES, shards = blocks < SHARDS_MAX ? blocks : SHARDS_MAX;
    cnn_kernels kernels = batch >= CNN_LANES ? CNN_BATCH8 : CNN_FAST;
    int images = blocks * CNN_LANES / shards < batch ? blocks * CNN_LANES / shards : batch;
    return shards * (cnn_pass_bytes(net, images, true, kernels) + (double)net->parameters * sizeof(float));
}

/* Checked before any allocation: the message for a batch that is too large says what it would take and which batch
 * fits. */
static cnn_status check_memory(const cnn_trainer *t) {
    const double gib = 1024.0 * 1024 * 1024, most = (double)CNN_MEMORY_MAX;
    double bytes = bytes_of(t->net, t->batch);
    int fits = t->batch;
    while (fits > 0 && bytes_of(t->net, fits) > most)
        fits /= 2;
    if (bytes <= most)
        return cnn_ok();
    if (!fits)
        return cnn_fail(CNN_BAD_INPUT, "%s takes %.1f GiB to train on a single image; at most %.0f GiB are used",
            t->net->name, bytes_of(t->net, 1) / gib, most / gib);
    return cnn_fail(CNN_BAD_INPUT,
        "%s takes %.1f GiB to train on %d images at once; at most %.0f GiB are used. A batch of %d fits", t->net->name,
        bytes / gib, t->batch, most / gib, fits);
}

/* Each shard gets a whole number of blocks of eight images, divided as evenly as possible; fewer than eight images form
 * one shard of single images. */
static cnn_status make_shards(cnn_trainer *t) {
    int blocks = (t->batch + CNN_LANES - 1) / CNN_LANES;
    bool by_eight = t->batch >= CNN_LANES;
    t->shard_count = blocks < SHARDS_MAX ? blocks : SHARDS_MAX;
    for (int i = 0; i < t->shard_count; i++) {
        shard *s = &t->shards[i];
        int end = blocks * (i + 1) / t->shard_count * CNN_LANES;
        s->first = blocks * i / t->shard_count * CNN_LANES;
        s->images = (end < t->batch ? end : t->batch) - s->first;
        s->gradient = cnn_arena_alloc(t->arena, t->net->parameters, sizeof(float));
        s->labels = cnn_arena_alloc(t->arena, (size_t)s->images, sizeof *s->labels);
        bool fits = cnn_dataset_plain(t->data);
        s->fitted = fits ? NULL : cnn_arena_alloc(t->arena, cnn_shape_image(t->data->image), 1);
        if (!s->gradient || !s->labels || (!fits && !s->fitted))
            return cnn_no_memory("training", t->net->parameters * sizeof(float));
        cnn_status status = cnn_pass_new(t->net, s->images, true, by_eight ? CNN_BATCH8 : CNN_FAST, &s->pass);
        if (cnn_failed(status))
            return status;
    }
    return cnn_ok();
}

static cnn_status prepare(cnn_trainer *t, const cnn_train_settings *settings, const float *parameters) {
    cnn_status status = check_data(t->net, t->data);
    if (cnn_failed(status))
        return status;
    size_t count = t->net->parameters;
    t->settings = *settings;
    t->batch = settings->batch < t->data->train.count ? settings->batch : t->data->train.count;
    t->per_epoch = t->data->train.count / t->batch;
    status = check_spread(t);
    if (!cnn_failed(status))
        status = check_memory(t);
    if (cnn_failed(status))
        return status;
    t->shuffled_epoch = -1;
    t->order = cnn_arena_alloc(t->arena, (size_t)t->data->train.count, sizeof *t->order);
    t->parameters = cnn_arena_alloc(t->arena, count, sizeof(float));
    t->momentum = cnn_arena_alloc(t->arena, count * (size_t)cnn_optimizer_buffers(settings), sizeof(float));
    t->number_of_byte = cnn_arena_alloc(t->arena, (size_t)t->data->image.c, sizeof *t->number_of_byte);
    if (!t->order || !t->parameters || !t->momentum || !t->number_of_byte)
        return cnn_no_memory("training", count * 2 * sizeof(float));
    memcpy(t->parameters, parameters, count * sizeof(float));
    for (int i = 0; i < 256 * t->data->image.c; i++)
        t->number_of_byte[i / 256][i % 256] = cnn_pixel(t->data, i / 256, (uint8_t)(i % 256));
    return make_shards(t);
}

cnn_status cnn_trainer_new(const cnn_net *net, const cnn_dataset *data, const cnn_train_settings *settings, int threads,
    const float *parameters, cnn_trainer **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_trainer *t = arena ? cnn_arena_alloc(arena, 1, sizeof *t) : NULL;
    if (!t) {
        cnn_arena_free(arena);
        return cnn_no_memory("training", sizeof *t);
    }
    t->arena = arena;
    t->net = net;
    t->data = data;
    cnn_status status = prepare(t, settings, parameters);
    if (!cnn_failed(status))
        status = cnn_thread_pool_new(threads < t->shard_count ? threads : t->shard_count, &t->thread_pool);
    if (cnn_failed(status))
        cnn_trainer_free(t);
    else
        *out = t;
    return status;
}

void cnn_trainer_free(cnn_trainer *t) {
    if (!t)
        return;
    cnn_thread_pool_free(t->thread_pool);
    for (int i = 0; i < t->shard_count; i++)
        cnn_pass_free(t->shards[i].pass);
    cnn_arena_free(t->arena);
}

int64_t cnn_trainer_iteration(const cnn_trainer *t) {
    return t->iteration;
}
int cnn_trainer_per_epoch(const cnn_trainer *t) {
    return t->per_epoch;
}
int cnn_trainer_batch(const cnn_trainer *t) {
    return t->batch;
}
const float *cnn_trainer_parameters(const cnn_trainer *t) {
    return t->parameters;
}
const float *cnn_trainer_momentum(const cnn_trainer *t) {
    return t->momentum;
}

void cnn_trainer_restore(cnn_trainer *t, int64_t iteration, const float *parameters, const float *momentum) {
    t->iteration = iteration;
    t->parts = 0;
    memcpy(t->parameters, parameters, t->net->parameters * sizeof(float));
    memcpy(t->momentum, momentum, t->net->parameters * (size_t)cnn_optimizer_buffers(&t->settings) * sizeof(float));
}

void cnn_trainer_predict(cnn_trainer *t, const cnn_pictures *from, int first, int count, float *outputs) {
    cnn_pass *pass = t->shards[0].pass;
    size_t numbers = cnn_shape_image(t->net->nodes[t->net->output].layout.out);
    t->parts = 0; /* the first shard's numbers are written over */
    pass->labels = NULL;
    pass->batch = CNN_BATCH_RUNNING;
    for (int done = 0; done < count; done += pass->used) {
        int now = count - done < pass->images ? count - done : pass->images;
        read_pictures(t, &t->shards[0], from, NULL, first + done, now);
        cnn_pass_forward(pass, t->parameters);
        for (int i = 0; i < now; i++)
            cnn_pass_read(pass, pass->value[t->net->output], i, outputs + (size_t)(done + i) * numbers);
    }
}

int cnn_trainer_evaluate(cnn_trainer *t, int first, int count) {
    enum { AT_ONCE = 64 };
    size_t numbers = cnn_shape_image(t->net->nodes[t->net->output].layout.out);
    float *outputs = malloc(AT_ONCE * numbers * sizeof *outputs);
    int right = 0;
    for (int done = 0; done < count && outputs; done += AT_ONCE) {
        int now = count - done < AT_ONCE ? count - done : AT_ONCE;
        cnn_trainer_predict(t, &t->data->test, first + done, now, outputs);
        for (int i = 0; i < now; i++)
            right += cnn_net_class(t->net, outputs + (size_t)i * numbers) == t->data->test.labels[first + done + i];
    }
    free(outputs);
    return right;
}

cnn_status cnn_trainer_record(cnn_trainer *t, int slot, cnn_recording **out) {
    run_batch(t, false);
    cnn_pass *parts[SHARDS_MAX];
    int picture = picture_at(t, slot % t->batch), count = gather_parts(t, parts), part = 0;
    while (part + 1 < count && t->shards[part + 1].first <= slot % t->batch)
        part++;
    float *pixels = malloc(cnn_shape_image(t->data->image) * sizeof *pixels);
    if (!pixels)
        return cnn_no_memory("a picture", cnn_shape_image(t->data->image) * sizeof *pixels);
    cnn_pictures_read(t->data, &t->data->train, picture, pixels);
    cnn_record_input input = {.iteration = t->iteration,
        .image = picture,
        .label = t->data->train.labels[picture],
        .pixels = pixels,
        .batch = t->batch,
        .parameters = t->parameters,
        .momentum = t->momentum,
        .gradient = t->shards[0].gradient,
        .parts = parts,
        .part_count = count,
        .part = part,
        .slot = slot % t->batch};
    cnn_status status = cnn_recording_new(t->net, &t->present, &input, out);
    free(pixels);
    return status;
}
