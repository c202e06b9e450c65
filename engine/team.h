/* A few threads that do the jobs of a round together. A round ends when all of its jobs are done; which thread did
 * which job has no influence on what they compute, as long as each job writes only its own room. */
#ifndef CNN_TEAM_H
#define CNN_TEAM_H

#include "status.h"

typedef struct cnn_team cnn_team;

/* `threads` with the caller among them, at most 64. When the system gives fewer, there are fewer. */
cnn_status cnn_team_new(int threads, cnn_team **out);
void cnn_team_free(cnn_team *team);

/* How many threads there are; 1 for NULL. */
int cnn_team_size(const cnn_team *team);

/* Calls job(context, i, worker) for i in 0 .. jobs-1 and returns when all are done. `worker` is 0 .. size-1, and two
 * jobs that run at the same time have different ones. With NULL the caller does them all, in order. */
typedef void cnn_team_job(void *context, int index, int worker);
void cnn_team_run(cnn_team *team, int jobs, cnn_team_job *job, void *context);

#endif
