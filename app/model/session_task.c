/* What takes longer than a frame: opening networks, and gradient checks. */
#include "session.h"

#include "assets.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const double EPSILON = 1e-3;

enum { TAPS = 1000 * 1000, FIRST_PICTURES = 512, THREADS = 2 };

/* Takes the job over, which may be NULL. */
static cnn_status begin(session *s, session_task task, job *started) {
    if (!started)
        return cnn_no_memory("a thread", 0);
    s->task = task;
    *(task == TASK_OPEN ? &s->job : &s->bench.reading) = started;
    return cnn_ok();
}

float session_progress(const session *s) {
    job *j = session_job(s);
    return j ? job_progress(j) : -1;
}

void session_wait(session *s) {
    if (session_job(s))
        job_wait(session_job(s));
    session_tick(s);
}

/* ---- opening ---- */

static void step_inside(session *s, opened_recording *opened) {
    session_settle(s); /* what was changed just now is kept */
    bench_take(&s->bench, opened, s->recipe);
    s->recipe = NULL;
    session_turn_to(s);
    session_settle(s);
    if (s->opens.node > 0 && cnn_walk_segment(s->player.walk, s->opens))
        player_go(&s->player, s->opens);
    player_rest(&s->player);
}

static cnn_status finish_opening(session *s, opening *o) {
    opened_recording opened;
    cnn_status status = opening_result(o, &opened);
    opening_free(o);
    if (!cnn_failed(status)) {
        s->transparent = opened.transparent;
        step_inside(s, &opened);
        s->shown = s->asked;
        s->shown_recording = s->bench.recording;
    }
    free(s->recipe);
    s->recipe = NULL;
    return status;
}

cnn_status session_open(session *s, opened_network *described, const opening_wish *wish, char *recipe) {
    opening *o;
    session_cancel(s);
    cnn_format(s->note, sizeof s->note, "%s", described->note);
    const char *file = recipe ? NULL : described->desc->file;
    cnn_format(s->asked.path, sizeof s->asked.path, "%s", file ? file : "");
    cnn_format(s->asked.weights, sizeof s->asked.weights, "%s", wish->weights);
    cnn_format(s->asked.skip, sizeof s->asked.skip, "%s", wish->skip);
    s->asked.carries = described->desc->values != NULL;
    s->asked.own_picture = wish->choice.file != NULL;
    s->asked.classic = wish->most == FIRST_PICTURES;
    s->recipe = recipe;
    cnn_status status = opening_new(described, wish, &o);
    if (cnn_failed(status))
        return status;
    if (!opening_is_small(o))
        return begin(s, TASK_OPEN, job_start(&opening_job, o, s->wake, s->wake_argument));
    while (opening_advance(o))
        continue;
    return finish_opening(s, o);
}

static cnn_status open_described(session *s, opened_network *described, int64_t iteration, cnn_address to) {
    opening_wish wish = {
        .most = INT_MAX, .choice = {.iteration = iteration, .picture = -1, .drawn = true, .threads = THREADS}};
    s->opens = to;
    return session_open(s, described, &wish, NULL);
}

static cnn_status open_network(session *s, const char *path, int64_t iteration, cnn_address to) {
    opened_network described;
    cnn_status status = opened_network_describe(path, &described);
    return cnn_failed(status) ? status : open_described(s, &described, iteration, to);
}

cnn_status session_open_described(session *s, opened_network *described, int64_t iteration) {
    return open_described(s, described, iteration, (cnn_address){.node = 0});
}

cnn_status session_open_network(session *s, const char *path, int64_t iteration) {
    return open_network(s, path, iteration, (cnn_address){.node = 0});
}

cnn_status session_open_network_at(session *s, const char *path, cnn_address to) {
    return open_network(s, path, 0, to);
}

cnn_status session_open_classic(session *s, const char *path, const char *weights, cnn_address to) {
    opened_network described;
    cnn_status status = opened_network_describe(path, &described);
    if (cnn_failed(status))
        return status;
    opening_wish wish = {.most = FIRST_PICTURES, .choice = {.drawn = true, .threads = THREADS}};
    wish.choice.picture = described.desc->data && !described.desc->values ? 0 : -1;
    cnn_format(wish.weights, sizeof wish.weights, "%s", weights ? weights : "");
    cnn_format(wish.skip, sizeof wish.skip, "%s", weights ? s->weights_skip : "");
    s->opens = to;
    return session_open(s, &described, &wish, NULL);
}

bool session_takes_picture(const session *s) {
    return session_is_inside(s) && s->shown.path[0] && !s->shown.carries && s->shown_recording == s->bench.recording;
}

