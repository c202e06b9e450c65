/* Besides not crashing, each target checks the promises of a reader: what was read can be written and read again; what
 * is refused changes nothing and gives a reason. */
#include "fuzz_targets.h"

#include "address.h"
#include "bench_link.h"
#include "breakpoints.h"
#include "checkpoint.h"
#include "cli_worksheet.h"
#include "command.h"
#include "dataset.h"
#include "grid_text.h"
#include "idx.h"
#include "lesson_scene.h"
#include "link.h"
#include "netfile.h"
#include "netfile_write.h"
#include "npy.h"
#include "onnx_read.h"
#include "opened_network.h"
#include "pattern.h"
#include "pickle.h"
#include "picture_decode.h"
#include "reader.h"
#include "rng.h"
#include "settings.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An assertion that is checked in every build. */
#define HOLDS(claim)                                                    \
    do {                                                                \
        if (!(claim)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #claim); \
            abort();                                                    \
        }                                                               \
    } while (0)

static bool says_why(cnn_status status) {
    return !cnn_failed(status) ||
           (status.message[0] && strlen(status.message) < sizeof status.message && cnn_is_printable(status.message));
}

/* A file of the bytes under that name, in the folder that STRIDE_FUZZ_FOLDER names. */
static const char *file_of(const char *name, const uint8_t *bytes, size_t length) {
    static char path[160];
    const char *folder = getenv("STRIDE_FUZZ_FOLDER");
    HOLDS(folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    HOLDS(descriptor >= 0);
    for (size_t at = 0; at < length;) {
        ssize_t put = write(descriptor, bytes + at, length - at);
        HOLDS(put > 0);
        at += (size_t)put;
    }
    close(descriptor);
    return path;
}

static const char *text_of(const uint8_t *bytes, size_t length, char *text, size_t size) {
    length = length < size - 1 ? length : size - 1;
    memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

static void network(const uint8_t *bytes, size_t length) {
    cnn_arena *arena = cnn_arena_new();
    cnn_document *d = NULL, *again = NULL;
    cnn_netdesc *desc, *second;
    cnn_net *net = NULL, *same = NULL;
    cnn_status status = cnn_document_parse("network.yaml", (const char *)bytes, length, &d);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), arena, &desc);
    if (!cnn_failed(status))
        status = cnn_net_new(desc, &net);
    HOLDS(says_why(status));
    char *text = net ? cnn_netfile_write(desc, arena) : NULL;
    if (net) {
        HOLDS(text);
        status = cnn_document_parse("again.yaml", text, strlen(text), &again);
        if (!cnn_failed(status))
            status = cnn_netfile_read(again, cnn_document_root(again), arena, &second);
        if (!cnn_failed(status))
            status = cnn_net_new(second, &same);
        if (cnn_failed(status))
            fprintf(stderr, "%s\n%s\n", status.message, text);
        HOLDS(same && same->count == net->count && same->parameters == net->parameters);
        for (int i = 0; i < net->count; i++)
            HOLDS(cnn_shape_equal(net->nodes[i].layout.out, same->nodes[i].layout.out));
    }
    cnn_net_free(net);
    cnn_net_free(same);
    cnn_document_free(d);
    cnn_document_free(again);
    cnn_arena_free(arena);
}

