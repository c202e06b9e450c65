/* The program as a person runs it in a terminal: what it prints, and with which exit status it ends. */
#include "check.h"

#include "document.h"
#include "file.h"

#include <sys/wait.h>
#include <time.h>

static char output[1 << 20];

/* Runs stride with these arguments through the shell; standard error comes along. Returns the exit status. */
static int stride(const char *arguments) {
    char command[2048];
    snprintf(command, sizeof command, "ASAN_OPTIONS=detect_leaks=0 %s/stride %s 2>&1", BUILD_DIR, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = '\0';
    while (fgetc(pipe) != EOF)
        continue;
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect(const char *arguments, int status, const char *part) {
    int got = stride(arguments);
    if (got != status || !strstr(output, part))
        fail_msg(
            "stride %s: status %d, expected %d with \"%s\"; it said: %.300s", arguments, got, status, part, output);
}

#define NETWORKS TESTS_DIR "/../assets/networks/"

static void size_prints_the_formula_and_ends_with_the_number(void **state) {
    (void)state;
    expect("size 5 3", 0, "O = floor((5 - 3 + 2*0)/1) + 1 = 3\n");
    expect("size 32 5 --padding 2 --stride 2", 0, "O = floor((32 - 5 + 2*2)/2) + 1 (remainder 1) = 16\n");
    expect("size 10 3 --dilation 2", 0, " = 6\n");
    expect("size 8 3 --stride 2", 0, "O = floor((8 - 3 + 2*0)/2) + 1 (remainder 1) = 3\n");
    expect("size 112 3 --stride 2 --ceil", 0, "O = ceil((112 - 3 + 2*0)/2) + 1 (remainder 1) = 56\n");
    expect("size 3 5", 1, "stride: a window of 5 cells does not fit an input of 3; it fits with padding 1");
    expect("size 5 3 --stride 0", 1, "the stride must be at least 1");
    expect("size 5", 2, "something is missing");
    expect("size 5 3 4", 2, "too many arguments");
    expect("size 5 three", 2, "F must be a whole number");
    expect("size 5 3 --stride x", 2, "--stride takes a whole number");
    expect("size 5 3 --speed 9", 2, "there is no option --speed");
    expect("size 99999999999999 3", 2, "I must be a whole number");
    expect("size --help", 0, "--dilation D");
}

/* A NaN output does not hide the others and sorts last. */
static void the_best_classes_are_numbers(void **state) {
    (void)state;
    static const char yaml[] = "input: {height: 1, width: 1}\nlayers:\n"
                               "  - dense: {units: 3, weights: [[.nan], [1], [2]], bias: [0, 5, 7]}\nloss: sum\n";
    FILE *f = fopen("stride-nan.yaml", "w");
    fputs(yaml, f);
    fclose(f);
    expect("run stride-nan.yaml " TESTS_DIR "/corpus/picture/png", 0, "output 2");
    const char *one = strstr(output, "output 1"), *none = strstr(output, "output 0");
    assert_true(one && none && strstr(output, "output 2") < one && one < none);
    assert_null(strstr(output, "class"));
    remove("stride-nan.yaml");
}

static void shapes_of_lenet_are_those_of_the_table(void **state) {
    (void)state;
    expect("shapes " NETWORKS "lenet-5.yaml", 0, "floor((28 - 5 + 2*2)/1) + 1 = 28");
    assert_non_null(strstr(output, "61706"));
    assert_non_null(strstr(output, "416520"));
    assert_int_equal(stride("shapes --json " NETWORKS "lenet-5.yaml"), 0);
    cnn_document *d;
    CHECK_FINE(cnn_document_parse("x.json", output, strlen(output), &d));
    cnn_yaml *root = cnn_document_root(d);
    assert_string_equal(cnn_yaml_text(cnn_yaml_get(root, "parameters")), "61706");
    assert_int_equal(cnn_yaml_count(cnn_yaml_get(root, "layers")), 12);
    cnn_document_free(d);
    expect("shapes /nowhere.yaml", 1, "stride: /nowhere.yaml: No such file");
}

/* Every line is a JSON document; the results of the forward lines are the canonical map. */
static void trace_of_the_canonical_example_is_complete(void **state) {
    (void)state;
    assert_int_equal(stride("trace --phase forward " NETWORKS "first-window.yaml"), 0);
    static const char *const want[] = {"4", "3", "4", "2", "4", "3", "2", "3", "4"};
    int lines = 0;
    for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        cnn_document *d;
        CHECK_FINE(cnn_document_parse("line.json", line, strlen(line), &d));
        cnn_yaml *root = cnn_document_root(d), *taps = cnn_yaml_get(root, "taps");
        assert_int_equal(cnn_yaml_count(taps), 9);
        assert_string_equal(cnn_yaml_text(cnn_yaml_get(root, "result")), want[lines]);
        double sum = 0;
        for (int t = 0; t < 9; t++)
            sum += atof(cnn_yaml_text(cnn_yaml_get(cnn_yaml_item(taps, t), "product")));
        CHECK_NEAR(sum, atof(want[lines]), 0);
        cnn_document_free(d);
    }
    assert_int_equal(lines, 9);
    expect("trace --phase backward " NETWORKS "first-window.yaml", 0, "\"gradient\":1");
    assert_non_null(strstr(output, "\"dweight\":1"));
    assert_non_null(strstr(output, "\"dinput\":"));
    expect("trace --phase update " NETWORKS "first-window.yaml", 0,
        "\"parameter\":\"weight\",\"index\":0,\"before\":1,\"gradient\":6,");
    expect("trace --csv " NETWORKS "first-window.yaml", 0, "iteration,image,phase,layer");
    expect("trace --layer nope " NETWORKS "first-window.yaml", 1, "there is no layer \"nope\"; there are: conv1, loss");
    expect("trace --phase sideways " NETWORKS "first-window.yaml", 1, "not a phase");
    expect("trace --image 3 " NETWORKS "first-window.yaml", 1, "there is no picture 3");
    expect("trace --image /etc/passwd " NETWORKS "first-window.yaml", 1, "not a picture");
    expect("trace --image 999999 --data digits " NETWORKS "lenet-5.yaml", 1, "there is no picture 999999");
    expect("trace --format xml " NETWORKS "first-window.yaml", 2, "--format is json or csv");
}

static void lessons_are_checked_traced_and_printed(void **state) {
    (void)state;
    expect("lint " TESTS_DIR "/../lessons/en/02-convolution.md", 0, "nothing wrong");
    expect("lint /nowhere/x.md", 1, "/nowhere/x.md");
    expect("trace " TESTS_DIR "/../lessons/en/09-padding.md --page 2 --phase forward", 0, "\"padding\":true");
    expect("trace " TESTS_DIR "/../lessons/en/09-padding.md --page 60", 1, "there is no page 60; it has ");
    expect("worksheet " TESTS_DIR "/../lessons/en/09-padding.md", 2, "-o FILE is missing");
    expect("worksheet " TESTS_DIR "/../lessons/en/09-padding.md --paper a5 -o x.pdf", 2, "--paper a4 or letter");
    expect("worksheet " TESTS_DIR "/../lessons/en/09-padding.md --lang ko --seed 2 -o stride-cli.pdf", 0, "");
    expect("shot " TESTS_DIR "/../lessons/en/09-padding.md --page 60 -o stride-cli.png", 1, "there is no page 60");
}

static void lessons_are_begun_packed_and_handed_out(void **state) {
    (void)state;
    expect("new lesson my-first", 0, "en/my-first.md\nko/my-first.md\n");
    expect("new lesson my-first.md", 1, "en/my-first.md is there already, and is left as it is");
    expect("new lesson ../x", 2, "is no name for a file");
    expect("new story x", 2, "lesson and network can");
    expect("lint .", 0, "en/my-first.md: 2 pages, 1 question, nothing wrong");
    expect("lint en", 0, "nothing wrong");
    expect("new network tiny", 0, "tiny.yaml");
    expect("shapes tiny.yaml", 0, "total");
    expect("pack en/my-first.md -o x.zip", 2, "ends in .stride");
    expect("pack ko/my-first.md -o my.stride", 0, "");
    expect("lint my.stride", 0, "nothing wrong");
    expect("shot my.stride --page 2 -o my.png", 0, "");
    expect("worksheet my.stride -o my.pdf", 0, "");
    expect("worksheet convolution -o c.pdf", 0, "");
    expect("notes ko/my-first.md -o my-notes.pdf --paper letter", 0, "");
    expect("notes my.stride", 2, "-o FILE is missing");
    expect("numbers " TESTS_DIR "/../lessons/en/boot.png --rows 2 --columns 2 --ink", 0, "input: [[");
    expect("numbers " TESTS_DIR "/../lessons/en/boot-color.png --rows 2", 0, "input: [[[");
    expect("numbers en/my-first.md", 1, "en/my-first.md");
}

/* The sum of a column is the sum of the products, since what a position has stands in one row. */
static void columns_of_csv_can_be_added_up(void **state) {
    (void)state;
    expect("trace --csv --phase forward --layer conv1 " NETWORKS "first-window.yaml", 0,
        ",filter_row,filter_column,padding,input,weight,product,term,");
    double products = 0, results = 0;
    int rows = 0, first = -1;
    char *save = NULL;
    for (char *line = strtok_r(output, "\n", &save); line; line = strtok_r(NULL, "\n", &save), rows++) {
        char *cells[40] = {line};
        int count = 1;
        for (char *c = line; *c; c++)
            if (*c == ',') {
                *c = '\0';
                cells[count++] = c + 1;
            }
        assert_int_equal(count, 36);
        if (!rows)
            continue;
        first = first < 0 ? atoi(cells[12]) * 10 + atoi(cells[13]) : first;
        products += atof(cells[17]);
        results += atof(cells[28]);
        assert_true(strcmp(cells[17], "-0") && strlen(cells[17]) < 10);
    }
    assert_int_equal(rows, 1 + 81);
    assert_int_equal(first, 0);
    CHECK_NEAR(products, results, 1e-6);
    expect("trace --csv --phase update " NETWORKS "first-window.yaml", 0, "weight,0,1,6,");
}

static void rows_of_csv_have_the_columns_of_the_head(void **state) {
    (void)state;
    assert_int_equal(stride("trace --csv " NETWORKS "first-window.yaml"), 0);
    int columns = -1, rows = 0;
    for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n"), rows++) {
        int count = 1;
        for (char *c = line; *c; c++)
            count += *c == ',';
        columns = columns < 0 ? count : columns;
        if (count != columns)
            fail_msg("row %d has %d columns, the head %d: %s", rows, count, columns, line);
    }
    assert_int_equal(rows, 1 + 81 + 9 + 9 + 81 + 10);
}

