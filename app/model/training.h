/* The training network as everything else sees it: the newest snapshot and recording, the picture on display, the
 * numbers watched over time, and the network being edited. */
#ifndef TRAINING_H
#define TRAINING_H

#include "live.h"
#include "netedit.h"
#include "session.h"
#include "shipped.h"
#include "strokes.h"
#include "watches.h"

/* Epochs after which training rests, and epochs without a better test accuracy, until others are chosen. */
enum { TRAINING_LIMIT = 20, TRAINING_PATIENCE = 3 };

/* Where one goes when a run has been trained again. */
typedef struct training_goal {
    live_source source;
    int picture;    /* that is looked at then; -1: none in particular */
    bool inside;    /* a step, not the network as a whole */
    cnn_address to; /* that step; node 0: the first one */
} training_goal;

/* What a recording of the training network was made of, so that it can be named. */
typedef struct training_recorded {
    const cnn_recording *recording; /* NULL: none was */
    replay run;
    const char *why; /* a string's key that says why the run cannot be named; NULL: it can */
    live_source source;
    int picture; /* -1: the first of the minibatch */
} training_recorded;

typedef struct training {
    live *live; /* NULL: nothing trains */
    live_snapshot snapshot;
    judged *judged;      /* what the test pictures were called; NULL: not yet */
    cnn_recording *seen; /* of the picture looked at, the newest; NULL: none yet; owned */
    bool watching;       /* the live thread makes such recordings */
    watches watches;
    live_source source;
    int picture;                /* of the training or test set */
    float own[LIVE_PIXELS];     /* drawn by hand or read from a file */
    bool has_own;               /* there is one */
    bool drawing;               /* it can be drawn on */
    strokes strokes;            /* and how it was before */
    int limit, patience;        /* when it rests by itself; 0: never */
    char own_note[120];         /* where the own picture comes from */
    bool resumed;               /* it goes on from a checkpoint, which may still be read */
    bool trained;               /* before one stepped inside, so that it goes on after that */
    bool wants_inside;          /* a recording was asked for, to step inside */
    cnn_address opens;          /* where to go when it comes; node 0: to the beginning */
    replay origin;              /* the data and the settings with which it began, where a link said them */
    bool has_origin;            /* one did */
    char shipped[SHIPPED_NAME]; /* the network that comes with Stride which it is; empty: one's own */
    training_goal goal;         /* of the run that is trained again */
    training_recorded recorded; /* the newest recording that was asked for */
    int records;                /* and of what: -1: the first of the minibatch, else the picture */
    live_source records_of;
    double tied_at; /* when the tied bench took its filter last */
    netedit edit;
    char *text;           /* the network file, whatever becomes of it on disk; NULL: none, or it cannot be read */
    char name[256];       /* of it, for messages */
    char *saved;          /* an edited network as it was saved last */
    void (*wake)(void *); /* called from the live thread when there is something new; may be NULL */
    void *wake_argument;
} training;

/* Nothing trains. */
void training_start(training *t, void (*wake)(void *), void *wake_argument);
void training_stop(training *t);

/* Trains another network in place of the present one: from a file, which may change or disappear afterwards, or from a
 * text. */
void training_use_file(training *t, const char *path);
void training_use_text(training *t, const char *text);

/* Goes on with a network from a checkpoint; messages call it `name`. */
void training_resume(training *t, const char *name, const char *text, const char *checkpoint);

/* The same with the data and the settings with which it had begun. */
void training_resume_run(
    training *t, const char *name, const char *text, const char *checkpoint, const replay *origin, bool paused);

/* Trains the run of a network file again and goes to `goal`; NULL: training goes on from there. */
void training_replay(training *t, const char *path, const replay *run, const training_goal *goal);

/* The run that trains, as what leads to its present iteration; false: `*why` is the key of a string that says why nobody
 * could train it again. */
bool training_run_of(const training *t, replay *out, const char **why);

/* Ends training; recordings of its network must be gone. */
void training_end(training *t);

/* True when a network is training or could go on training. */
bool training_can(const training *t);

/* Whether it works only while it is looked at, as it does without a thread, and has something to do. */
bool training_works(const training *t);

/* When training rests by itself; see live_limit. */
void training_limit(training *t, int epochs, int patience);

/* Looks at a picture of a set, or at the own one. */
void training_look_at(training *t, live_source source, int picture);

/* Training stops at these breakpoints from now on. */
void training_stops(training *t, const breakpoints *stops);

/* Asks for a recording to step inside: of image `slot` of the coming minibatch, or with -1 of the picture looked at.
 * `to`: where to go then; NULL: to the beginning. */
void training_record(training *t, int slot, const cnn_address *to);

/* What is new since the last call. */
typedef struct training_news {
    bool any;                 /* something to show */
    bool noted;               /* snapshot.note is a new one */
    bool stopped;             /* so is snapshot.stopped_by */
    bool rested;              /* training rests by itself: see snapshot.rests */
    bool diverged;            /* training waits at snapshot.diverged_at */
    bool replayed;            /* a run was trained again, and training waits where it leads */
    bool filed;               /* snapshot.file was written or read, or refused */
    cnn_recording *recording; /* asked for by training_record; the caller owns it; NULL: none */
} training_news;

/* Takes over what the live thread has handed out; `look`: whether recordings of the picture are wanted. */
training_news training_take(training *t, bool look);

#endif
