/* stride picture DATASET: one picture of a data set, or the one that Stride draws, as a PNG file, pixel for pixel. */
#include "cli.h"

#include "dataset_fit.h"
#include "picture.h"
#include "shot.h"

#include <stdlib.h>
#include <string.h>

typedef struct wish {
    const char *data, *output, *size;
    int64_t image;
    bool test;
    int height, width; /* 0: as the data set has it */
} wish;

static int read_wish(int count, char **arguments, wish *w) {
    const cli_option options[] = {
        {.name = "image", .value = "N", .help = "which, from 0 (0)", .number = &w->image, .low = 0, .high = 1000000},
        {.name = "test", .help = "of the test set", .flag = &w->test},
        {.name = "size", .value = "HxW", .help = "in another size, fitted as for a network", .text = &w->size},
        {.name = "output", .value = "FILE", .help = "the PNG file; also -o FILE", .text = &w->output}, {0}};
    const cli_command command = {"picture", "DATASET -o x.png [options]",
        "Writes one picture of a data set; drawn is a landscape drawn by Stride, in colours.", options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &w->data, &given);
    if (status >= 0)
        return status;
    if (!w->output)
        return cli_usage("picture", "-o FILE is missing");
    char *end = (char *)w->size;
    if (w->size) {
        w->height = (int)strtol(w->size, &end, 10);
        w->width = *end == 'x' ? (int)strtol(end + 1, &end, 10) : w->height;
    }
    if (w->size && (*end || w->height < 1 || w->width < 1 || w->height > 4096 || w->width > 4096))
        return cli_usage("picture", "--size is as in 32x32, at most 4096x4096");
    return -1;
}

static cnn_status draw_bytes(cnn_shape shape, uint8_t *bytes) {
    size_t count = cnn_shape_image(shape);
    float *drawn = malloc(count * sizeof *drawn);
    if (!drawn)
        return cnn_no_memory("a picture", count * sizeof *drawn);
    picture_drawn(shape, drawn);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(drawn[i] * 255 + 0.5f);
    free(drawn);
    return cnn_ok();
}

static cnn_status write_picture(const cnn_dataset *d, const cnn_pictures *from, const wish *w) {
    cnn_shape shape = d ? d->image : (cnn_shape){1, 3, w->height ? w->height : 32, w->width ? w->width : 32};
    size_t plane = (size_t)shape.h * (size_t)shape.w;
    uint8_t *bytes = malloc(cnn_shape_image(shape));
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, shape.w, shape.h, 32, SDL_PIXELFORMAT_XRGB8888);
    cnn_status status = bytes && surface ? cnn_ok() : cnn_no_memory(w->output, cnn_shape_image(shape));
    if (!cnn_failed(status)) {
        if (d)
            cnn_pictures_bytes(d, from, (int)w->image, bytes);
        else
            status = draw_bytes(shape, bytes);
        for (size_t i = 0; i < plane; i++) {
            const uint8_t *at = bytes + i;
            size_t next = shape.c == 3 ? plane : 0;
            uint32_t *line = (uint32_t *)((char *)surface->pixels + (int)(i / (size_t)shape.w) * surface->pitch);
            line[i % (size_t)shape.w] = (uint32_t)at[0] << 16 | (uint32_t)at[next] << 8 | at[2 * next];
        }
        status = shot_save(surface, w->output);
    }
    SDL_FreeSurface(surface);
    free(bytes);
    return status;
}

int cli_picture(int count, char **arguments) {
    wish w = {0};
    cnn_dataset *d = NULL;
    int status = read_wish(count, arguments, &w);
    if (status >= 0)
        return status;
    bool drawn = !strcmp(w.data, "drawn");
    cnn_status result = drawn ? cnn_ok() : cnn_dataset_open_first(w.data, (int)w.image + 1, &d);
    if (!cnn_failed(result) && w.height && d)
        result = cnn_dataset_fit(d, (cnn_shape){1, d->image.c, w.height, w.width}, &(cnn_levels){.high = 1});
    const cnn_pictures *from = !cnn_failed(result) && w.test ? &d->test : d ? &d->train : NULL;
    if (!cnn_failed(result) && d && w.image >= from->count)
        result = cnn_fail(CNN_BAD_INPUT, "there is no picture %lld; %s has %d, counted from 0", (long long)w.image,
            w.data, from->count);
    if (!cnn_failed(result))
        result = write_picture(d, from, &w);
    cnn_dataset_free(d);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
