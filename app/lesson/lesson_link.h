/* A page of the course as a line of text: #lesson/padding/ring is the page "ring" of the lesson "padding", as is
 * #lesson/09-padding/3 when it is the third one; #lesson/padding is its first page. The text may be the whole address of a
 * web page that ends so. What else a link may hold is read by link.h, in a room below. */
#ifndef LESSON_LINK_H
#define LESSON_LINK_H

#include "lesson.h"

/* Whether the text looks like a link to a lesson, a good one or not. */
bool lesson_link_is(const char *text);

/* Takes it apart; `page` is empty where it names none. Fails where it names no lesson. */
cnn_status lesson_link_read(const char *text, char id[64], char page[LESSON_ID]);

/* The page of that name, or else of that number, from 0; -1: there is none. */
int lesson_link_page(const lesson *l, const char *page);

#endif
