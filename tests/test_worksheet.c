/* A lesson on paper. */
#include "hand.h"

#include "file.h"
#include "worksheet.h"

static const char LESSONS[] = TESTS_DIR "/../lessons";

static size_t worksheet_of(const char *name, uint64_t seed, paper size, unsigned char **bytes) {
    char path[4096];
    lesson *l;
    size_t length;
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(lesson_open(path, &l));
    CHECK_FINE(worksheet_write(l, &(worksheet_options){.paper = size, .seed = seed}, "stride-worksheet.pdf"));
    CHECK_FAILS(
        worksheet_write(l, &(worksheet_options){.paper = size, .seed = seed}, "/nowhere/x.pdf"), "/nowhere/x.pdf");
    lesson_close(l);
    CHECK_FINE(cnn_file_read("stride-worksheet.pdf", 1 << 24, false, bytes, &length));
    assert_memory_equal(*bytes, "%PDF-", 5);
    return length;
}

static bool has_box(const unsigned char *bytes, size_t length, const char *box) {
    for (size_t i = 0; i + strlen(box) < length; i++)
        if (!memcmp(bytes + i, box, strlen(box)))
            return true;
    return false;
}

static void a_lesson_becomes_a_worksheet_with_a_key(void **fixture) {
    (void)fixture;
    unsigned char *own, *same, *other;
    size_t length = worksheet_of("07-pooling", 0, PAPER_A4, &own);
    assert_true(has_box(own, length, "/Count 3")); /* two of questions, one of answers */
    assert_true(has_box(own, length, "595.28"));
    assert_true(has_box(own, length, "/FontFile"));
    size_t third = worksheet_of("07-pooling", 3, PAPER_LETTER, &other);
    assert_true(has_box(other, third, "612 792") || has_box(other, third, "/MediaBox [ 0 0 612 792 ]"));
    size_t second = worksheet_of("07-pooling", 4, PAPER_A4, &same);
    assert_true(second != length || memcmp(own + 64, same + 64, length - 200) != 0);
    free(own);
    free(same);
    free(other);
    strings_use(LANGUAGE_KO);
    for (int i = 0; i < a.state.lesson.count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(a.state.lesson.entries[i].path, &l));
        CHECK_FINE(worksheet_write(l, &(worksheet_options){.seed = 7}, "stride-worksheet.pdf"));
        lesson_close(l);
    }
    strings_use(LANGUAGE_EN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_becomes_a_worksheet_with_a_key),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
