/* Pages. Answers are in reader_answer.c; where lessons are found and what is kept of them, in reader_files.c. */
#include "reader.h"

#include "address.h"
#include "app.h"
#include "command.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const lesson_page *reader_page(const app *a) {
    return a->course.lesson ? &a->course.lesson->pages[a->course.page] : NULL;
}

const char *reader_title(const app *a) {
    const reader *c = &a->course;
    return c->lesson ? c->lesson->pages[c->page].title[lesson_language(c->lesson, c->page)] : "";
}

const prose *reader_text(const app *a) {
    const reader *c = &a->course;
    return c->lesson ? &c->lesson->pages[c->page].text[lesson_language(c->lesson, c->page)] : NULL;
}

bool reader_asks(const app *a) {
    const reader *c = &a->course;
    return c->open && c->lesson && !c->contents && c->scene.question.kind != ASK_NOTHING && !c->answered && !c->shown;
}

bool reader_asks_number(const app *a) {
    return reader_asks(a) && grading_takes_number(a->course.scene.question.kind);
}

bool reader_picks(const app *a) {
    return reader_asks(a) && a->course.scene.question.kind == ASK_PICK;
}

bool reader_plays(const app *a) {
    const reader *c = &a->course;
    return c->lesson && c->scene.play[0] && !c->played && a->player.walk && !reader_asks(a);
}

bool reader_allows(const app *a, unsigned open) {
    return !a->course.open || !a->course.lesson || (a->course.scene.open & open) == open;
}

int64_t reader_hides_from(const app *a, cnn_phase phase, int node) {
    cnn_address at;
    bool here = reader_asks(a) && a->course.scene.question.kind == ASK_CELL &&
                !cnn_failed(grading_address(&a->bench, &a->course.scene, &at)) && at.phase == phase && at.node == node;
    return here ? cnn_walk_position(a->bench.recording->walk, at) : INT64_MAX;
}

unsigned reader_bit(cnn_part part) {
    static const unsigned bits[] = {0, OPEN_PADDING, OPEN_SIZE, OPEN_STRIDE, OPEN_DILATION, OPEN_PICTURE};
    return bits[part];
}

bool reader_hides_size(const app *a) {
    return reader_asks(a) && a->course.scene.question.kind == ASK_SIZE;
}

/* The cursor goes where the scene says; without a word of it, to the beginning of the layer. */
static cnn_status place_cursor(app *a) {
    reader *c = &a->course;
    const cnn_recording *r = a->bench.recording;
    if (!r || c->scene.atlas[0])
        return cnn_ok();
    cnn_address to = cnn_walk_address(r->walk, a->player.first, c->scene.by);
    if (c->scene.at[0]) {
        cnn_status status = cnn_address_parse(r->walk, c->scene.at, &to);
        if (cnn_failed(status))
            return status;
        if (to.depth < c->scene.by)
            to.depth = c->scene.by; /* its first step of that kind */
    }
    player_go(&a->player, to);
    a->player.motion = 1;
    return cnn_ok();
}

/* The stage of a page is that of the nearest page before it that sets one up. */
static const lesson_page *staging_page(const lesson *l, int page) {
    for (; page >= 0; page--) {
        lesson_scene scene;
        if (!cnn_failed(lesson_scene_read(&l->pages[page], &scene)) && scene.stages)
            return &l->pages[page];
    }
    return NULL;
}

static void set_stage(app *a) {
    reader *c = &a->course;
    const lesson_page *from = staging_page(c->lesson, c->page);
    cnn_status status = lesson_scene_read(reader_page(a), &c->scene);
    command_finish_edit(a, false);
    player_play(&a->player, false);
    if (!cnn_failed(status) && from)
        status = lesson_scene_stage(c->lesson, from, &a->bench);
    a->input_view = a->output_view = (view){0};
    a->channel = 0;
    a->textbook = false;
    app_bind(a);
    if (!cnn_failed(status))
        status = place_cursor(a);
    if (!cnn_failed(status) && c->scene.atlas[0]) {
        a->atlas.active = 0;
        a->atlas.comparing = false;
        status = atlas_show(&a->atlas.graph[0], c->scene.atlas, c->scene.at[0] ? c->scene.at : NULL);
    }
    cnn_format(c->error, sizeof c->error, "%s", status.message);
    if (cnn_failed(status))
        memset(&c->scene.question, 0, sizeof c->scene.question);
    else
        c->error[0] = '\0';
    a->network = c->open && c->scene.training && a->live;
}

static course_entry *entry_of(reader *c) {
    return c->at >= 0 ? &c->entries[c->at] : NULL;
}

