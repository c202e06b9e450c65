/* The job has one slice for a picture, whose decoder says how far it is, and for a network its bytes first, which a slow
 * disk gives slowly, and then its description. */
#include "reading.h"

#include "job.h"
#include "picture_decode.h"
#include "refusal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a file that is read within a frame. A small picture file can unfold to many pixels. */
enum { SMALL_NETWORK = 1 << 20, SMALL_PICTURE = 32 << 10, PIECE = 4 << 20 };

static long long bytes_of(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (long long)about.st_size : 0;
}

static bool goes_on(void *of, float share) {
    reading *r = of;
    return !r->of || job_goes_on(r->of, share);
}

/* Fetches the file into the memory of the system. False: it was called off. */
static bool fetch(reading *r) {
    long long whole = bytes_of(r->path), done = 0;
    FILE *file = r->of ? fopen(r->path, "rb") : NULL;
    unsigned char *piece = file ? malloc(PIECE) : NULL;
    bool on = true;
    for (size_t got; on && piece && (got = fread(piece, 1, PIECE, file)) > 0;) {
        done += (long long)got;
        on = goes_on(r, 0.6f * (float)done / (float)(whole > done ? whole : done));
    }
    free(piece);
    if (file)
        fclose(file);
    return on;
}

static bool read_whole(void *work) {
    reading *r = work;
    if (r->picture) {
        picture_wish wish = {.fitting = r->fitting, .black = r->black, .progress = goes_on, .context = r};
        size_t count = cnn_shape_image(r->shape);
        r->pixels = malloc(count * sizeof *r->pixels);
        r->status =
            r->pixels ? picture_read_with(r->path, &wish, r->shape, r->pixels) : cnn_no_memory("a picture", count * 4);
        r->transparent = wish.transparent;
        r->facts = wish.facts;
    } else if (fetch(r)) {
        r->status = opened_network_describe(r->path, &r->network);
    } else {
        r->status = cnn_fail(CNN_BAD_INPUT, "%s: reading was called off", r->path);
    }
    return false;
}

static float no_slices(const void *work) {
    (void)work;
    return 0;
}

static void drop(void *work) {
    reading *r = work;
    opened_network_close(&r->network);
    free(r->pixels);
    free(r);
}

static void know(void *work, job *j) {
    ((reading *)work)->of = j;
}

static const job_kind kind = {.slice = read_whole, .progress = no_slices, .drop = drop, .know = know};

static cnn_status finish(state *s, reading *r) {
    cnn_status status = cnn_failed(r->status) ? r->status : r->then(s, r);
    drop(r);
    state_settle(s);
    return status;
}

cnn_status reading_begin(state *s, const reading *wish) {
    reading *r = malloc(sizeof *r);
    if (!r)
        return cnn_no_memory(wish->path, sizeof *r);
    *r = *wish;
    reading_end(s);
    if (bytes_of(r->path) < (r->picture ? SMALL_PICTURE : SMALL_NETWORK)) {
        read_whole(r);
        return finish(s, r);
    }
    const char *slash = strrchr(r->path, '/');
    cnn_format(s->screen.read_name, sizeof s->screen.read_name, "%.200s", slash ? slash + 1 : r->path);
    s->screen.reads_file = job_start(&kind, r, s->session.wake, s->session.wake_argument);
    return s->screen.reads_file ? cnn_ok() : cnn_no_memory("a thread", 0);
}

bool reading_tick(state *s) {
    job *done = s->screen.reads_file;
    if (!done || !job_done(done))
        return false;
    s->screen.reads_file = NULL;
    s->screen.refusal = (refused_file){0};
    refusal_say(s, finish(s, job_take(done)), true);
    return true;
}

float reading_progress(const state *s) {
    return s->screen.reads_file ? job_progress(s->screen.reads_file) : -1;
}

void reading_end(state *s) {
    job_abandon(s->screen.reads_file);
    s->screen.reads_file = NULL;
}

void reading_wait(state *s) {
    if (s->screen.reads_file)
        job_wait(s->screen.reads_file);
    reading_tick(s);
}
