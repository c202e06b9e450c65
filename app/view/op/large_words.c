/* Words of a large picture. */
#include "large.h"

#include <math.h>

float large_words(const large *l, float x, float y, font_id font, float size, theme_role role, const char *text) {
    float height = text_height(font, size);
    return x + draw_text(l->s->v->list, font, size, x, y - height / 2, theme_color(role), text);
}

void large_title(const large *l, float x, float y, float room, theme_role role, const char *title, const char *rest) {
    float size = l->text, least = 13 * l->s->v->ui->scale, gap = 8 * l->unit;
    while (size > least && text_width(FONT_STRONG, size, title) + gap + text_width(FONT_UI, size, rest) > room)
        size -= 0.5f;
    size = fmaxf(size, least);
    if (text_width(FONT_STRONG, size, title) > room + 1 || x < l->s->area.x)
        return; /* better none than one that is cut */
    float end = large_words(l, x, y, FONT_STRONG, size, role, title);
    if (end + gap + text_width(FONT_UI, size, rest) <= x + room + 1)
        large_words(l, end + gap, y, FONT_UI, size, ROLE_QUIET, rest);
}
