/* The kernels of each processor variant and family of numbers: which there are, and what bytes they train to. */
#include "training_fixture.h"

#include "processor.h"

static char processor_before[40];

/* The largest difference between two blocks, as a share of the largest number. */
static double apart(const float *a, const float *b, size_t count) {
    double most = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
        largest = fmax(largest, fabs((double)a[i]));
    }
    return most / largest;
}

static int note_processor(void **state) {
    (void)state;
    const char *said = getenv("STRIDE_PROCESSOR");
    snprintf(processor_before, sizeof processor_before, "%s", said ? said : "");
    return 0;
}

static int restore_processor(void **state) {
    (void)state;
    return processor_before[0] ? setenv("STRIDE_PROCESSOR", processor_before, 1) : unsetenv("STRIDE_PROCESSOR");
}

static void an_unknown_processor_is_refused(void **state) {
    (void)state;
    setenv("STRIDE_PROCESSOR", "pentium", 1);
    CHECK_FAILS(cnn_processor_check(), "STRIDE_PROCESSOR is avx512, avx2 or baseline, not pentium");
    setenv("STRIDE_PROCESSOR", "baseline", 1);
    CHECK_FINE(cnn_processor_check());
}

/* The parameters after one iteration; NULL: this processor cannot run the form. */
static float *trained(const fixture *f, cnn_processor processor, cnn_rounding rounding) {
    cnn_rounding_use(CNN_PORTABLE);
    if (!cnn_processor_use(processor) || !cnn_rounding_use(rounding))
        return NULL;
    train_on_1_2_and_4_threads(f, 1000);
    cnn_trainer *t = trainer_of(f, 1);
    cnn_trainer_advance(t, 1);
    float *numbers = malloc(f->net->parameters * sizeof *numbers);
    memcpy(numbers, cnn_trainer_parameters(t), f->net->parameters * sizeof *numbers);
    cnn_trainer_free(t);
    return numbers;
}

static void a_family_gives_the_same_bytes_on_every_processor(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    f.desc->train.batch = 29;
    size_t count = f.net->parameters;
    float *of[CNN_ROUNDINGS][CNN_PROCESSORS], *first[CNN_ROUNDINGS] = {NULL};
    cnn_processor before = cnn_processor_used();
    for (int r = 0; r < CNN_ROUNDINGS; r++)
        for (int p = 0; p < CNN_PROCESSORS; p++) {
            of[r][p] = trained(&f, (cnn_processor)p, (cnn_rounding)r);
            first[r] = first[r] ? first[r] : of[r][p];
            if (of[r][p])
                assert_memory_equal(of[r][p], first[r], count * sizeof(float));
        }
    cnn_rounding_use(CNN_PORTABLE);
    cnn_processor_use(before);
    assert_non_null(of[CNN_PORTABLE][CNN_BASELINE]);
    assert_null(of[CNN_FMA][CNN_BASELINE]);
    if (first[CNN_FMA]) {
        assert_memory_not_equal(first[CNN_FMA], first[CNN_PORTABLE], count * sizeof(float));
        assert_true(apart(first[CNN_FMA], first[CNN_PORTABLE], count) < 1e-5);
    }
    for (int i = 0; i < CNN_ROUNDINGS * CNN_PROCESSORS; i++)
        free(of[i / CNN_PROCESSORS][i % CNN_PROCESSORS]);
    closed(f);
}

static void an_unknown_family_is_refused(void **state) {
    (void)state;
    CHECK_FAILS(cnn_rounding_choose("fast"), "numbers are portable or fma, not fast");
    cnn_processor before = cnn_processor_used();
    assert_true(cnn_processor_use(CNN_BASELINE));
    CHECK_FAILS(cnn_rounding_choose("fma"), "a processor with AVX2 and FMA");
    CHECK_FINE(cnn_rounding_choose("portable"));
    assert_string_equal(cnn_rounding_stamp(), "portable-1");
    cnn_processor_use(before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_unknown_processor_is_refused, note_processor, restore_processor),
        cmocka_unit_test(a_family_gives_the_same_bytes_on_every_processor),
        cmocka_unit_test(an_unknown_family_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
