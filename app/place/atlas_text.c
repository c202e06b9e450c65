/* What the chart and the panel write alike. */
#include "atlas_text.h"

#include "assets.h"

#include <string.h>

const char *atlas_text_name(int entry) {
    char key[64];
    cnn_format(key, sizeof key, "atlas.%s.name", atlas_entries[entry].key);
    return tr(key);
}

const char *atlas_text_shown(const atlas_graph *graph) {
    return graph->entry == ATLAS_OWN ? graph->desc->name : atlas_text_name(graph->entry);
}

void atlas_text_file(const char *path, int letters, char *text, size_t size) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *end = name;
    for (int i = 0; i < letters && *end; i++)
        while (((unsigned char)*++end & 0xc0) == 0x80)
            ;
    cnn_format(text, size, "%.*s%s", (int)(end - name), name, *end ? "…" : "");
}

void atlas_text_shape(cnn_shape s, char *text, size_t size) {
    if (s.h > 1 || s.w > 1)
        cnn_format(text, size, "%d × %d × %d", s.h, s.w, s.c);
    else
        cnn_format(text, size, "%d", s.c);
}