static void trace_of_a_training_network_knows_the_padding(void **state) {
    (void)state;
    expect("trace --data digits --iteration 2 --layer conv1 --phase forward " NETWORKS "lenet-5.yaml | head -1", 0,
        "\"iteration\":2,");
    assert_non_null(strstr(output, "\"window\":{\"top\":-2,\"left\":-2,\"height\":5,\"width\":5},\"taps\":[{"
                                   "\"channel\":0,\"row\":-2,\"column\":-2,\"padding\":true,\"input\":0,"));
}

/* The loss of the last line that names one. */
static double loss_printed(void) {
    const char *last = NULL;
    for (const char *at = output; (at = strstr(at, "loss ")); at++)
        last = at;
    assert_non_null(last);
    return strtod(last + 5, NULL);
}

static void training_saves_resumes_and_says_what_it_reached(void **state) {
    (void)state;
    expect("train " NETWORKS
           "lenet-5.yaml --data digits --iterations 12 --threads 2 --json --save stride-cli-a.safetensors",
        0, "\"images_per_second\":");
    assert_non_null(strstr(output, "\"train_seconds\":"));
    assert_non_null(strstr(output, "\"threads\":2,\"batch\":64,\"numbers\":\"portable-1\"}"));
    expect("train " NETWORKS "lenet-5.yaml --data digits --iterations 5 --threads 1 --save stride-cli-b.safetensors", 0,
        "saved stride-cli-b.safetensors after iteration 5");
    expect("train " NETWORKS
           "lenet-5.yaml --data digits --iterations 12 --threads 1 --resume --save stride-cli-b.safetensors",
        0, "after iteration 12");
    assert_int_equal(system("cmp -s stride-cli-a.safetensors stride-cli-b.safetensors"), 0);
    expect("train " NETWORKS
           "lenet-5.yaml --data digits --iterations 12 --batch 32 --resume --save stride-cli-b.safetensors",
        1, "was trained with batch 64");
    expect("train " NETWORKS "lenet-5.yaml --numbers fast", 1, "numbers are portable or fma, not fast");
    assert_int_equal(system("sed -i s/portable-1/portable-0/ stride-cli-b.safetensors"), 0);
    expect("train " NETWORKS
           "lenet-5.yaml --data digits --iterations 13 --resume --hash --save stride-cli-b.safetensors",
        0, "was trained with the numbers portable-0; it goes on with portable-1, to other bytes");
    assert_non_null(strstr(output, "\nfingerprint "));
    /* Trained weights lose less on the first minibatch than the seed's do. */
    expect("train " NETWORKS "lenet-5.yaml --data digits --iterations 1 --threads 1 --weights "
           "stride-cli-a.safetensors --save stride-cli-e.safetensors",
        0, "after iteration 1");
    double begun = loss_printed();
    expect("train " NETWORKS "lenet-5.yaml --data digits --iterations 1 --threads 1 --save stride-cli-e.safetensors", 0,
        "after iteration 1");
    assert_true(begun < loss_printed());
    expect(
        "train " NETWORKS "lenet-5.yaml --data digits --weights /nowhere/x.safetensors", 1, "/nowhere/x.safetensors");
    expect("train " NETWORKS "cifar-convnet.yaml --data digits --weights stride-cli-a.safetensors", 1,
        "the tensors are not those of");
    expect("train " NETWORKS "lenet-5.yaml --data digits --save /nowhere/x.safetensors", 1,
        "the folder /nowhere does not exist or is read-only");
    expect("train " NETWORKS "lenet-5.yaml --data /nowhere --save stride-cli-b.safetensors", 1,
        "there is no such folder or file");
    expect("train " NETWORKS "first-window.yaml --save stride-cli-b.safetensors", 1, "names no data set to train on");
    expect("train " NETWORKS "lenet-5.yaml --data digits --rate 100000 --iterations 60 --save stride-cli-c.safetensors",
        1, "training diverged");
}

