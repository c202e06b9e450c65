/* What has to be known of a whole tensor before one of its numbers can be shown: its largest magnitude and how its numbers
 * are written. It is kept until the recording changes, for a large layer has millions of numbers. */
#ifndef FACTS_H
#define FACTS_H

#include "view.h"

/* The facts of `count` numbers of the recording on display. */
tensor_facts facts_of(const view *v, const float *values, size_t count);

/* The same of any numbers, worked out now. */
tensor_facts facts_now(const float *values, size_t count);

#endif
