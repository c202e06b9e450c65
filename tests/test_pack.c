/* Lessons in one file: what was packed comes out again, and what somebody else packed cannot reach out of its folder. */
#include "check.h"
#include "folder.h"

#include "file.h"
#include "pack.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

static void write_text(const char *name, const char *text) {
    CHECK_FINE(cnn_file_write(name, &(cnn_piece){text, strlen(text)}, 1));
}

static const char NETWORK[] = "input: {channels: 1, height: 4, width: 4}\ndata: digits\nlayers: [flatten]\n";
static const unsigned char DOT[] = {'B', 'M', 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0,
    1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 0};

static void write_dot(const char *name) {
    CHECK_FINE(cnn_file_write(name, &(cnn_piece){DOT, sizeof DOT}, 1));
}

/* All that a lesson names goes with it, in the folder where it lay. */
static void what_is_packed_comes_out_again(void **fixture) {
    (void)fixture;
    mkdir("en", 0777);
    mkdir("en/below", 0777);
    mkdir("ko", 0777);
    write_text("en/x.md",
        "# T\n\n## A {#a}\n\n![one](own.bmp) ![two](below/deep dot.bmp)\n\n```scene\nnetwork: tiny\n```\n\n"
        "## B {#b}\n\n```scene\nlayer: convolution\ninput: {picture: given.webp}\nfilter: [[1]]\n```\n\n## C "
        "{#c}\n\n```scene\nnetwork: named\n```\n");
    write_text("ko/x.md", "# 티\n\n## 가 {#a}\n\n![하나](own.bmp)\n\n## 나 {#b}\n\n둘\n\n## 다 {#c}\n\n셋\n");
    write_text("en/tiny.yaml", NETWORK);
    write_text("en/other.md", "# other\n\n## A\n");
    write_text("en/named.yaml",
        "input: {channels: 1, height: 1, width: 1}\nclasses: birds.txt\nlayers:\n  - dense: {units: 2}\n");
    write_text("en/birds.txt", "owl\nkiwi\n");
    write_text("en/labels.txt", "a\nb\n");
    write_text("en/other.txt", "not asked for\n");
    write_dot("en/own.bmp");
    write_dot("ko/own.bmp");
    write_dot("en/below/deep dot.bmp");
    write_dot("en/given.webp");
    lesson *l, *again;
    CHECK_FINE(lesson_open("en/x.md", &l));
    assert_int_equal(l->problem_count, 0);
    CHECK_FINE(pack_write(l, "x.stride"));
    CHECK_FINE(pack_write(l, "y.stride"));
    lesson_close(l);
    unsigned char *one, *two;
    size_t length, same;
    CHECK_FINE(cnn_file_read("x.stride", PACK_BYTES, false, &one, &length));
    CHECK_FINE(cnn_file_read("y.stride", PACK_BYTES, false, &two, &same));
    assert_int_equal(length, same);
    assert_memory_equal(one, two, length);
    free(one);
    free(two);
    CHECK_FINE(lesson_open("x.stride", &again));
    assert_int_equal(again->problem_count, 0);
    assert_int_equal(again->count, 3);
    assert_string_equal(again->title[LANGUAGE_KO], "티");
    assert_non_null(again->pages[0].scene);
    char path[4096];
    assert_true(lesson_find_file(again, "tiny.yaml", path, sizeof path));
    assert_true(lesson_find_file(again, "given.webp", path, sizeof path));
    assert_true(lesson_find_file(again, "birds.txt", path, sizeof path));
    assert_true(lesson_find_file(again, "labels.txt", path, sizeof path));
    assert_false(lesson_find_file(again, "other.txt", path, sizeof path));
    assert_false(lesson_find_file(again, "other.md", path, sizeof path));
    lesson_close(again);
}

/* An entry of a pack that somebody made. */
typedef struct entry {
    const char *name, *text;
    size_t zeros; /* in place of the text */
} entry;

