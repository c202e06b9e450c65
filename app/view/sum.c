/* What the present position computes, written out in the colours of the grids, and a line that says where it is. Where
 * a written number is rounded, the equals sign becomes ≈. */
#include "stage.h"

#include "numbers.h"
#include "pass.h"

#include <math.h>
#include <string.h>

enum { RUNS = 700, ALL_TERMS = 30, NEAR = 7, CHANNELS = 12 };

typedef struct run {
    char text[28];
    theme_role role;
    bool strong, faint;
} run;

typedef struct line {
    run runs[RUNS];
    int count;
    bool exact;
} line;

static void add(line *l, const char *text, theme_role role, bool strong, bool faint) {
    if (l->count == RUNS)
        return;
    run *r = &l->runs[l->count++];
    *r = (run){.role = role, .strong = strong, .faint = faint};
    cnn_format(r->text, sizeof r->text, "%s", text);
}

static void add_value(line *l, float value, theme_role role, bool strong, bool faint) {
    char text[NUMBER_TEXT];
    l->exact &= number_text(value, 3, text);
    add(l, text, role, strong, faint);
}

static font_id font_of(const run *r) {
    return r->strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
}

/* Draws the runs, or only counts the lines they take; breaks before an operator. */
static int flow(const stage *s, const line *l, rect at, float size, bool visible) {
    float x = at.x, height = text_height(FONT_DIGITS, size) * 1.12f, y = at.y, total = 0;
    int lines = 1;
    for (int i = 0; i < l->count; i++)
        total += text_width(font_of(&l->runs[i]), size, l->runs[i].text);
    if (total <= at.w)
        x += (at.w - total) / 2;
    for (int i = 0; i < l->count; i++) {
        const run *r = &l->runs[i];
        float width = text_width(font_of(r), size, r->text), ahead = width;
        for (int j = i + 1; j < l->count && l->runs[i].text[0] == ' ' && l->runs[j].text[0] != ' '; j++)
            ahead += text_width(font_of(&l->runs[j]), size, l->runs[j].text);
        if (total > at.w && x + ahead > at.x + at.w && x > at.x) {
            x = at.x;
            y += height;
            lines++;
        }
        color paint = theme_color(r->role);
        if (visible)
            draw_text(s->v->list, font_of(r), size, x, y,
                r->faint ? color_mix(paint, theme_color(ROLE_GROUND), 0.55f) : paint, r->text);
        x += width;
    }
    return lines;
}

/* The largest size at which the line takes at most `most` lines; returns the height used. */
static float fit_line(const stage *s, line *l, rect at, float size, int most) {
    float least = 12.5f * s->v->ui->scale;
    while (size > least && (flow(s, l, at, size, false) > most))
        size -= 1;
    return (float)flow(s, l, at, size, true) * text_height(FONT_DIGITS, size) * 1.12f;
}

static bool hides_result(const stage *s) {
    return s->partial || s->hidden;
}

static void add_result(line *l, const stage *s, float result) {
    char text[NUMBER_TEXT];
    bool exact = number_text(result, 3, text);
    add(l, l->exact && exact ? " = " : " ≈ ", ROLE_INK, false, false);
    add(l, s->hidden ? "?" : hides_result(s) ? "…" : text, ROLE_MAP, true, false);
}

static bool tap_happened(const stage *s, int64_t tap) {
    return s->v->state->session.player.at.depth != CNN_DEPTH_PRODUCT || tap <= s->step.tap;
}

static void add_product(line *l, const stage *s, int64_t tap, bool first) {
    cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    bool faint = !tap_happened(s, tap),
         now = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && tap == s->step.tap;
    if (!first)
        add(l, " + ", ROLE_INK, false, faint);
    bool distance = s->node->kind == CNN_OP_RBF;
    if (distance)
        add(l, "(", ROLE_INK, false, faint);
    add_value(l, n.input, cell.padding ? ROLE_PADDING : ROLE_INPUT, now, faint);
    add(l, distance ? "−" : "·", ROLE_INK, false, faint);
    add_value(l, n.weight, ROLE_FILTER, now, faint);
    if (distance)
        add(l, ")²", ROLE_INK, false, faint);
}

static float channel_sum(const stage *s, int channel) {
    int64_t plane = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns;
    float sum = 0;
    for (int64_t i = 0; i < plane; i++)
        sum += cnn_recording_numbers(s->r, &s->step, channel * plane + i).product;
    return sum;
}

