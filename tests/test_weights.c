/* Parameters as other programs leave them: what is opened, what is said of what is not. */
#include "check.h"

#include "checkpoint.h"
#include "dataset_fit.h"
#include "file.h"
#include "foreign.h"
#include "netfile.h"
#include "picture_resize.h"

#include <string.h>

/* The first bytes decide, whatever the file is called; where they do not, its ending. */
static void files_of_other_programs_are_answered_with_a_way(void **state) {
    (void)state;
    static const struct {
        const char *path, *bytes;
        size_t size;
        const char *network, *weights;
    } cases[] = {{"x", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\12\0\0\0x/data.pkl", 40, "torch.onnx.export",
                     "\"model_state_dict\""},
        {"x", "\200\2\212\12\154\374\234\106\371\40\152\250\120\31.", 15, "torch.onnx.export",
            "save_file({k: v.clone()"},
        {"x", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\15\0\0\0metadata.json", 43, "from_keras",
            "which then takes the network's place"},
        {"x", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.npy", 35, "--data x", "numpy.load(\"x\")"},
        {"x", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.txt", 35, "unpack it", "unpack it"},
        {"a.PTH", "PK\3\4", 4, "\"a.onnx\"", "\"a.safetensors\""}, {"x", "\x89HDF\r\n\x1a\n", 8, "Keras", "Keras"},
        {"x", "\200\4\225\1", 4, "Where you trust it", "Where you trust it"},
        {"x", "\34\0\0\0TFL3.", 9, "from_tflite", "from_tflite"},
        {"x", "\20\0\0\0\0\0\0\0{\"a", 11, "parameters (safetensors), not a network", NULL},
        {"x", "\10\7\22\3abc", 7, NULL, "brings its own network"}, {"x.onnx", "", 0, "an empty file", "an empty file"},
        {"x.onnx", "version https://git-lfs.github.com/spec/v1\n", 43, "git lfs pull", "git lfs pull"},
        {"x.onnx", "<!DOCTYPE html>\n", 16, "a web page", "a web page"},
        {"x.onnx", "name: a net\n", 12, "not an ONNX model", "brings its own network"},
        {"x", "name: net\n", 10, NULL, "a text, not parameters"}, {"x", "\0\0\0\30ftypheic\0", 13, "HEIC", "HEIC"},
        {"a.joblib", "\200\4\225\1", 4, "joblib.load(\"a.joblib\")", "joblib.load(\"a.joblib\")"},
        {"a.pkl", "(dp0\nS'a'\n", 10, "pickle.load", "pickle.load"},
        {"a.json", "{\"metadata\": {}, \"weight_map\": {", 31, "glob(\"*-of-*.safetensors\")", "d.update"},
        {"a.gz", "\37\213\10", 3, "gunzip a.gz", "gunzip a.gz"},
        {"a.py", "import torch\nx = 1\n", 19, "a program in Python", "torch.onnx.export"},
        {"a.ipynb", "{\n \"cells\": [{\"cell_type\": 1", 30, "a notebook", "a notebook"},
        {"a.prototxt", "name: \"n\"\nlayer {\n", 18, "--prototxt a.prototxt", "--caffemodel a.caffemodel"},
        {"a.param", "7767517\n3 3\n", 12, "ncnn", "ncnn"}, {"a.xml", "<?xml?>\n<net n>", 15, "OpenVINO", "OpenVINO"},
        {"a.xml", "<?xml?>\n<svg x>", 15, "rsvg-convert a.xml -o a.png", "SVG"},
        {"a.mp4", "\0\0\0\40ftypisom", 12, "ffmpeg -i a.mp4", "a film"},
        {"a.pb", "\12\5x\0", 4, "--graphdef a.pb", "--output a.onnx"},
        {"a.mlmodel", "\10\4\22\3", 4, "Core ML", "Core ML"}, {"a.yaml", "name: from import\n", 18, NULL, "a text"},
        {"\"); import os; (\".pt", "PK\3\4", 4, "load(\"?); import os; (?.pt\"", "load(\"?); import os; (?.pt\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 0; k < 2; k++) {
            const char *wanted = k ? cases[i].weights : cases[i].network;
            cnn_status status = cnn_foreign_bytes(cases[i].path, (const unsigned char *)cases[i].bytes, cases[i].size,
                k ? CNN_WANTED_WEIGHTS : CNN_WANTED_NETWORK);
            if (wanted)
                CHECK_FAILS(status, wanted);
            else
                CHECK_FINE(status);
        }
}

/* ---- tensors ---- */

static const char network[] =
    "name: tiny\ninput: {height: 4, width: 4}\nlayers:\n  - conv: {name: conv1, filters: 2, size: 3, bias: false}\n"
    "  - batchnorm: {name: bn1}\n  - relu\n  - dense: {name: fc, units: 3}\n  - softmax\n";

typedef struct fixture {
    cnn_arena *arena;
    cnn_net *net;
    float *parameters, *momentum;
} fixture;

static fixture opened(void) {
    fixture f = {.arena = cnn_arena_new()};
    cnn_document *d;
    cnn_netdesc *desc;
    CHECK_FINE(cnn_document_parse("tiny.yaml", network, strlen(network), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), f.arena, &desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(desc, &f.net));
    f.parameters = cnn_arena_alloc(f.arena, 2 * f.net->parameters, sizeof(float));
    f.momentum = f.parameters + f.net->parameters;
    for (size_t i = 0; i < f.net->parameters; i++)
        f.parameters[i] = -7;
    return f;
}

static void closed(fixture f) {
    cnn_net_free(f.net);
    cnn_arena_free(f.arena);
}

/* A tensor of `count` numbers, 1, 2, 3 ..., as `type` says, appended to a file in memory. */
typedef struct made {
    char header[4000];
    unsigned char data[4000];
    size_t size;
} made;

static void put_tensor(made *m, const char *name, const char *shape, const char *type, int count) {
    size_t begin = m->size;
    for (int i = 0; i < count; i++) {
        float value = (float)(i + 1);
        double wide = value;
        uint32_t bits;
        memcpy(&bits, &value, 4);
        uint16_t brain = (uint16_t)(bits >> 16), half = (uint16_t)((bits >> 13 & 0x3FF) | ((bits >> 23) - 112) << 10);
        const void *from = !strcmp(type, "F64")    ? (const void *)&wide
                           : !strcmp(type, "F16")  ? (const void *)&half
                           : !strcmp(type, "BF16") ? (const void *)&brain
                                                   : (const void *)&value;
        size_t each = !strcmp(type, "F64") ? 8 : !strcmp(type, "F32") ? 4 : 2;
        memcpy(m->data + m->size, from, each);
        m->size += each;
    }
    cnn_append(m->header, sizeof m->header, "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%zu,%zu]}",
        m->header[0] ? "," : "{", name, type, shape, begin, m->size);
}

static const char *write_made(made *m) {
    cnn_append(m->header, sizeof m->header, "}");
    uint64_t length = strlen(m->header); /* of a machine whose lowest byte comes first */
    cnn_piece pieces[] = {{&length, 8}, {m->header, (size_t)length}, {m->data, m->size}};
    CHECK_FINE(cnn_file_write(test_path("w.safetensors"), pieces, 3));
    return test_path("w.safetensors");
}

/* The tensors of the network with other names in place of its layers'; `fc` is the size of the head, 0: none. */
static made file_of(const char *conv, const char *bn, const char *fc, const char *type, int head) {
    static const char *const parts[] = {"weight", "bias", "running_mean", "running_var"};
    made m = {.size = 0};
    char name[80], shape[20];
    cnn_format(name, sizeof name, "%s.weight", fc);
    cnn_format(shape, sizeof shape, "%d,8", head);
    if (head)
        put_tensor(&m, name, shape, type, head * 8);
    cnn_format(name, sizeof name, "%s.bias", fc);
    cnn_format(shape, sizeof shape, "%d", head);
    if (head)
        put_tensor(&m, name, shape, type, head);
    for (int i = 0; i < 4; i++) {
        cnn_format(name, sizeof name, "%s.%s", bn, parts[i]);
        put_tensor(&m, name, "2", type, 2);
    }
    cnn_format(name, sizeof name, "%s.weight", conv);
    put_tensor(&m, name, "2,1,3,3", type, 18);
    return m;
}

static void check_loaded(const fixture *f, made m, const char *note) {
    cnn_checkpoint c = {.parameters = f->parameters, .momentum = f->momentum};
    CHECK_FINE(cnn_checkpoint_load(write_made(&m), f->net, &c));
    for (int n = 1; n < f->net->count; n++)
        for (int which = 0; which < CNN_PARAMETERS; which++) {
            cnn_parameter_block b;
            for (size_t i = 0; cnn_node_parameter(&f->net->nodes[n], (cnn_parameter)which, &b) && i < b.count; i++) {
                assert_true(f->parameters[b.at + i] == (float)(i + 1));
                f->parameters[b.at + i] = -7;
            }
        }
    if (note)
        assert_non_null(strstr(c.note, note));
    else
        assert_string_equal(c.note, "");
}

static void names_with_a_prefix_or_with_numbers_are_found_and_said(void **state) {
    (void)state;
    fixture f = opened();
    check_loaded(&f, file_of("conv1", "bn1", "fc", "F32", 3), NULL);
    check_loaded(&f, file_of("module.conv1", "module.bn1", "module.fc", "F32", 3), "\"module.\"");
    check_loaded(&f, file_of("_orig_mod.model.conv1", "_orig_mod.model.bn1", "_orig_mod.model.fc", "F32", 3),
        "\"_orig_mod.model.\"");
    check_loaded(&f, file_of("backbone.conv1", "backbone.bn1", "fc", "F32", 3), "\"backbone.\"");
    check_loaded(&f, file_of("2", "3", "10", "F32", 3), "numbers");
    check_loaded(&f, file_of("model.2", "model.3", "model.10", "F32", 3), "numbers");
    check_loaded(&f, file_of("features.0", "features.1", "classifier.0", "F32", 3), "numbers");
    check_loaded(&f, file_of("features.0", "features.1", "fc", "F32", 3), "by their shapes");
    check_loaded(&f, file_of("block1.conv", "block1.norm", "head", "F32", 3), "by their shapes");
    check_loaded(&f, file_of("net.stem.conv", "net.bn1", "net.fc", "F32", 3), "by their shapes");
    closed(f);
}

/* Two layers that are alike are told apart by their numbers, and by nothing else. */
static void layers_that_are_alike_need_numbers(void **state) {
    (void)state;
    static const char yaml[] =
        "name: twins\ninput: {height: 4, width: 4}\nlayers:\n  - conv: {name: a, filters: 1, size: 3}\n"
        "  - conv: {name: b, filters: 1, size: 1}\n  - conv: {name: c, filters: 1, size: 1}\n";
    cnn_document *d;
    cnn_netdesc *desc;
    fixture f = {.arena = cnn_arena_new()};
    CHECK_FINE(cnn_document_parse("twins.yaml", yaml, strlen(yaml), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), f.arena, &desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(desc, &f.net));
    f.parameters = cnn_arena_alloc(f.arena, 2 * f.net->parameters, sizeof(float));
    for (int turn = 0; turn < 3; turn++) {
        static const char *const names[3][3] = {
            {"stem", "x.10.conv", "x.9.conv"}, {"stem", "left", "right"}, {"stem", "x.1", "x.2"}};
        made m = {.size = 0};
        for (int i = 0; i < 3; i++) {
            char name[80];
            cnn_format(name, sizeof name, "%s.weight", names[turn][i]);
            put_tensor(&m, name, i ? "1,1,1,1" : "1,1,3,3", "F32", i ? 1 : 9);
            cnn_format(name, sizeof name, "%s.bias", names[turn][i]);
            put_tensor(&m, name, "1", "F32", 1);
            float own = (float)(i + 10); /* tells the layers apart */
            memcpy(m.data + m.size - 4, &own, 4);
        }
        cnn_checkpoint c = {.parameters = f.parameters, .momentum = f.parameters + f.net->parameters};
        cnn_status status = cnn_checkpoint_load(write_made(&m), f.net, &c);
        if (turn == 1) {
            CHECK_FAILS(status, "missing: a.weight");
            continue;
        }
        CHECK_FINE(status);
        cnn_parameter_block bias;
        assert_true(cnn_node_parameter(&f.net->nodes[2], CNN_BIAS, &bias));
        assert_true(f.parameters[bias.at] == (turn ? 11 : 12)); /* x.9 stands before x.10 */
    }
    closed(f);
}

static void other_types_of_numbers_are_converted(void **state) {
    (void)state;
    fixture f = opened();
    check_loaded(&f, file_of("conv1", "bn1", "fc", "F16", 3), NULL);
    check_loaded(&f, file_of("conv1", "bn1", "fc", "BF16", 3), NULL);
    check_loaded(&f, file_of("conv1", "bn1", "fc", "F64", 3), NULL);
    closed(f);
}

static void what_does_not_fit_is_listed_and_nothing_is_loaded(void **state) {
    (void)state;
    fixture f = opened();
    cnn_checkpoint c = {.parameters = f.parameters, .momentum = f.momentum};
    made m = file_of("conv1", "bn1", "fc", "F32", 0);
    put_tensor(&m, "head.weight", "1", "F32", 1);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c),
        "missing: fc.weight, fc.bias; unexpected: head.weight. --skip fc,head reads the rest");
    m = file_of("module.conv1", "module.bn1", "module.fc", "F32", 5);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c),
        "other shapes: module.fc.weight is [5, 8] and not [3, 8], module.fc.bias is [5] and not [3]. --skip fc leaves");
    m = file_of("conv1", "bn1", "fc", "F32", 3);
    put_tensor(&m, "aux.conv.weight", "1", "F32", 1);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c), "unexpected: aux.conv.weight. --skip aux leaves");
    m = file_of("conv1", "bn1", "fc", "F32", 3);
    put_tensor(&m, "conv1.bias", "2", "F32", 2);
    CHECK_FAILS(
        cnn_checkpoint_load(write_made(&m), f.net, &c), "unexpected: conv1.bias. --skip conv1.bias leaves unused");
    c.skip = "conv1.bias";
    CHECK_FINE(cnn_checkpoint_load(test_path("w.safetensors"), f.net, &c));
    c.skip = NULL;
    for (size_t i = 0; i < f.net->parameters; i++)
        f.parameters[i] = -7;
    m = file_of("conv1", "bn1", "fc", "F32", 0);
    put_tensor(&m, "fc.weight", "3,8", "F32", 24);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c), "missing: fc.bias. --skip fc.bias leaves it out");
    c.skip = "fc.bias";
    CHECK_FINE(cnn_checkpoint_load(test_path("w.safetensors"), f.net, &c));
    c.skip = NULL;
    for (size_t i = 0; i < f.net->parameters; i++)
        f.parameters[i] = -7;
    m = file_of("conv1", "bn1", "fc", "F32", 0);
    put_tensor(&m, "fc.weight", "8,3", "F32", 24);
    put_tensor(&m, "fc.bias", "3", "F32", 3);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c),
        "other shapes: fc.weight is [8, 3] and not [3, 8]. These are Keras's");
    m = file_of("conv1", "bn1", "fc", "F32", 0);
    put_tensor(&m, "fc/kernel:0", "8,3", "F32", 24);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c), "These are Keras's names");
    m = file_of("conv1", "bn1", "fc", "I8", 3);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c), "Quantised weights");
    for (size_t i = 0; i < f.net->parameters; i++)
        assert_true(f.parameters[i] == -7);
    m = file_of("conv1", "bn1", "fc", "F32", 3);
    put_tensor(&m, "bn1.num_batches_tracked", "1", "F32", 1);
    check_loaded(&f, m, NULL);
    closed(f);
}

