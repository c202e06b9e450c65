/* Whoever is last frees the job: the thread, when the job was abandoned, or the caller who takes it. */
#include "job.h"

#include "thread_pool.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static const double BESIDE_FRAME = 0.006; /* seconds */

struct job {
    const job_kind *kind;
    void *work;
    void (*wake)(void *);
    void *argument;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t over; /* signalled when `done` or `left` is set */
    bool cancelled, abandoned, done;
    bool alone; /* it has no thread */
    float progress;
};

static void give_back(job *j) {
    if (j->work)
        j->kind->drop(j->work);
    pthread_cond_destroy(&j->over);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

/* Notes the progress; returns whether to go on. */
static bool note_progress(job *j, bool more) {
    float progress = more ? j->kind->progress(j->work) : 1;
    pthread_mutex_lock(&j->lock);
    j->progress = progress;
    more = more && !j->cancelled;
    pthread_mutex_unlock(&j->lock);
    return more;
}

bool job_goes_on(job *j, float progress) {
    pthread_mutex_lock(&j->lock);
    j->progress = progress;
    bool on = !j->cancelled;
    pthread_mutex_unlock(&j->lock);
    return on;
}

static void *run(void *of) {
    job *j = of;
    while (note_progress(j, j->kind->slice(j->work)))
        continue;
    pthread_mutex_lock(&j->lock);
    bool last = j->abandoned, wanted = !j->cancelled;
    j->done = true;
    void (*wake)(void *) = j->wake;
    void *argument = j->argument;
    pthread_cond_broadcast(&j->over);
    pthread_mutex_unlock(&j->lock);
    if (last)
        give_back(j);
    else if (wake && wanted)
        wake(argument);
    return NULL;
}

job *job_start(const job_kind *kind, void *work, void (*wake)(void *), void *argument) {
    job *j = calloc(1, sizeof *j);
    if (!j) {
        kind->drop(work);
        return NULL;
    }
    *j = (job){.kind = kind, .work = work, .wake = wake, .argument = argument};
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->over, NULL);
    if (kind->know)
        kind->know(work, j);
    pthread_mutex_lock(&j->lock); /* the job may be over, and freed by who takes it, only once its thread is known */
    j->alone = !cnn_thread_start(&j->thread, run, j);
    if (!j->alone)
        pthread_detach(j->thread);
    pthread_mutex_unlock(&j->lock);
    return j;
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A job without a thread goes on for so long. */
static void work_alone(job *j, double most) {
    double begin = seconds();
    while (j->alone && !j->done && !j->cancelled && seconds() - begin < most)
        j->done = !note_progress(j, j->kind->slice(j->work));
}

bool job_done(job *j) {
    work_alone(j, BESIDE_FRAME);
    pthread_mutex_lock(&j->lock);
    bool done = j->done;
    pthread_mutex_unlock(&j->lock);
    return done;
}

float job_progress(job *j) {
    pthread_mutex_lock(&j->lock);
    float progress = j->progress;
    pthread_mutex_unlock(&j->lock);
    return progress;
}

void job_wait(job *j) {
    work_alone(j, (double)INFINITY);
    pthread_mutex_lock(&j->lock);
    while (!j->done)
        pthread_cond_wait(&j->over, &j->lock);
    pthread_mutex_unlock(&j->lock);
}

void *job_take(job *j) {
    job_wait(j);
    void *work = j->work;
    j->work = NULL;
    give_back(j);
    return work;
}

void job_abandon(job *j) {
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    bool done = j->done || j->alone;
    j->cancelled = j->abandoned = true;
    pthread_mutex_unlock(&j->lock);
    if (done)
        give_back(j);
}

void job_end(job *j) {
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    j->cancelled = true;
    while (!j->done && !j->alone)
        pthread_cond_wait(&j->over, &j->lock);
    pthread_mutex_unlock(&j->lock);
    give_back(j);
}