static void make_pack(const char *path, const entry *entries, int count) {
    int error;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (int i = 0; i < count; i++) {
        size_t size = entries[i].zeros ? entries[i].zeros : strlen(entries[i].text);
        void *bytes = calloc(size + 1, 1);
        if (!entries[i].zeros)
            memcpy(bytes, entries[i].text, size);
        zip_source_t *source = zip_source_buffer(zip, bytes, size, 1);
        assert_true(zip_file_add(zip, entries[i].name, source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
}

static const char LESSON[] = "# T\n\n## A {#a}\n\none\n";

static void refused(const entry *entries, int count, const char *reason) {
    lesson *l;
    make_pack("h.stride", entries, count);
    CHECK_FAILS(lesson_open("h.stride", &l), reason);
}

static void a_pack_cannot_reach_out_of_its_folder(void **fixture) {
    (void)fixture;
    static const char *const names[] = {"../evil.md", "/tmp/evil.md", "en/../../evil.md", "a\\..\\evil.md", ".bashrc",
        "en/.hidden.md", "C:evil.md", "en//x.md"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        refused((entry[]){{"x.md", LESSON, 0}, {names[i], LESSON, 0}}, 2, "leads out of its folder");
    assert_false(cnn_file_exists("../evil.md") || cnn_file_exists("/tmp/evil.md"));
}

static void a_pack_is_no_larger_than_a_lesson(void **fixture) {
    (void)fixture;
    refused((entry[]){{"x.md", LESSON, 0}, {"run.sh", "rm -rf", 0}}, 2,
        "run.sh is no lesson, network, picture, list of names or weights");
    refused((entry[]){{"x.md", LESSON, 0}, {"big.png", NULL, PACK_BYTES + 1}}, 2, "unpacked it has more than 128 MB");
    refused((entry[]){{"a.png", NULL, PACK_BYTES}, {"b.png", NULL, PACK_BYTES}, {"x.md", LESSON, 0}}, 3,
        "unpacked it has more than 128 MB");
    refused((entry[]){{"a.png", "x", 0}}, 1, "there is no lesson in it");
    refused((entry[]){{"x.md", LESSON, 0}, {"y.md", LESSON, 0}}, 2, "it holds two lessons, x.md and y.md");
    entry many[PACK_FILES + 1];
    static char names[PACK_FILES + 1][16];
    for (int i = 0; i <= PACK_FILES; i++) {
        cnn_format(names[i], sizeof names[i], "%d.png", i);
        many[i] = (entry){names[i], "x", 0};
    }
    refused(many, PACK_FILES + 1, "it holds more than 64 files");
}

static void a_damaged_pack_is_told(void **fixture) {
    (void)fixture;
    lesson *l;
    unsigned char *bytes;
    size_t length;
    write_text("n.stride", "no pack");
    CHECK_FAILS(lesson_open("n.stride", &l), "n.stride: it is no pack of a lesson");
    CHECK_FAILS(lesson_open("none.stride", &l), "none.stride");
    make_pack("d.stride", (entry[]){{"x.md", LESSON, 0}}, 1);
    CHECK_FINE(cnn_file_read("d.stride", PACK_BYTES, false, &bytes, &length));
    bytes[34] ^= 0x55; /* in what was packed */
    CHECK_FINE(cnn_file_write("d.stride", &(cnn_piece){bytes, length}, 1));
    CHECK_FAILS(lesson_open("d.stride", &l), "d.stride: ");
    for (size_t cut = 0; cut < length; cut += 7) {
        CHECK_FINE(cnn_file_write("d.stride", &(cnn_piece){bytes, cut}, 1));
        CHECK_FAILS(lesson_open("d.stride", &l), "d.stride: ");
    }
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_comes_out_again),
        cmocka_unit_test(a_pack_cannot_reach_out_of_its_folder),
        cmocka_unit_test(a_pack_is_no_larger_than_a_lesson),
        cmocka_unit_test(a_damaged_pack_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
