/* What the first bytes do not tell the ending does. The commands are those of tf2onnx, caffe2onnx, paddle2onnx and
 * FFmpeg. */
#include "foreign_other.h"

#include "directory.h"
#include "file.h"

#include <ctype.h>
#include <string.h>

#define OPEN_THAT "is made from an ONNX or PyTorch model; open that one as ONNX"
#define GRAPH                                                                                                      \
    "a frozen graph of TensorFlow. A command turns it into an ONNX model: python -m tf2onnx.convert --graphdef @ " \
    "--inputs INPUT:0 --outputs OUTPUT:0 --output &.onnx"
#define CAFFE                                                                                                 \
    "of Caffe. A command turns the network and its weights into an ONNX model: python -m caffe2onnx.convert " \
    "--prototxt &.prototxt --caffemodel &.caffemodel --onnx &.onnx"
#define CHECKPOINT                                                                                     \
    "a part of a TensorFlow checkpoint. In Python, build the model, model.load_weights(...) and then " \
    "tf2onnx.convert.from_keras(model, output_path=\"model.onnx\")"
#define SAVED                                                                                               \
    "a SavedModel of TensorFlow. A command turns its folder into an ONNX model: python -m tf2onnx.convert " \
    "--saved-model FOLDER --output model.onnx"

bool cnn_path_ends(const char *path, const char *ending) {
    size_t length = strlen(path), wanted = strlen(ending);
    for (size_t i = 0; i < wanted && length >= wanted; i++)
        if (tolower((unsigned char)path[length - wanted + i]) != ending[i])
            return false;
    return length >= wanted;
}

/* Whether the bytes begin so, or at `at`. */
static bool has_at(const unsigned char *bytes, size_t size, size_t at, const char *start, size_t length) {
    return size >= at + length && !memcmp(bytes + at, start, length);
}

static bool holds(const unsigned char *bytes, size_t size, const char *word) {
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= size; i++)
        if (!memcmp(bytes + i, word, length))
            return true;
    return false;
}

static bool is_python(const unsigned char *bytes, size_t size) {
    return has_at(bytes, size, 0, "import ", 7) || holds(bytes, size, "\nimport ") ||
           has_at(bytes, size, 0, "#!/usr/bin/env python", 21) || holds(bytes, size, "(nn.Module)") ||
           (has_at(bytes, size, 0, "from ", 5) && holds(bytes, size, " import "));
}

/* Texts, by what stands at their beginning. */
static const char *of_text(const unsigned char *bytes, size_t size) {
    bool map = has_at(bytes, size, 0, "{", 1), xml = has_at(bytes, size, 0, "<", 1);
    if (map && holds(bytes, size, "\"cells\"") && holds(bytes, size, "\"cell_type\""))
        return "a notebook of Jupyter. In it, torch.onnx.export(model, torch.zeros(1, 3, 224, 224), \"model.onnx\") "
               "writes the model as a file that Stride opens";
    if (xml && holds(bytes, size, "<net "))
        return "a network of OpenVINO, which " OPEN_THAT;
    if (has_at(bytes, size, 0, "7767517\n", 8) || has_at(bytes, size, 0, "7767517\r", 8))
        return "a network of ncnn, which " OPEN_THAT;
    if (has_at(bytes, size, 0, "[net]", 5) || has_at(bytes, size, 0, "[network]", 9))
        return "a network of Darknet, which Stride does not read; open the model as ONNX";
    if (holds(bytes, size, "layer {") || holds(bytes, size, "layers {") || holds(bytes, size, "\ninput_dim:"))
        return "a network " CAFFE;
    if (has_at(bytes, size, 0, "model_checkpoint_path", 21))
        return CHECKPOINT;
    if (is_python(bytes, size))
        return "a program in Python. In it, torch.onnx.export(model, torch.zeros(1, 3, 224, 224), \"model.onnx\") "
               "writes the model as a file that Stride opens";
    return NULL;
}

