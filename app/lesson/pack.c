/* libzip does the packing. What is in a pack was written by anyone, so names and sizes are checked before a byte of it
 * is unpacked, and no more is unpacked than was announced. */
#include "pack.h"

#include "file.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

static bool ends_with(const char *name, const char *ending) {
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && !strcasecmp(name + length - tail, ending);
}

bool pack_is(const char *path) {
    return ends_with(path, ".stride");
}

static bool is_of_a_lesson(const char *name) {
    static const char *const endings[] = {".md", ".yaml", ".txt", ".onnx", ".png", ".jpg", ".jpeg", ".jfif", ".bmp",
        ".gif", ".webp", ".pgm", ".ppm", ".pbm", ".safetensors"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(name, endings[i]))
            return true;
    return false;
}

/* ---- packing ---- */

typedef struct packed {
    char path[4096], name[PACK_NAME];
} packed;

typedef struct packer {
    const lesson *l;
    packed *files;
    int count;
    cnn_status status;
} packer;

/* The folder of the language within the pack: a lesson in one language alone may lie anywhere. */
static const char *folder_name(const lesson *l, int in) {
    static const char *const names[LANGUAGE_COUNT] = {"en/", "ko/"};
    size_t length = strlen(l->folders[in]);
    bool own = length >= 2 && !strncmp(l->folders[in] + length - 2, names[in], 2) &&
               (length == 2 || l->folders[in][length - 3] == '/');
    return own ? names[in] : "";
}

static void add(packer *p, const char *path, const char *folder, const char *name) {
    packed made;
    cnn_format(made.path, sizeof made.path, "%s", path);
    cnn_format(made.name, sizeof made.name, "%s%s", folder, name);
    for (int i = 0; i < p->count; i++)
        if (!strcmp(p->files[i].name, made.name))
            return;
    if (p->count == PACK_FILES && !cnn_failed(p->status))
        p->status =
            cnn_fail(CNN_BAD_INPUT, "%s has more than %d files, so it cannot be packed", p->l->name, PACK_FILES);
    if (p->count < PACK_FILES && is_of_a_lesson(made.name))
        p->files[p->count++] = made;
}

static void add_beside(packer *p, const char *path, const char *folder, const char *network, const char *name) {
    packed beside;
    const char *ends = strrchr(path, '/'), *ended = strrchr(network, '/');
    cnn_format(beside.path, sizeof beside.path, "%.*s%s", ends ? (int)(ends + 1 - path) : 0, path, name);
    cnn_format(beside.name, sizeof beside.name, "%.*s%s", ended ? (int)(ended + 1 - network) : 0, network, name);
    if (cnn_file_exists(beside.path))
        add(p, beside.path, folder, beside.name);
}

/* The names of classes that lie beside a network: those that it names, and labels.txt, which is read without that. */
static void add_labels(packer *p, const char *path, const char *folder, const char *network) {
    cnn_document *d = NULL;
    if (!ends_with(network, ".yaml") && !ends_with(network, ".onnx"))
        return;
    add_beside(p, path, folder, network, "labels.txt");
    if (ends_with(network, ".onnx") || cnn_failed(cnn_document_open(path, &d)))
        return;
    const char *classes = cnn_yaml_text(cnn_yaml_get(cnn_document_root(d), "classes"));
    if (classes && *classes && *classes != '.' && !strchr(classes, '/') && strlen(classes) < PACK_NAME / 2)
        add_beside(p, path, folder, network, classes);
    cnn_document_free(d);
}

/* A word of a scene that is the name of a file beside the lesson. */
static void add_named(packer *p, const char *word) {
    char name[PACK_NAME], path[4096];
    for (int i = 0; i < 2; i++) {
        cnn_format(name, sizeof name, "%s%s", word, i ? ".yaml" : "");
        if (!lesson_find_file(p->l, name, path, sizeof path))
            continue;
        for (int in = 0; in < LANGUAGE_COUNT; in++) {
            size_t length = strlen(p->l->folders[in]);
            if (!strncmp(path, p->l->folders[in], length) && path[length] == '/') {
                add(p, path, folder_name(p->l, in), name);
                add_labels(p, path, folder_name(p->l, in), name);
                return;
            }
        }
    }
}

static void add_words(packer *p, const cnn_yaml *node) {
    const char *text = cnn_yaml_text(node);
    if (text && *text && strlen(text) < PACK_NAME - 10)
        add_named(p, text);
    for (int i = 0; i < cnn_yaml_count(node); i++)
        add_words(p, cnn_yaml_is_map(node) ? cnn_yaml_value(node, i) : cnn_yaml_item(node, i));
}

