/* The list is short and read once; its texts are copied out of the document. */
#include "course.h"

#include "document_reader.h"
#include "file.h"

#include <string.h>

/* A text that must be there and fit. */
static void read_name(cnn_reader *r, const cnn_yaml *map, const char *key, char *out, size_t size) {
    const char *text = cnn_yaml_text(cnn_yaml_get(map, key));
    if (!text || !*text || strlen(text) >= size)
        cnn_reader_fail(r, map, "%s is a text of 1 to %d bytes", key, (int)size - 1);
    else
        cnn_format(out, size, "%s", text);
}

static void read_lesson(cnn_reader *r, const cnn_yaml *node, course *out) {
    static const char *const known[] = {"id", "minutes", NULL};
    cnn_read_only(r, node, "a lesson of the course", known);
    if (out->lesson_count == COURSE_LESSONS)
        cnn_reader_fail(r, node, "a course has at most %d lessons", COURSE_LESSONS);
    if (cnn_reader_failed(r))
        return;
    course_lesson *l = &out->lessons[out->lesson_count];
    read_name(r, node, "id", l->id, sizeof l->id);
    if (course_find(out, l->id) >= 0)
        cnn_reader_fail(r, node, "the lesson \"%s\" is listed twice", l->id);
    l->part = out->part_count;
    l->minutes = (int)cnn_read_integer(r, node, "minutes", 1, COURSE_MINUTES, 10);
    out->lesson_count++;
}

static void read_part(cnn_reader *r, const cnn_yaml *node, course *out) {
    static const char *const known[] = {"en", "ko", "lessons", "check", NULL};
    const cnn_yaml *lessons = cnn_yaml_get(node, "lessons"), *check = cnn_yaml_get(node, "check");
    cnn_read_only(r, node, "a part of the course", known);
    if (out->part_count == COURSE_PARTS)
        cnn_reader_fail(r, node, "a course has at most %d parts", COURSE_PARTS);
    if (!cnn_yaml_is_list(lessons) || !cnn_yaml_count(lessons))
        cnn_reader_fail(r, node, "a part has a list of lessons, as in lessons: [{id: padding, minutes: 9}]");
    if (cnn_reader_failed(r))
        return;
    course_part *p = &out->parts[out->part_count];
    read_name(r, node, "en", p->title[LANGUAGE_EN], COURSE_TITLE);
    read_name(r, node, "ko", p->title[LANGUAGE_KO], COURSE_TITLE);
    if (check)
        read_name(r, node, "check", p->check, sizeof p->check);
    if (strchr(p->check, '/'))
        cnn_reader_fail(r, check, "check is the name of a file beside the lessons, without .md");
    for (int i = 0; i < cnn_yaml_count(lessons); i++)
        read_lesson(r, cnn_yaml_item(lessons, i), out);
    out->part_count++;
}

cnn_status course_read(const char *folder, course *out) {
    static const char *const known[] = {"parts", NULL};
    char path[8192];
    cnn_document *d = NULL;
    memset(out, 0, sizeof *out);
    cnn_format(path, sizeof path, "%s/course.yaml", folder);
    if (!cnn_file_exists(path))
        return cnn_ok();
    cnn_status status = cnn_document_open(path, &d);
    if (cnn_failed(status))
        return status;
    cnn_reader r = cnn_reader_of(d, NULL);
    const cnn_yaml *root = cnn_document_root(d), *parts = cnn_yaml_get(root, "parts");
    cnn_read_only(&r, root, "a course", known);
    if (!cnn_yaml_is_list(parts))
        cnn_reader_fail(&r, root, "a course is a list of parts");
    for (int i = 0; i < cnn_yaml_count(parts) && !cnn_reader_failed(&r); i++)
        read_part(&r, cnn_yaml_item(parts, i), out);
    cnn_document_free(d);
    if (cnn_reader_failed(&r))
        memset(out, 0, sizeof *out);
    return r.status;
}

int course_find(const course *c, const char *id) {
    for (int i = 0; i < c->lesson_count; i++)
        if (!strcmp(c->lessons[i].id, id))
            return i;
    return -1;
}

bool course_is_check(const course *c, const char *name) {
    for (int i = 0; i < c->part_count; i++)
        if (c->parts[i].check[0] && !strcmp(c->parts[i].check, name))
            return true;
    return false;
}
