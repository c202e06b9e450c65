/* One case of ONNX's own test suite: a folder with a model, the numbers that go in, and those that come out. */
#ifndef ONNX_SUITE_H
#define ONNX_SUITE_H

#include "status.h"

typedef enum case_result {
    CASE_OTHER,   /* its operators are none of those that Stride reads */
    CASE_PASSED,  /* the first output has ONNX's numbers, within its tolerances */
    CASE_REFUSED, /* Stride says why it cannot be done */
    CASE_WRONG,   /* other numbers come out */
} case_result;

/* Runs the case; `reason` says why it did not pass. */
case_result onnx_case_run(const char *folder, char reason[CNN_MESSAGE_MAX]);

#endif
