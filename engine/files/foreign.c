/* Each kind is a row: how it begins, what it is, and its recipes. In a recipe @ is the file's name and & the name without
 * its ending. Of archives, which all begin alike, the name of the first entry decides, and the file's ending only where
 * that says nothing. Sources: the format notes of zip (4.3.7), pickle, HDF5, NumPy, TensorFlow Lite's schema. */
#include "foreign.h"

#include "file.h"
#include "foreign_other.h"
#include "onnx_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct foreign {
    const char *what;
    const char *which;                   /* what of it the recipe turns; NULL: all */
    const char *network[3], *weights[3]; /* recipes for one who opens a network, or parameters; one may be missing */
} foreign;

static const foreign torch = {
    .what = "a file of PyTorch's torch.save; opening one can run a program that is hidden in it, so Stride does not",
    .network = {"import torch",
        "model = torch.load(\"@\", map_location=\"cpu\", weights_only=False).eval()  # only parameters in it: build "
        "the model, load_state_dict",
        "torch.onnx.export(model, torch.zeros(1, 3, 224, 224), \"&.onnx\")  # 1 and the size of its input"},
    .weights = {"import torch, safetensors.torch as s; d = torch.load(\"@\", map_location=\"cpu\")",
        "for k in (\"state_dict\", \"model_state_dict\", \"model\"): d = d[k] if isinstance(d, dict) and k in d else d",
        "s.save_file({k: v.clone().contiguous() for k, v in getattr(d, \"state_dict\", lambda: d)().items() if "
        "torch.is_tensor(v)}, \"&.safetensors\")"}};

static const foreign torch_script = {.what = "a TorchScript model",
    .network = {"import torch", "model = torch.jit.load(\"@\", map_location=\"cpu\").eval()",
        "torch.onnx.export(model, torch.zeros(1, 3, 224, 224), \"&.onnx\")  # 1 and the size of its input"},
    .weights = {"import torch, safetensors.torch as s", "d = torch.jit.load(\"@\", map_location=\"cpu\").state_dict()",
        "s.save_file({k: v.clone().contiguous() for k, v in d.items()}, \"&.safetensors\")"}};

static const foreign keras = {.what = "a model of Keras, or only its weights",
    .network = {"import keras, tf2onnx",
        "model = keras.models.load_model(\"@\")  # only weights in it: build the model, load_weights",
        "tf2onnx.convert.from_keras(model, output_path=\"&.onnx\")  # Keras 3: model.export(\"&.onnx\", "
        "format=\"onnx\")"}};

static const foreign lite = {.what = "a model of TensorFlow Lite",
    .network = {"import tf2onnx", "make = tf2onnx.convert.from_tflite", "make(\"@\", output_path=\"&.onnx\")"}};

static const foreign arrays = {
    .what = "an archive of NumPy arrays. Pictures in it are data: stride train NETWORK --data @",
    .which = "Parameters in it are",
    .weights = {"import numpy, safetensors.numpy as s", "d = dict(numpy.load(\"@\"))",
        "s.save_file({k: v.astype(\"float32\") for k, v in d.items()}, \"&.safetensors\")"}};

static const foreign array = {.what = "a NumPy array. Pictures in it are data: stride train NETWORK --data @",
    .which = "Parameters in it are",
    .weights = {"import numpy, safetensors.numpy as s", "d = {\"LAYER.weight\": numpy.load(\"@\").astype(\"float32\")}",
        "s.save_file(d, \"&.safetensors\")"}};

static const foreign pickle = {
    .what = "a pickle of Python; opening one can run a program that is hidden in it, so Stride does not",
    .which = "Where you trust it, its parameters are",
    .weights = {"import pickle, numpy, safetensors.numpy as s",
        "d = pickle.load(open(\"@\", \"rb\"))  # arrays by name",
        "s.save_file({k: numpy.array(v, \"float32\") for k, v in d.items()}, \"&.safetensors\")"}};

static const foreign joblib = {
    .what = "arrays of joblib; opening them can run a program that is hidden inside, so Stride does not",
    .which = "Where you trust them, they are",
    .weights = {"import joblib, numpy, safetensors.numpy as s", "d = joblib.load(\"@\")  # arrays by name",
        "s.save_file({k: numpy.array(v, \"float32\") for k, v in d.items()}, \"&.safetensors\")"}};

static const foreign parts = {.what = "a list of the files in which the parameters are",
    .which = "They are joined and",
    .weights = {"import glob, safetensors.torch as s; d = {}",
        "for f in glob.glob(\"*-of-*.safetensors\"): d.update(s.load_file(f))", "s.save_file(d, \"all.safetensors\")"}};

