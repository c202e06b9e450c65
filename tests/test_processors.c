/* The kernels of each processor variant: which there are, and that each trains to nearly the same numbers. */
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

static void every_processor_gives_its_own_bytes_and_nearly_the_same_numbers(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    f.desc->train.batch = 29;
    size_t count = f.net->parameters;
    float *first[CNN_PROCESSORS] = {NULL};
    cnn_processor before = cnn_processor_used();
    for (int p = 0; p < CNN_PROCESSORS; p++) {
        if (!cnn_processor_use((cnn_processor)p))
            continue;
        assert_int_equal(cnn_processor_used(), p);
        train_on_1_2_and_4_threads(&f, 1000);
        cnn_trainer *t = trainer_of(&f, 1);
        cnn_trainer_advance(t, 1);
        first[p] = malloc(count * sizeof(float));
        memcpy(first[p], cnn_trainer_parameters(t), count * sizeof(float));
        cnn_trainer_free(t);
    }
    cnn_processor_use(before);
    assert_non_null(first[CNN_BASELINE]);
    if (first[CNN_AVX2])
        assert_true(apart(first[CNN_BASELINE], first[CNN_AVX2], count) < 1e-5);
    if (first[CNN_AVX2] && first[CNN_AVX512])
        assert_memory_equal(first[CNN_AVX2], first[CNN_AVX512], count * sizeof(float));
    for (int p = 0; p < CNN_PROCESSORS; p++)
        free(first[p]);
    closed(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_unknown_processor_is_refused, note_processor, restore_processor),
        cmocka_unit_test(every_processor_gives_its_own_bytes_and_nearly_the_same_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
