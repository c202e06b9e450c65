/* A file is a head, the labels, and the pixels. It is mapped, so that pictures are read from the disk when they are
 * needed. A file in use may be dropped: it stays until nobody has it in memory. */
#include "dataset_cache.h"

#include "file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t MOST_BYTES = (int64_t)2 << 30;
static const char MAGIC[16] = "stride-pictures";

typedef struct cache_head {
    char magic[16];
    uint64_t hash, labels_hash;
    int32_t channels, height, width, counts[2];
    char note[CNN_MESSAGE_MAX];
} cache_head;

enum { HEAD = 2048 };
_Static_assert(sizeof(cache_head) <= HEAD, "the head has room for what it holds");

cnn_cache_key cnn_cache_begin(void) {
    return (cnn_cache_key){1469598103934665603u};
}

/* FNV-1a. */
void cnn_cache_note(cnn_cache_key *key, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        key->hash = (key->hash ^ at[i]) * 1099511628211u;
}

static uint64_t hash_of(const void *bytes, size_t size) {
    cnn_cache_key key = cnn_cache_begin();
    cnn_cache_note(&key, bytes, size);
    return key.hash;
}

static void path_of(const cnn_data_reading *r, cnn_cache_key key, char *path, size_t size) {
    cnn_format(path, size, "%s/pictures-%016llx", r->wish->cache, (unsigned long long)key.hash);
}

/* The size that a file with this head has; 0: the head cannot be right. */
static size_t whole_size(const cache_head *h, cnn_cache_key key) {
    bool sane = !memcmp(h->magic, MAGIC, sizeof MAGIC) && h->hash == key.hash && h->channels > 0 && h->height > 0 &&
                h->width > 0 && h->counts[0] >= 0 && h->counts[1] >= 0 && memchr(h->note, 0, sizeof h->note);
    double each = (double)h->channels * h->height * h->width, count = (double)h->counts[0] + h->counts[1];
    if (!sane || count * (each + sizeof(uint16_t)) > (double)MOST_BYTES)
        return 0;
    return HEAD + (size_t)count * (sizeof(uint16_t) + (size_t)each);
}

/* The pictures of a mapped file; false: it is damaged. */
static bool use(cnn_data_reading *r, const cache_head *h, uint8_t *bytes) {
    int count = h->counts[0] + h->counts[1];
    const uint16_t *labels = (const uint16_t *)(const void *)(bytes + HEAD);
    uint8_t *pixels = bytes + HEAD + (size_t)count * sizeof *labels;
    if (hash_of(labels, (size_t)count * sizeof *labels) != h->labels_hash)
        return false;
    r->shape = (cnn_shape){1, h->channels, h->height, h->width};
    for (int part = 0; part < 2; part++) {
        cnn_data_part *p = &r->parts[part];
        int32_t *own = malloc(((size_t)h->counts[part] + 1) * sizeof *own);
        if (!own)
            return false;
        for (int i = 0; i < h->counts[part]; i++)
            own[i] = labels[i];
        int kept = h->counts[part] < r->wish->most ? h->counts[part] : r->wish->most;
        free(p->labels);
        *p = (cnn_data_part){pixels, own, kept, kept};
        labels += h->counts[part];
        pixels += (size_t)h->counts[part] * cnn_shape_image(r->shape);
    }
    cnn_format(r->d->note, sizeof r->d->note, "%s", h->note);
    return true;
}

bool cnn_cache_read(cnn_data_reading *r, cnn_cache_key key) {
    char path[4096];
    struct stat about;
    if (!r->wish->cache)
        return false;
    path_of(r, key, path, sizeof path);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    bool there = descriptor >= 0 && fstat(descriptor, &about) == 0 && about.st_size >= HEAD;
    size_t size = there ? (size_t)about.st_size : 0;
    void *bytes = there ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    if (descriptor >= 0)
        close(descriptor);
    if (bytes == MAP_FAILED)
        return false;
    cache_head head;
    memcpy(&head, bytes, sizeof head);
    if (whole_size(&head, key) != size || !use(r, &head, bytes)) {
        munmap(bytes, size);
        return false;
    }
    r->d->held[0] = (cnn_held){bytes, size};
    utimensat(AT_FDCWD, path, NULL, 0); /* used last */
    return true;
}

/* Drops the files that were used longest ago until `room` more bytes fit. */
static void make_room(const char *path, int64_t room) {
    cnn_arena *arena = cnn_arena_new();
    cnn_folder folder = {.count = 0};
    int64_t bytes = room;
    if (!arena || cnn_failed(cnn_folder_list(path, arena, &folder)))
        folder.count = 0;
    for (int i = 0; i < folder.count; i++)
        bytes += folder.entries[i].size;
    while (bytes > MOST_BYTES) {
        int oldest = -1;
        for (int i = 0; i < folder.count; i++)
            if (!strncmp(folder.entries[i].name, "pictures-", 9) && folder.entries[i].size > 0 &&
                (oldest < 0 || folder.entries[i].changed < folder.entries[oldest].changed))
                oldest = i;
        if (oldest < 0)
            break;
        char file[4096];
        cnn_format(file, sizeof file, "%s/%s", path, folder.entries[oldest].name);
        unlink(file);
        bytes -= folder.entries[oldest].size;
        folder.entries[oldest].size = 0;
    }
    cnn_arena_free(arena);
}

void cnn_cache_write(const cnn_data_reading *r, cnn_cache_key key) {
    const cnn_data_part *train = &r->parts[CNN_TRAIN], *test = &r->parts[CNN_TEST];
    size_t count = (size_t)train->count + (size_t)test->count, each = cnn_shape_image(r->shape);
    if (!r->wish->cache)
        return;
    union {
        cache_head head;
        char bytes[HEAD];
    } h = {.bytes = {0}};
    h.head = (cache_head){.hash = key.hash,
        .channels = r->shape.c,
        .height = r->shape.h,
        .width = r->shape.w,
        .counts = {train->count, test->count}};
    memcpy(h.head.magic, MAGIC, sizeof MAGIC);
    cnn_format(h.head.note, sizeof h.head.note, "%s", r->d->note);
    size_t size = whole_size(&h.head, key);
    uint16_t *labels = size ? malloc(count * sizeof *labels + 1) : NULL;
    if (!labels)
        return;
    for (size_t i = 0; i < count; i++)
        labels[i] = (uint16_t)(i < (size_t)train->count ? train->labels[i] : test->labels[i - (size_t)train->count]);
    h.head.labels_hash = hash_of(labels, count * sizeof *labels);
    char path[4096];
    path_of(r, key, path, sizeof path);
    mkdir(r->wish->cache, 0777);
    make_room(r->wish->cache, (int64_t)size);
    cnn_piece pieces[] = {{h.bytes, HEAD}, {labels, count * sizeof *labels},
        {train->pixels, (size_t)train->count * each}, {test->pixels, (size_t)test->count * each}};
    (void)cnn_file_write(path, pieces, 4);
    free(labels);
}
