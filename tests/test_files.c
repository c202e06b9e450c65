/* Data sets, checkpoints and whole files: what is read back, and the messages when a file is corrupt. */
#include "check.h"

#include "checkpoint.h"
#include "dataset.h"
#include "dataset_fit.h"
#include "dataset_print.h"
#include "digits.h"
#include "file.h"
#include "idx.h"
#include "netfile.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static void put(const char *name, const void *bytes, size_t size) {
    cnn_piece piece = {bytes, size};
    CHECK_FINE(cnn_file_write(test_path(name), &piece, 1));
}

static void put_packed(const char *name, const void *bytes, unsigned size) {
    gzFile file = gzopen(test_path(name), "wb");
    assert_int_equal(gzwrite(file, bytes, size), (int)size);
    gzclose(file);
}

static const unsigned char images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 10, 20, 30, 40, 50, 60, 70, 80};
static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 1, 0};

static void idx_files_plain_and_packed_are_a_data_set(void **state) {
    (void)state;
    put("train-images-idx3-ubyte", images, sizeof images);
    put_packed("train-labels-idx1-ubyte.gz", labels, sizeof labels);
    put_packed("t10k-images-idx3-ubyte.gz", images, sizeof images);
    put("t10k-labels-idx1-ubyte", labels, sizeof labels);
    cnn_dataset *d;
    CHECK_FINE(cnn_dataset_open(test_folder, &d));
    assert_int_equal(d->train.count, 2);
    assert_int_equal(d->classes, 2);
    float pixels[4];
    cnn_pictures_read(d, &d->test, 1, pixels);
    CHECK_NEAR(pixels[3], 80.0 / 255, 1e-7);
    cnn_dataset_free(d);
}

static void wrong_idx_files_are_named_with_the_reason(void **state) {
    (void)state;
    unsigned char bad[sizeof images];
    cnn_arena *arena = cnn_arena_new();
    cnn_idx idx;
    CHECK_FAILS(cnn_idx_read(test_path("missing"), 3, arena, &idx), "No such file");
    put("short", images, 10);
    CHECK_FAILS(cnn_idx_read(test_path("short"), 3, arena, &idx), "too few for the header");
    put("cut", images, sizeof images - 3);
    CHECK_FAILS(
        cnn_idx_read(test_path("cut"), 3, arena, &idx), "the header promises 8 bytes of data, the file holds 5");
    memcpy(bad, images, sizeof bad);
    bad[2] = 9;
    put("magic", bad, sizeof bad);
    CHECK_FAILS(cnn_idx_read(test_path("magic"), 3, arena, &idx), "magic number");
    memcpy(bad, images, sizeof bad);
    bad[4] = 0xFF;
    put("sizes", bad, sizeof bad);
    CHECK_FAILS(cnn_idx_read(test_path("sizes"), 3, arena, &idx), "cannot be right");
    memcpy(bad, images, sizeof bad);
    bad[7] = 0;
    put("none", bad, sizeof bad);
    CHECK_FAILS(cnn_idx_read(test_path("none"), 3, arena, &idx), "size 1 of the header is 0");
    put_packed("packed.gz", images, sizeof images);
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(test_path("packed.gz"), 10000, false, &bytes, &length));
    put("cut.gz", bytes, length - 9);
    free(bytes);
    CHECK_FAILS(cnn_idx_read(test_path("cut.gz"), 3, arena, &idx), "damaged or cut short");
    CHECK_FAILS(cnn_idx_read(test_folder, 3, arena, &idx), "is a directory");
    cnn_dataset *d;
    CHECK_FAILS(cnn_dataset_open("/nowhere/at/all", &d), "there is no such folder or file");
    char *name = malloc(60001);
    memset(name, 'a', 60000);
    name[60000] = '\0';
    CHECK_FAILS(cnn_dataset_open(name, &d), "the name of a data set has at most 4000 letters");
    name[4000] = '\0';
    CHECK_FAILS(cnn_dataset_open(name, &d), "aaaa"); /* looked for and missing */
    free(name);
    cnn_arena_free(arena);
}

