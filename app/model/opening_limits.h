/* What opening a network costs, told before it begins: memory, and the multiplications of the training before it. */
#ifndef OPENING_LIMITS_H
#define OPENING_LIMITS_H

#include "opening.h"

/* GiB that parameters, values and gradients take at once. */
double opening_gib(const opened_network *s, const record_choice *choice);

/* Billions of multiply-accumulates, forward and backward, that the iterations before the recording take. */
double opening_billions(const opened_network *s, const record_choice *choice);

/* Whether it stays below the limits of the wish; if not, the sentence says what would. */
cnn_status opening_check_memory(const opened_network *s, const opening_wish *wish);
cnn_status opening_check_work(const opened_network *s, const opening_wish *wish);

#endif
