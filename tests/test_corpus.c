/* Every kept case of tests/corpus, read by its target: what fuzzing found once is checked again here. */
#include "check.h"

#include "file.h"
#include "fuzz_targets.h"

#include <dirent.h>

static int run_folder(const fuzz_target *target) {
    char folder[2048], path[4096];
    snprintf(folder, sizeof folder, "%s/corpus/%s", TESTS_DIR, target->name);
    DIR *opened = opendir(folder);
    if (!opened)
        fail_msg("%s is not there", folder);
    int count = 0;
    for (struct dirent *d; (d = readdir(opened));) {
        unsigned char *bytes;
        size_t length;
        if (d->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
        CHECK_FINE(cnn_file_read(path, 1 << 24, false, &bytes, &length));
        /* In a buffer of exactly its size, so that reading past the end is caught. */
        uint8_t *exact = malloc(length ? length : 1);
        memcpy(exact, bytes, length);
        target->run(exact, length);
        for (size_t cut = length > 64 ? length - length / 3 : length; cut-- > 0; cut /= 2)
            target->run(exact, cut);
        free(exact);
        free(bytes);
        count++;
    }
    closedir(opened);
    return count;
}

static void every_kept_case_is_read_or_refused(void **state) {
    (void)state;
    setenv("STRIDE_FUZZ_FOLDER", test_folder, 1);
    for (int i = 0; i < fuzz_target_count; i++)
        assert_true(run_folder(&fuzz_targets[i]) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kept_case_is_read_or_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
