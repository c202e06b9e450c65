/* Every move is made by the walk; the player only keeps it in reach and remembers where it came from. */
#include "player.h"

static const float speeds[PLAYER_SPEEDS] = {0.5f, 1, 2, 4, 8, 16, 30, 60, 120, 240};
static const double SLIDE = 0.25, HOP = 0.35, AFTER = 0.4, QUICK = 0.25; /* seconds; QUICK: between steps */

int64_t player_index(const player *p) {
    return p->walk ? cnn_walk_span(p->walk, p->at).last : 0;
}

static void begin_motion(player *p, cnn_address to, bool ahead) {
    cnn_address from = p->at;
    double between = p->playing ? 1 / (double)p->speed : p->since;
    bool same = from.phase == to.phase && from.node == to.node && from.map == to.map && from.term == to.term;
    p->from = from;
    p->ahead = ahead;
    p->hops = same && from.row != to.row && (ahead ? to.column < from.column : to.column > from.column);
    p->quick = between < QUICK;
    p->slides = p->hops ? HOP : SLIDE;
    p->whole = p->slides + (p->quick || !ahead ? 0 : AFTER);
    p->pace = between < p->whole && (p->playing || p->quick) ? 0.9 * between / p->whole : 1;
    p->pace = p->pace > 0.01 ? p->pace : 0.01;
    p->clock = p->since = 0;
    p->motion = 0;
    if (p->still)
        player_rest(p);
}

static bool set(player *p, cnn_address to) {
    cnn_span old = cnn_walk_span(p->walk, p->at), new = cnn_walk_span(p->walk, to);
    bool moved = old.first != new.first || old.last != new.last || to.depth != p->at.depth;
    if (moved)
        begin_motion(p, to, new.last > old.last);
    p->at = to;
    return moved;
}

float player_share(const player *p, double from, double to) {
    double share = p->motion >= 1 ? 1 : (p->clock - from) / (to - from);
    return share < 0 ? 0 : share > 1 ? 1 : (float)share;
}

void player_rest(player *p) {
    p->clock = p->whole;
    p->motion = 1;
}

static int64_t kept(const player *p, int64_t step) {
    return step < p->first ? p->first : step > p->last ? p->last : step;
}

void player_bind(player *p, const cnn_walk *walk, int64_t first, int64_t last, int skip) {
    cnn_address old = p->at;
    bool had = p->walk != NULL;
    cnn_depth depth = had ? old.depth : CNN_DEPTH_POSITION;
    p->walk = walk;
    p->first = first;
    p->last = last;
    p->skip = skip;
    if (p->speed <= 0)
        p->speed = 2;
    player_rest(p);
    if (!walk) {
        p->playing = false;
        return;
    }
    cnn_address to = cnn_walk_address(walk, first, CNN_DEPTH_POSITION);
    const cnn_segment *same = had ? cnn_walk_find(walk, old.phase, old.node) : NULL;
    if (same && same->first >= first && same->first < last)
        to = cnn_walk_address(walk, same->first, CNN_DEPTH_POSITION);
    const cnn_segment *s = cnn_walk_segment(walk, to);
    if (had && old.term < s->term_count) {
        cnn_term term = s->terms[old.term];
        to.term = old.term;
        to.map = old.map < term.maps ? old.map : term.maps - 1;
        to.row = old.row < term.rows ? old.row : term.rows - 1;
        to.column = old.column < term.columns ? old.column : term.columns - 1;
        if (depth == CNN_DEPTH_PRODUCT && old.channel < term.channels && old.tap_row < term.tap_rows &&
            old.tap_column < term.tap_columns) {
            to.depth = CNN_DEPTH_PRODUCT;
            to.channel = old.channel;
            to.tap_row = old.tap_row;
            to.tap_column = old.tap_column;
        }
    }
    p->at = cnn_walk_address(walk, cnn_walk_span(walk, to).last, depth);
    p->from = p->at;
}

bool player_reaches(const player *p, const cnn_segment *s) {
    return s->first >= p->first && s->first + s->steps - 1 <= p->last && s->node != p->skip;
}

bool player_step(player *p, int direction) {
    if (!p->walk)
        return false;
    cnn_address to = p->at;
    for (;;) {
        cnn_span before = cnn_walk_span(p->walk, to);
        to = direction > 0 ? cnn_walk_over(p->walk, to) : cnn_walk_back(p->walk, to);
        cnn_span span = cnn_walk_span(p->walk, to);
        if (span.first < p->first || span.last > p->last || (span.first == before.first && span.last == before.last))
            return false;
        if (to.node != p->skip || to.depth == CNN_DEPTH_PHASE)
            return set(p, to);
    }
}

