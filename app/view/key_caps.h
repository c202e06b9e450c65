/* The caps of keys: "Ctrl+K" are two, "+" is one. */
#ifndef KEY_CAPS_H
#define KEY_CAPS_H

#include "ui.h"

float key_caps_width(const ui *u, const char *keys);

/* Drawn so that they end at `right`. */
void key_caps_draw(ui *u, float right, float middle, const char *keys, bool quiet);

#endif