static void generated_digits_are_the_same_for_the_same_seed(void **state) {
    (void)state;
    cnn_dataset *a, *b, *c;
    CHECK_FINE(cnn_dataset_digits(1, 50, 10, &a));
    CHECK_FINE(cnn_dataset_digits(1, 50, 10, &b));
    CHECK_FINE(cnn_dataset_digits(2, 50, 10, &c));
    assert_memory_equal(a->train.pixels, b->train.pixels, 50 * 28 * 28);
    assert_memory_not_equal(a->train.pixels, c->train.pixels, 50 * 28 * 28);
    for (int i = 0; i < 50; i++) {
        int ink = 0;
        for (int j = 0; j < 784; j++)
            ink += a->train.pixels[i * 784 + j] > 128;
        assert_true(ink > 15 && ink < 400);
    }
    /* The figures in the README were measured on these very pictures. */
    uint64_t hash = 1469598103934665603u;
    for (int i = 0; i < 50 * 784; i++)
        hash = (hash ^ a->train.pixels[i]) * 1099511628211u;
    assert_int_equal(hash, 0xe5d275e5bc7644b8u);
    cnn_dataset_free(a);
    cnn_dataset_free(b);
    cnn_dataset_free(c);
}

static void writing_leaves_the_old_file_when_it_cannot_finish(void **state) {
    (void)state;
    cnn_piece piece = {"new", 3};
    CHECK_FAILS(cnn_file_write("/nowhere/at/all/x", &piece, 1), "cannot write");
    put("kept", "old", 3);
    CHECK_FAILS(cnn_file_write("/dev/null", &piece, 1), "a device or a pipe");
    assert_int_equal(symlink(test_path("kept"), test_path("link")), 0);
    put("link", "via", 3);
    struct stat about;
    assert_int_equal(lstat(test_path("link"), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    put("link", "old", 3);
    assert_int_equal(chmod(test_path("kept"), 0600), 0);
    put("kept", "old", 3);
    assert_int_equal(stat(test_path("kept"), &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600); /* what was private stays so */
    assert_int_equal(symlink("/nowhere/at/all", test_path("astray")), 0);
    CHECK_FAILS(cnn_file_write(test_path("astray"), &piece, 1), "a link that leads nowhere");
    mkdir(test_path("kept.d"), 0700);
    CHECK_FAILS(cnn_file_write(test_path("kept.d"), &piece, 1), "cannot write");
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(test_path("kept"), 100, false, &bytes, &length));
    assert_memory_equal(bytes, "old", 3);
    free(bytes);
    CHECK_FAILS(cnn_file_read(test_path("kept"), 2, false, &bytes, &length), "larger than 2 bytes");
}

static cnn_net *small_net(cnn_arena *arena) {
    static const char yaml[] =
        "input: {height: 4, width: 4}\nlayers:\n  - conv: {filters: 2, size: 3}\n  - dense: {units: 3}\n  - softmax\n";
    cnn_document *d;
    cnn_netdesc *desc;
    cnn_net *net;
    CHECK_FINE(cnn_document_parse("s.yaml", yaml, strlen(yaml), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), arena, &desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(desc, &net));
    return net;
}

static void a_checkpoint_comes_back_bit_for_bit(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net = small_net(arena);
    size_t count = net->parameters;
    float *p = cnn_arena_alloc(arena, count * 4, sizeof(float));
    for (size_t i = 0; i < count * 2; i++)
        p[i] = (float)i / 3;
    cnn_checkpoint saved = {.iteration = 77,
        .settings = {.rate = 0.1f, .momentum = 0.5f, .batch = 8, .seed = 9},
        .parameters = p,
        .momentum = p + count};
    CHECK_FINE(cnn_checkpoint_save(test_path("c.safetensors"), net, &saved));
    cnn_checkpoint read = {.parameters = p + 2 * count, .momentum = p + 3 * count};
    CHECK_FINE(cnn_checkpoint_load(test_path("c.safetensors"), net, &read));
    assert_memory_equal(p, p + 2 * count, 2 * count * sizeof(float));
    assert_int_equal(read.iteration, 77);
    assert_int_equal(read.settings.batch, 8);
    assert_true(read.settings.rate == 0.1f);

    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(test_path("c.safetensors"), 100000, false, &bytes, &length));
    assert_int_equal(truncate(test_path("c.safetensors"), (off_t)1 << 40), 0); /* a hole, which takes no disk space */
    CHECK_FAILS(cnn_checkpoint_load(test_path("c.safetensors"), net, &read), "larger than");
    put("c.safetensors", "\0\0\0\0\0\0\0", 8);
    assert_int_equal(truncate(test_path("c.safetensors"), (off_t)1 << 40), 0);
    CHECK_FAILS(cnn_checkpoint_load(test_path("c.safetensors"), net, &read), "its header would have 0 bytes");
    for (size_t cut = 0; cut < length; cut += 7) {
        put("cut.safetensors", bytes, cut);
        assert_true(cnn_failed(cnn_checkpoint_load(test_path("cut.safetensors"), net, &read)));
    }
    unsigned char *at = (unsigned char *)strstr((char *)bytes + 8, "conv1.weight");
    at[0] = 'x';
    put("name.safetensors", bytes, length);
    p[2 * count] = 123;
    CHECK_FAILS(cnn_checkpoint_load(test_path("name.safetensors"), net, &read), "missing: conv1.weight");
    assert_true(p[2 * count] == 123);
    free(bytes);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* A file with this header and 200 bytes of data. */
static void put_tensors(const char *header) {
    unsigned char bytes[1200] = {0};
    size_t length = strlen(header);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)length >> (8 * i));
    memcpy(bytes + 8, header, length);
    put("t.safetensors", bytes, 8 + length + 200);
}

