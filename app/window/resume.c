/* The file is small and written whole. The checkpoint is written by the live thread; a network too large to be written in
 * a moment begins anew. */
#include "resume.h"

#include "command.h"
#include "document_reader.h"
#include "file.h"
#include "link.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>

static const double LOOK_SECONDS = 5, CHECKPOINT_SECONDS = 60, WAIT_SECONDS = 5;
static const size_t LARGEST = (size_t)64 << 20; /* bytes of parameters that are written when Stride ends */
enum { NETWORK_BYTES = 64 << 20, BENCHES_BYTES = 16 << 20 };

static const char *const places[] = {"lessons", "convolution", "pooling", "network", "atlas", NULL};
static const char *const known[] = {"place", "lesson", "atlas", "network", "run", "paused", NULL};

void resume_start(resume *r) {
    *r = (resume){.opened = false};
    user_data_path("session.yaml", r->path, sizeof r->path);
    user_data_path("session-benches.txt", r->benches, sizeof r->benches);
    user_data_path("session-network.yaml", r->network, sizeof r->network);
    user_data_path("session.safetensors", r->checkpoint, sizeof r->checkpoint);
}

bool resume_is_own(const resume *r, const char *file) {
    return r->path[0] && !strcmp(file, r->checkpoint);
}

/* ---- reading ---- */

/* What the file says. */
typedef struct kept {
    int place;
    char lesson[RESUME_PATH], atlas[64], network[256], run[LINK_TEXT];
    bool paused;
} kept;

/* A file that cannot be read is set aside, as other files of the user are. */
static cnn_status read_kept(const resume *r, kept *out, bool *there) {
    cnn_document *d;
    *there = false;
    cnn_status status = user_file_open(r->path, &d);
    if (cnn_failed(status) || !d)
        return status;
    cnn_yaml *root = cnn_document_root(d);
    cnn_arena *arena = cnn_arena_new();
    if (!arena) {
        cnn_document_free(d);
        return cnn_no_memory(r->path, 0);
    }
    cnn_reader in = cnn_reader_of(d, arena);
    *out = (kept){.paused = false};
    cnn_read_only(&in, root, "the session", known);
    out->place = cnn_read_choice(&in, root, "place", places, 0);
    cnn_format(out->lesson, sizeof out->lesson, "%s", cnn_read_text(&in, root, "lesson", ""));
    cnn_format(out->atlas, sizeof out->atlas, "%s", cnn_read_text(&in, root, "atlas", ""));
    cnn_format(out->network, sizeof out->network, "%s", cnn_read_text(&in, root, "network", ""));
    cnn_format(out->run, sizeof out->run, "%s", cnn_read_text(&in, root, "run", ""));
    out->paused = cnn_read_boolean(&in, root, "paused", false);
    cnn_document_free(d);
    cnn_arena_free(arena);
    *there = !cnn_reader_failed(&in);
    return *there ? status : user_file_set_aside(r->path, in.status);
}

/* With the data and the settings of a link, where one had begun the run. */
static cnn_status resume_run(training *t, const kept *k, const char *text, const char *checkpoint) {
    link_parts l;
    cnn_status status = link_read(k->run, &l);
    if (cnn_failed(status))
        return status;
    training_resume_run(t, k->network, text, checkpoint, &l.run, k->paused);
    link_drop(&l);
    return status;
}

bool resume_training(resume *r, state *s) {
    kept k;
    bool there;
    unsigned char *text = NULL;
    size_t length;
    cnn_status status = read_kept(r, &k, &there);
    state_say_if_failed(s, status);
    if (cnn_failed(status) || !there || !k.network[0] ||
        cnn_failed(cnn_file_read(r->network, NETWORK_BYTES, false, &text, &length)))
        return false;
    const char *checkpoint = cnn_file_exists(r->checkpoint) ? r->checkpoint : NULL;
    if (k.run[0])
        state_say_if_failed(s, resume_run(&s->training, &k, (const char *)text, checkpoint));
    else
        training_resume(&s->training, k.network, (const char *)text, checkpoint);
    free(text);
    if (k.paused && s->training.live)
        live_pause(s->training.live, true);
    return s->training.live != NULL;
}

