/* Python in the making: text that grows in room of a fixed size. */
#ifndef CNN_PYTORCH_TEXT_H
#define CNN_PYTORCH_TEXT_H

#include "net.h"

typedef struct cnn_python {
    const cnn_net *net;
    char *text;
    size_t size, length;
} cnn_python;

/* What does not fit is cut off. */
void cnn_python_put(cnn_python *to, const char *format, ...) CNN_PRINTF(2, 3);
void cnn_python_number(cnn_python *to, float value);

#endif
