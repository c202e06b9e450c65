/* stride export NETWORK --pytorch FILE --onnx FILE: the network and its parameters as files for other programs. */
#include "checkpoint.h"
#include "cli.h"
#include "cli_given.h"
#include "onnx_write.h"
#include "opened_network.h"
#include "pytorch_write.h"

#include "file.h"

#include <stdio.h>
#include <string.h>

/* Beside the module: its name with another ending. False where it is too long. */
static bool weights_beside(const char *module, char *path, size_t size) {
    static const char ending[] = ".py", other[] = ".safetensors";
    size_t length = strlen(module);
    if (length >= sizeof ending - 1 && !strcmp(module + length - (sizeof ending - 1), ending))
        length -= sizeof ending - 1;
    if (length + sizeof other > size)
        return false;
    cnn_format(path, size, "%.*s%s", (int)length, module, other);
    return true;
}

/* Whether each output has a name. */
static bool fits(const opened_network *s, const cnn_class_names *names) {
    size_t outputs = cnn_shape_image(s->net->nodes[s->net->output].layout.out);
    return opened_network_classifies(s) && outputs == (size_t)cnn_class_count(names);
}

static cnn_status write_pytorch(const opened_network *s, const char *path) {
    char beside[4096];
    char *text = cnn_pytorch_write(s->desc, s->net, s->arena);
    cnn_piece piece = {text, text ? strlen(text) : 0};
    if (!weights_beside(path, beside, sizeof beside))
        return cnn_fail(CNN_BAD_INPUT, "%.60s...: the name of the file is too long", path);
    cnn_status status = text ? cnn_file_write(path, &piece, 1) : cnn_no_memory(path, 0);
    cnn_class_names *names = opened_network_classes(s);
    const cnn_checkpoint start = {.settings = s->desc->train,
        .parameters = s->parameters,
        .iteration = -1,
        .classes = fits(s, names) ? names : NULL};
    if (!cnn_failed(status))
        status = cnn_checkpoint_save(beside, s->net, &start);
    cnn_class_names_drop(names);
    return status;
}

/* Other programs do not know Stride's data sets, so the names of their classes go along where each output has one. */
static cnn_netdesc with_names(const opened_network *s, const cnn_class_names *names) {
    cnn_netdesc desc = *s->desc;
    int count = !fits(s, names) || desc.class_count || cnn_class_names_are_numbers(names) ? 0 : cnn_class_count(names);
    const char **list = count ? cnn_arena_alloc(s->arena, (size_t)count, sizeof *list) : NULL;
    for (int i = 0; i < count && list; i++)
        list[i] = cnn_class_name(names, i);
    if (list) {
        desc.classes = list;
        desc.class_count = count;
    }
    return desc;
}

static cnn_status write_onnx(const opened_network *s, const char *path) {
    cnn_piece piece = {0};
    unsigned char *bytes;
    cnn_class_names *names = opened_network_classes(s);
    cnn_netdesc desc = with_names(s, names);
    cnn_status status = cnn_onnx_write(&desc, s->net, s->parameters, s->arena, &bytes, &piece.size);
    cnn_class_names_drop(names);
    if (cnn_failed(status))
        return status;
    piece.data = bytes;
    return cnn_file_write(path, &piece, 1);
}

int cli_export(int count, char **arguments) {
    const char *pytorch = NULL, *onnx = NULL, *weights = NULL, *skip = NULL, *file;
    const cli_option options[] = {{.name = "pytorch",
                                      .value = "FILE",
                                      .help = "write a self-contained PyTorch module, and its parameters beside it",
                                      .text = &pytorch},
        {.name = "onnx", .value = "FILE", .help = "write an ONNX model of opset 13", .text = &onnx},
        {.name = "weights",
            .value = "FILE",
            .help = "parameters, as safetensors; else those of the network file or drawn from the seed",
            .text = &weights},
        {.name = "skip",
            .value = "LAYERS",
            .help = "leave these layers at their starting values, as in fc,aux1",
            .text = &skip},
        {0}};
    const cli_command command = {"export", "NETWORK [--pytorch FILE] [--onnx FILE] [--weights FILE]",
        "Writes the network with its parameters for other programs: as a Python file that needs nothing but PyTorch, "
        "with a safetensors file beside it, or as an ONNX model.",
        options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &file, &given);
    if (status >= 0)
        return status;
    if (!pytorch && !onnx)
        return cli_usage("export", "say where to: --pytorch FILE or --onnx FILE");
    opened_network s;
    cnn_status result = cli_expect(file, CLI_NETWORK);
    if (!cnn_failed(result))
        result = opened_network_describe(file, &s);
    if (cnn_failed(result))
        return cli_fail(result);
    cli_note(s.note);
    result = opened_network_start(&s);
    if (!cnn_failed(result) && weights)
        result = opened_network_some_weights(&s, weights, skip);
    if (!cnn_failed(result) && s.note[0])
        fprintf(stderr, "stride: %s\n", s.note);
    if (!cnn_failed(result) && onnx)
        result = write_onnx(&s, onnx);
    if (!cnn_failed(result) && pytorch)
        result = write_pytorch(&s, pytorch);
    opened_network_close(&s);
    return cnn_failed(result) ? cli_fail(result) : CLI_FINE;
}