#define CONV "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,1,3,3],\"data_offsets\":[0,72]}"
#define CONV_BIAS "\"conv1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[72,80]}"
#define DENSE "\"dense1.weight\":{\"dtype\":\"F32\",\"shape\":[3,8],\"data_offsets\":[80,176]}"
#define DENSE_BIAS "\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[176,188]}"

static void wrong_tensors_are_named_and_change_nothing(void **state) {
    (void)state;
    static const struct {
        const char *header, *reason;
    } cases[] = {{"{" CONV "," CONV_BIAS "," DENSE "}", "missing: dense1.bias"},
        {"{\"conv1.weight\":{\"dtype\":\"I8\",\"shape\":[2,1,3,3],\"data_offsets\":[0,18]}}",
            "tensor conv1.weight has type I8; F32, F16, BF16 and F64 are read"},
        {"{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2,3,3],\"data_offsets\":[0,72]}}",
            "other shapes: conv1.weight is [2, 2, 3, 3] and not [2, 1, 3, 3]"},
        {"{" CONV "," CONV_BIAS "," DENSE
         ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[172,184]}}",
            "dense1.weight and dense1.bias overlap"},
        {"{" CONV "," CONV_BIAS "," DENSE
         ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[196,208]}}",
            "tensor dense1.bias reaches outside the file, which holds 200 bytes"},
        {"{" CONV "," CONV_BIAS "," DENSE
         ",\"dense1.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[176,184]}}",
            "tensor dense1.bias holds 8 bytes, its shape needs 12"},
        {"{" CONV "," CONV_BIAS "," DENSE "," DENSE_BIAS
         ",\"other\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,-4]}}",
            "tensor other reaches outside"},
        {"[1, 2]", "no list of tensors"}, {"{\"conv1.weight\"", "t.safetensors:"}};
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net = small_net(arena);
    float *p = cnn_arena_alloc(arena, net->parameters * 2, sizeof *p), *kept = p + net->parameters;
    cnn_checkpoint read = {.parameters = p, .momentum = kept};
    for (size_t i = 0; i < net->parameters; i++)
        p[i] = 5;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_tensors(cases[i].header);
        CHECK_FAILS(cnn_checkpoint_load(test_path("t.safetensors"), net, &read), cases[i].reason);
        for (size_t k = 0; k < net->parameters; k++)
            assert_true(p[k] == 5);
    }
    put_tensors("{" CONV "," CONV_BIAS "," DENSE "," DENSE_BIAS "}");
    CHECK_FINE(cnn_checkpoint_load(test_path("t.safetensors"), net, &read));
    assert_true(p[0] == 0);
    p[0] = 5; /* an emoji as one character, and as JSON may escape it; a backslash and what looks like half an escape */
    put_tensors("{\"__metadata__\":{\"\xF0\x9F\x98\x80\":\"\\\\ud83d\",\"\\ud83d\\uDE01\":\"\"}," CONV "," CONV_BIAS
                "," DENSE "," DENSE_BIAS "}");
    CHECK_FINE(cnn_checkpoint_load(test_path("t.safetensors"), net, &read));
    assert_true(p[0] == 0);
    put_tensors("{\"\xF0\x9F\x98\x80\":{\"data_offsets\":[0,1]},\"\\uD83D\\ude00\":{\"data_offsets\":[2,3]}}");
    CHECK_FAILS(cnn_checkpoint_load(test_path("t.safetensors"), net, &read), "duplicate key \"\xF0\x9F\x98\x80\"");
    put_tensors("{\"\\ud83d\":{\"data_offsets\":[0,1]}}");
    CHECK_FAILS(cnn_checkpoint_load(test_path("t.safetensors"), net, &read), "invalid Unicode character escape code");
    put_tensors("{\"\\ud83d\\ude0");
    CHECK_FAILS(cnn_checkpoint_load(test_path("t.safetensors"), net, &read), "t.safetensors:1:");
    put("t.safetensors", "\377\377\377\377\377\377\377\177{}", 10);
    CHECK_FAILS(cnn_checkpoint_load(test_path("t.safetensors"), net, &read), "cut short");
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Pictures of one kind as the binary form of CIFAR-10 has them. */
static void cifar_files_are_read_and_fitted(void **state) {
    (void)state;
    enum { RECORD = 1 + 3 * 32 * 32 };
    static unsigned char bytes[2 * RECORD];
    for (int i = 0; i < 2 * RECORD; i++)
        bytes[i] = (unsigned char)(i % 251);
    bytes[0] = 7;
    bytes[RECORD] = 9;
    for (int i = 1; i <= 5; i++) {
        char name[32];
        cnn_format(name, sizeof name, "data_batch_%d.bin", i);
        put(name, bytes, sizeof bytes);
    }
    put("test_batch.bin", bytes, RECORD);
    cnn_dataset *d;
    CHECK_FINE(cnn_dataset_open(test_folder, &d));
    assert_int_equal(d->train.count, 10);
    assert_int_equal(d->test.count, 1);
    assert_int_equal(d->image.c, 3);
    assert_int_equal(d->train.labels[3], 9);
    assert_string_equal(cnn_class_name(d->names, 9), "truck");
    assert_int_equal(d->train.pixels[0], 1);
    assert_int_equal(d->train.pixels[3 * 32 * 32], (RECORD + 1) % 251);
    float pixels[3 * 16 * 16];
    int mean = (d->test.pixels[0] + d->test.pixels[1] + d->test.pixels[32] + d->test.pixels[33] + 2) / 4;
    CHECK_FINE(cnn_dataset_fit(d, (cnn_shape){1, 3, 16, 16}, &(cnn_levels){.low = -1, .high = 1}));
    cnn_pictures_read(d, &d->test, 0, pixels);
    CHECK_NEAR(pixels[0], -1 + 2 * mean / 255.0, 1e-6);
    cnn_levels levels = {.high = 1, .mean = (float[]){0.5f, 0.4f, 0.3f}, .std = (float[]){0.2f, 0.25f, 0.5f}};
    CHECK_FINE(cnn_dataset_fit(d, (cnn_shape){1, 3, 32, 32}, &levels));
    float normalised[3 * 32 * 32];
    cnn_pictures_read(d, &d->test, 0, normalised);
    for (int c = 0; c < 3; c++)
        CHECK_NEAR(normalised[c * 1024],
            (d->test.pixels[c * 1024] / 255.0 - (double)levels.mean[c]) / (double)levels.std[c], 1e-5);
    cnn_dataset_free(d);
    CHECK_FINE(cnn_dataset_open_first(test_folder, 3, &d));
    assert_int_equal(d->train.count, 3);
    CHECK_FINE(cnn_dataset_fit(d, (cnn_shape){1, 3, 36, 36}, &(cnn_levels){.low = 0, .high = 1}));
    uint8_t framed[3 * 36 * 36];
    cnn_pictures_bytes(d, &d->train, 0, framed);
    assert_int_equal(framed[0], 0);
    assert_int_equal(framed[2 * 36 + 2], 1);
    assert_int_equal(d->train.pixels[0], 1); /* the stored ones do not change */
    cnn_dataset_free(d);
    bytes[RECORD] = 10;
    put("data_batch_2.bin", bytes, sizeof bytes);
    CHECK_FAILS(cnn_dataset_open(test_folder, &d), "record 1 has label 10, expected 0 to 9");
    put("data_batch_2.bin", bytes, sizeof bytes - 5);
    CHECK_FAILS(cnn_dataset_open(test_folder, &d), "not a whole number of records of 3073 bytes");
    for (int i = 1; i <= 5; i++) {
        char name[32];
        cnn_format(name, sizeof name, "data_batch_%d.bin", i);
        unlink(test_path(name));
    }
}

