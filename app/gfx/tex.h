/* Formulas as lessons write them between dollar signs: a subset of TeX, listed in lessons/README.md. Letters, digits and
 * signs; _ ^ and primes; \frac \sqrt; brackets that grow, after \left and \right; matrices and cases; accents; upright and
 * bold letters; sums whose limits stand below and above where the formula has a line of its own. The letters I, F, S, P,
 * D, O, x, w, g and the like have the colours they have on the stage. */
#ifndef TEX_H
#define TEX_H

#include "assets.h"

typedef struct tex tex;

/* `text` need not be terminated. `alone`: the formula has a line of its own. Everything lives in `arena`. */
cnn_status tex_parse(const char *text, size_t length, bool alone, cnn_arena *arena, const tex **out);

/* Pixels, from the baseline up and down. */
typedef struct tex_extent {
    float width, ascent, descent;
} tex_extent;
tex_extent tex_measure(const tex *formula, float size);

void tex_draw(draw_list *list, const tex *formula, float size, float x, float baseline, color ink);

#endif