/* Class folders with one photo each, in one colour. */
static void make_photos(const char *folder, int classes) {
    char command[300];
    snprintf(command, sizeof command,
        "for k in $(seq %d); do mkdir -p %s/c$k && for i in 1 2 3; do printf 'P6 2 2 255 %%s%%s%%s%%s' zAa zAa zAa "
        "zAa >%s/c$k/$i.ppm; done; done",
        classes, folder, folder);
    assert_int_equal(system(command), 0);
}

static void a_folder_of_photos_trains_a_network_with_one_channel(void **state) {
    (void)state;
    make_photos("stride-photos", 10);
    for (int turn = 0; turn < 2; turn++) { /* decoded, and from the cache */
        expect("train " NETWORKS "lenet-5.yaml --data stride-photos --iterations 2 --save stride-cli-d.safetensors", 0,
            "stride-photos: its colour pictures become grey");
        assert_non_null(strstr(output, "after iteration 2"));
        assert_null(strstr(strstr(output, "become grey") + 1, "become grey")); /* said once */
    }
    expect("train " NETWORKS
           "cifar-convnet.yaml --data digits --iterations 1 --batch 2 --save stride-cli-d.safetensors",
        0, "digits: its grey pictures are repeated in the three channels");
    make_photos("stride-more-photos", 26);
    expect("train " NETWORKS "lenet-5.yaml --data stride-more-photos --save stride-cli-d.safetensors", 1,
        "has 26 classes; with \"units: 26\" in layer dense3");
}

