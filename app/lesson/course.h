/* The course as course.yaml lists it: parts with a title in each language, the lessons of each with the minutes they
 * take, and the file that holds the part's questions. A lesson is named by its id, the name of its file without the
 * number. Lessons without such a list are a course of no parts. */
#ifndef COURSE_H
#define COURSE_H

#include "assets.h"

enum { COURSE_PARTS = 8, COURSE_LESSONS = 64, COURSE_ID = 64, COURSE_TITLE = 96, COURSE_MINUTES = 600 };

typedef struct course_part {
    char title[LANGUAGE_COUNT][COURSE_TITLE];
    char check[COURSE_ID]; /* the name of the file with its questions; empty: it has none */
} course_part;

typedef struct course_lesson {
    char id[COURSE_ID];
    int part, minutes;
} course_lesson;

typedef struct course {
    course_part parts[COURSE_PARTS];
    int part_count;
    course_lesson lessons[COURSE_LESSONS]; /* in the order of the course */
    int lesson_count;
} course;

/* Reads course.yaml of the folder. Where there is none the course is empty. On failure too; the sentence names file and
 * line. */
cnn_status course_read(const char *folder, course *out);

/* The place of a lesson in the course, or -1. */
int course_find(const course *c, const char *id);

/* Whether the file of that name holds the questions of a part. */
bool course_is_check(const course *c, const char *name);

#endif
