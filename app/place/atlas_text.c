/* What the chart and the panel write alike. */
#include "atlas_text.h"

#include "assets.h"

const char *atlas_text_name(int entry) {
    char key[64];
    cnn_format(key, sizeof key, "atlas.%s.name", atlas_entries[entry].key);
    return tr(key);
}

void atlas_text_shape(cnn_shape s, char *text, size_t size) {
    if (s.h > 1 || s.w > 1)
        cnn_format(text, size, "%d × %d × %d", s.h, s.w, s.c);
    else
        cnn_format(text, size, "%d", s.c);
}
