/* A number may leave no less than 2 design pixels on each side of its cell; else the plane is a picture. */
#include "draw_plane.h"

#include "cell_tip.h"
#include "marks.h"
#include "numbers.h"

#include <math.h>

enum { LEAST_DIGIT = 14, LENS_MOST = 7, LARGEST = 52 };

/* How all planes of one picture are shown. */
typedef struct manner {
    bool digits;
    float cell, wide; /* of the planes; pixels */
    int lens;         /* rows and columns of a lens; 0: none */
    float lens_cell, lens_wide;
    bool beside; /* the lens stands right of the picture, else below */
    float size;  /* of digits */
} manner;

static int64_t cells_of(const tensor_panel *p) {
    return p->count ? p->count : (int64_t)p->rows * p->columns;
}

static tensor_facts plane_facts(const stage *s, const tensor_panel *p) {
    return facts_of(s->v, p->whole ? p->whole : p->values, (size_t)cells_of(p));
}

static number_format format_of(const stage *s, const tensor_panel *p) {
    number_format f = plane_facts(s, p).format;
    f.plus = p->plus;
    return f;
}

/* The width that the numbers of all planes need at that size. */
static float width_needed(const stage *s, const tensor_panel *panels, int count, float size) {
    int letters = 1;
    for (int i = 0; i < count; i++) {
        tensor_facts facts = plane_facts(s, &panels[i]);
        float ends[2] = {facts.most, -facts.most};
        int own = number_letters(ends, facts.is_signed ? 2 : 1, format_of(s, &panels[i]));
        letters = own > letters ? own : letters;
    }
    return text_width(FONT_DIGITS_STRONG, size, "0") * (float)letters + ui_px(s->v->ui, 5);
}

static float caption_height(const stage *s) {
    return text_height(FONT_UI, s->text) + ui_px(s->v->ui, 8);
}

static rect below_caption(const stage *s, rect at) {
    rect_cut_top(&at, caption_height(s));
    return at;
}

/* Room for the numbers of a lens' rows and columns. */
static float ruler_room(const stage *s) {
    return text_width(FONT_DIGITS, ui_px(s->v->ui, LEAST_DIGIT), "000") + ui_px(s->v->ui, 6);
}

static void choose_lens(const stage *s, const rect *at, const tensor_panel *panels, int count, manner *m) {
    float px = s->v->ui->scale, needed = fmaxf(width_needed(s, panels, count, LEAST_DIGIT * px), 26 * px);
    float high = 24 * px, room_w = INFINITY, room_h = INFINITY, side = ruler_room(s);
    for (int i = 0; i < count; i++) {
        rect in = below_caption(s, at[i]);
        float w = m->cell * (float)panels[i].columns, h = m->cell * (float)panels[i].rows, gap = 16 * px;
        room_w = fminf(room_w, (m->beside ? in.w - w - gap : in.w) - side - 4 * px);
        room_h = fminf(room_h, (m->beside ? in.h : in.h - h - gap) - 22 * px - 4 * px);
    }
    for (m->lens = LENS_MOST; m->lens > 1; m->lens -= 2) {
        m->lens_wide = floorf(fminf(room_w / (float)m->lens, fmaxf(52 * px, ceilf(needed))));
        m->lens_cell = floorf(fminf(room_h / (float)m->lens, 44 * px));
        if (m->lens_wide >= needed && m->lens_cell >= high)
            return;
    }
    m->lens = 0;
}

static float picture_cell(const stage *s, const rect *at, const tensor_panel *panels, int count, float x, float y) {
    float cell = ui_px(s->v->ui, 14);
    for (int i = 0; i < count; i++) {
        rect in = below_caption(s, at[i]);
        cell = fminf(cell, fminf(in.w * x / (float)panels[i].columns, in.h * y / (float)panels[i].rows));
    }
    return cell > 2 ? floorf(cell) : cell;
}

static manner manner_of(const stage *s, const rect *at, const tensor_panel *panels, int count) {
    float px = s->v->ui->scale, needed = width_needed(s, panels, count, LEAST_DIGIT * px);
    manner m = {.cell = (view_presents(s->v) ? 90 : LARGEST) * px};
    for (int i = 0; i < count; i++) {
        rect in = below_caption(s, at[i]);
        m.cell = fminf(m.cell, fminf(in.w / (float)panels[i].columns, in.h / (float)panels[i].rows));
        m.beside |= in.w > in.h * 1.25f;
    }
    m.cell = m.wide = floorf(m.cell);
    m.digits = m.cell >= needed && m.cell >= 20 * px;
    m.size = fminf(s->digits, m.cell * 0.62f);
    while (m.size > LEAST_DIGIT * px && width_needed(s, panels, count, m.size) > m.cell)
        m.size -= 0.5f;
    if (m.digits)
        return m;
    static const float shares[] = {0.52f, 0.44f, 0.36f, 0.28f, 0.2f};
    for (int i = 0; i < 5 && m.lens < 3; i++) { /* the picture leaves its lens room for three cells at least */
        m.cell = m.wide = picture_cell(s, at, panels, count, m.beside ? shares[i] : 1, m.beside ? 1 : shares[i]);
        choose_lens(s, at, panels, count, &m);
    }
    if (!m.lens)
        m.cell = m.wide = picture_cell(s, at, panels, count, 1, 1);
    m.size = fminf(s->digits, m.lens_cell * 0.6f);
    while (m.size > LEAST_DIGIT * px && width_needed(s, panels, count, m.size) > m.lens_wide)
        m.size -= 0.5f;
    return m;
}

