/* Picture files of every kind become the same four quarters: red, green, blue, and white or what is transparent.
 * picture_files/make.py makes them. */
#include "check.h"

#include "file.h"
#include "picture_decode.h"

#define FOLDER TESTS_DIR "/picture_files/"
enum { ROWS = 32, COLUMNS = 48 };

static cnn_picture loaded(const char *name, int channels, bool on_black) {
    char path[512];
    cnn_picture p;
    cnn_format(path, sizeof path, "%s%s", FOLDER, name);
    CHECK_FINE(cnn_picture_load(path, &(cnn_picture_wish){.channels = channels, .on_black = on_black}, &p));
    return p;
}

static void expect_quarter(const char *name, const cnn_picture *p, int quarter, const uint8_t *colour, int apart) {
    int row = quarter / 2 ? ROWS * 3 / 4 : ROWS / 4, column = quarter % 2 ? COLUMNS * 3 / 4 : COLUMNS / 4;
    const uint8_t *at = p->pixels + (row * p->columns + column) * p->channels;
    for (int c = 0; c < p->channels; c++)
        if (abs(at[c] - colour[c]) > apart)
            fail_msg("%s: quarter %d channel %d is %d, not %d", name, quarter, c, at[c], colour[c]);
}

static void expect_quarters(const char *name, const uint8_t fourth[3], bool on_black, int apart) {
    static const uint8_t colours[3][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}};
    cnn_picture p = loaded(name, 3, on_black);
    if (p.rows != ROWS || p.columns != COLUMNS || p.file_rows != ROWS || p.file_columns != COLUMNS)
        fail_msg("%s: %d x %d", name, p.columns, p.rows);
    for (int q = 0; q < 4; q++)
        expect_quarter(name, &p, q, q < 3 ? colours[q] : fourth, apart);
    cnn_picture_free(&p);
}

static const uint8_t white[3] = {255, 255, 255}, black[3] = {0, 0, 0};

static void every_kind_has_the_colours_it_was_given(void **state) {
    (void)state;
    static const char *const exact[] = {"plain.png", "deep.png", "interlaced.png", "palette.png", "plain.bmp",
        "palette.bmp", "plain.ppm", "moving.webp", "moving.gif"};
    static const char *const near[] = {"plain.jpg", "progressive.jpg", "inks.jpg", "ycck.jpg", "lossy.webp"};
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        expect_quarters(exact[i], white, false, 0);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        expect_quarters(near[i], white, false, 6);
}

static void what_is_transparent_is_white_or_by_choice_black(void **state) {
    (void)state;
    static const char *const names[] = {
        "clear.png", "interlaced-clear.png", "palette-clear.png", "colour-clear.png", "clear.webp", "clear.gif"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        expect_quarters(names[i], white, false, 0);
        expect_quarters(names[i], black, true, 0);
        cnn_picture p = loaded(names[i], 4, false);
        expect_quarter(names[i], &p, 0, (const uint8_t[]){255, 0, 0, 255}, 0);
        assert_int_equal(p.pixels[(ROWS * COLUMNS - 1) * 4 + 3], 0);
        cnn_picture_free(&p);
    }
}

static void grey_weighs_the_colours_as_jpeg_does(void **state) {
    (void)state;
    static const char *const names[] = {"plain.png", "grey.pgm", "grey.jpg", "grey-clear.png"};
    static const uint8_t greys[4] = {76, 150, 29, 255};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cnn_picture p = loaded(names[i], 1, false);
        for (int q = 0; q < 4; q++)
            expect_quarter(names[i], &p, q, greys + q, 1);
        cnn_picture_free(&p);
    }
}

static void a_picture_is_turned_as_it_says(void **state) {
    (void)state;
    for (int orientation = 2; orientation <= 8; orientation++) {
        char name[40];
        cnn_format(name, sizeof name, "turned-%d.jpg", orientation);
        expect_quarters(name, white, false, 6);
    }
    expect_quarters("turned.png", white, false, 0);
    expect_quarters("turned.webp", white, false, 0);
}