static float weighted(const stage *s, rect at, float size) {
    static line l;
    int channels = s->step.term.channels;
    int64_t plane = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns, first = 0, last = s->step.taps - 1;
    bool dense = s->node->kind == CNN_OP_DENSE || s->node->kind == CNN_OP_RBF,
         one_channel = s->step.taps > ALL_TERMS && !dense;
    l = (line){.exact = true};
    if (one_channel) {
        int local = s->channel % channels;
        first = local * plane;
        last = first + plane - 1;
        if (channels > 1) {
            char text[28];
            cnn_format(text, sizeof text, "%s %d:  ", tr("stage.channel"), s->channel);
            add(&l, text, ROLE_QUIET, false, false);
        }
    }
    int64_t from = first, to = last;
    if (last - first + 1 > 2 * NEAR + 20) {
        int64_t middle = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT ? s->step.tap : first;
        from = middle - NEAR < first ? first : middle - NEAR;
        to = from + 2 * NEAR > last ? last : from + 2 * NEAR;
        if (from > first)
            add(&l, "… + ", ROLE_INK, false, false);
    }
    for (int64_t tap = from; tap <= to; tap++)
        add_product(&l, s, tap, tap == from);
    if (to < last)
        add(&l, " + …", ROLE_INK, false, false);
    bool split = channels > 1 && !dense;
    if (!split) {
        if (s->bias) {
            add(&l, " + ", ROLE_INK, false, false);
            add_value(&l, s->step.result.bias, ROLE_QUIET, false, false);
        }
        l.exact &= to == last && from == first;
        add_result(&l, s, s->step.result.result);
        return fit_line(s, &l, at, size, 3);
    }
    if (one_channel)
        add_result(&l, s, channel_sum(s, s->channel % channels));
    float used = fit_line(s, &l, at, size, 3);
    l = (line){.exact = true};
    int begin = 0, end = channels;
    if (channels > CHANNELS) { /* those around the present one */
        begin = s->channel % channels - CHANNELS / 2;
        begin = begin < 0 ? 0 : begin > channels - CHANNELS ? channels - CHANNELS : begin;
        end = begin + CHANNELS;
    }
    for (int c = begin; c < end; c++) {
        char text[32];
        cnn_format(text, sizeof text, "%sΣ%d ", c > begin ? " + " : begin ? "… + " : "", c);
        add(&l, text, ROLE_INK, false, false);
        add_value(&l, channel_sum(s, c), ROLE_INPUT, c == s->channel % channels, false);
    }
    add(&l, end < channels ? " + … + b " : " + b ", ROLE_INK, false, false);
    add_value(&l, s->step.result.bias, ROLE_QUIET, false, false);
    add_result(&l, s, s->step.result.result);
    rect below = {at.x, at.y + used, at.w, at.h - used};
    return used + fit_line(s, &l, below, size, 2);
}

static bool is_average(cnn_op_kind kind) {
    return kind == CNN_OP_AVG_POOL || kind == CNN_OP_ADAPTIVE_AVG_POOL;
}

static float pooled(const stage *s, const cnn_recording *r, int node, rect at, float size) {
    static line l;
    cnn_step step = s->step;
    step.address.node = node;
    cnn_op_kind kind = r->net->nodes[node].kind;
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    cnn_result result = r->net->nodes[node].op->result(&call, CNN_FORWARD, 0, step.position);
    l = (line){.exact = true};
    add(&l, kind == CNN_OP_MAX_POOL ? "max(" : kind == CNN_OP_MIN_POOL ? "min(" : "(", ROLE_INK, false, false);
    bool first = true;
    for (int64_t tap = 0; tap < step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(r, &step, tap);
        cnn_numbers n = cnn_recording_numbers(r, &step, tap);
        if (cell.padding && (!is_average(kind) || !r->net->nodes[node].attrs.count_include_pad))
            continue;
        if (!first)
            add(&l, is_average(kind) ? " + " : ", ", ROLE_INK, false, false);
        first = false;
        bool wins = n.taken && !is_average(kind) && !state_picks(s->v->state);
        add_value(&l, n.input, wins ? ROLE_MAP : cell.padding ? ROLE_PADDING : ROLE_INPUT, wins, !tap_happened(s, tap));
    }
    add(&l, ")", ROLE_INK, false, false);
    if (is_average(kind)) {
        add(&l, " / ", ROLE_INK, false, false);
        add_value(&l, result.divisor, ROLE_STRIDE, false, false);
    }
    add_result(&l, s, result.result);
    return fit_line(s, &l, at, size, 2);
}

