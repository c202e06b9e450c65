/* Addresses are compared as steps, so a layer and its first product are treated alike; conditions depend only on what
 * training reports. */
#include "breakpoints.h"
#include "address.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *after_word(const char *text, const char *word) {
    size_t length = strlen(word);
    if (strncmp(text, word, length))
        return NULL;
    text += length;
    return text + strspn(text, " ");
}

static cnn_status parse_number(const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    if (end == text || end[strspn(end, " ")])
        return cnn_fail(CNN_BAD_INPUT, "\"%.40s\" is not a number", text);
    return cnn_ok();
}

static cnn_status parse_address(const char *text, const cnn_recording *r, breakpoint *out) {
    if (!r)
        return cnn_fail(CNN_BAD_INPUT, "there is nothing to step through, so %.60s means nothing", text);
    cnn_status status = cnn_address_parse(r->walk, text, &out->address);
    if (!cnn_failed(status))
        out->cell = out->address.phase == CNN_UPDATE ? (cnn_tap){.input = -1, .weight = -1}
                                                     : cnn_recording_step(r, out->address).cell;
    return status;
}

cnn_status breakpoints_parse(const char *text, const cnn_recording *recording, breakpoint *out) {
    const char *rest;
    double number = 0;
    cnn_status status = cnn_ok();
    memset(out, 0, sizeof *out);
    text += strspn(text, " ");
    bool output = after_word(text, "output") != NULL;
    if ((rest = after_word(text, output ? "output" : "loss"))) {
        bool below = *rest == '<';
        if (!below && *rest != '>')
            return cnn_fail(CNN_BAD_INPUT, "after loss or output comes < or >, as in loss < 0.3");
        status = parse_number(rest + 1 + strspn(rest + 1, " "), &number);
        out->kind = below ? BREAK_LOSS_BELOW : BREAK_LOSS_ABOVE;
        if (output)
            out->kind = below ? BREAK_OUTPUT_BELOW : BREAK_OUTPUT_ABOVE;
        out->loss = (float)number;
    } else if ((rest = after_word(text, "iteration"))) {
        status = parse_number(rest, &number);
        if (cnn_failed(status))
            return status;
        if (!(number >= 1 && number <= 1e12) || number != floor(number))
            return cnn_fail(CNN_BAD_INPUT, "an iteration is a whole number from 1 on, not %.40s", rest);
        out->kind = BREAK_ITERATION;
        out->iteration = (int64_t)number;
    } else if (!strcmp(text, "nan")) {
        out->kind = BREAK_NAN;
    } else if ((rest = after_word(text, "change"))) {
        out->kind = BREAK_CHANGE;
        status = parse_address(rest, recording, out);
    } else {
        out->kind = BREAK_ADDRESS;
        status = parse_address(text, recording, out);
    }
    return status;
}

static bool same(const breakpoint *a, const breakpoint *b) {
    cnn_address x = a->address, y = b->address;
    return a->kind == b->kind && a->loss == b->loss && a->iteration == b->iteration && x.depth == y.depth &&
           x.phase == y.phase && x.node == y.node && x.term == y.term && x.map == y.map && x.row == y.row &&
           x.column == y.column && x.channel == y.channel && x.tap_row == y.tap_row && x.tap_column == y.tap_column;
}

bool breakpoints_toggle(breakpoints *b, breakpoint one) {
    for (int i = 0; i < b->count; i++)
        if (same(&b->list[i], &one)) {
            memmove(&b->list[i], &b->list[i + 1], (size_t)(b->count - i - 1) * sizeof one);
            b->count--;
            return true;
        }
    if (b->count == BREAKPOINTS_MAX)
        return false;
    b->list[b->count++] = one;
    return true;
}

enum { LOOKED_AT = 2000000 };

