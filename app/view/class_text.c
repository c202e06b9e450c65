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
    if (at < s->classes && at < LIVE_CLASSES)
        return class_text(s->class_names[at]);
    cnn_format(number, 16, "%d", at);
    return number;
}