/* Films begin as pictures of phones do. */
static bool is_film(const unsigned char *bytes, size_t size) {
    static const char *const brands[] = {
        "isom", "iso2", "mp41", "mp42", "avc1", "qt  ", "M4V ", "3gp4", "3gp5", "dash"};
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (has_at(bytes, size, 4, "ftyp", 4) && has_at(bytes, size, 8, brands[i], 4))
            return true;
    return false;
}

static const char *of_bytes(const unsigned char *bytes, size_t size) {
    static const struct {
        size_t at;
        const char *start;
        size_t length;
        const char *sentence;
    } rows[] = {
        {0, "\x1f\x8b", 2, "packed; unpack it: gunzip @"},
        {0, "BZh", 3, "packed; unpack it: bunzip2 @"},
        {0,
            "\xfd"
            "7zXZ",
            5, "packed; unpack it: unxz @"},
        {4, "ORTM", 4, "a model in ONNX Runtime's own form; open the .onnx file that it was made of"},
        {0, "MATLAB 5.0", 10, "a file of MATLAB; a network goes from there by exportONNXNetwork(net, \"model.onnx\")"},
        {0, "%PDF-", 5, "a PDF, not a network"},
        {0, "MZ", 2, "a program for Windows, not a network"},
        {0,
            "\x7f"
            "ELF",
            4, "a program, not a network"},
    };
    if (is_film(bytes, size))
        return "a film; one picture of it is taken by: ffmpeg -i @ -frames:v 1 &.png";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has_at(bytes, size, rows[i].at, rows[i].start, rows[i].length))
            return rows[i].sentence;
    return NULL;
}

static const char *of_ending(const char *path) {
    static const struct {
        const char *ending, *sentence;
    } rows[] = {
        {"saved_model.pb", SAVED},
        {".pb", GRAPH},
        {".caffemodel", "weights " CAFFE},
        {".mlmodel", "a model of Core ML, which " OPEN_THAT},
        {".param.bin", "a network of ncnn, which " OPEN_THAT},
        {".weights", "weights of Darknet, which Stride does not read; open the model as ONNX"},
        {".pdmodel", "a model of Paddle. A command turns it into an ONNX model: paddle2onnx --model_dir . "
                     "--model_filename @ --params_filename &.pdiparams --save_file &.onnx"},
        {".pdiparams", "weights of Paddle; the command is: paddle2onnx --model_dir . --model_filename &.pdmodel "
                       "--params_filename @ --save_file &.onnx"},
        {".msgpack", "weights of Flax, which Stride does not read; those of PyTorch or Keras it does, as safetensors "
                     "or ONNX"},
        {".engine", "a network of TensorRT, which " OPEN_THAT},
        {".trt", "a network of TensorRT, which " OPEN_THAT},
        {".mnn", "a network of MNN, which " OPEN_THAT},
        {".index", CHECKPOINT},
        {".data-00000-of-00001", CHECKPOINT},
        {".onnx.data", "numbers of an ONNX model; open the .onnx file beside it"},
        {".onnx_data", "numbers of an ONNX model; open the .onnx file beside it"},
        {".hwp", "a document, not a network"},
        {".doc", "a document, not a network"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cnn_path_ends(path, rows[i].ending))
            return rows[i].sentence;
    return NULL;
}

const char *cnn_foreign_other(const char *path, const unsigned char *bytes, size_t size) {
    const char *said = of_bytes(bytes, size);
    if (!said)
        said = of_text(bytes, size);
    return said ? said : of_ending(path);
}

const char *cnn_foreign_folder(const char *path) {
    char inner[4096];
    if (!cnn_is_folder(path))
        return NULL;
    cnn_format(inner, sizeof inner, "%s/saved_model.pb", path);
    if (cnn_file_exists(inner))
        return "a SavedModel of TensorFlow. A command turns it into an ONNX model: python -m tf2onnx.convert "
               "--saved-model @ --output &.onnx";
    return cnn_path_ends(path, ".mlpackage") ? "a model of Core ML, which " OPEN_THAT : NULL;
}