/* The first step of the layer after `from` that touches the watched cell. */
static int64_t next_touch(const breakpoint *one, const cnn_recording *r, int64_t from, int64_t to) {
    const cnn_segment *s = cnn_walk_segment(r->walk, one->address);
    int64_t first = from + 1 > s->first ? from + 1 : s->first,
            last = to < s->first + s->steps - 1 ? to : s->first + s->steps - 1;
    for (int64_t i = first; i <= last && i - first < LOOKED_AT; i++) {
        cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, i, CNN_DEPTH_PRODUCT));
        bool input = one->cell.input >= 0 && step.cell.input == one->cell.input && step.numbers.dinput != 0;
        bool weight = one->cell.weight >= 0 && step.cell.weight == one->cell.weight && step.numbers.dweight != 0;
        if (input || weight)
            return i;
    }
    return -1;
}

/* The first position after `from` whose result is so. */
static int64_t next_output(const breakpoint *one, const cnn_recording *r, int64_t from, int64_t to) {
    int64_t i = from + 1;
    for (int looked = 0; i <= to && looked < LOOKED_AT; looked++) {
        cnn_address at = cnn_walk_address(r->walk, i, CNN_DEPTH_POSITION);
        cnn_span span = cnn_walk_span(r->walk, at);
        if (at.phase != CNN_FORWARD)
            return -1;
        float value = cnn_recording_step(r, at).result.result;
        if (span.first > from && (one->kind == BREAK_OUTPUT_ABOVE ? value > one->loss : value < one->loss))
            return span.first;
        i = span.last + 1;
    }
    return -1;
}

int breakpoints_met(const breakpoints *b, const cnn_recording *r, int64_t from, int64_t to, int64_t *step) {
    int met = -1;
    for (int i = 0; i < b->count; i++) {
        const breakpoint *one = &b->list[i];
        int64_t at = -1;
        bool output = one->kind == BREAK_OUTPUT_BELOW || one->kind == BREAK_OUTPUT_ABOVE;
        if (!output && (one->kind > BREAK_CHANGE || !cnn_walk_holds(r->walk, one->address)))
            continue;
        if (output)
            at = next_output(one, r, from, to);
        else if (one->kind == BREAK_ADDRESS)
            at = cnn_walk_span(r->walk, one->address).first;
        else
            at = next_touch(one, r, from, to);
        if (at > from && at <= to && (met < 0 || at < *step)) {
            *step = at;
            met = i;
        }
    }
    return met;
}

int breakpoints_training(const breakpoints *b, int64_t before, int64_t now, float loss) {
    for (int i = 0; i < b->count; i++) {
        const breakpoint *one = &b->list[i];
        bool met = (one->kind == BREAK_LOSS_BELOW && loss < one->loss) ||
                   (one->kind == BREAK_LOSS_ABOVE && loss > one->loss) || (one->kind == BREAK_NAN && !isfinite(loss)) ||
                   (one->kind == BREAK_ITERATION && before < one->iteration && now >= one->iteration);
        if (met)
            return i;
    }
    return -1;
}

void breakpoints_text(const breakpoint *one, const cnn_walk *walk, char *text, size_t size) {
    char address[CNN_ADDRESS_TEXT] = "";
    if (one->kind <= BREAK_CHANGE && walk && cnn_walk_segment(walk, one->address))
        cnn_address_format(walk, one->address, address);
    switch (one->kind) {
    case BREAK_ADDRESS:
        cnn_format(text, size, "%s", address);
        break;
    case BREAK_CHANGE:
        cnn_format(text, size, "change %s", address);
        break;
    case BREAK_LOSS_BELOW:
        cnn_format(text, size, "loss < %g", (double)one->loss);
        break;
    case BREAK_LOSS_ABOVE:
        cnn_format(text, size, "loss > %g", (double)one->loss);
        break;
    case BREAK_OUTPUT_BELOW:
        cnn_format(text, size, "output < %g", (double)one->loss);
        break;
    case BREAK_OUTPUT_ABOVE:
        cnn_format(text, size, "output > %g", (double)one->loss);
        break;
    case BREAK_NAN:
        cnn_format(text, size, "nan");
        break;
    case BREAK_ITERATION:
        cnn_format(text, size, "iteration %lld", (long long)one->iteration);
        break;
    }
}
