/* Pictures, filters and upstream gradients to begin with, made for any size. Names are string keys. */
#ifndef PRESETS_H
#define PRESETS_H

enum { PRESET_PICTURES = 8, PRESET_FILTERS = 10, PRESET_GRADIENTS = 3 };

/* Fills `pixels`, [channels, rows, columns]. */
void preset_picture(int preset, int channels, int rows, int columns, float *pixels);

/* Fills `weights`, [filters, channels, side, side], and `bias`, [filters]. Filter k of several is the k-th preset from
 * the chosen one on, so that each map shows something else. */
void preset_filter(int preset, int filters, int channels, int side, float *weights, float *bias);

/* Fills `gradient`, [maps, rows, columns]. */
void preset_gradient(int preset, int maps, int rows, int columns, float *gradient);

const char *preset_picture_key(int preset);
const char *preset_filter_key(int preset);
const char *preset_gradient_key(int preset);

#endif
