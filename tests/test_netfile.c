/* Network files: what is said about wrong ones, what names layers get, and that what is written reads back the same. */
#include "parsed_network.h"

#include "fitting_text.h"
#include "netfile_write.h"

#define DEEP_LISTS "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
#define DEEP_MAPS                                                                                                      \
    "{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: " \
    "{a: {a: {a: {a: {a: 1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}"

static void wrong_files_are_answered_with_line_and_reason(void **state) {
    (void)state;
#define IN "input: {channels: 1, height: 5, width: 5}\n"
    static const struct {
        const char *yaml, *part;
    } cases[] = {
        {IN "layers:\n  - conv: {filters: 1, siez: 3}\n",
            "n.yaml:3: conv has no setting \"siez\"; did you mean \"size\"?"},
        {IN "layers:\n  - conv: {filters: 1, size: -3}\n", "n.yaml:3: size must be 1 to"},
        {IN "layers:\n  - conv: {filters: 1, size: 7}\n",
            "n.yaml:3: layer conv1: the window is 7 cells high, the input with its padding only 5"},
        {"input:\n  values: [[1,2],\n    [3]]\nlayers:\n  - relu\n",
            "n.yaml:3: values: rows of different lengths, 2 and 1"},
        {IN "layers:\n  - relu: {name: a}\n  - relu: {name: a}\n",
            "n.yaml:4: the name \"a\" is used twice, first in line 3"},
        {IN "layers:\n  - conv: {filters: 1000000000, size: 3}\n", "n.yaml:3: filters must be 1 to"},
        {IN "layers:\n  - conv: {filters: 1000000, size: 3}\n  - dense: {units: 1000000}\n", "2 GiB"},
        {IN "layers:\n  - convulsion: {filters: 1}\n", "there is no layer type \"convulsion\""},
        {IN "layers:\n  - conv: {filters: 3}\n", "layer conv1 needs \"size\""},
        {IN "layers:\n  - relu: {from: later}\n", "there is no earlier layer \"later\""},
        {IN "layers:\n  - conv: {filters: 2, size: 1}\nloss: mse\ntarget: input\n",
            "the target is the input, which is 5 x 5 x 1, and the output of conv1 is 5 x 5 x 2"},
        {IN "layers:\n  - softmax\ntarget: input\n", "the input itself as the target goes with the loss mse alone"},
        {IN "layers:\n  - upsample\n  - mul: {from: [input, upsample1]}\n", "mul needs two inputs of one shape"},
        {IN "layerz: []\n", "n.yaml:2: a network has no setting \"layerz\"; did you mean \"layers\"?"},
        {IN "layers: []\n", "at least one layer"},
        {IN "layers:\n  - conv-transpose: {filters: 1, size: 2, padding: 4}\n", "removes everything that the stamps"},
        {IN "layers:\n  - conv-transpose: {filters: 1, size: 2, output_padding: 1}\n",
            "output_padding must be smaller"},
        {IN "layers:\n  - conv-transpose: {filters: 3, size: 2, groups: 2}\n", "2 groups do not divide"},
        {IN "layers:\n  - conv1d: {filters: 1, size: [1, 3]}\n", "size must be a whole number, not a list"},
        {IN "layers:\n  - conv1d: {filters: 1, size: 3, padding: [1, 1, 1, 1]}\n", "[left, right] or same"},
        {"input: {length: 5, width: 5}\nlayers: [relu]\n", "either a length, or a height and a width"},
        {IN "layers:\n  - gelu: {approximate: erf}\n", "approximate is none or tanh, not \"erf\""},
        {IN "layers:\n  - conv: 10\n", "layer conv1 needs \"size\""},
        {IN "layers:\n  - relu: 10\n", "its settings are a map, as in \"relu: {name: a}\""},
        {IN "layers:\n  - relu: {zzz: 1}\n", "relu has no setting \"zzz\"; it has name, from"},
        {IN "layers:\n  - rellu\n", "did you mean \"relu\"? Known are"},
        {IN "layers:\n  - relu\ntrain: {lr: 0.1, rate: 0.2}\n", "\"lr\" says once more what \"rate\" says"},
        {IN "layers:\n  - conv: {filters: 1, size: 3, weights: [[1,2,3],[4,5,6]]}\n",
            "the weights are 2 x 3, but size says 3 x 3"},
        {IN "layers:\n  - dense: {units: 2, weights: [[1,2]]}\n", "2 weights are given and 50 needed"},
        {IN "layers:\n  - conv: {filters: 3, size: 3, groups: 2}\n", "groups do not divide"},
        {IN "layers:\n  - maxpool: {size: 2, padding: 2}\n", "may be padded by at most 1"},
        {IN "layers:\n  - relu\ntrain: {rate: -1}\n", "rate must be"},
        {"%TAG ! x\n---\na: 1\n", "n.yaml:1: %TAG directives are not read"},
        {IN "%TAG", "n.yaml:2: %TAG directives are not read"},
        {IN "a:\n\t- b", "n.yaml:3: a tab where spaces are expected"},
        {IN "data:\nlayers: [relu]\n", "n.yaml:2: data must be a word"},
        {IN "layers: [relu: {\n  name:\n  }]", "n.yaml:3: a layer's name is one word"},
        {"# 50 %TAG", "n.yaml:1: it is empty: nothing but blanks and comments"},
        {"\n\n", "n.yaml:2: it is empty"},
        {IN "---\na: 1\n", "n.yaml:2: a second document begins"},
        {IN "? [a]\n: 1\n", "n.yaml:2: a key must be a plain word"},
        {IN "layers: [relu,\n", "n.yaml:3: a list or map in brackets ends here before it is closed"},
        {IN "layers: [relu\n}\n", "n.yaml:3: the [ of line 2 is not closed with ], or a comma is missing"},
        {IN "name: \xFF\n", "n.yaml:2: this file is not UTF-8; save it as UTF-8"},
        {IN "name: \"a\\0b\"\n", "n.yaml:2: a character that cannot be printed stands in \"a\""},
        {IN "layers:\n  - relu\ntrain: {optimizer: magic}\n",
            "optimizer is sgd, nesterov, adam or adamw, not \"magic\""},
        {IN "layers:\n  - conv: {filters: 2, size: 1, connections: [[0]]}\n", "for each of the 2 filters, not 1"},
        {IN "layers:\n  - conv: {filters: 1, size: 1, connections: [[]]}\n", "filter 0 sees no channel"},
        {IN "layers:\n  - conv: {filters: 1, size: 1, connections: [[7]]}\n", "names 8 channels, and there are"},
        {IN "layers:\n  - conv: {filters: 1, size: 1, padding_mode: magic}\n", "padding_mode is zeros"},
        {IN "layers:\n  - conv: {filters: 1, size: 1, padding_value: 2}\n", "goes with padding_mode: constant"},
        {IN "layers:\n  - pad: {padding: 100, padding_mode: reflect}\n", "does not work on"},
        {IN "layers:\n  - pad: {padding: 100, padding_mode: circular}\n", "does not work on"},
        {IN "layers:\n  - pad: {padding: 5, padding_mode: reflect}\n", "padding of 5 cells does not work on 5"},
        {IN "layers:\n  - conv: {filters: 1, size: 3, padding: 5, padding_mode: reflect}\n",
            "padding of 5 cells cannot be mirrored from 5"},
        {IN "layers:\n  - conv: {filters: 1, size: 3, padding: 5, padding_mode: circular}\n",
            "padding of 5 cells cannot be repeated from 5"},
        {IN "layers: " DEEP_LISTS "\n", "n.yaml:2: nested deeper than 32"},
        {IN "layers: " DEEP_MAPS "\n", "n.yaml:2: nested deeper than 32"},
        {IN "layers:\n  - adaptive-avgpool\n", "needs \"size\""},
        {IN "blocks: {a b: {layers: [relu]}}\nlayers:\n  - relu\n", "a block's name is one word"},
        {IN "blocks: {\"\": {layers: [relu]}}\nlayers:\n  - relu\n", "a block's name is one word"},
        {IN "blocks: {abcdefghijklmnopqrst: {layers: [relu]}}\nlayers:\n  - relu\n", "a block's name is one word"},
        {IN "layers:\n  - adaptive-avgpool: {size: 1048576}\n", "more than 2^31 numbers"},
        {IN "layers:\n  - rbf\n", "needs \"units\""},
        {IN "layers:\n  - lrn: {neighbours: 0}\n", "neighbours"},
        {IN "layers:\n  - batchnorm: {epsilon: 0}\n", "epsilon"},
        {IN "layers:\n  - relu: {name: a}\n  - tanh: {name: b, from: input}\n", "layer a: no later layer reads it"},
        {IN "layers:\n  - relu: {name: a, from: b}\n  - tanh: {name: b}\n", "there is no earlier layer \"b\""},
        {IN "layers:\n  - add: {name: a, from: [a, input]}\n", "there is no earlier layer \"a\""},
        {IN "layers:\n  - conv: {name: a, filters: 2, size: 3}\n  - add: {from: [a, input]}\n",
            "add needs inputs of one shape"},
        {IN "layers:\n  - conv: {filters: 1, size: [3, 1]}\n  - concat: {from: [conv1, input]}\n",
            "concat needs maps of one size, not 3 x 5 and 5 x 5"},
        {IN "layers:\n  - conv: {filters: 1, size: [1, 3]}\n  - concat: {from: [conv1, input]}\n",
            "concat needs maps of one size, not 5 x 3 and 5 x 5"},
        {IN "layers:\n  - dropout: {probability: 1}\n", "probability must be 0 to 0.999"},
        {IN "layers:\n  - batchnorm: {weights: [[1, 2]]}\n", "one number for each map"},
        {IN "layers:\n  - relu\ntrain: {schedule: magic}\n", "schedule is constant, cosine or step, not \"magic\""},
        {IN "layers:\n  - relu\ntrain: {schedule: cosine, epochs: 0}\n", "epochs must be"},
        {IN "pattern: \"(CONV => RELU\"\n", "it ends where ) is expected"},
        {IN "pattern: \"CONF\"\n", "character 1"},
        {IN "pattern: \"CONV * 1000\"\n", "at most 64"},
        {IN "pattern: \"(POOL * 4)\"\n", "layer pool3"},
        {IN "pattern: \"((((((INPUT*64)*64)*64)*64)*64)*64)\"\n", "repeats more than"},
        {IN "layers:\n  - relu: {name: 'a\"b'}\n", "one word of at most"},
        {IN "layers:\n  - conv: {filters: 2, size: 2, weights: [[[[1,2],[3,4]],[[1,2],[3,4]]]]}\n",
            "8 weights are given and 8 needed (2 x 1 x 2 x 2)"},
        {IN "layers:\n  - conv: {filters: 1, size: 1000000, padding: 1000000}\n", "larger than the"},
        {IN "layers:\n  - relu\ntrain: []\n", "n.yaml:4: train is a map"},
        {IN "layers:\n  - relu\nloss: mse\ngradient: [1]\n", "stands in place of a loss"},
        {"", "n.yaml:1: it is empty"},
        {IN "layers:\n  - conv: {name: a, filters: 2, size: 3}\n  - relu: {name: b, from: input}\n  - add: {from: [a, "
            "b]}\n",
            "add needs inputs of one shape, not 2 x 3 x 3 and 1 x 5 x 5"},
        {IN "layers:\n  - relu\n  - add\n", "has the wrong number of inputs"},
        {"a: &x 1\nb: *x\n", "aliases"},
        {IN "layers: [relu]\nname: a\nname: b\n", "n.yaml:4: duplicate key \"name\""},
        {IN "layers: [relu]\nname: \"\\e[31mred\"\n",
            "n.yaml:3: a character that cannot be printed stands in \"?[31mred\""},
        {IN "layers: [relu]\nname: \"\\u202Eder\"\n", "cannot be printed stands in \"?der\""},
        {IN "layers: [relu]\nname: \"\\x9bder\"\n", "cannot be printed"},
        {IN "layers:\n  - 가나다라마바사아자차카타파하\n", "layer type \"가나다라마바사아자차카타파?\"; known"},
        {"input: {height: 1, width: 1}\nblocks: {b: {layers: [{pad: {padding: [1048576, 0]}}]}}\nlayers: [{b: {times: "
         "8}}]\n",
            "16777217 x 1 cells; at most 16777216"},
        {"input: {channels: 1048576, height: 1, width: 1}\nlayers:\n"
         "  - concat: {name: a, from: [input, input, input, input, input, input, input, input]}\n"
         "  - concat: {name: b, from: [a, a, a]}\n",
            "n.yaml:4: layer b: concat would give 25165824 channels; at most 16777216"},
        {"- 1\n", "not a network"},
        {"input: [unclosed\n", "n.yaml:"},
        {IN "layers:\n  - relu\n  - softmax\ntarget: 99\n", "target class 99"},
        {IN "layers:\n  - conv: {filters: 1, size: 3}\ntarget: [1, 2]\n", "2 numbers and the output"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        CHECK_FAILS(parse(cases[i].yaml, arena, &net, &desc), cases[i].part);
        assert_null(net);
        cnn_arena_free(arena);
    }
}

/* A few bytes repeated, and what is said of it: nothing that takes memory or time beyond its size is begun. */
static void small_files_stay_small(void **state) {
    (void)state;
    static const struct {
        const char *before, *each, *after, *part;
        int count;
    } cases[] = {{IN "layers: [", "relu,", "relu]", "n.yaml:2: more than 700000 entries", 700000},
        {IN "name: [", "&a 1,", "1]", "name", 100000},
        {IN "layers:\n  - conv: {filters: 1, size: 1, connections: [[", "0,", "0]]}", NULL, 100000},
        {IN "blocks:\n  a: {layers: [{b: {times: 1024}}]}\n  b: {layers: [{c: {times: 1024}}]}\n"
            "  c: {layers: [{d: {times: 0}}]}\n  d: {layers: [relu]}\nlayers: [a]\n#",
            "", "", "used more than 8192 times", 0},
        {IN "blocks: {b: {parameters: {w: }, layers: [{conv: {filters: 1, size: 1, bias: $w}}]}}\n"
            "layers:\n  - b: {times: 1000, w: [",
            "1,", "1]}\n", "the blocks are too large", 10000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t each = strlen(cases[i].each), before = strlen(cases[i].before), after = strlen(cases[i].after);
        char *text = malloc(before + (size_t)cases[i].count * each + after + 1), *at = text + before;
        memcpy(text, cases[i].before, before);
        for (int k = 0; k < cases[i].count; k++, at += each)
            memcpy(at, cases[i].each, each);
        memcpy(at, cases[i].after, after + 1);
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        if (cases[i].part)
            CHECK_FAILS(parse(text, arena, &net, &desc), cases[i].part);
        else
            CHECK_FINE(parse(text, arena, &net, &desc));
        cnn_net_free(net);
        cnn_arena_free(arena);
        free(text);
    }
}

static void has_names(const char *yaml, const char *const *names, int count) {
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(yaml, arena, &net, &desc));
    assert_int_equal(net->count, count);
    for (int i = 0; i < count; i++)
        assert_string_equal(net->nodes[i].name, names[i]);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void layers_without_a_name_are_numbered_in_order(void **state) {
    (void)state;
    static const char *const names[] = {"input", "conv1", "relu1", "conv2", "relu2", "pool1", "conv3", "relu3", "conv4",
        "relu4", "pool2", "dense1", "relu5", "dense2", "softmax1", "loss"};
    has_names("input: {height: 28, width: 28}\npattern: \"[((CONV => RELU) * 2 => POOL) * 2 => (FC => RELU) * 1]\"\n",
        names, 16);
    /* Numbers count the layers of that kind; one that is taken is passed over. */
    static const char *const taken[] = {"input", "relu2", "relu3", "relu5", "relu4", "relu6", "loss"};
    has_names("input: {height: 8, width: 8}\nlayers: [relu: {name: relu2}, relu, relu: {name: relu5}, relu, relu]\n",
        taken, 7);
    static const char *const once[] = {"input", "conv1", "dense1", "softmax1", "loss"};
    has_names("input: {height: 8, width: 8}\npattern: \"(CONV => POOL) * 0 => CONV\"\n", once, 5);
}

/* In a block, given names are skipped; a use counts once, however many times it stands for. */
static void layers_and_uses_in_a_block_are_numbered_there(void **state) {
    (void)state;
    static const char *const names[] = {"input", "b1.relu1", "b1.relu2", "b1.pool1", "b1.pool2", "b1.relu3",
        "b2.0.relu1", "b2.0.relu2", "b2.0.pool1", "b2.0.pool2", "b2.0.relu3", "b2.1.relu1", "b2.1.relu2", "b2.1.pool1",
        "b2.1.pool2", "b2.1.relu3", "c1.b1.relu1", "c1.b1.relu2", "c1.b1.pool1", "c1.b1.pool2", "c1.b1.relu3", "relu13",
        "loss"};
    has_names("input: {height: 9, width: 9}\nblocks:\n"
              "  b: {layers: [relu: {name: relu1}, relu, maxpool: {size: 1}, avgpool: {size: 1}, relu]}\n"
              "  c: {layers: [b]}\n"
              "layers: [b, b: {times: 2}, c, relu]\n",
        names, 23);
}

/* A layer on one row of cells is the layer of two dimensions whose window has one row. */
static void layers_on_one_row_are_those_with_a_window_of_one_row(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"conv1d: {filters: 3, size: 5, stride: 2, padding: 1, dilation: 2}",
            "conv: {filters: 3, size: [1, 5], stride: [1, 2], padding: [0, 1], dilation: [1, 2]}"},
        {"conv1d: {filters: 3, size: 5, padding: [1, 2]}", "conv: {filters: 3, size: [1, 5], padding: [0, 0, 1, 2]}"},
        {"conv1d: {filters: 3, size: 5, padding: same}", "conv: {filters: 3, size: [1, 5], padding: same}"},
        {"maxpool1d: {size: 3}", "maxpool: {size: [1, 3]}"},
        {"maxpool1d: {size: 3, stride: 2}", "maxpool: {size: [1, 3], stride: [1, 2]}"},
        {"avgpool1d: {size: 4, stride: 2, padding: 1}", "avgpool: {size: [1, 4], stride: [1, 2], padding: [0, 1]}"},
        {"conv1d: {weights: [[[1,2],[3,4]]]}", "conv: {weights: [[[[1,2]],[[3,4]]]]}"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net[2];
        cnn_netdesc *desc[2];
        for (int side = 0; side < 2; side++) {
            char yaml[300];
            cnn_format(yaml, sizeof yaml, "input: {channels: 2, %s}\nlayers:\n  - %s\n",
                side ? "height: 1, width: 13" : "length: 13", pairs[i][side]);
            CHECK_FINE(parse(yaml, arena, &net[side], &desc[side]));
        }
        assert_memory_equal(&net[0]->nodes[1].attrs, &net[1]->nodes[1].attrs, offsetof(cnn_attrs, same));
        assert_true(cnn_shape_equal(net[0]->nodes[1].layout.out, net[1]->nodes[1].layout.out));
        assert_string_equal(net[0]->nodes[1].name, net[1]->nodes[1].name);
        assert_string_equal(cnn_netfile_write(desc[0], arena), cnn_netfile_write(desc[1], arena));
        cnn_net_free(net[0]);
        cnn_net_free(net[1]);
        cnn_arena_free(arena);
    }
}

/* As in PyTorch; its nesterov wants a momentum, so there is one. */
static void momentum_is_0_unless_it_is_said(void **state) {
    (void)state;
    static const struct {
        const char *train;
        float momentum;
    } cases[] = {{"", 0}, {"train: {rate: 0.1}\n", 0}, {"train: {optimizer: sgd}\n", 0},
        {"train: {optimizer: sgd, momentum: 0.9}\n", 0.9f}, {"train: {optimizer: nesterov}\n", 0.9f},
        {"train: {optimizer: nesterov, momentum: 0.5}\n", 0.5f}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[200];
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        cnn_format(yaml, sizeof yaml, "input: {height: 2, width: 2}\nlayers: [relu]\n%s", cases[i].train);
        CHECK_FINE(parse(yaml, arena, &net, &desc));
        CHECK_NEAR(desc->train.momentum, cases[i].momentum, 0);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* What is written reads back as the same network, numbers and all. */
static void a_written_network_reads_back_the_same(void **state) {
    (void)state;
    static const char *const files[] = {
        "name: \"a\\n'\\\"\\\\\\t\"\ninput: {channels: 2, height: 9, width: 7}\ndata: digits\nlayers:\n  - conv: "
        "{filters: 4, size: [3, "
        "2], stride: [2, 1], padding: [1, 0, 2, 1], dilation: [1, 2], "
        "groups: 2, bias: false}\n  - leaky-relu: {slope: 0.2}\n  - maxpool: {size: 2, ceil: true}\n  - avgpool: "
        "{size: 2, stride: 1, padding: 1, count_include_pad: false}\n"
        "  - tanh: {name: side, from: conv1}\n  - adaptive-avgpool: {name: mean, size: 1}\n  - adaptive-avgpool: "
        "{name: other, "
        "size: 1, from: pool2}\n  - concat: {from: [mean, other]}\n  - dense: {units: 3}\n  - softmax\ntrain: {rate: "
        "0.3, "
        "momentum: 0.5, decay: 0.01, batch: 7, seed: 9, schedule: step, epochs: 2.5, factor: 0.3, warmup: 0.5}\n",
        "input:\n  values: [[[1,2,3],[4,5,6],[7,8,-9.5]]]\nlayers:\n  - conv: {filters: 2, weights: "
        "[[[[1,2],[3,4]]],[[[0.1,0],[0,1e-7]]]], bias: [0.5, -1]}\n  - minpool: {size: 2}\n"
        "gradient: [1, 2]\n",
        "input: {channels: 3, height: 8, width: 8}\nlayers:\n  - pad: {padding: 2, padding_mode: reflect}\n  - conv: "
        "{filters: "
        "2, size: 3, padding: 1, padding_mode: constant, padding_value: -1, bias: per-unit, connections: [[0, 2], "
        "[1]]}\n"
        "  - scaled-tanh: {amplitude: 1.5, steepness: 0.5}\n  - batchnorm: {epsilon: 0.001, blend: 0.25}\n  - dropout: "
        "{probability: 0.25}\n  - lrn: "
        "{neighbours: 3, alpha: 0.1, beta: 0.5, k: 1, "
        "alpha_over_n: true}\n  - subsample: {size: 2, stride: 2}\n  - adaptive-avgpool: {size: [2, 3]}\n  - rbf: "
        "{units: 4, "
        "fixed: true}\n  - softmax\n",
        "input: {channels: 4, height: 5, width: 6}\nlayers:\n  - gelu\n  - gelu: {approximate: tanh}\n  - silu\n"
        "  - elu\n  - elu: {alpha: 0.5}\n  - conv-transpose: {filters: 6, size: [3, 2], stride: [2, 3], padding: [1, "
        "0, 2, "
        "1], output_padding: [1, 2], dilation: 2, groups: 2, bias: false}\n  - conv-transpose: {filters: 1, size: 3, "
        "padding: same}\n  - avgpool: {size: 2, padding: same}\n"
        "  - avgpool: {size: 2, padding: same, count_include_pad: true}\n",
        "input: {channels: 2, height: 2, width: 3}\nlayers:\n  - clip: {low: none, high: 3}\n  - clip: {low: -1, high: "
        "none}\n"
        "  - prelu: {weights: [0.1, 0.2]}\n  - prelu: {slopes: one}\n  - prelu: {slopes: each, fixed: true}\n"
        "  - softplus: {beta: 2, threshold: 5}\n  - selu: {alpha: 2, gamma: 3}\n  - celu: {alpha: 0.5}\n"
        "  - hardsigmoid: {alpha: 0.2}\n",
        "input: {values: [[1, 2]]}\nlayers:\n  - conv-transpose: {stride: 2, weights: [[[1,2],[3,4]],[[5,6],[7,8]]], "
        "bias: [1, 2]}\n",
        "input: {channels: 2, length: 12}\nlayers:\n  - conv1d: {filters: 3, size: 5, stride: 2, padding: [1, 2]}\n"
        "  - maxpool1d: {size: 2}\n  - conv1d: {filters: 1, size: 2, dilation: 2, padding: same, groups: 1}\n"
        "  - avgpool1d: {size: 2, stride: 1, padding: 1}\n",
        "input: {channels: 2, length: 4}\nlayers:\n  - conv1d: {weights: [[[1,2,3],[4,5,6]],[[7,8,9],[1,1,1]]]}\n",
        "input: {channels: 2, height: 4, width: 4}\nlayers:\n  - layernorm: {epsilon: 0.001, weights: [1, 2], bias: "
        "[0.5, 0]}\n  - instancenorm: {epsilon: 0.01}\n  - scale: {weights: [2, 3], fixed: true}\n"
        "  - scale: {factors: each, start: 0.5}\n  - scale: {factors: one, bias: false}\n"
        "  - adaptive-maxpool: {name: gate, size: 1}\n  - mul: {from: [scale3, gate]}\n  - maximum: {from: [mul1, "
        "scale3]}\n  - minimum: {from: [maximum1, scale3, scale2]}\n  - maxpool: {size: 2}\n"
        "  - upsample: {scale: 2, mode: bilinear, corners: true}\n  - log-softmax\nloss: mse\ntarget: input\n",
        "input: {height: 28, width: 28, range: [-1, 1]}\ninitialize: he\npattern: \"CONV => POOL => FC\"\n",
        "input: {height: 4, width: 4, range: [0, 2]}\nlayers: [dense: {units: 3}]\nloss: mse\ntargets: [1, -1]\n"
        "train: {optimizer: adam, beta1: 0.8, beta2: 0.9, epsilon: 0.001}\n",
        "input: {height: 4, width: 4, range: [-1, 1]}\nlayers: [dense: {units: 3}, softmax]\nloss: sum\n"
        "train: {optimizer: adamw, beta1: 0.7, beta2: 0.8, epsilon: 0.01}\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_net *one, *two;
        cnn_netdesc *first, *second;
        CHECK_FINE(parse(files[i], arena, &one, &first));
        char *text = cnn_netfile_write(first, arena);
        CHECK_FINE(parse(text, arena, &two, &second));
        assert_int_equal(one->count, two->count);
        assert_int_equal(one->parameters, two->parameters);
        for (int n = 0; n < one->count; n++) {
            assert_string_equal(one->nodes[n].name, two->nodes[n].name);
            assert_memory_equal(&one->nodes[n].attrs, &two->nodes[n].attrs, offsetof(cnn_attrs, same)); /* its sizes */
            assert_memory_equal(one->nodes[n].inputs, two->nodes[n].inputs, sizeof one->nodes[n].inputs);
        }
        assert_memory_equal(&first->train, &second->train, sizeof first->train);
        float *a = cnn_arena_alloc(arena, one->parameters, sizeof(float)),
              *b = cnn_arena_alloc(arena, one->parameters, sizeof(float));
        cnn_net_initialize(one, first, 3, a);
        cnn_net_initialize(two, second, 3, b);
        assert_memory_equal(a, b, one->parameters * sizeof(float));
        assert_string_equal(text, cnn_netfile_write(second, arena));
        assert_true(first->low == second->low && first->high == second->high && first->he == second->he);
        assert_true(first->hot == second->hot && first->cold == second->cold && first->loss == second->loss);
        assert_true(first->copies == second->copies && first->copies == (strstr(files[i], "target: input") != NULL));
        cnn_net_free(one);
        cnn_net_free(two);
        cnn_arena_free(arena);
    }
}

static void normalisation_and_fit_are_read_written_and_checked(void **fixture) {
    (void)fixture;
    static const struct {
        const char *input, *error;
    } bad[] = {
        {"channels: 3, height: 4, width: 4, mean: [1, 2], std: [1, 1, 1]", "a number for each of the 3 channels"},
        {"channels: 3, height: 4, width: 4, mean: [1, 2, 3]", "mean and std go together"},
        {"channels: 1, height: 4, width: 4, mean: 0.5, std: 0", "std"}, {"height: 4, width: 4, fit: squeeze", "fit"},
        {"height: 4, width: 4, fit: {crop: 3}", "does not cover the input of 4 x 4"},
        {"height: 4, width: 4, fit: {filter: bicubic}", "how long the shorter side"},
        {"height: 4, width: 4, fit: {crop: 5, filter: cubic}", "bilinear"},
        {"height: 4, width: 4, fit: [crop]", "fit is usual, stretch, crop, or"},
        {"values: [[1]], mean: 0.5, std: 0.5", "mean is for pictures"}};
    char text[512];
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc, *again;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cnn_format(text, sizeof text, "input: {%s}\nlayers: [relu]\n", bad[i].input);
        CHECK_FAILS(parse(text, arena, &net, &desc), bad[i].error);
    }
    CHECK_FINE(parse("input: {channels: 3, height: 4, width: 4, range: [0, 2], mean: [0.485, 0.456, 0.406], std: "
                     "[0.229, 0.224, 0.225], fit: crop}\nlayers: [relu]\n",
        arena, &net, &desc));
    cnn_net_free(net);
    CHECK_FINE(parse(cnn_netfile_write(desc, arena), arena, &net, &again));
    assert_memory_equal(desc->mean, again->mean, 3 * sizeof(float));
    assert_memory_equal(desc->std, again->std, 3 * sizeof(float));
    assert_int_equal(again->fit.kind, CNN_FITTING_CROP);
    static const char *const fits[] = {"usual", "stretch", "crop", "{crop: 256}", "{crop: 236, filter: bicubic}"};
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++) {
        char room[CNN_FITTING_TEXT];
        assert_string_equal(cnn_fitting_write(cnn_fitting_of_text(fits[i]), room), fits[i]);
    }
    assert_int_equal(cnn_fitting_of_text("{crop: ").kind, CNN_FITTING_USUAL);
    cnn_levels levels = cnn_netdesc_levels(again);
    CHECK_NEAR(cnn_level(&levels, 1, 0.25f), (0.5 - 0.456) / 0.224, 1e-6);
    CHECK_NEAR(cnn_light(&levels, 1, cnn_level(&levels, 1, 0.25f)), 0.25, 1e-6);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(wrong_files_are_answered_with_line_and_reason),
        cmocka_unit_test(small_files_stay_small), cmocka_unit_test(layers_without_a_name_are_numbered_in_order),
        cmocka_unit_test(layers_and_uses_in_a_block_are_numbered_there),
        cmocka_unit_test(layers_on_one_row_are_those_with_a_window_of_one_row),
        cmocka_unit_test(momentum_is_0_unless_it_is_said), cmocka_unit_test(a_written_network_reads_back_the_same),
        cmocka_unit_test(normalisation_and_fit_are_read_written_and_checked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