/* What training writes down is what outputs are called later, wherever the weights go. */
static void names_of_class_folders_go_with_the_weights(void **state) {
    (void)state;
    static const char run[] = "run stride-named.yaml stride-named/c1/1.ppm --weights stride-cli-n.safetensors",
                      yaml[] =
                          "input: {channels: 3, height: 2, width: 2}\nlayers:\n  - dense: {units: 3}\n  - softmax\n"
                          "train: {batch: 2}\n";
    cnn_piece piece = {yaml, sizeof yaml - 1}, labels = {"x\ny\nz\n", 6};
    CHECK_FINE(cnn_file_write("stride-named.yaml", &piece, 1));
    make_photos("stride-named", 3);
    assert_int_equal(system("mv stride-named/c2 'stride-named/고양이, 개'"), 0);
    expect("train stride-named.yaml --data stride-named --iterations 1 --save stride-cli-n.safetensors", 0, "saved");
    expect(run, 0, "고양이, 개");
    assert_non_null(strstr(output, " c3 "));
    expect("train stride-named.yaml --data stride-named --iterations 2 --save stride-cli-n.safetensors --resume", 0,
        "saved");
    CHECK_FINE(cnn_file_write("labels.txt", &labels, 1)); /* the checkpoint knows better */
    expect(run, 0, "고양이, 개");
    expect("run stride-named.yaml stride-named/c1/1.ppm", 0, " y ");
    expect("export stride-named.yaml --onnx stride-named.onnx --weights stride-cli-n.safetensors", 0, "");
    expect("run stride-named.onnx stride-named/c1/1.ppm", 0, "고양이, 개");
    assert_int_equal(system("echo 'classes: [a1, a2, a3]' >>stride-named.yaml"), 0); /* and the network best */
    expect(run, 0, " a2 ");
    remove("labels.txt");
    assert_int_equal(system("mv stride-named/c1 stride-named/w && sed -i '/classes/d' stride-named.yaml"), 0);
    expect("train stride-named.yaml --data stride-named --iterations 3 --save stride-cli-n.safetensors --resume", 0,
        "class 0 was c1 in stride-cli-n.safetensors and is c3 in the data");
}

