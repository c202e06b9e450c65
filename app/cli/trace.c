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

static void cell_number(FILE *to, bool present, float value) {
    char text[CNN_FLOAT_TEXT];
    fprintf(to, ",%s", present ? cnn_float_text(value, text) : "");
}

static void csv_head(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    const cnn_node *node = &r->net->nodes[s->node];
    const char *term = s->terms[a.term].name;
    fprintf(to, "%lld,%lld,%s,%s,%s,%s,%d,%d,%d", (long long)r->iteration, (long long)r->image,
        cnn_phase_name(s->phase), node->name, node->op->name, term ? term : "", a.map, a.row, a.column);
}

static void csv_update(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    cnn_step step = cnn_recording_step(r, a);
    csv_head(to, r, s, a);
    fputs(",,,,,,,", to);
    cell_number(to, true, step.numbers.gradient);
    fputs(",,,,", to);
    cell_number(to, true, step.before);
    cell_number(to, true, step.change.step);
    cell_number(to, true, step.change.after);
    fputc('\n', to);
}

static void csv_step(FILE *to, const cnn_recording *r, const cnn_segment *s, cnn_address a) {
    const cnn_node *node = &r->net->nodes[s->node];
    const cnn_op *op = node->op;
    bool back = s->phase == CNN_BACKWARD, weighted = is_product(op);
    cnn_step step = cnn_recording_step(r, a);
    for (int64_t t = 0; t < step.taps; t++) {
        cnn_tap cell = cnn_recording_cell(r, &step, t);
        cnn_numbers n = cnn_recording_numbers(r, &step, t);
        csv_head(to, r, s, a);
        fprintf(to, ",%d,%d,%d,%s", cell.channel, cell.row, cell.column, cell.padding ? "true" : "false");
        cell_number(to, !(op->family == CNN_FAMILY_WINDOW_CHOICE && cell.padding), n.input);
        cell_number(to, weighted, n.weight);
        cell_number(to, !(op->family == CNN_FAMILY_WINDOW_CHOICE && cell.padding), n.product);
        cell_number(to, back, step.result.gradient);
        cell_number(to, back && weighted, n.dweight);
        cell_number(to, back, n.dinput);
        fprintf(to, ",%s", is_pool(op) ? n.taken ? "true" : "false" : "");
        cell_number(to, node->bias_count > 0, step.result.bias);
        fputs(",,", to);
        cell_number(to, !back || has_terms(op), step.result.result);
        fputc('\n', to);
    }
}

void trace_csv(const cnn_recording *r, trace_filter filter, FILE *to) {
    fputs("iteration,image,phase,layer,op,stage,map,row,column,channel,tap_row,tap_column,padding,input,weight,product,"
          "gradient,dweight,"
          "dinput,taken,bias,before,step,result\n",
        to);
    over_positions(r, filter, to, csv_update, csv_step);
}