/* exp(min − y), min(j, y0, y1, ...), e^… + e^(min−j), and y[label] − min + ln(sum): the stages of the loss of
 * distances. */
static float staged_distance(const stage *s, rect at, float size) {
    static line l;
    const char *name = s->step.term.name;
    bool min = !strcmp(name, "min"), sum = !strcmp(name, "sum"), each = !strcmp(name, "exp");
    l = (line){.exact = true};
    add(&l, each ? "exp(" : min ? "min(" : "", ROLE_INK, false, false);
    if (each) {
        add_value(&l, s->step.numbers.weight, ROLE_FILTER, false, false);
        add(&l, " − ", ROLE_INK, false, false);
        add_value(&l, s->step.numbers.input, ROLE_INPUT, false, false);
    } else if (min) {
        add_value(&l, s->attrs.margin, ROLE_STRIDE, false, false);
    }
    for (int64_t tap = 0; (min || sum) && tap < s->step.taps && tap < 12; tap++) {
        cnn_numbers t = cnn_recording_numbers(s->r, &s->step, tap);
        add(&l, min ? ", " : tap ? " + " : "", ROLE_INK, false, !tap_happened(s, tap));
        add_value(&l, t.product, t.taken ? ROLE_MAP : ROLE_INPUT, t.taken, !tap_happened(s, tap));
    }
    if ((min || sum) && s->step.taps > 12)
        add(&l, " …", ROLE_INK, false, false);
    if (!each && !min && !sum) {
        add(&l, "y − min + ln sum:  ", ROLE_QUIET, false, false);
        add_value(&l, s->step.result.result - s->step.result.bias, ROLE_INPUT, false, false);
    }
    if (!each && !min) {
        add(&l, " + ", ROLE_INK, false, false);
        add_value(&l, s->step.result.bias, ROLE_STRIDE, false, false);
    }
    add(&l, each || min ? ")" : "", ROLE_INK, false, false);
    add_result(&l, s, s->step.result.result);
    return fit_line(s, &l, at, size, 2);
}

static float staged(const stage *s, rect at, float size) {
    static line l;
    if (s->node->kind == CNN_OP_LOSS_DISTANCE)
        return staged_distance(s, at, size);
    const char *name = s->step.term.name ? s->step.term.name : "";
    l = (line){.exact = true};
    cnn_numbers n = s->step.numbers;
    if (!strcmp(name, "exp")) {
        add(&l, "exp(", ROLE_INK, false, false);
        add_value(&l, n.input, ROLE_INPUT, false, false);
        add(&l, " − ", ROLE_INK, false, false);
        add_value(&l, n.weight, ROLE_FILTER, false, false);
        add(&l, ")", ROLE_INK, false, false);
    } else if (!strcmp(name, "quotient")) {
        add(&l, "exp / sum:  ", ROLE_QUIET, false, false);
        add_value(&l, s->step.result.result * n.weight, ROLE_INPUT, false, false);
        add(&l, " / ", ROLE_INK, false, false);
        add_value(&l, n.weight, ROLE_FILTER, false, false);
    } else if (!strcmp(name, "log")) {
        add(&l, "−ln p", ROLE_INK, false, false);
    } else {
        bool max = !strcmp(name, "max");
        add(&l, max ? "max(" : "", ROLE_INK, false, false);
        for (int64_t tap = 0; tap < s->step.taps && tap < 12; tap++) {
            if (tap)
                add(&l, max ? ", " : " + ", ROLE_INK, false, !tap_happened(s, tap));
            cnn_numbers t = cnn_recording_numbers(s->r, &s->step, tap);
            add_value(&l, t.product, max && t.taken ? ROLE_MAP : ROLE_INPUT, max && t.taken, !tap_happened(s, tap));
        }
        if (s->step.taps > 12)
            add(&l, " …", ROLE_INK, false, false);
        add(&l, max ? ")" : "", ROLE_INK, false, false);
        if (s->step.result.divisor != 1) {
            add(&l, " / ", ROLE_INK, false, false);
            add_value(&l, s->step.result.divisor, ROLE_STRIDE, false, false);
        }
    }
    add_result(&l, s, s->step.result.result);
    return fit_line(s, &l, at, size, 2);
}

