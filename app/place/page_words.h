/* The text of a page whose links and terms can be pressed. */
#ifndef PAGE_WORDS_H
#define PAGE_WORDS_H

#include "view.h"

/* As prose_draw of the page's text, with the choices of a question left out where `without_items`. */
float page_words_draw(const view *v, prose_part part, bool without_items, rect at, float size, bool visible);

#endif
