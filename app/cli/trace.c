/* The walk gives the segments, the recording the numbers; here they only become text. */
#include "trace.h"

#include <math.h>
#include <string.h>

static const char *number(float value, char text[CNN_FLOAT_TEXT + 2]) {
    cnn_float_text(value, text);
    if (isfinite(value))
        return text;
    char bare[CNN_FLOAT_TEXT];
    memcpy(bare, text, sizeof bare);
    cnn_format(text, CNN_FLOAT_TEXT + 2, "\"%s\"", bare);
    return text;
}

static void field(FILE *to, const char *name, float value) {
    char text[CNN_FLOAT_TEXT + 2];
    fprintf(to, ",\"%s\":%s", name, number(value, text));
}

static bool is_product(const cnn_op *op) {
    return op->family == CNN_FAMILY_WINDOW_SUM || op->family == CNN_FAMILY_STAMP || op->family == CNN_FAMILY_UNITS;
}

static bool is_pool(const cnn_op *op) {
    return op->family == CNN_FAMILY_WINDOW_CHOICE || op->family == CNN_FAMILY_WINDOW_MEAN;
}

static bool has_terms(const cnn_op *op) {
    return op->family == CNN_FAMILY_TERMS || op->family == CNN_FAMILY_LOSS;
}

static void put_position(FILE *to, cnn_address a, cnn_term term) {
    if (term.rows == 1 && term.columns == 1)
        fprintf(to, ",\"position\":{\"unit\":%d}", a.map);
    else
        fprintf(to, ",\"position\":{\"map\":%d,\"row\":%d,\"column\":%d}", a.map, a.row, a.column);
}

static bool is_stamp(const cnn_op *op) {
    return op->family == CNN_FAMILY_STAMP;
}

/* Over the input, or of a stamp over the output. */
static void put_window(FILE *to, const cnn_node *node, cnn_address a) {
    const cnn_attrs *at = &node->attrs;
    fprintf(to, ",\"window\":{\"top\":%d,\"left\":%d,\"height\":%d,\"width\":%d}", a.row * at->stride[0] - at->pad[0],
        a.column * at->stride[1] - at->pad[2], at->dilation[0] * (at->kernel[0] - 1) + 1,
        at->dilation[1] * (at->kernel[1] - 1) + 1);
}

static void put_cell(FILE *to, const cnn_node *node, cnn_shape in, cnn_tap cell) {
    bool vector = !node->op->window && !is_stamp(node->op) && in.h == 1 && in.w == 1;
    if (vector || node->op->family == CNN_FAMILY_UNITS)
        fprintf(to, "{\"unit\":%lld", (long long)cell.input);
    else
        fprintf(to, "{\"channel\":%d,\"row\":%d,\"column\":%d", cell.channel, cell.row, cell.column);
    if (node->input_count > 1)
        fprintf(to, ",\"source\":%d", cell.source);
    if (node->op->window || is_stamp(node->op))
        fprintf(to, ",\"padding\":%s", cell.padding ? "true" : "false");
}

static void put_tap(FILE *to, const cnn_node *node, cnn_shape in, cnn_phase phase, cnn_tap cell, cnn_numbers n) {
    const cnn_op *op = node->op;
    put_cell(to, node, in, cell);
    if (op->family == CNN_FAMILY_WINDOW_CHOICE && cell.padding)
        fprintf(to, ",\"input\":null");
    else
        field(to, "input", n.input);
    if (is_product(op)) {
        field(to, "weight", n.weight);
        field(to, "product", n.product);
    } else if (is_pool(op)) {
        fprintf(to, ",\"taken\":%s", n.taken ? "true" : "false");
    } else if (!has_terms(op) && phase == CNN_BACKWARD) {
        field(to, "slope", n.weight);
    } else if (has_terms(op)) {
        field(to, "term", n.product);
        if (op->loss && phase == CNN_BACKWARD)
            field(to, "target", n.weight);
    }
    if (phase == CNN_BACKWARD) {
        if (is_stamp(op))
            field(to, "gradient", n.gradient);
        if (is_product(op))
            field(to, "dweight", n.dweight);
        field(to, "dinput", n.dinput);
    }
    fputc('}', to);
}

static void put_head(FILE *to, const cnn_recording *r, const cnn_segment *s) {
    const cnn_node *node = &r->net->nodes[s->node];
    fprintf(to, "{\"iteration\":%lld,\"image\":%lld,\"phase\":\"%s\",\"layer\":\"%s\",\"op\":\"%s\"",
        (long long)r->iteration, (long long)r->image, cnn_phase_name(s->phase), node->name, node->op->name);
}

static void put_update(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    cnn_step step = cnn_recording_step(r, a);
    put_head(to, r, s);
    fprintf(to, ",\"parameter\":\"%s\",\"index\":%lld", s->terms[a.term].name, (long long)step.position);
    field(to, "before", step.before);
    field(to, "gradient", step.numbers.gradient);
    field(to, "share", step.share / (float)r->batch);
    field(to, "momentum_before", step.momentum_before);
    field(to, "momentum", step.change.momentum);
    field(to, "rate", r->settings.rate);
    field(to, "step", step.change.step);
    field(to, "after", step.change.after);
    fputs("}\n", to);
}

