/* Data sets as they lie: folders and files that people have, made small here, are read right or answered with what was
 * found and what is expected. */
#include "check.h"

#include "dataset.h"
#include "directory.h"
#include "file.h"
#include "npy.h"
#include "picture.h"

#include <limits.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static void put(const char *name, const void *bytes, size_t size) {
    cnn_piece piece = {bytes, size};
    char path[300];
    cnn_format(path, sizeof path, "%s/%s", test_folder, name);
    for (char *slash = strchr(path + strlen(test_folder) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    CHECK_FINE(cnn_file_write(path, &piece, 1));
}

/* A picture of 4 x 4 in one colour, as a BMP file. */
static void put_picture(const char *name, unsigned char red, unsigned char green, unsigned char blue) {
    unsigned char b[54 + 48] = {
        'B', 'M', 102, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 24, 0};
    for (int i = 0; i < 16; i++) {
        b[54 + 3 * i] = blue;
        b[55 + 3 * i] = green;
        b[56 + 3 * i] = red;
    }
    put(name, b, sizeof b);
}

static cnn_status open_images(const char *name, int channels, int side, const char *cache, cnn_dataset **out) {
    cnn_dataset_wish wish = {
        .name = name, .most = INT_MAX, .image = {1, channels, side, side}, .cache = cache, .decode = picture_read_as};
    return cnn_dataset_open_as(&wish, out);
}

static void class_folders_are_a_data_set(void **state) {
    (void)state;
    put_picture("pets/train/cats/0.bmp", 255, 0, 0);
    put_picture("pets/train/cats/deeper/1.bmp", 250, 0, 0);
    put_picture("pets/train/고양이/0.bmp", 0, 255, 0);
    put_picture("pets/val/고양이/5.bmp", 0, 0, 255);
    put("pets/train/cats/notes.txt", "no picture", 10);
    cnn_dataset *d;
    for (int turn = 0; turn < 2; turn++) { /* decoded, and then from the cache */
        CHECK_FINE(open_images("pets", 3, 2, "cached", &d));
        assert_int_equal(d->held[0].mapped > 0, turn);
        assert_int_equal(d->classes, 2);
        assert_string_equal(cnn_class_name(d->names, 1), "고양이");
        assert_int_equal(d->train.count, 3);
        assert_int_equal(d->test.count, 1);
        assert_int_equal(d->train.labels[2], 1);
        assert_int_equal(d->test.labels[0], 1);
        assert_int_equal(d->train.pixels[0], 255);
        assert_int_equal(d->train.pixels[12], 250);
        assert_int_equal(d->test.pixels[8], 255);
        cnn_dataset_free(d);
    }
    put_picture("pets/train/고양이/1.bmp", 9, 9, 9); /* the cache is of another folder now */
    CHECK_FINE(open_images("pets", 3, 2, "cached", &d));
    assert_int_equal(d->train.count, 4);
    assert_int_equal(d->train.pixels[36], 9);
    cnn_dataset_free(d);
    put("pets/train/고양이/2.bmp", "BM no", 5);
    CHECK_FINE(open_images("pets", 1, 2, NULL, &d));
    assert_int_equal(d->train.count, 4);
    assert_non_null(strstr(d->note, "1 of 6 pictures cannot be read"));
    cnn_dataset_free(d);
    put_picture("pets/val/dogs/0.bmp", 0, 0, 255);
    CHECK_FAILS(open_images("pets", 3, 2, NULL, &d), "dogs: a class that the training pictures do not have");
    put_picture("loose/0.png", 1, 1, 1);
    CHECK_FAILS(open_images("loose", 3, 2, NULL, &d), "a folder for each class");
}

static void a_damaged_cache_is_passed_over(void **state) {
    (void)state;
    put_picture("two/a/0.bmp", 255, 0, 0);
    put_picture("two/b/0.bmp", 0, 0, 0);
    cnn_dataset *d;
    CHECK_FINE(open_images("two", 1, 4, "damaged", &d));
    cnn_dataset_free(d);
    cnn_arena *arena = cnn_arena_new();
    cnn_folder cache;
    CHECK_FINE(cnn_folder_list("damaged", arena, &cache));
    assert_int_equal(cache.count, 1);
    char path[300];
    cnn_format(path, sizeof path, "damaged/%s", cache.entries[0].name);
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(path, 100000, false, &bytes, &length));
    bytes[2048] ^= 1; /* a label */
    put(path, bytes, length);
    CHECK_FINE(open_images("two", 1, 4, "damaged", &d));
    assert_int_equal(d->held[0].mapped, 0);
    cnn_dataset_free(d);
    put(path, bytes, length - 1);
    CHECK_FINE(open_images("two", 1, 4, "damaged", &d));
    assert_int_equal(d->held[0].mapped, 0);
    cnn_dataset_free(d);
    free(bytes);
    cnn_arena_free(arena);
}

