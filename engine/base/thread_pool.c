/* Threads take jobs from a counter. Between rounds they spin briefly, then block. */
#include "thread_pool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MAX = 64, SPINS = 2000 };

typedef struct helper {
    cnn_thread_pool *thread_pool;
    pthread_t thread;
    int worker;
} helper;

struct cnn_thread_pool {
    helper helpers[THREADS_MAX];
    int count; /* helpers, besides the caller */
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    cnn_thread_pool_job *job; /* of the present round */
    void *context;
    int jobs, next;              /* jobs of the round, jobs taken */
    atomic_int finished, rounds; /* jobs done, rounds begun */
    bool stop;
};

bool cnn_thread_start(pthread_t *thread, void *(*run)(void *), void *argument) {
    const char *said = getenv("STRIDE_THREADS");
    return !(said && !strcmp(said, "none")) && pthread_create(thread, NULL, run, argument) == 0;
}

/* Takes jobs until none is left; the lock is held on entry and on return. */
static void take_jobs(cnn_thread_pool *t, int worker) {
    while (t->next < t->jobs) {
        int mine = t->next++;
        pthread_mutex_unlock(&t->lock);
        t->job(t->context, mine, worker);
        pthread_mutex_lock(&t->lock);
        if (atomic_fetch_add(&t->finished, 1) + 1 == t->jobs)
            pthread_cond_signal(&t->done);
    }
}

static void *help(void *argument) {
    helper *h = argument;
    cnn_thread_pool *t = h->thread_pool;
    pthread_mutex_lock(&t->lock);
    while (!t->stop) {
        take_jobs(t, h->worker);
        int seen = atomic_load(&t->rounds);
        pthread_mutex_unlock(&t->lock);
        for (int i = 0; i < SPINS && atomic_load(&t->rounds) == seen; i++)
            ;
        pthread_mutex_lock(&t->lock);
        while (!t->stop && atomic_load(&t->rounds) == seen)
            pthread_cond_wait(&t->work, &t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

void cnn_thread_pool_run(cnn_thread_pool *t, int jobs, cnn_thread_pool_job *job, void *context) {
    if (!t || !t->count || jobs == 1) {
        for (int i = 0; i < jobs; i++)
            job(context, i, 0);
        return;
    }
    pthread_mutex_lock(&t->lock);
    t->job = job;
    t->context = context;
    t->jobs = jobs;
    t->next = 0;
    atomic_store(&t->finished, 0);
    atomic_fetch_add(&t->rounds, 1);
    pthread_cond_broadcast(&t->work);
    take_jobs(t, 0);
    pthread_mutex_unlock(&t->lock);
    for (int i = 0; i < SPINS && atomic_load(&t->finished) < jobs; i++)
        ;
    pthread_mutex_lock(&t->lock);
    while (atomic_load(&t->finished) < jobs)
        pthread_cond_wait(&t->done, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

cnn_status cnn_thread_pool_new(int threads, cnn_thread_pool **out) {
    cnn_thread_pool *t = *out = calloc(1, sizeof *t);
    if (!t)
        return cnn_no_memory("threads", sizeof *t);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->work, NULL);
    pthread_cond_init(&t->done, NULL);
    while (t->count + 1 < threads && t->count < THREADS_MAX - 1) {
        helper *h = &t->helpers[t->count];
        *h = (helper){.thread_pool = t, .worker = t->count + 1};
        if (!cnn_thread_start(&h->thread, help, h))
            break;
        t->count++;
    }
    return cnn_ok();
}

void cnn_thread_pool_free(cnn_thread_pool *t) {
    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
    for (int i = 0; i < t->count; i++)
        pthread_join(t->helpers[i].thread, NULL);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->work);
    pthread_cond_destroy(&t->done);
    free(t);
}

int cnn_thread_pool_size(const cnn_thread_pool *t) {
    return t ? t->count + 1 : 1;
}
