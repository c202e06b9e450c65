/* Pictures of a whole network that a page of a lesson shows in place of a layer. They follow the cursor as a layer's
 * pictures do. */
#ifndef FIGURE_H
#define FIGURE_H

#include "view.h"

/* Draws what the page shows; false, and nothing is drawn, where it shows a layer. */
bool figure_draw(const view *v, rect at);

/* There is one. */
bool figure_is_shown(const view *v);

/* It needs the width of the window: the page's text stands above it. */
bool figure_is_wide(const view *v);

void draw_overview(const view *v, rect at);
void draw_chain(const view *v, rect at);
void draw_field(const view *v, rect at);

/* How many maps a field has now. */
int field_maps(const view *v);

#endif
