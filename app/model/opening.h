/* Opening a network to step inside it: its data, its first parameters, training up to an iteration, and the recording.
 * All of it is done in slices, so that it can run as a job (job.h). */
#ifndef OPENING_H
#define OPENING_H

#include "job.h"
#include "opened_network.h"

/* Which image to record. */
typedef struct record_choice {
    int64_t iteration; /* train this many iterations first */
    int64_t picture;   /* of the training set; -1: the first of the minibatch */
    const char *file;  /* a picture file; NULL: none */
    bool black;        /* what is transparent in it becomes black and not white */
    bool drawn;        /* where there is no other: a picture drawn by Stride */
    int threads;
} record_choice;

typedef struct opening_wish {
    record_choice choice;
    int most;            /* pictures of the data set that are read */
    char weights[4096];  /* a file of parameters; empty: they are drawn from the seed */
    char skip[128];      /* its layers that are left out; empty: none */
    double seconds, gib; /* limits of time and memory; 0: no limit */
    double billions;     /* and of the multiplications of the training before */
} opening_wish;

typedef struct opening opening;

/* The result. The caller owns it. */
typedef struct opened_recording {
    cnn_recording *recording;
    cnn_net *net;           /* of the recording, which it has to outlive */
    cnn_class_names *names; /* of the classes; NULL: not known */
    bool transparent;       /* the picture file is, in part */
} opened_recording;

/* Takes over a network that was described (opened_network.h), which is empty afterwards. */
cnn_status opening_new(opened_network *described, const opening_wish *wish, opening **out);
void opening_free(opening *o);

/* Whether it takes so little time that nobody has to wait. */
bool opening_is_small(const opening *o);

/* One slice: a few milliseconds, or one node of a large network. True while there is more to do. */
bool opening_advance(opening *o);
float opening_progress(const opening *o); /* 0 to 1 */

/* When there is nothing more to do: the result, or why it failed. */
cnn_status opening_result(opening *o, opened_recording *out);

/* The slices of an opening, for job_start. */
extern const job_kind opening_job;

/* Records at once, from a network that stays open. */
cnn_status opening_record(opened_network *s, const record_choice *choice, cnn_recording **out);

/* Opens and records at once. */
cnn_status opening_run(opened_network *described, const opening_wish *wish, opened_recording *out);

#endif