static void a_head_of_another_size_is_left_out_by_choice(void **state) {
    (void)state;
    fixture f = opened();
    cnn_checkpoint c = {.parameters = f.parameters, .momentum = f.momentum, .skip = "fc"};
    cnn_parameter_block weight;
    for (int head = 0; head < 6; head += 5) {
        made m = file_of("model.conv1", "model.bn1", "model.fc", "F32", head);
        CHECK_FINE(cnn_checkpoint_load(write_made(&m), f.net, &c));
        assert_true(cnn_node_parameter(&f.net->nodes[cnn_net_find(f.net, "fc")], CNN_WEIGHT, &weight));
        assert_true(f.parameters[weight.at] == -7);
        assert_true(cnn_node_parameter(&f.net->nodes[cnn_net_find(f.net, "conv1")], CNN_WEIGHT, &weight));
        assert_true(f.parameters[weight.at + 17] == 18);
    }
    c.skip = "fc, last";
    made m = file_of("conv1", "bn1", "fc", "F32", 5);
    CHECK_FAILS(cnn_checkpoint_load(write_made(&m), f.net, &c), "nothing called last to skip");
    closed(f);
}

/* ---- pictures ---- */

/* Numbers of torchvision 0.14 with Pillow: Resize and CenterCrop of a grey picture whose pixel (r, c) is 37r + 91c. */
static void pictures_are_resized_and_cropped_as_torchvision_does(void **state) {
    (void)state;
    enum { ROWS = 9, COLUMNS = 12 };
    static const uint8_t cropped[16] = {114, 136, 129, 148, 101, 123, 139, 135, 120, 101, 123, 137, 139, 119, 103, 125},
                         stretched[9] = {109, 130, 138, 125, 117, 131, 118, 122, 123},
                         first[16] = {168, 150, 67, 49, 94, 140, 185, 167, 84, 66, 111, 157, 202, 184, 101, 83},
                         cubic[16] = {114, 123, 131, 140, 131, 89, 153, 106, 131, 87, 138, 104, 139, 132, 56, 161},
                         larger[16] = {218, 131, 40, 55, 116, 177, 235, 202, 92, 54, 102, 159, 229, 252, 165, 74},
                         last[16] = {190, 172, 89, 71, 116, 162, 207, 189, 106, 88, 133, 131, 80, 62, 75, 105};
    uint8_t from[ROWS * COLUMNS], to[256];
    for (int i = 0; i < ROWS * COLUMNS; i++)
        from[i] = (uint8_t)(i / COLUMNS * 37 + i % COLUMNS * 91);
    cnn_plane plane = {from, ROWS, COLUMNS, COLUMNS, 1};
    CHECK_FINE(cnn_picture_resize(
        plane, cnn_picture_resizing((cnn_fitting){CNN_FITTING_CROP, 0, false}, ROWS, COLUMNS, 4, 4), 4, 4, to));
    assert_memory_equal(to, cropped, 16);
    CHECK_FINE(cnn_picture_resize(
        plane, cnn_picture_resizing((cnn_fitting){CNN_FITTING_STRETCH, 0, false}, ROWS, COLUMNS, 3, 3), 3, 3, to));
    assert_memory_equal(to, stretched, 9);
    CHECK_FINE(cnn_picture_resize(
        plane, cnn_picture_resizing((cnn_fitting){CNN_FITTING_CROP, 0, false}, ROWS, COLUMNS, 16, 16), 16, 16, to));
    assert_memory_equal(to, first, 16);
    assert_memory_equal(to + 240, last, 16);
    CHECK_FINE(cnn_picture_resize(
        plane, cnn_picture_resizing((cnn_fitting){CNN_FITTING_CROP, 6, true}, ROWS, COLUMNS, 4, 4), 4, 4, to));
    assert_memory_equal(to, cubic, 16);
    CHECK_FINE(cnn_picture_resize(
        plane, cnn_picture_resizing((cnn_fitting){CNN_FITTING_CROP, 20, true}, ROWS, COLUMNS, 16, 16), 16, 16, to));
    assert_memory_equal(to, larger, 16);
    cnn_resizing how = cnn_picture_resizing(
        (cnn_fitting){CNN_FITTING_CROP, 0, false}, 300, 501, 224, 224); /* halves to the even number */
    assert_int_equal(how.rows, 256);
    assert_int_equal(how.columns, 427);
    assert_int_equal(how.top, 16);
    assert_int_equal(how.left, 102);
}

