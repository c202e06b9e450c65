/* The classic networks, layer by layer, against tables from the papers and from torchvision: shapes, parameters,
 * multiply-accumulates. And the blocks in which they are written. */
#include "check.h"

#include "net.h"
#include "netfile.h"
#include "pass.h"
#include "processor.h"
#include "rng.h"

typedef struct published {
    const char *file, *id;
} published;

/* Tables: reference/architectures.json, and reference/modern_architectures.json. */
static const published networks[] = {{"zip-code-1989", "zipcode1989"}, {"lenet-5-1998", "lenet5-1998"},
    {"lenet-5-classroom", "lenet5-modern"}, {"cifar-convnet", "cifar10-convnet-f3"}, {"alexnet", "alexnet-paper"},
    {"alexnet-224", "alexnet-torchvision"}, {"zfnet", "zfnet"}, {"vgg-16", "vgg16-torchvision"},
    {"vgg-16", "vgg16-paper"}, {"vgg-19", "vgg19-torchvision"}, {"vgg-19", "vgg19-paper"},
    {"googlenet", "googlenet-paper"}, {"googlenet-bn", "googlenet-torchvision"}, {"resnet-18", "resnet18-torchvision"},
    {"resnet-34", "resnet34-torchvision"}, {"resnet-50", "resnet50-torchvision"}};
static const published modern[] = {{"squeezenet", "squeezenet1_0"}, {"densenet-121", "densenet121"},
    {"inception-v3", "inception_v3"}, {"mobilenet-v1", "mobilenet_v1"}, {"mobilenet-v2", "mobilenet_v2"},
    {"efficientnet-b0", "efficientnet_b0"}, {"convnext-t", "convnext_tiny"}, {"u-net-small", "u_net_small"}};

/* Our operator for one of the table's; COUNT for those whose rows have no parameters and no layer of their own. */
static cnn_op_kind kind_of(const char *op) {
    static const struct {
        const char *theirs;
        cnn_op_kind ours;
    } names[] = {{"conv2d", CNN_OP_CONV2D}, {"maxpool2d", CNN_OP_MAX_POOL}, {"avgpool2d", CNN_OP_AVG_POOL},
        {"adaptive_avgpool2d", CNN_OP_ADAPTIVE_AVG_POOL}, {"linear", CNN_OP_DENSE}, {"lrn", CNN_OP_LRN},
        {"contrast_norm", CNN_OP_LRN}, {"batchnorm2d", CNN_OP_BATCH_NORM}, {"add", CNN_OP_ADD},
        {"concat", CNN_OP_CONCAT}, {"subsample2d", CNN_OP_SUBSAMPLE}, {"rbf", CNN_OP_RBF}, {"relu", CNN_OP_RELU},
        {"tanh", CNN_OP_TANH}, {"scaled_tanh", CNN_OP_SCALED_TANH}, {"dropout", CNN_OP_DROPOUT},
        {"layernorm", CNN_OP_LAYER_NORM}, {"conv_transpose2d", CNN_OP_CONV_TRANSPOSE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].theirs, op))
            return names[i].ours;
    return CNN_OP_COUNT;
}

static int64_t number(cnn_yaml *map, const char *key) {
    return atoll(cnn_yaml_text(cnn_yaml_get(map, key)));
}

/* The node after `from` that has this operator. */
static int next_of(const cnn_net *net, cnn_op_kind kind, int from) {
    for (int i = from + 1; i <= net->output; i++)
        if (net->nodes[i].kind == kind)
            return i;
    return -1;
}

/* A row with one size is a vector, which we need not flatten. */
static bool same_shape(cnn_yaml *list, cnn_shape s) {
    int sizes[3] = {s.c, s.h, s.w}, given[3];
    for (int i = 0; i < cnn_yaml_count(list); i++)
        given[i] = atoi(cnn_yaml_text(cnn_yaml_item(list, i)));
    return cnn_yaml_count(list) == 1 ? given[0] == (int)cnn_shape_image(s) : !memcmp(given, sizes, sizeof sizes);
}