static void one_of_six_is_set_aside(void **state) {
    (void)state;
    char name[64];
    for (int i = 0; i < 24; i++) {
        cnn_format(name, sizeof name, "split/%c/%02d.bmp", 'a' + i % 2, i);
        put_picture(name, (unsigned char)i, (unsigned char)i, (unsigned char)i);
    }
    cnn_dataset *d, *again;
    CHECK_FINE(open_images("split", 1, 4, NULL, &d));
    CHECK_FINE(open_images("split", 1, 4, NULL, &again));
    assert_int_equal(d->train.count, 20);
    assert_int_equal(d->test.count, 4);
    assert_memory_equal(d->test.pixels, again->test.pixels, 4 * 16);
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 20; k++)
            assert_int_not_equal(d->test.pixels[i * 16], d->train.pixels[k * 16]);
    int of_a = 0;
    for (int i = 0; i < 4; i++)
        of_a += d->test.labels[i] == 0;
    assert_int_equal(of_a, 2);
    cnn_dataset_free(d);
    cnn_dataset_free(again);
}

/* IDX files of 28 x 28 with these labels; the first pixel to the right of the corner is lit. */
static void put_idx(const char *images, const char *labels, const unsigned char *given, int count) {
    unsigned char b[16 + 40 * 784] = {0, 0, 8, 3, 0, 0, 0, (unsigned char)count, 0, 0, 0, 28, 0, 0, 0, 28};
    unsigned char l[8 + 40] = {0, 0, 8, 1, 0, 0, 0, (unsigned char)count};
    for (int i = 0; i < count; i++) {
        b[16 + i * 784 + 1] = 200;
        l[8 + i] = given[i];
    }
    put(images, b, 16 + (size_t)count * 784);
    put(labels, l, 8 + (size_t)count);
}

static void letters_of_emnist_are_upright_and_named(void **state) {
    (void)state;
    static const unsigned char labels[] = {26, 1, 5};
    cnn_dataset *d;
    put_idx(
        "emnist/emnist-letters-train-images-idx3-ubyte", "emnist/emnist-letters-train-labels-idx1-ubyte", labels, 3);
    put_idx("emnist/emnist-letters-test-images-idx3-ubyte", "emnist/emnist-letters-test-labels-idx1-ubyte", labels, 2);
    put_idx("renamed/train-images-idx3-ubyte", "renamed/train-labels-idx1-ubyte", labels, 3);
    put_idx("renamed/t10k-images-idx3-ubyte", "renamed/t10k-labels-idx1-ubyte", labels, 2);
    for (int i = 0; i < 2; i++) {
        CHECK_FINE(cnn_dataset_open(i ? "renamed" : "emnist", &d));
        assert_int_equal(d->classes, 26);
        assert_string_equal(cnn_class_name(d->names, d->train.labels[0]), "Z");
        assert_int_equal(d->train.labels[1], 0);
        assert_int_equal(d->train.pixels[1], 0);
        assert_int_equal(d->train.pixels[28], 200);
        assert_int_equal(d->note[0] != 0, i);
        cnn_dataset_free(d);
    }
    put_idx(
        "emnist/emnist-digits-train-images-idx3-ubyte", "emnist/emnist-digits-train-labels-idx1-ubyte", labels + 1, 2);
    CHECK_FAILS(cnn_dataset_open("emnist", &d), "several data sets");
    CHECK_FINE(cnn_dataset_open("emnist/emnist-digits", &d));
    assert_int_equal(d->classes, 10);
    cnn_dataset_free(d);
    unlink("renamed/train-labels-idx1-ubyte");
    CHECK_FAILS(cnn_dataset_open("renamed", &d), "found train-images-idx3-ubyte; expected beside it is train-labels");
}

