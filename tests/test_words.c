/* The words of the course: Korean particles after whatever stands before them, and one word for one thing. */
#include "assets.h"
#include "check.h"
#include "document.h"
#include "file.h"
#include "particles.h"

#include <dirent.h>
#include <stdlib.h>

static void reads(const char *written, const char *wanted) {
    char text[200];
    cnn_format(text, sizeof text, "%s", written);
    particles_resolve(text);
    assert_string_equal(text, wanted);
}

static void particles_follow_the_last_sound(void **context) {
    (void)context;
    reads("필터{은/는} 윈도{을/를}", "필터는 윈도를");
    reads("합{은/는} 편향{을/를}", "합은 편향을");
    reads("0{은/는} 1{은/는} 2{은/는} 3{은/는} 4{은/는}", "0은 1은 2는 3은 4는");
    reads("5{을/를} 6{을/를} 7{을/를} 8{을/를} 9{을/를}", "5를 6을 7을 8을 9를");
    reads("10{이/가} 100{이/가} 1,000{이/가} 10,000{이/가}", "10이 100이 1,000이 10,000이");
    reads("0.5{이/가} 0.50{이/가} −0.25{이/가}", "0.5가 0.50이 −0.25가");
}

static void to_has_a_form_of_its_own(void **context) {
    (void)context;
    reads("1{으로/로} 3{으로/로} 5{으로/로} 7{으로/로} 8{으로/로} 10{으로/로}", "1로 3으로 5로 7로 8로 10으로");
    reads("−1{으로/로} 픽셀{으로/로} 값{으로/로} 층{으로/로}", "−1로 픽셀로 값으로 층으로");
    reads("28 × 28{으로/로} 13 × 13{으로/로}", "28 × 28로 13 × 13으로");
}

static void a_fraction_ends_with_its_numerator(void **context) {
    (void)context;
    reads("5/3{은/는} 15/2{은/는} 1/9{을/를} 4/1{을/를}", "5/3는 15/2는 1/9을 4/1를");
    reads("3/10{은/는} 2/3{으로/로}", "3/10은 2/3로");
}

static void latin_words_are_heard(void **context) {
    (void)context;
    reads("O{은/는} F{을/를} S{이/가} P{으로/로} N{은/는} L{은/는}", "O는 F를 S가 P로 N은 L은");
    reads(
        "conv1{을/를} conv2{을/를} softmax{은/는} pool{으로/로} map{을/를}", "conv1을 conv2를 softmax는 pool로 map을");
    reads("η{을/를} x²{은/는} 85 %{을/를}", "η를 x²은 85 %를");
}

static void marks_and_colours_are_silent(void **context) {
    (void)context;
    reads("**3**{을/를} “2”{은/는} (6){이/가}", "**3**을 “2”는 (6)이");
    reads("{gradient}4{}{을/를} {input}픽셀{}{은/는}", "{gradient}4{}를 {input}픽셀{}은");
    reads("{input}", "{input}");
    reads("{은/는}", "는");
    reads("{은/", "{은/");
}

/* Whether the word stands in the text, where it is not the beginning of one of the words that may be used. */
static bool is_used(const char *text, const char *word) {
    return strstr(text, word) != NULL;
}

static void look_for(cnn_yaml *terms, const char *path) {
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(path, 1 << 22, false, &bytes, &length));
    for (int i = 0; i < cnn_yaml_count(terms); i++) {
        cnn_yaml *korean = cnn_yaml_get(cnn_yaml_item(terms, i), "ko"), *not = cnn_yaml_get(korean, "not");
        for (int j = 0; j < cnn_yaml_count(not ); j++)
            if (is_used((char *)bytes, cnn_yaml_text(cnn_yaml_item(not, j))))
                fail_msg("%s says \"%s\"; the word is \"%s\"", path, cnn_yaml_text(cnn_yaml_item(not, j)),
                    cnn_yaml_text(cnn_yaml_get(korean, "term")));
    }
    static const char *const open[] = {"은(는)", "는(은)", "이(가)", "가(이)", "을(를)", "를(을)", "으로(로)",
        "로(으로)", "(으)로", "와(과)", "과(와)"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (strstr((char *)bytes, open[i]))
            fail_msg("%s leaves a particle open: %s", path, open[i]);
    free(bytes);
}

static void korean_has_one_word_for_one_thing(void **context) {
    (void)context;
    cnn_document *terms;
    char path[600];
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../lessons/terms.yaml", &terms));
    look_for(cnn_document_root(terms), TESTS_DIR "/../assets/strings/ko.yaml");
    look_for(cnn_document_root(terms), TESTS_DIR "/../lessons/teacher-ko.md");
    DIR *folder = opendir(TESTS_DIR "/../lessons/ko");
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));)
        if (strstr(d->d_name, ".md")) {
            cnn_format(path, sizeof path, "%s/../lessons/ko/%.255s", TESTS_DIR, d->d_name);
            look_for(cnn_document_root(terms), path);
        }
    closedir(folder);
    cnn_document_free(terms);
}

static char *text_of(const char *path) {
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(path, 1 << 22, false, &bytes, &length));
    return (char *)bytes;
}

/* The guides name each lesson with the minutes that the course gives it, and each word in both languages. */
static void guides_agree_with_the_course(void **context) {
    (void)context;
    static const char *const guides[] = {TESTS_DIR "/../lessons/teacher.md", TESTS_DIR "/../lessons/teacher-ko.md"},
                             *const units[] = {"minutes", "분"};
    cnn_document *course, *terms;
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../lessons/course.yaml", &course));
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../lessons/terms.yaml", &terms));
    cnn_yaml *parts = cnn_yaml_get(cnn_document_root(course), "parts");
    for (int in = 0; in < 2; in++) {
        char *guide = text_of(guides[in]), wanted[300];
        for (int i = 0; i < cnn_yaml_count(parts); i++) {
            cnn_yaml *lessons = cnn_yaml_get(cnn_yaml_item(parts, i), "lessons");
            for (int j = 0; j < cnn_yaml_count(lessons); j++) {
                cnn_yaml *one = cnn_yaml_item(lessons, j);
                cnn_format(wanted, sizeof wanted, "](#lesson/%s)** · %s %s", cnn_yaml_text(cnn_yaml_get(one, "id")),
                    cnn_yaml_text(cnn_yaml_get(one, "minutes")), units[in]);
                if (!strstr(guide, wanted))
                    fail_msg("%s does not say \"%s\"", guides[in], wanted);
            }
        }
        for (int i = 0; i < cnn_yaml_count(cnn_document_root(terms)); i++) {
            cnn_yaml *term = cnn_yaml_item(cnn_document_root(terms), i);
            cnn_format(wanted, sizeof wanted, "| %s | %s |",
                cnn_yaml_text(cnn_yaml_get(cnn_yaml_get(term, in ? "ko" : "en"), "term")),
                cnn_yaml_text(cnn_yaml_get(cnn_yaml_get(term, in ? "en" : "ko"), "term")));
            if (!strstr(guide, wanted))
                fail_msg("%s has no row \"%s\"", guides[in], wanted);
        }
        free(guide);
    }
    cnn_document_free(course);
    cnn_document_free(terms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(particles_follow_the_last_sound),
        cmocka_unit_test(to_has_a_form_of_its_own),
        cmocka_unit_test(a_fraction_ends_with_its_numerator),
        cmocka_unit_test(latin_words_are_heard),
        cmocka_unit_test(marks_and_colours_are_silent),
        cmocka_unit_test(korean_has_one_word_for_one_thing),
        cmocka_unit_test(guides_agree_with_the_course),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
