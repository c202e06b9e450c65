/* Reading what a page asks. */
#ifndef QUESTION_READ_H
#define QUESTION_READ_H

#include "document_reader.h"
#include "lesson_scene.h"

/* The key `question` of a scene and those that belong to it, when they are there. */
void question_read_scene(cnn_reader *r, const cnn_yaml *root, lesson_scene *out);

/* Notes what is wrong with the words of the question, in each language. */
void question_check_words(lesson *l, lesson_page *page, const question *q);

/* The address that stands under a key; `out` is left alone without one. */
void lesson_scene_address(cnn_reader *r, const cnn_yaml *map, const char *key, char *out, size_t size);

#endif
