/* Lays the picture of a large window out, and draws its two pictures. The map stands in the middle of the input's height,
 * so that with stride 1 its row is level with the middle of the window. */
#include "large.h"

#include "marks.h"
#include "numbers.h"

#include <math.h>

/* Design pixels. */
enum {
    TITLE = 26,    /* above a picture */
    RULER = 13,    /* between the title and the picture */
    SCALE = 24,    /* below the map */
    BEFORE = 28,   /* the lens */
    ROW_SUMS = 60, /* beside the lens */
    AFTER = 30,    /* for the line to the map */
    CELL = 56,     /* of the lens */
    LEAST_CELL = 38,
    LENS = 7,   /* cells of the lens on a side, at most */
    PIXEL = 44, /* of a picture, at most */
};

/* ---- layout ---- */

static float rows_height(const large *l, bool low) {
    return l->s->out.c > 1 ? (low ? 56 : 96) * l->unit : 0;
}

/* Cells of the lens on one axis, with cells of `least` pixels in the room. */
static int cells_of(int64_t kernel, float room, float least) {
    int cells = kernel < LENS ? (int)kernel : LENS;
    while (cells > 3 && (float)cells * least > room)
        cells -= cells == kernel && kernel % 2 == 0 ? 1 : 2;
    return cells < 1 ? 1 : cells;
}