/* 3 x 3 to 2 x 2: each new pixel covers one and a half of the old ones in either direction. */
static void a_smaller_picture_has_the_means_worked_by_hand(void **state) {
    (void)state;
    uint8_t old[] = {0, 90, 180, 9, 18, 27, 45, 54, 63};
    uint16_t label = 0;
    static const uint8_t expected[] = {24, 108, 36, 48};
    cnn_dataset d = {.arena = cnn_arena_new(), .image = {1, 1, 3, 3}};
    d.train = d.test = (cnn_pictures){1, old, &label, NULL};
    CHECK_FINE(cnn_dataset_fit(&d, (cnn_shape){1, 1, 2, 2}, &(cnn_levels){.low = 0, .high = 1}));
    uint8_t small[4];
    cnn_pictures_bytes(&d, &d.train, 0, small);
    assert_memory_equal(small, expected, 4);
    float numbers[4];
    cnn_pictures_read(&d, &d.test, 0, numbers);
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(numbers[i], (float)expected[i] / 255, 0);
    cnn_arena_free(d.arena);
}

/* Channel = background * (1 - v) + foreground * v, for each picture in two colours of its own. */
static void pictures_are_printed_in_two_colours(void **state) {
    (void)state;
    uint8_t bytes[3 * 2] = {0, 51};
    static const uint8_t colours[CNN_PRINT_BYTES] = {10, 200, 255, 110, 100, 0},
                         expected[3 * 2] = {10, 30, 200, 180, 255, 204};
    cnn_picture_print(colours, bytes, 2);
    assert_memory_equal(bytes, expected, sizeof bytes);
    cnn_dataset *grey, *few, *many;
    CHECK_FINE(cnn_dataset_open_first("digits", 3, &grey));
    CHECK_FINE(cnn_dataset_open_first("digits-color", 3, &few));
    CHECK_FINE(cnn_dataset_open_first("digits-color", 40, &many));
    assert_string_equal(few->name, "digits-color");
    assert_int_equal(few->image.c, 3);
    assert_memory_equal(grey->train.pixels, few->train.pixels, (size_t)3 * 28 * 28);
    assert_memory_equal(few->train.colours, many->train.colours, 3 * CNN_PRINT_BYTES);
    assert_memory_not_equal(many->train.colours, many->train.colours + CNN_PRINT_BYTES, CNN_PRINT_BYTES);
    assert_memory_not_equal(many->train.colours, many->test.colours, CNN_PRINT_BYTES);
    CHECK_FINE(cnn_dataset_fit(few, (cnn_shape){1, 3, 32, 32}, &(cnn_levels){.low = 0, .high = 1}));
    static float pixels[3 * 32 * 32];
    cnn_pictures_read(few, &few->train, 1, pixels);
    for (int c = 0; c < 3; c++) { /* the border is the background, the rest lies between the two */
        float back = (float)few->train.colours[CNN_PRINT_BYTES + c] / 255,
              front = (float)few->train.colours[CNN_PRINT_BYTES + 3 + c] / 255;
        float grey_byte = (float)few->train.pixels[28 * 28 + 14 * 28 + 14] / 255;
        CHECK_NEAR(pixels[c * 32 * 32], back, 0);
        CHECK_NEAR(pixels[(c * 32 + 16) * 32 + 16], back * (1 - grey_byte) + front * grey_byte, 0.5 / 255 + 1e-6);
    }
    cnn_dataset_free(grey);
    cnn_dataset_free(few);
    cnn_dataset_free(many);
}

