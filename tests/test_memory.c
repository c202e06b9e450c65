/* Every allocation of the engine is made to fail in turn: each returns a status, leaks nothing and leaves everything as
 * it was. The linker puts the functions below between the engine and the library (--wrap). */
#include "check.h"

#include "checkpoint.h"
#include "dataset.h"
#include "digits.h"
#include "netfile.h"
#include "netfile_write.h"
#include "pass.h"
#include "pattern.h"
#include "recording.h"
#include "trainer.h"

#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__real_cnn_arena_alloc(cnn_arena *from, size_t count, size_t size);
char *__real_cnn_arena_text(cnn_arena *from, const char *text, size_t length);
void *__wrap_cnn_arena_alloc(cnn_arena *from, size_t count, size_t size);
char *__wrap_cnn_arena_text(cnn_arena *from, const char *text, size_t length);

static int left = -1; /* allocations until one fails; -1: none does */

static int fails(void) {
    return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}
void *__wrap_realloc(void *old, size_t size) {
    return fails() ? NULL : __real_realloc(old, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return fails() ? NULL : __real_aligned_alloc(alignment, size);
}

void *__wrap_cnn_arena_alloc(cnn_arena *from, size_t count, size_t size) {
    return fails() ? NULL : __real_cnn_arena_alloc(from, count, size);
}
char *__wrap_cnn_arena_text(cnn_arena *from, const char *text, size_t length) {
    return fails() ? NULL : __real_cnn_arena_text(from, text, length);
}

/* Calls `work` with the first, second, ... allocation failing until it succeeds; returns how many failed. */
static int each_fails(cnn_status (*work)(void)) {
    for (int i = 0; i < 20000; i++) {
        left = i;
        cnn_status status = work();
        bool was_asked = left < 0;
        left = -1;
        if (!was_asked) {
            CHECK_FINE(status);
            return i;
        }
        if (cnn_failed(status))
            if (status.code != CNN_NO_MEMORY)
                fail_msg("allocation %d: %s", i, status.message);
    }
    fail_msg("it never succeeds");
    return 0;
}

static const char yaml[] = "input: {channels: 1, height: 28, width: 28}\ndata: digits\n"
                           "blocks:\n  pair:\n    parameters: {k: }\n    layers:\n"
                           "      - conv: {name: c, filters: $k, size: 3}\n      - relu\n"
                           "layers:\n  - pair: {name: a, k: 2}\n  - batchnorm\n  - maxpool: {size: 2}\n"
                           "  - pair: {name: b, k: 3}\n  - dropout\n  - dense: {units: 10}\n  - softmax\n"
                           "train: {batch: 4}\n";

static cnn_dataset *data;
static cnn_netdesc *desc;
static cnn_net *net;
static cnn_arena *arena;
static float *start, *blocks;
static char path[64];

static cnn_status read_network(cnn_arena *into, cnn_netdesc **out) {
    cnn_document *d = NULL;
    cnn_status status = into ? cnn_document_parse("m.yaml", yaml, sizeof yaml - 1, &d) : cnn_no_memory("arena", 0);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), into, out);
    cnn_document_free(d);
    return status;
}

static cnn_status open_network(void) {
    cnn_arena *own = cnn_arena_new();
    cnn_netdesc *read;
    cnn_net *made = NULL;
    cnn_status status = read_network(own, &read);
    if (!cnn_failed(status))
        status = cnn_net_new(read, &made);
    if (!cnn_failed(status) && !cnn_netfile_write(read, own))
        status = cnn_no_memory("text", 0);
    cnn_net_free(made);
    cnn_arena_free(own);
    return status;
}

static cnn_status open_pattern(void) {
    cnn_arena *own = cnn_arena_new();
    cnn_netdesc *made = own ? cnn_netdesc_new(own, "p") : NULL;
    cnn_status status = made ? cnn_ok() : cnn_no_memory("p", 0);
    if (made) {
        made->input = (cnn_shape){1, 1, 28, 28};
        status = cnn_pattern_add("[((CONV => RELU) * 2 => POOL) * 2 => (FC => RELU) * 1]", 10, own, made);
    }
    cnn_arena_free(own);
    return status;
}

static cnn_status train(void) {
    cnn_trainer *trainer = NULL;
    cnn_status status = cnn_trainer_new(net, data, &desc->train, 2, start, &trainer);
    if (!cnn_failed(status))
        cnn_trainer_advance(trainer, 1);
    cnn_trainer_free(trainer);
    return status;
}

static cnn_status record(void) {
    static const float pixels[28 * 28];
    cnn_record_input input = {.label = 1, .pixels = pixels, .batch = 1, .parameters = start};
    cnn_recording *r = NULL;
    cnn_status status = cnn_recording_new(net, &desc->train, &input, &r);
    cnn_recording_free(r);
    return status;
}

static cnn_status run_forward(void) {
    cnn_pass *pass = NULL;
    cnn_status status = cnn_pass_new(net, 3, false, CNN_FAST, &pass);
    if (!cnn_failed(status))
        cnn_pass_forward(pass, start);
    cnn_pass_free(pass);
    return status;
}

static cnn_status save(void) {
    cnn_checkpoint c = {.settings = desc->train, .iteration = 3, .parameters = start, .momentum = start};
    return cnn_checkpoint_save(path, net, &c);
}

static cnn_status load(void) {
    for (size_t i = 0; i < net->parameters * 2; i++)
        blocks[i] = 7;
    cnn_checkpoint c = {.parameters = blocks, .momentum = blocks + net->parameters};
    cnn_status status = cnn_checkpoint_load(path, net, &c);
    for (size_t i = 0; i < net->parameters * 2 && cnn_failed(status); i++)
        assert_true(blocks[i] == 7);
    return status;
}

static cnn_status draw_digits(void) {
    cnn_dataset *few = NULL;
    cnn_status status = cnn_dataset_digits(1, 20, 10, &few);
    cnn_dataset_free(few);
    return status;
}

static void every_failing_allocation_is_a_status(void **fixture) {
    (void)fixture;
    static cnn_status (*const works[])(void) = {
        open_network, open_pattern, draw_digits, train, record, run_forward, save, load};
    arena = cnn_arena_new();
    CHECK_FINE(read_network(arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &net));
    CHECK_FINE(cnn_dataset_digits(1, 40, 10, &data));
    start = cnn_arena_alloc(arena, net->parameters, sizeof *start);
    cnn_net_initialize(net, desc, 1, start);
    snprintf(path, sizeof path, "stride-memory.safetensors");
    CHECK_FINE(save());
    blocks = cnn_arena_alloc(arena, net->parameters * 2, sizeof *blocks);
    int failed = 0;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        int count = each_fails(works[i]);
        print_message("work %zu: %d allocations failed in turn\n", i, count);
        failed += count;
    }
    assert_true(failed > 40);
    unlink(path);
    cnn_dataset_free(data);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_failing_allocation_is_a_status)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