/* The tap that the lens has in its middle. */
static int middle_tap(const stage *s, int which, int pointed) {
    cnn_axis x = stage_axis(s, which);
    int at = which == CNN_VERTICAL ? s->step.address.row : s->step.address.column;
    int64_t tap = s->v->own->hover.kind == HOVER_INPUT ? cnn_axis_tap(x, at, pointed) : -1;
    if (tap < 0 && s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        tap = which == CNN_VERTICAL ? s->step.address.tap_row : s->step.address.tap_column;
    return (int)(tap < 0 ? x.kernel / 2 : tap);
}

static int first_tap(const stage *s, int which, int cells) {
    const hover *h = &s->v->own->hover;
    int kernel = s->attrs.kernel[which],
        first = middle_tap(s, which, which == CNN_VERTICAL ? h->row : h->column) - cells / 2;
    return first < 0 ? 0 : first > kernel - cells ? kernel - cells : first;
}

/* Cells as large as the room, and fewer of them where they would be too small for numbers. */
static void place_lens(large *l, float room, float below) {
    const stage *s = l->s;
    float digits = view_presents(s->v) ? s->v->height * 0.044f : 0;
    float least = fmaxf(LEAST_CELL * s->v->ui->scale, digits * 2.05f), largest = fmaxf(CELL * l->unit, digits * 3.5f);
    float height = l->middle.h - TITLE * l->unit - below;
    int rows = cells_of(s->attrs.kernel[0], height, least), columns = cells_of(s->attrs.kernel[1], room, least);
    if (s->attrs.kernel[0] == s->attrs.kernel[1])
        rows = columns = rows < columns ? rows : columns;
    float cell = floorf(fminf(fminf(height / (float)rows, room / (float)columns), largest));
    l->part = rows < s->attrs.kernel[0] || columns < s->attrs.kernel[1];
    l->lens =
        grid_at(0, 0, fmaxf(cell, 8), fmaxf(cell, 8), rows, columns, first_tap(s, 0, rows), first_tap(s, 1, columns));
}

/* Whole pixels where there are at least three for each number. */
static float whole_pixel(float pixel, float most) {
    pixel = fminf(pixel, most);
    return pixel >= 3 ? floorf(pixel) : fmaxf(floorf(pixel * 16) / 16, 0.0625f);
}

static void place_pictures(large *l, rect at, float beside) {
    const stage *s = l->s;
    float rows = (float)window_padded(s, CNN_VERTICAL), columns = (float)window_padded(s, CNN_HORIZONTAL);
    bool shown = s->node && !state_hides_size(s->v->state);
    float out_rows = (float)(shown ? s->out.h : s->in.h), out_columns = (float)(shown ? s->out.w : s->in.w);
    float top = (TITLE + RULER) * l->unit, height = at.h - top, left = RULER * l->unit;
    at.w -= 6 * l->unit;                                        /* the frame of a pixel at the edge */
    float room = at.w - beside - left, beneath = 120 * l->unit; /* the scale below the map may be wider than it */
    float wide = fminf(room / (columns + out_columns), (room - beneath) / columns);
    float high = fminf(height / fmaxf(rows, out_rows), (height - SCALE * l->unit) * 2 / (rows + out_rows));
    float p = l->pixel = whole_pixel(fminf(wide, high), PIXEL * l->unit);
    float x = floorf(at.x + left + (room - p * columns - fmaxf(p * out_columns, beneath)) / 2);
    float y = floorf(at.y + top + fmaxf(0, (height - SCALE * l->unit * 0.5f - p * fmaxf(rows, out_rows)) / 2));
    l->input = grid_at(x, y, p, p, (int)rows, (int)columns, -s->attrs.pad[0], -s->attrs.pad[2]);
    l->middle.x = floorf(x + p * columns + BEFORE * l->unit);
    l->middle.w = beside - (BEFORE + AFTER) * l->unit;
    float map_x = floorf(x + p * columns + beside), map_y = floorf(y + p * (rows - out_rows) / 2);
    l->output = grid_at(map_x, map_y, p, p, (int)out_rows, (int)out_columns, 0, 0);
    l->rail = map_x - (AFTER - 6) * l->unit;
}

/* The lens stands in the middle of the pictures' height, unless it is larger. */
static void settle_lens(large *l, rect at, float below) {
    float height = l->lens.area.h, wide = l->lens.area.w, sums = l->s->pool || l->part ? 0 : ROW_SUMS * l->unit;
    float y = l->input.area.y + (l->input.area.h - height - below * 0.4f) / 2, top = at.y + TITLE * l->unit;
    y = fmaxf(top, fminf(y, at.y + at.h - below - height));
    float x = l->middle.x + fmaxf(0, (l->middle.w - wide - sums) / 2);
    grid g = l->lens;
    l->lens = grid_at(floorf(x), floorf(y), g.cell, g.wide, g.rows, g.columns, g.top, g.left);
    float lift = l->input.area.y - floorf(y) - (RULER + 2) * l->unit; /* the lines to the lens pass below the titles */
    if (lift <= 0)
        return;
    grid i = l->input, o = l->output;
    l->input = grid_at(i.x, floorf(i.y - lift), i.cell, i.wide, i.rows, i.columns, i.top, i.left);
    l->output = grid_at(o.x, floorf(o.y - lift), o.cell, o.wide, o.rows, o.columns, o.top, o.left);
}

large large_layout(const stage *s) {
    bool present = view_presents(s->v);
    float unit = s->v->ui->scale * (present ? 1.3f : 1);
    large l = {.s = s, .unit = unit, .text = 16.5f * unit, .least = 14 * unit, .channels = s->in.c / s->attrs.groups};
    rect at = s->area;
    bool wide = s->attrs.kernel[0] >= LENS; /* its lens needs the height that captions below would take */
    bool low = at.h < (wide ? 560 : 470) * unit, several = !s->pool && l.channels > 1 && s->node;
    float maps = rows_height(&l, low);
    l.maps = maps > 0 && s->node ? rect_cut_bottom(&at, maps) : (rect){0};
    l.sums = several ? rect_cut_bottom(&at, (low ? 62 : 74) * unit) : (rect){0};
    float below = several ? 34 * unit : s->pool ? 104 * unit : 62 * unit, sums = s->pool ? 0 : ROW_SUMS * unit;
    l.middle = at;
    place_lens(&l, at.w * (present ? 0.5f : 0.42f), below);
    float wanted = (several ? 150 : s->pool ? 210 : 262) * unit;
    float beside = fmaxf(l.lens.area.w + (l.part ? 0 : sums), wanted) + (BEFORE + AFTER) * unit;
    place_pictures(&l, at, beside);
    settle_lens(&l, at, below);
    return l;
}

/* ---- words ---- */

static float title_y(const large *l, const grid *g) {
    return g->area.y - (RULER + TITLE / 2.0f) * l->unit;
}

/* ---- the input ---- */

static void input_title(const large *l) {
    const stage *s = l->s;
    char title[64], rest[96] = "";
    const int *p = s->attrs.pad;
    bool even = p[0] == p[1] && p[0] == p[2] && p[0] == p[3];
    cnn_format(title, sizeof title,
        s->in.c > 1 && state_help(s->v->state) == HELP_NUMBERS ? "%s %d × %d × %d" : "%s %d × %d", tr("stage.input"),
        s->in.h, s->in.w, s->in.c);
    if (even && p[0])
        cnn_format(rest, sizeof rest, "+ %s %d", tr("stage.padding"), p[0]);
    else if (!even)
        cnn_format(rest, sizeof rest, "+ %s %d,%d,%d,%d", tr("stage.padding"), p[0], p[1], p[2], p[3]);
    if (s->in.c > 1 && input_kind_of(s) == INPUT_NUMBERS)
        cnn_append(rest, sizeof rest, "%s%s %d", rest[0] ? " · " : "", tr("stage.channel"), s->channel);
    if (l->pixel < 1)
        cnn_append(rest, sizeof rest, "%s%.0f %%", rest[0] ? " · " : "", (double)l->pixel * 100);
    float room = l->middle.x - l->input.area.x - 8 * l->unit;
    large_title(l, l->input.area.x, title_y(l, &l->input), room, ROLE_INPUT, title, rest);
}

/* Rows or columns behind the last window, which no window reads. */
static void shade_unread(const large *l, int which) {
    const stage *s = l->s;
    const grid *g = &l->input;
    cnn_axis x = stage_axis(s, which);
    int64_t end = cnn_axis_cell(x, (which == CNN_VERTICAL ? s->out.h : s->out.w) - 1, x.kernel - 1) + 1;
    int first = which == CNN_VERTICAL ? g->top : g->left, all = which == CNN_VERTICAL ? g->rows : g->columns;
    int left = (int)(first + all - end);
    if (left <= 0)
        return;
    rect unread = which == CNN_VERTICAL ? grid_block(g, (float)end, (float)g->left, left, g->columns)
                                        : grid_block(g, (float)g->top, (float)end, g->rows, left);
    draw_rect(s->v->list, unread, color_alpha(theme_color(ROLE_UNVISITED), 0.75f), 0);
}

static void framed(const large *l, rect at, theme_role role, float wide) {
    float white = fmaxf(1, 1.5f * l->unit);
    draw_frame(l->s->v->list, rect_inset(at, -wide - white), (color){255, 255, 255, 255}, white, 0);
    draw_frame(l->s->v->list, rect_inset(at, -wide), theme_color(role), wide, 0);
}

rect large_window(const stage *s, const grid *g) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    rect at = grid_block(g, s->motion.row, s->motion.column, (int)cnn_axis_extent(y), (int)cnn_axis_extent(x));
    at.y -= ui_px(s->v->ui, s->motion.lift);
    return at;
}