static void compare_layers(const char *file, const cnn_net *net, cnn_yaml *layers) {
    int seen[CNN_OP_COUNT] = {0};
    for (int i = 0; i < cnn_yaml_count(layers); i++) {
        cnn_yaml *row = cnn_yaml_item(layers, i);
        const char *name = cnn_yaml_text(cnn_yaml_get(row, "name")), *op = cnn_yaml_text(cnn_yaml_get(row, "op"));
        cnn_op_kind kind = kind_of(op);
        if (kind == CNN_OP_COUNT)
            continue;
        int at = seen[kind] = next_of(net, kind, seen[kind]);
        if (at < 0)
            fail_msg("%s has no layer for %s (%s)", file, name, op);
        const cnn_node *node = &net->nodes[at];
        int64_t weights = node->attrs.fixed ? 0 : (int64_t)(node->weight_count - node->layout.absent);
        if (!same_shape(cnn_yaml_get(row, "out"), node->layout.out))
            fail_msg("%s: %s (%s) is %d x %d x %d", file, node->name, name, node->layout.out.h, node->layout.out.w,
                node->layout.out.c);
        if (weights != number(row, "weights") || (int64_t)node->bias_count != number(row, "biases"))
            fail_msg("%s: %s (%s) has %lld weights and %zu biases", file, node->name, name, (long long)weights,
                node->bias_count);
        if (node->layout.macs != number(row, "macs"))
            fail_msg("%s: %s (%s) needs %lld products", file, node->name, name, (long long)node->layout.macs);
    }
}

