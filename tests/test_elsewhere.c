/* Words of PyTorch, Keras and ONNX: each opens to the network that ours would, or its sentence names one that opens. */
#include "parsed_network.h"

#include "netfile_words.h"
#include "netfile_write.h"

#define IN "input: {channels: 4, height: 12, width: 12}\n"

/* The file that a network writes, or "" with its sentence in `why`; the caller frees it. */
static char *opened(const char *yaml, char why[CNN_MESSAGE_MAX]) {
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = NULL;
    cnn_net *net = NULL;
    cnn_status status = parse(yaml, arena, &net, &desc);
    const char *written = cnn_failed(status) ? NULL : cnn_netfile_write(desc, arena);
    char *text = strdup(written ? written : "");
    cnn_format(why, CNN_MESSAGE_MAX, "%s", cnn_failed(status) ? status.message : "");
    cnn_net_free(net);
    cnn_arena_free(arena);
    return text;
}

static void same_network(const char *theirs, const char *ours) {
    char why[CNN_MESSAGE_MAX], our_why[CNN_MESSAGE_MAX], a[2000], b[2000];
    cnn_format(a, sizeof a, "%slayers:\n%s", IN, theirs);
    cnn_format(b, sizeof b, "%slayers:\n%s", IN, ours);
    char *one = opened(a, why), *two = opened(b, our_why);
    if (!*one || !*two || strcmp(one, two))
        fail_msg("%s\n gives %s %s\nand not %s %s", theirs, why, one, our_why, two);
    free(one);
    free(two);
}

