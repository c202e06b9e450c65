/* A folder of its own for every test program: it is made and entered before main and removed at the end, so that
 * programs can run side by side and relative names are enough. */
#ifndef FOLDER_H
#define FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char test_folder[200];
static pid_t test_process; /* a forked child leaves the folder alone */

static inline int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static inline void leave_folder(void) {
    if (getpid() == test_process && chdir("/") == 0)
        nftw(test_folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

__attribute__((constructor)) static inline void enter_folder(void) {
    const char *base = getenv("TMPDIR");
    snprintf(test_folder, sizeof test_folder, "%s/stride-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(test_folder) || chdir(test_folder) != 0) {
        perror(test_folder);
        exit(1);
    }
    /* What is written for a user, and what a user asks for, is written here. */
    static const char *const folders[] = {"DOCUMENTS_DIR", "CACHE_HOME", "CONFIG_HOME", "DATA_HOME"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char name[32];
        snprintf(name, sizeof name, "XDG_%s", folders[i]);
        setenv(name, test_folder, 1);
    }
    test_process = getpid();
    atexit(leave_folder);
}

/* The absolute path of a file in it, valid for the next three calls. */
static inline const char *test_path(const char *name) {
    static char paths[4][300];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(paths[turn], sizeof paths[turn], "%s/%s", test_folder, name);
    return paths[turn];
}

#endif
