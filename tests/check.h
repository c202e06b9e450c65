/* What every test program begins with. */
#ifndef CHECK_H
#define CHECK_H

/* cmocka wants these four first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "folder.h"
#include "status.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_FINE(call)                          \
    do {                                          \
        cnn_status check_status = (call);         \
        if (cnn_failed(check_status))             \
            fail_msg("%s", check_status.message); \
    } while (0)

/* The call fails, and its message contains `part`. */
#define CHECK_FAILS(call, part)                                                                 \
    do {                                                                                        \
        cnn_status check_status = (call);                                                       \
        if (!cnn_failed(check_status) || !strstr(check_status.message, part))                   \
            fail_msg("expected a failure with \"%s\", got \"%s\"", part, check_status.message); \
    } while (0)

#define CHECK_NEAR(a, b, tolerance)                                          \
    do {                                                                     \
        double check_a = (double)(a), check_b = (double)(b);                 \
        if (check_a != check_b && !(fabs(check_a - check_b) <= (tolerance))) \
            fail_msg("%.9g is not near %.9g", check_a, check_b);             \
    } while (0)

#endif
