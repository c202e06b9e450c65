/* A row for each lesson: whether it is done or which it is, its title, how long it takes, a dot for each page, and how
 * many questions were right at the first try. */
#include "contents_parts.h"

#include <math.h>

/* Design pixels. */
static const float ROW = 45, LEAST_ROW = 36, HEAD = 50, FOOT = 36, PAD = 16, GAP = 12, CARD = 76, CORNER = 12;

static void card_ground(const view *v, rect at) {
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(v->ui, CORNER));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), 1, ui_px(v->ui, CORNER));
}

/* The ground of an item and its press; the one that the keys stand on is framed. */
static void touch_item(contents_board *b, rect at, int item, bool current) {
    const view *v = b->v;
    ui *u = v->ui;
    char name[32];
    cnn_format(name, sizeof name, "contents.item%d", item);
    if (b->items[item].kind == CONTENTS_LESSON)
        cnn_format(name, sizeof name, "lesson.entry%d", b->items[item].value);
    ui_touch t = ui_touch_of(u, name, at, true);
    u->hand |= t.hovered;
    if (current || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), current ? 1 : 0.6f), ui_px(u, 8));
    if (item == b->chosen)
        b->at_chosen = at;
    if (item == b->chosen && b->focused)
        draw_frame(v->list, at, theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 8));
    if (t.pressed)
        view_ask_value(v, b->items[item].name, b->items[item].value);
}

/* A dot for each page, coloured as far as it was read; a bar where there are too many. */
static void dots(const view *v, rect at, const course_entry *e) {
    ui *u = v->ui;
    float step = fminf(ui_px(u, 11), at.w / (float)e->pages), side = fminf(ui_px(u, 7), step - ui_px(u, 2)),
          y = at.y + (at.h - side) / 2;
    color read = theme_color(ROLE_INPUT), rest = theme_color(ROLE_UNVISITED);
    if (step < ui_px(u, 7)) {
        side = ui_px(u, 7);
        float share = (float)(e->far + 1) / (float)e->pages;
        draw_rect(v->list, (rect){at.x, y, at.w, side}, rest, side / 2);
        draw_rect(v->list, (rect){at.x, y, at.w * share, side}, read, side / 2);
        return;
    }
    for (int i = 0; i < e->pages; i++)
        draw_rect(v->list, (rect){at.x + step * (float)i, y, side, side}, i <= e->far ? read : rest, side / 2);
}

/* The disc with a tick, or the number. */
static void row_mark(const view *v, rect at, const course_entry *e, bool current) {
    ui *u = v->ui;
    float side = ui_px(u, 20);
    rect disc = {at.x, at.y + ui_px(u, 1), side, side};
    char number[8];
    cnn_format(number, sizeof number, "%d", e->number);
    if (!reader_is_done(e)) {
        draw_text_in(v->list, FONT_DIGITS, ui_px(u, 14), disc, 0.5f, theme_color(current ? ROLE_INK : ROLE_QUIET),
            e->number ? number : "·");
        return;
    }
    float x = disc.x, y = disc.y, wide = ui_px(u, 2);
    color paint = theme_color(ROLE_PANEL);
    draw_rect(v->list, disc, theme_color(ROLE_INPUT), side / 2);
    draw_line(v->list, x + side * 0.27f, y + side * 0.52f, x + side * 0.44f, y + side * 0.69f, paint, wide);
    draw_line(v->list, x + side * 0.44f, y + side * 0.69f, x + side * 0.75f, y + side * 0.33f, paint, wide);
}

/* One size for all titles, in which the longest has room. */
static float title_size(const contents_board *b, float room) {
    const reader *c = &b->v->state->lesson;
    float size = ui_px(b->v->ui, 14.5f);
    for (int i = 0; i < b->count; i++)
        if (b->items[i].kind == CONTENTS_LESSON)
            size = view_fit_text(
                FONT_STRONG, size, ui_px(b->v->ui, 13), room, c->entries[b->items[i].value].title[strings_language()]);
    return size;
}