static void what_is_written_elsewhere_is_the_same_network(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"  - Conv2d(4, 6, 5, padding=(2, 2))\n", "  - conv: {filters: 6, size: 5, padding: 2}\n"},
        {"  - nn.Conv2d(4, 6, kernel_size=(3, 1), stride=2, bias=False),\n",
            "  - conv: {filters: 6, size: [3, 1], stride: 2, bias: false}\n"},
        {"  - Conv2D(6, (3, 3), activation='relu', padding=\"same\")\n",
            "  - conv: {filters: 6, size: 3, padding: same}\n  - relu\n"},
        {"  - Conv2D: {filters: 6, kernel_size: (3, 3), strides: (2, 2), padding: valid, use_bias: False}\n",
            "  - conv: {filters: 6, size: 3, stride: 2, bias: false}\n"},
        {"  - conv: {filters: 8, size: (3, 3), stride: (3, 3)}\n", "  - conv: {filters: 8, size: 3, stride: 3}\n"},
        {"  - conv: {filters: 8, size: 3, padding: VALID}\n", "  - conv: {filters: 8, size: 3}\n"},
        {"  - conv: {filters: 8, size: 3, padding: 'SAME'}\n", "  - conv: {filters: 8, size: 3, padding: same}\n"},
        {"  - conv: {out_channels: 8, kernel: 3, strides: 2}\n", "  - conv: {filters: 8, size: 3, stride: 2}\n"},
        {"  - conv: {filters: 8, size: 3, bias: True}\n", "  - conv: {filters: 8, size: 3}\n"},
        {"  - {type: conv, filters: 8, size: 3}\n", "  - conv: {filters: 8, size: 3}\n"},
        {"  - conv:\n    filters: 8\n    size: 3\n", "  - conv: {filters: 8, size: 3}\n"},
        {"  - conv: {filters: 8, size: 3, pads: [0, 1, 2, 3]}\n",
            "  - conv: {filters: 8, size: 3, padding: [0, 2, 1, 3]}\n"},
        {"  - MaxPooling2D()\n", "  - maxpool: {size: 2}\n"},
        {"  - MaxPooling2D: {pool_size: (3, 3), strides: None}\n", "  - maxpool: {size: 3}\n"},
        {"  - MaxPool2d(3, 2, 1, ceil_mode=True)\n", "  - maxpool: {size: 3, stride: 2, padding: 1, ceil: true}\n"},
        {"  - maxpool: 2\n", "  - maxpool: {size: 2}\n"},
        {"  - maxpool: [2, 3]\n", "  - maxpool: {size: [2, 3]}\n"},
        {"  - GlobalAveragePooling2D\n", "  - adaptive-avgpool: {size: 1}\n"},
        {"  - AdaptiveAvgPool2d((2, 2))\n", "  - adaptive-avgpool: {size: 2}\n"},
        {"  - BatchNormalization\n", "  - batchnorm: {epsilon: 1e-3, blend: 0.01}\n"},
        {"  - BatchNormalization: {momentum: 0.75}\n", "  - batchnorm: {epsilon: 1e-3, blend: 0.25}\n"},
        {"  - BatchNorm2d(4, momentum=0.25)\n", "  - batchnorm: {blend: 0.25}\n"},
        {"  - ZeroPadding2D: {padding: ((1, 2), (3, 4))}\n", "  - pad: {padding: [1, 2, 3, 4]}\n"},
        {"  - ZeroPad2d((3, 4, 1, 2))\n", "  - pad: {padding: [1, 2, 3, 4]}\n"},
        {"  - Linear(576, 10)\n", "  - dense: {units: 10}\n"},
        {"  - Dense: {units: 10, activation: softmax}\n", "  - dense: {units: 10}\n  - softmax\n"},
        {"  - dense: 10\n", "  - dense: {units: 10}\n"},
        {"  - Linear: 10\n", "  - dense: {units: 10}\n"},
        {"  - Activation('tanh')\n", "  - tanh\n"},
        {"  - ReLU6()\n", "  - clip: {low: 0, high: 6}\n"},
        {"  - LeakyReLU(0.2)\n", "  - leaky-relu: {slope: 0.2}\n"},
        {"  - Dropout(p=0.25)\n", "  - dropout: {probability: 0.25}\n"},
        {"  - LocalResponseNorm(3)\n", "  - lrn: {neighbours: 3, alpha_over_n: true, k: 1}\n"},
        {"  - UpSampling2D: {size: (2, 2), interpolation: bilinear}\n", "  - upsample: {scale: 2, mode: bilinear}\n"},
        {"  - 합성곱: {필터: 6, 크기: 5, 패딩: 2, 활성화 함수: 렐루}\n  - 최대풀링: 2\n  - 완전 연결층: 10\n",
            "  - conv: {filters: 6, size: 5, padding: 2}\n  - relu\n  - maxpool: {size: 2}\n  - dense: {units: 10}\n"},
        {"  - (conv1): Conv2d(4, 6, kernel_size=(5, 5), stride=(1, 1))\n  - (1): ReLU()\n",
            "  - conv: {name: conv1, filters: 6, size: 5}\n  - relu\n"},
        {"  - a: {type: Conv2d, out_channels: 6, kernel_size: 5}\n", "  - conv: {name: a, filters: 6, size: 5}\n"},
        {"  - {class_name: Conv2D, config: {filters: 6, kernel_size: [5, 5]}}\n", "  - conv: {filters: 6, size: 5}\n"},
        {"  - conv: {filters: 6, size: 5, activation: nn.LeakyReLU(0.2)}\n",
            "  - conv: {filters: 6, size: 5}\n  - leaky-relu: {slope: 0.2}\n"},
        {"  - Conv2D(6, 5, activation=tf.nn.relu6)\n",
            "  - conv: {filters: 6, size: 5}\n  - clip: {low: 0, high: 6}\n"},
        {"  - Dense: {units: 10, activation: hard_sigmoid}\n",
            "  - dense: {units: 10}\n  - hardsigmoid: {alpha: 0.2}\n"},
        {"  - Linear(4*12 * 12, 2*5)\n", "  - dense: {units: 10}\n"},
        {"  - MinPool2d(2)\n", "  - minpool: {size: 2}\n"},
        {"  - Flatten()\n  - LogSoftmax(dim=1)\n", "  - flatten\n  - log-softmax\n"},
        {"  - conv: {name: a, filters: 4, size: 1, activation: relu}\n  - add: {from: [a, input]}\n",
            "  - conv: {name: a, filters: 4, size: 1}\n  - relu: {name: r}\n  - add: {from: [r, input]}\n"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (*pairs[i][1] && !strstr(pairs[i][1], "name: r"))
            same_network(pairs[i][0], pairs[i][1]);
    /* The name of a layer with an activation is what the activation gives. */
    char why[CNN_MESSAGE_MAX];
    char *text = opened(IN "layers:\n  - conv: {name: a, filters: 4, size: 1, activation: relu}\n"
                           "  - add: {from: [a, input]}\n",
        why);
    assert_non_null(strstr(text, "from: [relu1, input]"));
    free(text);
}

