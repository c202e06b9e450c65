/* Addresses as text, both ways. Coordinates that a term has only one of are not written: a dense unit is "3", a
 * position of a convolution "0,1,2". */
#include "address.h"

#include <stdlib.h>
#include <string.h>

/* Coordinates that a box of positions or taps shows: 1 where it is a line, 2 where there is one map or channel, else 3.
 */
static int coordinates(int maps, int rows, int columns, bool plane) {
    if (rows == 1 && columns == 1)
        return maps == 1 ? 0 : 1;
    return plane && maps == 1 ? 2 : 3;
}

static int position_coordinates(cnn_term s) {
    return coordinates(s.maps, s.rows, s.columns, false);
}

static int tap_coordinates(const cnn_walk *walk, const cnn_segment *segment, cnn_term s) {
    cnn_family family = walk->net->nodes[segment->node].op->family;
    bool plane = family == CNN_FAMILY_WINDOW_CHOICE || family == CNN_FAMILY_WINDOW_MEAN;
    return coordinates(s.channels, s.tap_rows, s.tap_columns, plane);
}

static void append_numbers(char *text, const int *numbers, int count) {
    for (int i = 0; i < count; i++)
        cnn_append(text, CNN_ADDRESS_TEXT, "%s%d", i ? "," : "", numbers[i]);
}

void cnn_address_format(const cnn_walk *walk, cnn_address a, char text[CNN_ADDRESS_TEXT]) {
    text[0] = '\0';
    if (a.iteration >= 0)
        cnn_append(text, CNN_ADDRESS_TEXT, "%lld/", (long long)a.iteration);
    cnn_append(text, CNN_ADDRESS_TEXT, "%s", cnn_phase_name(a.phase));
    if (a.depth >= CNN_DEPTH_LAYER)
        cnn_append(text, CNN_ADDRESS_TEXT, "/%s", walk->net->nodes[a.node].name);
    if (a.depth < CNN_DEPTH_MAP)
        return;
    const cnn_segment *segment = cnn_walk_segment(walk, a);
    cnn_term term = segment->terms[a.term];
    int shown = position_coordinates(term), wanted = a.depth == CNN_DEPTH_MAP ? 1 : a.depth == CNN_DEPTH_ROW ? 2 : 3;
    int at[] = {a.map, a.row, a.column}, tap[] = {a.channel, a.tap_row, a.tap_column};
    cnn_append(text, CNN_ADDRESS_TEXT, "/");
    if (term.name)
        cnn_append(text, CNN_ADDRESS_TEXT, "%s%s", term.name, shown ? "," : "");
    else if (shown == 0)
        cnn_append(text, CNN_ADDRESS_TEXT, "0");
    append_numbers(text, at, shown < wanted ? shown : wanted);
    if (a.depth < CNN_DEPTH_PRODUCT)
        return;
    cnn_append(text, CNN_ADDRESS_TEXT, "/");
    shown = tap_coordinates(walk, segment, term);
    append_numbers(text, shown == 2 ? tap + 1 : tap, shown ? shown : 1);
}

/* The next part of `*text` up to a slash, into `part`; false at the end. */
static bool next_part(const char **text, char part[64]) {
    if (!**text)
        return false;
    size_t length = strcspn(*text, "/");
    cnn_format(part, 64, "%.*s", (int)(length < 63 ? length : 63), *text);
    *text += length + ((*text)[length] == '/');
    return true;
}

/* Reads up to three numbers separated by commas; -1 when something else is there. */
static int read_numbers(const char *text, int numbers[3]) {
    int count = 0;
    while (*text) {
        char *end;
        long value = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : -1;
        if (value < 0 || value > CNN_AXIS_MAX || count == 3)
            return -1;
        numbers[count++] = (int)value;
        if (*end && *end != ',')
            return -1;
        text = *end ? end + 1 : end;
        if (*end && !*text)
            return -1;
    }
    return count;
}

