/* The cursor over the steps of a recording, and the clock that moves it. When an address is shown, everything up to its
 * last step has happened. */
#ifndef PLAYER_H
#define PLAYER_H

#include "walk.h"

typedef struct player {
    const cnn_walk *walk; /* NULL: nothing to play */
    int64_t first, last;  /* the reachable steps */
    int skip;             /* a node whose steps are skipped; -1: none */
    cnn_address at;       /* at.depth is the granularity */
    bool playing;
    bool run_on;      /* playing goes on into the next phase */
    bool loop;        /* and begins again at the end */
    bool through;     /* it goes on to what it is played for, whatever the two above say */
    bool begun;       /* it has made a step */
    float speed;      /* places a second */
    double carry;     /* part of a place that has passed */
    cnn_address from; /* where the last move began */

    /* The motion that shows the last move: first things slide into place (a hop where a row wraps around), then the
     * terms light up, then the result travels. Its clock counts the seconds of a motion at leisure; it runs faster where
     * steps follow each other faster than that. */
    double clock, pace;
    double slides, whole; /* the clock's seconds for the first part, and for all of it */
    double since;         /* real seconds since the last move */
    bool quick;           /* the move is one of many: it only slides */
    bool ahead, hops;     /* it went ahead; it went back to the beginning of another row */
    bool still;           /* no motion is wanted */
    float motion;         /* 0 just moved .. 1 at rest */
} player;

enum { PLAYER_SPEEDS = 10 };

/* Takes a new walk, in which node `skip` (-1: none) is skipped. Keeps the address if it still exists, or at least its
 * row and column. */
void player_bind(player *p, const cnn_walk *walk, int64_t first, int64_t last, int skip);

/* True for a segment that can be reached. */
bool player_reaches(const player *p, const cnn_segment *segment);

/* To the first place of the next (+1) or this or the previous (-1) phase. */
bool player_phase(player *p, int direction);

/* All return whether the place changed. */
bool player_step(player *p, int direction);
bool player_into(player *p);
bool player_out(player *p);
bool player_seek(player *p, int64_t step);
bool player_go(player *p, cnn_address to);

void player_depth(player *p, cnn_depth depth);
void player_play(player *p, bool play);
void player_play_through(player *p); /* until it is stopped */
void player_faster(player *p, int notches);

/* `seconds` have passed; returns whether anything must be drawn anew. */
bool player_tick(player *p, double seconds, bool reduced_motion);

/* How much of what happens between two moments of the motion's clock has happened, 0 to 1. */
float player_share(const player *p, double from, double to);

/* Ends the motion at once. */
void player_rest(player *p);

/* Slow at both ends. */
static inline float player_eased(float share) {
    return share * share * (3 - 2 * share);
}

/* True while a call of player_tick is needed soon. */
bool player_busy(const player *p);

/* The last step that has happened. */
int64_t player_index(const player *p);

#endif
