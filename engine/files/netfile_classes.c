/* A list of names is one a line; each may begin with its number, as Teachable Machine and Keras write them. */
#include "netfile_classes.h"

#include "class_names.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 1 << 20 };

/* assets/classes/imagenet.txt */
static const char imagenet[] = {
#include "imagenet.inc"
};

typedef struct name_list {
    const char **names;
    int count;
} name_list;

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r';
}

/* What follows the number in "3 cat", "3: cat" or "3,cat"; NULL where the line does not begin with `number`. */
static const char *behind_number(const char *line, int number) {
    char *end;
    long given = strtol(line, &end, 10);
    if (end == line || given != number || (!is_blank(*end) && *end != ':' && *end != ','))
        return NULL;
    while (is_blank(*end) || *end == ':' || *end == ',')
        end++;
    return *end ? end : NULL;
}

/* Numbers in front go when every line has its own. */
static void strip_numbers(name_list *list) {
    for (int i = 0; i < list->count; i++)
        if (!behind_number(list->names[i], i))
            return;
    for (int i = 0; i < list->count; i++)
        list->names[i] = behind_number(list->names[i], i);
}

static cnn_status cut_lines(const char *name, const char *text, cnn_arena *arena, name_list *out) {
    *out = (name_list){cnn_arena_alloc(arena, CNN_CLASSES_MAX, sizeof *out->names), 0};
    if (!out->names)
        return cnn_no_memory(name, CNN_CLASSES_MAX * sizeof *out->names);
    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        text += 3;
    for (int line = 1; *text; line++) {
        size_t length = strcspn(text, "\n");
        const char *begin = text, *end = text + length;
        text = end + (*end == '\n');
        while (begin < end && is_blank(*begin))
            begin++;
        while (end > begin && is_blank(end[-1]))
            end--;
        if (begin == end || *begin == '#')
            continue;
        if (out->count == CNN_CLASSES_MAX)
            return cnn_fail(CNN_BAD_INPUT, "%s: more than %d names of classes", name, CNN_CLASSES_MAX);
        char *kept = cnn_arena_text(arena, begin, (size_t)(end - begin));
        if (!kept)
            return cnn_no_memory(name, length);
        if (!cnn_is_printable(kept))
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: the name of a class must be UTF-8 text", name, line);
        out->names[out->count++] = kept;
    }
    strip_numbers(out);
    return cnn_ok();
}

static void beside(const cnn_netdesc *desc, const char *name, char *path, size_t size) {
    const char *file = desc->file ? desc->file : "", *slash = strrchr(file, '/');
    cnn_format(path, size, "%.*s%s", slash ? (int)(slash + 1 - file) : 0, file, name);
}

static cnn_status read_file(const char *path, cnn_arena *arena, name_list *out) {
    unsigned char *text;
    size_t length;
    cnn_status status = cnn_file_read(path, LARGEST_FILE, false, &text, &length);
    if (cnn_failed(status))
        return status;
    status = cut_lines(path, (const char *)text, arena, out);
    free(text);
    return status;
}

/* ---- classes: ---- */

static void take_list(cnn_reader *in, cnn_yaml *node, name_list *out) {
    int count = cnn_yaml_count(node);
    if (count < 1 || count > CNN_CLASSES_MAX)
        cnn_reader_fail(in, node, "classes has 1 to %d names", CNN_CLASSES_MAX);
    out->names = cnn_reader_failed(in) ? NULL : cnn_arena_alloc(in->arena, (size_t)count, sizeof *out->names);
    for (int i = 0; i < count && out->names; i++) {
        const char *name = cnn_yaml_text(cnn_yaml_item(node, i));
        if (!name || !*name || !cnn_is_printable(name))
            cnn_reader_fail(in, cnn_yaml_item(node, i), "each class is a name, as in classes: [cat, dog]");
        else
            out->names[i] = cnn_arena_text(in->arena, name, strlen(name));
        if (cnn_reader_failed(in) || !out->names[i])
            return;
        out->count = i + 1;
    }
}

static void take_file(cnn_reader *in, const cnn_netdesc *desc, cnn_yaml *node, name_list *out) {
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
    name_list list = {0};
    if (!node || cnn_reader_failed(in))
        return;
    if (cnn_yaml_is_list(node))
        take_list(in, node, &list);
    else if (word && !strcmp(word, "imagenet"))
        cnn_reader_keep(in, cut_lines("imagenet", imagenet, in->arena, &list));
    else
        take_file(in, desc, node, &list);
    desc->classes = list.names;
    desc->class_count = list.count;
}

char *cnn_netfile_classes_text(const cnn_netdesc *desc, cnn_arena *arena) {
    size_t size = 1;
    for (int i = 0; i < desc->class_count; i++)
        size += strlen(desc->classes[i]) + 1;
    char *text = desc->class_count ? cnn_arena_alloc(arena, size, 1) : NULL, *at = text;
    for (int i = 0; i < desc->class_count && text; i++)
        at += cnn_format(at, size - (size_t)(at - text), i ? "\n%s" : "%s", desc->classes[i]);
    return text;
}

cnn_status cnn_netfile_classes_of_text(const char *text, cnn_netdesc *desc, cnn_arena *arena) {
    name_list list;
    cnn_status status = cut_lines("classes", text, arena, &list);
    if (cnn_failed(status) || !list.count)
        return status;
    desc->classes = list.names;
    desc->class_count = list.count;
    return status;
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
    name_list list = {0};
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
