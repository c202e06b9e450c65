/* Reading the course: which lesson and page is open, what was answered, and how far the reader has come. A page sets up
 * the session on display; pages change and answers are given only through these functions. */
#ifndef READER_H
#define READER_H

#include "course.h"
#include "grading_answer.h"
#include "quiz.h"
#include "session.h"
#include "terms.h"
#include "ui_field.h"

enum { READER_LESSONS = 128, READER_TYPED = 400, READER_KEPT = 4096 };

/* A lesson that was found, for the table of contents. */
typedef struct course_entry {
    char path[4096], name[64];
    char id
        [64]; /* the name without its number: what progress is kept under; empty: the path, as another lesson has it */
    char title[LANGUAGE_COUNT][96];
    int number;  /* its place in the course, from 1; 0: it is not of the course */
    int part;    /* of the course; -1: none */
    int minutes; /* that it takes */
    int pages;
    uint64_t answered;      /* bits of the pages whose question was answered, in earlier starts too */
    int page;               /* where the reader was; -1: not begun */
    int far;                /* the furthest page that was read; -1 */
    uint64_t asked;         /* bits of the pages that ask something */
    uint64_t right, missed; /* and of those that were right at the very first try, or were not */
} course_entry;

/* What is said about the answer. */
typedef enum reader_say {
    SAY_NOTHING,
    SAY_FIRST, /* it is asked for */
    SAY_WRONG,
    SAY_UNREAD, /* it can be no answer */
    SAY_RIGHT,
    SAY_SHOWN,
    SAY_COMPARE, /* what the reader wrote, with what the author says */
    SAY_SOLVED   /* it was right in an earlier visit */
} reader_say;

/* What is shown in place of a page. */
typedef enum reader_sheet {
    SHEET_CONTENTS,
    SHEET_END,    /* of a lesson: where to go on */
    SHEET_RESULT, /* of a quiz */
    SHEET_TERMS,  /* the words of the course */
    SHEET_NOTES,  /* for teachers */
    READER_SHEETS
} reader_sheet;

/* How a question of a part was answered at the first try when it was asked last. */
typedef struct quiz_mark {
    int part;
    char id[LESSON_ID];
    bool right;
} quiz_mark;

