/* The output-size formula, typeset, with its numbers beside it: O = ⌊(I − F + 2P)/S⌋ + 1 = ⌊(5 − 3 + 2·1)/1⌋ + 1 = 5.
 * Every letter and number is a control: pointing at it lights up what it measures, the wheel, the arrow keys and typing
 * change it. */
#ifndef FORMULA_H
#define FORMULA_H

#include "view.h"

/* Draws it centred in `at`. `axis` is what is measured, `editable` whether it can be changed here; `flat`: in one row of letters. */
void formula_draw(const view *v, rect at, cnn_axis axis, bool editable, bool flat);

#endif