/* Kinds that are told in one sentence. */
static const char tensors[] = "parameters (safetensors), not a network; they go with one: stride run NETWORK PICTURE "
                              "--weights @",
                  ready[] = "an ONNX model, which brings its own network; open it in the network's place, without "
                            "--weights",
                  network_text[] = "a text, not parameters; those are in safetensors files",
                  llm[] = "a GGUF file, weights of a language model; Stride steps convolutional networks, as ONNX or "
                          "safetensors",
                  archive[] = "a zip archive; unpack it and open what is inside",
                  pointer[] = "only what Git LFS keeps in the file's place; fetch the file itself: git lfs pull",
                  web_page[] = "a web page, not the file: what was downloaded is the page around it; download the "
                               "file itself",
                  plain_text[] = "a text, not an ONNX model; a network as text ends in .yaml",
                  nothing[] = "an empty file; was it downloaded or copied to the end?";

/* Which of these a file is: a row, or a sentence of its own. */
typedef struct found {
    const foreign *row;
    const char *sentence;
} found;

static bool begins(const unsigned char *bytes, size_t size, const char *start, size_t length) {
    return size >= length && !memcmp(bytes, start, length);
}

static const foreign *by_ending(const char *path) {
    static const struct {
        const char *ending;
        const foreign *row;
    } rows[] = {{".pt", &torch}, {".pth", &torch}, {".ckpt", &torch}, {".bin", &torch}, {".keras", &keras},
        {".npz", &arrays}, {".joblib", &joblib}, {".pkl", &pickle}, {".pickle", &pickle}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cnn_path_ends(path, rows[i].ending))
            return rows[i].row;
    return NULL;
}

/* An archive by the name of its first entry, of which `length` bytes are there. */
static found of_archive(const char *path, const char *name, size_t length) {
    static const struct {
        const char *word;
        bool last;
        const foreign *row;
    } words[] = {{"/data.pkl", true, &torch}, {"/.format_version", true, &torch}, {"/byteorder", true, &torch},
        {"/version", true, &torch}, {"/constants.pkl", true, &torch_script}, {"/code/", false, &torch_script},
        {"/data/", false, &torch_script}, {".npy", true, &arrays}, {"metadata.json", true, &keras},
        {"config.json", true, &keras}, {"model.weights.h5", true, &keras}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (size_t at = 0, wanted = strlen(words[i].word); at + wanted <= length; at++)
            if (!memcmp(name + at, words[i].word, wanted) && (!words[i].last || at + wanted == length))
                return (found){.row = words[i].row};
    const foreign *row = by_ending(path);
    return (found){row == &joblib || row == &pickle ? NULL : row, archive};
}

static found of_zip(const char *path, const unsigned char *bytes, size_t size) {
    enum { HEADER = 30, LENGTH_AT = 26 };
    size_t length = size > HEADER ? (size_t)bytes[LENGTH_AT] | (size_t)bytes[LENGTH_AT + 1] << 8 : 0;
    if (length > size - (size > HEADER ? HEADER : size))
        length = 0; /* cut short, or none that says anything */
    return of_archive(path, (const char *)bytes + (length ? HEADER : 0), length);
}

/* A pickle of protocol 2 to 5; PyTorch's before 1.6 begin with a number of its own. */
static found of_pickle(const char *path, const unsigned char *bytes, size_t size) {
    static const char magic[] = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    bool its = begins(bytes + 2, size - 2, magic, sizeof magic - 1) || by_ending(path) == &torch;
    return (found){.row = its ? &torch : by_ending(path) == &joblib ? &joblib : &pickle};
}

/* Safetensors: the length of a header, and the header. */
static bool is_tensors(const unsigned char *bytes, size_t size) {
    return size > 9 && !bytes[4] && !bytes[5] && !bytes[6] && !bytes[7] && bytes[8] == '{' &&
           (bytes[9] == '"' || bytes[9] == ' ' || bytes[9] == '}');
}

static bool is_text(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((bytes[i] < 0x20 && !isspace(bytes[i])) || bytes[i] == 0x7f || bytes[i] > 0xf4)
            return false;
    return size > 8;
}

static bool has_word(const unsigned char *bytes, size_t size, const char *word) {
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= size; i++)
        if (!memcmp(bytes + i, word, length))
            return true;
    return false;
}

