/* Pieces from which the pictures of a window are put together: what lies under it, and what pointing at its grids,
 * clicking and painting on them do. */
#ifndef WINDOW_PARTS_H
#define WINDOW_PARTS_H

#include "pictures.h"

/* A padded input of more rows or columns, or of several channels that are summed, or with several filters, is shown by
 * another picture than the one in which every number is seen. */
enum { WINDOW_WHOLE = 11 };
bool window_is_large(const stage *s);

/* The picture of the forward step has the sum in it. */
bool window_sums_itself(const stage *s);

/* Large windows: whole pictures and a lens. */
void draw_large(const stage *s);

/* Several channels or maps in small grids, with the figure in small in place of the formula; false, and nothing is drawn,
 * where digits would not fit. */
bool draw_channels(const stage *s);

/* A small window, as `plan` of the stage has it. */
void draw_small(const stage *s);

/* The layer is shown by draw_small. */
bool window_is_small(const stage *s);

/* Rows (CNN_VERTICAL) or columns that windows of ceil mode read behind the padding. */
int window_overhang(const stage *s, int which);

/* Rows or columns of the input with everything around it. */
int window_padded(const stage *s, int which);

/* The window stands over the cell, which wins. */
bool window_covers(const stage *s, int row, int column);
bool window_wins(const stage *s, int row, int column);

/* The filter of the map in focus, and its weight for the channel in focus. */
const float *window_filter(const stage *s, size_t *count);
const float *window_weight(const stage *s, int tap_row, int tap_column);

/* The bias of the map in focus, 0 where there is none. */
float window_bias(const stage *s);

/* What a cell of a map shows: its number, or the wrong one that a lesson wants to be found. */
float window_shown(const stage *s, int map, int row, int column);

/* Frames the pixel, or the weight, that a lesson asks about: for PICK_WEIGHT in the input, for PICK_PIXEL in the filter. */
void window_asked(const stage *s, const grid *g, pick_kind when);

/* Padding counts as a number, and not as nothing. */
bool window_reads_padding(const stage *s);

/* That number is being typed. */
bool window_edited(const stage *s, edit_kind kind, int channel, int row, int column);

/* What the part of the formula that is pointed at measures; what the cell of another grid that is pointed at reaches. */
void window_lit_parts(const stage *s, const grid *g);
void window_hover_marks(const stage *s, const grid *g);

/* Pointing at, clicking and painting on "stage.input", "stage.filter" and "stage.output". */
void window_input_touch(const stage *s, const grid *g);
void window_filter_touch(const stage *s, const grid *g);
void window_output_touch(const stage *s, const grid *g, int map);

/* The same where there are several of the kind, as controls of other names. */
void window_input_touch_as(const stage *s, const grid *g, const char *name);
void window_filter_touch_as(const stage *s, const grid *g, const char *name);
void window_output_touch_as(const stage *s, const grid *g, int map, const char *name);

/* Small pictures of the input's channels, to choose one. */
void window_channel_strip(const stage *s, rect at);

/* The way of the window over its input, with the numbers of its positions. */
void draw_window_path(const stage *s);

/* In place of an output whose size is asked for. */
void window_draw_unknown(const stage *s, rect at);

#endif
