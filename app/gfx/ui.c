/* Control state is four identifiers; everything else is drawn anew each frame. */
#include "ui.h"

#include "utf8.h"

#include <assert.h>
#include <math.h>
#include <string.h>

uint32_t ui_id(const char *name) {
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return hash ? hash : 1;
}

void ui_begin(ui *u, draw_list *list, float scale) {
    u->list = list;
    u->scale = scale;
    u->hot = 0;
    u->order_count = u->spot_count = 0;
    u->took_mouse = u->changed = u->hand = u->writes = u->muted = false;
    u->typed_at = (rect){0};
    u->tip = (ui_tip){0};
    u->depth = 0;
    if (!u->in.down && !u->in.released)
        u->active = 0;
    if (u->in.pressed)
        u->focus_visible = false;
}

static void move_focus(ui *u) {
    if (!u->in.tab || !u->order_count)
        return;
    int at = -1;
    for (int i = 0; i < u->order_count; i++)
        if (u->order[i] == u->focus)
            at = i;
    int to = at < 0 ? (u->in.tab > 0 ? 0 : u->order_count - 1) : (at + u->in.tab + u->order_count) % u->order_count;
    u->focus = u->order[to];
    u->focus_visible = true;
    u->changed = true;
}

void ui_end(ui *u) {
    assert(u->depth == 0 && u->list->clip_depth == 0);
    move_focus(u);
    if (u->in.escape && u->focus_visible) {
        u->focus = 0;
        u->focus_visible = false;
    }
    if (u->in.released)
        u->active = 0;
    float x = u->in.x, y = u->in.y;
    bool down = u->in.down;
    u->in = (ui_input){.x = x, .y = y, .down = down};
}

bool ui_find(const ui *u, const char *name, rect *at) {
    uint32_t id = ui_id(name);
    for (int i = 0; i < u->spot_count; i++)
        if (u->spots[i].id == id) {
            *at = u->spots[i].at;
            return true;
        }
    return false;
}

void ui_open(ui *u, rect at) {
    u->depth++;
    draw_clip(u->list, at);
}

void ui_close(ui *u) {
    u->depth--;
    draw_unclip(u->list);
}

static void point_at(ui *u, const char *name, rect at, const char *text, bool off) {
    rect seen = rect_cross(at, u->list->clip);
    if (u->muted || !rect_has(seen, u->in.x, u->in.y))
        return;
    u->tip = (ui_tip){.id = ui_id(name), .at = seen, .clear = seen, .off = off};
    cnn_format(u->tip.name, sizeof u->tip.name, "%s", name);
    cnn_format(u->tip.text, sizeof u->tip.text, "%s", text);
}

void ui_tip_of(ui *u, const char *name, rect at, rect clear, const char *text) {
    point_at(u, name, at, text, false);
    if (u->tip.id == ui_id(name))
        u->tip.clear = clear;
}

static const double TIP_SECONDS = 0.5;

bool ui_tip_is_due(ui *u) {
    if (u->in.pressed || u->in.down)
        u->tip_used = u->tip.id;
    else if (u->tip.id != u->tip_used)
        u->tip_used = 0;
    bool other = u->tip.id != u->tip_id;
    u->tip_id = u->tip.id;
    if (other) /* what comes to lie under a mouse at rest was not pointed at */
        u->tip_since = (double)INFINITY;
    if (u->in.moved && (other || isinf(u->tip_since)))
        u->tip_since = u->now;
    bool told = u->tip.id && !u->tip_used;
    u->tip_shown = !told || u->now >= u->tip_since + TIP_SECONDS; /* or there is nothing to show */
    return told && u->tip_shown;
}

double ui_tip_time(const ui *u) {
    return u->tip_shown ? (double)INFINITY : u->tip_since + TIP_SECONDS;
}

ui_touch ui_touch_of(ui *u, const char *name, rect at, bool focusable) {
    uint32_t id = ui_id(name);
    ui_touch touch = {0};
    if (u->muted)
        return touch;
    if (focusable && u->order_count < UI_ORDER)
        u->order[u->order_count++] = id;
    rect seen = rect_cross(at, u->list->clip);
    if (seen.w > 0 && seen.h > 0 && u->spot_count < UI_SPOTS)
        u->spots[u->spot_count++] = (ui_spot){id, seen};
    point_at(u, name, at, "", false);
    touch.hovered = rect_has(seen, u->in.x, u->in.y) && (!u->active || u->active == id);
    if (touch.hovered)
        u->hot = id;
    if (touch.hovered && u->in.pressed && !u->took_mouse) {
        u->active = id;
        u->took_mouse = true;
        touch.pressed = true;
        if (focusable)
            u->focus = id;
    }
    touch.focused = u->focus == id;
    if (touch.focused && u->focus_visible && u->in.enter)
        touch.pressed = true;
    touch.held = u->active == id && u->in.down;
    if (touch.focused && u->focus_visible)
        draw_frame(u->list, rect_inset(at, -2), theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 6));
    return touch;
}

