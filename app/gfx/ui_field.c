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