/* The greys are those of Pillow's "L" for the same colours. */
static void colours_become_grey_and_greys_are_repeated(void **state) {
    (void)state;
    uint8_t colours[3 * 4] = {200, 250, 0, 4, 30, 10, 255, 5, 90, 60, 0, 6}, greys[4] = {7, 90, 180, 255}, bytes[12];
    static const uint8_t expected[] = {88, 87, 150, 5};
    uint16_t label = 0;
    cnn_levels levels = {.high = 1};
    cnn_dataset d = {.name = "photos", .arena = cnn_arena_new(), .image = {1, 3, 2, 2}};
    d.train = d.test = (cnn_pictures){1, colours, &label, NULL};
    CHECK_FINE(cnn_dataset_fit(&d, (cnn_shape){1, 1, 2, 2}, &levels));
    cnn_pictures_bytes(&d, &d.train, 0, bytes);
    assert_memory_equal(bytes, expected, 4);
    assert_non_null(strstr(d.note, "photos: its colour pictures become grey"));
    CHECK_FINE(cnn_dataset_fit(&d, (cnn_shape){1, 1, 1, 1}, &levels)); /* and smaller: the mean of those */
    cnn_pictures_bytes(&d, &d.train, 0, bytes);
    assert_int_equal(bytes[0], (88 + 87 + 150 + 5 + 2) / 4);
    cnn_arena_free(d.arena);
    cnn_dataset g = {.name = "scans", .arena = cnn_arena_new(), .image = {1, 1, 2, 2}};
    levels.mean = (float[]){0, 0.5f, 0};
    levels.std = (float[]){1, 1, 0.5f};
    g.train = g.test = (cnn_pictures){1, greys, &label, NULL};
    CHECK_FINE(cnn_dataset_fit(&g, (cnn_shape){1, 3, 2, 2}, &levels));
    float numbers[12];
    cnn_pictures_read(&g, &g.test, 0, numbers);
    for (int i = 0; i < 12; i++)
        CHECK_NEAR(numbers[i], (greys[i % 4] / 255.0 - (double)levels.mean[i / 4]) / (double)levels.std[i / 4], 1e-6);
    assert_non_null(strstr(g.note, "scans: its grey pictures are repeated"));
    cnn_arena_free(g.arena);
    cnn_dataset *printed; /* a grey that was printed in colours is the grey of those */
    CHECK_FINE(cnn_dataset_open_first("digits-color", 2, &printed));
    static uint8_t before[3 * 784], after[784];
    cnn_pictures_bytes(printed, &printed->train, 1, before);
    CHECK_FINE(cnn_dataset_fit(printed, (cnn_shape){1, 1, 28, 28}, &levels));
    cnn_pictures_bytes(printed, &printed->train, 1, after);
    for (int i = 0; i < 784; i++)
        CHECK_NEAR(after[i], 0.299 * before[i] + 0.587 * before[784 + i] + 0.114 * before[1568 + i], 0.51);
    cnn_dataset_free(printed);
}

