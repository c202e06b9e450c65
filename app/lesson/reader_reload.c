/* A lesson that was saved in an editor is read again. */
#include "reader.h"

#include "lesson_figure.h"

#include <stdlib.h>

static cnn_status try_picture(const lesson *fresh, int page, const lesson_scene *scene) {
    shown_picture *tried = calloc(1, sizeof *tried);
    cnn_status status =
        tried ? shown_picture_begin(fresh, page, &scene->picture, tried) : cnn_no_memory("a picture", sizeof *tried);
    free(tried);
    return status;
}

/* Whether the page of a lesson that was read again can be set up. */
static cnn_status try_page(const lesson *fresh, int page) {
    lesson_scene scene;
    if (!cnn_failed(lesson_scene_read(&fresh->pages[page], &scene)) && scene.show == SHOW_PICTURE)
        return try_picture(fresh, page, &scene);
    const lesson_page *from = lesson_stage_of(fresh, page);
    bench *tried = from ? calloc(1, sizeof *tried) : NULL;
    if (!tried)
        return cnn_ok();
    cnn_status status = lesson_scene_stage(fresh, from, tried, false);
    bench_stop(tried);
    free(tried);
    return status;
}

/* The page at which a lesson continues after it was read again. */
static int page_in(const reader *c, const lesson *fresh) {
    int page = lesson_find(fresh, c->lesson->pages[c->page].id);
    return page >= 0 ? page : c->page < fresh->count ? c->page : fresh->count - 1;
}

/* A lesson saved in an editor is read again and stays at its page; if it has a mistake, the last good version stays on
 * the screen and the mistake is reported. Returns whether the file had changed. */
bool reader_reload(reader *c, session *s) {
    int64_t stamp = lesson_stamp(c->lesson);
    if (stamp == c->stamp || !stamp)
        return false;
    c->stamp = stamp;
    const char *path = c->lesson->path[c->lesson->original];
    lesson *fresh = NULL;
    cnn_status status = lesson_open(path, &fresh);
    if (!cnn_failed(status))
        lesson_scene_check(fresh);
    if (!cnn_failed(status) && lesson_severe(fresh))
        status = cnn_fail(CNN_BAD_INPUT, "%s", lesson_severe(fresh));
    if (!cnn_failed(status))
        status = try_page(fresh, page_in(c, fresh));
    if (cnn_failed(status)) {
        lesson_close(fresh);
        cnn_format(c->error, sizeof c->error, "%s", status.message);
        return true;
    }
    int page = page_in(c, fresh);
    bench_forget(&s->bench);
    lesson_close(c->lesson);
    reader_mark_terms(c, fresh);
    c->lesson = fresh;
    c->page = page;
    reader_begin_page(c, s, false);
    if (fresh->problem_count && !c->error[0]) /* a mild one: the page stands, and it is said */
        cnn_format(c->error, sizeof c->error, "%s", fresh->problems[0]);
    return true;
}
