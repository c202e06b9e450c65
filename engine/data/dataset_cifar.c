/* CIFAR-10 and CIFAR-100 in their binary form: records of one label byte (CIFAR-100: a coarse one and a fine one) and
 * 3 x 32 x 32 bytes, the planes red, green, blue. Source: the format notes of the CIFAR data sets. */
#include "dataset_cifar.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { BATCHES = 5 };
static const size_t LARGEST_BATCH = (size_t)1 << 30;

const char *const cnn_cifar10_names[10] = {
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
const char *const cnn_cifar100_names[100] = {"apple", "aquarium fish", "baby", "bear", "beaver", "bed", "bee", "beetle",
    "bicycle", "bottle", "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
    "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin",
    "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn mower",
    "leopard", "lion", "lizard", "lobster", "man", "maple tree", "motorcycle", "mountain", "mouse", "mushroom",
    "oak tree", "orange", "orchid", "otter", "palm tree", "pear", "pickup truck", "pine tree", "plain", "plate",
    "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark",
    "shrew", "skunk", "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet pepper",
    "table", "tank", "telephone", "television", "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe",
    "whale", "willow tree", "wolf", "woman", "worm"};

void cnn_cifar_name(cnn_data_reading *r, bool hundred) {
    r->first = 0;
    r->names = hundred ? cnn_cifar100_names : cnn_cifar10_names;
    r->name_count = hundred ? 100 : 10;
}

/* Records of `head` label bytes, of which the last counts. */
static cnn_status add_batch(cnn_data_reading *r, const char *name, int part, int head) {
    unsigned char *bytes;
    size_t length, record = (size_t)head + CNN_CIFAR_PIXELS;
    char path[4096];
    cnn_data_path(r, name, path, sizeof path);
    cnn_status status = cnn_file_read(path, LARGEST_BATCH, true, &bytes, &length);
    if (cnn_failed(status))
        return status;
    int records = (int)(length / record);
    if (length % record || !records)
        status = cnn_fail(
            CNN_BAD_INPUT, "%s: %zu bytes are not a whole number of records of %zu bytes", path, length, record);
    if (!cnn_failed(status))
        status = cnn_data_room(r, part, records, (cnn_shape){1, 3, CNN_CIFAR_SIDE, CNN_CIFAR_SIDE}, path);
    for (int i = 0; i < records && !cnn_failed(status); i++) {
        const unsigned char *at = bytes + (size_t)i * record;
        status = cnn_data_see(r, at[head - 1], path, i);
        uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, part, at[head - 1]);
        if (to)
            memcpy(to, at + head, CNN_CIFAR_PIXELS);
    }
    free(bytes);
    return status;
}

static bool is_hundred(const cnn_folder *folder) {
    return cnn_folder_find(folder, "train.bin") && cnn_folder_find(folder, "test.bin");
}

static bool is_cifar(const cnn_folder *folder) {
    return cnn_folder_find(folder, "data_batch_1.bin") || is_hundred(folder);
}

static cnn_status read_ten(cnn_data_reading *r) {
    cnn_status status = cnn_ok();
    for (int i = 1; i <= BATCHES && !cnn_failed(status); i++) {
        char name[32];
        cnn_format(name, sizeof name, "data_batch_%d.bin", i);
        if (!cnn_folder_find(&r->folder, name))
            return cnn_fail(CNN_BAD_INPUT,
                "%s: found data_batch_1.bin; %s of CIFAR-10 is missing, expected are data_batch_1.bin to "
                "data_batch_5.bin and test_batch.bin",
                r->folder.path, name);
        status = add_batch(r, name, CNN_TRAIN, 1);
        if (!cnn_failed(status))
            status = cnn_data_progress(r, i, BATCHES + 1);
    }
    if (cnn_failed(status) || cnn_folder_find(&r->folder, "test_batch.bin"))
        return cnn_failed(status) ? status : add_batch(r, "test_batch.bin", CNN_TEST, 1);
    return cnn_fail(CNN_BAD_INPUT, "%s: found data_batch_1.bin; expected beside it is test_batch.bin", r->folder.path);
}

static cnn_status read_cifar(cnn_data_reading *r) {
    bool hundred = is_hundred(&r->folder);
    cnn_cifar_name(r, hundred);
    if (!hundred)
        return read_ten(r);
    cnn_status status = add_batch(r, "train.bin", CNN_TRAIN, 2);
    return cnn_failed(status) ? status : add_batch(r, "test.bin", CNN_TEST, 2);
}

const cnn_data_kind cnn_data_cifar = {"CIFAR's binary form", is_cifar, NULL, read_cifar};