/* An input far larger than the pictures allocates nothing until one is read. */
static void fitting_takes_no_memory(void **state) {
    (void)state;
    cnn_dataset *d;
    CHECK_FINE(cnn_dataset_digits(1, 100, 10, &d));
    size_t before = cnn_arena_used(d->arena);
    CHECK_FINE(cnn_dataset_fit(d, (cnn_shape){1, 1, 4000, 4000}, &(cnn_levels){.low = 0, .high = 1}));
    assert_int_equal(cnn_arena_used(d->arena), before);
    assert_int_equal(d->image.h, 4000);
    CHECK_FINE(cnn_dataset_fit(
        d, (cnn_shape){1, 1, 16, 20}, &(cnn_levels){.low = 0, .high = 1})); /* fitted anew from what is stored */
    CHECK_FINE(cnn_dataset_fit(
        d, (cnn_shape){1, 2, 28, 28}, &(cnn_levels){.low = 0, .high = 1})); /* for the trainer to refuse */
    assert_int_equal(d->image.w, 20);
    cnn_dataset_free(d);
}

/* A message that does not fit ends with the last whole character that does. */
static void sentences_are_cut_between_characters(void **state) {
    (void)state;
    static const char text[] = "a\xC3\xA9\xED\x95\x9C\xF0\x9D\x84\x9E"
                               "b"; /* a, two, three and four bytes, b */
    static const size_t ends[] = {0, 1, 3, 6, 10, 11};
    for (size_t size = 1; size <= sizeof text; size++) {
        char cut[sizeof text];
        size_t fits = 0;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            fits = ends[i] < size ? ends[i] : fits;
        assert_int_equal(cnn_format(cut, size, "%s", text), fits);
        assert_memory_equal(cut, text, fits);
        assert_int_equal(cut[fits], 0);
    }
}

