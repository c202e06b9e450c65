/* Pages of the course as a student opens them for the first time. */
#ifndef COURSE_PAGES_H
#define COURSE_PAGES_H

#include "hand.h"

static const char LESSONS[] = TESTS_DIR "/../lessons";

/* As if nothing had been answered yet. */
static inline void forget_answers(void) {
    for (int i = 0; i < a.state.lesson.count; i++) {
        course_entry *e = &a.state.lesson.entries[i];
        e->answered = e->right = e->missed = 0;
        e->page = e->far = -1;
    }
    memset(a.state.lesson.tests, 0, sizeof a.state.lesson.tests);
}

static inline void open_page(const char *name, const char *id) {
    char path[4096];
    forget_answers();
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, path, true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    reader_go(&a.state.lesson, &a.state.session, lesson_find(a.state.lesson.lesson, id));
    wait_for_task();
    settle();
    assert_string_equal(reader_page(&a.state.lesson)->id, id);
}
#endif