/* Notes the lesson for when lessons are turned to. One that is in no list is opened by its path, if that is `wanted` now. */
static void leave_lesson(state *s, const char *name, bool wanted) {
    reader *c = &s->lesson;
    for (int i = 0; i < c->count; i++)
        if (!strcmp(c->entries[i].id, name) || !strcmp(c->entries[i].path, name))
            c->left = i;
    if (c->left >= 0 || !wanted || !cnn_file_exists(name))
        return;
    s->screen.place = PLACE_LESSONS;
    state_say_if_failed(s, reader_open(c, &s->session, name, true));
}

/* Links to the two benches, a line each; the one that was on display last comes last. */
static void open_benches(const resume *r, state *s) {
    unsigned char *bytes = NULL;
    size_t length;
    if (!cnn_file_exists(r->benches))
        return;
    cnn_status status = cnn_file_read(r->benches, BENCHES_BYTES, false, &bytes, &length);
    char *line = (char *)bytes, *rest;
    state_say_if_failed(s, status);
    for (; !cnn_failed(status) && line && *line; line = rest) {
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        state_say_if_failed(s, session_open_link(&s->session, line));
    }
    free(bytes);
}

bool resume_open(resume *r, state *s) {
    static const request_name ways[] = {
        REQUEST_lessons, REQUEST_convolution, REQUEST_pooling, REQUEST_network, REQUEST_atlas};
    kept k;
    bool there;
    r->opened = true;
    cnn_status status = read_kept(r, &k, &there);
    if (cnn_failed(status) || !there)
        return false;
    open_benches(r, s);
    if (k.atlas[0])
        state_say_if_failed(s, atlas_show(&s->session.graph[0], k.atlas, NULL));
    leave_lesson(s, k.lesson, k.place == 0);
    if (!s->lesson.lesson)
        command_run(s, ways[k.place], NULL);
    state_settle(s);
    return true;
}

/* ---- writing ---- */

static void append_quoted(char *text, size_t size, const char *key, const char *value) {
    char letter[CNN_QUOTED];
    if (!value[0] || !cnn_is_printable(value))
        return;
    cnn_append(text, size, "%s: \"", key);
    for (; *value; value++)
        cnn_append(text, size, "%s", cnn_quoted(*value, letter));
    cnn_append(text, size, "\"\n");
}

static const char *place_name(const state *s) {
    static const char *const names[PLACES] = {
        [PLACE_LESSONS] = "lessons", [PLACE_NETWORK] = "network", [PLACE_ATLAS] = "atlas"};
    if (s->screen.place != PLACE_BENCH)
        return names[s->screen.place];
    if (session_is_inside(&s->session) && s->training.live)
        return "network"; /* what is inside is recorded anew */
    return s->session.bench.kind == BENCH_POOL ? "pooling" : "convolution";
}

/* Another data set than that of the file, or fewer of its pictures, must not take the place of those it was trained with. */
static void append_run(char *text, const training *t) {
    link_parts l = {.kind = LINK_NET, .language = -1, .theme = -1, .picture = -1, .run = t->origin};
    cnn_format(l.name, sizeof l.name, "%s", t->shipped);
    char *link = t->has_origin && t->shipped[0] ? link_format(&l) : NULL;
    if (link)
        append_quoted(text, RESUME_TEXT, "run", link);
    free(link);
}

