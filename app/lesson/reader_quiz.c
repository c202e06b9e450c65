/* A quiz is read as a lesson is: its questions are drawn from the files of the parts and joined into one. */
#include "lesson_join.h"
#include "reader.h"

#include "rng.h"

#include <string.h>
#include <time.h>

static const quiz_mark *mark_of(const reader *c, const quiz_item *item) {
    for (int i = 0; i < c->mark_count; i++)
        if (c->marks[i].part == item->part && !strcmp(c->marks[i].id, item->id))
            return &c->marks[i];
    return NULL;
}

/* The files of the parts that have one. The first that cannot be read is told of; the others are there. */
static cnn_status open_questions(const reader *c, lesson *parts[LESSON_JOINED]) {
    cnn_status first = cnn_ok();
    for (int i = 0; i < c->course.part_count; i++) {
        char path[8300];
        cnn_format(path, sizeof path, "%s/en/%s.md", c->folder, c->course.parts[i].check);
        cnn_status status = c->course.parts[i].check[0] ? lesson_open(path, &parts[i]) : cnn_ok();
        if (cnn_failed(status) && !cnn_failed(first))
            first = status;
    }
    return first;
}

/* Those of one part, or of all. */
static void gather(quiz_pool *pool, lesson *const parts[LESSON_JOINED], int only) {
    pool->count = 0;
    for (int i = 0; i < LESSON_JOINED; i++)
        if (parts[i] && (only < 0 || only == i))
            quiz_pool_add(pool, parts[i], i);
}

enum { LATELY = 6 };

/* Those of a part that were never asked, then those that were asked longest ago. */
static void rank_by_age(const reader *c, quiz_pool *pool) {
    for (int i = 0; i < pool->count; i++) {
        const quiz_mark *mark = mark_of(c, &pool->items[i]);
        pool->rank[i] = mark ? 1 + (int)(mark - c->marks) : 0;
    }
}

/* First what was missed, then what was not asked yet, of lessons with a missed question before others; what was asked
 * lately comes last. */
static int rank_of(const reader *c, const quiz_item *item, const course_entry *of) {
    const quiz_mark *mark = mark_of(c, item);
    if (!mark)
        return of->missed ? 1 : 2;
    int at = (int)(mark - c->marks);
    return !mark->right && at + LATELY < c->mark_count ? 0 : 3 + at;
}

/* Leaves the questions about lessons before the one that is open. */
static void keep_earlier(reader *c, quiz_pool *pool) {
    int kept = 0, here = c->entries[c->at].number;
    for (int i = 0; i < pool->count; i++) {
        const course_entry *of = reader_entry_of(c, pool->items[i].of);
        if (!of || !of->number || of->number >= here)
            continue;
        pool->items[kept] = pool->items[i];
        pool->rank[kept++] = rank_of(c, &pool->items[i], of);
    }
    pool->count = kept;
}

/* Where its questions stand in the files; false: one is not there any more. */
static bool find_questions(const quiz *q, lesson *const parts[LESSON_JOINED], lesson_pick picks[QUIZ_MOST]) {
    for (int i = 0; i < q->count; i++) {
        int part = q->items[i].part;
        int page = parts[part] ? lesson_find(parts[part], q->items[i].id) : -1;
        if (page < 0)
            return false;
        picks[i] = (lesson_pick){part, page};
    }
    return q->count > 0;
}

/* The questions take the place of the lesson that is open. */
static cnn_status open_quiz(reader *c, session *s, quiz *q, lesson *parts[LESSON_JOINED], const char *name) {
    lesson_pick picks[QUIZ_MOST];
    lesson *joined;
    int count = find_questions(q, parts, picks) ? q->count : 0;
    cnn_status status = lesson_join(parts, picks, count, name, &joined);
    if (cnn_failed(status))
        return status;
    if (!count) {
        lesson_close(joined);
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("quiz.none"));
    }
    reader_begin_quiz(c, s, q, joined);
    return status;
}

static quiz *test_of(reader *c, quiz_kind kind, int part) {
    return &c->tests[kind == QUIZ_FINAL ? COURSE_PARTS : part];
}

const quiz *reader_test(const reader *c, quiz_kind kind, int part) {
    return &c->tests[kind == QUIZ_FINAL ? COURSE_PARTS : part];
}

int reader_test_size(const reader *c, quiz_kind kind, int part) {
    int all = 0, most = kind == QUIZ_FINAL ? QUIZ_MOST : QUIZ_PART;
    const quiz *q = reader_test(c, kind, part);
    if (q->count && !q->done)
        return q->count;
    for (int i = 0; i < COURSE_PARTS; i++)
        all += kind == QUIZ_FINAL || i == part ? c->questions[i] : 0;
    return all < most ? all : most;
}

