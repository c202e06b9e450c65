/* The sizes of the bench, each with its letter: − 5 +, and the number itself can be typed. */
#include "bench_panel.h"

#include "grid.h"

#include <string.h>

static const float ROW = 29, STEPPER_WIDTH = 112, STEPPER_HEIGHT = 26, SIDE = 27;

typedef struct size_row {
    const char *id, *letter, *name; /* name: a string key */
    theme_role role;
    unsigned open;
    int value, low, high;
    edit what;           /* what is typed into */
    request_name change; /* asked for with the new value */
} size_row;

enum { SIZE_ROWS = 7 };

static void gather(const bench *b, size_row rows[SIZE_ROWS]) {
    static const struct {
        cnn_part part;
        const char *id, *letter, *name;
        theme_role role;
        int low, high;
    } parts[] = {{CNN_PART_INPUT, "panel.part0", "I", "part.input", ROLE_INPUT, 1, BENCH_SIDE},
        {CNN_PART_KERNEL, "panel.part1", "F", "part.filter", ROLE_FILTER, 1, BENCH_KERNEL},
        {CNN_PART_STRIDE, "panel.part2", "S", "part.stride", ROLE_STRIDE, 1, BENCH_STRIDE},
        {CNN_PART_PADDING, "panel.part3", "P", "part.padding", ROLE_PADDING, 0, BENCH_PADDING},
        {CNN_PART_DILATION, "panel.part4", "D", "part.dilation", ROLE_INK, 1, BENCH_DILATION}};
    bool pools = b->kind == BENCH_POOL;
    for (int i = 0; i < 5; i++)
        rows[i] = (size_row){parts[i].id, parts[i].letter,
            pools && parts[i].part == CNN_PART_KERNEL ? "part.window" : parts[i].name, parts[i].role,
            reader_bit(parts[i].part), bench_part(b, parts[i].part), parts[i].low, parts[i].high,
            {.kind = EDIT_PART, .part = parts[i].part}, REQUEST_set_part};
    rows[5] = (size_row){"panel.channels", "C", "part.channels", ROLE_INK, OPEN_CHANNELS, b->channels, 1,
        BENCH_CHANNELS, {.kind = EDIT_CHANNELS}, REQUEST_use_channels};
    rows[6] = (size_row){"panel.filters", "K", "part.filters", ROLE_INK, OPEN_FILTERS, b->filters, 1, BENCH_FILTERS,
        {.kind = EDIT_FILTERS}, REQUEST_use_filters};
}

static void number(const view *v, rect at, const size_row *r) {
    ui *u = v->ui;
    char name[40], text[16];
    const edit *e = &v->state->screen.edit;
    bool typing = e->kind == r->what.kind && e->part == r->what.part;
    cnn_format(name, sizeof name, "%s#", r->id);
    ui_touch t = ui_touch_of(u, name, at, true);
    u->hand |= t.hovered;
    if (t.hovered)
        ui_tip_of(u, name, at, at, tr("tip.panel.number"));
    if (t.pressed)
        view_ask_with(v, REQUEST_select, (argument){.edit = r->what});
    if (typing || t.hovered)
        draw_rect(v->list, rect_inset(at, ui_px(u, 2)), theme_color(typing ? ROLE_GROUND : ROLE_CHOSEN), ui_px(u, 4));
    if (typing)
        draw_frame(v->list, rect_inset(at, ui_px(u, 2)), theme_color(ROLE_FOCUS), ui_px(u, 1.5f), ui_px(u, 4));
    cnn_format(text, sizeof text, "%d", r->value);
    draw_text_in(v->list, FONT_DIGITS_STRONG, ui_px(u, 15), at, 0.5f, theme_color(r->role),
        typing && e->text[0] ? e->text : text);
}

static int end_button(const view *v, rect at, const size_row *r, int turn) {
    ui *u = v->ui;
    char name[40];
    bool can = r->value + turn >= r->low && r->value + turn <= r->high;
    cnn_format(name, sizeof name, "%s%s", r->id, turn < 0 ? "<" : ">");
    return ui_button(u, name, at, turn < 0 ? "−" : "+", UI_PLAIN, false, can) ? turn : 0;
}

static void stepper(const view *v, rect at, const size_row *r) {
    ui *u = v->ui;
    float side = ui_px(u, SIDE), line = ui_px(u, 1);
    draw_rect(v->list, at, theme_color(ROLE_BUTTON), ui_px(u, 7));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), line, ui_px(u, 7));
    bool wheeled = rect_has(at, u->in.x, u->in.y) && u->in.wheel != 0 && u->in.control && !u->muted;
    rect less = rect_cut_left(&at, side), more = rect_cut_right(&at, side);
    int turn = end_button(v, less, r, -1) + end_button(v, more, r, 1);
    if (wheeled) {
        turn += u->in.wheel > 0 ? 1 : -1;
        u->in.wheel = 0;
    }
    for (int i = 0; i < 2; i++)
        draw_rect(v->list, (rect){i ? at.x + at.w : at.x, at.y + ui_px(u, 6), line, at.h - ui_px(u, 12)},
            theme_color(ROLE_BORDER), 0);
    number(v, at, r);
    int value = r->value + turn;
    if (turn && value >= r->low && value <= r->high)
        view_ask_with(v, r->change, (argument){.part = r->what.part, .value = value});
}

void bench_panel_parts(const view *v, rect *at, unsigned open) {
    size_row rows[SIZE_ROWS];
    ui *u = v->ui;
    gather(&v->state->session.bench, rows);
    for (int i = 0; i < SIZE_ROWS; i++) {
        const size_row *r = &rows[i];
        if (!(open & r->open))
            continue;
        rect row = rect_cut_top(at, ui_px(u, ROW));
        if (rect_has(row, u->in.x, u->in.y) && !u->muted)
            v->own->next_hover.part = r->what.part;
        rect right = rect_cut_right(&row, ui_px(u, STEPPER_WIDTH)), letter = rect_cut_left(&row, ui_px(u, 22));
        right.y += (right.h - ui_px(u, STEPPER_HEIGHT)) / 2;
        right.h = ui_px(u, STEPPER_HEIGHT);
        letter.w = ui_px(u, 14);
        draw_text_in(v->list, FONT_FORMULA, ui_px(u, 17), letter, 0.5f, theme_color(r->role), r->letter);
        float size = view_fit_text(FONT_UI, ui_px(u, 15), ui_px(u, 13), row.w, tr(r->name));
        draw_text_in(v->list, FONT_UI, size, row, 0, theme_color(ROLE_INK), tr(r->name));
        stepper(v, right, r);
    }
}
