/* What was pressed is asked for by where it stands in the text: a request carries no words. */
#include "page_words.h"

static void follow_pressed(const view *v, const prose *text, const prose_touch *words) {
    int block, span;
    if (!words->pressed || !prose_find_span(text, words->pressed, &block, &span))
        return;
    if (words->pressed->link) {
        view_ask_with(v, REQUEST_follow, (argument){.which = block, .value = span});
        return;
    }
    v->own->term_at = (glide_box){words->at.x, words->at.y, words->at.w, words->at.h};
    view_ask_value(v, REQUEST_term, words->pressed->term);
}

float page_words_draw(const view *v, prose_part part, bool without_items, rect at, float size, bool visible) {
    ui *u = v->ui;
    const prose *text = reader_text(&v->state->lesson);
    prose_touch words = {.count = part == PROSE_QUOTE ? 1000 : 0};
    if (visible)
        u->words = &words;
    float height = prose_draw(u, visible ? v->list : NULL, text, part, without_items, at, size);
    u->words = NULL;
    follow_pressed(v, text, &words);
    return height;
}