static void add_pictures(packer *p, int in, const prose *text) {
    for (int i = 0; i < text->count; i++) {
        const prose_picture *picture = &text->blocks[i].picture;
        bool own = picture->name && picture->folder == p->l->folders[in];
        char path[4096];
        if (!picture->name)
            continue;
        cnn_format(path, sizeof path, "%s/%s", picture->folder, picture->name);
        add(p, path, folder_name(p->l, own ? in : (int)p->l->original), picture->name);
    }
}

static void gather(packer *p) {
    const lesson *l = p->l;
    char name[80];
    cnn_format(name, sizeof name, "%s.md", l->name);
    for (int in = 0; in < LANGUAGE_COUNT; in++)
        if (l->path[in][0])
            add(p, l->path[in], folder_name(l, in), name);
    for (int i = 0; i < l->count; i++) {
        if (l->pages[i].scene)
            add_words(p, cnn_document_root(l->pages[i].scene));
        for (int in = 0; in < LANGUAGE_COUNT; in++) {
            add_pictures(p, in, &l->pages[i].text[in]);
            add_pictures(p, in, &l->pages[i].notes[in]);
        }
    }
}

static cnn_status no_zip(const char *path, zip_error_t *error) {
    cnn_status status = cnn_fail(CNN_IO, "%s: %s", path, zip_error_strerror(error));
    zip_error_fini(error);
    return status;
}

static cnn_status put(zip_t *zip, const packed *file, size_t *total) {
    unsigned char *bytes;
    size_t length;
    cnn_status status = cnn_file_read(file->path, PACK_BYTES, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    *total += length;
    if (*total > PACK_UNPACKED) {
        free(bytes);
        return cnn_fail(CNN_BAD_INPUT, "with %s the lesson has more than %d MB, so it cannot be packed", file->path,
            PACK_UNPACKED >> 20);
    }
    zip_source_t *source = zip_source_buffer(zip, bytes, length, 1); /* which frees the bytes */
    zip_int64_t at = source ? zip_file_add(zip, file->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        zip_source_free(source);
        return cnn_fail(CNN_IO, "%s cannot be packed: %s", file->path, zip_strerror(zip));
    }
    zip_file_set_mtime(zip, (zip_uint64_t)at, 946684800, 0); /* so that the same files give the same bytes */
    return status;
}

/* The archive is made in memory and written at once. */
static cnn_status write_archive(const packer *p, const char *path) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = whole ? zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    cnn_status status = zip ? cnn_ok() : no_zip(path, &error);
    size_t total = 0;
    if (whole)
        zip_source_keep(whole);
    for (int i = 0; i < p->count && !cnn_failed(status); i++)
        status = put(zip, &p->files[i], &total);
    if (!cnn_failed(status) && zip_close(zip) < 0)
        status = cnn_fail(CNN_IO, "%s: %s", path, zip_strerror(zip));
    else if (!cnn_failed(status))
        zip = NULL;
    zip_stat_t about;
    unsigned char *bytes = NULL;
    if (!cnn_failed(status) &&
        (zip_source_stat(whole, &about) < 0 || !(bytes = malloc(about.size)) || zip_source_open(whole) < 0 ||
            zip_source_read(whole, bytes, about.size) != (zip_int64_t)about.size))
        status = cnn_fail(CNN_IO, "%s cannot be packed", path);
    if (!cnn_failed(status) && about.size > PACK_BYTES)
        status = cnn_fail(CNN_BAD_INPUT, "%s would have more than %d MB", path, PACK_BYTES >> 20);
    if (!cnn_failed(status))
        status = cnn_file_write(path, &(cnn_piece){bytes, about.size}, 1);
    free(bytes);
    if (zip)
        zip_discard(zip);
    if (whole)
        zip_source_free(whole);
    return status;
}

cnn_status pack_write(const lesson *l, const char *path) {
    packer p = {.l = l, .files = calloc(PACK_FILES, sizeof *p.files), .status = cnn_ok()};
    if (!p.files)
        return cnn_no_memory(path, PACK_FILES * sizeof *p.files);
    gather(&p);
    cnn_status status = cnn_failed(p.status) ? p.status : write_archive(&p, path);
    free(p.files);
    return status;
}

/* ---- opening ---- */

/* A name that stays in its folder on every system. */
static bool stays_inside(const char *name) {
    return name[0] && name[0] != '/' && name[0] != '.' && strlen(name) < PACK_NAME && !strstr(name, "..") &&
           !strstr(name, "/.") && !strstr(name, "//") && !strchr(name, '\\') && !strchr(name, ':') &&
           !strchr(name, '\n') && cnn_is_printable(name);
}