rect large_position(const stage *s, const grid *g) {
    float back = 1 - s->motion.slide, row = (float)s->step.address.row, column = (float)s->step.address.column;
    row += ((float)s->motion.from.row - row) * back;
    column += ((float)s->motion.from.column - column) * back;
    return grid_cell(g, row, column);
}

void large_flight(const large *l) {
    const stage *s = l->s;
    float share = player_eased(s->motion.flight);
    if (share <= 0 || share >= 1 || s->hidden || l->result.w <= 0)
        return;
    char text[32];
    large_result_text(s, text);
    rect to = large_position(s, &l->output);
    float x = l->result.x + (to.x + (to.w - l->result.w) / 2 - l->result.x) * share;
    float y = l->result.y + (to.y + (to.h - l->result.h) / 2 - l->result.y) * share;
    large_box(l, x, y + l->result.h / 2, ROLE_MAP, l->result.h / 1.75f, text);
}

/* Bars above and left of a picture, at least as long as they are thick. */
static void rulers(const large *l, const grid *g, rect block, theme_role role) {
    float thick = 4 * l->unit, away = 9 * l->unit + thick;
    color paint = theme_color(role);
    float w = fmaxf(block.w, thick), h = fmaxf(block.h, thick);
    draw_rect(l->s->v->list, (rect){block.x + (block.w - w) / 2, g->area.y - away, w, thick}, paint, 0);
    draw_rect(l->s->v->list, (rect){g->area.x - away, block.y + (block.h - h) / 2, thick, h}, paint, 0);
}