typedef struct reader {
    bool contents; /* a sheet is shown in place of the page, in most cases the table of contents */
    reader_sheet sheet;
    lesson *lesson;               /* NULL: none could be opened; of a quiz: its questions */
    quiz *quiz;                   /* whose questions the pages are; NULL: they are those of a lesson */
    quiz review;                  /* of earlier lessons, at the end of a lesson */
    int review_of;                /* its entry */
    quiz tests[COURSE_PARTS + 1]; /* of each part; the last one is of the whole course */
    uint64_t seed;                /* from which all of them are drawn */
    quiz_mark marks[QUIZ_POOL];
    int mark_count;
    int questions[COURSE_PARTS]; /* that each part has */
    bool blank;                  /* no page says what stands on the stage */
    int at;                      /* its entry, -1: opened by path */
    int page;
    int left;           /* the entry that was open when Stride was left, until one is opened; -1: none */
    uint64_t begun;     /* grows when a page begins */
    bool waiting;       /* the stage of the page is being made */
    uint64_t waits_for; /* session.tasks then */
    lesson_scene scene;
    shown_picture picture;      /* of a page that shows one */
    bool answered, shown;       /* the question: answered correctly; or the answer was shown */
    int attempts, chosen;       /* chosen: the last choice, 0: none */
    bool solved;                /* it was answered in an earlier visit */
    bool retried;               /* it is asked again, though it was */
    bool presents;              /* the page is shown to a class: an earlier visit tells nothing */
    char typed[READER_TYPED];   /* the answer in its field */
    caret caret;                /* in it */
    bool typing;                /* the field has the keys */
    char checked[READER_TYPED]; /* the answer that was checked last; empty: none */
    int picked[2];              /* the cell that was picked last */
    bool compares;              /* the reader's sentence stands beside the author's */
    double slipped;             /* PICK_WRONG: the number that stands there */
    grading_training training;  /* the network that trains, as far as a goal speaks of it */
    reader_say say;
    language said_in;
    uint64_t told;           /* grows when something is said to an answer */
    char hint[FEEDBACK_MAX]; /* the feedback on the last answer; empty: none */
    bool played;             /* what Space does after the text has begun */
    int64_t play_to;         /* the step at which playing stops; -1: none */
    bool measured;           /* check: true: what Space does for it was done */
    int figure_step;         /* show: chain: how many operations were stepped through, there and back */
    int figure_choice;       /* the one whose parameter is written out; -1: the last that was reached */
    float speed;             /* what the reader had chosen before */
    int tally[LESSON_CHOICES];
    int hands[LESSON_PAGES][LESSON_CHOICES]; /* counted on the pages of the lesson; on `hands_of` it is `tally` */
    int hands_of;
    bool tallying;               /* raised hands are counted, or were until the answer was shown */
    int counting;                /* the choice whose count is being typed, 1 .. LESSON_CHOICES; 0: none */
    char error[CNN_MESSAGE_MAX]; /* about the scene or the last reading of the file; empty: all is well */
    int64_t stamp;
    double clock;     /* seconds, as reader_tick was told */
    double looked_at; /* when the file was last checked */
    uint64_t graded;  /* the version of the bench for which `make` was graded */
    course course;
    course_terms terms;
    lesson *notes[LANGUAGE_COUNT]; /* for teachers, once they were opened; NULL: not in that language */
    bool has_notes;
    char folder[4096]; /* of the course */
    course_entry *entries;
    int count;
    course_entry *elsewhere; /* progress of lessons not found at present: its key as path, page, answered */
    int elsewhere_count;
    bool keeps;   /* progress is written down */
    bool changed; /* there is something to write */
    double changed_at;
    char progress[4096]; /* the file */
} reader;

/* Opens the notes for teachers, and gives those in the language in use, or in the other one; NULL: there are none. */
cnn_status reader_open_notes(reader *c);
const lesson *reader_notes(const reader *c);

/* Marks the terms in all pages of a lesson that was opened. */
void reader_mark_terms(const reader *c, lesson *l);

/* Finds the lessons that come with Stride and the user's own, and the progress made in them. `keep`: progress is saved.
 * Fails where the progress file cannot be read; the file is then left alone. */
cnn_status reader_start(reader *c, bool keep);

/* Saves progress and frees everything. */
cnn_status reader_stop(reader *c);

/* Opens a lesson file, at its first page or where the reader was. */
cnn_status reader_open(reader *c, session *s, const char *path, bool from_start);

/* Opens entry `at` of the table of contents. */
cnn_status reader_open_entry(reader *c, session *s, int at);

/* The lesson with which one goes on: the one that is open while it is not done, the one that was left, the first one that
 * is not done; -1: there is none. */
int reader_next_entry(const reader *c);

/* Goes on with it. */
cnn_status reader_open_next(reader *c, session *s);

/* Opens it at its last page. */
cnn_status reader_open_end(reader *c, session *s, int at);

void reader_go(reader *c, session *s, int page); /* out of range does nothing */

/* Space: first asks for an answer, then plays the action, then turns to the next page. Backspace: back, from the first page
 * of a lesson to the last one of the lesson before. */
cnn_status reader_onward(reader *c, session *s);
cnn_status reader_back(reader *c, session *s);

/* On to the next page, whatever this one asks or plays. */
cnn_status reader_skip(reader *c, session *s);

/* Goes where a link into the course leads: to a page of one of its lessons. */
cnn_status reader_follow(reader *c, session *s, const char *link);
cnn_status reader_follow_to(reader *c, session *s, const char *id, const char *page);