static float single(const stage *s, rect at, float size) {
    static line l;
    l = (line){.exact = true};
    const char *before = "", *after = "";
    switch (s->node->kind) {
    case CNN_OP_RELU:
        before = "max(";
        after = ", 0)";
        break;
    case CNN_OP_TANH:
        before = "tanh(";
        after = ")";
        break;
    case CNN_OP_SCALED_TANH:
        before = "A · tanh(S · ";
        after = ")";
        break;
    case CNN_OP_LRN:
        after = " / D^β,  D = ";
        break;
    case CNN_OP_SIGMOID:
        before = "1 / (1 + exp(−(";
        after = ")))";
        break;
    default:
        break;
    }
    add(&l, before, ROLE_INK, false, false);
    for (int64_t t = 0; t < s->step.taps && s->node->kind == CNN_OP_ADD; t++) {
        add(&l, t ? " + " : "", ROLE_INK, false, !tap_happened(s, t));
        add_value(
            &l, cnn_recording_numbers(s->r, &s->step, t).input, ROLE_INPUT, t == s->step.tap, !tap_happened(s, t));
    }
    if (s->node->kind == CNN_OP_LRN)
        add_value(&l, s->input[s->step.position], ROLE_INPUT, true, false);
    else if (s->node->kind != CNN_OP_ADD)
        add_value(&l, s->step.numbers.input, ROLE_INPUT, true, false);
    if (s->node->kind == CNN_OP_DROPOUT) {
        add(&l, " · ", ROLE_INK, false, false);
        add_value(&l, s->step.numbers.weight, ROLE_FILTER, false, false);
    }
    if (s->node->kind == CNN_OP_LEAKY_RELU && s->step.numbers.input <= 0) {
        add(&l, " · ", ROLE_INK, false, false);
        add_value(&l, s->attrs.slope, ROLE_FILTER, false, false);
    }
    add(&l, after, ROLE_INK, false, false);
    if (s->node->kind == CNN_OP_LRN) {
        add_value(&l, s->step.result.divisor, ROLE_STRIDE, false, false);
        add(&l, ",", ROLE_INK, false, false);
    }
    add_result(&l, s, s->step.result.result);
    return fit_line(s, &l, at, size, 1);
}

static int over_edge(cnn_axis x, int window, int64_t size) {
    int64_t first = cnn_axis_cell(x, window, 0), last = cnn_axis_cell(x, window, x.kernel - 1);
    return (int)((first < 0 ? -first : 0) + (last >= size ? last - size + 1 : 0));
}

static void stage_name_text(const stage *s, char *text, size_t size) {
    char key[48];
    cnn_format(key, sizeof key, "%s.%s", stage_title_prefix(s->node), s->step.term.name);
    cnn_append(text, size, " · %s", tr(key));
}

static void place_text(const stage *s, char *text, size_t size) {
    cnn_address at = s->step.address;
    int64_t positions = cnn_term_positions(s->step.term);
    text[0] = '\0';
    if (s->step.term.rows == 1 && s->step.term.columns == 1)
        cnn_append(text, size, tr("place.unit"), at.map);
    else if (s->out.c > 1)
        cnn_append(text, size, tr("place.map_row_column"), at.map, at.row, at.column);
    else
        cnn_append(text, size, tr("place.row_column"), at.row, at.column);
    if (s->step.term.name)
        stage_name_text(s, text, size);
    if (s->window) {
        int rows = over_edge(cnn_attrs_axis(&s->attrs, 0, s->in.h, s->pool), at.row, s->in.h);
        int columns = over_edge(cnn_attrs_axis(&s->attrs, 1, s->in.w, s->pool), at.column, s->in.w);
        if (rows || columns)
            cnn_append(text, size, tr("place.over_edge"), rows, columns);
    }
    char now[NUMBER_TEXT], all[NUMBER_TEXT];
    number_grouped(s->step.position + 1, now);
    number_grouped(positions, all);
    if (state_hides_size(s->v->state))
        cnn_format(all, sizeof all, "?");
    cnn_append(text, size, tr("place.position"), now, all);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        number_grouped(s->step.tap + 1, now);
        number_grouped(s->step.taps, all);
        cnn_append(text, size, tr("place.product"), now, all);
    }
}

