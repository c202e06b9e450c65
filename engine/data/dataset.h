/* Labelled pictures to train on and to test with: bytes 0..255, one picture after the other, each [C, H, W]. They keep
 * the size of the file. The network sees them as numbers, usually from 0 to 1 (levels.h), fitted to its input
 * (dataset_fit.h) one by one as they are read. */
#ifndef CNN_DATASET_H
#define CNN_DATASET_H

#include "arena.h"
#include "class_names.h"
#include "levels.h"
#include "status.h"
#include "tensor.h"

#include <stdint.h>

typedef struct cnn_pictures {
    int count;
    const uint8_t *pixels;  /* count * C*H*W of the size they are stored in */
    const uint16_t *labels; /* count, each below `classes` */
    const uint8_t *colours; /* dataset_print.h; NULL: the pictures are read as they are stored */
} cnn_pictures;

/* Bytes on the heap, or a file in memory. */
typedef struct cnn_held {
    void *bytes;
    size_t mapped; /* bytes of the file; 0: on the heap */
} cnn_held;

typedef struct cnn_dataset {
    char name[48];
    cnn_shape image;         /* n = 1; what cnn_pictures_read gives */
    cnn_shape stored;        /* n = 1; the size of the bytes. n = 0: as `image` */
    float low, high;         /* what 0 and 255 become */
    cnn_fitting fitting;     /* how pictures of another size are fitted */
    bool fitted;             /* they were when they were decoded */
    const float *mean, *std; /* and then (x - mean) / std of each channel; NULL: 0 and 1. In the arena */
    int classes;
    cnn_class_names *names; /* of all classes; the number where there is no better one. Owned */
    cnn_pictures train, test;
    cnn_arena *arena;
    char note[CNN_MESSAGE_MAX]; /* what was taken for what, for the person; empty: nothing */
    cnn_held held[2];           /* pictures that are not in the arena */
} cnn_dataset;

/* What opening a data set needs to know. */
typedef struct cnn_dataset_wish {
    const char *name;
    int most;          /* pictures of each set; the rest is not read */
    cnn_shape image;   /* what picture files are decoded to; n = 0: the size of the first one */
    const char *cache; /* a folder for decoded pictures; NULL: they are decoded every time */

    /* Decodes a picture file to numbers 0..1 of a shape, and says its size; NULL: there is no decoder. */
    cnn_status (*decode)(const char *path, cnn_fitting fitting, cnn_shape shape, float *pixels);
    cnn_fitting fitting;
    cnn_status (*look)(const char *path, cnn_shape *shape);

    /* Told how much is read, 0 to 1; reading ends when it returns false. May be NULL. */
    bool (*progress)(void *context, float share);
    void *context;
} cnn_dataset_wish;

/* Opens "fashion-mnist" (where Debian's dataset-fashion-mnist puts it), "digits" (drawn here), the same with "-color"
 * (each picture printed in two colours of its own, which are the same every time), or a folder or file as it lies:
 *
 *     the MNIST family     train-images-idx3-ubyte and so on, plain or with .gz; also EMNIST, KMNIST and QMNIST by their
 *                          own names. FOLDER/emnist-letters names one of several sets in a folder
 *     CIFAR-10, CIFAR-100  binary, or Python's pickles (pickle.h)
 *     STL-10               binary
 *     USPS                 usps and usps.t, or zip.train and zip.test
 *     .npz, .npy, .csv     arrays of pictures and labels; rows of a label and pixels
 *     class folders        train/cats/1.png; the folders of train, or of the folder itself, are the classes
 *
 * Where there are no test pictures one of six is set aside. The sentence of a failure names what was found and what is
 * expected. */
cnn_status cnn_dataset_open_as(const cnn_dataset_wish *wish, cnn_dataset **out);

/* The same without a decoder for picture files. */
cnn_status cnn_dataset_open(const char *name, cnn_dataset **out);

/* Reads only the first `most` pictures of each set, which takes little time. */
cnn_status cnn_dataset_open_first(const char *name, int most, cnn_dataset **out);
void cnn_dataset_free(cnn_dataset *dataset);

static inline float cnn_pixel(const cnn_dataset *dataset, int channel, uint8_t byte) {
    cnn_levels levels = {dataset->low, dataset->high, dataset->mean, dataset->std};
    return cnn_level(&levels, channel, (float)byte / 255.0f);
}

/* The pictures as they are read before they are fitted. */
static inline cnn_shape cnn_dataset_stored(const cnn_dataset *dataset) {
    return dataset->stored.n ? dataset->stored : dataset->image;
}

/* Whether pictures are resized as their network asks when they are read. Cropping also changes those of its size. */
static inline bool cnn_dataset_resizes(const cnn_dataset *dataset) {
    bool same = cnn_shape_equal(cnn_dataset_stored(dataset), dataset->image);
    return !dataset->fitted && dataset->fitting.kind != CNN_FITTING_USUAL &&
           (!same || dataset->fitting.kind == CNN_FITTING_CROP);
}

/* Whether a picture's bytes are read as they are stored. */
static inline bool cnn_dataset_plain(const cnn_dataset *dataset) {
    return cnn_shape_equal(cnn_dataset_stored(dataset), dataset->image) && !dataset->train.colours &&
           !cnn_dataset_resizes(dataset);
}

/* The data sets that come with Stride or the system, one after the other; NULL after the last. */
const char *cnn_dataset_name(int index);

/* What the classes of one of these are called, without opening it; NULL: it is none of them. The caller drops it. */
cnn_class_names *cnn_dataset_class_names(const char *name);

/* Writes picture `index`, fitted, as numbers or as bytes. */
void cnn_pictures_read(const cnn_dataset *dataset, const cnn_pictures *from, int index, float *pixels);
void cnn_pictures_bytes(const cnn_dataset *dataset, const cnn_pictures *from, int index, uint8_t *bytes);

#endif