/* The entries that stand between quotes in a sentence open, or the words that do name our settings. */
static void check_advice(const char *advice) {
    char why[CNN_MESSAGE_MAX], yaml[600];
    int tried = 0;
    for (const char *at = strstr(advice, "\"- "); at; at = strstr(at + 1, "\"- ")) {
        const char *end = strchr(at + 1, '"');
        cnn_format(yaml, sizeof yaml, "input: {channels: 8, height: 12, width: 12}\nlayers:\n  %.*s\n",
            (int)(end - at - 1), at + 1);
        char *text = opened(yaml, why);
        if (!*text)
            fail_msg("%s: %s", advice, why);
        free(text);
        tried++;
    }
    if (!tried && !strstr(advice, "leave it out") && !strstr(advice, "input") &&
        !strstr(advice, "entries of their own"))
        assert_non_null(strstr(advice, "not through sequences"));
}

/* A value for one place of a call. */
static const char *value_for(const char *place) {
    static const char *const rows[][2] = {{"in_channels", "4"}, {"num_features", "4"}, {"in_features", "576"},
        {"filters", "8"}, {"out_channels", "8"}, {"units", "8"}, {"out_features", "8"}, {"kernel_size", "3"},
        {"size", "3"}, {"pool_size", "2"}, {"output_size", "2"}, {"stride", "1"}, {"padding", "1"},
        {"left_first", "(1, 1, 1, 1)"}, {"activation", "relu"}, {"p", "0.25"}, {"slope", "0.2"}, {"scale_factor", "2"},
        {"low", "0"}, {"high", "6"}, {"output", "None"}, {"pool_scale", "2"}, {"num_parameters", "1"},
        {"normalized_shape", "4"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i][0], place))
            return rows[i][1];
    return NULL;
}

static void each_layer_opens_or_says_what_opens(void **state) {
    (void)state;
    for (const cnn_layer_elsewhere *row = cnn_layers_elsewhere; row->theirs; row++) {
        char yaml[600], arguments[200] = "", why[CNN_MESSAGE_MAX], place[40];
        bool line = row->ours && strstr(row->ours, "1d"),
             joins = row->ours && (!strcmp(row->ours, "add") || !strcmp(row->ours, "mul") ||
                                      !strcmp(row->ours, "concat") || strstr(row->ours, "imum"));
        if (!row->ours) {
            check_advice(row->advice);
            continue;
        }
        for (const char *at = row->places; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
            cnn_format(place, sizeof place, "%.*s", (int)strcspn(at, " "), at);
            if (!value_for(place))
                break;
            cnn_append(arguments, sizeof arguments, "%s%s", *arguments ? ", " : "", value_for(place));
        }
        cnn_format(yaml, sizeof yaml, "input: {channels: 4, height: %d, width: 12}\nlayers:\n  - %s%s%s%s\n",
            line ? 1 : 12, row->theirs, joins ? ": {from: [input, input]}" : "(", joins ? "" : arguments,
            joins ? "" : ")");
        char *text = opened(yaml, why);
        if (!*text)
            fail_msg("%s: %s", yaml, why);
        free(text);
    }
}