/* A text picture of so many pixels, all of one colour but the first column. */
static uint8_t *striped(int rows, int columns, size_t *length) {
    char head[40];
    size_t begin = cnn_format(head, sizeof head, "P5\n%d %d\n255\n", columns, rows);
    *length = begin + (size_t)rows * (size_t)columns;
    uint8_t *bytes = malloc(*length);
    assert_non_null(bytes);
    memcpy(bytes, head, begin);
    for (size_t i = 0; i < (size_t)rows * (size_t)columns; i++)
        bytes[begin + i] = i % (size_t)columns ? 200 : 100;
    return bytes;
}

static void large_pictures_are_means_of_what_they_cover(void **state) {
    (void)state;
    size_t length;
    uint8_t *bytes = striped(4001, 4001, &length);
    cnn_picture p;
    CHECK_FINE(cnn_picture_decode("large", bytes, length, &(cnn_picture_wish){.channels = 1}, &p));
    assert_int_equal(p.rows, 2001);
    assert_int_equal(p.columns, 2001);
    assert_int_equal(p.file_rows, 4001);
    assert_int_equal(p.pixels[0], 150);
    assert_int_equal(p.pixels[1], 200);
    assert_int_equal(p.pixels[2001 * 2001 - 1], 200);
    cnn_picture_free(&p);
    CHECK_FINE(cnn_picture_decode("large", bytes, length, &(cnn_picture_wish){.channels = 1, .enough = 100}, &p));
    assert_int_equal(p.rows, 501);
    assert_int_equal(p.pixels[0], 188); /* (100 + 7 * 200) / 8 = 187.5 */
    cnn_picture_free(&p);
    free(bytes);
}

static void expect_answer(const char *bytes, size_t length, const char *part) {
    cnn_picture p;
    CHECK_FAILS(cnn_picture_decode("x", (const uint8_t *)bytes, length, &(cnn_picture_wish){.channels = 3}, &p), part);
    assert_null(p.pixels);
}

static void what_cannot_be_read_is_answered_with_what_to_do(void **state) {
    (void)state;
    expect_answer("\0\0\0\x1c"
                  "ftypheic\0\0\0\0mif1heic",
        24, "heif-convert");
    expect_answer("\0\0\0\x1c"
                  "ftypavif\0\0\0\0mif1avif",
        24, "avifdec");
    expect_answer("II*\0\x08\0\0\0", 8, "export it as PNG");
    expect_answer("<?xml version='1.0'?>\n<svg>", 27, "SVG is not read here; run: rsvg-convert");
    expect_answer("hello", 5, "PNG, JPEG, WebP, GIF, BMP and PNM are");
    expect_answer("P5 100000 10 255 ", 17, "100000 x 10 pixels");
    expect_answer("P5 20000 20000 255 ", 19, "ends before the picture does");
}

/* Every file, cut anywhere, is refused or read, and never read in part without a word: the last quarter is missing. */
static void files_that_are_cut_off_are_refused(void **state) {
    (void)state;
    static const char *const names[] = {"plain.png", "interlaced.png", "plain.jpg", "progressive.jpg", "clear.webp",
        "lossy.webp", "moving.gif", "plain.bmp", "plain.ppm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[512];
        uint8_t *bytes;
        size_t length;
        cnn_picture p;
        cnn_format(path, sizeof path, "%s%s", FOLDER, names[i]);
        CHECK_FINE(cnn_file_read(path, 1 << 20, false, &bytes, &length));
        for (size_t cut = 0; cut < length * 3 / 4; cut++) {
            uint8_t *part = malloc(cut ? cut : 1);
            assert_non_null(part);
            memcpy(part, bytes, cut);
            cnn_status status = cnn_picture_decode("cut", part, cut, &(cnn_picture_wish){.channels = 3}, &p);
            if (!cnn_failed(status) && strcmp(names[i], "moving.gif"))
                fail_msg("%s: its first %zu bytes are read", names[i], cut);
            cnn_picture_free(&p);
            free(part);
        }
        free(bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_the_colours_it_was_given),
        cmocka_unit_test(what_is_transparent_is_white_or_by_choice_black),
        cmocka_unit_test(grey_weighs_the_colours_as_jpeg_does),
        cmocka_unit_test(a_picture_is_turned_as_it_says),
        cmocka_unit_test(large_pictures_are_means_of_what_they_cover),
        cmocka_unit_test(what_cannot_be_read_is_answered_with_what_to_do),
        cmocka_unit_test(files_that_are_cut_off_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
