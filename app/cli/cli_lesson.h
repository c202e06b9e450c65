/* The lesson that a subcommand is given: a file, or a lesson of the course by its name. */
#ifndef CLI_LESSON_H
#define CLI_LESSON_H

#include "lesson.h"

/* Opens `name`: a file or a pack; where there is none, the lesson of the course that is called so, with its number or
 * without: "02-convolution" or "convolution". */
cnn_status cli_open_lesson(const char *name, lesson **out);

#endif