static bool is_done(const tensor_panel *p, int64_t at) {
    return p->done < 0 || at < p->done;
}

static void cell_at(const stage *s, const tensor_panel *p, const scale *colors, const grid *g, int row, int column) {
    int64_t at = (int64_t)row * p->columns + column;
    if (at >= cells_of(p))
        return;
    cell_look look = {.fill = theme_color(ROLE_EMPTY), .ink = theme_color(p->role), .strong = at == p->now};
    if (is_done(p, at)) {
        number_in(p->values[at], format_of(s, p), look.text);
        look.fill = scale_color(colors, p->values[at]);
        look.ink = ink_on(look.fill);
    } else if (at == p->now && p->partial) {
        cnn_format(look.text, sizeof look.text, "%s", p->partial);
    }
    grid_paint_cell(s->v, g, grid_cell(g, (float)row, (float)column), &look);
}

static void frame_now(const stage *s, const tensor_panel *p, const grid *g) {
    const view *v = s->v;
    if (p->now < 0)
        return;
    rect cell = grid_cell(g, (float)(p->now / p->columns), (float)(p->now % p->columns));
    draw_frame(v->list, rect_inset(cell, -1), theme_color(p->role), ui_px(v->ui, 3), ui_px(v->ui, 2));
}

static grid draw_digits(const stage *s, const tensor_panel *p, rect in, const manner *m, const scale *colors) {
    float w = m->wide * (float)p->columns;
    grid g = grid_at(floorf(in.x + (in.w - w) / 2), in.y, m->cell, m->wide, p->rows, p->columns, 0, 0);
    g.digits = m->size;
    for (int row = 0; row < p->rows; row++)
        for (int column = 0; column < p->columns; column++)
            cell_at(s, p, colors, &g, row, column);
    frame_now(s, p, &g);
    return g;
}

/* What is not there yet is empty: the rest of the present row, and all rows below it. */
static void cover_rest(const stage *s, const tensor_panel *p, const grid *g) {
    if (p->done < 0 || p->done >= cells_of(p))
        return;
    int row = (int)(p->done / p->columns), column = (int)(p->done % p->columns);
    color empty = theme_color(ROLE_EMPTY);
    draw_rect(s->v->list, grid_block(g, (float)row, (float)column, 1, p->columns - column), empty, 0);
    if (row + 1 < p->rows)
        draw_rect(s->v->list, grid_block(g, (float)row + 1, 0, p->rows - row - 1, p->columns), empty, 0);
}

static int kept(int first, int seen, int all) {
    first = first > all - seen ? all - seen : first;
    return first < 0 ? 0 : first;
}

static void lens_numbers(const stage *s, const grid *g, int top, int left) {
    const view *v = s->v;
    float size = ui_px(v->ui, LEAST_DIGIT), high = text_height(FONT_DIGITS, size), room = ruler_room(s);
    char text[16];
    for (int i = 0; i < g->columns; i++) {
        cnn_format(text, sizeof text, "%d", left + i);
        draw_text_in(v->list, FONT_DIGITS, size, (rect){g->x + g->wide * (float)i, g->y - high - 2, g->wide, high},
            0.5f, theme_color(ROLE_QUIET), text);
    }
    for (int i = 0; i < g->rows; i++) {
        cnn_format(text, sizeof text, "%d", top + i);
        draw_text_in(v->list, FONT_DIGITS, size,
            (rect){g->x - room, g->y + g->cell * (float)i, room - ui_px(v->ui, 6), g->cell}, 1, theme_color(ROLE_QUIET),
            text);
    }
}

