/* A control's name leads to its command: what follows its last dot is the request that it asks for. Controls that are no
 * command have a string of their own, tip.NAME; and what stands in a cell is told by whoever draws the cell. */
#include "tips.h"

#include "command_about.h"
#include "key_caps.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Design pixels. */
static const float WIDE = 360, PAD = 10, GAP = 8, TEXT = 14;

/* The name without the arrow of a chooser's button. */
static void plain_name(const char *name, char *plain, size_t size) {
    cnn_format(plain, size, "%s", name);
    size_t length = strlen(plain);
    if (length && (plain[length - 1] == '<' || plain[length - 1] == '>'))
        plain[length - 1] = '\0';
}

/* Names whose ending is not the request that they ask for. */
static const struct alias {
    const char *name;
    request_name asks;
} aliases[] = {{"panel.outside", REQUEST_inside}, {"network.draw", REQUEST_draw}, {"network.again", REQUEST_judge},
    {"lesson.check", REQUEST_answer}, {"lesson.previous", REQUEST_backward}, {"lesson.next", REQUEST_onward},
    {"lesson.tally", REQUEST_tally}, {"lesson.contents", REQUEST_contents}, {"path.network", REQUEST_leave_network},
    {"atlas.bench", REQUEST_atlas_bench}, {"atlas.lesson", REQUEST_atlas_lesson},
    {"message.close", REQUEST_close_message}};

static request_name request_of(const char *name) {
    const char *dot = strrchr(name, '.'), *end = dot ? dot + 1 : name;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i].name, name))
            return aliases[i].asks;
    for (int i = REQUEST_none + 1; i < REQUEST_COUNT; i++)
        if (!strcmp(request_text((request_name)i), end))
            return (request_name)i;
    return REQUEST_none;
}

/* The string tip.NAME; for names that end in numbers, that of all of them. */
static const char *own_words(const char *name) {
    static char key[96];
    cnn_format(key, sizeof key, "tip.%s", name);
    for (size_t length = strlen(key); strchr("0123456789.,- ", key[length - 1]); length--)
        key[length - 1] = '\0';
    const char *text = tr(key);
    return strcmp(text, key) ? text : NULL;
}

tip_words tips_words(const view *v, const ui_tip *tip) {
    tip_words words = {.keys = NULL};
    char name[UI_NAME];
    plain_name(tip->name, name, sizeof name);
    const char *own = own_words(name);
    request_name asks = request_of(name);
    const command *key = asks ? command_key_of(asks) : NULL;
    const char *title = own ? own : asks ? command_name(asks) : NULL;
    const char *why = tip->off && asks ? command_why(v->state, asks) : NULL;
    if (tip->text[0])
        title = tip->text;
    cnn_format(words.title, sizeof words.title, "%s", title ? title : "");
    words.title[0] = (char)toupper((unsigned char)words.title[0]);
    cnn_format(words.more, sizeof words.more, "%s", why ? why : "");
    words.keys = key && !tip->off && !tip->text[0] ? key->key : NULL;
    return words;
}

/* Below what is to stay in sight, or above it, beside it, and where that fills the window at the pointer; inside the
 * window. A cell's words stand above its grid, which has its captions there, and its sums below. */
static rect placed(const view *v, const ui_tip *tip, float wide, float tall) {
    ui *u = v->ui;
    rect of = tip->clear;
    bool cell = of.h > tip->at.h;
    float gap = ui_px(u, GAP), edge = ui_px(u, 4), x = tip->at.x + tip->at.w / 2 - wide / 2, y = of.y + of.h + gap;
    y = cell ? of.y - gap - tall : y;
    x = fmaxf(edge, fminf(x, v->width - wide - edge));
    if (y + tall + edge > v->height)
        y = of.y - gap - tall;
    if (y < edge) {
        y = fmaxf(edge, fminf(u->in.y + ui_px(u, 20), v->height - tall - edge));
        x = of.x + of.w + gap + wide + edge <= v->width ? of.x + of.w + gap : of.x - gap - wide;
        x = x < edge ? fminf(u->in.x + ui_px(u, 16), v->width - wide - edge) : x;
    }
    return (rect){floorf(x), floorf(y), wide, tall};
}

static void draw_words(const view *v, const ui_tip *tip, const tip_words *words) {
    ui *u = v->ui;
    float size = ui_px(u, TEXT), pad = ui_px(u, PAD), most = fminf(ui_px(u, WIDE), v->width - 4 * pad);
    float caps = words->keys ? key_caps_width(u, words->keys) + pad : 0,
          title = fminf(text_width(FONT_UI, size, words->title) + 2, most - caps),
          more = words->more[0] ? fminf(text_width(FONT_UI, size, words->more) + 2, most) : 0,
          wide = fmaxf(title + caps, more);
    float first = ui_paragraph_height(u, title, FONT_UI, size, words->title);
    first = words->keys ? fmaxf(first, ui_px(u, 26)) : first;
    float second = words->more[0] ? ui_paragraph_height(u, more, FONT_UI, size, words->more) : 0;
    rect box = placed(v, tip, wide + 2 * pad, first + second + pad * 1.4f);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 7));
    draw_frame(v->list, box, theme_color(ROLE_QUIET), ui_px(u, 1), ui_px(u, 7));
    float x = box.x + pad, y = box.y + pad * 0.7f,
          line = words->keys ? (first - ui_paragraph_height(u, title, FONT_UI, size, words->title)) / 2 : 0;
    ui_paragraph(u, (rect){x, y + line, title, first}, FONT_UI, size, theme_color(ROLE_INK), words->title);
    if (words->keys)
        key_caps_draw(u, box.x + box.w - pad, y + first / 2, words->keys, false);
    if (words->more[0])
        ui_paragraph(u, (rect){x, y + first, more, second}, FONT_UI, size, theme_color(ROLE_QUIET), words->more);
}

void tips_draw(const view *v) {
    ui *u = v->ui;
    if (!ui_tip_is_due(u))
        return;
    tip_words words = tips_words(v, &u->tip);
    if (words.title[0] || words.more[0])
        draw_words(v, &u->tip, &words);
}
