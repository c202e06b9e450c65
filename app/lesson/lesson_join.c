/* A page remembers where it is from: its stage and its pictures are looked for there. */
#include "lesson_join.h"

#include <string.h>

static void close_all(lesson *lessons[LESSON_JOINED]) {
    for (int i = 0; i < LESSON_JOINED; i++)
        lesson_close(lessons[i]);
}

cnn_status lesson_join(
    lesson *lessons[LESSON_JOINED], const lesson_pick *picks, int pick_count, const char *name, lesson **out) {
    cnn_arena *arena = cnn_arena_new();
    lesson *l = arena ? cnn_arena_alloc(arena, 1, sizeof *l) : NULL;
    *out = NULL;
    if (!l) {
        cnn_arena_free(arena);
        close_all(lessons);
        return cnn_no_memory("a quiz", sizeof *l);
    }
    l->arena = arena;
    l->joined = true;
    memcpy(l->parts, lessons, sizeof l->parts);
    cnn_format(l->name, sizeof l->name, "%s", name);
    for (int i = 0; i < pick_count && l->count < LESSON_PAGES; i++) {
        const lesson *from = lessons[picks[i].lesson];
        lesson_page *page = &l->pages[l->count++];
        *page = from->pages[picks[i].page];
        page->from = from;
        page->from_page = picks[i].page;
    }
    const lesson *first = pick_count ? lessons[picks[0].lesson] : NULL;
    for (int in = 0; in < LANGUAGE_COUNT && first; in++)
        l->title[in] = first->title[in];
    *out = l;
    return cnn_ok();
}
