/* What the present step is, in a heading and a few sentences. */
#ifndef EXPLANATION_H
#define EXPLANATION_H

#include "view.h"

void explanation_write(const view *v, char *heading, size_t heading_size, char *text, size_t text_size);

#endif
