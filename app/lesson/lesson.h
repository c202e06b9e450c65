/* A lesson: one CommonMark file, `# Title`, then pages that begin with `## Title {#id}`. A fenced `scene` block on a
 * page says what the stage shows and what is asked (lesson_scene.h); a block quote holds the words of the question, and
 * its numbered items are the choices; a fenced `notes` block is for the teacher and is not shown. Of en/NAME.md and
 * ko/NAME.md the original holds the scenes, the other one is the text alone, page by page under the same ids. A problem
 * in one page does not affect the others; it is listed in `problems`. */
#ifndef LESSON_H
#define LESSON_H

#include "document.h"
#include "prose.h"

enum { LESSON_PAGES = 64, LESSON_PROBLEMS = 64, LESSON_BYTES = 1024 * 1024, LESSON_ID = 48, LESSON_CHOICES = 4 };

typedef struct lesson_page {
    char id[LESSON_ID];
    const char *title[LANGUAGE_COUNT]; /* NULL: not in that language */
    prose text[LANGUAGE_COUNT], notes[LANGUAGE_COUNT];
    int line[LANGUAGE_COUNT];  /* of the heading */
    bool unasked;              /* it has a block quote, but its scene asks nothing: the quote is part of the text */
    cnn_document *scene;       /* NULL: none, or one that could not be read */
    const char *unread;        /* why it could not; NULL */
    const struct lesson *from; /* of a joined lesson: the one that the page is of (lesson_join.h); else NULL */
    int from_page;             /* and which of its pages */
} lesson_page;

typedef struct lesson {
    char path[LANGUAGE_COUNT][4096]; /* empty: not there in that language */
    language original;               /* which of them has the scenes */
    char folder[4096];               /* of the original */
    char folders[LANGUAGE_COUNT][4096];
    char name[64]; /* of the file, without its ending */
    const char *title[LANGUAGE_COUNT];
    lesson_page pages[LESSON_PAGES];
    int count;
    char problems[LESSON_PROBLEMS][CNN_MESSAGE_MAX];
    bool mild[LESSON_PROBLEMS]; /* the lesson can be shown nevertheless */
    int problem_count;
    bool joined;             /* its pages are those of `parts` */
    struct lesson *parts[8]; /* which it owns */
    cnn_arena *arena;
} lesson;

/* Reads the file and its translation, out of a pack (pack.h) too. Fails only when there is nothing to show at all: the file cannot be read, is no
 * text or has no page. */
cnn_status lesson_open(const char *path, lesson **out);
void lesson_close(lesson *l);

/* The language in which the page is shown: the one in use, or the other when the page is not translated. */
language lesson_language(const lesson *l, int page);

/* The page of that id, or -1. */
int lesson_find(const lesson *l, const char *id);

/* The path of a file that belongs to the lesson: beside the original, else beside the translation. False, and the first
 * of them, where there is none; a name with a folder in it, or a link that leads away, is never found. */
bool lesson_find_file(const lesson *l, const char *name, char *path, size_t size);

/* Notes a problem as "file:line: reason"; line 0: the file as a whole. */
void lesson_problem(lesson *l, language in, int line, const char *format, ...) CNN_PRINTF(4, 5);

/* The same of something that does no harm: the page is shown all the same. */
void lesson_remark(lesson *l, language in, int line, const char *format, ...) CNN_PRINTF(4, 5);

/* The first problem that is not mild; NULL: there is none. */
const char *lesson_severe(const lesson *l);

/* When the files were last changed: a number that is different after a change. */
int64_t lesson_stamp(const lesson *l);

#endif
