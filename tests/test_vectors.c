/* The runner of vector files, on cases worked by hand, on numbers that single precision cannot hold, and on files
 * malformed in many ways: it fails or skips by name and never crashes. */
#include "check.h"

#include "rng.h"

#include <sys/wait.h>

static const char path[] = "case.json";

/* Runs the text and fills `said`; fails when the runner does not end by itself. */
static int run(const char *text, size_t length, char said[4096]) {
    char command[600];
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    cnn_format(command, sizeof command, "%s/tests/vectors %s 2>&1", BUILD_DIR, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t got = fread(said, 1, 4095, pipe);
    said[got] = '\0';
    while (fgetc(pipe) != EOF)
        ;
    int status = pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
        fail_msg("ended with %d: %s\n%s", status, said, text);
    return WEXITSTATUS(status);
}

static void says(const char *a_case, const char *part, int status) {
    char text[4096], said[4096];
    cnn_format(text, sizeof text, "{\"format\":\"cnn-vectors/1\",\"cases\":[%s]}", a_case);
    int found = run(text, strlen(text), said);
    if (found != status || !strstr(said, part))
        fail_msg("%s\nsaid %s", a_case, said);
}

#define T(shape, data) "{\"shape\":" shape ",\"data\":" data "}"

/* y = w x + b for x = 1, 2 and targets 1, 0 from w = 1/2 on: L = (1/4 + 1)/2, dw = -1/2 + 2, db = 1/2, and so on with
 * rate 1/10. */
#define LINE(reduction, rate, losses)                                                                             \
    "{\"id\":\"hand/mse\",\"op\":\"network\",\"dtype\":\"f64\",\"loss\":\"mse\",\"reduction\":\"" reduction "\"," \
    "\"layers\":[{\"name\":\"d\",\"op\":\"linear\",\"inputs\":[\"input\"],\"attrs\":{}}],\"input\":" T(           \
        "[2,1,1,1]", "[1,2]") ",\"targets\":" T("[2,1]",                                                          \
        "[1,0]") ",\"optimizer\":{\"kind\":\"sgd\",\"lr\":" rate "},"                                             \
                 "\"params\":{\"d.weight\":" T("[1,1]", "[0.5]") ",\"d.bias\":" T("[1]",                          \
                     "[0]") "},"                                                                                  \
                            "\"expect\":{\"loss\":" T("[6]", losses) ",\"params_after\":{\"1\":{\"d.weight\":" T( \
                                "[1,1]", "[0.35]") ","                                                            \
                                                   "\"d.bias\":" T("[1]", "[-0.05]") "}}}}"

static void cases_worked_by_hand_pass(void **state) {
    (void)state;
    says(LINE("mean", "0.1", "[0.625,0.45625,0.428125,0.414248125,0.40210268125,0.390440624125]"),
        "1 passed, 0 failed, 0 skipped", 0);
    /* The sum is twice the mean, so half the rate makes the same steps. */
    says(LINE("sum", "0.05", "[1.25,0.9125,0.85625,0.82849625,0.8042053625,0.78088124825]"),
        "1 passed, 0 failed, 0 skipped", 0);
    says(LINE("mean", "0.1", "[0.625,0.45625,0.428125,0.414248125,0.40210268125,0.4]"), "loss[0] is 0.390440", 1);
    says(LINE("best", "0.1", "[1,1,1,1,1,1]"), "skipped hand/mse: reduction best", 0);
    says("{\"id\":\"a\",\"op\":\"mse\",\"attrs\":{\"reduction\":\"sum\",\"target\":" T(
             "[1,2]", "[0,0]") "},\"inputs\":{"
                               "\"x\":" T("[1,2]", "[1,2]") "},\"expect\":{\"loss\":" T(
                                   "[]", "5") ",\"grad_inputs\":{\"x\":" T("[1,2]", "[2,4]") "}}}",
        "1 passed", 0);
    says("{\"id\":\"a\",\"op\":\"softmax_cross_entropy\",\"attrs\":{\"reduction\":\"sum\",\"targets\":[0,1]},"
         "\"inputs\":{"
         "\"x\":" T("[2,2]", "[0,0,0,0]") "},\"expect\":{\"loss\":" T(
             "[1]", "[1.38629436]") ",\"grad_inputs\":{\"x\":" T("[2,2]", "[-0.5,0.5,0.5,-0.5]") "}}}",
        "1 passed", 0);
}

static void what_is_unknown_or_too_fine_is_skipped_by_name(void **state) {
    (void)state;
    says("{\"id\":\"a\",\"op\":\"fourier\"}", "skipped a: operator fourier", 0);
    says("{\"op\":\"fourier\"}", "skipped a case without a name: operator fourier", 0);
    says("{\"id\":\"a\"}", "skipped a: operator without a name", 0);
    says("{\"id\":\"a\",\"op\":\"pad2d\",\"attrs\":{\"pad_mode\":\"spiral\"}}", "skipped a: mode spiral", 0);
    says("{\"id\":\"a\",\"op\":\"relu\",\"dtype\":\"f64\",\"inputs\":{\"x\":" T("[1,2]", "[1,1e-310]") "}}",
        "skipped a: inputs with numbers that single precision cannot hold", 0);
    says("{\"id\":\"a\",\"op\":\"relu\",\"dtype\":\"f64\",\"inputs\":{\"x\":" T("[1,2]", "[1,1e39]") "}}", "skipped a",
        0);
    says("{\"id\":\"a\",\"op\":\"relu\",\"dtype\":\"f32\",\"inputs\":{\"x\":" T(
             "[1,2]", "[1,1e-40]") "},\"expect\":{"
                                   "\"output\":" T("[1,2]", "[1,1e-40]") "}}",
        "1 passed", 0);
}

static void what_is_malformed_fails_by_name(void **state) {
    (void)state;
    static const char *const cases[] = {"{\"id\":\"a\",\"op\":\"relu\"}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":[1]}", "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":1}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[1,3]", "[1,2]") "}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[1,1,1,1,1]", "[1]") "}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[-1]", "[1]") "}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[1,2]", "[1,\"two\"]") "}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[1,2]", "[1,2]") "},\"expect\":{\"output\":" T(
            "[1,3]", "[1,2,3]") "}}",
        "{\"id\":\"a\",\"op\":\"relu\",\"inputs\":{\"x\":" T("[1,2]", "[1,2]") "},\"grad_output\":" T("[1]", "[1]") "}",
        "{\"id\":\"a\",\"op\":\"conv2d\",\"inputs\":{\"x\":" T("[1,1,2,2]", "[1,2,3,4]") "}}",
        "{\"id\":\"a\",\"op\":\"conv2d\",\"inputs\":{\"x\":" T("[1,1,2,2]", "[1,2,3,4]") "},\"params\":{\"weight\":" T(
            "[1,1]", "[1]") "}}",
        "{\"id\":\"a\",\"op\":\"add\",\"inputs\":{\"x\":" T("[1,1]", "[1]") "}}",
        "{\"id\":\"a\",\"op\":\"mse\",\"attrs\":{},\"inputs\":{\"x\":" T("[1,2]", "[1,2]") "}}",
        "{\"id\":\"a\",\"op\":\"softmax_cross_entropy\",\"attrs\":{\"targets\":[7]},\"inputs\":{\"x\":" T(
            "[1,2]", "[1,2]") "}}",
        "{\"id\":\"a\",\"op\":\"batchnorm2d\",\"inputs\":{\"x\":" T("[1,1,1,2]", "[1,2]") "}}",
        "{\"id\":\"a\",\"op\":\"maxpool2d\",\"attrs\":{\"kernel\":[2]},\"inputs\":{\"x\":" T("[1,1,1,2]", "[1,2]") "}}",
        "{\"id\":\"a\",\"op\":\"network\"}",
        "{\"id\":\"a\",\"op\":\"network\",\"loss\":\"mse\",\"optimizer\":{\"kind\":\"sgd\"},\"input\":" T(
            "[1,2]", "[1,2]") ",\"layers\":[{\"name\":\"r\",\"op\":\"relu\",\"inputs\":[\"later\"]}],\"expect\":{"
                              "\"loss\":" T("[1]", "[0]") "}}"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        says(cases[i], "failed a: ", 1);
    says("7", "failed a case without a name: it is no map", 1);
    char said[4096];
    run("[]", 2, said);
    run("{\"cases\":{\"a\":1}}", 17, said);
    assert_non_null(strstr(said, "no cases"));
}

