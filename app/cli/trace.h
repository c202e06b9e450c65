/* Every step of a recording, written out: a line for each position with its taps (JSON), or a row for each tap (CSV).
 */
#ifndef TRACE_H
#define TRACE_H

#include "recording.h"

#include <stdio.h>

typedef struct trace_filter {
    int phase; /* cnn_phase, or -1: all */
    int node;  /* -1: all */
} trace_filter;

/* Stops early when the stream fails; the caller checks ferror. */
void trace_json(const cnn_recording *recording, trace_filter filter, FILE *to);
void trace_csv(const cnn_recording *recording, trace_filter filter, FILE *to);

#endif
