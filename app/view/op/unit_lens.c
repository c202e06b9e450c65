/* Only the present unit is looked at, never all weights. */
#include "unit_lens.h"

#include "numbers.h"
#include "op_sums.h"

#include <math.h>
#include <stdlib.h>

/* Beyond so many inputs the place with the largest products is looked for among the first ones only. */
enum { LOOKED_AT = 1 << 12 };

static bool by_product(const stage *s) {
    return s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
}

static int kept(int first, int across, int count) {
    int last = count - across;
    first = first > last ? last : first;
    return first < 0 ? 0 : first;
}

static float weight_of(const stage *s, int64_t tap) {
    return fabsf(cnn_recording_numbers(s->r, &s->step, tap).product);
}

/* Where the magnitudes of neighbouring products add up to most. */
static int heaviest(const stage *s, int across, int count) {
    double sum = 0, most = -1;
    int best = 0;
    for (int i = 0; i < count && i < LOOKED_AT; i++) {
        sum += (double)weight_of(s, i);
        sum -= i >= across ? (double)weight_of(s, i - across) : 0;
        if (i >= across - 1 && sum > most * (1 + 1e-9)) {
            most = sum;
            best = i - across + 1;
        }
    }
    return best;
}

int unit_lens_first(const stage *s, int across) {
    const hover *h = &s->v->own->hover;
    int count = (int)cnn_shape_image(s->in);
    if (count <= across)
        return 0;
    if (h->kind == HOVER_WEIGHT && h->column < count)
        return kept(h->column - across / 2, across, count);
    if (by_product(s))
        return kept((int)s->step.tap / across * across, across, count);
    return heaviest(s, across, count);
}

/* What was there before, and the present product. */
static void write_so_far(const stage *s, written *w) {
    written_line *line = written_begin(w, 2);
    cnn_numbers n = s->step.numbers;
    bool times = s->own->opening[0] == '\0';
    written_note(line, tr("units.so_far"));
    written_value(line, s->step.so_far - n.product, ROLE_MAP, false, false);
    written_add(line, " + ", false);
    written_add(line, s->own->opening, false);
    if (times)
        written_behind(line, n.input, ROLE_INPUT, true, false);
    else
        written_value(line, n.input, ROLE_INPUT, true, false);
    written_add(line, s->own->between, false);
    written_behind(line, n.weight, ROLE_FILTER, true, false);
    written_add(line, s->own->closing, false);
    char text[NUMBER_TEXT];
    bool exact = number_text(s->step.so_far, 3, text) && !line->rounded;
    written_add(line, exact ? " = " : " ≈ ", false);
    written_value(line, s->step.so_far, ROLE_MAP, true, false);
}

void sum_of_lens(const stage *s, written *w, int first, int across) {
    if (s->partial) {
        write_so_far(s, w);
        return;
    }
    char text[28];
    float these = 0, bias = s->bias ? s->step.result.bias : 0;
    for (int i = 0; i < across; i++)
        these += cnn_recording_numbers(s->r, &s->step, first + i).product;
    int others = (int)s->step.taps - across;
    written_line *line = written_begin(w, 2);
    tr_format(text, sizeof text, "units.these", across);
    written_note(line, text);
    written_value(line, these, ROLE_MAP, true, false);
    if (others > 0) {
        written_add(line, " + ", false);
        tr_format(text, sizeof text, "units.others", others);
        written_note(line, text);
        written_behind(line, s->step.result.result - bias - these, ROLE_MAP, true, false);
    }
    if (s->bias) {
        written_add(line, " + ", false);
        written_note(line, tr("units.bias"));
        written_behind(line, bias, ROLE_FILTER, true, false);
    }
    written_result(line, s, s->step.result.result);
}

void sum_of_units(const stage *s, written *w) {
    int64_t count = (int64_t)cnn_shape_image(s->in);
    if (count <= UNIT_FEW)
        sum_of_products(s, w);
    else
        sum_of_lens(s, w, unit_lens_first(s, UNIT_LENS), UNIT_LENS);
}