/* Each word for a setting is that setting, in every layer that has it, or its sentence leads to one. */
static void each_setting_is_ours_or_says_which(void **state) {
    (void)state;
    for (const cnn_setting_elsewhere *row = cnn_settings_elsewhere; row->theirs; row++) {
        if (row->advice)
            assert_true(strchr(row->advice, '"') || strstr(row->advice, "leave it out") ||
                        strstr(row->advice, "input:") || strstr(row->advice, "decay"));
        bool known = !row->ours || !strcmp(row->ours, "from") || !strcmp(row->ours, "name");
        for (int kind = 0; kind < CNN_OP_COUNT && !known; kind++)
            known = cnn_op_setting(cnn_op_of((cnn_op_kind)kind), row->ours);
        if (!known)
            fail_msg("no layer has %s", row->ours);
    }
}

static void what_has_no_equal_is_said(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {IN "layers: [Conv2d(3, 8, 3)]\n", "it says that it reads 3 channels, but in front of it there are 4"},
        {IN "layers:\n  - Linear(100, 10)\n", "it says that it reads 100 numbers, but in front of it there are 576"},
        {IN "layers:\n  - conv: {filters: 8, out_channels: 8, size: 3}\n",
            "\"out_channels\" says once more what \"filters\" says"},
        {IN "layers:\n  - LeakyReLU\n", "its slope must be said, for PyTorch's is 0.01 and Keras's 0.3"},
        {IN "layers:\n  - batchnorm: {momentum: 0.9}\n", "\"blend: 0.1\": PyTorch's momentum 0.1, Keras's 0.9"},
        {IN "layers:\n  - DepthwiseConv2D: {kernel_size: 3}\n", "a group of its own"},
        {IN "layers:\n  - conv: {filters: 8, size: 3, activation: magic}\n", "activation is relu, sigmoid"},
        {IN "layers:\n  - dense: {units: 8, kernel_initializer: he_normal}\n", "\"initialize: he\""},
        {IN "layers:\n  - ReLU(6.0)\n", "\"- clip: {low: 0, high: 6}\""},
        {IN "layers:\n  - conv: {filters: 8, size: 3, activation: leaky_relu}\n", "its slope must be said"},
        {IN "layers:\n  - dense: 4294967296*4294967296\n", "units must be 1 to"},
        {IN "layers:\n  - dense: 4*x\n", "units must be a whole number, not 4*x"},
        {IN "layers:\n  - conv: {filters：4， size：3}\n", "full-width signs are letters here"},
        {IN "layers:\n  - conv： {filters: 4, size: 3}\n", "full-width signs are letters here"},
        {IN "layers:\n  - conv:\xE3\x80\x80{filters: 4, size: 3}\n", "no-break or full-width space"},
        {IN "layers:\n  - Conv2d（1, 6, 5）\n", "full-width signs are letters here"},
        {IN "layers:\n  - conv: {filters: 4, size: 3},\n", "the comma at the end of this line is one too many"},
        {IN "layers:\n  - BatchNorm2d: {num_features: 4, affine: False}\n", "with \"fixed: true\" they stay"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char why[CNN_MESSAGE_MAX];
        char *text = opened(cases[i][0], why);
        if (*text || !strstr(why, cases[i][1]))
            fail_msg("%s says \"%s\", not \"%s\"", cases[i][0], why, cases[i][1]);
        free(text);
    }
}

static void training_and_losses_are_read_in_other_words(void **state) {
    (void)state;
    char why[CNN_MESSAGE_MAX];
    char *theirs = opened(IN "layers: [Flatten, Linear: {out_features: 10}]\nloss: CrossEntropyLoss\n"
                             "train: {optimizer: Adam, lr: 0.002, batch_size: 16, weight_decay: 0.1}\n",
             why),
         *ours = opened(IN "layers: [flatten, dense: {units: 10}]\nloss: softmax-cross-entropy\n"
                           "train: {optimizer: adam, rate: 0.002, batch: 16, decay: 0.1}\n",
             why);
    assert_string_equal(why, "");
    assert_string_equal(theirs, ours);
    free(theirs);
    free(ours);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_elsewhere_is_the_same_network),
        cmocka_unit_test(each_layer_opens_or_says_what_opens),
        cmocka_unit_test(each_setting_is_ours_or_says_which),
        cmocka_unit_test(what_has_no_equal_is_said),
        cmocka_unit_test(training_and_losses_are_read_in_other_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
