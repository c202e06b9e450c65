/* The picture of a scene: numbers, a preset, a picture of a data set, or a file beside the lesson. */
#include "lesson_setup.h"

#include "dataset_fit.h"
#include "picture.h"
#include "presets.h"
#include "scene_words.h"

#include <string.h>

/* Numbers from black to white become those that the network takes. */
static void take_range(setup *s) {
    bench *b = s->b;
    if (!s->takes)
        return;
    cnn_levels levels = cnn_netdesc_levels(s->takes);
    cnn_levels_take(&levels, (cnn_shape){1, b->channels, b->rows, b->columns}, b->pixels);
}

/* ---- a file ---- */

/* One side given, the other keeps the shape of the picture. */
static void size_of_file(setup *s, const cnn_yaml *map, const picture_facts *file) {
    const cnn_yaml *rows = cnn_yaml_get(map, "rows"), *columns = cnn_yaml_get(map, "columns");
    bench *b = s->b;
    if (s->takes)
        return;
    int tall = file->rows, wide = file->columns;
    if (rows)
        tall = b->rows, wide = columns ? b->columns : (tall * file->columns + file->rows / 2) / file->rows;
    else if (columns)
        wide = b->columns, tall = (wide * file->rows + file->columns / 2) / file->columns;
    if (tall > BENCH_SIDE || wide > BENCH_SIDE)
        cnn_reader_fail(&s->r, map,
            "the picture has %d x %d pixels, at most %d x %d are shown; it is made smaller by rows and columns, as in "
            "{picture: logo.png, rows: 16, columns: 16}",
            tall, wide, BENCH_SIDE, BENCH_SIDE);
    b->rows = tall < 1 ? 1 : tall;
    b->columns = wide < 1 ? 1 : wide;
}

static void use_file(setup *s, const cnn_yaml *name, const cnn_yaml *map) {
    static const char *const inks[] = {"0", "1", NULL};
    char path[8192];
    picture_facts file = {0};
    if (!lesson_find_file(s->l, cnn_yaml_text(name), path, sizeof path))
        cnn_reader_fail(&s->r, name, "there is no picture %.80s beside the lesson", cnn_yaml_text(name));
    else
        cnn_reader_keep(&s->r, picture_look(path, &file));
    bool dark_is_one = cnn_read_choice(&s->r, map, "ink", inks, 0) == 1;
    if (cnn_reader_failed(&s->r))
        return;
    bench *b = s->b;
    if (!s->takes && !cnn_yaml_get(s->root, "channels"))
        b->channels = file.colour ? BENCH_CHANNELS : 1;
    size_of_file(s, map, &file);
    if (cnn_reader_failed(&s->r))
        return;
    b->picture_preset = -1;
    cnn_fitting fitting = s->takes ? s->takes->fit : (cnn_fitting){CNN_FITTING_USUAL, 0, false};
    cnn_reader_keep(&s->r, picture_read_as(path, fitting, (cnn_shape){1, b->channels, b->rows, b->columns}, b->pixels));
    for (int i = 0; i < b->channels * b->rows * b->columns && dark_is_one; i++)
        b->pixels[i] = 1 - b->pixels[i];
    take_range(s);
}

/* A name with a dot is that of a file. */
static void use_picture(setup *s, const cnn_yaml *name, const cnn_yaml *map) {
    const char *text = cnn_yaml_text(name);
    if (text && strchr(text, '.')) {
        use_file(s, name, map);
        return;
    }
    if (cnn_yaml_get(map, "ink"))
        cnn_reader_fail(&s->r, map, "ink is for a picture file, as in {picture: logo.png, ink: 1}");
    s->b->picture_preset =
        setup_preset(s, name, "picture", preset_picture_key, PRESET_PICTURES, " or a file beside the lesson");
    if (!cnn_reader_failed(&s->r))
        bench_fill_picture(s->b);
}

/* A picture of the training set: fashion, or generated digits where that is not installed; printed in colours where
 * three channels are asked for. */
static void use_image(setup *s, const cnn_yaml *map) {
    int index = (int)cnn_read_integer(&s->r, map, "image", 0, 9999, 0);
    bench *b = s->b;
    bool colours = b->channels > 1;
    cnn_dataset *data = NULL;
    cnn_status status = cnn_dataset_open_first(colours ? "fashion-mnist-color" : "fashion-mnist", index + 1, &data);
    if (cnn_failed(status))
        status = cnn_dataset_open_first(colours ? "digits-color" : "digits", index + 1, &data);
    cnn_reader_keep(&s->r, status);
    if (cnn_failed(status))
        return;
    if (s->takes)
        cnn_reader_keep(
            &s->r, cnn_dataset_fit(data, (cnn_shape){1, b->channels, b->rows, b->columns}, &(cnn_levels){.high = 1}));
    b->channels = data->image.c;
    b->rows = data->image.h;
    b->columns = data->image.w;
    b->picture_preset = -1;
    cnn_pictures_read(data, &data->train, index % data->train.count, b->pixels);
    cnn_dataset_free(data);
    take_range(s);
}

static void use_values(setup *s, const cnn_yaml *node) {
    bench *b = s->b;
    cnn_numbers_list list;
    if (!cnn_read_matrix(&s->r, s->root, "input", &list))
        return;
    int channels = list.depth == 3 ? list.sizes[0] : 1, rows = list.depth > 1 ? list.sizes[list.depth - 2] : 0,
        columns = list.depth > 1 ? list.sizes[list.depth - 1] : 0;
    if (list.depth < 2 || list.depth > 3 || (channels != 1 && channels != BENCH_CHANNELS))
        cnn_reader_fail(&s->r, node, "input is rows of numbers, or three such lists for red, green and blue");
    if (rows > BENCH_SIDE || columns > BENCH_SIDE)
        cnn_reader_fail(
            &s->r, node, "input is %d x %d; the bench holds %d x %d", rows, columns, BENCH_SIDE, BENCH_SIDE);
    if (cnn_reader_failed(&s->r) || setup_contradicts(s, "channels", channels, "input"))
        return;
    b->channels = channels;
    b->rows = rows;
    b->columns = columns;
    b->picture_preset = -1;
    memcpy(b->pixels, list.data, list.count * sizeof *list.data);
}

void setup_input(setup *s) {
    static const char *const keys[] = {"picture", "image", "rows", "columns", "ink", "of", NULL}, *const sets[] = {
                                                                                                      "fashion-mnist",
                                                                                                      NULL};
    cnn_yaml *node = cnn_yaml_get(s->root, "input");
    bench *b = s->b;
    if (!node) {
        bench_fill_picture(b);
    } else if (cnn_yaml_is_list(node)) {
        use_values(s, node);
    } else if (!cnn_yaml_is_map(node)) {
        use_picture(s, node, NULL);
    } else {
        cnn_read_only_with(&s->r, node, "input", keys, input_synonyms);
        b->rows = (int)cnn_read_integer(&s->r, node, "rows", 1, BENCH_SIDE, b->rows);
        b->columns = (int)cnn_read_integer(&s->r, node, "columns", 1, BENCH_SIDE, b->columns);
        cnn_read_choice(&s->r, node, "of", sets, 0);
        if (cnn_yaml_get(node, "image"))
            use_image(s, node);
        else if (cnn_yaml_get(node, "picture"))
            use_picture(s, cnn_yaml_get(node, "picture"), node);
        else
            cnn_reader_fail(&s->r, node, "input needs a picture, as in {picture: logo.png, rows: 16, columns: 16}");
    }
}