/* An address that was pasted from a text may stand in curly quotes. */
static const char *odd_sign(const char *text) {
    bool curly = strstr(text, "“") || strstr(text, "”") || strstr(text, "‘") || strstr(text, "’");
    return curly ? "; curly quotes are letters here, write \" or '" : "";
}

static cnn_status unknown_layer(const cnn_walk *walk, const char *name, cnn_phase phase) {
    char known[240] = "";
    for (int i = 0; i < walk->count; i++)
        if (walk->segments[i].phase == phase && strlen(known) < 200)
            cnn_append(known, sizeof known, "%s%s", *known ? ", " : "", walk->net->nodes[walk->segments[i].node].name);
    if (cnn_net_find(walk->net, name) >= 0)
        return cnn_fail(
            CNN_BAD_INPUT, "layer %s has no steps in the %s phase; these have: %s", name, cnn_phase_name(phase), known);
    return cnn_fail(
        CNN_BAD_INPUT, "there is no layer \"%s\"; the %s phase has: %s", name, cnn_phase_name(phase), known);
}

static cnn_status outside(const char *what, const char *text, int a, int b, int c) {
    return cnn_fail(
        CNN_BAD_INPUT, "%s %s does not exist; the sizes are %d x %d x %d, counted from 0", what, text, a, b, c);
}

static cnn_status unknown_term(const cnn_segment *segment, const char *part, int length) {
    char known[200] = "";
    for (int i = 0; i < segment->term_count && strlen(known) < 160; i++)
        if (segment->terms[i].name)
            cnn_append(known, sizeof known, "%s%s", *known ? ", " : "; there are: ", segment->terms[i].name);
    return cnn_fail(CNN_BAD_INPUT, "there is no term \"%.*s\"%s", length, part, known);
}

static cnn_status parse_position(const cnn_segment *segment, const char *part, cnn_address *a) {
    const char *numbers_text = part;
    if (part[0] == '(' || part[0] == '[')
        return cnn_fail(CNN_BAD_INPUT, "a position stands without brackets, as in 0,1,1");
    if (part[0] < '0' || part[0] > '9') {
        size_t length = strcspn(part, ",");
        int term = 0;
        while (
            term < segment->term_count && (!segment->terms[term].name || strlen(segment->terms[term].name) != length ||
                                              strncmp(segment->terms[term].name, part, length)))
            term++;
        if (term == segment->term_count)
            return unknown_term(segment, part, (int)length);
        a->term = term;
        numbers_text = part[length] ? part + length + 1 : part + length;
        if (part[length] && !*numbers_text)
            return cnn_fail(CNN_BAD_INPUT, "\"%s\" ends with a comma", part);
    } else if (segment->term_count > 1) {
        return cnn_fail(CNN_BAD_INPUT, "the position \"%s\" needs a term before it, such as \"%s,%s\"", part,
            segment->terms[0].name, part);
    }
    cnn_term s = segment->terms[a->term];
    int numbers[3] = {0}, count = read_numbers(numbers_text, numbers), shown = position_coordinates(s);
    bool more = false; /* zeros behind are another way to say where the only one is */
    for (int i = shown; i < count && i < 3; i++)
        more |= numbers[i] != 0;
    if (count < 0 || more)
        return cnn_fail(CNN_BAD_INPUT, "\"%s\" is not a position; it has %d number%s here%s", part, shown,
            shown == 1 ? "" : "s", shown == 3 ? ": map, row, column" : "");
    if (count == 2 && shown == 3 && (numbers[0] >= s.maps || numbers[1] >= s.rows) && numbers[0] < s.rows)
        return cnn_fail(
            CNN_BAD_INPUT, "\"%s\" has two numbers; a position has three: map, row, column, as in 0,%s", part, part);
    if (numbers[0] >= s.maps || numbers[1] >= s.rows || numbers[2] >= s.columns)
        return outside("position", part, s.maps, s.rows, s.columns);
    a->map = numbers[0];
    a->row = numbers[1];
    a->column = numbers[2];
    a->depth = count >= shown ? CNN_DEPTH_POSITION : count == 2 ? CNN_DEPTH_ROW : CNN_DEPTH_MAP;
    return cnn_ok();
}