typedef struct style {
    bool strong;
    color paint;
} style;

static color role_named(const char *name, size_t length, color otherwise) {
    static const struct {
        const char *name;
        theme_role role;
    } roles[] = {{"input", ROLE_INPUT}, {"filter", ROLE_FILTER}, {"map", ROLE_MAP}, {"stride", ROLE_STRIDE},
        {"padding", ROLE_PADDING}, {"gradient", ROLE_GRADIENT}, {"quiet", ROLE_QUIET}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strlen(roles[i].name) == length && !strncmp(roles[i].name, name, length))
            return theme_color(roles[i].role);
    return otherwise;
}

/* Takes a mark such as "**" or "{input}" at the start of the text; true when there was one. */
static bool take_mark(const char **text, style *s, color plain) {
    if (!strncmp(*text, "**", 2)) {
        s->strong = !s->strong;
        *text += 2;
        return true;
    }
    const char *end = **text == '{' ? strchr(*text, '}') : NULL;
    if (!end || end - *text > 12)
        return false;
    bool close = end == *text + 1;
    s->paint = close ? plain : role_named(*text + 1, (size_t)(end - *text - 1), plain);
    s->strong = !close;
    *text = end + 1;
    return true;
}

/* As much of the text as has room, and "…". */
static void shorten(font_id font, float size, float room, const char *text, char *out, size_t length) {
    float width = text_advance(font, size, 0x2026);
    size_t n = 0;
    style unused = {0};
    while (*text) {
        const char *next = text;
        float wide = take_mark(&next, &unused, unused.paint) ? 0 : text_advance(font, size, cnn_utf8_next(&next));
        size_t bytes = (size_t)(next - text);
        if (width + wide > room || n + bytes + sizeof "…" > length)
            break;
        memcpy(out + n, text, bytes);
        n += bytes;
        width += wide;
        text = next;
    }
    while (n && out[n - 1] == ' ')
        n--;
    memcpy(out + n, "…", sizeof "…");
}

static float bare_width(font_id font, float size, const char *text) {
    char bare[512];
    size_t length = 0;
    style unused = {0};
    while (*text && length + 1 < sizeof bare)
        if (!take_mark(&text, &unused, unused.paint))
            bare[length++] = *text++;
    bare[length] = '\0';
    return text_width(font, size, bare);
}

/* The size at which the text has room, and the text; what would be too small to read from a seat is shortened instead. */
static float fit(const ui *u, font_id font, float size, float room, const char *text, char *out, size_t length) {
    bool digits = (font == FONT_DIGITS || font == FONT_DIGITS_STRONG) && strpbrk(text, "0123456789");
    float least = fminf(size, ui_px(u, digits ? 14 : 13));
    while (size > least && bare_width(font, size, text) > room)
        size = fmaxf(size - 1, least);
    cnn_format(out, length, "%s", text);
    if (bare_width(font, size, text) > room + 0.5f)
        shorten(font, size, room, text, out, length);
    return size;
}

float ui_button_width(const ui *u, const char *label, float size) {
    return text_width(FONT_UI, ui_px(u, size), label) + ui_px(u, 22);
}

bool ui_button(ui *u, const char *name, rect at, const char *label, ui_look look, bool chosen, bool enabled) {
    ui_touch touch = enabled ? ui_touch_of(u, name, at, true) : (ui_touch){0};
    if (!enabled)
        point_at(u, name, at, "", true);
    u->hand |= touch.hovered;
    float radius = ui_px(u, 7);
    color ink = theme_color(enabled ? chosen ? ROLE_INK : ROLE_QUIET : chosen ? ROLE_QUIET : ROLE_FAINT);
    if (look == UI_PRIMARY && !enabled)
        look = UI_OUTLINED; /* what can be pressed alone has the colour */
    if (look == UI_PRIMARY) {
        draw_rect(u->list, at, theme_color(ROLE_PRIMARY), radius);
        ink = theme_color(ROLE_PRIMARY_INK);
    } else {
        if (look == UI_OUTLINED)
            draw_rect(u->list, at, theme_color(ROLE_BUTTON), radius);
        if (chosen || touch.hovered)
            draw_rect(u->list, at, color_alpha(theme_color(ROLE_CHOSEN), chosen ? 1 : 0.7f), radius);
        if (look == UI_OUTLINED) {
            draw_frame(u->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), radius);
            ink = theme_color(enabled ? ROLE_INK : ROLE_FAINT);
        }
    }
    font_id font = chosen || look != UI_PLAIN ? FONT_STRONG : FONT_UI;
    char text[128];
    float size = fit(u, font, ui_px(u, 15), at.w - ui_px(u, 6), label, text, sizeof text);
    draw_text_in(u->list, font, size, at, 0.5f, ink, text);
    return touch.pressed;
}

