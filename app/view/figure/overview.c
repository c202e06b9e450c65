/* Draws the boxes, what leads from one to the next, and the rows below them. Lines run in the gaps and end at frames. */
#include "overview.h"

#include "figure.h"
#include "marks.h"
#include "numbers.h"

#include <math.h>

float overview_least(const overview *o, float letters) {
    return letters * o->v->ui->scale * (view_on_paper(o->v) ? 0.76f : 1); /* paper is read from nearer */
}

bool overview_text(
    const overview *o, rect at, float align, font_id font, float size, theme_role role, const char *text) {
    bool digits = font == FONT_DIGITS || font == FONT_DIGITS_STRONG;
    float least = overview_least(o, digits ? 14 : 13);
    size = view_fit_text(font, size, least, at.w, text);
    if (text_width(font, size, text) > at.w + 1)
        return false;
    draw_text_in(o->v->list, font, size, at, align, theme_color(role), text);
    return true;
}

void overview_enter(const overview *o, const overview_box *b, int map, int row, int column) {
    const cnn_segment *s = cnn_walk_find(o->r->walk, CNN_FORWARD, b->last);
    if (!s)
        return;
    cnn_address to = cnn_walk_address(o->r->walk, s->first, CNN_DEPTH_POSITION);
    to.term = s->term_count - 1; /* a softmax: where the probabilities are made */
    to.map = map < s->terms[to.term].maps ? map : 0;
    to.row = row < s->terms[to.term].rows ? row : 0;
    to.column = column < s->terms[to.term].columns ? column : 0;
    view_ask_with(o->v, REQUEST_enter_box, (argument){.address = to});
}

static void draw_head(const overview *o, const overview_box *b) {
    char name[80], shape[48];
    overview_name(o, b, name, sizeof name);
    rect row = {b->card.x + b->inset, o->heads.y, b->label, o->heads.h / 2};
    if (!overview_text(o, row, 0, FONT_STRONG, 17 * o->unit, overview_role(o, b), name)) {
        char *cut = name; /* the layer that it begins with */
        while (*cut && *cut != ' ')
            cut++;
        *cut = '\0';
        overview_text(o, row, 0, FONT_STRONG, 17 * o->unit, overview_role(o, b), name);
    }
    row.y += row.h;
    if (b->look == BOX_CLASSES)
        cnn_format(shape, sizeof shape, "%s", tr("overview.probabilities"));
    else
        cnn_format(shape, sizeof shape, "%d × %d × %d", b->shape.h, b->shape.w, b->shape.c);
    font_id font = b->look == BOX_CLASSES ? FONT_STRONG : FONT_DIGITS_STRONG;
    if (overview_text(o, row, 0, font, 16 * o->unit, ROLE_INK, shape) || b->look == BOX_CLASSES)
        return;
    if (b->look == BOX_MAPS) /* without blanks, or the number of units alone */
        cnn_format(shape, sizeof shape, "%d×%d×%d", b->shape.h, b->shape.w, b->shape.c);
    else
        cnn_format(shape, sizeof shape, "%d", b->shape.c);
    overview_text(o, row, 0, font, 16 * o->unit, ROLE_INK, shape);
}

static rect cells_on(const overview_box *b, cnn_rectangle cells) {
    float w = b->card.w / (float)b->shape.w, h = b->card.h / (float)b->shape.h;
    return (rect){b->card.x + w * (float)cells.columns.first, b->card.y + h * (float)cells.rows.first,
        w * (float)(cells.columns.last - cells.columns.first + 1), h * (float)(cells.rows.last - cells.rows.first + 1)};
}

static void draw_marked(const overview *o, rect at, float width) {
    float least = 5 * o->unit, grow = fmaxf(0, (least - at.w) / 2);
    at = rect_inset(at, -grow);
    draw_frame(o->v->list, rect_inset(at, -width - 1), (color){255, 255, 255, 255}, 1, 2);
    draw_frame(o->v->list, rect_inset(at, -width), theme_color(ROLE_WINDOW), width, 2);
}

/* Window and cell, with lines between them across the gap. */
static void draw_window_link(const overview *o, const overview_box *from, const overview_box *to) {
    rect a = cells_on(from, from->window), b = cells_on(to, to->cells);
    color paint = theme_color(ROLE_WINDOW);
    draw_list *list = o->v->list;
    draw_line(list, a.x + a.w + 3, a.y - 1, b.x - 3, b.y - 1, paint, 1.8f * o->unit);
    draw_line(list, a.x + a.w + 3, a.y + a.h + 1, b.x - 3, b.y + b.h + 1, paint, 1.8f * o->unit);
    draw_marked(o, a, 3 * o->unit);
    draw_marked(o, b, 2.5f * o->unit);
}

