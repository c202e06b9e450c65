/* What the readers of the kinds of data sets share: a row of each in the table of dataset_find.c, and the steps that
 * follow reading, which are the same for all. */
#ifndef CNN_DATASET_READ_H
#define CNN_DATASET_READ_H

#include "dataset.h"
#include "directory.h"

enum { CNN_TRAIN, CNN_TEST };

/* Pictures and labels as a reader found them. */
typedef struct cnn_data_part {
    uint8_t *pixels; /* count * C*H*W */
    int32_t *labels; /* as the file has them */
    int count, room;
} cnn_data_part;

typedef struct cnn_data_reading {
    cnn_dataset *d; /* its arena holds what is read */
    const cnn_dataset_wish *wish;
    cnn_folder folder; /* where the files are */
    const char *file;  /* one file was named; NULL: a folder was */
    char set[64];      /* of several sets in one folder the one that was named; empty: none was */

    cnn_shape shape; /* of a picture */
    cnn_data_part parts[2];
    const char *const *names; /* of the classes, where the format has some */
    int name_count;
    int first;                      /* the label of the first class; -1: to be told from the labels */
    bool seen[CNN_CLASSES_MAX + 1]; /* labels in the files, those of pictures beyond `most` too */
} cnn_data_reading;

typedef struct cnn_data_kind {
    const char *what;                     /* "MNIST's four files" */
    bool (*is)(const cnn_folder *folder); /* whether the folder holds this kind */
    bool (*is_file)(const char *path);    /* whether one file is this kind; NULL: none is */
    cnn_status (*read)(cnn_data_reading *r);
} cnn_data_kind;

extern const cnn_data_kind cnn_data_idx, cnn_data_cifar, cnn_data_cifar_pickle, cnn_data_stl, cnn_data_numpy,
    cnn_data_csv, cnn_data_usps, cnn_data_images;

/* The classes of Fashion-MNIST. */
extern const char *const cnn_garments[10];

/* Turns EMNIST's pictures upright, and names the classes of the MNIST family by what `set` or the folder is called. */
cnn_status cnn_data_name_mnist(cnn_data_reading *r, const char *set);

/* The side of a square of so many pixels; 0: they are none. */
int cnn_data_side(int64_t pixels);

/* Finds the kind of what `name` leads to and reads it. */
cnn_status cnn_data_find(cnn_data_reading *r, const char *name);

/* The path of an entry of the folder. */
void cnn_data_path(const cnn_data_reading *r, const char *name, char *path, size_t size);

/* Room for `count` more pictures of `shape` in a part, all of which have one size; `found` in the sentence. */
cnn_status cnn_data_room(cnn_data_reading *r, int part, int count, cnn_shape shape, const char *found);

/* Notes a label that stands in the file `path`; `row` counts from 0. */
cnn_status cnn_data_see(cnn_data_reading *r, int64_t label, const char *path, int row);

/* A picture and its label become the last of a part; what is beyond `most` is only seen. NULL: it has no room. */
uint8_t *cnn_data_add(cnn_data_reading *r, int part, int32_t label);

/* Which part the next picture of `label` belongs to where a data set comes without test pictures: one of six of each
 * class is set aside, by a seed that is always the same. `counts` has CNN_CLASSES_MAX + 1 zeros at first. */
int cnn_data_split(int32_t label, int *counts);

/* Tells the progress; fails when reading was called off. */
cnn_status cnn_data_progress(const cnn_data_reading *r, double done, double all);

/* What was read becomes the data set. */
cnn_status cnn_data_finish(cnn_data_reading *r);

/* Rows become columns, in every picture of a part. */
void cnn_data_transpose(uint8_t *pixels, int count, cnn_shape shape);

/* Lower case letters of ASCII. */
void cnn_data_lower(const char *text, char *lower, size_t size);
bool cnn_data_ends(const char *name, const char *ending);

#endif
