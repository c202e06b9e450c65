/* The program asks where it lies itself, so an installed tree can be moved and started from any working directory. */
#include "installed.h"

#include "status.h"

#include <SDL_filesystem.h>
#include <SDL_stdinc.h>
#include <stdlib.h>

static const struct {
    const char *variable, *name;
} folders[] = {
    [INSTALLED_ASSETS] = {"STRIDE_ASSETS", "assets"},
    [INSTALLED_LESSONS] = {"STRIDE_LESSONS", "lessons"},
};

/* The folder beside the program, without the ".." in it, since lessons are remembered by their paths; NULL when there is
 * none. The caller frees it. */
static char *beside_program(const char *name) {
    char *base = SDL_GetBasePath(), path[4096];
    if (!base)
        return NULL;
    cnn_format(path, sizeof path, "%s%s/%s", base, STRIDE_SHARE, name);
    SDL_free(base);
    return realpath(path, NULL);
}

void installed_path(installed_folder which, char *path, size_t size) {
    const char *said = getenv(folders[which].variable), *name = folders[which].name;
    if (said && *said) {
        cnn_format(path, size, "%s", said);
        return;
    }
    char *beside = beside_program(name);
    if (beside)
        cnn_format(path, size, "%s", beside);
    else
        cnn_format(path, size, "%s/%s", STRIDE_SOURCE, name);
    free(beside);
}