static void lesson_row(contents_board *b, rect at, int item, float size) {
    const view *v = b->v;
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    const course_entry *e = &c->entries[b->items[item].value];
    bool current = b->items[item].value == reader_next_entry(c);
    touch_item(b, (rect){at.x, at.y, at.w, at.h - ui_px(u, 2)}, item, current);
    if (current)
        draw_rect(v->list, (rect){at.x, at.y + ui_px(u, 7), ui_px(u, 4), at.h - ui_px(u, 16)},
            theme_color(ROLE_PRIMARY), ui_px(u, 2));
    float top = at.y + (at.h - ui_px(u, LEAST_ROW)) / 2;
    rect in = {at.x + ui_px(u, 9), top, at.w - ui_px(u, 18), ui_px(u, LEAST_ROW)};
    row_mark(v, rect_cut_left(&in, ui_px(u, 28)), e, current);
    font_id font = current ? FONT_STRONG : FONT_UI;
    rect title = rect_cut_top(&in, ui_px(u, 19));
    const char *words = e->title[strings_language()];
    ui_line(u, title, 0, font, size, theme_color(ROLE_INK), words);
    char text[32];
    cnn_format(text, sizeof text, tr("contents.minutes"), e->minutes);
    rect line = {in.x, in.y + (at.h - ui_px(u, LEAST_ROW)) * 0.25f - ui_px(u, 1), in.w, ui_px(u, 15)};
    reader_score score = reader_score_of(e);
    draw_text_in(v->list, FONT_UI, ui_px(u, 13), line, 0, theme_color(ROLE_QUIET), text);
    rect_cut_left(&line, ui_px(u, 54));
    rect right = rect_cut_right(&line, ui_px(u, 40));
    dots(v, line, e);
    cnn_format(text, sizeof text, "%d/%d", score.right, score.tried);
    if (score.tried)
        draw_text_in(v->list, FONT_DIGITS_STRONG, ui_px(u, 14), right, 1,
            theme_color(score.right == score.tried ? ROLE_INPUT : ROLE_FILTER), text);
}

/* One line that leads somewhere: what it is at the left, how it stands at the right. */
static void foot_row(contents_board *b, rect at, int item, const char *stands) {
    const view *v = b->v;
    ui *u = v->ui;
    touch_item(b, at, item, false);
    rect in = {at.x + ui_px(u, 9), at.y, at.w - ui_px(u, 18), at.h};
    const char *label = tr(b->items[item].label);
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 14.5f), in, 0, theme_color(ROLE_INPUT), label);
    rect_cut_left(&in, text_width(FONT_STRONG, ui_px(u, 14.5f), label) + ui_px(u, 8));
    float size = view_fit_text(FONT_UI, ui_px(u, 14), ui_px(u, 13), in.w, stands);
    draw_text_in(v->list, FONT_UI, size, in, 1, theme_color(ROLE_QUIET), stands);
}

/* ---- a part ---- */

static int lessons_in(const contents_board *b, int group) {
    int count = 0;
    for (int i = 0; i < b->count; i++)
        count += b->items[i].group == group && b->items[i].kind == CONTENTS_LESSON;
    return count;
}

static void part_title(const contents_board *b, int part, char *title, size_t title_size, char *takes, size_t size) {
    const reader *c = &b->v->state->lesson;
    int minutes = 0;
    for (int i = 0; i < c->count; i++)
        minutes += c->entries[i].part == part ? c->entries[i].minutes : 0;
    cnn_format(title, title_size, "%s", c->course.parts[part].title[strings_language()]);
    cnn_format(takes, size, tr("contents.minutes"), minutes);
}

/* Number, title and minutes: below each other, or in one line. */
static void part_head(const contents_board *b, rect at, int part, bool wide) {
    const view *v = b->v;
    ui *u = v->ui;
    char number[8], title[COURSE_TITLE], takes[32];
    cnn_format(number, sizeof number, "%d", part + 1);
    part_title(b, part, title, sizeof title, takes, sizeof takes);
    rect in = {at.x + ui_px(u, PAD), at.y + ui_px(u, 9), at.w - 2 * ui_px(u, PAD), ui_px(u, 22)};
    draw_text_in(v->list, FONT_DIGITS_STRONG, ui_px(u, 15), in, 0, theme_color(ROLE_QUIET), number);
    rect_cut_left(&in, ui_px(u, 20));
    rect right = in;
    if (wide) {
        right = rect_cut_right(&in, text_width(FONT_UI, ui_px(u, 14), takes) + ui_px(u, 10));
    } else {
        right.y += ui_px(u, 20);
    }
    float size = view_fit_text(FONT_STRONG, ui_px(u, 16.5f), ui_px(u, 13), in.w, title);
    ui_line(u, in, 0, FONT_STRONG, size, theme_color(ROLE_INK), title);
    draw_text_in(v->list, FONT_UI, ui_px(u, 14), right, wide ? 1 : 0, theme_color(ROLE_QUIET), takes);
}