/* Every number with every unit. */
static void draw_fan(const overview *o, const overview_box *from, const overview_box *to) {
    enum { MOST = 12 };
    int lines = to->shape.c < MOST ? to->shape.c : MOST;
    float by = from->step * (float)(from->cards > 0 ? from->cards - 1 : 0), high = to->card.h / (float)lines;
    color paint = theme_color(ROLE_UNVISITED);
    for (int i = 0; i < lines; i++) {
        float y = to->card.y + high * ((float)i + 0.5f), x = to->card.x - 4;
        if (from->look == BOX_MAPS) {
            float right = from->card.x + from->card.w + 3, middle = from->card.y + from->card.h / 2;
            draw_line(o->v->list, right + by, middle - by, x, y, paint, 1.2f * o->unit);
            draw_line(o->v->list, right, from->card.y + from->card.h, x, y, paint, 1.2f * o->unit);
            continue;
        }
        float right = from->card.x + from->card.w + 4,
              other = from->card.y + from->card.h * ((float)i + 0.5f) / (float)lines;
        draw_line(o->v->list, right, other, x, to->card.y + to->card.h / 2, paint, 1.2f * o->unit);
        draw_line(o->v->list, right, from->card.y + from->card.h / 2, x, y, paint, 1.2f * o->unit);
    }
}

static void draw_arrow_between(const overview *o, const overview_box *from, const overview_box *to) {
    float by = from->step * (float)(from->cards > 0 ? from->cards - 1 : 0), y = o->volumes.y + o->volumes.h / 2;
    float left = from->card.x + from->card.w + by + 8 * o->unit, right = to->card.x - 8 * o->unit;
    if (right - left > 12 * o->unit)
        mark_arrow(o->v, left, y, right, y, theme_color(ROLE_QUIET), 2.2f * o->unit);
}

static void draw_link(const overview *o, const overview_box *from, const overview_box *to) {
    const cnn_op *op = o->r->net->nodes[to->first].op;
    if (to->look == BOX_MAPS && from->has_window)
        draw_window_link(o, from, to);
    else if (op->family == CNN_FAMILY_UNITS)
        draw_fan(o, from, to);
    else
        draw_arrow_between(o, from, to);
}

static void draw_box(const overview *o, int index) {
    const overview_box *b = &o->boxes[index];
    draw_head(o, b);
    if (b->look == BOX_CLASSES)
        overview_classes(o, b, index);
    else if (b->look == BOX_UNITS)
        overview_units(o, b, index);
    else
        overview_volume(o, b, index);
}

/* Whether something of it can stand below: maps, or the weights of units over maps. */
static bool unfolds(const overview *o, int index) {
    const overview_box *b = &o->boxes[index];
    bool units = b->look == BOX_UNITS && index > 0 && o->boxes[index - 1].look == BOX_MAPS;
    return b->look == BOX_MAPS ? b->shape.c > 1 || b->parameters > 0 : units;
}

static void draw_button(const overview *o, int index) {
    const view *v = o->v;
    const overview_box *b = &o->boxes[index];
    char name[32];
    cnn_format(name, sizeof name, "overview.open%d", index);
    bool open = o->unfolded == index, can = unfolds(o, index);
    const char *label = tr(can ? open ? "overview.close" : "overview.open" : "overview.inside");
    if (ui_button_width(v->ui, label, 14.5f) > b->label - 4 * o->unit)
        label = "›";
    float wide = ui_button_width(v->ui, label, 14.5f), high = 28 * o->v->ui->scale;
    rect at = {b->card.x + b->inset, o->buttons.y + (o->buttons.h - high) / 2, wide, high};
    bool paper = view_on_paper(v);
    if (paper && open)
        draw_line(v->list, at.x + 8 * o->unit, o->buttons.y + 4 * o->unit, at.x + 8 * o->unit, o->maps.y,
            theme_color(overview_role(o, b)), 2 * o->unit);
    if (paper || (index == 0 && !can))
        return;
    bool pressed = ui_button(v->ui, name, at, label, open ? UI_PRIMARY : UI_OUTLINED, false, true);
    if (open)
        draw_line(v->list, at.x + wide / 2, at.y + high, at.x + wide / 2, o->maps.y, theme_color(overview_role(o, b)),
            2 * o->unit);
    if (!pressed)
        return;
    if (!can) {
        overview_enter(o, b, 0, 0, 0);
        return;
    }
    v->own->overview.unfolded = open ? -1 : b->last + 1;
    v->own->overview.maps = 0;
    v->ui->changed = true;
}

/* ‹ and › beside the names, where not all boxes have room. */
static void draw_pages(const overview *o) {
    const view *v = o->v;
    if (o->shown == o->count || view_on_paper(v))
        return;
    float side = 28 * v->ui->scale;
    rect next = {o->heads.x + o->heads.w - side, o->buttons.y + (o->buttons.h - side) / 2, side, side}, back = next;
    back.x -= side + 6 * v->ui->scale;
    int page = v->own->overview.page;
    bool to_back = ui_button(v->ui, "overview.back", back, "‹", UI_OUTLINED, false, o->first > 0),
         to_next = ui_button(v->ui, "overview.next", next, "›", UI_OUTLINED, false, o->first + o->shown < o->count);
    if (!to_back && !to_next)
        return;
    v->own->overview.page = to_back ? page - 1 : page + 1;
    v->ui->changed = true;
}

void draw_overview(const view *v, rect at) {
    overview o = {.v = v, .r = v->state->session.bench.recording, .unfolded = -1};
    overview_layout(&o, at);
    overview_path(&o);
    for (int i = o.first; i < o.first + o.shown; i++) {
        draw_box(&o, i);
        draw_button(&o, i);
    }
    for (int i = o.first + 1; i < o.first + o.shown; i++)
        draw_link(&o, &o.boxes[i - 1], &o.boxes[i]);
    draw_pages(&o);
    if (o.unfolded >= 0)
        overview_unfold(&o);
    overview_words(&o);
}
