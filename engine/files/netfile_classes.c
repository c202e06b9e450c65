/* The lists themselves are read by class_list.c. */
#include "netfile_classes.h"

#include "class_list.h"
#include "encoding.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 1 << 20 };

/* assets/classes/imagenet.txt */
static const char imagenet[] = {
#include "imagenet.inc"
};

static void beside(const cnn_netdesc *desc, const char *name, char *path, size_t size) {
    const char *file = desc->file ? desc->file : "", *slash = strrchr(file, '/');
    cnn_format(path, size, "%.*s%s", slash ? (int)(slash + 1 - file) : 0, file, name);
}

static cnn_status read_file(const char *path, cnn_arena *arena, cnn_class_list *out) {
    unsigned char *text;
    size_t length;
    cnn_status status = cnn_file_read(path, LARGEST_FILE, false, &text, &length);
    if (cnn_failed(status))
        return status;
    size_t at;
    const char *fault = cnn_encoding_fault(text, length, &at);
    status = fault ? cnn_fail(CNN_BAD_INPUT, "%s: %s", path, fault)
                   : cnn_class_list_read(path, (const char *)text, arena, out);
    free(text);
    return status;
}

/* ---- classes: ---- */

static void take_file(cnn_reader *in, const cnn_netdesc *desc, cnn_yaml *node, cnn_class_list *out) {
    const char *name = cnn_yaml_text(node);
    char path[4096];
    if (!name || !*name || name[0] == '.' || strchr(name, '/') || strchr(name, '\\'))
        cnn_reader_fail(in, node,
            "classes is a list of names, imagenet, or a text file beside the network, as in classes: labels.txt");
    if (cnn_reader_failed(in))
        return;
    beside(desc, name, path, sizeof path);
    if (cnn_file_exists(path))
        cnn_reader_keep(in, read_file(path, in->arena, out));
    else
        cnn_reader_fail(in, node,
            "there is no file %.80s beside the network; classes is a list of names, imagenet, or "
            "a text file with a name on each line",
            name);
}

void cnn_netfile_read_classes(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    cnn_yaml *node = cnn_yaml_get(root, "classes");
    const char *word = node ? cnn_yaml_text(node) : NULL;
    cnn_class_list list = {0};
    if (!node || cnn_reader_failed(in))
        return;
    if (cnn_yaml_is_list(node))
        cnn_reader_keep(in, cnn_class_list_of(in->document, node, in->arena, &list));
    else if (word && !strcmp(word, "imagenet"))
        cnn_reader_keep(in, cnn_class_list_read("imagenet", imagenet, in->arena, &list));
    else
        take_file(in, desc, node, &list);
    desc->classes = list.names;
    desc->class_count = list.count;
}

bool cnn_netfile_is_imagenet(const cnn_netdesc *desc) {
    const char *at = imagenet;
    int same = 0;
    for (; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (*at == '#')
            continue;
        if (same == desc->class_count || strncmp(at, desc->classes[same], length) || desc->classes[same][length])
            return false;
        same++;
    }
    return same == desc->class_count;
}

cnn_status cnn_netfile_classes_beside(cnn_netdesc *desc, cnn_arena *arena, int outputs) {
    cnn_class_list list = {0};
    char path[4096];
    if (desc->class_count || desc->data || !desc->file)
        return cnn_ok();
    beside(desc, "labels.txt", path, sizeof path);
    if (!cnn_file_exists(path))
        return cnn_ok();
    cnn_status status = read_file(path, arena, &list);
    if (cnn_failed(status))
        return status;
    if (list.count != outputs)
        return cnn_fail(
            CNN_BAD_INPUT, "%s has %d names and the network %d outputs, so it is not used", path, list.count, outputs);
    desc->classes = list.names;
    desc->class_count = list.count;
    return status;
}

bool cnn_netfile_classes_assumed(cnn_netdesc *desc, cnn_arena *arena, int outputs) {
    cnn_class_list list = {0};
    if (desc->class_count || desc->data || !desc->foreign || desc->input.c != 3)
        return false;
    if (outputs < CNN_CLASSES_MAX || outputs > CNN_CLASSES_MAX + 1)
        return false;
    if (cnn_failed(cnn_class_list_read("imagenet", imagenet, arena, &list)))
        return false;
    const char **names = cnn_arena_alloc(arena, (size_t)outputs, sizeof *names);
    if (!names)
        return false;
    int background = outputs - list.count;
    names[0] = "background";
    memcpy(names + background, list.names, (size_t)list.count * sizeof *names);
    desc->classes = names;
    desc->class_count = outputs;
    return true;
}
