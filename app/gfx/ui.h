/* Immediate-mode widgets. Every widget runs the same steps: name, rectangle, control, input, draw. Names are strings
 * that stay the same from frame to frame. The mouse acts on what was drawn in this frame; Tab moves a focus over every
 * control and Enter presses it. */
#ifndef UI_H
#define UI_H

#include "assets.h"
#include "draw.h"

typedef struct ui_input {
    float x, y;             /* mouse */
    bool down;              /* left button held */
    bool pressed, released; /* since the last frame */
    bool moved;
    int clicks;  /* of `pressed`: 2 for a double click */
    float wheel; /* notches, up is positive */
    bool shift, control;
    int tab; /* +1 Tab, -1 Shift+Tab */
    bool enter, up, arrow_down, backspace, escape;
    char text[32]; /* typed characters */
} ui_input;

/* Where a control was drawn, as far as it was visible. */
typedef struct ui_spot {
    uint32_t id;
    rect at;
} ui_spot;

enum { UI_ORDER = 256, UI_SPOTS = 1024, UI_NAME = 64, UI_TIP = 240 };

/* What the mouse points at, for the words that are shown when it stays there. */
typedef struct ui_tip {
    uint32_t id;                      /* 0: nothing */
    rect at, clear;                   /* the words stand outside of `clear`, where there is room */
    char name[UI_NAME], text[UI_TIP]; /* text: given by whoever drew it; empty: the name says it */
    bool off;                         /* grey */
} ui_tip;

typedef struct ui {
    draw_list *list;
    float scale; /* pixels for one design pixel */
    ui_input in;
    uint32_t hot, active, focus;
    bool focus_visible;       /* it moved by keyboard */
    uint32_t order[UI_ORDER]; /* focusable controls in drawing order */
    int order_count;
    ui_spot spots[UI_SPOTS]; /* every control of the frame */
    int spot_count;
    bool took_mouse; /* some widget used the press */
    bool changed;    /* state changed in this frame: draw once more */
    int depth;       /* begin/end balance */
    bool hand;       /* the pointer is over something that can be pressed */
    bool writes;     /* it is over text that can be typed */
    rect typed_at;   /* the cursor of the text that is typed; no width: there is none */
    bool muted;      /* everything drawn now is behind a dialog */
    double now;      /* seconds; told before each frame */
    ui_tip tip;      /* of this frame */
    uint32_t tip_id; /* what was pointed at, and since when */
    double tip_since;
    struct prose_touch *words; /* where text notes the words that are pressed (prose.h); NULL: none can be */
    uint32_t tip_used;         /* pressed: nothing is told of it until the mouse has been elsewhere */
    bool tip_shown;
} ui;

void ui_begin(ui *u, draw_list *list, float scale);
void ui_end(ui *u); /* asserts that every ui_open was closed */

/* Where the control of that name is in the frame drawn last; false: nowhere. */
bool ui_find(const ui *u, const char *name, rect *at);

/* A region whose drawing is clipped. */
void ui_open(ui *u, rect at);
void ui_close(ui *u);

uint32_t ui_id(const char *name);
static inline float ui_px(const ui *u, float design) {
    return design * u->scale;
}

/* The press, drag and focus logic of any rectangle. `pressed` is true in the frame in which the button goes down on it
 * (or Enter is hit while it has the focus); `held` while it stays down. */
typedef struct ui_touch {
    bool hovered, pressed, held, focused;
} ui_touch;
ui_touch ui_touch_of(ui *u, const char *name, rect at, bool focusable);

/* What is told of the part `at` of the screen when the mouse stays on it; the last one of a frame counts. `clear`: what is
 * not to be covered, `at` or more. */
void ui_tip_of(ui *u, const char *name, rect at, rect clear, const char *text);

/* It has stayed there for half a second: at the end of a frame. */
bool ui_tip_is_due(ui *u);

/* When it will have, if it stays; INFINITY: there is nothing to wait for. */
double ui_tip_time(const ui *u);

typedef enum ui_look { UI_PLAIN, UI_OUTLINED, UI_PRIMARY } ui_look;
bool ui_button(ui *u, const char *name, rect at, const char *label, ui_look look, bool chosen, bool enabled);

/* The width a button needs for its label. */
float ui_button_width(const ui *u, const char *label, float size);

/* [<] label [>]: returns -1, 0 or +1. */
int ui_chooser(ui *u, const char *name, rect at, const char *label);

/* Wrapped text from the top of `at`; returns the height used. "**bold**" and role marks such as "{input}I = 5{}" change
 * the colour. */
float ui_paragraph(ui *u, rect at, font_id font, float size, color paint, const char *text);
/* The least width at which it takes no more lines: no word stands alone on the last one. */
float ui_paragraph_width(ui *u, float width, font_id font, float size, const char *text);
float ui_paragraph_height(ui *u, float width, font_id font, float size, const char *text);

/* One line with the same marks, placed like draw_text_in; shrunk to fit as far as it can be read, then shortened. */
void ui_line(ui *u, rect at, float align, font_id font, float size, color paint, const char *text);

/* A key cap; returns its width. */
float ui_key(ui *u, float x, float y, const char *label);

#endif