/* Fields finer than the depth are those of its first step. */
static cnn_address trimmed(cnn_address a) {
    if (a.depth < CNN_DEPTH_PRODUCT)
        a.channel = a.tap_row = a.tap_column = 0;
    if (a.depth < CNN_DEPTH_POSITION)
        a.column = 0;
    if (a.depth < CNN_DEPTH_ROW)
        a.row = 0;
    if (a.depth < CNN_DEPTH_MAP)
        a.map = a.term = 0;
    return a;
}

bool player_go(player *p, cnn_address to) {
    to = trimmed(to);
    if (!p->walk || !cnn_walk_holds(p->walk, to))
        return false;
    cnn_span span = cnn_walk_span(p->walk, to);
    if (span.last > p->last || span.first < p->first || (to.node == p->skip && to.depth != CNN_DEPTH_PHASE))
        return false;
    return set(p, to);
}

bool player_phase(player *p, int direction) {
    if (!p->walk)
        return false;
    cnn_phase now = p->at.phase;
    const cnn_segment *found = NULL;
    int64_t here = player_index(p);
    for (int i = 0; i < p->walk->count; i++) {
        const cnn_segment *s = &p->walk->segments[i];
        bool begins = player_reaches(p, s) && (i == 0 || s[-1].phase != s->phase || !player_reaches(p, s - 1));
        if (!begins)
            continue;
        if (direction > 0 && s->phase > now)
            found = found ? found : s;
        if (direction < 0 && s->phase <= now && s->first + cnn_term_taps(s->terms[0]) - 1 < here)
            found = s;
    }
    return found && set(p, cnn_walk_address(p->walk, found->first, p->at.depth));
}

bool player_into(player *p) {
    return p->walk && player_go(p, cnn_walk_into(p->walk, p->at));
}

bool player_out(player *p) {
    return p->walk && player_go(p, cnn_walk_out(p->walk, p->at));
}

bool player_seek(player *p, int64_t step) {
    if (!p->walk)
        return false;
    cnn_address to = cnn_walk_address(p->walk, kept(p, step), p->at.depth);
    while (to.node == p->skip && cnn_walk_span(p->walk, to).last < p->last)
        to = cnn_walk_over(p->walk, to);
    return set(p, to);
}

void player_depth(player *p, cnn_depth depth) {
    if (p->walk)
        set(p, cnn_walk_at_depth(p->walk, p->at, depth));
}

void player_play(player *p, bool play) {
    if (play && p->walk && player_index(p) >= p->last)
        player_seek(p, p->first);
    p->playing = play && p->walk;
    p->begun = p->through = false;
    p->carry = 0;
}

void player_play_through(player *p) {
    player_play(p, true);
    p->through = true;
}

void player_faster(player *p, int notches) {
    int at = 0;
    while (at < PLAYER_SPEEDS - 1 && speeds[at] < p->speed)
        at++;
    at += notches;
    p->speed = speeds[at < 0 ? 0 : at >= PLAYER_SPEEDS ? PLAYER_SPEEDS - 1 : at];
}

/* One step of playing, which ends with its phase unless it is begun there, is to run on, or to begin again. */
static bool play_step(player *p) {
    cnn_address to = cnn_walk_over(p->walk, p->at);
    bool ends = to.phase != p->at.phase && p->at.depth != CNN_DEPTH_PHASE && !p->run_on && !p->through;
    if (ends && (p->begun || p->loop)) {
        const cnn_segment *s = cnn_walk_segment(p->walk, p->at);
        while (s > p->walk->segments && s[-1].phase == s->phase && player_reaches(p, s - 1))
            s--;
        p->playing = p->loop;
        return p->loop && set(p, cnn_walk_address(p->walk, s->first, p->at.depth));
    }
    p->begun = true;
    if (player_step(p, 1))
        return true;
    p->playing = p->loop && !p->through;
    return p->playing && player_seek(p, p->first);
}

bool player_tick(player *p, double seconds, bool reduced_motion) {
    bool moved = p->motion < 1;
    p->still = reduced_motion;
    p->since += seconds;
    if (moved) {
        p->clock += seconds / p->pace;
        if (p->clock >= p->whole || reduced_motion)
            player_rest(p);
        else
            p->motion = (float)(p->clock / p->whole);
    }
    if (!p->playing)
        return moved;
    p->carry += seconds * (double)p->speed;
    while (p->carry >= 1 && p->playing) {
        p->carry -= 1;
        moved |= play_step(p);
    }
    return moved || !p->playing;
}

bool player_busy(const player *p) {
    return p->playing || p->motion < 1;
}