/* No two are alike; 0 would leave the numbers of the pages as they are. */
static uint64_t next_seed(const reader *c, const quiz *q) {
    uint64_t seed = cnn_rng_mix(c->seed + (uint64_t)q->kind * 1009 + (uint64_t)q->part * 31 + (uint64_t)q->taken);
    return seed >> 16 ? seed >> 16 : 1; /* short enough for a whole number of YAML */
}

cnn_status reader_take(reader *c, session *s, quiz_kind kind, int part) {
    static quiz_pool pool;
    lesson *parts[LESSON_JOINED] = {NULL};
    lesson_pick picks[QUIZ_MOST];
    quiz *q = test_of(c, kind, part);
    if (c->quiz == q && !q->done) {
        c->contents = false;
        return cnn_ok();
    }
    cnn_status status = open_questions(c, parts);
    q->kind = kind;
    q->part = part;
    if (q->done || !find_questions(q, parts, picks)) {
        gather(&pool, parts, kind == QUIZ_FINAL ? -1 : part);
        rank_by_age(c, &pool);
        quiz_draw(q, &pool, next_seed(c, q), kind == QUIZ_FINAL ? QUIZ_MOST : QUIZ_PART);
    }
    cnn_status opened = open_quiz(c, s, q, parts, kind == QUIZ_FINAL ? "final-test" : c->course.parts[part].check);
    return cnn_failed(status) ? status : opened;
}

bool reader_will_review(const reader *c) {
    bool done = c->review.done && c->review.count && c->review_of == c->at,
         contents = c->contents || c->quiz || c->at < 0;
    return c->lesson && !contents && c->scene.review && !done && c->entries[c->at].number > 1 &&
           c->page + 1 == c->lesson->count;
}

cnn_status reader_take_review(reader *c, session *s, bool *begun) {
    static quiz_pool pool;
    lesson *parts[LESSON_JOINED] = {NULL};
    *begun = false;
    if (!c->scene.review || c->at < 0 || c->quiz || !c->entries[c->at].number)
        return cnn_ok();
    cnn_status status = open_questions(c, parts);
    quiz *q = &c->review;
    if (q->done && q->count && c->review_of == c->at) { /* one came back to the last page */
        for (int i = 0; i < LESSON_JOINED; i++)
            lesson_close(parts[i]);
        return status;
    }
    if (q->done || c->review_of != c->at || !q->count) {
        *q = (quiz){.kind = QUIZ_REVIEW, .part = c->at};
        c->review_of = c->at;
        gather(&pool, parts, -1);
        keep_earlier(c, &pool);
        quiz_draw(q, &pool, next_seed(c, q), c->scene.review);
    }
    if (!q->count) { /* as in the first lesson */
        for (int i = 0; i < LESSON_JOINED; i++)
            lesson_close(parts[i]);
        return status;
    }
    cnn_status opened = open_quiz(c, s, q, parts, "review");
    *begun = !cnn_failed(opened);
    return cnn_failed(status) ? status : opened;
}

void reader_mark_quiz(reader *c, bool right) {
    quiz *q = c->quiz;
    uint64_t bit = UINT64_C(1) << c->page;
    const quiz_item *item = &q->items[c->page];
    if ((q->right | q->missed) & bit)
        return;
    *(right ? &q->right : &q->missed) |= bit;
    quiz_mark *before = (quiz_mark *)mark_of(c, item); /* the marks are in the order in which questions were asked */
    if (before)
        memmove(before, before + 1, (size_t)(c->marks + --c->mark_count - before) * sizeof *before);
    if (c->mark_count < QUIZ_POOL) {
        quiz_mark *mark = &c->marks[c->mark_count++];
        *mark = (quiz_mark){.part = item->part, .right = right};
        memcpy(mark->id, item->id, sizeof mark->id);
    }
    c->changed = true;
    c->changed_at = c->clock;
}

static void note_date(quiz *q) {
    time_t now = time(NULL);
    struct tm day;
    if (!localtime_r(&now, &day) || !strftime(q->date, sizeof q->date, "%Y-%m-%d", &day))
        q->date[0] = '\0';
}

/* What came of it; looked at once more it is not counted again. */
static void note_result(quiz *q) {
    int right = quiz_right(q);
    if (q->done)
        return;
    q->done = true;
    q->taken++;
    note_date(q);
    if (!q->best_of || right * q->best_of > q->best * q->count) {
        q->best = right;
        q->best_of = q->count;
    }
}

cnn_status reader_end_quiz(reader *c, session *s) {
    quiz_kind kind = c->quiz->kind;
    note_result(c->quiz);
    c->changed = true;
    c->changed_at = c->clock;
    if (kind != QUIZ_REVIEW) {
        reader_show_sheet(c, SHEET_RESULT);
        return cnn_ok();
    }
    cnn_status status = reader_open_end(c, s, c->at);
    reader_show_sheet(c, SHEET_END);
    return status;
}