/* What rounding did to the rows and columns, or an empty text. */
static void rounding_text(const stage *s, char *text, size_t size) {
    text[0] = '\0';
    cnn_axis_size rows = cnn_axis_measure(cnn_attrs_axis(&s->attrs, 0, s->in.h, s->pool));
    cnn_axis_size columns = cnn_axis_measure(cnn_attrs_axis(&s->attrs, 1, s->in.w, s->pool));
    cnn_axis_size shown = rows.fit != CNN_FIT_EXACT ? rows : columns;
    long long over = shown.numerator - shown.denominator; /* of the fraction in the formula, without its + 1 */
    if (shown.fit == CNN_FIT_FLOOR)
        cnn_append(text, size, tr("rounding.floor"), over, (long long)shown.denominator, (long long)rows.remainder,
            (long long)columns.remainder);
    else if (shown.fit == CNN_FIT_CEIL)
        cnn_append(text, size, tr("rounding.ceil"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_DROPPED)
        cnn_append(text, size, tr("rounding.dropped"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_ONE)
        cnn_append(text, size, "%s", tr("rounding.one"));
    else if (s->pool && s->attrs.kernel[0] == s->attrs.stride[0] && s->attrs.pad[0] == 0 && s->attrs.dilation[0] == 1)
        cnn_append(text, size, tr("rounding.short_form"), s->in.h, s->attrs.kernel[0], s->out.h);
}

/* (x - mean) * inv * gamma + beta, inv being 1 / sqrt(variance + epsilon). */
static float normalised(const stage *s, rect at, float size) {
    static line l;
    l = (line){.exact = true};
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    const float *found = call.scratch + (ptrdiff_t)s->step.cell.channel * CNN_STATISTICS;
    add(&l, "(", ROLE_INK, false, false);
    add_value(&l, s->step.numbers.input, ROLE_INPUT, true, false);
    add(&l, " − ", ROLE_INK, false, false);
    add_value(&l, found[CNN_STATISTIC_MEAN], ROLE_STRIDE, false, false);
    add(&l, ") / ", ROLE_INK, false, false);
    add_value(&l, 1 / found[CNN_STATISTIC_INV], ROLE_STRIDE, false, false);
    add(&l, " · ", ROLE_INK, false, false);
    add_value(&l, s->step.numbers.weight, ROLE_FILTER, false, false);
    add(&l, " + ", ROLE_INK, false, false);
    add_value(&l, s->step.result.bias, ROLE_QUIET, false, false);
    add_result(&l, s, s->step.result.result);
    return fit_line(s, &l, at, size, 1);
}

void sum_draw(const stage *s, rect at) {
    const view *v = s->v;
    if (!s->node)
        return;
    float size = (v->state->screen.present ? 26 : 18) * v->ui->scale, used = 0;
    rect_cut_top(&at, ui_px(v->ui, 8));
    if (s->pool && v->state->session.bench.source != BENCH_INSIDE) {
        for (int i = 0; i < 3; i++) {
            rect row = {at.x, at.y + used, at.w, at.h - used};
            static const char *const names[] = {"max", "average", "min"};
            used += pooled(s, s->r, cnn_net_find(s->r->net, names[i]), row, size * 0.86f);
        }
    } else if ((s->pool && s->node->kind != CNN_OP_SUBSAMPLE) || s->node->kind == CNN_OP_ADAPTIVE_AVG_POOL) {
        used = pooled(s, s->r, s->step.address.node, at, size);
    } else if (s->node->kind == CNN_OP_BATCH_NORM) {
        used = normalised(s, at, size);
    } else if (s->node->weight_count) {
        used = weighted(s, at, size);
    } else if (s->node->kind == CNN_OP_SOFTMAX || s->node->op->loss) {
        used = staged(s, at, size);
    } else {
        used = single(s, at, size);
    }
    char text[400];
    float small = (v->state->screen.present ? 17 : 14.5f) * v->ui->scale;
    place_text(s, text, sizeof text);
    rect row = {at.x, at.y + used, at.w, text_height(FONT_UI, small) * 1.25f};
    while (small > 11 * v->ui->scale && text_width(FONT_UI, small, text) > at.w)
        small -= 1;
    float end = at.y + at.h + 1; /* what has no room is left out */
    if (row.y + row.h > end)
        return;
    draw_text_in(v->list, FONT_UI, small, row, 0.5f, theme_color(ROLE_QUIET), text);
    if (!s->window || state_hides_size(v->state))
        return;
    rounding_text(s, text, sizeof text);
    row.y += row.h;
    if (!text[0] || row.y + row.h > end)
        return;
    while (small > 11 * v->ui->scale && text_width(FONT_UI, small, text) > at.w)
        small -= 1;
    draw_text_in(v->list, FONT_UI, small, row, 0.5f, theme_color(ROLE_WARNING), text);
}