static cnn_status parse_product(const cnn_walk *walk, const cnn_segment *segment, const char *part, cnn_address *a) {
    cnn_term s = segment->terms[a->term];
    int numbers[3] = {0}, count = read_numbers(part, numbers), shown = tap_coordinates(walk, segment, s);
    if (count == 2 && s.channels == 1) {
        numbers[2] = numbers[1];
        numbers[1] = numbers[0];
        numbers[0] = 0;
        count = 3;
    }
    if (count < 1 || (count < 3 && count != shown && shown > 1))
        return cnn_fail(CNN_BAD_INPUT, "\"%s\" is not a product; it has %d numbers here", part, shown ? shown : 1);
    if (numbers[0] >= s.channels || numbers[1] >= s.tap_rows || numbers[2] >= s.tap_columns)
        return outside("product", part, s.channels, s.tap_rows, s.tap_columns);
    a->channel = numbers[0];
    a->tap_row = numbers[1];
    a->tap_column = numbers[2];
    a->depth = CNN_DEPTH_PRODUCT;
    return cnn_ok();
}

static cnn_status parse_parts(const cnn_walk *walk, const char *text, cnn_address *a) {
    char part[64];
    if (!next_part(&text, part))
        return cnn_fail(CNN_BAD_INPUT, "it is empty");
    if (part[0] >= '0' && part[0] <= '9') {
        char *end;
        a->iteration = strtoll(part, &end, 10);
        if (*end || strlen(part) > 15)
            return cnn_fail(CNN_BAD_INPUT, "\"%s\" is not an iteration", part);
        if (!next_part(&text, part))
            return cnn_fail(CNN_BAD_INPUT, "a phase is missing: forward, loss, backward or update");
    }
    int phase = 0;
    while (phase < CNN_PHASES && strcmp(cnn_phase_name((cnn_phase)phase), part))
        phase++;
    if (phase == CNN_PHASES)
        return cnn_fail(CNN_BAD_INPUT, "\"%s\" is not a phase; they are forward, loss, backward and update%s", part,
            odd_sign(part));
    a->phase = (cnn_phase)phase;
    int i = 0;
    while (i < walk->count && walk->segments[i].phase != a->phase)
        i++;
    if (i == walk->count)
        return cnn_fail(CNN_BAD_INPUT, "nothing happens in the %s phase of this network", part);
    a->node = walk->segments[i].node;
    if (!next_part(&text, part))
        return cnn_ok();
    a->node = cnn_net_find(walk->net, part);
    const cnn_segment *segment = a->node < 0 ? NULL : cnn_walk_segment(walk, *a);
    if (!segment)
        return unknown_layer(walk, part, a->phase);
    a->depth = CNN_DEPTH_LAYER;
    cnn_status status = cnn_ok();
    if (next_part(&text, part))
        status = parse_position(segment, part, a);
    if (!cnn_failed(status) && a->depth == CNN_DEPTH_POSITION && next_part(&text, part))
        status = parse_product(walk, segment, part, a);
    if (!cnn_failed(status) && *text)
        status = cnn_fail(CNN_BAD_INPUT, "\"%s\" is left over", text);
    return status;
}

cnn_status cnn_address_parse(const cnn_walk *walk, const char *text, cnn_address *out) {
    cnn_address a = {.iteration = -1, .depth = CNN_DEPTH_PHASE};
    cnn_status status = parse_parts(walk, text, &a);
    if (cnn_failed(status))
        return cnn_fail(CNN_BAD_INPUT, "address %.80s: %s", text, status.message);
    *out = a;
    return status;
}