/* The link of the page that is open; false: it is of no lesson in the contents. */
bool reader_link(const reader *c, char *link, size_t size);

/* Goes on from the sheet that is shown. */
cnn_status reader_leave_sheet(reader *c, session *s);

/* Shows a sheet in place of the page. */
void reader_show_sheet(reader *c, reader_sheet sheet);

/* The questions of a part, or of all parts: goes on with them, or draws new ones where they are done. Fails where there
 * are none. */
cnn_status reader_take(reader *c, session *s, quiz_kind kind, int part);

/* Opens the questions at the one where it was left. */
void reader_begin_quiz(reader *c, session *s, quiz *q, lesson *questions);

/* How many questions the test has, or will have. */
int reader_test_size(const reader *c, quiz_kind kind, int part);

/* Begins the review that the page asks for; `*begun` says whether there is one. */
cnn_status reader_take_review(reader *c, session *s, bool *begun);

/* Whether going on from the page begins one that was not answered yet. */
bool reader_will_review(const reader *c);

/* After its last question: its result is kept and shown. */
cnn_status reader_end_quiz(reader *c, session *s);

/* Notes that the open question of the quiz was right at the first try, or was not. */
void reader_mark_quiz(reader *c, bool right);

/* The test of a part, or of the whole course. */
const quiz *reader_test(const reader *c, quiz_kind kind, int part);

/* What follows the lesson that is open: the questions of its part where it is the last one of it and they were not
 * answered yet (`*part`, else -1), else the entry that is returned; -1: none. */
int reader_after(const reader *c, int *part);

/* Ends what Space played: the speed is the reader's own again. Returns whether anything was. */
bool reader_end_playing(reader *c, session *s);

/* Steps through the chain of the page, so many operations ahead; returns whether anything moved. */
bool reader_chain(reader *c, const session *s, int by);

/* Measures the gradient of the number at the cursor, or of the one that a chain has written out. */
cnn_status reader_measure(const reader *c, session *s);

/* Plays the forward pass from its beginning, layer by layer. */
void reader_flow(reader *c, session *s);

/* Begins the page; `retried`: what was answered in an earlier visit is asked again. */
void reader_begin_page(reader *c, session *s, bool retried);

/* Reads files that have changed; returns whether any had. */
bool reader_reload(reader *c, session *s);

/* Starts the page again. */
void reader_restart(reader *c, session *s);

/* The page is not looked at any more: what it waits for is given up. */
void reader_leave(reader *c, session *s);

/* Sets the session up again as the page has it. */
void reader_return(reader *c, session *s);

/* The field of the answer. */
text_field reader_field(reader *c);

/* Answers. Each gives feedback on a wrong one. */
void reader_check(reader *c, const bench *b); /* what was typed */
void reader_choose(reader *c, const bench *b, int choice);
void reader_pick(reader *c, const bench *b, int row, int column);
bool reader_check_made(
    reader *c, const bench *b);              /* grades `make` when the bench has changed; returns whether it had */
void reader_show(reader *c, const bench *b); /* shows the answer */

void reader_judge_own(reader *c, const bench *b, bool had_it); /* what the reader says of a sentence */
void reader_again(reader *c);                                  /* asks a page that was solved once more */
void reader_present(reader *c, bool shown);                    /* whether a class looks on */

/* Whether the goal of a page is met; else `hint` says how far off it is. */
bool reader_has_made(const reader *c, const bench *b, char hint[FEEDBACK_MAX]);

/* When the stage of a page is ready: its wrong numbers, and the answer of an earlier visit. */
void reader_begin_question(reader *c, const bench *b);

/* Says it, in the language in use. */
void reader_tell(reader *c, const bench *b, reader_say say);

/* What the author says to the last answer, below the feedback; of no blocks: nothing. */
prose reader_remark(const reader *c);

/* Counting a class. What was counted stays when the answer is shown. */
void reader_tally(reader *c); /* begins, with the hands counted so far */
void reader_count(reader *c, int choice, int by);

