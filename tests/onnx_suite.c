/* onnx_suite FOLDER: runs the cases of ONNX's test suite (Debian's libonnx-testdata) whose operators Stride reads. What
 * cannot be done stands in onnx_suite.skips by pattern and reason; a case that does not pass and is not on the list has
 * failed, and so has one that gives other numbers, listed or not. The last line is "N passed, N failed, N skipped". */
#include "onnx_suite.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The list must not grow: fewer is progress, then this number goes down. */
enum { MOST_SKIPPED = 157, SKIPS_MAX = 200 };

typedef struct skip {
    char pattern[96], reason[160];
} skip;

typedef struct tally {
    skip skips[SKIPS_MAX];
    int skip_count, passed, failed, skipped;
} tally;

/* Each line: a pattern, blanks, a reason; # begins a comment. */
static bool read_skips(tally *t, const char *path) {
    char line[300];
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    while (fgets(line, sizeof line, file) && t->skip_count < SKIPS_MAX) {
        skip *s = &t->skips[t->skip_count];
        if (line[0] != '#' && sscanf(line, "%95s %159[^\n]", s->pattern, s->reason) == 2)
            t->skip_count++;
    }
    fclose(file);
    return true;
}

static skip *skip_of(tally *t, const char *name) {
    for (int i = 0; i < t->skip_count; i++)
        if (!fnmatch(t->skips[i].pattern, name, 0))
            return &t->skips[i];
    return NULL;
}

static void run_case(tally *t, const char *folder, const char *group, const char *name) {
    char path[1024], both[400], reason[CNN_MESSAGE_MAX] = "";
    cnn_format(path, sizeof path, "%s/%s/%s", folder, group, name);
    cnn_format(both, sizeof both, "%s/%s", group, name);
    case_result result = onnx_case_run(path, reason);
    skip *listed = result == CASE_OTHER ? NULL : skip_of(t, both);
    if (result == CASE_OTHER)
        return;
    if (result == CASE_PASSED) {
        printf("passed %s%s\n", both, listed ? " (it can come off the list of skips)" : "");
        t->passed++;
    } else if (!listed || result == CASE_WRONG) {
        printf("failed %s: %s\n", both, reason);
        t->failed++;
    } else {
        printf("skipped %s: %s (%s)\n", both, listed->reason, reason);
        t->skipped++;
    }
}

static int is_case(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static bool run_group(tally *t, const char *folder, const char *group) {
    char path[1024];
    struct dirent **entries;
    cnn_format(path, sizeof path, "%s/%s", folder, group);
    int count = scandir(path, &entries, is_case, alphasort);
    for (int i = 0; i < count; i++) {
        run_case(t, folder, group, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return count > 0;
}

int main(int count, char **arguments) {
    static const char *const groups[] = {"node", "pytorch-converted", "pytorch-operator", "simple"};
    static tally t;
    bool found = false;
    if (count != 2) {
        fprintf(stderr, "usage: onnx_suite FOLDER\n");
        return 2;
    }
    if (!read_skips(&t, ONNX_SKIPS)) {
        fprintf(stderr, "onnx_suite: %s cannot be read\n", ONNX_SKIPS);
        return 2;
    }
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        found |= run_group(&t, arguments[1], groups[i]);
    if (!found) {
        printf("skipped: ONNX's test suite is not in %s (Debian: libonnx-testdata)\n", arguments[1]);
        return 77;
    }
    if (t.skipped > MOST_SKIPPED) {
        printf("failed the list of skips: it skips %d cases, and must not grow beyond %d\n", t.skipped, MOST_SKIPPED);
        t.failed++;
    }
    printf("%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped);
    return t.failed ? 1 : 0;
}
