/* stride export NETWORK --pytorch FILE: the network as a file for another program. */
#include "cli.h"
#include "pytorch_write.h"

#include "file.h"
#include "netfile.h"

#include <string.h>

int cli_export(int count, char **arguments) {
    const char *path = NULL, *file;
    const cli_option options[] = {
        {.name = "pytorch", .value = "FILE", .help = "write a self-contained PyTorch module", .text = &path}, {0}};
    const cli_command command = {"export", "NETWORK --pytorch FILE",
        "Writes the network as a Python file that needs nothing but PyTorch. Its parameters have the same names, and "
        "the "
        "file's load and save read and write the same safetensors files.",
        options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &file, &given);
    if (status >= 0)
        return status;
    if (!path)
        return cli_usage("export", "say where to: --pytorch FILE");
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = NULL;
    cnn_status result = arena ? cnn_netfile_open(file, arena, &desc) : cnn_no_memory(file, 0);
    if (!cnn_failed(result))
        result = cnn_net_new(desc, &net);
    if (!cnn_failed(result)) {
        char *text = cnn_pytorch_write(net, arena);
        cnn_piece piece = {text, text ? strlen(text) : 0};
        result = text ? cnn_file_write(path, &piece, 1) : cnn_no_memory(path, 0);
    }
    cnn_net_free(net);
    cnn_arena_free(arena);
    return cnn_failed(result) ? cli_fail(result) : CLI_FINE;
}
