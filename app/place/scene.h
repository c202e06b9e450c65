/* The parts of the window around the stage. Each draws into its rectangle from the app's state, and turns clicks into
 * commands. */
#ifndef SCENE_H
#define SCENE_H

#include "app.h"

void scene_top(app *a, rect at);    /* places, title, language, theme, help */
void scene_panel(app *a, rect at);  /* what happens now, and the controls of the bench */
void scene_lesson(app *a, rect at); /* in place of the panel: the page, its question, what is open */
float scene_asked(app *a, rect at); /* presenter mode: the question, large, at the bottom; returns its height */
void scene_parts(app *a, rect *at, unsigned open); /* the parts of the formula that can be changed; takes its room */
void scene_network(app *a, rect at);               /* the live network, training, time travel, editing */
void scene_atlas(app *a, rect at);                 /* the classic networks */
void scene_atlas_graph(app *a, rect at);           /* its first graph alone, as a lesson shows it */
bool atlas_key(app *a, SDL_Keycode code);          /* what a key does there; false: nothing of its own */
void atlas_draw_graph(app *a, rect at, int which); /* its boxes and bars */
void atlas_choose(app *a, int entry);              /* shows the network in place of the present one, or beside it */
void scene_strip(app *a, rect at);                 /* the training network */
void scene_bottom(app *a, rect at);                /* transport, timeline, granularity */
void scene_timeline(app *a, rect at);
void scene_present(app *a, rect at); /* presenter mode: the title line above the stage */
void scene_help(app *a);             /* all commands, over everything */
void scene_line(app *a, rect at);    /* the line that is being typed */
void scene_why(app *a, rect *at);    /* where the present number comes from; takes its room from the top */
void scene_watches(app *a, rect *at);
void scene_message(app *a, rect at); /* the sentence of app_say */

/* What the present step is, in a heading and a few sentences. */
void scene_explain(const app *a, char *heading, size_t heading_size, char *text, size_t text_size);

#endif
