/* Where the number under the cursor comes from, and what it reaches. */
#ifndef WHY_PANEL_H
#define WHY_PANEL_H

#include "view.h"

/* Takes its room from the top of `at`. */
void why_panel_draw(const view *v, rect *at);

#endif
