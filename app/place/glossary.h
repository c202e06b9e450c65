/* The words of the course: a list in both languages in place of a page, narrowed by typing, and a card for one word. */
#ifndef GLOSSARY_H
#define GLOSSARY_H

#include "view.h"

#include <SDL_keycode.h>

void glossary_draw(const view *v, rect at);

/* The card of the term that was pressed on a page, over everything. */
void glossary_card_draw(const view *v);

/* The terms that what was typed is part of; returns how many. */
int glossary_rows(const state *s, int rows[TERMS_MOST]);

/* Keys that are not about the text that is typed; returns whether it is one. */
bool glossary_key(state *s, SDL_Keycode code);

/* What was typed has changed. */
void glossary_narrow(state *s);

#endif
