/* A class without a string of its own keeps its name from the data set. */
#include "class_text.h"

#include "assets.h"

const char *class_text(const char *name) {
    char key[48];
    cnn_format(key, sizeof key, "class.%s", name);
    const char *text = tr(key);
    return text == key ? name : text;
}

const char *class_text_of(const live_snapshot *s, int at, char number[16]) {
    if (cnn_class_name(s->names, at))
        return class_text(cnn_class_name(s->names, at));
    cnn_format(number, 16, "%d", at);
    return number;
}