/* What to say of a picture; NULL: it is none. */
static const char *picture_like(const unsigned char *bytes, size_t size) {
    static const char plain[] = "a picture; a network is run on it: stride run NETWORK @",
                      phone[] =
                          "a picture in a format (HEIC or AVIF) that Stride does not read; save it as JPEG or PNG, "
                          "then: stride run NETWORK &.jpg";
    static const char drawing[] = "a drawing in SVG; it becomes a picture by: rsvg-convert @ -o &.png";
    static const char *const starts[] = {"\x89PNG\r\n", "\xff\xd8\xff", "GIF8", "RIFF"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (begins(bytes, size, starts[i], strlen(starts[i])))
            return plain;
    if (size && bytes[0] == '<' && has_word(bytes, size, "<svg"))
        return drawing;
    return size > 12 && !memcmp(bytes + 4, "ftyp", 4) ? phone : NULL;
}

/* What stands in a file's place where fetching it went wrong; NULL: it did not. */
static const char *not_fetched(const unsigned char *bytes, size_t size) {
    static const char lfs[] = "version https://git-lfs";
    if (!size)
        return nothing;
    if (begins(bytes, size, lfs, sizeof lfs - 1))
        return pointer;
    bool page = size >= 14 && (!strncasecmp((const char *)bytes, "<!doctype html", 14) ||
                                  !strncasecmp((const char *)bytes, "<html", 5));
    return page ? web_page : NULL;
}

static found look(const char *path, const unsigned char *bytes, size_t size, cnn_wanted wanted) {
    if (not_fetched(bytes, size))
        return (found){.sentence = not_fetched(bytes, size)};
    if (begins(bytes, size, "PK\3\4", 4))
        return of_zip(path, bytes, size);
    if (begins(bytes, size, "\x89HDF\r\n\x1a\n", 8))
        return (found){.row = &keras};
    if (begins(bytes, size, "\x93NUMPY", 6))
        return (found){.row = &array};
    if (size > 8 && !memcmp(bytes + 4, "TFL3", 4))
        return (found){.row = &lite};
    if (begins(bytes, size, "GGUF", 4))
        return (found){.sentence = llm};
    if (size > 2 && bytes[0] == 0x80 && bytes[1] >= 2 && bytes[1] <= 5)
        return of_pickle(path, bytes, size);
    if (cnn_foreign_other(path, bytes, size) && by_ending(path) != &joblib)
        return (found){.sentence = cnn_foreign_other(path, bytes, size)};
    if (picture_like(bytes, size))
        return (found){.sentence = picture_like(bytes, size)};
    if (by_ending(path) == &joblib || by_ending(path) == &pickle)
        return (found){.row = by_ending(path)};
    if (size && bytes[0] == '{' && has_word(bytes, size, "\"weight_map\""))
        return (found){.row = &parts};
    if (wanted == CNN_WANTED_NETWORK && cnn_onnx_is(bytes, size, path))
        return (found){.sentence = is_text(bytes, size) ? plain_text : NULL};
    if (wanted == CNN_WANTED_NETWORK)
        return (found){.sentence = is_tensors(bytes, size) ? tensors : NULL};
    if (is_tensors(bytes, size))
        return (found){0};
    return (found){.sentence = cnn_onnx_is(bytes, size, path) ? ready : is_text(bytes, size) ? network_text : NULL};
}

/* Writes a text with the file's name in place of @ and the name without its ending in place of &. What could end a
 * string of Python, or steer a terminal, is no part of it. */
static void fill(const char *text, const char *path, char *out, size_t size) {
    const char *slash = strrchr(path, '/');
    cnn_status printable = cnn_fail(CNN_BAD_INPUT, "%s", slash ? slash + 1 : path);
    char *name = printable.message, *dot = strrchr(name, '.');
    for (char *c = name; *c; c++)
        *c = strchr("\"'\\", *c) ? '?' : *c;
    for (; *text; text++)
        if (*text == '@')
            cnn_append(out, size, "%s", name);
        else if (*text == '&')
            cnn_append(out, size, "%.*s", (int)(dot && dot != name ? dot - name : (ptrdiff_t)strlen(name)), name);
        else
            cnn_append(out, size, "%c", *text);
}

cnn_status cnn_foreign_bytes(const char *path, const unsigned char *bytes, size_t size, cnn_wanted wanted) {
    found is = look(path, bytes, size, wanted);
    char what[CNN_MESSAGE_MAX] = "";
    if (!is.row && !is.sentence)
        return cnn_ok();
    fill(is.row ? is.row->what : is.sentence, path, what, sizeof what);
    if (!is.row)
        return cnn_fail(CNN_BAD_INPUT, "%s: %s", path, what);
    bool onnx = is.row->network[0] && (wanted == CNN_WANTED_NETWORK || !is.row->weights[0]);
    cnn_status status = cnn_fail(CNN_BAD_INPUT, "%s: %s. %s turned into %s by these lines of Python:", path, what,
        is.row->which ? is.row->which : "It is",
        onnx && wanted == CNN_WANTED_WEIGHTS ? "an ONNX model, which then takes the network's place,"
        : onnx                               ? "an ONNX model"
                                             : "safetensors");
    for (int i = 0; i < 3; i++) {
        cnn_append(status.message, sizeof status.message, "\n  ");
        fill(onnx ? is.row->network[i] : is.row->weights[i], path, status.message, sizeof status.message);
    }
    return status;
}

cnn_status cnn_foreign_is_folder(const char *path) {
    char what[CNN_MESSAGE_MAX] = "";
    if (!cnn_foreign_folder(path))
        return cnn_ok();
    fill(cnn_foreign_folder(path), path, what, sizeof what);
    return cnn_fail(CNN_BAD_INPUT, "%s: %s", path, what);
}

cnn_status cnn_foreign_file(const char *path, cnn_wanted wanted) {
    unsigned char *bytes;
    size_t size;
    cnn_status folder = cnn_foreign_is_folder(path);
    if (cnn_failed(folder))
        return folder;
    if (cnn_failed(cnn_file_read_start(path, CNN_FOREIGN_START, false, &bytes, &size)))
        return cnn_ok();
    cnn_status status = cnn_foreign_bytes(path, bytes, size, wanted);
    free(bytes);
    return status;
}