static void labels_of_qmnist_are_rows_of_numbers(void **state) {
    (void)state;
    static const unsigned char labels[] = {3, 0}, rows[] = {0, 0, 12, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 1, 0,
                                                      0, 0, 0, 9, 0, 0, 1, 1};
    cnn_dataset *d;
    put_idx("q/qmnist-train-images-idx3-ubyte", "q/unused", labels, 2);
    put("q/qmnist-train-labels-idx2-int", rows, sizeof rows);
    CHECK_FINE(cnn_dataset_open("q", &d));
    assert_int_equal(d->train.count, 2);
    assert_int_equal(d->train.labels[0], 7);
    assert_int_equal(d->train.labels[1], 9);
    assert_int_equal(d->classes, 10);
    assert_non_null(strstr(d->note, "too few pictures"));
    cnn_dataset_free(d);
}

static void rows_of_text_are_pictures(void **state) {
    (void)state;
    char text[4000] = "label", row[200];
    for (int i = 0; i < 16; i++)
        cnn_append(text, sizeof text, ",pixel%d", i);
    for (int k = 0; k < 12; k++) {
        cnn_append(text, sizeof text, "\n%d", k % 3);
        for (int i = 0; i < 16; i++)
            cnn_append(text, sizeof text, ",%d", k * 16 + i);
    }
    cnn_dataset *d;
    put("kaggle/train.csv", text, strlen(text));
    put("kaggle/test.csv", strchr(strchr(text, 'p'), 'p'), 150); /* without labels, as Kaggle's */
    CHECK_FINE(cnn_dataset_open("kaggle/train.csv", &d));
    assert_int_equal(d->train.count + d->test.count, 12);
    assert_int_equal(d->classes, 3);
    assert_int_equal(d->image.h, 4);
    assert_int_equal(d->train.pixels[5] % 16, 5);
    cnn_dataset_free(d);
    CHECK_FINE(cnn_dataset_open("kaggle", &d));
    cnn_dataset_free(d);
    cnn_format(row, sizeof row, "\n1,300");
    for (int i = 1; i < 16; i++)
        cnn_append(row, sizeof row, ",0");
    strcat(text, row);
    put("kaggle/train.csv", text, strlen(text));
    CHECK_FAILS(cnn_dataset_open("kaggle/train.csv", &d), "train.csv:14: column 2 is \"300\"");
}

/* Rows of 3 x 3 pixels, `form` says how the label, l, and the pixels, p, and the number of the row, n, stand in them. */
static void put_rows(const char *name, const char *head, const char *form, const char *pixel, const char *end) {
    char text[4000] = "";
    if (head)
        cnn_append(text, sizeof text, "%s%s", head, end);
    for (int k = 0; k < 12; k++) {
        for (const char *c = form; *c; c++) {
            cnn_append(text, sizeof text, "%s", c > form ? "," : "");
            if (*c == 'l')
                cnn_append(text, sizeof text, "%d", k % 3);
            else if (*c == 'n')
                cnn_append(text, sizeof text, "%d", k + 100);
            for (int i = 0; i < 9 && *c == 'p'; i++)
                cnn_append(text, sizeof text, "%s%s", i ? "," : "", i == 4 ? pixel : "0");
        }
        cnn_append(text, sizeof text, "%s", end);
    }
    put(name, text, strlen(text));
}