/* The picture with the frame of the lens on it, and the lens. */
static grid draw_picture_of(
    const stage *s, const tensor_panel *p, rect in, const manner *m, const scale *colors, grid *lens, rect *lens_at) {
    const view *v = s->v;
    float w = m->cell * (float)p->columns, h = m->cell * (float)p->rows, px = v->ui->scale;
    float lens_w = m->lens_wide * (float)m->lens + ruler_room(s);
    float all = m->beside && m->lens ? w + 16 * px + lens_w : w, x = floorf(in.x + fmaxf(0, (in.w - all) / 2));
    grid g = grid_at(x, in.y, m->cell, m->cell, p->rows, p->columns, 0, 0);
    bool picture = p->ground == ROLE_INPUT_GROUND;
    scale greys = scale_of_picture(plane_facts(s, p));
    grid_heat(v, g.area, p->values, p->rows, p->columns, picture ? &greys : colors);
    cover_rest(s, p, &g);
    draw_frame(v->list, rect_inset(g.area, -1), theme_color(ROLE_GRID), 1, 0);
    if (!m->lens) {
        frame_now(s, p, &g);
        return g;
    }
    int now_row = p->now < 0 ? 0 : (int)(p->now / p->columns), now_column = p->now < 0 ? 0 : (int)(p->now % p->columns);
    int rows = m->lens < p->rows ? m->lens : p->rows, columns = m->lens < p->columns ? m->lens : p->columns;
    int top = kept(now_row - rows / 2, rows, p->rows), left = kept(now_column - columns / 2, columns, p->columns);
    float lx = m->beside ? g.x + w + 16 * px + ruler_room(s)
                         : floorf(in.x + (in.w - m->lens_wide * (float)columns - ruler_room(s)) / 2 + ruler_room(s));
    float ly = (m->beside ? in.y : in.y + h + 16 * px) + 22 * px;
    *lens = grid_at(lx, ly, m->lens_cell, m->lens_wide, rows, columns, top, left);
    lens->digits = m->size;
    *lens_at = lens->area;
    for (int row = top; row < top + rows; row++)
        for (int column = left; column < left + columns; column++)
            cell_at(s, p, colors, lens, row, column);
    color window = theme_color(ROLE_WINDOW);
    draw_frame(v->list, rect_inset(lens->area, -2), window, 2 * px, 0);
    frame_now(s, p, lens);
    lens_numbers(s, lens, top, left);
    rect on = grid_block(&g, (float)top, (float)left, rows, columns);
    draw_frame(v->list, rect_inset(on, -3 * px), theme_color(ROLE_PANEL), px, 0);
    draw_frame(v->list, rect_inset(on, -2 * px), window, 3 * px, 0);
    return g;
}

/* The title, and the rest where there is room for it. */
static void draw_caption(const stage *s, const tensor_panel *p, rect at, const char *rest) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 8), size = view_fit_text(FONT_STRONG, s->text, ui_px(v->ui, 13), at.w, p->title);
    float wide = text_width(FONT_STRONG, size, p->title);
    at.h -= ui_px(v->ui, 4);
    draw_text_in(v->list, FONT_STRONG, size, at, 0, theme_color(p->role), p->title);
    rect_cut_left(&at, wide + gap);
    size = view_fit_text(FONT_UI, s->text, ui_px(v->ui, 13), at.w, rest);
    if (text_width(FONT_UI, size, rest) <= at.w)
        draw_text_in(v->list, FONT_UI, size, at, 0, theme_color(ROLE_QUIET), rest);
}

/* It begins with its grid, or before it where the room ends. */
static void caption(const stage *s, const tensor_panel *p, const grid *g, rect room) {
    char rest[96], power[NUMBER_TEXT];
    number_power(format_of(s, p).power, power);
    if (p->rest)
        cnn_format(rest, sizeof rest, "%s", p->rest);
    else if (p->count)
        cnn_format(rest, sizeof rest, "%d", p->count);
    else
        cnn_format(rest, sizeof rest, "%d × %d", p->rows, p->columns);
    if (power[0])
        cnn_append(rest, sizeof rest, "  %s", power);
    float end = room.x + room.w, wide = text_width(FONT_STRONG, s->text, p->title) + 1,
          x = fmaxf(fminf(g->area.x, end - wide), room.x);
    draw_caption(s, p, (rect){x, g->area.y - caption_height(s), end - x, caption_height(s)}, rest);
}

/* The cell that is pressed, or -1; the one that is pointed at tells its number. */
static int64_t pressed(const stage *s, const tensor_panel *p, const grid *g, const char *name) {
    int row, column;
    ui_touch t = ui_touch_of(s->v->ui, name, g->area, false);
    s->v->ui->hand |= t.hovered;
    if (!t.hovered || !grid_hit(g, s->v->ui->in.x, s->v->ui->in.y, &row, &column))
        return -1;
    int64_t at = (int64_t)row * p->columns + column;
    if (at < cells_of(p) && is_done(p, at))
        cell_tip(s->v, g, name, row, column, p->values[at], NULL);
    return t.pressed && at < cells_of(p) ? at : -1;
}

void planes_draw(const stage *s, const rect *at, const tensor_panel *panels, int count, int64_t *hits, rect *seen) {
    manner m = manner_of(s, at, panels, count);
    for (int i = 0; i < count; i++) {
        const tensor_panel *p = &panels[i];
        rect in = below_caption(s, at[i]), lens_at = {0};
        scale colors = scale_of(plane_facts(s, p), theme_color(p->ground), theme_color(p->full));
        grid lens = {.rows = 0};
        grid g =
            m.digits ? draw_digits(s, p, in, &m, &colors) : draw_picture_of(s, p, in, &m, &colors, &lens, &lens_at);
        caption(s, p, &g, at[i]);
        hits[i] = pressed(s, p, &g, p->name);
        if (lens.rows > 0 && hits[i] < 0) {
            char name[48];
            cnn_format(name, sizeof name, "%s.lens", p->name);
            hits[i] = pressed(s, p, &lens, name);
        }
        if (seen)
            seen[i] = g.area;
    }
}
