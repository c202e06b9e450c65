/* What every view is given: the state to read, the widgets and the display list to draw with, a list for what the user
 * asks for, and a place for what views remember from frame to frame. */
#ifndef VIEW_H
#define VIEW_H

#include "request.h"
#include "ui.h"

typedef struct view {
    const state *state;
    view_state *own;
    ui *ui;
    draw_list *list;
    requests *requests;
    float width, height; /* of the window, in pixels */
} view;

/* Brings what views remember up to date with the state: once for each frame, before anything is drawn. */
void view_begin(const view *v);

/* Ends it: returns whether the mouse points at something else than before, so that the frame has to be made once more. */
bool view_end(const view *v);

/* Before a class, and what is drawn chooses its own sizes for that; false while it is simply magnified. */
bool view_presents(const view *v);

/* Asks for something. */
void view_ask(const view *v, request_name name);
void view_ask_with(const view *v, request_name name, argument with);
void view_ask_value(const view *v, request_name name, int value);
void view_go(const view *v, cnn_address to);

/* What is drawn is for paper: nothing on it is pressed. */
bool view_on_paper(const view *v);

/* The scroll of the grid of that name. */
grid_scroll *view_scroll(const view *v, const char *name);

/* Text of at most `size`, shrunk down to `least` until it is no wider than `room`: the size. */
float view_fit_text(font_id font, float size, float least, float room, const char *text);

#endif
