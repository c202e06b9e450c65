/* A display list as text, for tests and for those who cannot see the picture: a JSON array of what is painted, in that
 * order. Each entry has "kind" (text, rect, frame, line, hatch or picture), "x", "y", "w" and "h" in pixels, "color" as
 * "#rrggbb" and "alpha" from 0 to 1; "role" where the colour is one of the theme. Texts have "text" and "size" (em); lines
 * go from x, y to "x2", "y2"; frames and lines have "width"; pictures have "columns", "rows" and the "least" and "largest"
 * relative luminance of their pixels, from 0 to 1. "clip" [x, y, w, h] stands where something cuts the entry off. */
#ifndef DRAW_JSON_H
#define DRAW_JSON_H

#include "draw.h"

/* Writes it beside `path` and renames it. The list was drawn for a target of width x height pixels. */
cnn_status draw_json_write(const draw_list *list, float width, float height, const char *path);

#endif