/* A model that is read is a network that can be built, and all its numbers can be. */
static void onnx_model(const uint8_t *bytes, size_t length) {
    enum { MOST = 1 << 20 };
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = NULL;
    cnn_status status = cnn_onnx_read(bytes, length, "/nowhere/model.onnx", arena, &desc);
    HOLDS(says_why(status) && (cnn_failed(status) || !desc->note || cnn_is_printable(desc->note)));
    if (!cnn_failed(status))
        status = cnn_net_new(desc, &net);
    HOLDS(says_why(status));
    if (net && net->parameters < MOST) {
        float *parameters = malloc((net->parameters + 1) * sizeof *parameters);
        HOLDS(parameters);
        cnn_net_initialize(net, desc, 1, parameters);
        free(parameters);
    }
    for (int i = 1; net && i <= net->output; i++)
        HOLDS(cnn_net_find(net, net->nodes[i].name) == i && strlen(net->nodes[i].name) < CNN_NAME_MAX);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void start_assets(void) {
    static bool started;
    if (!started) {
        HOLDS(!cnn_failed(text_start()) && !cnn_failed(assets_start()));
        strings_use(LANGUAGE_EN);
    }
    started = true;
}

static void check_lesson(const char *path) {
    lesson *l = NULL;
    cnn_status status = lesson_open(path, &l);
    HOLDS(says_why(status) && !l == cnn_failed(status));
    if (l)
        lesson_scene_check(l);
    lesson_close(l);
}

static void lesson_file(const uint8_t *bytes, size_t length) {
    start_assets();
    check_lesson(file_of("lesson.md", bytes, length));
}

/* What is unpacked lies beside the file, and goes with it. */
static void pack(const uint8_t *bytes, size_t length) {
    start_assets();
    const char *path = file_of("pack.stride", bytes, length);
    char folder[4096];
    cnn_format(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = '\0';
    setenv("XDG_CACHE_HOME", folder, 1);
    check_lesson(path);
}

static void scene(const uint8_t *bytes, size_t length) {
    static const char head[] = "# T\n\n## P {#p}\n\nText.\n\n```scene\n",
                      foot[] = "\n```\n\n> Which?\n> 1. a\n> 2. b\n";
    start_assets();
    uint8_t *whole = malloc(length + sizeof head + sizeof foot);
    memcpy(whole, head, sizeof head - 1);
    memcpy(whole + sizeof head - 1, bytes, length);
    memcpy(whole + sizeof head - 1 + length, foot, sizeof foot - 1);
    check_lesson(file_of("scene.md", whole, length + sizeof head + sizeof foot - 2));
    free(whole);
}

static void idx(const uint8_t *bytes, size_t length) {
    const char *path = file_of("pictures-ubyte", bytes, length);
    for (int dimensions = 1; dimensions <= 3; dimensions += 2) {
        cnn_arena *arena = cnn_arena_new();
        cnn_idx got;
        cnn_status status = cnn_idx_read(path, dimensions, arena, &got);
        HOLDS(says_why(status) && !got.bytes == cnn_failed(status));
        unsigned sum = 0;
        for (int i = 0; i < got.sizes[0] && got.bytes; i++)
            sum += got.bytes[i];
        HOLDS(sum < 1u << 31);
        cnn_arena_free(arena);
    }
}

/* The first byte says how many records the first file has; the other files are always the same. */
static void cifar(const uint8_t *bytes, size_t length) {
    enum { RECORD = 3073, FILES = 6 };
    static const char *const names[FILES] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
        "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
    static uint8_t records[4 * RECORD];
    static char folder[160];
    memset(records, 0, sizeof records);
    for (int i = 1; i < FILES && !folder[0]; i++)
        file_of(names[i], records, RECORD);
    size_t count = length ? bytes[0] % 4 * (size_t)RECORD + length % 3 : 0;
    for (size_t i = 1; i < length && i < sizeof records; i++)
        records[i * 7919 % sizeof records] = bytes[i];
    snprintf(folder, sizeof folder, "%s", file_of(names[0], records, count));
    *strrchr(folder, '/') = '\0';
    cnn_dataset *data = NULL;
    cnn_status status = cnn_dataset_open(folder, &data);
    HOLDS(says_why(status) && !data == cnn_failed(status));
    for (int i = 0; data && i < data->train.count; i++)
        HOLDS(data->train.labels[i] < data->classes);
    cnn_dataset_free(data);
}

/* Every number of an array that is accepted lies in it. */
static void numpy_array(const uint8_t *bytes, size_t length) {
    cnn_npy array;
    uint8_t *exact = malloc(length + !length);
    memcpy(exact, bytes, length);
    cnn_status status = cnn_npy_read("x.npy", exact, length, &array);
    HOLDS(says_why(status));
    double sum = 0;
    for (size_t i = 0; i < array.count && !cnn_failed(status); i++)
        sum += cnn_npy_number(&array, i) > 0;
    HOLDS(sum >= 0);
    free(exact);
}

static void python_pickle(const uint8_t *bytes, size_t length) {
    const cnn_pickle *value;
    cnn_arena *arena = cnn_arena_new();
    uint8_t *exact = malloc(length + !length);
    memcpy(exact, bytes, length);
    cnn_status status = cnn_pickle_read("x.pkl", exact, length, arena, &value);
    HOLDS(says_why(status) && (cnn_failed(status) || value));
    const cnn_pickle *data = cnn_failed(status) ? NULL : cnn_pickle_get(value, "data");
    size_t sum = 0;
    for (size_t i = 0; data && i < data->length; i++)
        sum += data->bytes[i];
    HOLDS(sum < SIZE_MAX);
    cnn_arena_free(arena);
    free(exact);
}

static void table(const uint8_t *bytes, size_t length) {
    cnn_dataset *data = NULL;
    cnn_status status = cnn_dataset_open(file_of("x.csv", bytes, length), &data);
    HOLDS(says_why(status) && !data == cnn_failed(status));
    for (int i = 0; data && i < data->train.count; i++)
        HOLDS(data->train.labels[i] < data->classes && cnn_class_name(data->names, data->train.labels[i]));
    cnn_dataset_free(data);
}

static const cnn_net *small_net(void) {
    static const char yaml[] = "input: {channels: 1, height: 6, width: 6}\nlayers:\n"
                               "  - conv: {name: a, filters: 2, size: 3}\n  - batchnorm: {name: b}\n"
                               "  - relu\n  - maxpool: {size: 2}\n  - flatten\n"
                               "  - dense: {name: c, units: 2}\n  - softmax\n";
    static cnn_net *net;
    if (net)
        return net;
    cnn_arena *arena = cnn_arena_new();
    cnn_document *d = NULL;
    cnn_netdesc *desc;
    cnn_status status = cnn_document_parse("small.yaml", yaml, sizeof yaml - 1, &d);
    if (!cnn_failed(status))
        status = cnn_netfile_read(d, cnn_document_root(d), arena, &desc);
    if (!cnn_failed(status))
        status = cnn_net_new(desc, &net);
    if (cnn_failed(status))
        fprintf(stderr, "%s\n", status.message);
    HOLDS(net);
    cnn_document_free(d);
    cnn_arena_free(arena);
    return net;
}

static void safetensors(const uint8_t *bytes, size_t length) {
    enum { ROOM = 512 };
    const cnn_net *net = small_net();
    float parameters[ROOM], momentum[ROOM];
    HOLDS(net->parameters * 2 < ROOM);
    for (int i = 0; i < ROOM; i++)
        parameters[i] = momentum[i] = 7;
    cnn_class_names *named = NULL;
    cnn_checkpoint c = {.settings = cnn_train_settings_default(),
        .parameters = parameters,
        .momentum = momentum,
        .iteration = 5,
        .named = &named};
    cnn_status status = cnn_checkpoint_load(file_of("x.safetensors", bytes, length), net, &c);
    HOLDS(says_why(status));
    for (int i = 0; i < ROOM; i++)
        HOLDS(!cnn_failed(status) ? i < (int)net->parameters || parameters[i] == 7
                                  : parameters[i] == 7 && momentum[i] == 7);
    HOLDS(!cnn_failed(status) || c.iteration == 5);
    HOLDS(!cnn_failed(status) || !named);
    for (int i = 0; i < cnn_class_count(named); i++)
        HOLDS(*cnn_class_name(named, i) && cnn_is_printable(cnn_class_name(named, i)));
    cnn_class_names_drop(named);
}

/* Its length chooses what is wished for. */
static void picture(const uint8_t *bytes, size_t length) {
    static const int channels[] = {1, 3, 4};
    cnn_picture_wish wish = {
        .channels = channels[length % 3], .on_black = length % 2, .enough = length % 5 == 0, .side = 256};
    cnn_picture p;
    cnn_status status = cnn_picture_decode("picture", bytes, length, &wish, &p);
    HOLDS(says_why(status));
    HOLDS(cnn_failed(status) == !p.pixels);
    HOLDS(cnn_failed(status) || cnn_picture_kind(bytes, length));
    unsigned sum = 0;
    for (int i = 0; i < p.rows * p.columns * p.channels; i++)
        sum += p.pixels[i];
    HOLDS(sum <= 255u * (unsigned)(p.rows * p.columns * p.channels));
    cnn_picture_free(&p);
}

static const cnn_walk *small_walk(void) {
    static const cnn_walk *walk;
    static cnn_arena *arena;
    if (!walk)
        walk = cnn_walk_new(small_net(), arena = cnn_arena_new());
    HOLDS(walk);
    return walk;
}

static void address(const uint8_t *bytes, size_t length) {
    char text[400], back[CNN_ADDRESS_TEXT], again[CNN_ADDRESS_TEXT];
    cnn_address a, b;
    cnn_status status = cnn_address_parse(small_walk(), text_of(bytes, length, text, sizeof text), &a);
    HOLDS(says_why(status));
    if (cnn_failed(status))
        return;
    cnn_address_format(small_walk(), a, back);
    HOLDS(!cnn_failed(cnn_address_parse(small_walk(), back, &b)));
    cnn_address_format(small_walk(), b, again);
    HOLDS(!strcmp(back, again));
}

static void breakpoint_text(const uint8_t *bytes, size_t length) {
    char text[400], back[200];
    breakpoint one, same;
    cnn_status status = breakpoints_parse(text_of(bytes, length, text, sizeof text), NULL, &one);
    HOLDS(says_why(status));
    if (cnn_failed(status))
        return;
    breakpoints_text(&one, small_walk(), back, sizeof back);
    HOLDS(!cnn_failed(breakpoints_parse(back, NULL, &same)) && one.kind == same.kind);
}

static void pattern(const uint8_t *bytes, size_t length) {
    char text[600];
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = cnn_netdesc_new(arena, "pattern");
    desc->input = (cnn_shape){1, 1, 28, 28};
    cnn_status status = cnn_pattern_add(text_of(bytes, length, text, sizeof text), 10, arena, desc);
    HOLDS(says_why(status));
    cnn_net *net = NULL;
    if (!cnn_failed(status))
        HOLDS(says_why(cnn_net_new(desc, &net)));
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void tex_formula(const uint8_t *bytes, size_t length) {
    start_assets();
    cnn_arena *arena = cnn_arena_new();
    const tex *formula = NULL;
    cnn_status status = tex_parse((const char *)bytes, length, true, arena, &formula);
    HOLDS(says_why(status));
    if (!cnn_failed(status)) {
        tex_extent size = tex_measure(formula, 20);
        HOLDS(size.width >= 0 && size.ascent >= 0 && size.descent >= 0);
    }
    cnn_arena_free(arena);
}

/* One argument per line. */
static void worksheet_options_of(const uint8_t *bytes, size_t length) {
    enum { MOST = 32 };
    char text[2000], *arguments[MOST] = {"worksheet"};
    int count = 1;
    text_of(bytes, length, text, sizeof text);
    for (char *word = text, *end; word && count < MOST; word = end) {
        end = strchr(word, '\n');
        if (end)
            *end++ = '\0';
        arguments[count++] = word;
    }
    cli_worksheet_request asked;
    int status = cli_read_worksheet(count, arguments, &asked);
    HOLDS(status >= 0 ? status <= CLI_USAGE : asked.lesson && asked.output);
}

/* Files set aside for one input are removed before the next, which would otherwise have to find another name. */
static void forget_aside(const char *path) {
    char aside[4200];
    snprintf(aside, sizeof aside, "%s.unreadable", path);
    unlink(aside);
}

static void settings_file(const uint8_t *bytes, size_t length) {
    settings s = {.language = LANGUAGE_KO, .theme = THEME_DARK, .reduced_motion = true, .text_size = 100};
    const char *path = file_of("settings.yaml", bytes, length);
    cnn_status status = settings_read(path, &s);
    forget_aside(path);
    HOLDS(says_why(status) && s.language < LANGUAGE_COUNT && s.theme < THEME_COUNT);
    HOLDS(s.text_size >= SETTINGS_TEXT_LEAST && s.text_size <= SETTINGS_TEXT_MOST);
    HOLDS(!cnn_failed(status) || (s.language == LANGUAGE_KO && s.theme == THEME_DARK && s.reduced_motion));
}

static void progress(const uint8_t *bytes, size_t length) {
    static course_entry entries[2];
    reader c = {.entries = entries, .count = 2};
    for (int i = 0; i < 2; i++) {
        memset(&entries[i], 0, sizeof entries[i]);
        snprintf(entries[i].path, sizeof entries[i].path, "/l/%d.md", i);
        entries[i].page = -1;
    }
    snprintf(c.progress, sizeof c.progress, "%s", file_of("progress.yaml", bytes, length));
    HOLDS(says_why(reader_read_progress(&c)));
    forget_aside(c.progress);
    for (int i = 0; i < 2; i++)
        HOLDS(entries[i].page >= -1 && entries[i].page <= LESSON_PAGES);
    free(c.elsewhere);
}

static const cnn_walk *lenet_walk(void) {
    static opened_network s;
    static const cnn_walk *walk;
    char path[4096];
    if (walk)
        return walk;
    HOLDS(shipped_path("lenet-5", path, sizeof path) && !cnn_failed(opened_network_describe(path, &s)));
    return walk = cnn_walk_new(s.net, s.arena);
}

/* A link that is read is written as a text that has the same parts, and the same text, ever after. */
static void any_link(const uint8_t *bytes, size_t length) {
    static char text[1 << 14];
    link_parts one, two;
    cnn_status status = link_read(text_of(bytes, length, text, sizeof text), &one);
    HOLDS(says_why(status));
    if (cnn_failed(status))
        return;
    char *link = link_format(&one), path[4096];
    HOLDS(link && link_is(link) && link_is(text) && !strpbrk(link, " \t\r\n\"<>"));
    HOLDS(!cnn_failed(link_read(link, &two)));
    char *same = link_format(&two);
    HOLDS(same && !strcmp(link, same));
    HOLDS(
        one.kind == two.kind && !strcmp(one.name, two.name) && !strcmp(one.page, two.page) && !strcmp(one.at, two.at));
    HOLDS(one.kind == LINK_LESSON || one.kind == LINK_BENCH || shipped_path(one.name, path, sizeof path));
    HOLDS(!strpbrk(one.name, "/\\") && one.name[0] != '.' && !strpbrk(one.page, "/\\"));
    cnn_address to;
    if (one.at[0])
        HOLDS(says_why(cnn_address_parse(lenet_walk(), one.at, &to)));
    free(link);
    free(same);
    link_drop(&one);
    link_drop(&two);
}

/* A link that is read is written the same way ever after. */
static void bench_link(const uint8_t *bytes, size_t length) {
    static bench one, two;
    static char text[1 << 16];
    char at[CNN_ADDRESS_TEXT], again[CNN_ADDRESS_TEXT];
    memset(&one, 0, sizeof one);
    cnn_status status = bench_link_read(text_of(bytes, length, text, sizeof text), &one, at);
    HOLDS(says_why(status) && cnn_is_printable(at));
    if (cnn_failed(status))
        return;
    bench_rebuild(&one);
    char *link = bench_link_write(&one, NULL);
    HOLDS(link);
    memset(&two, 0, sizeof two);
    HOLDS(!cnn_failed(bench_link_read(link, &two, again)) && !again[0]);
    bench_rebuild(&two);
    char *same = bench_link_write(&two, NULL);
    HOLDS(same && !strcmp(link, same));
    free(link);
    free(same);
    bench_stop(&one);
    bench_stop(&two);
}

static void grid_numbers(const uint8_t *bytes, size_t length) {
    static char text[1 << 16];
    int rows, columns, same_rows, same_columns;
    float *values, *same;
    cnn_status status = grid_text_read(text_of(bytes, length, text, sizeof text), &rows, &columns, &values);
    HOLDS(says_why(status));
    if (cnn_failed(status))
        return;
    char *written = grid_text_write(values, rows, columns);
    HOLDS(written && !cnn_failed(grid_text_read(written, &same_rows, &same_columns, &same)));
    HOLDS(rows == same_rows && columns == same_columns);
    HOLDS(!memcmp(values, same, (size_t)rows * (size_t)columns * sizeof *values));
    free(written);
    free(values);
    free(same);
}

const fuzz_target fuzz_targets[] = {{"network", network}, {"onnx", onnx_model}, {"lesson", lesson_file}, {"pack", pack},
    {"scene", scene}, {"idx", idx}, {"idx-gzip", idx}, {"cifar", cifar}, {"npy", numpy_array},
    {"pickle", python_pickle}, {"table", table}, {"safetensors", safetensors}, {"picture", picture},
    {"address", address}, {"break", breakpoint_text}, {"pattern", pattern}, {"tex", tex_formula},
    {"worksheet", worksheet_options_of}, {"settings", settings_file}, {"progress", progress},
    {"bench-link", bench_link}, {"link", any_link}, {"grid-numbers", grid_numbers}};
const int fuzz_target_count = sizeof fuzz_targets / sizeof *fuzz_targets;

const fuzz_target *fuzz_target_find(const char *name) {
    for (int i = 0; i < fuzz_target_count; i++)
        if (!strcmp(fuzz_targets[i].name, name))
            return &fuzz_targets[i];
    return NULL;
}
