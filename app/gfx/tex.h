/* Formulas as lessons write them between dollar signs: a small subset of TeX. Known are letters, digits and signs,
 * _ and ^, { }, \frac{}{}, \lfloor \rfloor \lceil \rceil and \left( \right) (as high as what stands between them),
 * \text{}, \sum \partial \cdot \times \div \pm \le \ge \ne \approx \to \Rightarrow \infty \in \ldots \max \min \exp \ln
 * \log \argmax \alpha \beta \gamma \delta \eta \mu \sigma \lambda \quad \, and escaped signs. The letters I, F, S, P,
 * D, O, x, w, g and the like have the colours they have on the stage. */
#ifndef TEX_H
#define TEX_H

#include "assets.h"

typedef struct tex tex;

/* `text` need not be terminated. Everything lives in `arena`. */
cnn_status tex_parse(const char *text, size_t length, cnn_arena *arena, const tex **out);

/* Pixels, from the baseline up and down. */
typedef struct tex_extent {
    float width, ascent, descent;
} tex_extent;
tex_extent tex_measure(const tex *formula, float size);

void tex_draw(draw_list *list, const tex *formula, float size, float x, float baseline, color ink);

#endif