/* How a test stands: how many questions it has, at which of them one is, or the best result. */
static const char *how_it_stands(const contents_board *b, int item, char *text, size_t size) {
    const reader *c = &b->v->state->lesson;
    const contents_item *it = &b->items[item];
    bool final = it->name == REQUEST_take_final;
    const quiz *q = reader_test(c, final ? QUIZ_FINAL : QUIZ_CHECK, it->value);
    if (!final && it->name != REQUEST_take_check)
        cnn_format(text, size, "›");
    else if (q->count && !q->done)
        cnn_format(text, size, tr("contents.question_of"), q->at + 1, q->count);
    else if (q->taken && q->count && quiz_right(q) * q->best_of != q->best * q->count)
        cnn_format(text, size, tr("contents.last"), quiz_right(q), q->count, q->best, q->best_of);
    else if (q->taken)
        cnn_format(text, size, tr("contents.best"), q->best, q->best_of);
    else
        cnn_format(
            text, size, tr("contents.questions"), reader_test_size(c, final ? QUIZ_FINAL : QUIZ_CHECK, it->value));
    return text;
}

/* The line below a part's lessons, if it has one. */
static void part_foot(contents_board *b, rect at, int group) {
    const view *v = b->v;
    ui *u = v->ui;
    char text[96];
    for (int i = 0; i < b->count; i++)
        if (b->items[i].group == group && b->items[i].kind == CONTENTS_CARD) {
            rect row = {at.x + ui_px(u, 7), at.y + ui_px(u, 3), at.w - ui_px(u, 14), at.h - ui_px(u, 6)};
            draw_rect(
                v->list, (rect){at.x + ui_px(u, PAD), at.y, at.w - 2 * ui_px(u, PAD), 1}, theme_color(ROLE_BORDER), 0);
            foot_row(b, row, i, how_it_stands(b, i, text, sizeof text));
        }
}

static bool has_foot(const contents_board *b, int group) {
    for (int i = 0; i < b->count; i++)
        if (b->items[i].group == group && b->items[i].kind == CONTENTS_CARD)
            return true;
    return false;
}

/* Rows in so many columns; returns the height. */
static float rows_of(contents_board *b, rect at, int group, int columns, float row, bool visible) {
    int lessons = lessons_in(b, group), deep = (lessons + columns - 1) / columns, n = 0;
    float wide = at.w / (float)columns, size = title_size(b, wide - ui_px(b->v->ui, 46));
    for (int i = 0; i < b->count && visible; i++)
        if (b->items[i].group == group && b->items[i].kind == CONTENTS_LESSON) {
            lesson_row(b, (rect){at.x + wide * (float)(n / deep), at.y + row * (float)(n % deep), wide, row}, i, size);
            n++;
        }
    return row * (float)deep;
}

float contents_columns(contents_board *b, rect at, bool visible) {
    const view *v = b->v;
    ui *u = v->ui;
    int parts = v->state->lesson.course.part_count, most = 1;
    for (int i = 0; i < parts; i++)
        most = lessons_in(b, i) > most ? lessons_in(b, i) : most;
    float room = at.h - ui_px(u, HEAD + FOOT + 6), row = fminf(ui_px(u, ROW), room / (float)most);
    row = fmaxf(row, ui_px(u, LEAST_ROW));
    float height = fmaxf(at.h, row * (float)most + ui_px(u, HEAD + FOOT + 6)), gap = ui_px(u, GAP);
    float wide = (at.w - gap * (float)(parts - 1)) / (float)parts;
    for (int i = 0; i < parts && visible; i++) {
        rect column = {at.x + (wide + gap) * (float)i, at.y, wide, height};
        card_ground(v, column);
        part_head(b, rect_cut_top(&column, ui_px(u, HEAD)), i, false);
        if (has_foot(b, i))
            part_foot(b, rect_cut_bottom(&column, ui_px(u, FOOT + 4)), i);
        rows_of(b, (rect){column.x + ui_px(u, 7), column.y, column.w - ui_px(u, 14), column.h}, i, 1, row, true);
    }
    return height;
}