void reader_note(app *a) {
    reader *c = &a->course;
    course_entry *e = entry_of(c);
    if (!e)
        return;
    e->page = c->page;
    if (c->answered)
        e->answered |= UINT64_C(1) << c->page;
    c->changed = true;
    c->changed_at = a->clock;
}

static void begin_page(app *a) {
    reader *c = &a->course;
    c->answered = c->shown = c->played = c->tallying = c->tally_shown = false;
    c->attempts = c->chosen = c->counting = 0;
    c->typed[0] = c->hint[0] = '\0';
    c->play_to = -1;
    c->scroll = 0;
    c->judged = 0;
    memset(c->tally, 0, sizeof c->tally);
    set_stage(a);
    reader_note(a);
    a->dirty = true;
}

void reader_go(app *a, int page) {
    reader *c = &a->course;
    if (!c->lesson || page < 0 || page >= c->lesson->count)
        return;
    c->page = page;
    c->contents = false;
    begin_page(a);
}

void reader_restart(app *a) {
    bench_forget(&a->bench);
    if (a->course.lesson)
        begin_page(a);
}

void reader_return(app *a) {
    a->course.open = true;
    a->course.judged = 0;
    if (a->course.lesson)
        set_stage(a);
}

cnn_status reader_open(app *a, const char *path, bool from_start) {
    reader *c = &a->course;
    lesson *opened;
    cnn_status status = lesson_open(path, &opened);
    if (cnn_failed(status))
        return status;
    bench_forget(&a->bench);
    lesson_close(c->lesson);
    c->lesson = opened;
    c->stamp = lesson_stamp(opened);
    c->at = -1;
    for (int i = 0; i < c->count; i++)
        if (!strcmp(c->entries[i].path, path))
            c->at = i;
    c->open = true;
    c->contents = false;
    const course_entry *e = entry_of(c);
    c->page = e && !from_start && e->page > 0 && e->page < opened->count ? e->page : 0;
    begin_page(a);
    return status;
}

void reader_open_entry(app *a, int at) {
    reader *c = &a->course;
    if (at < 0 || at >= c->count)
        return;
    const course_entry *e = &c->entries[at];
    cnn_status status = reader_open(a, e->path, e->page + 1 >= e->pages);
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
}

void reader_open_next(app *a) {
    reader *c = &a->course;
    int next = 0;
    for (int i = c->count - 1; i >= 0; i--)
        if (c->entries[i].page + 1 < c->entries[i].pages)
            next = i;
    reader_open_entry(a, next);
    c->open = c->lesson != NULL;
}

static bool text_is_below(const reader *c) {
    return c->scroll + 1 < c->scroll_most;
}

/* Plays to the end of the layer or to an address, in about as many seconds as one watches with patience. */
static bool begin_playing(app *a) {
    reader *c = &a->course;
    const cnn_walk *walk = a->player.walk;
    if (!c->scene.play[0] || c->played || !walk)
        return false;
    cnn_address to = a->player.at;
    int64_t from = player_index(&a->player), places = 0;
    if (!strcmp(c->scene.play, "end"))
        c->play_to = cnn_walk_find(walk, to.phase, to.node) ? cnn_walk_find(walk, to.phase, to.node)->first +
                                                                  cnn_walk_find(walk, to.phase, to.node)->steps - 1
                                                            : from;
    else if (!cnn_failed(cnn_address_parse(walk, c->scene.play, &to)))
        c->play_to = cnn_walk_span(walk, to).last;
    c->played = true;
    cnn_span one = cnn_walk_span(walk, a->player.at);
    places = (c->play_to - from) / (one.last - one.first + 1) + 1;
    if (c->play_to <= from) {
        c->play_to = -1;
        return false;
    }
    c->speed = a->player.speed;
    a->player.speed = fmaxf(1, (float)places / 8);
    player_play(&a->player, true);
    return true;
}

void reader_onward(app *a) {
    reader *c = &a->course;
    a->dirty = true;
    if (!c->lesson || c->contents) {
        reader_open_next(a);
        return;
    }
    if (a->player.playing) {
        player_play(&a->player, false);
        return;
    }
    if (!a->present && text_is_below(c)) {
        c->scroll = fminf(c->scroll_most, c->scroll + a->height * 0.4f);
        return;
    }
    if (reader_asks(a) && !c->hint[0]) {
        cnn_format(c->hint, sizeof c->hint, "%s",
            tr(c->scene.question.kind == ASK_MAKE ? "lesson.first_make" : "lesson.first_answer"));
        return;
    }
    if (begin_playing(a))
        return;
    if (c->page + 1 < c->lesson->count)
        reader_go(a, c->page + 1);
    else if (c->at >= 0 && c->at + 1 < c->count)
        reader_open_entry(a, c->at + 1);
    else
        c->contents = true;
}