/* Reference files in which one word is replaced or missing. */
static void spoilt_files_do_not_fell_the_runner(void **state) {
    (void)state;
    static const char *const names[] = {"networks", "loss", "classroom", "joins", "normalization"},
                             *const words[] = {"7", "-1", "[]", "{}", "null", "\"x\"", "1e300", "[1,2,3]", "99999999"};
    cnn_rng rng = cnn_rng_seeded(15, 4);
    for (int round = 0; round < 60; round++) {
        char file_name[400], said[4096];
        cnn_format(file_name, sizeof file_name, "%s/reference/vectors/%s.json", TESTS_DIR,
            names[cnn_rng_below(&rng, sizeof names / sizeof *names)]);
        FILE *file = fopen(file_name, "rb");
        assert_non_null(file);
        static char text[400000];
        size_t length = fread(text, 1, sizeof text, file);
        fclose(file);
        for (int hit = 0; hit < 8; hit++) { /* the text after a colon, up to the next comma */
            char *at = memchr(text + cnn_rng_below(&rng, (uint32_t)length), ':', 2000);
            size_t left = at ? length - (size_t)(at - text) : 0, old = left ? strcspn(at, ",}\n") : 0;
            const char *word = words[cnn_rng_below(&rng, sizeof words / sizeof *words)];
            if (old < strlen(word) + 1)
                continue;
            memset(at + 1, ' ', old - 1);
            memcpy(at + 1, word, strlen(word));
        }
        run(text, length, said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases_worked_by_hand_pass),
        cmocka_unit_test(what_is_unknown_or_too_fine_is_skipped_by_name),
        cmocka_unit_test(what_is_malformed_fails_by_name), cmocka_unit_test(spoilt_files_do_not_fell_the_runner)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