/* Waits until the stage of the page is ready. */
void reader_wait(reader *c, session *s);

/* Called as time passes: playing stops where it should, changed files are read again, and `make` is graded. Returns
 * whether anything changed. */
bool reader_tick(reader *c, session *s, double clock);

/* True while a question waits for an answer. */
bool reader_asks(const reader *c);
bool reader_asks_number(const reader *c);
bool reader_asks_typed(const reader *c); /* a number, or a sentence */
bool reader_picks(const reader *c);
bool reader_picks_on(const reader *c, pick_place where);
bool reader_plays(const reader *c, const session *s);                       /* Space will play the page's action */
bool reader_steps(const reader *c, const session *s);                       /* or goes one on in the chain */
bool reader_will_measure(const reader *c, const session *s);                /* or checks a gradient */
bool reader_hides_pixel(const reader *c, int channel, int row, int column); /* it is what the page asks for */

/* What the stage must not reveal yet: the numbers of a layer from this position on (INT64_MAX: none); the size of the
 * output. */
int64_t reader_hides_from(const reader *c, const bench *b, cnn_phase phase, int node);
bool reader_hides_size(const reader *c);
bool reader_hides_positions(const reader *c); /* how many there are */
bool reader_hides_counted(const reader *c);   /* the size of the output in its title */
bool reader_hides_winner(const reader *c);    /* which number a window keeps */
bool reader_hides_parameters(const reader *c);

/* The gradient in a cell (channel, row, column) of the input or of filter `map` of a layer is what the page asks for. */
bool reader_hides_gradient(const reader *c, const bench *b, int node, gradient_of of, int map, const int cell[3]);

/* How much of the arithmetic may stand there. */
lesson_help reader_help(const reader *c);

/* Whether cells that no window reads must look like the others. */
bool reader_hides_unread(const reader *c);

/* The wrong number that stands in the output until it is found, and where; false: there is none. */
bool reader_slip(const reader *c, int *row, int *column, float *value);

/* Whether the page lets this be changed. */
bool reader_allows(const reader *c, unsigned open);

/* The bit of a part of the formula. */
unsigned reader_bit(cnn_part part);

/* Takes over what the file `progress` says: of the entries, and of lessons that are elsewhere. Parts of an entry that
 * cannot be understood are skipped. */
cnn_status reader_read_progress(reader *c);

/* Finds the lessons that come with Stride and, with `own`, the user's. Fails where course.yaml cannot be read; the lessons
 * are then in the order of their files. */
cnn_status reader_find_lessons(reader *c, bool own);

/* "09-padding" is "padding": a lesson that gets another number keeps its progress. */
const char *reader_without_number(const char *name);

/* The lesson of that id; NULL: there is none. */
course_entry *reader_entry_of(const reader *c, const char *id);

/* Notes the page and that its question was answered; saved a little later. */
void reader_note(reader *c);

/* Notes how the question that is open was answered for the first time, if it has been. */
void reader_mark(reader *c);

/* All of it was read and answered. */
bool reader_is_done(const course_entry *e);

/* How many questions were right at the first try, of those that were tried. */
typedef struct reader_score {
    int right, tried;
} reader_score;
reader_score reader_score_of(const course_entry *e);

/* What the file says of quizzes, and what is written of them. Parts that cannot be understood are skipped. */
enum { READER_TESTS_TEXT = 600000 }; /* bytes that are enough for it */
void reader_read_tests(reader *c, cnn_document *d);
void reader_append_tests(const reader *c, char *text, size_t size);

/* Saves progress when it is due, or `now`. */
cnn_status reader_keep(reader *c, bool now);

const lesson_page *reader_page(const reader *c); /* NULL: no lesson */
const char *reader_title(const reader *c);       /* of the page, in the language in use */
const char *reader_lesson_title(const reader *c);
const prose *reader_text(const reader *c);

#endif