static void put_step(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    const cnn_node *node = &r->net->nodes[s->node];
    cnn_term term = s->terms[a.term];
    cnn_step step = cnn_recording_step(r, a);
    cnn_shape in = r->net->nodes[node->inputs[0]].layout.out;
    const cnn_op *op = node->op;
    put_head(to, r, s);
    if (term.name)
        fprintf(to, ",\"stage\":\"%s\"", term.name);
    put_position(to, a, term);
    bool stamped = is_stamp(op) && !strcmp(term.name, "stamp");
    if (op->window || stamped)
        put_window(to, node, a);
    if (s->phase == CNN_BACKWARD && !stamped)
        field(to, "gradient", step.result.gradient);
    fputs(",\"taps\":[", to);
    for (int64_t t = 0; t < step.taps; t++) {
        fputs(t ? "," : "", to);
        cnn_tap cell = cnn_recording_cell(r, &step, t);
        put_tap(to, node, in, s->phase, cell, cnn_recording_numbers(r, &step, t));
    }
    fputc(']', to);
    if (node->bias_count && !stamped)
        field(to, s->phase == CNN_BACKWARD ? "dbias" : "bias",
            s->phase == CNN_BACKWARD ? step.result.gradient : step.result.bias);
    if (op->family == CNN_FAMILY_WINDOW_MEAN)
        field(to, "divisor", step.result.divisor);
    bool laid = term.fold == CNN_FOLD_LAID;
    if ((s->phase != CNN_BACKWARD && !laid) || has_terms(op))
        field(to, "result", step.result.result);
    fputs("}\n", to);
}

typedef void each_position(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a);

static void over_positions(
    const cnn_recording *r, trace_filter filter, FILE *to, each_position *update, each_position *other) {
    for (int i = 0; i < r->walk->count; i++) {
        const cnn_segment *s = &r->walk->segments[i];
        if ((filter.phase >= 0 && (int)s->phase != filter.phase) || (filter.node >= 0 && s->node != filter.node))
            continue;
        int64_t end = s->first + s->steps;
        for (int64_t at = s->first; at < end && !ferror(to);) {
            cnn_address a = cnn_walk_address(r->walk, at, CNN_DEPTH_POSITION);
            (s->phase == CNN_UPDATE ? update : other)(to, r, s, a);
            at = cnn_walk_span(r->walk, a).last + 1;
        }
    }
}

void trace_json(const cnn_recording *r, trace_filter filter, FILE *to) {
    over_positions(r, filter, to, put_update, put_step);
}

/* ---- a table ---- */

/* The columns; what a row does not have is left empty. README of the engine: what each is. */
typedef enum csv_column {
    CSV_ITERATION,
    CSV_IMAGE,
    CSV_PHASE,
    CSV_LAYER,
    CSV_OP,
    CSV_STAGE,
    CSV_MAP,
    CSV_ROW,
    CSV_COLUMN,
    CSV_CHANNEL,
    CSV_INPUT_ROW,
    CSV_INPUT_COLUMN,
    CSV_FILTER_ROW,
    CSV_FILTER_COLUMN,
    CSV_PADDING,
    CSV_INPUT,
    CSV_WEIGHT,
    CSV_PRODUCT,
    CSV_TERM,
    CSV_SLOPE,
    CSV_TARGET,
    CSV_TAKEN,
    CSV_GRADIENT,
    CSV_DWEIGHT,
    CSV_DINPUT,
    CSV_BIAS,
    CSV_DBIAS,
    CSV_DIVISOR,
    CSV_RESULT,
    CSV_PARAMETER,
    CSV_INDEX,
    CSV_BEFORE,
    CSV_MOMENTUM,
    CSV_RATE,
    CSV_STEP,
    CSV_AFTER,
    CSV_COLUMNS
} csv_column;

static const char *const csv_names[CSV_COLUMNS] = {"iteration", "image", "phase", "layer", "op", "stage", "map", "row",
    "column", "channel", "input_row", "input_column", "filter_row", "filter_column", "padding", "input", "weight",
    "product", "term", "slope", "target", "taken", "gradient", "dweight", "dinput", "bias", "dbias", "divisor",
    "result", "parameter", "index", "before", "momentum", "rate", "step", "after"};

typedef char csv_row[CSV_COLUMNS][64];

static void put_word(csv_row row, csv_column at, const char *word) {
    cnn_format(row[at], sizeof row[at], "%s", word ? word : "");
}

static void put_whole(csv_row row, csv_column at, int64_t value) {
    cnn_format(row[at], sizeof row[at], "%lld", (long long)value);
}

/* Six digits: what a person would write down. JSON has every bit. */
static void put_number(csv_row row, csv_column at, float value) {
    bool whole = value == truncf(value) && fabsf(value) < 1e9f;
    cnn_format(row[at], sizeof row[at], whole ? "%.0f" : "%.6g", value == 0 ? 0 : (double)value); /* no -0 */
}