/* What the lens enlarges, and the two lines to it. */
static void lens_lines(const large *l, rect window) {
    const stage *s = l->s;
    color paint = color_alpha(theme_color(ROLE_WINDOW), 0.75f);
    float wide = 2 * l->unit;
    rect from = window, lens = l->lens.area;
    if (l->part) {
        cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
        from.x += (float)(l->lens.left * x.dilation) * l->pixel;
        from.y += (float)(l->lens.top * y.dilation) * l->pixel;
        from.w = (float)((l->lens.columns - 1) * x.dilation + 1) * l->pixel;
        from.h = (float)((l->lens.rows - 1) * y.dilation + 1) * l->pixel;
        draw_frame(s->v->list, from, paint, wide, 0);
    }
    float x = from.x + from.w + 3 * l->unit, to = lens.x - 4 * l->unit;
    if (to <= x)
        return;
    draw_line(s->v->list, x, from.y, to, lens.y, paint, wide);
    draw_line(s->v->list, x, from.y + from.h, to, lens.y + lens.h, paint, wide);
}

/* The place and the number that is pointed at. */
static void plate(const large *l, const grid *g, int row, int column, const char *number) {
    const view *v = l->s->v;
    char text[64];
    cnn_format(text, sizeof text, "(%d, %d)  %s", row, column, number);
    float size = 14 * v->ui->scale, high = size * 1.6f, wide = text_width(FONT_DIGITS, size, text) + size;
    rect cell = grid_cell(g, (float)row, (float)column);
    rect at = {cell.x + cell.w + size, cell.y - high - size * 0.4f, wide, high};
    at.x = fminf(at.x, l->s->area.x + l->s->area.w - wide);
    if (at.y < g->area.y)
        at.y = cell.y + cell.h + size * 0.6f;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), size * 0.3f);
    draw_frame(v->list, at, theme_color(ROLE_BORDER), 1, size * 0.3f);
    draw_text_in(v->list, FONT_DIGITS, size, at, 0.5f, theme_color(ROLE_INK), text);
}

static void plate_of_input(const large *l) {
    const stage *s = l->s;
    const hover *h = &s->v->own->hover;
    const edit *e = &s->v->state->screen.edit;
    bool typed = e->kind == EDIT_PIXEL && e->channel == s->channel;
    int row = typed ? e->row : h->row, column = typed ? e->column : h->column;
    bool real = row >= 0 && column >= 0 && row < s->in.h && column < s->in.w;
    if (!real || (!typed && h->kind != HOVER_INPUT))
        return;
    char number[NUMBER_TEXT];
    number_text(s->input[((int64_t)s->channel * s->in.h + row) * s->in.w + column], 3, number);
    framed(l, grid_cell(&l->input, (float)row, (float)column), typed ? ROLE_FOCUS : ROLE_REACH, 2 * l->unit);
    plate(l, &l->input, row, column, typed && e->text[0] ? e->text : number);
}

