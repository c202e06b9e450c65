/* Parameters as other programs leave them: what is opened, what is said of what is not. */
#include "check.h"

#include "foreign.h"

#include <string.h>

/* The first bytes decide, whatever the file is called; where they do not, its ending. */
static void files_of_other_programs_are_answered_with_a_way(void **state) {
    (void)state;
    static const struct {
        const char *path, *bytes;
        size_t size;
        const char *network, *weights;
    } cases[] = {{"x", "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\12\0\0\0x/data.pkl", 40, "torch.onnx.export",
                     "save_file({k: v.clone()"},
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
        {"x", "\10\7\22\3abc", 7, NULL, "brings its own network"},
        {"x", "name: net\n", 10, NULL, "a text, not parameters"}, {"x", "\0\0\0\30ftypheic\0", 13, "HEIC", "HEIC"},
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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_of_other_programs_are_answered_with_a_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