cnn_status session_show_picture(session *s, const char *picture, bool black) {
    opened_network described;
    cnn_status status = opened_network_describe(s->shown.path, &described);
    if (cnn_failed(status))
        return status;
    cnn_format(s->picture, sizeof s->picture, "%s", picture);
    opening_wish wish = {
        .most = FIRST_PICTURES, .choice = {.picture = -1, .file = s->picture, .black = black, .threads = THREADS}};
    cnn_format(wish.weights, sizeof wish.weights, "%s", s->shown.weights);
    cnn_format(wish.skip, sizeof wish.skip, "%s", s->shown.skip);
    s->opens = s->player.at;
    return session_open(s, &described, &wish, NULL);
}

/* ---- gradient checks ---- */

static bool check_slice(void *work) {
    return cnn_gradient_checker_advance(work, TAPS);
}

static float check_progress(const void *work) {
    return cnn_gradient_checker_progress(work);
}

static void check_drop(void *work) {
    cnn_gradient_checker_free(work);
}

static const job_kind check_job = {.slice = check_slice, .progress = check_progress, .drop = check_drop};

static cnn_status finish_check(session *s, cnn_gradient_checker *checker) {
    s->slope = s->measured;
    s->slope.check = cnn_gradient_checker_result(checker);
    cnn_gradient_checker_free(checker);
    return cnn_ok();
}

/* The first slice is done at once: of a small network it is all there is. */
static cnn_status check_number(session *s, cnn_check_target what, int node, int64_t index) {
    static const char *const names[] = {"weight", "bias", "input"};
    const cnn_recording *r = s->bench.recording;
    cnn_gradient_checker *checker;
    session_cancel(s);
    s->slope.name[0] = '\0';
    if (index < 0 || cnn_failed(cnn_gradient_checker_new(r, what, node, index, EPSILON, &checker))) {
        bool batch = cnn_gradient_check_obstacle(r, what, node) == CNN_CHECK_WHOLE_BATCH;
        return cnn_fail(CNN_BAD_INPUT, "%s", tr(batch ? "check.batch" : "check.none"));
    }
    s->measured.at = player_index(&s->player);
    cnn_format(s->measured.name, sizeof s->measured.name, "%s%s%s[%lld]", node ? r->net->nodes[node].name : "",
        node ? "." : "", names[what], (long long)index);
    if (check_slice(checker))
        return begin(s, TASK_CHECK, job_start(&check_job, checker, s->wake, s->wake_argument));
    return finish_check(s, checker);
}

cnn_status session_check_here(session *s) {
    const cnn_recording *r = s->bench.recording;
    cnn_step step = cnn_recording_step(r, s->player.at);
    const cnn_node *node = &r->net->nodes[step.address.node];
    if (step.address.phase == CNN_UPDATE)
        return check_number(s, step.address.term ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT, step.address.node, step.position);
    if (node->weight_count)
        return check_number(s, CNN_CHECK_WEIGHT, step.address.node, step.cell.weight);
    return check_number(s, CNN_CHECK_INPUT, 0, node->inputs[0] == 0 ? step.cell.input : -1);
}

/* "conv1.weight 3": the layer, what of it, and which. */
static bool split_name(const char *text, char name[64], cnn_check_target *what, long long *index) {
    const char *space = strchr(text, ' ');
    char *number_end = NULL;
    *index = space ? strtoll(space, &number_end, 10) : -1;
    cnn_format(name, 64, "%.*s", (int)(space ? space - text : 0), text);
    char *dot = strrchr(name, '.');
    *what = !dot ? CNN_CHECK_INPUT : !strcmp(dot, ".bias") ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT;
    if (dot)
        *dot = '\0';
    return number_end && !*number_end;
}

cnn_status session_check_named(session *s, const char *text) {
    char name[64];
    cnn_check_target what;
    long long index;
    const cnn_recording *r = s->bench.recording;
    bool split = split_name(text, name, &what, &index);
    int node = r ? cnn_net_find(r->net, name) : -1;
    if (!split || node < 0 || (node > 0 && what == CNN_CHECK_INPUT))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("message.check_form"));
    const cnn_node *n = &r->net->nodes[node];
    size_t count = what == CNN_CHECK_INPUT  ? cnn_shape_image(n->layout.out)
                   : what == CNN_CHECK_BIAS ? n->bias_count
                                            : n->weight_count;
    if (index < 0 || (size_t)index >= count)
        return cnn_fail(CNN_BAD_INPUT, tr("message.check_range"), name, (long long)count);
    return check_number(s, what, node, index);
}

/* ---- the end of a task ---- */

bool session_tick(session *s) {
    job *done = session_job(s);
    session_task task = s->task;
    if (!done || !job_done(done))
        return false;
    void *work = job_take(done);
    s->job = s->bench.reading = NULL;
    s->task = TASK_NONE;
    s->ended = task == TASK_OPEN ? finish_opening(s, work) : finish_check(s, work);
    return true;
}
