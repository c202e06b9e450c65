/* Terms are found by their names, which are those of the operator's walk. */
#include "class_terms.h"

#include "pass.h"

#include <math.h>
#include <string.h>

static int term_named(const cnn_segment *segment, const char *name) {
    for (int i = 0; i < segment->term_count; i++)
        if (segment->terms[i].name && !strcmp(segment->terms[i].name, name))
            return i;
    return -1;
}

bool class_terms_of(const stage *s, int node, cnn_phase phase, class_terms *out) {
    const cnn_segment *segment = cnn_walk_find(s->r->walk, phase, node);
    if (!segment)
        return false;
    const cnn_op *op = s->r->net->nodes[node].op;
    *out = (class_terms){.s = s,
        .segment = segment,
        .call = cnn_pass_call(s->r->pass, s->r->before, node, 0),
        .node = node,
        .max = term_named(segment, "max"),
        .exp = term_named(segment, "exp"),
        .sum = term_named(segment, "sum"),
        .quotient = term_named(segment, "quotient"),
        .log = term_named(segment, "log")};
    cnn_shape in = out->call.in[0].shape;
    out->plane = op->loss ? 1 : (int64_t)in.h * in.w;
    out->count = (int)((int64_t)cnn_shape_image(in) / out->plane);
    out->pixel = &s->r->net->nodes[node] == s->node ? s->step.position % out->plane : 0;
    return true;
}

bool class_term_each(const class_terms *t, int term) {
    return cnn_term_positions(t->segment->terms[term]) == t->plane * t->count && t->count > 0 &&
           cnn_term_taps(t->segment->terms[term]) == 1;
}

float class_term(const class_terms *t, int term, int64_t of) {
    int64_t position = class_term_each(t, term) ? of * t->plane + t->pixel : t->pixel;
    return t->s->r->net->nodes[t->node].op->result(&t->call, t->segment->phase, term, position).result;
}

cnn_numbers class_numbers(const class_terms *t, int term, int64_t of) {
    const cnn_op *op = t->s->r->net->nodes[t->node].op;
    bool each = class_term_each(t, term);
    return op->numbers(&t->call, t->segment->phase, term, each ? of * t->plane + t->pixel : t->pixel, each ? 0 : of);
}

int class_largest(const class_terms *t) {
    const float *x = t->call.in[0].data + t->pixel;
    int best = 0;
    for (int k = 1; k < t->count; k++)
        if (x[k * t->plane] > x[best * t->plane])
            best = k;
    return best;
}

/* ---- step by step ---- */

static void number_of(float value, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(value, 3, number);
    cnn_format(text, size, "%s", number);
}

static void bracketed(float value, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(value, 3, number);
    cnn_format(text, size, value < 0 ? "(%s)" : "%s", number);
}

int class_step_lines(const class_terms *t, int of, float score, int done, int now, step_line lines[CLASS_STEPS]) {
    char a[NUMBER_TEXT], b[32];
    float max = class_term(t, t->max, of), power = class_term(t, t->exp, of);
    float sum = class_term(t, t->sum, of), share = class_term(t, t->quotient, of);
    memset(lines, 0, CLASS_STEPS * sizeof *lines);
    lines[0] = (step_line){.words = tr("steps.score"), .written = "z", .role = ROLE_MAP};
    number_of(score, lines[0].result, sizeof lines[0].result);
    lines[1] = (step_line){.words = tr("steps.largest"), .role = ROLE_INK, .now = now == t->max};
    number_of(score, a, sizeof a);
    bracketed(max, b, sizeof b);
    cnn_format(lines[1].written, sizeof lines[1].written, "%s − %s", a, b);
    if (done > t->max)
        number_of(score - max, lines[1].result, sizeof lines[1].result);
    lines[2] = (step_line){.words = tr("steps.power"), .written = "e", .role = ROLE_INK, .now = now == t->exp};
    number_of(score - max, lines[2].raised, sizeof lines[2].raised);
    if (done > t->exp)
        number_of(power, lines[2].result, sizeof lines[2].result);
    lines[3] = (step_line){
        .words = tr("steps.share"), .role = ROLE_INK, .now = now == t->quotient || (now >= 0 && now == t->sum)};
    number_of(power, a, sizeof a);
    number_of(sum, b, sizeof b);
    cnn_format(lines[3].written, sizeof lines[3].written, "%s / %s", a, b);
    if (done > t->quotient)
        number_of(share, lines[3].result, sizeof lines[3].result);
    for (int i = 1; i < 4; i++)
        if (!lines[i].result[0] && !lines[i].now)
            lines[i].written[0] = lines[i].raised[0] = '\0';
    if (of != t->s->r->label)
        return 4;
    lines[4] = (step_line){.words = tr("steps.loss"), .role = ROLE_GRADIENT, .now = now >= 0 && now == t->log};
    number_of(share, a, sizeof a);
    cnn_format(lines[4].written, sizeof lines[4].written, "−ln %s", a);
    if (t->log < 0 || done > t->log)
        number_of(-logf(share), lines[4].result, sizeof lines[4].result);
    if (done <= t->quotient)
        lines[4].result[0] = lines[4].written[0] = '\0';
    return 5;
}

float share_text_width(const stage *s) {
    return text_width(FONT_DIGITS_STRONG, unit_label_size(s), "100.0 %") + ui_px(s->v->ui, 8);
}

void draw_share(const class_terms *t, rect at, float share, bool known, bool largest, bool truth) {
    const stage *s = t->s;
    const view *v = s->v;
    float size = unit_label_size(s), inset = fminf(ui_px(v->ui, 6), at.h * 0.22f), radius = ui_px(v->ui, 3);
    rect text = rect_cut_right(&at, share_text_width(s));
    rect bar = {at.x, at.y + inset, at.w, at.h - 2 * inset};
    draw_rect(v->list, bar, theme_color(ROLE_EMPTY), radius);
    if (known && isfinite(share)) {
        char number[32];
        cnn_format(number, sizeof number, "%.1f %%", (double)share * 100);
        rect filled = {bar.x, bar.y, fmaxf(ui_px(v->ui, 3), bar.w * share), bar.h};
        draw_rect(v->list, filled, theme_color(largest ? ROLE_PRIMARY : ROLE_UNVISITED), radius);
        draw_text_in(
            v->list, truth || largest ? FONT_DIGITS_STRONG : FONT_DIGITS, size, text, 1, theme_color(ROLE_INK), number);
    }
    if (truth)
        draw_frame(v->list, rect_inset(bar, -ui_px(v->ui, 2)), theme_color(ROLE_GRADIENT), ui_px(v->ui, 2), radius);
}
