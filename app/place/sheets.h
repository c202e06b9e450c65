/* What is shown in place of a page when a lesson or a quiz is over. */
#ifndef SHEETS_H
#define SHEETS_H

#include "view.h"

/* Where to go on from the end of a lesson. */
void sheet_end_draw(const view *v, rect at);

/* How many questions were right, and which lessons to read again. */
void sheet_result_draw(const view *v, rect at);

#endif