int ui_chooser(ui *u, const char *name, rect at, const char *label) {
    char left_name[96], right_name[96];
    cnn_format(left_name, sizeof left_name, "%s<", name);
    cnn_format(right_name, sizeof right_name, "%s>", name);
    float side = at.h;
    rect left = rect_cut_left(&at, side), right = rect_cut_right(&at, side);
    int turn = 0;
    turn -= ui_button(u, left_name, left, "‹", UI_OUTLINED, false, true);
    turn += ui_button(u, right_name, right, "›", UI_OUTLINED, false, true);
    if (rect_has(at, u->in.x, u->in.y) && u->in.wheel != 0 && !u->muted) {
        turn += u->in.wheel > 0 ? -1 : 1;
        u->in.wheel = 0;
    }
    char text[128];
    float size = fit(u, FONT_UI, ui_px(u, 15), at.w - 4, label, text, sizeof text);
    draw_text_in(u->list, FONT_UI, size, at, 0.5f, theme_color(ROLE_INK), text);
    return turn;
}

/* One word with the space after it, measured or drawn. */
static float paragraph(ui *u, rect at, font_id font, float size, color paint, const char *text, bool visible) {
    style s = {false, paint};
    float line = text_height(font, size) * (font == FONT_STRONG ? 1.1f : 1.32f), x = at.x, y = at.y;
    while (*text) {
        if (*text == '\n') {
            x = at.x;
            y += line * (text[1] == '\n' ? 0.6f : 1);
            text++;
            continue;
        }
        char word[160];
        style styles[40];
        size_t length = 0, pieces = 0, starts[40];
        float width = 0;
        starts[0] = 0;
        styles[0] = s;
        while (*text && *text != ' ' && *text != '\n' && length < 140 && pieces < 39) {
            style before = s;
            if (take_mark(&text, &s, paint)) {
                if (memcmp(&before, &s, sizeof s)) {
                    starts[++pieces] = length;
                    styles[pieces] = s;
                }
                continue;
            }
            const char *next = text;
            uint32_t code = cnn_utf8_next(&next);
            width += text_advance(s.strong && font == FONT_UI ? FONT_STRONG : font, size, code);
            memcpy(word + length, text, (size_t)(next - text));
            length += (size_t)(next - text);
            text = next;
        }
        word[length] = '\0';
        if (x > at.x && x + width > at.x + at.w) {
            x = at.x;
            y += line;
        }
        for (size_t i = 0; i <= pieces; i++) {
            char piece[160];
            size_t end = i < pieces ? starts[i + 1] : length;
            cnn_format(piece, sizeof piece, "%.*s", (int)(end - starts[i]), word + starts[i]);
            font_id face = styles[i].strong && font == FONT_UI ? FONT_STRONG : font;
            if (visible && *piece)
                draw_text(u->list, face, size, x, y, styles[i].paint, piece);
            x += text_width(face, size, piece);
        }
        if (*text == ' ') {
            x += text_advance(font, size, ' ');
            text++;
        }
    }
    return y + line - at.y;
}

float ui_paragraph(ui *u, rect at, font_id font, float size, color paint, const char *text) {
    return paragraph(u, at, font, size, paint, text, true);
}

float ui_paragraph_height(ui *u, float width, font_id font, float size, const char *text) {
    return paragraph(u, (rect){0, 0, width, 0}, font, size, (color){0, 0, 0, 0}, text, false);
}

float ui_paragraph_width(ui *u, float width, font_id font, float size, const char *text) {
    float high = ui_paragraph_height(u, width, font, size, text), step = size * 0.5f;
    if (high < size * 2)
        return width;
    while (width > size * 6 && ui_paragraph_height(u, width - step, font, size, text) <= high)
        width -= step;
    return width;
}

void ui_line(ui *u, rect at, float align, font_id font, float size, color paint, const char *text) {
    char fitting[512];
    size = fit(u, font, size, at.w, text, fitting, sizeof fitting);
    float width = bare_width(font, size, fitting), height = text_height(font, size);
    rect line = {at.x + (at.w - width) * align, at.y + (at.h - height) / 2, width * 1.2f + 40, height};
    ui_paragraph(u, line, font, size, paint, fitting);
}

float ui_key(ui *u, float x, float y, const char *label) {
    float size = ui_px(u, strpbrk(label, "0123456789") ? 14 : 13), height = ui_px(u, 22),
          width = text_width(FONT_DIGITS, size, label) + ui_px(u, 12);
    width = width < height ? height : width;
    rect at = {x, y, width, height};
    draw_rect(u->list, at, theme_color(ROLE_BUTTON), ui_px(u, 5));
    draw_frame(u->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 5));
    draw_text_in(u->list, FONT_DIGITS, size, at, 0.5f, theme_color(ROLE_INK), label);
    return width;
}