/* A data set and a picture file are read the same way. */
static void data_is_fitted_and_normalised_as_a_picture_is(void **state) {
    (void)state;
    static const float mean[] = {0.485f, 0.456f, 0.406f}, std[] = {0.229f, 0.224f, 0.225f};
    uint8_t planes[3 * 40 * 30], rgb[3 * 40 * 30];
    uint16_t label = 0;
    for (int i = 0; i < 3 * 40 * 30; i++) {
        planes[i] = (uint8_t)(i * 7);
        rgb[i % 1200 * 3 + i / 1200] = planes[i];
    }
    cnn_shape shape = {1, 3, 28, 28};
    for (int fitting = CNN_FITTING_STRETCH; fitting <= CNN_FITTING_CROP; fitting++) {
        cnn_dataset d = {.arena = cnn_arena_new(), .image = {1, 3, 40, 30}, .fitting.kind = (cnn_fitting_kind)fitting};
        d.train = d.test = (cnn_pictures){1, planes, &label, NULL};
        cnn_levels levels = {0, 1, mean, std};
        float of_data[3 * 28 * 28], of_file[3 * 28 * 28];
        CHECK_FINE(cnn_dataset_fit(&d, shape, &levels));
        cnn_pictures_read(&d, &d.train, 0, of_data);
        CHECK_FINE(cnn_picture_take(rgb, 40, 30, d.fitting, shape, of_file));
        cnn_levels_take(&levels, shape, of_file);
        assert_memory_equal(of_data, of_file, sizeof of_data);
        cnn_shape grey = {1, 1, 28, 28};
        CHECK_FINE(cnn_dataset_fit(&d, grey, &levels)); /* as Pillow: grey first, then of another size */
        cnn_pictures_read(&d, &d.train, 0, of_data);
        CHECK_FINE(cnn_picture_take(rgb, 40, 30, d.fitting, grey, of_file));
        cnn_levels_take(&levels, grey, of_file);
        assert_memory_equal(of_data, of_file, 28 * 28 * sizeof *of_data);
        cnn_arena_free(d.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_of_other_programs_are_answered_with_a_way),
        cmocka_unit_test(names_with_a_prefix_or_with_numbers_are_found_and_said),
        cmocka_unit_test(layers_that_are_alike_need_numbers), cmocka_unit_test(other_types_of_numbers_are_converted),
        cmocka_unit_test(what_does_not_fit_is_listed_and_nothing_is_loaded),
        cmocka_unit_test(a_head_of_another_size_is_left_out_by_choice),
        cmocka_unit_test(pictures_are_resized_and_cropped_as_torchvision_does),
        cmocka_unit_test(data_is_fitted_and_normalised_as_a_picture_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
