/* What is kept from one start of the window to the next, apart from settings and progress: the place, the lesson, the
 * two benches, the network of the Atlas, and the network that trains with a checkpoint of it. */
#ifndef RESUME_H
#define RESUME_H

#include "state.h"

enum { RESUME_PATH = 4096, RESUME_TEXT = 16384 };

typedef struct resume {
    char path[RESUME_PATH]; /* session.yaml; empty: nothing is kept */
    char benches[RESUME_PATH], network[RESUME_PATH], checkpoint[RESUME_PATH];
    uint64_t bench_version;    /* of the bench when the links were written */
    char written[RESUME_TEXT]; /* what the file holds */
    double looked_at,
        saved_at;  /* seconds of the screen's clock: when it was last compared, and the checkpoint written */
    int64_t saved; /* the iteration of the checkpoint */
    bool opened;   /* the session that was kept is on the screen: from now on it is written */
} resume;

/* Finds the files. */
void resume_start(resume *r);

/* Lets the network train that was kept, from its checkpoint; false where there is none. */
bool resume_training(resume *r, state *s);

/* Brings back place, lesson and the rest; false where nothing was kept. A part that cannot be brought back is said, and the
 * others are. */
bool resume_open(resume *r, state *s);

/* Writes what has changed, now and then, or `now` together with a checkpoint, for which it waits a little. */
void resume_keep(resume *r, state *s, bool now);

/* The file is the checkpoint of this session, which nobody asked for. */
bool resume_is_own(const resume *r, const char *file);

#endif
