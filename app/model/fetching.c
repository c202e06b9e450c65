#include "fetching.h"

#include <stddef.h>

static void (*beginning)(void);

void fetching_use(void (*begin)(void)) {
    beginning = begin;
}

bool fetching_can(void) {
    return beginning != NULL;
}

void fetching_begin(void) {
    beginning();
}
