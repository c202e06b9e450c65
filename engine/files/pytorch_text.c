/* The only file of the writer that knows how its text is kept. */
#include "pytorch_text.h"

void cnn_python_put(cnn_python *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    to->length += cnn_format_list(to->text + to->length, to->size - to->length, format, arguments);
    va_end(arguments);
}

void cnn_python_number(cnn_python *to, float value) {
    char text[CNN_FLOAT_TEXT];
    cnn_python_put(to, "%s", cnn_float_text(value, text));
}