static void put_line(FILE *to, csv_row row) {
    for (int i = 0; i < CSV_COLUMNS; i++)
        fprintf(to, "%s%s", i ? "," : "", row[i]);
    fputc('\n', to);
}

static void csv_head(csv_row row, const cnn_recording *r, const cnn_segment *s) {
    const cnn_node *node = &r->net->nodes[s->node];
    memset(row, 0, sizeof(csv_row));
    put_whole(row, CSV_ITERATION, r->iteration);
    put_whole(row, CSV_IMAGE, r->image);
    put_word(row, CSV_PHASE, cnn_phase_name(s->phase));
    put_word(row, CSV_LAYER, node->name);
    put_word(row, CSV_OP, node->op->name);
}

static void csv_update(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    cnn_step step = cnn_recording_step(r, a);
    csv_row row;
    csv_head(row, r, s);
    put_word(row, CSV_PARAMETER, s->terms[a.term].name);
    put_whole(row, CSV_INDEX, step.position);
    put_number(row, CSV_GRADIENT, step.numbers.gradient);
    put_number(row, CSV_BEFORE, step.before);
    put_number(row, CSV_MOMENTUM, step.change.momentum);
    put_number(row, CSV_RATE, r->settings.rate);
    put_number(row, CSV_STEP, step.change.step);
    put_number(row, CSV_AFTER, step.change.after);
    put_line(to, row);
}

/* Where the tap is: in the input, and in the window. */
static void csv_place(csv_row row, const cnn_node *node, cnn_term term, int64_t tap, cnn_tap cell) {
    put_whole(row, CSV_CHANNEL, cell.channel);
    put_whole(row, CSV_INPUT_ROW, cell.row);
    put_whole(row, CSV_INPUT_COLUMN, cell.column);
    put_word(row, CSV_PADDING, cell.padding ? "true" : "false");
    if (!node->op->window && !is_stamp(node->op))
        return;
    put_whole(row, CSV_FILTER_ROW, tap / term.tap_columns % term.tap_rows);
    put_whole(row, CSV_FILTER_COLUMN, tap % term.tap_columns);
}

static void csv_numbers(csv_row row, const cnn_op *op, bool back, cnn_tap cell, cnn_numbers n) {
    if (!(op->family == CNN_FAMILY_WINDOW_CHOICE && cell.padding))
        put_number(row, CSV_INPUT, n.input);
    if (is_product(op)) {
        put_number(row, CSV_WEIGHT, n.weight);
        put_number(row, CSV_PRODUCT, n.product);
    } else if (is_pool(op)) {
        put_word(row, CSV_TAKEN, n.taken ? "true" : "false");
    } else if (has_terms(op)) {
        put_number(row, CSV_TERM, n.product);
        if (op->loss && back)
            put_number(row, CSV_TARGET, n.weight);
    } else if (back) {
        put_number(row, CSV_SLOPE, n.weight);
    }
    if (back && is_product(op))
        put_number(row, CSV_DWEIGHT, n.dweight);
    if (back)
        put_number(row, CSV_DINPUT, n.dinput);
}

/* What the position as a whole has stands in the row of its last tap, once, so that columns can be added up. */
static void csv_position(csv_row row, const cnn_node *node, const cnn_step *step, bool back, bool laid) {
    if (node->bias_count && !laid)
        put_number(row, back ? CSV_DBIAS : CSV_BIAS, back ? step->result.gradient : step->result.bias);
    if (node->op->family == CNN_FAMILY_WINDOW_MEAN)
        put_number(row, CSV_DIVISOR, step->result.divisor);
    if ((!back && !laid) || has_terms(node->op))
        put_number(row, CSV_RESULT, step->result.result);
}

static void csv_step(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    const cnn_node *node = &r->net->nodes[s->node];
    cnn_term term = s->terms[a.term];
    bool back = s->phase == CNN_BACKWARD, laid = term.fold == CNN_FOLD_LAID;
    cnn_step step = cnn_recording_step(r, a);
    for (int64_t t = 0; t < step.taps; t++) {
        cnn_tap cell = cnn_recording_cell(r, &step, t);
        cnn_numbers n = cnn_recording_numbers(r, &step, t);
        csv_row row;
        csv_head(row, r, s);
        put_word(row, CSV_STAGE, term.name);
        put_whole(row, CSV_MAP, a.map);
        put_whole(row, CSV_ROW, a.row);
        put_whole(row, CSV_COLUMN, a.column);
        csv_place(row, node, term, t, cell);
        csv_numbers(row, node->op, back, cell, n);
        if (back)
            put_number(row, CSV_GRADIENT, laid ? n.gradient : step.result.gradient);
        if (t + 1 == step.taps)
            csv_position(row, node, &step, back, laid);
        put_line(to, row);
    }
}

void trace_csv(const cnn_recording *r, trace_filter filter, FILE *to) {
    for (int i = 0; i < CSV_COLUMNS; i++)
        fprintf(to, "%s%s", i ? "," : "", csv_names[i]);
    fputc('\n', to);
    over_positions(r, filter, to, csv_update, csv_step);
}