/* Writes a network that reads one channel or three and ends in these layers. */
static void put_network(const char *input, const char *layers) {
    char yaml[400];
    snprintf(yaml, sizeof yaml, "input: {%s}\nlayers:\n%s", input, layers);
    cnn_piece piece = {yaml, strlen(yaml)};
    CHECK_FINE(cnn_file_write("stride-says.yaml", &piece, 1));
}

static void a_run_says_what_it_did_to_the_picture_and_what_its_numbers_are(void **state) {
    (void)state;
    static const char dense[] = "  - dense: {units: 3}\n", run[] = "run stride-says.yaml stride-says.ppm";
    assert_int_equal(system("(printf 'P6 8 6 255 '; for i in $(seq 48); do printf 'z A'; done) >stride-says.ppm"), 0);
    put_network("height: 3, width: 4", dense);
    expect(run, 0, "stride-says.ppm 8 × 6: scaled to 4 × 3, its colours to grey\noutput ");
    assert_non_null(strstr(output, "(no names: put a labels.txt beside the model"));
    assert_null(strstr(strstr(output, "no names") + 1, "no names")); /* said once */
    put_network("channels: 3, height: 4, width: 4", dense);
    expect(run, 0, "8 × 6: stretched to 4 × 4\n");
    put_network("channels: 3, height: 6, width: 8", dense);
    expect(run, 0, "8 × 6: as it is\n");
    put_network("channels: 3, height: 4, width: 4, fit: {crop: 5}", "  - conv: {filters: 2, size: 3}\n");
    expect(run, 0, "8 × 6: shorter side to 5, middle 4 × 4 taken\nconv1, the last layer: 2 maps of 2 × 2 numbers");
    assert_non_null(strstr(output, "no classes; the largest:\nmap "));
    assert_null(strstr(output, "class "));
    expect("run stride-says.yaml stride-says.ppm --layer conv1", 0, "conv1: 2 × 2 × 2 numbers");
    expect("train " NETWORKS "lenet-5.yaml --data digits --iterations 1 --save stride-cli-d.safetensors", 0,
        "digits, pictures of 28 × 28: as they are");
}

