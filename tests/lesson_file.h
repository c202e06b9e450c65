/* A lesson that a test writes into its folder. */
#ifndef LESSON_FILE_H
#define LESSON_FILE_H

#include "hand.h"

#include "file.h"

static inline void write_lesson(const char *name, const char *text, size_t length) {
    cnn_piece piece = {text, length};
    CHECK_FINE(cnn_file_write(name, &piece, 1));
}
#endif