static void rows_of_text_in_other_forms_are_the_same(void **state) {
    (void)state;
    static const char head[] = "a,b,c,d,e,f,g,h,i";
    char labelled[80], numbered[80];
    cnn_format(labelled, sizeof labelled, "label,%s", head);
    cnn_format(numbered, sizeof numbered, ",label,%s", head);
    const struct {
        const char *head, *form, *pixel, *end;
    } cases[] = {{labelled, "lp", "51", "\n"}, {NULL, "lp", "51", "\r\n"}, {NULL, "pl", "51", "\n"},
        {labelled, "lp", "0.2", "\n"}, {NULL, "lp", "0.2", "\n"}, {numbered, "nlp", "51.0", "\n"},
        {labelled, "lp", "51", "\r"}, {NULL, "lpe", "51", "\n"}, {NULL, "ple", "5.1e1", "\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_dataset *d;
        put_rows("forms.csv", cases[i].head, cases[i].form, cases[i].pixel, cases[i].end);
        CHECK_FINE(cnn_dataset_open("forms.csv", &d));
        assert_int_equal(d->train.count + d->test.count, 12);
        assert_int_equal(d->classes, 3);
        assert_int_equal(d->image.h, 3);
        assert_int_equal(d->train.labels[1], 1);
        assert_int_equal(d->train.pixels[4], 51);
        assert_int_equal(d->train.pixels[5], 0);
        assert_int_equal(strstr(d->note, "the last column") != NULL, *cases[i].form == 'p');
        cnn_dataset_free(d);
    }
}

static void folders_of_other_shapes_are_class_folders(void **state) {
    (void)state;
    cnn_dataset *d;
    put_picture("furs/cats/black/1.bmp", 0, 0, 0);
    put_picture("furs/cats/white/1.bmp", 255, 255, 255);
    put_picture("furs/dogs/old/1.bmp", 9, 9, 9);
    put_picture("furs/@eaDir/dogs/1.bmp", 9, 9, 9);
    char from[300], to[300];
    cnn_format(from, sizeof from, "%s/furs/dogs/again", test_folder);
    cnn_format(to, sizeof to, "%s/furs", test_folder);
    assert_int_equal(symlink(to, from), 0);
    CHECK_FINE(open_images("furs", 3, 2, NULL, &d));
    assert_int_equal(d->classes, 2);
    assert_int_equal(d->train.count + d->test.count, 3);
    assert_string_equal(cnn_class_name(d->names, 1), "dogs");
    cnn_dataset_free(d);
    put_picture("sets/one/cats/1.bmp", 0, 0, 0);
    put_picture("sets/two/cats/1.bmp", 0, 0, 0);
    CHECK_FAILS(open_images("sets", 3, 2, NULL, &d), "several data sets: sets/one, sets/two; name one of them");
    put_picture("vets/training_set/cats/1.bmp", 0, 0, 0);
    put_picture("vets/training_set/dogs/1.bmp", 0, 0, 0);
    put_picture("vets/test_set/dogs/1.bmp", 0, 0, 0);
    CHECK_FINE(open_images("vets", 3, 2, NULL, &d));
    assert_int_equal(d->train.count, 2);
    assert_int_equal(d->test.count, 1);
    cnn_dataset_free(d);
    put("phone/cats/1.heic",
        "\0\0\0\x18"
        "ftypheic\0\0\0\0mif1heic",
        24);
    CHECK_FAILS(open_images("phone", 3, 2, NULL, &d), "phone/cats/1.heic: HEIC is not read here");
    put("packed/pets.tar.gz", "x", 1);
    CHECK_FAILS(open_images("packed", 3, 2, NULL, &d), "found pets.tar.gz, which is an archive; unpack it (tar xf)");
}

static const char usps[] = "7 1:-1 2:0 256:1\n10 3:0.5\n1 1:-1\n";

static void usps_counts_from_one(void **state) {
    (void)state;
    cnn_dataset *d;
    put("u/usps", usps, sizeof usps - 1);
    put("u/usps.t", usps, sizeof usps - 1);
    CHECK_FINE(cnn_dataset_open("u", &d));
    assert_int_equal(d->train.count, 3);
    assert_int_equal(d->train.labels[0], 6);
    assert_int_equal(d->train.labels[1], 9);
    assert_int_equal(d->train.pixels[0], 0);
    assert_int_equal(d->train.pixels[1], 128);
    assert_int_equal(d->train.pixels[255], 255);
    cnn_dataset_free(d);
    put("u/usps.t", "3 1:9\n", 6);
    CHECK_FAILS(cnn_dataset_open("u", &d), "usps.t:1: expected is a line of USPS");
}

static void stl_is_turned(void **state) {
    (void)state;
    static unsigned char pictures[2 * 27648];
    static const unsigned char labels[] = {1, 10};
    pictures[1] = 99; /* the second row of the first column */
    cnn_dataset *d;
    for (int i = 0; i < 2; i++) {
        put(i ? "stl/test_X.bin" : "stl/train_X.bin", pictures, sizeof pictures);
        put(i ? "stl/test_y.bin" : "stl/train_y.bin", labels, 2);
    }
    CHECK_FINE(cnn_dataset_open("stl", &d));
    assert_int_equal(d->train.pixels[96], 99);
    assert_string_equal(cnn_class_name(d->names, d->train.labels[1]), "truck");
    cnn_dataset_free(d);
    unlink("stl/test_y.bin");
    CHECK_FAILS(cnn_dataset_open("stl", &d), "expected beside it is test_y.bin");
}

static void a_hundred_classes_have_their_names(void **state) {
    (void)state;
    static unsigned char record[3074] = {4, 99, 17};
    cnn_dataset *d;
    put("c/cifar-100-binary/train.bin", record, sizeof record);
    put("c/cifar-100-binary/test.bin", record, sizeof record);
    CHECK_FINE(cnn_dataset_open("c", &d)); /* the folder around it will do */
    assert_int_equal(d->classes, 100);
    assert_string_equal(cnn_class_name(d->names, d->train.labels[0]), "worm");
    assert_int_equal(d->train.pixels[0], 17);
    cnn_dataset_free(d);
}

/* A dictionary as Python 2 pickled CIFAR's. `call`: what is called in place of NumPy's _reconstruct. */
static size_t pickled(unsigned char *to, const char *call) {
    static const unsigned char pixels[3072] = {5, 6};
    size_t at = 0;
    const struct {
        const char *bytes;
        size_t length;
    } parts[] = {{"\x80\x02}q\x01(U\x06labelsq\x02]q\x03(K\x08"
                  "eU\x04"
                  "dataq\x04"
                  "c",
                     32},
        {call, strlen(call)},
        {"\nq\x05"
         "cnumpy\nndarray\nq\x06K\x00\x85U\x01"
         "b\x87Rq\x07(K\x01K\x01M\x00\x0c\x86"
         "cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|"
         "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T\x00\x0c\x00\x00",
            91},
        {(const char *)pixels, sizeof pixels}, {"tbu.", 4}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(to + at, parts[i].bytes, parts[i].length);
        at += parts[i].length;
    }
    return at;
}

static void pickles_are_read_and_never_run(void **state) {
    (void)state;
    unsigned char bytes[4000];
    cnn_dataset *d;
    size_t length = pickled(bytes, "numpy.core.multiarray\n_reconstruct");
    for (int i = 1; i <= 6; i++) {
        char name[40];
        cnn_format(name, sizeof name, i < 6 ? "py/data_batch_%d" : "py/test_batch", i);
        put(name, bytes, length);
    }
    CHECK_FINE(cnn_dataset_open("py", &d));
    assert_int_equal(d->train.count, 5);
    assert_int_equal(d->train.labels[0], 8);
    assert_int_equal(d->train.pixels[1], 6);
    cnn_dataset_free(d);
    put("py/data_batch_3", bytes, length - 5);
    CHECK_FAILS(cnn_dataset_open("py", &d), "cut short");
    put("py/data_batch_3", bytes, pickled(bytes, "os\nsystem"));
    CHECK_FAILS(cnn_dataset_open("py", &d), "this pickle calls os system");
}

/* An array of bytes as NumPy writes it. */
static size_t array_of(unsigned char *to, const char *shape, const unsigned char *bytes, size_t count) {
    char head[119];
    int length = snprintf(head, sizeof head, "{'descr': '|u1', 'fortran_order': False, 'shape': %s, }", shape);
    memset(head + length, ' ', sizeof head - 1 - (size_t)length);
    head[sizeof head - 1] = '\n';
    memcpy(to, "\x93NUMPY\1\0\x77\0", 10);
    memcpy(to + 10, head, sizeof head);
    memcpy(to + 10 + sizeof head, bytes, count);
    return 10 + sizeof head + count;
}

static void put_arrays(const char *name, const char *const names[4]) {
    static const unsigned char pixels[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, labels[] = {1, 0};
    static unsigned char files[4][200];
    zip_t *zip = zip_open(name, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (int i = 0; i < 4; i++) {
        size_t size = i % 2 ? array_of(files[i], "(2,)", labels, 2) : array_of(files[i], "(2, 1, 2, 3)", pixels, 12);
        assert_true(zip_file_add(zip, names[i], zip_source_buffer(zip, files[i], size, 0), 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
}

static void arrays_of_numpy_are_a_data_set(void **state) {
    (void)state;
    static const char *const keras[] = {"x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"}, *const others[] = {
                                                                                                       "a.npy", "b.npy",
                                                                                                       "c.npy",
                                                                                                       "d.npy"};
    cnn_dataset *d;
    put_arrays("keras.npz", keras);
    CHECK_FINE(cnn_dataset_open("keras.npz", &d));
    assert_int_equal(d->train.count, 2);
    assert_int_equal(d->test.count, 2);
    assert_int_equal(d->image.c, 3);
    assert_int_equal(d->image.w, 2);
    assert_int_equal(d->train.labels[0], 1);
    assert_int_equal(d->train.pixels[1], 4); /* red of the second pixel */
    assert_int_equal(d->train.pixels[2], 2); /* green of the first */
    cnn_dataset_free(d);
    put_arrays("others.npz", others);
    CHECK_FAILS(cnn_dataset_open("others.npz", &d), "found a, b, c, d; expected are arrays called x_train and y_train");
    put("broken.npz", "PK\3\4 and no more", 16);
    CHECK_FAILS(cnn_dataset_open("broken.npz", &d), "damaged or cut short");
}

/* An array in memory; `head` describes it. */
static cnn_status read_npy(const char *head, const void *bytes, size_t size, unsigned char *room, cnn_npy *out) {
    memcpy(room, "\x93NUMPY\1\0\x60\0", 10);
    memset(room + 10, ' ', 96);
    memcpy(room + 10, head, strlen(head));
    memcpy(room + 106, bytes, size);
    return cnn_npy_read("x", room, 106 + size, out);
}

static void arrays_in_columns_and_halves_are_read(void **state) {
    (void)state;
    static const uint16_t halves[] = {0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x7c00};
    static const double wanted[] = {
        1, 0.333251953125, 0x1p-24, -2, 65504, INFINITY}; /* rows of what stands in columns */
    unsigned char room[200];
    cnn_npy a;
    CHECK_FINE(read_npy("{'descr': '<f2', 'fortran_order': True, 'shape': (2, 3), }", halves, 12, room, &a));
    for (size_t i = 0; i < 6; i++)
        assert_true(cnn_npy_number(&a, i) == wanted[i]);
    CHECK_FAILS(read_npy("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", halves, 12, room, &a),
        "numpy.unique(y, return_inverse=True)[1]");
}

static void what_is_no_data_set_is_answered(void **state) {
    (void)state;
    cnn_dataset *d;
    put("other/readme.txt", "x", 1);
    put("other.zip", "PK", 2);
    CHECK_FAILS(cnn_dataset_open("other", &d), "found readme.txt; expected are a folder of class folders");
    CHECK_FAILS(cnn_dataset_open("other.zip", &d), "unpack it (unzip)");
    CHECK_FAILS(cnn_dataset_open("mnits", &d), "no data set of this name");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(class_folders_are_a_data_set),
        cmocka_unit_test(a_damaged_cache_is_passed_over), cmocka_unit_test(one_of_six_is_set_aside),
        cmocka_unit_test(letters_of_emnist_are_upright_and_named),
        cmocka_unit_test(labels_of_qmnist_are_rows_of_numbers), cmocka_unit_test(rows_of_text_are_pictures),
        cmocka_unit_test(rows_of_text_in_other_forms_are_the_same),
        cmocka_unit_test(folders_of_other_shapes_are_class_folders), cmocka_unit_test(usps_counts_from_one),
        cmocka_unit_test(stl_is_turned), cmocka_unit_test(a_hundred_classes_have_their_names),
        cmocka_unit_test(pickles_are_read_and_never_run), cmocka_unit_test(arrays_of_numpy_are_a_data_set),
        cmocka_unit_test(arrays_in_columns_and_halves_are_read), cmocka_unit_test(what_is_no_data_set_is_answered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
