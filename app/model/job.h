/* Work that takes longer than a frame: it is done in bounded slices, in a thread of its own, and can be cancelled at
 * any time. Where there are no threads job_done does the slices, as many as fit beside a frame. What it works on belongs to the job until it is taken back. */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>

typedef struct job job;

typedef struct job_kind {
    bool (*slice)(void *work);           /* does a slice, a few milliseconds if possible; true while there is more */
    float (*progress)(const void *work); /* 0 to 1; called between slices */
    void (*drop)(void *work);            /* frees everything */
    void (*know)(void *work, job *j);    /* told before it begins, for job_goes_on; NULL: it need not know */
} job_kind;

/* Begins. `work` is taken over; without memory it is freed and the result is NULL. `wake` is called from the thread
 * when the work is done; may be NULL. */
job *job_start(const job_kind *kind, void *work, void (*wake)(void *), void *argument);

/* From inside a long slice: notes how far it is; false: the job was cancelled. */
bool job_goes_on(job *j, float progress);

bool job_done(job *j);
float job_progress(job *j);

/* Waits until it is done. */
void job_wait(job *j);

/* Returns the work of a job that is done, and frees the job. */
void *job_take(job *j);

/* Cancels the job without waiting: its work is freed when the running slice is over. NULL does nothing. */
void job_abandon(job *j);

/* The same, and waits for the end of the slice: for work that borrows what is about to be freed. */
void job_end(job *j);

#endif
