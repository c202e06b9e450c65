/* The Lessons place: which lesson and page is open, what was answered, and how far the reader has come. Pages change
 * and answers are given only through these functions; scene_lesson.c draws. */
#ifndef READER_H
#define READER_H

#include "grading.h"

struct app;

enum { READER_LESSONS = 128, READER_TYPED = 24, READER_KEPT = 4096 };

/* A lesson that was found, for the table of contents. */
typedef struct course_entry {
    char path[4096], name[64];
    char title[LANGUAGE_COUNT][96];
    int pages;
    uint64_t answered; /* bits of the pages whose question was answered; what earlier starts kept included */
    int page;          /* where the reader was; -1: not begun */
    uint64_t asked;    /* bits of the pages that ask something */
} course_entry;

typedef struct reader {
    bool open;      /* the Lessons place is shown */
    bool contents;  /* the table of contents, in place of the page */
    lesson *lesson; /* NULL: none could be opened */
    int at;         /* its entry, -1: opened by path */
    int page;
    lesson_scene scene;
    bool answered, shown; /* the question: answered rightly; or the answer was looked up */
    int attempts, chosen; /* chosen: the last choice, 0: none */
    char typed[READER_TYPED];
    char hint[FEEDBACK_MAX]; /* what was said about the last answer; empty: nothing */
    bool played;             /* what Space does after the text has begun */
    int64_t play_to;         /* the step at which playing stops; -1: none */
    float speed;             /* what the reader had chosen before */
    int tally[LESSON_CHOICES];
    bool tallying, tally_shown;  /* counting raised hands; the distribution is open */
    int counting;                /* the choice whose count is being typed, 1 .. LESSON_CHOICES; 0: none */
    float scroll, scroll_most;   /* pixels of the text above the panel, and the most there can be */
    char error[CNN_MESSAGE_MAX]; /* about the scene or the last reading of the file; empty: all is well */
    int64_t stamp;
    double looked_at; /* when the file was looked at last */
    uint64_t judged;  /* the bench version for which `make` was judged */
    course_entry *entries;
    int count;
    course_entry *elsewhere; /* progress of lessons that are not found at present: path, page, answered */
    int elsewhere_count;
    bool keeps;   /* progress is written down */
    bool changed; /* and there is something to write */
    double changed_at;
    char progress[4096]; /* the file */
    float contents_scroll;
} reader;

/* Finds the lessons that come with Stride and the user's own, and what was read of them before. `keep`: progress is
 * written. */
void reader_start(struct app *a, bool keep);
void reader_stop(struct app *a);

/* Opens a lesson file, at its first page or where the reader was. */
cnn_status reader_open(struct app *a, const char *path, bool from_start);

/* Opens entry `at` of the table of contents. */
void reader_open_entry(struct app *a, int at);

/* The first lesson that is not finished. */
void reader_open_next(struct app *a);

void reader_go(struct app *a, int page); /* out of range does nothing */

/* Space: first the text, then the action, then the next page. Backspace: back. */
void reader_onward(struct app *a);
void reader_back(struct app *a);

/* Begins the page anew. */
void reader_restart(struct app *a);

/* Shows the Lessons place again, with the stage as the page has it. */
void reader_return(struct app *a);

/* What a key does in the Lessons place; false: nothing of its own. */
bool reader_key(struct app *a, int key, bool shift);

/* Answers. Each says what is wrong with a wrong one. */
void reader_type(struct app *a, const char *text);
void reader_erase(struct app *a);
void reader_check(struct app *a);
void reader_choose(struct app *a, int choice);
void reader_pick(struct app *a, int row, int column);
void reader_check_made(struct app *a); /* what is to be made on the bench, when it has changed */
void reader_show(struct app *a);       /* gives the answer away */

/* Counting a class. */
void reader_tally(struct app *a); /* begins or ends */
void reader_count(struct app *a, int choice, int by);
void reader_reveal(struct app *a);

/* A moment has passed: playing stops where it should, files that changed are read again, what must hold is judged. */
void reader_tick(struct app *a);

/* True while a question waits for an answer. */
bool reader_asks(const struct app *a);
bool reader_asks_number(const struct app *a);
bool reader_plays(const struct app *a); /* Space will play the page's action */
bool reader_picks(const struct app *a);

/* What the stage must not tell yet: the numbers of a layer from this position on (INT64_MAX: none); the size of the
 * output. */
int64_t reader_hides_from(const struct app *a, cnn_phase phase, int node);
bool reader_hides_size(const struct app *a);

/* Whether the page lets this be changed; always outside the Lessons place. */
bool reader_allows(const struct app *a, unsigned open);

/* The bit of a part of the formula. */
unsigned reader_bit(cnn_part part);

/* Takes over what the file `progress` says: of the entries, and of lessons that are elsewhere. What cannot be
 * understood of an entry is passed over. */
cnn_status reader_read_progress(reader *c);

/* Notes the page and that its question was answered; written down a little later. */
void reader_note(struct app *a);

/* Writes progress down when it is due, or `now`. */
void reader_keep(struct app *a, bool now);

const lesson_page *reader_page(const struct app *a); /* NULL: no lesson */
const char *reader_title(const struct app *a);       /* of the page, in the language in use */
const prose *reader_text(const struct app *a);

#endif
