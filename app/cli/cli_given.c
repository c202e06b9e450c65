/* Pictures and files of other programs are known by their first bytes, the rest by the ending of its name. */
#include "cli_given.h"

#include "file.h"
#include "foreign.h"
#include "picture_decode.h"

#include <string.h>
#include <strings.h>

typedef struct kind {
    const char *ending;
    const char *what;
    const char *use; /* with @ for the file */
    bool is[3];      /* by cli_kind: what it can be taken for */
} kind;

static const kind picture = {NULL, "a picture", "a network is run on it: stride run NETWORK @", {[CLI_PICTURE] = true}};

static const kind kinds[] = {
    {".md", "a lesson", "it is checked by: stride lint @", {[CLI_LESSON] = true}},
    {".stride", "a pack of lessons", "it is checked by: stride lint @", {[CLI_LESSON] = true}},
    {".yaml", "a network", "its layers are shown by: stride shapes @", {[CLI_NETWORK] = true}},
    {".yml", "a network", "its layers are shown by: stride shapes @", {[CLI_NETWORK] = true}},
    {".json", "a network", "its layers are shown by: stride shapes @", {[CLI_NETWORK] = true}},
    {".onnx", "an ONNX model", "its layers are shown by: stride shapes @", {[CLI_NETWORK] = true}},
    {".safetensors", "parameters", "they go with a network: stride run NETWORK PICTURE --weights @", {false}},
    {".csv", "a table of data", "a network is trained on it: stride train NETWORK --data @", {false}},
    {".npz", "arrays of data", "a network is trained on them: stride train NETWORK --data @", {false}},
    {".npy", "an array of data", "a network is trained on it: stride train NETWORK --data @", {false}},
};

static bool ends_with(const char *path, const char *ending) {
    size_t a = strlen(path), b = strlen(ending);
    return a > b && !strcasecmp(path + a - b, ending);
}

static const kind *kind_of(const char *path) {
    if (cnn_picture_kind_of_file(path))
        return &picture;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends_with(path, kinds[i].ending))
            return &kinds[i];
    return NULL;
}

cnn_status cli_expect(const char *path, cli_kind wanted) {
    static const char *const names[] = {"a network", "a lesson", "a picture"};
    const kind *k = cnn_file_exists(path) ? kind_of(path) : NULL;
    char use[CNN_MESSAGE_MAX] = "";
    if (!k) /* by its first bytes; what is no file is answered by who opens it */
        return cnn_foreign_file(path, CNN_WANTED_NETWORK);
    if (k->is[wanted])
        return cnn_ok();
    const char *at = strchr(k->use, '@');
    cnn_format(use, sizeof use, "%.*s%s", (int)(at - k->use), k->use, path);
    return cnn_fail(CNN_BAD_INPUT, "%s: %s, not %s; %s", path, k->what, names[wanted], use);
}
