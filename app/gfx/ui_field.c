/* Letters are code points: Hangul syllables come composed from input methods, and nothing else that Stride reads or
 * writes needs combining marks. */
#include "ui_field.h"

#include "utf8.h"

#include <math.h>
#include <string.h>

static bool begins_letter(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

static int kept(const char *text, int at) {
    int length = (int)strlen(text);
    at = at < 0 ? 0 : at > length ? length : at;
    while (at > 0 && !begins_letter(text[at]))
        at--;
    return at;
}

static void settle(const char *text, caret *c) {
    c->at = kept(text, c->at);
    c->from = kept(text, c->from);
}

void field_clean(const char *text, char *line, size_t size) {
    size_t length = 0;
    bool space = false;
    while (*text && length + 5 < size) {
        const char *letter = text;
        uint32_t code = cnn_utf8_next(&text);
        bool broken = (code == CNN_UTF8_BROKEN && text - letter == 1) || (code >= 0xD800 && code < 0xE000);
        if (code == '\n' || code == '\r' || code == '\t' || code == 0x2028 || code == 0x2029) {
            space = length > 0; /* several make one, and none stands at an end */
            continue;
        }
        if (broken || code < 32 || (code >= 127 && code < 160))
            continue;
        if (space)
            line[length++] = ' ';
        space = false;
        memcpy(line + length, letter, (size_t)(text - letter));
        length += (size_t)(text - letter);
    }
    line[length] = '\0';
}

static int first(const caret *c) {
    return c->at < c->from ? c->at : c->from;
}

static int last(const caret *c) {
    return c->at < c->from ? c->from : c->at;
}

bool field_insert(text_field f, const char *text) {
    settle(f.text, f.caret);
    int from = first(f.caret), to = last(f.caret);
    size_t added = strlen(text), rest = strlen(f.text + to);
    if ((size_t)from + added + rest + 1 > f.room)
        return false;
    memmove(f.text + (size_t)from + added, f.text + to, rest + 1);
    memcpy(f.text + from, text, added);
    f.caret->at = f.caret->from = from + (int)added;
    f.caret->composed[0] = '\0';
    return true;
}

static int left_of(text_field f, int at) {
    return at > 0 ? kept(f.text, at - 1) : 0;
}

static int right_of(text_field f, int at) {
    while (f.text[at] && !begins_letter(f.text[++at]))
        ;
    return at;
}

static int place_of(text_field f, field_move to) {
    int at = f.caret->at;
    switch (to) {
    case FIELD_LEFT:
        return left_of(f, at);
    case FIELD_RIGHT:
        return f.text[at] ? right_of(f, at) : at;
    case FIELD_WORD_LEFT:
        while (at > 0 && f.text[at - 1] == ' ')
            at--;
        while (at > 0 && f.text[at - 1] != ' ')
            at--;
        return at;
    case FIELD_WORD_RIGHT:
        while (f.text[at] && f.text[at] != ' ')
            at++;
        while (f.text[at] == ' ')
            at++;
        return at;
    case FIELD_START:
        return 0;
    case FIELD_END:
        break;
    }
    return (int)strlen(f.text);
}

void field_go_to(text_field f, int at, bool selecting) {
    settle(f.text, f.caret);
    f.caret->at = kept(f.text, at);
    if (!selecting)
        f.caret->from = f.caret->at;
}

void field_go(text_field f, field_move to, bool selecting) {
    settle(f.text, f.caret);
    bool step = to == FIELD_LEFT || to == FIELD_RIGHT, leaves = f.caret->at != f.caret->from && !selecting && step;
    int end = to == FIELD_LEFT ? first(f.caret) : last(f.caret); /* an arrow leaves a selection at its end */
    field_go_to(f, leaves ? end : place_of(f, to), selecting);
}

void field_erase(text_field f, field_move to) {
    settle(f.text, f.caret);
    if (f.caret->at == f.caret->from)
        f.caret->at = place_of(f, to);
    field_insert(f, "");
}

void field_select_all(text_field f) {
    f.caret->from = 0;
    f.caret->at = (int)strlen(f.text);
}

bool field_selected(text_field f, char *out, size_t size) {
    settle(f.text, f.caret);
    int from = first(f.caret), to = last(f.caret);
    cnn_format(out, size, "%.*s", to - from, f.text + from);
    return to > from;
}

/* ---- on the screen ---- */

/* The width of the first `bytes` of the text. */
static float width_of(const field_look *look, const char *text, int bytes) {
    float width = 0;
    for (const char *c = text; *c && c < text + bytes;)
        width += text_advance(look->font, look->size, cnn_utf8_next(&c));
    return width;
}

static int byte_at(const field_look *look, float x) {
    const char *c = look->text;
    float at = 0;
    while (*c) {
        const char *next = c;
        float wide = text_advance(look->font, look->size, cnn_utf8_next(&next));
        if (x < at + wide / 2)
            break;
        at += wide;
        c = next;
    }
    return (int)(c - look->text);
}

static field_touch touched(ui *u, const char *name, rect at, const field_look *look, float scrolled) {
    ui_touch t = ui_touch_of(u, name, at, false);
    field_touch touch = {.pressed = t.pressed, .at = byte_at(look, u->in.x - at.x + scrolled)};
    touch.dragged = t.held && u->in.moved && !t.pressed;
    u->writes |= t.hovered;
    return touch;
}

/* Where the cursor is, for the window of an input method; what is being composed stands there, underlined. */
static float draw_cursor(ui *u, rect line, const field_look *look, float x) {
    color ink = theme_color(ROLE_INK);
    float composed =
        draw_text(u->list, look->font, look->size, x, line.y, theme_color(ROLE_MAP), look->caret->composed);
    if (composed > 0)
        draw_rect(u->list, (rect){x, line.y + line.h - ui_px(u, 2), composed, ui_px(u, 2)}, theme_color(ROLE_MAP), 0);
    draw_rect(u->list, (rect){x + composed, line.y, ui_px(u, 2), line.h}, ink, 0);
    u->typed_at = (rect){x, line.y, ui_px(u, 2) + composed, line.h};
    return composed;
}

field_touch ui_field(ui *u, const char *name, rect at, field_look look) {
    int length = (int)strlen(look.text);
    caret c = look.caret ? *look.caret : (caret){0};
    settle(look.text, &c);
    float composed = text_width(look.font, look.size, c.composed), all = width_of(&look, look.text, length) + composed,
          cursor = width_of(&look, look.text, c.at), room = at.w - ui_px(u, 6),
          scrolled = all <= room ? 0 : fmaxf(0, fminf(all - room, cursor + composed - room * 0.7f));
    field_touch touch = touched(u, name, at, &look, scrolled);
    float height = text_height(look.font, look.size);
    rect line = {at.x - scrolled, at.y + (at.h - height) / 2, all, height};
    color ink = theme_color(ROLE_INK);
    ui_open(u, at);
    if (look.caret && c.at != c.from) {
        float from = width_of(&look, look.text, first(&c)), to = width_of(&look, look.text, last(&c));
        draw_rect(u->list, (rect){line.x + from, line.y, to - from, line.h}, color_alpha(theme_color(ROLE_FOCUS), 0.3f),
            ui_px(u, 2));
    }
    if (!look.text[0] && !c.composed[0])
        ui_line(u, (rect){at.x + ui_px(u, 6), at.y, at.w - ui_px(u, 8), at.h}, 0, FONT_UI, look.size,
            theme_color(ROLE_QUIET), look.hint ? look.hint : "");
    char before[FIELD_ROOM];
    cnn_format(before, sizeof before, "%.*s", c.at, look.text);
    float x = line.x + draw_text(u->list, look.font, look.size, line.x, line.y, ink, before);
    if (look.caret)
        x += draw_cursor(u, line, &look, x);
    draw_text(u->list, look.font, look.size, x, line.y, ink, look.text + c.at);
    ui_close(u);
    return touch;
}

/* ---- several lines ---- */

enum { FIELD_LINES = 64 };

/* A text broken into lines, with what is being composed in it. */
typedef struct lines {
    const field_look *look;
    char text[FIELD_ROOM + FIELD_COMPOSED];
    int starts[FIELD_LINES + 1], count;
    rect first; /* where the first line stands */
} lines;

/* Words go to the next line whole, but for one that is wider than a line. */
static void break_lines(lines *l, float room) {
    const char *word = l->text;
    float at = 0, since = 0;
    l->count = 1;
    for (const char *c = l->text; *c && l->count < FIELD_LINES;) {
        const char *next = c;
        float wide = text_advance(l->look->font, l->look->size, cnn_utf8_next(&next));
        if (*c == ' ') { /* it may hang over the end */
            word = next;
            since = -wide;
        } else if (at + wide > room && at > 0) {
            bool whole = word - l->text > l->starts[l->count - 1];
            word = whole ? word : c;
            since = whole ? since : 0;
            at = since;
            l->starts[l->count++] = (int)(word - l->text);
        }
        at += wide;
        since += wide;
        c = next;
    }
    l->starts[l->count] = (int)strlen(l->text);
}

static int line_of(const lines *l, int byte) {
    int line = l->count - 1;
    while (line > 0 && l->starts[line] > byte)
        line--;
    return line;
}

static float x_of(const lines *l, int line, int byte) {
    return l->first.x + width_of(l->look, l->text + l->starts[line], byte - l->starts[line]);
}

/* A ground behind a part of the text, or with `low` a line below it. */
static void mark_part(ui *u, const lines *l, int from, int to, color paint, float low) {
    for (int i = 0; i < l->count; i++) {
        int begin = from > l->starts[i] ? from : l->starts[i], end = to < l->starts[i + 1] ? to : l->starts[i + 1];
        float y = l->first.y + l->first.h * (float)i, x = x_of(l, i, begin);
        if (begin < end)
            draw_rect(u->list,
                (rect){x, low > 0 ? y + l->first.h - low : y, x_of(l, i, end) - x, low > 0 ? low : l->first.h}, paint,
                0);
    }
}

static field_touch touched_lines(ui *u, const char *name, rect at, const lines *l) {
    ui_touch t = ui_touch_of(u, name, at, false);
    int line = (int)floorf((u->in.y - l->first.y) / l->first.h);
    line = line < 0 ? 0 : line >= l->count ? l->count - 1 : line;
    field_look rest = *l->look;
    char text[FIELD_ROOM + FIELD_COMPOSED];
    cnn_format(text, sizeof text, "%.*s", l->starts[line + 1] - l->starts[line], l->text + l->starts[line]);
    rest.text = text;
    field_touch touch = {.pressed = t.pressed, .at = l->starts[line] + byte_at(&rest, u->in.x - l->first.x)};
    touch.dragged = t.held && u->in.moved && !t.pressed;
    u->writes |= t.hovered;
    return touch;
}

static void draw_lines(ui *u, const lines *l, const caret *c, int cursor) {
    if (c && c->at != c->from)
        mark_part(u, l, first(c), last(c), color_alpha(theme_color(ROLE_FOCUS), 0.3f), 0);
    for (int i = 0; i < l->count; i++) {
        char text[FIELD_ROOM + FIELD_COMPOSED];
        cnn_format(text, sizeof text, "%.*s", l->starts[i + 1] - l->starts[i], l->text + l->starts[i]);
        draw_text(u->list, l->look->font, l->look->size, l->first.x, l->first.y + l->first.h * (float)i,
            theme_color(ROLE_INK), text);
    }
    if (!c)
        return;
    mark_part(u, l, cursor - (int)strlen(c->composed), cursor, theme_color(ROLE_MAP), ui_px(u, 2));
    int line = line_of(l, cursor);
    rect at = {x_of(l, line, cursor), l->first.y + l->first.h * (float)line, ui_px(u, 2), l->first.h};
    draw_rect(u->list, at, theme_color(ROLE_INK), 0);
    u->typed_at = at;
}

field_touch ui_field_lines(ui *u, const char *name, rect at, field_look look) {
    static lines l;
    caret c = look.caret ? *look.caret : (caret){0};
    settle(look.text, &c);
    l.look = &look;
    cnn_format(l.text, sizeof l.text, "%.*s%s%s", c.at, look.text, c.composed, look.text + c.at);
    break_lines(&l, at.w - ui_px(u, 8));
    int cursor = c.at + (int)strlen(c.composed);
    float line = text_height(look.font, look.size) * 1.1f, pad = ui_px(u, 4), room = at.h - 2 * pad;
    float below = line * (float)(line_of(&l, look.caret ? cursor : 0) + 1) - room; /* the line of the cursor is seen */
    l.first = (rect){at.x, at.y + pad - (below > 0 ? below : 0), at.w, line};
    field_touch touch = touched_lines(u, name, at, &l);
    touch.at -= touch.at > c.at ? (int)strlen(c.composed) : 0;
    ui_open(u, at);
    if (!l.text[0])
        ui_line(u, (rect){at.x + ui_px(u, 6), l.first.y, at.w - ui_px(u, 8), line}, 0, FONT_UI, look.size,
            theme_color(ROLE_QUIET), look.hint ? look.hint : "");
    draw_lines(u, &l, look.caret ? &c : NULL, cursor);
    ui_close(u);
    return touch;
}
