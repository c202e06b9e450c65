/* A few threads that share the jobs of a round. A round ends when all of its jobs are done. Which thread did which job
 * has no influence on the result, as long as each job writes only its own memory. */
#ifndef CNN_THREAD_POOL_H
#define CNN_THREAD_POOL_H

#include "status.h"

#include <pthread.h>
#include <stdbool.h>

/* Begins a thread. False where none can be had: a page may have none, and STRIDE_THREADS=none in the environment asks for
 * the same anywhere. Whoever asked then does the work itself, a little at a time. */
bool cnn_thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

typedef struct cnn_thread_pool cnn_thread_pool;

/* `threads` counts the caller, at most 64. If the system cannot start that many, the pool is smaller. */
cnn_status cnn_thread_pool_new(int threads, cnn_thread_pool **out);
void cnn_thread_pool_free(cnn_thread_pool *thread_pool);

/* How many threads there are; 1 for NULL. */
int cnn_thread_pool_size(const cnn_thread_pool *thread_pool);

/* Calls job(context, i, worker) for i in 0 .. jobs-1 and returns when all are done. `worker` is 0 .. size-1, and two
 * jobs that run at the same time have different ones. With NULL the caller does them all, in order. */
typedef void cnn_thread_pool_job(void *context, int index, int worker);
void cnn_thread_pool_run(cnn_thread_pool *thread_pool, int jobs, cnn_thread_pool_job *job, void *context);

#endif