static void describe(const state *s, char text[RESUME_TEXT]) {
    const reader *c = &s->lesson;
    text[0] = '\0';
    cnn_append(text, RESUME_TEXT, "# Where Stride was left.\nplace: %s\n", place_name(s));
    int at = c->lesson ? c->at : c->left;
    if (at >= 0)
        append_quoted(text, RESUME_TEXT, "lesson", c->entries[at].id[0] ? c->entries[at].id : c->entries[at].path);
    else if (c->lesson)
        append_quoted(text, RESUME_TEXT, "lesson", c->lesson->path[c->lesson->original]);
    if (s->session.graph[0].net)
        append_quoted(text, RESUME_TEXT, "atlas", atlas_entries[s->session.graph[0].entry].file);
    if (s->training.live && s->training.text) {
        append_quoted(text, RESUME_TEXT, "network", s->training.name);
        append_run(text, &s->training);
        cnn_append(text, RESUME_TEXT, "paused: %s\n", s->training.snapshot.state == LIVE_PAUSED ? "true" : "false");
    }
}

static bool is_small(const live_snapshot *now) {
    return now->parameters * sizeof(float) <= LARGEST;
}

/* Asks for a checkpoint; `wait`: until it is there, but not for long. */
static void keep_checkpoint(const resume *r, training *t, bool wait) {
    if (!training_can(t) || !is_small(&t->snapshot))
        return;
    uint64_t before = t->snapshot.filed;
    live_save(t->live, r->checkpoint);
    for (int i = 0; wait && i < (int)(WAIT_SECONDS * 100) && t->snapshot.filed == before; i++) {
        live_wait(t->live, LIVE_FAILED, 0.01);
        live_read(t->live, &t->snapshot);
    }
}

/* The checkpoint of another network goes before that network's text is written. */
static cnn_status keep_network(const resume *r, const training *t) {
    unsigned char *held = NULL;
    size_t length;
    bool same = !cnn_failed(cnn_file_read(r->network, NETWORK_BYTES, false, &held, &length)) &&
                !strcmp((const char *)held, t->text);
    free(held);
    if (same)
        return cnn_ok();
    remove(r->checkpoint);
    return user_file_write(r->network, t->text);
}

static cnn_status keep_benches(resume *r, const state *s) {
    if (r->bench_version == s->session.bench.version)
        return cnn_ok();
    r->bench_version = s->session.bench.version;
    bench_kind last = s->session.kind;
    const bench_kind order[] = {last == BENCH_POOL ? BENCH_CONV : BENCH_POOL, last};
    char *links[2] = {session_own_link(&s->session, order[0]), session_own_link(&s->session, order[1])};
    size_t size = (links[0] ? strlen(links[0]) : 0) + (links[1] ? strlen(links[1]) : 0) + 3;
    char *text = calloc(1, size);
    for (int i = 0; i < 2 && text; i++)
        cnn_append(text, size, "%s%s", links[i] ? links[i] : "", links[i] ? "\n" : "");
    cnn_status status = text ? user_file_write(r->benches, text) : cnn_no_memory(r->benches, size);
    free(text);
    free(links[0]);
    free(links[1]);
    return status;
}

void resume_keep(resume *r, state *s, bool now) {
    if (!r->path[0] || !r->opened || (!now && s->screen.clock - r->looked_at < LOOK_SECONDS))
        return;
    r->looked_at = s->screen.clock;
    char text[RESUME_TEXT];
    describe(s, text);
    if (now)
        r->bench_version = 0; /* the cursor moves without changing the bench */
    state_say_if_failed(s, keep_benches(r, s));
    if (strcmp(text, r->written) != 0) {
        cnn_format(r->written, sizeof r->written, "%s", text);
        cnn_status status = s->training.live && s->training.text ? keep_network(r, &s->training) : cnn_ok();
        if (!cnn_failed(status))
            status = user_file_write(r->path, text);
        if (cnn_failed(status))
            state_tell(s, status.message);
    }
    bool due = now || s->screen.clock - r->saved_at > CHECKPOINT_SECONDS;
    if (due && s->training.snapshot.iteration != r->saved) {
        r->saved_at = s->screen.clock;
        r->saved = s->training.snapshot.iteration;
        keep_checkpoint(r, &s->training, now);
    }
}
