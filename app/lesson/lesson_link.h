/* A page of the course as a line of text: #lesson/padding/ring is the page "ring" of the lesson "padding", #lesson/padding
 * its first one. The text may be the whole address of a web page that ends so. */
#ifndef LESSON_LINK_H
#define LESSON_LINK_H

#include "lesson.h"

/* Whether the text looks like a link to a lesson, a good one or not. */
bool lesson_link_is(const char *text);

/* Takes it apart; `page` is empty where it names none. Fails where it names no lesson. */
cnn_status lesson_link_read(const char *text, char id[64], char page[LESSON_ID]);

#endif
