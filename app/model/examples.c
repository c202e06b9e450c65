/* The file is read before each change, so that what another window has saved since is not lost. */
#include "examples.h"

#include "assets.h"
#include "bench_link.h"
#include "file.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 64 * 1024 * 1024 };

void examples_free(examples *e) {
    for (int i = 0; i < e->count; i++)
        free(e->list[i].link);
    e->count = 0;
}

/* Takes the link over. */
static bool append(examples *e, const char *name, char *link) {
    if (!link || e->count == EXAMPLES_MAX) {
        free(link);
        return false;
    }
    example *one = &e->list[e->count++];
    cnn_format(one->name, sizeof one->name, "%s", name);
    one->link = link;
    return true;
}

static char *copy_of(const char *text, size_t length) {
    char *copy = malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static void take_line(examples *e, const char *line, size_t length) {
    const char *tab = memchr(line, '\t', length);
    char name[EXAMPLE_NAME];
    if (!tab || tab == line || tab - line >= EXAMPLE_NAME)
        return;
    cnn_format(name, sizeof name, "%.*s", (int)(tab - line), line);
    char *link = copy_of(tab + 1, length - (size_t)(tab + 1 - line));
    if (cnn_is_printable(name) && link && bench_link_is(link))
        append(e, name, link);
    else
        free(link);
}

cnn_status examples_read(examples *e) {
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (!e->path[0] || !cnn_file_exists(e->path)) /* nothing was written yet */
        return cnn_ok();
    cnn_status status = cnn_file_read(e->path, FILE_BYTES, false, &bytes, &length);
    if (cnn_failed(status))
        return cnn_fail(status.code, tr("example.unreadable"), status.message);
    examples_free(e);
    const char *text = (const char *)bytes, *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((stop ? stop : end) - text);
        take_line(e, text, line);
        text += line + 1;
    }
    free(bytes);
    return status;
}

static cnn_status write_all(const examples *e) {
    size_t size = 1, length = 0;
    if (!e->path[0])
        return cnn_ok();
    for (int i = 0; i < e->count; i++)
        size += strlen(e->list[i].name) + strlen(e->list[i].link) + 2;
    char *text = malloc(size);
    if (!text)
        return cnn_no_memory("the examples", size);
    text[0] = '\0';
    for (int i = 0; i < e->count; i++)
        length += cnn_format(text + length, size - length, "%s\t%s\n", e->list[i].name, e->list[i].link);
    cnn_status status = user_file_write(e->path, text);
    free(text);
    return cnn_failed(status) ? cnn_fail(status.code, tr("example.unwritable"), status.message) : status;
}

int examples_find(const examples *e, const char *name) {
    for (int i = 0; i < e->count; i++)
        if (!strcmp(e->list[i].name, name))
            return i;
    return -1;
}

static void take_out(examples *e, int index) {
    free(e->list[index].link);
    memmove(e->list + index, e->list + index + 1, (size_t)(--e->count - index) * sizeof *e->list);
}

cnn_status examples_add(examples *e, const char *name, const char *link) {
    if (!name[0] || strlen(name) >= EXAMPLE_NAME || !cnn_is_printable(name))
        return cnn_fail(CNN_BAD_INPUT, tr("example.name"), EXAMPLE_NAME - 1);
    cnn_status status = examples_read(e);
    if (cnn_failed(status))
        return status;
    char *copy = copy_of(link, strlen(link));
    int old = examples_find(e, name);
    if (copy && old >= 0)
        take_out(e, old);
    if (e->count == EXAMPLES_MAX || !copy) {
        free(copy);
        return cnn_fail(CNN_BAD_INPUT, tr("example.full"), EXAMPLES_MAX);
    }
    append(e, name, copy);
    example newest = e->list[e->count - 1];
    memmove(e->list + 1, e->list, (size_t)(e->count - 1) * sizeof *e->list);
    e->list[0] = newest;
    return write_all(e);
}

cnn_status examples_remove(examples *e, int index) {
    if (index < 0 || index >= e->count)
        return cnn_ok();
    char name[EXAMPLE_NAME];
    cnn_format(name, sizeof name, "%s", e->list[index].name);
    cnn_status status = examples_read(e);
    int now = examples_find(e, name);
    if (!cnn_failed(status) && now >= 0) {
        take_out(e, now);
        status = write_all(e);
    }
    return status;
}