/* Whether the entry may be unpacked, after so many bytes of others. */
static cnn_status check_entry(const char *path, const zip_stat_t *about, size_t before) {
    bool known = (about->valid & ZIP_STAT_NAME) && (about->valid & ZIP_STAT_SIZE);
    if (!known || !stays_inside(about->name))
        return cnn_fail(CNN_BAD_INPUT, "%s: a file in it has a name that leads out of its folder", path);
    if (!is_of_a_lesson(about->name))
        return cnn_fail(
            CNN_BAD_INPUT, "%s: %.80s is no lesson, network, picture, list of names or weights", path, about->name);
    if (about->size > PACK_BYTES || about->size + before > PACK_UNPACKED)
        return cnn_fail(CNN_BAD_INPUT, "%s: unpacked it has more than %d MB", path, PACK_UNPACKED >> 20);
    return cnn_ok();
}

static cnn_status unpack_entry(const char *path, zip_t *zip, const zip_stat_t *about, const char *folder) {
    char to[4096];
    size_t size = (size_t)about->size;
    zip_file_t *file = zip_fopen_index(zip, about->index, 0);
    char *bytes = file ? malloc(size + 1) : NULL;
    if (!bytes) {
        if (file)
            zip_fclose(file);
        return cnn_fail(CNN_BAD_INPUT, "%s: %.80s cannot be read: %s", path, about->name, zip_strerror(zip));
    }
    /* what follows the last byte is nothing, and then the checksum has been compared */
    bool whole = zip_fread(file, bytes, size) == (zip_int64_t)size && zip_fread(file, bytes + size, 1) == 0;
    zip_fclose(file);
    cnn_format(to, sizeof to, "%s/%s", folder, about->name);
    cnn_status status = whole ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, "%s: %.80s is damaged", path, about->name);
    if (!cnn_failed(status)) {
        user_make_folders(to);
        status = cnn_file_write(to, &(cnn_piece){bytes, size}, 1);
    }
    free(bytes);
    return status;
}

/* The lesson is the one file that ends in .md, in en/, in ko/, or in both under one name. */
static cnn_status note_lesson(const char *path, const char *name, const char *folder, char *found, size_t size) {
    const char *slash = strrchr(name, '/'), *own = slash ? slash + 1 : name, *before = strrchr(found, '/');
    if (!ends_with(name, ".md"))
        return cnn_ok();
    if (found[0] && strcmp(before + 1, own) != 0)
        return cnn_fail(CNN_BAD_INPUT, "%s: it holds two lessons, %s and %s", path, before + 1, own);
    if (!found[0] || strncmp(name, "ko/", 3) != 0)
        cnn_format(found, size, "%s/%s", folder, name);
    return cnn_ok();
}

static cnn_status unpack(const char *path, zip_t *zip, const char *folder, char *found, size_t size) {
    zip_int64_t count = zip_get_num_entries(zip, 0);
    size_t total = 0;
    cnn_status status =
        count > PACK_FILES ? cnn_fail(CNN_BAD_INPUT, "%s: it holds more than %d files", path, PACK_FILES) : cnn_ok();
    found[0] = '\0';
    for (int pass = 0; pass < 2; pass++) /* all is checked before anything is written */
        for (zip_int64_t i = 0; i < count && !cnn_failed(status); i++) {
            zip_stat_t about;
            zip_stat_init(&about);
            if (zip_stat_index(zip, (zip_uint64_t)i, 0, &about) < 0)
                status = cnn_fail(CNN_BAD_INPUT, "%s: %s", path, zip_strerror(zip));
            else if (ends_with(about.name ? about.name : "", "/"))
                continue; /* a folder */
            else if (pass)
                status = unpack_entry(path, zip, &about, folder);
            else
                status = check_entry(path, &about, total);
            if (!pass && !cnn_failed(status)) {
                total += (size_t)about.size;
                status = note_lesson(path, about.name, folder, found, size);
            }
        }
    if (!cnn_failed(status) && !found[0])
        status = cnn_fail(CNN_BAD_INPUT, "%s: there is no lesson in it", path);
    return status;
}

/* What it holds decides where it is unpacked, so the same pack is unpacked once. */
static uint64_t print_of(const unsigned char *bytes, size_t length) {
    uint64_t print = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        print = (print ^ bytes[i]) * UINT64_C(1099511628211);
    return print;
}

cnn_status pack_open(const char *path, char *found, size_t size) {
    unsigned char *bytes;
    size_t length;
    char name[64], folder[4096];
    found[0] = '\0';
    cnn_status status = cnn_file_read(path, PACK_BYTES, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    cnn_format(name, sizeof name, "packs/%016llx", (unsigned long long)print_of(bytes, length));
    user_cache_path(name, folder, sizeof folder);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
    if (zip) {
        status = unpack(path, zip, folder, found, size);
        zip_discard(zip);
    } else {
        status = cnn_fail(CNN_BAD_INPUT, "%s: it is no pack of a lesson, or a damaged one", path);
        if (source)
            zip_source_free(source);
    }
    zip_error_fini(&error);
    free(bytes);
    return status;
}
