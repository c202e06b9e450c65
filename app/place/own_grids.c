/* The pointer says which grid is meant; the cursor, which of its planes. */
#include "own_grids.h"

#include "grid_text.h"

#include <stdlib.h>
#include <string.h>

typedef enum grid_of { GRID_NONE, GRID_INPUT, GRID_FILTER, GRID_OUTPUT, GRID_GRADIENT } grid_of;

/* The grid of the cell that is selected; else the one under the pointer. */
static grid_of pointed(const state *s) {
    static const grid_of selected[EDIT_KINDS] = {
        [EDIT_PIXEL] = GRID_INPUT, [EDIT_WEIGHT] = GRID_FILTER, [EDIT_GRADIENT] = GRID_GRADIENT};
    static const grid_of hovered[] = {[HOVER_INPUT] = GRID_INPUT,
        [HOVER_WEIGHT] = GRID_FILTER,
        [HOVER_OUTPUT] = GRID_OUTPUT,
        [HOVER_GRADIENT] = GRID_GRADIENT};
    grid_of held = selected[s->screen.edit.kind];
    return held != GRID_NONE ? held : hovered[s->view.hover.kind];
}

/* A plane of the bench. */
typedef struct plane {
    float *values;
    int rows, columns;
} plane;

static int output_side(const bench *b, int axis) {
    return b->fits ? (int)cnn_axis_measure(bench_axis(b, axis)).output : 0;
}

static plane plane_of(session *s, grid_of what) {
    bench *b = &s->bench;
    int rows = output_side(b, CNN_VERTICAL), columns = output_side(b, CNN_HORIZONTAL), map = s->player.at.map,
        channel = s->channel % b->channels, maps = b->kind == BENCH_POOL ? b->channels : b->filters;
    map = map < maps ? map : maps - 1;
    if (s->player.walk && s->player.at.depth == CNN_DEPTH_PRODUCT && b->kind == BENCH_CONV)
        channel = s->player.at.channel;
    if (b->kind == BENCH_POOL)
        channel = map;
    ptrdiff_t of_map = (ptrdiff_t)map * rows * columns;
    switch (what) {
    case GRID_INPUT:
        return (plane){bench_pixel(b, channel, 0, 0), b->rows, b->columns};
    case GRID_FILTER:
        return (plane){bench_weight(b, map < b->filters ? map : 0, channel, 0, 0), b->kernel, bench_kernel_columns(b)};
    case GRID_GRADIENT:
        return (plane){b->gradient + of_map, rows, columns};
    case GRID_OUTPUT:
        if (b->recording && b->fits)
            return (plane){b->recording->pass->value[session_node(s)].data + of_map, rows, columns};
        break;
    case GRID_NONE:
        break;
    }
    return (plane){0};
}

bool own_grids_pointed(const state *s) {
    return state_can_edit(s) && pointed(s) != GRID_NONE;
}

char *own_grids_copy(const state *s) {
    plane p = plane_of((session *)&s->session, pointed(s));
    return p.rows > 0 ? grid_text_write(p.values, p.rows, p.columns) : NULL;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

/* Makes input or filter as large as what is pasted; a gradient is as large as the output. */
static void make_room(bench *b, grid_of what, int rows, int columns) {
    if (what == GRID_INPUT) {
        b->picture_preset = -1;
        bench_set_size(b, rows, columns);
    } else if (what == GRID_FILTER) {
        b->filter_preset = -1;
        bench_set_part(b, CNN_PART_KERNEL, rows > columns ? rows : columns);
    } else {
        b->gradient_preset = -1;
    }
    b->source = BENCH_FREE;
}

static void fill(state *s, grid_of what, const float *values, int rows, int columns) {
    bench *b = &s->session.bench;
    make_room(b, what, rows, columns);
    plane p = plane_of(&s->session, what);
    for (int y = 0; y < p.rows; y++)
        for (int x = 0; x < p.columns; x++)
            if (y < rows && x < columns)
                p.values[y * p.columns + x] = values[y * columns + x];
            else if (what == GRID_FILTER)
                p.values[y * p.columns + x] = 0; /* it is square */
    bench_rebuild(b);
    int kept_rows = least(rows, p.rows), kept_columns = least(columns, p.columns);
    if (kept_rows < rows || kept_columns < columns)
        state_say(s, tr("paste.cut"), kept_rows, kept_columns, rows, columns);
    else
        state_say(s, tr("paste.done"), rows, columns);
}

cnn_status own_grids_paste(state *s, const char *text) {
    static const unsigned needed[] = {
        [GRID_INPUT] = OPEN_INPUT, [GRID_FILTER] = OPEN_FILTER, [GRID_GRADIENT] = OPEN_GRADIENT};
    grid_of what = pointed(s);
    int rows, columns;
    float *values;
    if (what == GRID_NONE || what == GRID_OUTPUT || !state_can_edit(s))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("paste.where"));
    if (!state_allows(s, needed[what]) || (what == GRID_FILTER && s->session.bench.kind == BENCH_POOL))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("why.page_fixed"));
    cnn_status status = grid_text_read(text, &rows, &columns, &values);
    if (cnn_failed(status))
        return status;
    s->screen.edit = (edit){0};
    fill(s, what, values, rows, columns);
    free(values);
    return status;
}
