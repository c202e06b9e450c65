/* The record of a reader on paper: how many questions of each lesson were right at the first try, and the tests. */
#ifndef RECORD_H
#define RECORD_H

#include "reader.h"
#include "worksheet.h"

/* Writes the PDF in the language in use. Fonts and assets are started; the reader is only read. */
cnn_status record_write(const reader *c, paper size, const char *path);

#endif
