/* A list of choices that unfolds from its button, over everything else. */
#ifndef MENU_H
#define MENU_H

#include "view.h"

/* The button; `label` is followed by ▾. */
void menu_button(const view *v, rect at, menu_id which, const char *label, ui_look look);
float menu_button_width(const view *v, const char *label);

/* The menu that is unfolded, if one is: drawn last, while everything under it is muted. */
void menu_draw(const view *v);

#endif
