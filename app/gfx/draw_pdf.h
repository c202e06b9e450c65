/* Replays display lists into a PDF, one page each: the same picture in vectors, with its fonts embedded. */
#ifndef DRAW_PDF_H
#define DRAW_PDF_H

#include "draw.h"

typedef struct draw_pdf draw_pdf;

/* Pages of width x height points; a pixel of the lists is 1 / `per_point` of a point. NULL without memory. */
draw_pdf *draw_pdf_new(float width, float height, float per_point);
void draw_pdf_page(draw_pdf *pdf, const draw_list *list);

/* Frees everything without writing. */
void draw_pdf_drop(draw_pdf *pdf);

/* Ends the document, writes it beside `path` and renames it; frees everything. */
cnn_status draw_pdf_write(draw_pdf *pdf, const char *path);

#endif
