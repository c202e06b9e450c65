/* stride size I F: the output-size formula with its numbers, in one line. */
#include "cli.h"

#include "geometry.h"

#include <stdio.h>
#include <stdlib.h>

static cnn_status why_not(cnn_axis axis, cnn_axis_size size) {
    char advice[120] = "";
    cnn_change change = cnn_axis_nearest(axis, false);
    static const char *const names[] = {"", "padding", "filter size", "stride", "dilation", "input size"};
    if (change.part != CNN_PART_NONE)
        cnn_format(advice, sizeof advice, "; it fits with %s %lld", names[change.part], (long long)change.value);
    if (size.fit == CNN_FIT_KERNEL_TOO_LARGE)
        return cnn_fail(CNN_BAD_INPUT, "a window of %lld cells does not fit an input of %lld%s",
            (long long)cnn_axis_extent(axis), (long long)(axis.input + axis.pad_before + axis.pad_after), advice);
    static const char *const reasons[] = {[CNN_FIT_POOL_PADDING] = "the padding is more than half of the window",
        [CNN_FIT_BAD_STRIDE] = "the stride must be at least 1",
        [CNN_FIT_BAD_KERNEL] = "the filter size must be at least 1",
        [CNN_FIT_BAD_PADDING] = "the padding must not be negative",
        [CNN_FIT_BAD_DILATION] = "the dilation must be at least 1",
        [CNN_FIT_BAD_INPUT] = "the input size must be at least 1",
        [CNN_FIT_TOO_LARGE] = "a size is too large"};
    return cnn_fail(CNN_BAD_INPUT, "%s%s", reasons[size.fit], advice);
}

int cli_size(int count, char **arguments) {
    int64_t stride = 1, padding = 0, dilation = 1;
    bool ceil_mode = false;
    enum { LOWEST = -CNN_AXIS_MAX };
    const cli_option options[] = {{.name = "stride",
                                      .value = "S",
                                      .help = "cells from one window to the next (1)",
                                      .number = &stride,
                                      .low = LOWEST,
                                      .high = CNN_AXIS_MAX},
        {.name = "padding",
            .value = "P",
            .help = "cells added on each side (0)",
            .number = &padding,
            .low = LOWEST,
            .high = CNN_AXIS_MAX},
        {.name = "dilation",
            .value = "D",
            .help = "cells from one tap to the next (1)",
            .number = &dilation,
            .low = LOWEST,
            .high = CNN_AXIS_MAX},
        {.name = "ceil", .help = "round up, as pooling can", .flag = &ceil_mode}, {0}};
    const cli_command command = {"size", "I F [--stride S] [--padding P] [--dilation D] [--ceil]",
        "The output size of a filter of size F over an input of size I: O = floor((I - F + 2P)/S) + 1.", options, 2, 2};
    const char *positional[2];
    int given, status = cli_parse(&command, count, arguments, positional, &given);
    if (status >= 0)
        return status;
    long long sizes[2];
    for (int i = 0; i < 2; i++) {
        char *end;
        sizes[i] = strtoll(positional[i], &end, 10);
        if (end == positional[i] || *end || sizes[i] > CNN_AXIS_MAX || sizes[i] < -CNN_AXIS_MAX)
            return cli_usage(
                "size", "%s must be a whole number of at most %d, not %s", i ? "F" : "I", CNN_AXIS_MAX, positional[i]);
    }
    cnn_axis axis = {.input = sizes[0],
        .kernel = sizes[1],
        .stride = stride,
        .pad_before = padding,
        .pad_after = padding,
        .dilation = dilation,
        .ceil_mode = ceil_mode};
    cnn_axis_size size = cnn_axis_measure(axis);
    if (!cnn_fit_valid(size.fit))
        return cli_fail(why_not(axis, size));
    char filter[80];
    if (dilation == 1)
        cnn_format(filter, sizeof filter, "%lld", sizes[1]);
    else
        cnn_format(filter, sizeof filter, "(%lld*(%lld - 1) + 1)", (long long)dilation, sizes[1]);
    char left[60] = "";
    if (size.remainder)
        cnn_format(left, sizeof left, " (remainder %lld)", (long long)size.remainder);
    printf("O = %s((%lld - %s + 2*%lld)/%lld) + 1%s%s = %lld\n", ceil_mode ? "ceil" : "floor", sizes[0], filter,
        (long long)padding, (long long)stride,
        size.fit == CNN_FIT_CEIL_DROPPED ? " - 1 window that would start in the padding" : "", left,
        (long long)size.output);
    return cli_finish(CLI_FINE);
}
