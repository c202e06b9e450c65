/* The lesson that a subcommand is given: a file, or a lesson of the course by its name. */
#ifndef CLI_LESSON_H
#define CLI_LESSON_H

#include "lesson.h"

/* The path of `name`: a file or a pack; where there is none, the lesson of the course that is called so, with its number
 * or without: "02-convolution" or "convolution". */
void cli_lesson_path(const char *name, char *path, size_t size);

/* A file in a folder ko is named for its language. */
bool cli_lesson_is_korean(const char *path);

/* Opens it. */
cnn_status cli_open_lesson(const char *name, lesson **out);

#endif