static void wrong_usage_ends_with_2_and_help_with_0(void **state) {
    (void)state;
    expect("--help", 0, "usage: stride");
    expect("train " NETWORKS "lenet-5.yaml --schedule step", 2, "--schedule is constant or cosine");
    expect("--nonsense", 2, "is not understood");
    expect("a b", 2, "is not understood");
    expect("shot", 2, "-o FILE or --list FILE is missing");
    expect("shot '#bench/conv?i=7&p=1' --list stride-list.json", 0, "");
    expect("shot '#bench/conv?i=many' --list stride-list.json", 1, "i=many");
    expect("shot -o x.png --size 5x5", 2, "--size is like 1280x800");
    expect("shot -o /nowhere/x.png", 1, "cannot write");
    /* A padding of a million cells is drawn where it can be seen: a second, not minutes. */
    time_t begin = time(NULL);
    expect("shot " TESTS_DIR "/hostile/wide-padding.yaml -o stride-cli.png", 0, "");
    assert_true(time(NULL) - begin < 20);
    expect("shot " NETWORKS "first-window.yaml --at forward/conv1/9,9,9 -o stride-cli.png", 1, "does not exist");
    int full = system(BUILD_DIR "/stride size 5 3 >/dev/full 2>/dev/null");
    assert_int_equal(WEXITSTATUS(full), 1);
}

static void without_a_display_the_reason_is_said(void **state) {
    (void)state;
    char command[512];
    snprintf(
        command, sizeof command, "env -u DISPLAY -u WAYLAND_DISPLAY SDL_VIDEODRIVER=x11 %s/stride 2>&1", BUILD_DIR);
    FILE *pipe = popen(command, "r");
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = '\0';
    int status = pclose(pipe);
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_non_null(strstr(output, "no window can be opened"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(size_prints_the_formula_and_ends_with_the_number),
        cmocka_unit_test(the_best_classes_are_numbers), cmocka_unit_test(shapes_of_lenet_are_those_of_the_table),
        cmocka_unit_test(trace_of_the_canonical_example_is_complete),
        cmocka_unit_test(lessons_are_checked_traced_and_printed),
        cmocka_unit_test(lessons_are_begun_packed_and_handed_out), cmocka_unit_test(columns_of_csv_can_be_added_up),
        cmocka_unit_test(rows_of_csv_have_the_columns_of_the_head),
        cmocka_unit_test(trace_of_a_training_network_knows_the_padding),
        cmocka_unit_test(training_saves_resumes_and_says_what_it_reached),
        cmocka_unit_test(a_folder_of_photos_trains_a_network_with_one_channel),
        cmocka_unit_test(names_of_class_folders_go_with_the_weights),
        cmocka_unit_test(a_run_says_what_it_did_to_the_picture_and_what_its_numbers_are),
        cmocka_unit_test(wrong_usage_ends_with_2_and_help_with_0),
        cmocka_unit_test(without_a_display_the_reason_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