/* A card as wide as the screen: heading, rows in columns, and the line below them. */
static float section(contents_board *b, rect at, int group, int columns, bool visible) {
    const view *v = b->v;
    ui *u = v->ui;
    float head = ui_px(u, 40), foot = has_foot(b, group) ? ui_px(u, FOOT + 4) : ui_px(u, 8);
    rect rows = {at.x + ui_px(u, 7), at.y + head, at.w - ui_px(u, 14), 0};
    float inner = rows_of(b, rows, group, columns, ui_px(u, ROW), false), height = head + inner + foot;
    if (!visible)
        return height;
    card_ground(v, (rect){at.x, at.y, at.w, height});
    rect heading = {at.x, at.y, at.w, head};
    if (group < v->state->lesson.course.part_count)
        part_head(b, heading, group, true);
    else
        draw_text_in(v->list, FONT_STRONG, ui_px(u, 16.5f),
            (rect){at.x + ui_px(u, PAD), at.y + ui_px(u, 9), at.w, ui_px(u, 22)}, 0, theme_color(ROLE_INK),
            tr(group ? "contents.own" : "tab.lessons"));
    rows_of(b, rows, group, columns, ui_px(u, ROW), true);
    if (has_foot(b, group))
        part_foot(b, (rect){at.x, at.y + head + inner, at.w, foot}, group);
    return height;
}

float contents_sections(contents_board *b, rect at, bool visible) {
    float y = at.y, gap = ui_px(b->v->ui, GAP);
    int parts = b->v->state->lesson.course.part_count;
    for (int i = 0; i < parts; i++)
        y += section(b, (rect){at.x, y, at.w, 0}, i, 2, visible) + (i + 1 < parts ? gap : 0);
    return y - at.y;
}

float contents_own(contents_board *b, rect at, bool visible) {
    int columns = at.w < ui_px(b->v->ui, 1050) ? 2 : 4;
    return section(b, at, b->v->state->lesson.course.part_count, columns, visible);
}

/* ---- the cards below ---- */

static void small_card(contents_board *b, rect at, int item) {
    const view *v = b->v;
    ui *u = v->ui;
    char about[64], note[96];
    card_ground(v, at);
    touch_item(b, at, item, false);
    cnn_format(about, sizeof about, "%s_about", b->items[item].label);
    rect in = {at.x + ui_px(u, 18), at.y + (at.h - ui_px(u, 46)) / 2, at.w - ui_px(u, 36), ui_px(u, 23)};
    rect below = {in.x, in.y + ui_px(u, 24), in.w, ui_px(u, 22)};
    const char *label = tr(b->items[item].label), *stands = how_it_stands(b, item, note, sizeof note);
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 16.5f), in, 0, theme_color(ROLE_INK), label);
    rect_cut_left(&in, text_width(FONT_STRONG, ui_px(u, 16.5f), label) + ui_px(u, 8));
    float size = view_fit_text(FONT_UI, ui_px(u, 14), ui_px(u, 13), in.w, stands);
    draw_text_in(v->list, FONT_UI, size, in, 1, theme_color(ROLE_QUIET), stands);
    size = view_fit_text(FONT_UI, ui_px(u, 14), ui_px(u, 13), below.w, tr(about));
    ui_line(u, below, 0, FONT_UI, size, theme_color(ROLE_QUIET), tr(about));
}

float contents_cards(contents_board *b, rect at, int columns, bool visible) {
    ui *u = b->v->ui;
    int group = b->v->state->lesson.course.part_count + 1, count = 0, n = 0;
    for (int i = 0; i < b->count; i++)
        count += b->items[i].group == group;
    columns = count < columns ? count : columns;
    float gap = ui_px(u, GAP), wide = (at.w - gap * (float)(columns - 1)) / (float)columns, tall = ui_px(u, CARD);
    int deep = (count + columns - 1) / columns;
    for (int i = 0; i < b->count && visible; i++)
        if (b->items[i].group == group) {
            small_card(b,
                (rect){
                    at.x + (wide + gap) * (float)(n % columns), at.y + (tall + gap) * (float)(n / columns), wide, tall},
                i);
            n++;
        }
    return (tall + gap) * (float)deep - gap;
}