static void compare_with(cnn_yaml *list, published p) {
    char path[512];
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_yaml *table = NULL;
    for (int i = 0; i < cnn_yaml_count(list) && !table; i++)
        if (!strcmp(cnn_yaml_text(cnn_yaml_get(cnn_yaml_item(list, i), "id")), p.id))
            table = cnn_yaml_item(list, i);
    assert_non_null(table);
    cnn_format(path, sizeof path, "%s/../assets/networks/%s.yaml", TESTS_DIR, p.file);
    CHECK_FINE(cnn_netfile_open(path, arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &net));
    compare_layers(p.file, net, cnn_yaml_get(table, "layers"));
    cnn_yaml *totals = cnn_yaml_get(table, "totals");
    size_t learned = net->learning - net->absent;
    int64_t macs = 0;
    for (int i = 1; i <= net->output; i++)
        macs += net->nodes[i].layout.macs;
    assert_int_equal(learned, number(totals, "params"));
    assert_int_equal(macs, number(totals, "macs"));
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void compare_tables(const char *file, const published *list, size_t count) {
    cnn_document *d;
    CHECK_FINE(cnn_document_open(file, &d));
    for (size_t i = 0; i < count; i++)
        compare_with(cnn_yaml_get(cnn_document_root(d), "networks"), list[i]);
    cnn_document_free(d);
}

static void every_layer_is_as_published(void **state) {
    (void)state;
    compare_tables(TESTS_DIR "/reference/architectures.json", networks, sizeof networks / sizeof *networks);
    compare_tables(TESTS_DIR "/reference/modern_architectures.json", modern, sizeof modern / sizeof *modern);
}

/* A net of assets/networks; its description lies in the arena. */
static cnn_net *opened(const char *file, cnn_arena *arena, cnn_netdesc **desc) {
    char path[512];
    cnn_net *net;
    cnn_format(path, sizeof path, "%s/../assets/networks/%s.yaml", TESTS_DIR, file);
    CHECK_FINE(cnn_netfile_open(path, arena, desc));
    CHECK_FINE(cnn_net_new(*desc, &net));
    return net;
}

/* The sizes that the papers print, independent of any program: table 1 of DenseNet (the maps follow from its growth of
 * 32), of Inception v3 where torchvision keeps to it, of MobileNet, and table 2 of MobileNet v2. */
static void sizes_are_those_of_the_papers(void **state) {
    (void)state;
    static const struct {
        const char *file, *layer;
        int maps, size;
    } rows[] = {{"densenet-121", "features.conv0", 64, 112}, {"densenet-121", "features.pool0", 64, 56},
        {"densenet-121", "features.denseblock1.denselayer6", 64 + 6 * 32, 56},
        {"densenet-121", "features.transition1.pool", 128, 28},
        {"densenet-121", "features.denseblock2.denselayer12", 128 + 12 * 32, 28},
        {"densenet-121", "features.transition2.pool", 256, 14},
        {"densenet-121", "features.denseblock3.denselayer24", 256 + 24 * 32, 14},
        {"densenet-121", "features.transition3.pool", 512, 7},
        {"densenet-121", "features.denseblock4.denselayer16", 512 + 16 * 32, 7},
        {"inception-v3", "Conv2d_1a_3x3.conv", 32, 149}, {"inception-v3", "Conv2d_2a_3x3.conv", 32, 147},
        {"inception-v3", "Conv2d_2b_3x3.conv", 64, 147}, {"inception-v3", "maxpool1", 64, 73},
        {"inception-v3", "maxpool2", 192, 35}, {"inception-v3", "Mixed_5d", 288, 35},
        {"inception-v3", "Mixed_6e", 768, 17}, {"inception-v3", "Mixed_7a", 1280, 8},
        {"inception-v3", "Mixed_7c", 2048, 8}, {"mobilenet-v1", "conv1", 32, 112},
        {"mobilenet-v1", "conv2.pointwise", 64, 112}, {"mobilenet-v1", "conv3.depthwise", 64, 56},
        {"mobilenet-v1", "conv4.pointwise", 128, 56}, {"mobilenet-v1", "conv5.depthwise", 128, 28},
        {"mobilenet-v1", "conv6.pointwise", 256, 28}, {"mobilenet-v1", "conv7.depthwise", 256, 14},
        {"mobilenet-v1", "conv12.pointwise", 512, 14}, {"mobilenet-v1", "conv13.depthwise", 512, 7},
        {"mobilenet-v1", "conv14.pointwise", 1024, 7}, {"mobilenet-v1", "avgpool", 1024, 1},
        {"mobilenet-v2", "features.0.0", 32, 112}, {"mobilenet-v2", "features.1.conv.1", 16, 112},
        {"mobilenet-v2", "features.3.conv.2", 24, 56}, {"mobilenet-v2", "features.6.conv.2", 32, 28},
        {"mobilenet-v2", "features.10.conv.2", 64, 14}, {"mobilenet-v2", "features.13.conv.2", 96, 14},
        {"mobilenet-v2", "features.16.conv.2", 160, 7}, {"mobilenet-v2", "features.17.conv.2", 320, 7},
        {"mobilenet-v2", "features.18.0", 1280, 7}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        cnn_net *net = opened(rows[i].file, arena, &desc);
        int layer = cnn_netdesc_find(desc, rows[i].layer);
        if (layer < 0)
            fail_msg("%s has no layer %s", rows[i].file, rows[i].layer);
        cnn_shape out = net->nodes[layer + 1].layout.out;
        if (out.c != rows[i].maps || out.h != rows[i].size || out.w != rows[i].size)
            fail_msg("%s: %s is %d x %d x %d", rows[i].file, rows[i].layer, out.c, out.h, out.w);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* Table 1 of SqueezeNet counts every parameter before compression. Its maps of 55 cells need an input of 227; the 224
 * that it names, and that torchvision takes, makes 54. */
static void fire_modules_have_the_parameters_of_the_paper(void **state) {
    (void)state;
    static const struct {
        const char *block;
        size_t parameters;
    } rows[] = {{"features.0", 14208}, {"features.3", 11920}, {"features.4", 12432}, {"features.5", 45344},
        {"features.7", 49440}, {"features.8", 104880}, {"features.9", 111024}, {"features.10", 188992},
        {"features.12", 197184}, {"classifier.1", 513000}};
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = opened("squeezenet", arena, &desc);
    size_t all = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].block), sum = 0;
        for (int n = 1; n <= net->output; n++) {
            const char *name = net->nodes[n].name;
            bool inside = !strncmp(name, rows[i].block, length) && (!name[length] || name[length] == '.');
            sum += inside ? net->nodes[n].weight_count + net->nodes[n].bias_count : 0;
        }
        assert_int_equal(sum, rows[i].parameters);
        all += sum;
    }
    assert_int_equal(all, 1248424);
    assert_int_equal(net->learning, 1248424);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Millions, as the papers round them: MobileNet, table 8, and MobileNet v2, table 4, which has 3.4 where torchvision's
 * form has 3.5. */
static void work_and_parameters_are_those_of_the_papers(void **state) {
    (void)state;
    static const struct {
        const char *file;
        double parameters, macs, near;
    } rows[] = {{"mobilenet-v1", 4.2, 569, 0.05}, {"mobilenet-v2", 3.4, 300, 0.11}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        cnn_net *net = opened(rows[i].file, arena, &desc);
        int64_t macs = 0;
        for (int n = 1; n <= net->output; n++)
            macs += net->nodes[n].layout.macs;
        CHECK_NEAR((double)net->learning / 1e6, rows[i].parameters, rows[i].near);
        CHECK_NEAR((double)macs / 1e6, rows[i].macs, 1);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* What torchvision's weights were trained on: each channel normalised by ImageNet's, and for the Inception networks, of
 * which it turns that into -1 .. 1, by 1/2. */
static void forms_with_torchvision_s_names_see_its_numbers(void **state) {
    (void)state;
    static const char *const files[] = {"alexnet-224", "vgg-16", "vgg-19", "resnet-18", "resnet-34", "resnet-50",
        "squeezenet", "densenet-121", "mobilenet-v2", "efficientnet-b0", "convnext-t", "googlenet-bn", "inception-v3"};
    static const float mean[] = {0.485f, 0.456f, 0.406f}, std[] = {0.229f, 0.224f, 0.225f};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        cnn_net *net = opened(files[i], arena, &desc);
        bool half = strstr(files[i], "net-bn") || strstr(files[i], "inception");
        if (!desc->mean || desc->fit.kind != CNN_FITTING_CROP)
            fail_msg("%s takes pictures as they are", files[i]);
        for (int c = 0; c < 3; c++) {
            CHECK_NEAR(desc->mean[c], half ? 0.5f : mean[c], 0);
            CHECK_NEAR(desc->std[c], half ? 0.5f : std[c], 0);
        }
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

static cnn_status parse(const char *yaml, cnn_arena *arena, cnn_netdesc **desc) {
    cnn_document *d;
    cnn_status status = cnn_document_parse("t.yaml", yaml, strlen(yaml), &d);
    if (cnn_failed(status))
        return status;
    status = cnn_netfile_read(d, cnn_document_root(d), arena, desc);
    cnn_document_free(d);
    return status;
}

#define BEGIN                                                                               \
    "input: {channels: 2, height: 8, width: 8}\n"                                           \
    "blocks:\n"                                                                             \
    "  unit:\n"                                                                             \
    "    parameters: {filters: , size: 3, pad: 1}\n"                                        \
    "    layers:\n"                                                                         \
    "      - conv: {name: conv, filters: $filters, size: [$size, 3], padding: [$pad, 1]}\n" \
    "      - relu\n"                                                                        \
    "  pair:\n"                                                                             \
    "    parameters: {filters: }\n"                                                         \
    "    layers:\n"                                                                         \
    "      - unit: {name: a, filters: $filters}\n"                                          \
    "      - unit: {name: b, from: in, filters: $filters, size: 1, pad: 0}\n"               \
    "      - add: {name: ., from: [a, b]}\n"                                                \
    "layers:\n"

static void near_as_a_whole(const char *file, const char *layer, const float *plain, const float *fast, size_t count) {
    double most = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs((double)plain[i] - (double)fast[i]));
        largest = fmax(largest, fabs((double)plain[i]));
    }
    if (!(most <= 1e-4 * largest))
        fail_msg("%s, %s: plain and fast differ by %g of %g", file, layer, most, largest);
}

/* One picture forward, and where `backward` one gradient back. */
static void compare_kernels_of(const char *file, bool backward) {
    char path[512];
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_pass *pass[2];
    static const cnn_kernels kernels[] = {CNN_PLAIN, CNN_FAST};
    cnn_format(path, sizeof path, "%s/../assets/networks/%s.yaml", TESTS_DIR, file);
    CHECK_FINE(cnn_netfile_open(path, arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &net));
    float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof *parameters), *gradient[2];
    cnn_net_initialize(net, desc, 3, parameters);
    int label = 1;
    for (int i = 0; i < 2; i++) {
        gradient[i] = cnn_arena_alloc(arena, net->parameters, sizeof *parameters);
        CHECK_FINE(cnn_pass_new(net, 1, true, kernels[i], &pass[i]));
        cnn_rng rng = cnn_rng_seeded(7, 1); /* no flat areas: in a pool, rounding would decide between equals */
        for (size_t k = 0; k < cnn_shape_image(net->nodes[0].layout.out); k++)
            pass[i]->value[0].data[k] = cnn_rng_uniform(&rng, 0, 1);
        pass[i]->labels = &label;
        pass[i]->loss_scale = 1;
        cnn_pass_forward(pass[i], parameters);
        if (backward)
            cnn_pass_backward(pass[i], parameters, gradient[i], true);
    }
    for (int n = 1; n < net->count; n++) {
        const cnn_node *node = &net->nodes[n];
        near_as_a_whole(
            file, node->name, pass[0]->value[n].data, pass[1]->value[n].data, cnn_shape_image(node->layout.out));
        near_as_a_whole(
            file, node->name, gradient[0] + node->weight_at, gradient[1] + node->weight_at, node->weight_count);
    }
    cnn_pass_free(pass[0]);
    cnn_pass_free(pass[1]);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Gradients in the small forms: over many layers rounding adds up. All networks where there is an hour (STRIDE_LONG);
 * the small forms alone where sanitizers make each product slow. */
static void plain_and_fast_kernels_agree_on_every_layer(void **state) {
    (void)state;
    static const char *const small[] = {
        "zip-code-1989", "lenet-5-1998", "lenet-5-classroom", "cifar-convnet", "googlenet-small", "resnet-small"};
    static const char *const whole[] = {"alexnet-224", "resnet-18"};
    static const char *const slow[] = {
        "alexnet", "zfnet", "googlenet", "googlenet-bn", "resnet-34", "resnet-50", "vgg-16", "vgg-19"};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        compare_kernels_of(small[i], true);
#if !CNN_ONE_PROCESSOR
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        compare_kernels_of(whole[i], false);
    for (size_t i = 0; i < sizeof slow / sizeof *slow && getenv("STRIDE_LONG"); i++)
        compare_kernels_of(slow[i], false);
#else
    (void)whole;
    (void)slow;
#endif
}

static void a_block_is_its_layers_each_time(void **state) {
    (void)state;
    static const char *const names[] = {"one.0.a.conv", "one.0.a.relu1", "one.0.b.conv", "one.0.b.relu1", "one.0",
        "one.1.a.conv", "one.1.a.relu1", "one.1.b.conv", "one.1.b.relu1", "one.1", "unit1.conv", "unit1.relu1", "cat"};
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net;
    CHECK_FINE(parse(BEGIN "  - pair: {name: one, times: 2, filters: 4}\n  - unit: {filters: 5, from: one.0}\n"
                           "  - concat: {name: cat, from: [unit1, one.1]}\n",
        arena, &desc));
    assert_int_equal(desc->count, 13);
    for (int i = 0; i < 13; i++)
        assert_string_equal(desc->layers[i].name, names[i]);
    assert_int_equal(desc->layers[0].inputs[0], CNN_FROM_INPUT);
    assert_int_equal(desc->layers[2].inputs[0], CNN_FROM_INPUT);
    assert_int_equal(desc->layers[5].inputs[0], 4);
    assert_int_equal(desc->layers[7].inputs[0], 4);
    assert_int_equal(desc->layers[9].inputs[0], 6);
    assert_int_equal(desc->layers[9].inputs[1], 8);
    assert_int_equal(desc->layers[10].inputs[0], 4);
    assert_int_equal(desc->layers[12].inputs[0], 11);
    assert_int_equal(desc->layers[2].attrs.kernel[0], 1);
    assert_int_equal(desc->layers[2].attrs.kernel[1], 3);
    assert_int_equal(desc->layers[2].line, 12 - 6);
    assert_int_equal(desc->block_count, 7);
    assert_int_equal(desc->blocks[0].count, 5);
    assert_int_equal(desc->blocks[1].outer, 0);
    assert_string_equal(desc->blocks[2].kind, "unit");
    assert_int_equal(desc->layers[3].block, 2);
    assert_int_equal(desc->layers[4].block, 0);
    assert_int_equal(desc->layers[12].block, -1);
    CHECK_FINE(cnn_net_new(desc, &net));
    assert_int_equal(net->nodes[net->output].layout.out.c, 9);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void wrong_blocks_are_refused_with_a_reason(void **state) {
    (void)state;
    static const struct {
        const char *yaml, *reason;
    } cases[] = {{BEGIN "  - unit\n", "t.yaml:4: $filters has no value"},
        {BEGIN "  - unit: {filtres: 3}\n", "t.yaml:15: the block unit has no parameter \"filtres\""},
        {BEGIN "  - unit: {filters: many}\n", "filters must be a whole number, not many"},
        {BEGIN "  - unit: {filters: 2, times: 2000}\n", "times must be 0 to 1024"},
        {BEGIN "  - unit: {name: a, filters: 2}\n  - unit: {name: a, filters: 2}\n", "\"a\" is used twice"},
        {BEGIN "  - unit: {name: a, filters: 2}\n  - relu: {from: a.none}\n", "no earlier layer \"a.none\""},
        {BEGIN "  - unit: {filters: 2, from: [input, input]}\n", "a block reads one layer"},
        {BEGIN "  - unit: {filters: 2, name: a-name-that-is-longer-than-there-is-room}\n", "at most 39"},
        {BEGIN "  - pair: {filters: 2, name: a-name-that-leaves-no-room-for-more-ab}\n", "is longer than 39 letters"},
        {"input: {height: 4, width: 4}\nblocks: {conv: {layers: [relu]}}\nlayers: [relu]\n", "that is a layer"},
        {"input: {height: 4, width: 4}\nblocks: {a: {layers: []}}\nlayers: [relu]\n", "needs a list of layers"},
        {"input: {height: 4, width: 4}\nblocks: {a: {layers: [relu], paramters: {}}}\nlayers: [relu]\n",
            "did you mean \"parameters\""},
        {"input: {height: 4, width: 4}\nblocks: {a: {layers: [a]}}\nlayers: [a]\n", "deeper than 8"},
        {"input: {height: 4, width: 4}\nblocks: {a: {parameters: {times: 2}, layers: [relu]}}\nlayers: [a]\n",
            "a parameter cannot be called times"},
        {"input: {height: 4, width: 4}\nblocks: [a]\nlayers: [relu]\n", "blocks is a map"},
        {"input: {height: 4, width: 4}\nblocks: {a: {layers: [{relu: {from: outside}}]}}\nlayers:\n"
         "  - relu: {name: outside}\n  - a\n",
            "no earlier layer \"outside\" in this block"},
        {"input: {height: 4, width: 4}\nblocks:\n  a: {layers: [{b: {times: 1000}}]}\n  b: {layers: [{c: {times: "
         "1000}}]}\n  c: {layers: [relu]}\nlayers: [{a: {times: 1000}}]\n",
            "more than 4096 layers"},
        {"input: {height: 4, width: 4}\nblocks: {b: {layers: [relu, relu]}}\n"
         "layers: [{b: {name: abcdefghijklmnopqrstuvwxyz0123456789}}]\n",
            "t.yaml:2: the name abcdefghijklmnopqrstuvwxyz0123456789.relu1 is longer than 39 letters"},
        {"input: {height: 4, width: 4}\nblocks: {b: {layers: [{relu: {name: .}}]}}\n"
         "layers: [{b: {name: abcdefghijklmnopqrstuvwxyz012345678901, times: 2}}]\n",
            "t.yaml:3: the name abcdefghijklmnopqrstuvwxyz012345678901.0 is longer than 39 letters"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        CHECK_FAILS(parse(cases[i].yaml, arena, &desc), cases[i].reason);
        cnn_arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_layer_is_as_published),
        cmocka_unit_test(sizes_are_those_of_the_papers),
        cmocka_unit_test(fire_modules_have_the_parameters_of_the_paper),
        cmocka_unit_test(work_and_parameters_are_those_of_the_papers),
        cmocka_unit_test(forms_with_torchvision_s_names_see_its_numbers),
        cmocka_unit_test(plain_and_fast_kernels_agree_on_every_layer),
        cmocka_unit_test(a_block_is_its_layers_each_time), cmocka_unit_test(wrong_blocks_are_refused_with_a_reason)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
