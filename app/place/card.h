/* A card over everything else, which is shaded. */
#ifndef CARD_H
#define CARD_H

#include "view.h"

/* Draws its ground, at most `wide` design pixels wide and nearly as high as the window; returns where it is. */
rect card_draw(const view *v, float wide);

/* The mouse was pressed beside it. The second press of a double click belongs to the first, which may have opened it. */
bool card_left(const view *v, rect card);

#endif