void reader_back(app *a) {
    reader *c = &a->course;
    a->dirty = true;
    if (c->contents)
        c->contents = false;
    else if (c->page > 0)
        reader_go(a, c->page - 1);
    else if (c->at > 0)
        reader_open_entry(a, c->at - 1);
}

bool reader_key(app *a, int key, bool shift) {
    reader *c = &a->course;
    int digit = key >= SDLK_0 && key <= SDLK_9 ? key - SDLK_0 : -1;
    switch (key) {
    case SDLK_SPACE:
        reader_onward(a);
        return true;
    case SDLK_BACKSPACE:
        if (c->counting)
            reader_count(a, c->counting, -(c->tally[c->counting - 1] * 9 + 9) / 10);
        else if (reader_asks_number(a) && c->typed[0])
            reader_erase(a);
        else
            reader_back(a);
        return true;
    case SDLK_PAGEDOWN:
        reader_go(a, c->page + 1);
        return true;
    case SDLK_PAGEUP:
        reader_go(a, c->page - 1);
        return true;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        if (c->counting)
            c->counting = 0;
        else if (c->tallying)
            reader_reveal(a);
        else
            reader_check(a);
        return c->tallying || c->scene.question.kind != ASK_NOTHING;
    case SDLK_ESCAPE:
        if (!c->contents)
            return false;
        c->contents = false;
        return true;
    default:
        break;
    }
    if (c->counting && digit >= 0) {
        reader_count(a, c->counting, c->tally[c->counting - 1] * 9 + digit);
        return true;
    }
    bool choosing = reader_asks(a) && c->scene.question.kind == ASK_CHOOSE;
    if (choosing && digit >= 1 && digit <= LESSON_CHOICES) {
        if (c->tallying && shift)
            reader_count(a, digit, -1);
        else
            reader_choose(a, digit);
        return true;
    }
    bool typing = digit >= 0 || key == SDLK_MINUS || key == SDLK_PERIOD || (key >= SDLK_KP_1 && key <= SDLK_KP_0) ||
                  key == SDLK_KP_MINUS || key == SDLK_KP_PERIOD;
    return reader_asks_number(a) && typing; /* the letter itself comes as text */
}

/* A lesson that was saved in an editor is read again and stays at its page; one with a mistake leaves the last good
 * version on the screen and says what is wrong. */
static void read_again(app *a) {
    reader *c = &a->course;
    int64_t stamp = lesson_stamp(c->lesson);
    if (stamp == c->stamp || !stamp)
        return;
    c->stamp = stamp;
    const char *path = c->lesson->path[LANGUAGE_EN][0] ? c->lesson->path[LANGUAGE_EN] : c->lesson->path[LANGUAGE_KO];
    lesson *fresh;
    cnn_status status = lesson_open(path, &fresh);
    if (!cnn_failed(status) && fresh->problem_count) {
        status = cnn_fail(CNN_BAD_INPUT, "%s", fresh->problems[0]);
        lesson_close(fresh);
    }
    int page = cnn_failed(status) ? 0 : lesson_find(fresh, c->lesson->pages[c->page].id);
    page = page >= 0 || cnn_failed(status) ? page : c->page < fresh->count ? c->page : fresh->count - 1;
    const lesson_page *from = cnn_failed(status) ? NULL : staging_page(fresh, page);
    bench *tried = from ? calloc(1, sizeof *tried) : NULL;
    if (tried) {
        status = lesson_scene_stage(fresh, from, tried);
        bench_stop(tried);
        free(tried);
        if (cnn_failed(status))
            lesson_close(fresh);
    }
    a->dirty = true;
    if (cnn_failed(status)) {
        cnn_format(c->error, sizeof c->error, "%s", status.message);
        return;
    }
    bench_forget(&a->bench);
    lesson_close(c->lesson);
    c->lesson = fresh;
    c->page = page;
    begin_page(a);
}

void reader_tick(app *a) {
    reader *c = &a->course;
    if (!c->lesson)
        return;
    if (c->play_to >= 0 && (!a->player.playing || player_index(&a->player) >= c->play_to)) {
        player_play(&a->player, false);
        a->player.speed = c->speed; /* the reader's own again */
        c->play_to = -1;
        a->dirty = true;
    }
    if (a->clock - c->looked_at > 0.5) {
        c->looked_at = a->clock;
        read_again(a);
    }
    reader_check_made(a);
}