static void a_file_may_be_as_long_as_its_limit(void **state) {
    (void)state;
    unsigned char *bytes;
    size_t length;
    put("limited", "0123456789", 10);
    CHECK_FINE(cnn_file_read(test_path("limited"), 10, false, &bytes, &length));
    assert_int_equal(length, 10);
    assert_memory_equal(bytes, "0123456789", 11);
    free(bytes);
    CHECK_FAILS(cnn_file_read(test_path("limited"), 9, false, &bytes, &length), "limited: larger than 9 bytes");
    assert_null(bytes);
    CHECK_FINE(cnn_file_read_start(test_path("limited"), 9, false, &bytes, &length));
    assert_int_equal(length, 9);
    assert_memory_equal(bytes, "012345678", 10);
    free(bytes);
}

static void floats_are_written_as_the_shortest_text_that_reads_back(void **state) {
    (void)state;
    static const struct {
        float value;
        const char *text;
    } cases[] = {{0.1f, "0.1"}, {-3, "-3"}, {1.0f / 3, "0.33333334"}, {NAN, "NaN"}, {INFINITY, "Infinity"},
        {-0.0f, "-0"}, {10, "10"}, {-20, "-20"}, {300000, "300000"}, {1e20f, "1e+20"}, {16777216, "16777216"}};
    char text[CNN_FLOAT_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_float_text(cases[i].value, text);
        if (cases[i].value == 16777216)
            assert_true(strtof(text, NULL) == 16777216);
        else
            assert_string_equal(text, cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pictures_are_printed_in_two_colours),
        cmocka_unit_test(colours_become_grey_and_greys_are_repeated), cmocka_unit_test(fitting_takes_no_memory),
        cmocka_unit_test(idx_files_plain_and_packed_are_a_data_set),
        cmocka_unit_test(wrong_idx_files_are_named_with_the_reason),
        cmocka_unit_test(generated_digits_are_the_same_for_the_same_seed),
        cmocka_unit_test(writing_leaves_the_old_file_when_it_cannot_finish),
        cmocka_unit_test(a_checkpoint_comes_back_bit_for_bit),
        cmocka_unit_test(wrong_tensors_are_named_and_change_nothing), cmocka_unit_test(cifar_files_are_read_and_fitted),
        cmocka_unit_test(a_smaller_picture_has_the_means_worked_by_hand),
        cmocka_unit_test(sentences_are_cut_between_characters), cmocka_unit_test(a_file_may_be_as_long_as_its_limit),
        cmocka_unit_test(floats_are_written_as_the_shortest_text_that_reads_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