static void input_marks(const large *l) {
    const stage *s = l->s;
    const view *v = s->v;
    rect window = large_window(s, &l->input);
    lens_lines(l, window);
    framed(l, window, ROLE_WINDOW, 4 * l->unit);
    rulers(l, &l->input, window, ROLE_WINDOW);
    if (v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        framed(l, grid_cell(&l->input, (float)s->step.cell.row, (float)s->step.cell.column), ROLE_MAP, 2 * l->unit);
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    const hover *h = &v->own->hover;
    if (h->kind == HOVER_OUTPUT)
        framed(l,
            grid_block(&l->input, (float)cnn_axis_cell(y, h->row, 0), (float)cnn_axis_cell(x, h->column, 0),
                (int)cnn_axis_extent(y), (int)cnn_axis_extent(x)),
            ROLE_REACH, 3 * l->unit);
    if (h->kind == HOVER_WEIGHT)
        framed(l,
            grid_cell(&l->input, (float)cnn_axis_cell(y, s->step.address.row, h->row),
                (float)cnn_axis_cell(x, s->step.address.column, h->column)),
            ROLE_REACH, 2 * l->unit);
}

static void draw_input(const large *l) {
    const stage *s = l->s;
    const view *v = s->v;
    rect all = l->input.area;
    draw_rect(v->list, all, theme_color(ROLE_GROUND), 0);
    draw_hatch(v->list, all, theme_color(ROLE_HATCH), 7 * l->unit);
    input_draw(s, grid_block(&l->input, 0, 0, s->in.h, s->in.w), s->channel);
    if (s->node) {
        shade_unread(l, CNN_VERTICAL);
        shade_unread(l, CNN_HORIZONTAL);
    }
    draw_frame(v->list, rect_inset(all, -1), theme_color(ROLE_GRID), 1, 0);
    window_input_touch(s, &l->input);
    window_lit_parts(s, &l->input);
    input_title(l);
    if (s->node)
        input_marks(l);
}

/* ---- the map ---- */

static void map_title(const large *l) {
    const stage *s = l->s;
    char title[96], rest[64] = "";
    cnn_format(title, sizeof title, state_hides_counted(s->v->state) ? "%s" : "%s %d × %d",
        tr(s->pool ? "stage.pooled" : "stage.feature_map"), s->out.h, s->out.w);
    if (s->out.c > 1)
        tr_format(rest, sizeof rest, s->pool ? "stage.of_map" : "stage.of_filter", s->map);
    float room = s->area.x + s->area.w - l->output.area.x;
    large_title(l, l->output.area.x, title_y(l, &l->output), room, ROLE_MAP, title, rest);
}

static void map_scale(const large *l) {
    const stage *s = l->s;
    palette p = output_palette(s);
    float most = facts_of(s->v, s->output, cnn_shape_image(s->out)).most;
    float values[2 * PALETTE_HALF + 1], size = l->least, y = l->output.area.y + l->output.area.h + 15 * l->unit;
    for (int i = 0; i <= 2 * PALETTE_HALF; i++)
        values[i] = most * (float)(i - PALETTE_HALF) / (float)PALETTE_HALF;
    char text[NUMBER_TEXT], less[NUMBER_TEXT];
    number_significant(most, 2, text);
    number_significant(-most, 2, less);
    float gap = 7 * l->unit, end = text_width(FONT_DIGITS, size, text), start = text_width(FONT_DIGITS, size, less);
    float wide = fminf(110 * l->unit, fmaxf(l->output.area.w - end - start - 2 * gap, 40 * l->unit));
    float right = fmaxf(l->output.area.x + l->output.area.w, l->output.area.x + wide + start + end + 2 * gap);
    rect bar = {right - end - gap - wide, y - 5 * l->unit, wide, 10 * l->unit};
    palette_draw(s->v, bar, values, 1, 2 * PALETTE_HALF + 1, &p, INT64_MAX);
    draw_frame(s->v->list, rect_inset(bar, -1), theme_color(ROLE_GRID), 1, 0);
    large_words(l, right - end, y, FONT_DIGITS, size, ROLE_QUIET, text);
    large_words(l, bar.x - gap - start, y, FONT_DIGITS, size, ROLE_QUIET, less);
}

/* The number of the present position arrives at the end of its way. */
static int64_t shown_of_map(const stage *s) {
    int64_t done = stage_done_in_map(s, s->map), now = (int64_t)s->step.address.row * s->out.w + s->step.address.column;
    return s->motion.flight < 1 && done == now + 1 ? now : done;
}

static void map_marks(const large *l) {
    const stage *s = l->s;
    const hover *h = &s->v->own->hover;
    rect now = large_position(s, &l->output);
    rulers(l, &l->output, now, ROLE_MAP);
    if (h->kind == HOVER_INPUT) {
        cnn_span rows = cnn_axis_reach(stage_axis(s, 0), s->out.h, (cnn_span){h->row, h->row}),
                 columns = cnn_axis_reach(stage_axis(s, 1), s->out.w, (cnn_span){h->column, h->column});
        if (rows.first <= rows.last && columns.first <= columns.last)
            framed(l,
                grid_block(&l->output, (float)rows.first, (float)columns.first, (int)(rows.last - rows.first + 1),
                    (int)(columns.last - columns.first + 1)),
                ROLE_REACH, 2 * l->unit);
    }
    framed(l, now, ROLE_MAP, 3.5f * l->unit);
    if (h->kind != HOVER_OUTPUT || h->row >= s->out.h || h->column >= s->out.w)
        return;
    int64_t index = (int64_t)h->row * s->out.w + h->column;
    char number[NUMBER_TEXT] = "…";
    if (index < stage_done_in_map(s, s->map))
        number_text(s->output[(int64_t)s->map * s->out.h * s->out.w + index], 3, number);
    framed(l, grid_cell(&l->output, (float)h->row, (float)h->column), ROLE_REACH, 2 * l->unit);
    plate(l, &l->output, h->row, h->column, number);
}

static void draw_map(const large *l) {
    const stage *s = l->s;
    rect all = l->output.area;
    palette p = output_palette(s);
    palette_draw(s->v, all, s->output + (int64_t)s->map * s->out.h * s->out.w, s->out.h, s->out.w, &p, shown_of_map(s));
    palette_draw_rest(s->v, all, s->out.h, s->out.w, shown_of_map(s));
    draw_frame(s->v->list, rect_inset(all, -1), theme_color(ROLE_GRID), 1, 0);
    window_output_touch(s, &l->output, s->map);
    map_title(l);
    map_scale(l);
}

/* From the box of the result to the row of the map, in the gap before it. */
void large_rail(const large *l) {
    const stage *s = l->s;
    if (l->result.w <= 0)
        return;
    color paint = theme_color(ROLE_MAP);
    float wide = 2.5f * l->unit, y = large_position(s, &l->output).y + l->pixel / 2;
    float x = l->result.x + l->result.w + 4 * l->unit, from = l->result.y + l->result.h / 2;
    if (x > l->rail) { /* the box stands below the map: up, and to the gap */
        float over = l->sums.h > 0 ? l->sums.y + 3 * l->unit : l->result.y - 9 * l->unit;
        x = l->result.x + l->result.w / 2;
        draw_line(s->v->list, x, l->result.y - 3 * l->unit, x, over, paint, wide);
        from = over;
    }
    draw_line(s->v->list, x, from, l->rail, from, paint, wide);
    draw_line(s->v->list, l->rail, from, l->rail, y, paint, wide);
    mark_arrow(s->v, l->rail, y, l->output.area.x - 14 * l->unit, y, paint, wide);
}

void draw_large(const stage *s) {
    large l = large_layout(s);
    draw_input(&l);
    rect map = l.output.area;
    if (!s->node) {
        map.x = l.middle.x;
        map.w = s->area.x + s->area.w - map.x;
        draw_refusal(s, map);
        return;
    }
    large_lens(&l);
    if (large_shows_sum(s) && l.sums.h > 0)
        large_channels(&l);
    else if (large_shows_sum(s))
        large_sum_below(&l);
    if (state_hides_size(s->v->state)) {
        window_draw_unknown(s, map);
    } else {
        draw_map(&l);
        large_rail(&l);
        map_marks(&l);
        large_flight(&l);
    }
    if (l.maps.h > 0 && !state_hides_size(s->v->state))
        large_maps(&l);
    plate_of_input(&l);
}
