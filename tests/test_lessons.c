/* Lesson files: errors are reported with line and reason, and nothing of a valid lesson is lost. */
#include "lesson_file.h"

#include "told.h"

#include <sys/stat.h>
#include <unistd.h>

#define PAGE "# T\n\n## A {#a}\n\ntext\n\n"

/* 4000 x 4000 pixels of one bit. */
static void write_large_picture(void) {
    static const unsigned char head[] = {
        'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0, 0xa0, 15, 0, 0, 0xa0, 15, 0, 0, 1, 0, 1};
    size_t length = 62 + 4000 * 4000 / 8;
    char *bytes = calloc(length, 1);
    memcpy(bytes, head, sizeof head);
    write_lesson("large.bmp", bytes, length);
    free(bytes);
}

/* A window in Korean says most of what is wrong in Korean. */
static bool is_told_in_korean(const char *problem) {
    char text[2 * CNN_MESSAGE_MAX];
    strings_use(LANGUAGE_EN);
    told(problem, text, sizeof text);
    assert_string_equal(text, problem);
    strings_use(LANGUAGE_KO);
    told(problem, text, sizeof text);
    strings_use(LANGUAGE_EN);
    assert_null(strstr(text, "<1>"));
    assert_null(strstr(text, "{이/가}"));
    if (!strcmp(text, problem))
        print_message("no Korean: %s\n", problem);
    return strcmp(text, problem) != 0;
}

static void wrong_lessons_are_answered_with_line_and_reason(void **fixture) {
    (void)fixture;
    static const struct {
        const char *text, *reason;
    } wrong[] = {
        {PAGE "```scene\nlayer: [\n```\n", "w.md:"},
        {PAGE "```scene\nlayr: convolution\n```\n", "w.md:8: "},
        {PAGE "```scene\nlayr: convolution\n```\n", "layer"},
        {PAGE "```scene\nlayer: convolution\nfilter: cros\n```\n",
            "w.md:9: there is no filter \"cros\"; known are cross"},
        {PAGE "```scene\nlayer: convolution\ninput: [[1,2],[3]]\n```\n", "w.md:9"},
        {PAGE "```scene\nlayer: convolution\nstride: 99\n```\n", "w.md:9"},
        {PAGE "```scene\nlayer: convolution\nnetwork: lenet-5.yaml\n```\n", "either a layer or a network"},
        {PAGE "```scene\nnetwork: ../../etc/passwd\n```\n", "beside the lesson"},
        {PAGE "```scene\nnetwork:\n  input: {height: 4, width: 4}\n  layers:\n    - conv: {filters: 1, size: 9}\n```\n",
            "it fits nowhere"},
        {PAGE "```scene\nlayer: convolution\nat: forward/conv/0,9,9\n```\n", "w.md:9: at: "},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {predict: cell}\n```\n", "needs \"at\""},
        {PAGE "```scene\nlayer: convolution\nquestion: {predict: size}\n```\n", "no block quote"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {predict: parameters, at: forward/conw}\n```\n",
            "there is no layer \"conw\""},
        {PAGE "```scene\nlayer: convolution\nat: end\n```\n", "w.md:9: at: "},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {choose: 2}\n```\n", "has 0 numbered ones"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {pick: unvisited}\n```\n", "there is no cell to pick"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nopen: [stride]\nquestion: {make: {output: 3}}\n```\n",
            "holds from the start"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {guess: 3}\n```\n",
            "one of predict, pick, choose, bug, explain and make"},
        {PAGE "> how?\n>\n> - what?\n\n```scene\nlayer: convolution\nquestion: {predict: size}\n```\n",
            "w.md:9: a bullet of a question begins with ="},
        {PAGE "> how?\n>\n> - = so\n> - = or so\n\n```scene\nlayer: convolution\nquestion: {predict: size}\n```\n",
            "w.md:10: one line says why"},
        {PAGE "> how?\n>\n> 1. a\n>    - why\n\n```scene\nlayer: convolution\nquestion: {predict: size}\n```\n",
            "w.md:10: a bullet below a numbered line"},
        {PAGE "> how?\n>\n> 1. a\n> - 2: why\n\n```scene\nlayer: convolution\nquestion: {choose: 1}\n```\n",
            "are chosen"},
        {PAGE "> how?\n>\n> - 3: why\n\n```scene\nlayer: convolution\nquestion: {predict: size}\n```\n",
            "w.md:9: the author's hint for 3 is never shown"},
        {PAGE "```scene\nlayer: convolution\n", "w.md:7: the scene that begins here has no end"},
        {PAGE "```scene\nlayer: convolution\n\n## B {#b}\n\n```scene\nlayer: pooling\n```\n",
            "w.md:7: the scene that begins here has no end"},
        {PAGE "```python\nx = 1\n", "w.md:7: the code that begins here has no end"},
        {PAGE "´´´scene\nlayer: convolution\n´´´\n", "w.md:7: ´´´ begins no block; three backticks do"},
        {PAGE "``scene\nlayer: convolution\n``\n", "w.md:7: this begins no block; at the beginning of a line"},
        {PAGE "> ```scene\n> layer: convolution\n> ```\n", "w.md:7: this begins no block"},
        {PAGE "```장면\nlayer: convolution\n```\n", "w.md:7: this is shown as code; a scene begins with ```scene"},
        {PAGE "```scene\nlayer: convolution\nstride： 2\npadding: 1\n```\n", "full-width signs are letters here"},
        {PAGE "A \\textbf{kernel} x\n",
            "w.md:7: \\textbf is LaTeX, which is shown as it stands here; bold is **words**"},
        {PAGE "\\begin{equation} x \\end{equation}\n", "a formula stands between dollar signs"},
        {PAGE "\\begin{itemize} \\item x\n", "an item of a list begins"},
        {PAGE "\\section{Kernels}\n", "a heading is \"## Title\""},
        {PAGE "$$ a + b\n", "the formula that begins with $$ has no end"},
        {PAGE "```scnee\nlayer: convolution\n```\n", "did you mean \"scene\"?"},
        {PAGE "```yaml\nlayer: convolution\n```\n", "w.md:7: this is shown as code"},
        {PAGE "# One {#one}\n\ntext\n", "w.md:7: a page begins with ##, a # is the lesson's title alone"},
        {PAGE "```scene\nlayer: convolution\n  stride: 2\n```\n",
            "w.md:9: line 9 begins with 2 blanks more than line 8"},
        {PAGE "```scene\n  layer: convolution\n stride: 2\n```\n",
            "w.md:9: line 9 begins with 1 blank less than line 8"},
        {PAGE "```scene\nlayer: convolution\nstride 2\npadding: 1\n```\n", "w.md:9: a key is followed by a colon"},
        {PAGE "```scene\nlayer: convolution\ninput: [[1, 2], [3, 4]\nfilter: [[1]]\n```\n",
            "w.md:10: the [ of line 9 is not closed with ]"},
        {PAGE "```scene\nlayer: \"convolution\nstride: 2\n```\n", "w.md:8: the quote that begins here is not closed"},
        {PAGE "```scene\nlayer: convolution\nfilter: @x\n```\n", "w.md:9: a text that begins with @ stands in quotes"},
        {PAGE "```scene\nlayer: convolution\nkernel: 3\n```\n", "did you mean \"filter\"?"},
        {PAGE "```scene\nlayer: convolution\npicture: ramp\n```\n", "a picture is the input"},
        {PAGE "```scene\nlayer: convolution\nwolf: 3\n```\n", "\"wolf\"; it has layer, network"},
        {PAGE "```scene\nlayer: convolution\npredict: cell\n```\n", "that is a question, as in question:"},
        {PAGE "```scene\nlayer: conv\n```\n", "not \"conv\"; did you mean \"convolution\"?"},
        {PAGE "```scene\nlayer: ‘convolution’\n```\n", "curly quotes are letters here"},
        {PAGE "```scene\nlayer: convolution\nfilter: [[–1]]\n```\n", "that is a dash, a minus sign is -"},
        {PAGE "```scene\nlayer: convolution\nstride: ２\n```\n", "full-width digits are letters here"},
        {PAGE "```scene\nlayer: convolution\nsize: 3\nfilter: [[1, 0], [0, 1]]\n```\n",
            "w.md:9: size is 3, but \"filter\" makes it 2"},
        {PAGE "```scene\nlayer: convolution\nfilters: 3\nfilter: [[1]]\n```\n",
            "filters is 3, but \"filter\" makes it 1"},
        {PAGE "```scene\nlayer: convolution\nchannels: 3\ninput: [[1]]\n```\n",
            "channels is 3, but \"input\" makes it 1"},
        {PAGE "```scene\nlayer: convolution\nfilter: [[1/0]]\n```\n", "a number or a fraction such as 1/9, not 1/0"},
        {PAGE "```scene\nlayer: convolution\nat: forward/conv/1,1\n```\n", "a position has three: map, row, column"},
        {PAGE "```scene\nlayer: convolution\nat: forward/conv/(0,1,1)\n```\n", "a position stands without brackets"},
        {PAGE "```scene\nnetwork: {input: {values: [[1]]}, layers: [dense: {units: 2, weights: [[1, 2]]}], target: 1}\n"
              "```\n",
            "the weights are a row for each unit: 2 rows of 1"},
        {PAGE "```scene\nnetwork: {input: {values: [[1]]}, layers: [dense: {units: 2}], target: [0, 1]}\n```\n",
            "w.md:8: a target of several numbers means squared error"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nopen: [stride, padding]\nquestion: {make: {output: 99}}\n```\n",
            "w.md:12: on \"a\" nothing that is open can make it so"},
        {PAGE "> how?\n> 1. 4\n> 2. 5\n\n```scene\nlayer: convolution\nvary: input\nquestion: {choose: 1}\n```\n",
            "w.md:3: \"vary\" gives the page \"a\" other numbers, but its choices are written"},
        {PAGE "> how?\n", "w.md:3: the block quote of \"a\" is shown as text"},
        {PAGE "```notes\none\n```\n\n```notes\ntwo\n```\n", "w.md:11: a page has its notes in one block"},
        {PAGE "```scene\nlayer: convolution\n```\n\n```scene\nlayer: pooling\n```\n", "this is another one"},
        {PAGE "$\\frac{1}$\n", "w.md:7: a formula needs { } here"},
        {PAGE "$\\nonsense$\n", "there is no \\nonsense"},
        {PAGE "$\\thetta$\n", "w.md:7: there is no \\thetta in formulas here; did you mean \\theta?"},
        {PAGE "$a & b$\n", "w.md:7: & parts the columns of a matrix, and here is none"},
        {PAGE "$a \\\\ b$\n", "w.md:7: \\\\ begins a new row of a matrix"},
        {PAGE "$\\begin{array} 1 \\end{array}$\n", "there is no \\begin{array} here; there are bmatrix"},
        {PAGE "$\\begin{bmatrix} 1 & 2$\n", "\\begin{bmatrix} has no \\end"},
        {PAGE "$\\begin{bmatrix} 1 \\end{pmatrix}$\n", "\\begin{bmatrix} has no \\end of the same name"},
        {PAGE "$\\left( x$\n", "a formula misses its \\right"},
        {PAGE "$\\left x \\right)$\n", "stand before a bracket"},
        {PAGE "![x](../../secret.png)\n", "must lie beside the lesson"},
        {PAGE "```scene\nnetwork: {input: {channels: 1, height: 28, width: 28}, data: /etc, layers: [flatten]}\n```\n",
            "names a data set of Stride"},
        {PAGE "```scene\nnetwork: {input: {channels: 1, height: 28, width: 28}, data: .., layers: [flatten]}\n```\n",
            "fashion-mnist or digits, plain or with -color, not .."},
        {PAGE "![x](none.png)\n", "is not there"},
        {PAGE "![x](pipe.png)\n", "is not there"},
        {PAGE "![a](large.bmp)\n\n![b](large.bmp)\n\n![c](large.bmp)\n",
            "w.md:11: with large.bmp the pictures of the lesson have more than 33554432 pixels"},
        {PAGE "![x](&#46;&#46;/x.png)\n", "w.md:5: the picture &#46;&#46;/x.png is not there"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: none.png}\n```\n",
            "w.md:9: there is no picture none.png"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: ../boot.png}\n```\n", "w.md:9: there is no picture ../"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: away.png}\n```\n",
            "w.md:9: there is no picture away.png"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: large.bmp}\n```\n",
            "w.md:9: the picture has 4000 x 4000 pixels, at most 64 x 64 are shown"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: ramp, ink: 1}\n```\n",
            "w.md:9: ink is for a picture file"},
        {PAGE "```scene\nlayer: convolution\ninput: {picture: boot}\n```\n", "or a file beside the lesson"},
        {PAGE "```scene\nnetwork: lenet-5.yaml\nweights: none.safetensors\n```\n", "w.md:9: there are no weights none"},
        {PAGE "```scene\nnetwork: lenet-5.yaml\nweights: w.md\n```\n", "w.md: "},
        {PAGE "```scene\nlayer: convolution\nweights: w.safetensors\n```\n", "weights are those of a network"},
        {PAGE "```scene\nnetwork: lenet-5.yaml\nlabel: 3\n```\n", "w.md:9: label is the class of the input"},
        {PAGE "```scene\nlayer: convolution\nzoom: [0, 0, 2, 2]\n```\n", "w.md:9: zoom and begin are for"},
        {PAGE "```scene\nshow: picture\n```\n", "shows a picture, and none is named"},
        {PAGE "```scene\nshow: picture\ninput: [[0, 1], [1, 0]]\nzoom: [1, 1, 2, 2]\nplay: zoom\n```\n",
            "leaves the picture, which has 2 x 2 pixels"},
        {PAGE "```scene\nshow: picture\ninput: [[0, 1], [1, 0]]\nplay: zoom\n```\n", "it says where: zoom"},
        {PAGE "```scene\nshow: picture\ninput: [[0, 1], [1, 0]]\nplay: split\n```\n", "is grey, so it cannot be split"},
        {PAGE "```scene\nlayer: convolution\nhide: [formula, sums]\n```\n", "w.md:9: "},
        {PAGE "```scene\nnetwork: none.yaml\n```\n", "w.md:8: there is no network none.yaml beside the lesson"},
        {PAGE "## A {#a}\n\nagain\n", "there are two pages called \"a\"; the first one is in line 3"},
        {"## A {#a}\n\ntext\n", "the lesson has no title"},
    };
    int untold = 0, all = 0;
    write_large_picture();
    mkfifo("pipe.png", 0600);
    assert_int_equal(symlink(TESTS_DIR "/../lessons/en/boot.png", "away.png"), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_lesson("w.md", wrong[i].text, strlen(wrong[i].text));
        lesson *l;
        CHECK_FINE(lesson_open("w.md", &l));
        lesson_scene_check(l);
        lesson_scene_try(l);
        for (int j = 0; j < l->problem_count; j++)
            untold += !is_told_in_korean(l->problems[j]), all++;
        bool said = false;
        for (int j = 0; j < l->problem_count; j++)
            said |= strstr(l->problems[j], wrong[i].reason) != NULL;
        if (!said)
            fail_msg("case %zu: \"%s\" is not said; said is \"%s\"", i, wrong[i].reason,
                l->problem_count ? l->problems[0] : "nothing");
        lesson_close(l);
    }
    if (untold * 4 > all)
        fail_msg("%d of %d problems have no Korean", untold, all);
}

static void ignore_problem(void *context, const char *place, cnn_status problem) {
    (void)place;
    (void)problem;
    ++*(int *)context;
}

/* A formula or a picture in the middle of a paragraph leaves the words around it where they are. */
static void no_word_of_a_page_is_lost(void **fixture) {
    (void)fixture;
    static const char text[] = "one $$x^2$$ two $y$ three ![four](none.png) five\n\n- six ![n](none.png) seven\n\n"
                               "$$\\nosuch$$ eight\n\n| a | b |\n|---|---|\n| nine &times; | ten |\n";
    cnn_arena *arena = cnn_arena_new();
    prose p;
    int64_t room = PROSE_PIXELS;
    prose_pictures pictures = {{"."}, &room};
    int problems = 0;
    CHECK_FINE(prose_read(text, sizeof text - 1, &pictures, arena, ignore_problem, &problems, &p));
    assert_int_equal(problems, 3);
    char all[400] = "";
    int formulas = 0;
    for (int i = 0; i < p.count; i++) {
        char words[200];
        prose_plain(&p.blocks[i], words, sizeof words);
        cnn_append(all, sizeof all, "%s|", words);
        formulas += p.blocks[i].kind == PROSE_FORMULA;
    }
    assert_int_equal(formulas, 1);
    static const char *const words[] = {
        "one", "two", "three", "five", "six", "seven", "\\nosuch", "eight", "nine ×", "ten"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strstr(all, words[i]))
            fail_msg("\"%s\" is lost: %s", words[i], all);
    assert_non_null(strstr(all, "four")); /* of a picture that is not there the words are left */
    cnn_arena_free(arena);
}

static bool is_scene_key(const char *name) {
    for (int i = 0; lesson_scene_keys[i]; i++)
        if (!strcmp(lesson_scene_keys[i], name))
            return true;
    return false;
}

/* A word that the schema offers for a key is one that a scene takes. */
static void check_words_of(const char *key, const cnn_yaml *words) {
    for (int i = 0; i < cnn_yaml_count(words); i++) {
        const char *word = cnn_yaml_text(cnn_yaml_item(words, i));
        char text[300], refusal[100];
        lesson *l;
        lesson_scene scene;
        write_lesson("w.md", text, cnn_format(text, sizeof text, PAGE "```scene\n%s: %s\n```\n", key, word));
        CHECK_FINE(lesson_open("w.md", &l));
        cnn_status status = lesson_scene_read(&l->pages[0], &scene);
        cnn_format(refusal, sizeof refusal, "not \"%s\"", word);
        if (cnn_failed(status) && strstr(status.message, refusal))
            fail_msg("the schema offers %s: %s; %s", key, word, status.message);
        lesson_close(l);
    }
}

/* Editors complete and check scenes with it. */
static void the_schema_knows_the_keys_of_a_scene(void **fixture) {
    (void)fixture;
    cnn_document *d;
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../lessons/scene.schema.json", &d));
    const cnn_yaml *properties = cnn_yaml_get(cnn_document_root(d), "properties");
    for (int i = 0; lesson_scene_keys[i]; i++)
        if (!cnn_yaml_get(properties, lesson_scene_keys[i]))
            fail_msg("lessons/scene.schema.json lacks \"%s\"", lesson_scene_keys[i]);
    for (int i = 0; i < cnn_yaml_count(properties); i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(properties, i));
        if (!is_scene_key(name))
            fail_msg("lessons/scene.schema.json has \"%s\", which is no key of a scene", name);
        check_words_of(name, cnn_yaml_get(cnn_yaml_value(properties, i), "enum"));
    }
    cnn_document_free(d);
}

/* What authors write, and what once was refused, is right. */
static void what_authors_write_is_understood(void **fixture) {
    (void)fixture;
    static const char *const right[] = {
        "layer: convolution\nquestion: {predict: value, at: forward/conv/0,1,1}",
        "layer: convolution\nquestion: {at: forward/conv/0,1,1/0,2,2, predict: value}\nplay: forward/conv/0,2,2",
        "network: {input: {values: [[1, 2], [3, 4]]}, layers: [dense: {units: 2}, softmax], target: 1}\n"
        "question: {predict: value, at: forward/softmax1/quotient,1}",
        "layer: convolution\ninput: [[1, 2], [3, 4]]\nfilter: [[1, 2], [3, 4]]\nat: forward/conv/0,0,0\n"
        "question: {predict: cell}",
        "layer: convolution\nfilter: [[1/9, -1/9], [0.5, 1/3]]\nat: forward/conv/0,0,0\nquestion: {predict: cell}",
        "network: lenet-5\nat: forward/conv1\nquestion: {predict: size}",
        "network: lenet-5.yaml\nat: forward/conv1\nquestion: {predict: size}",
        "atlas: resnet-18.yaml\nquestion: {predict: size, at: forward/conv}\nlayer: convolution",
        "layer: convolution\nopen: [padding]\nquestion: {make: {output: 5}}",
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        char text[500];
        lesson *l;
        write_lesson(
            "w.md", text, cnn_format(text, sizeof text, "# T\n\n## A {#a}\n\n> how?\n\n```scene\n%s\n```\n", right[i]));
        CHECK_FINE(lesson_open("w.md", &l));
        lesson_scene_check(l);
        lesson_scene_try(l);
        if (l->problem_count)
            fail_msg("case %zu: %s", i, l->problems[0]);
        lesson_close(l);
    }
}

/* Every way to write the beginning of a scene that people use is one. */
static void a_scene_begins_in_many_ways(void **fixture) {
    (void)fixture;
    static const char *const ways[][2] = {{"```scene", "```"}, {"``` scene", "```"}, {"```Scene", "```"},
        {"~~~scene", "~~~"}, {"````scene", "````"}, {"~~~~ SCENE ", "~~~~~"}, {"  ```scene", "  ```"},
        {"```scene\r", "```\r"}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char text[300];
        lesson *l;
        size_t length = cnn_format(text, sizeof text,
            PAGE "%s\nlayer: convolution\n%s\n\nafter\n\n```notes\n- one\n- two\n```\n", ways[i][0], ways[i][1]);
        write_lesson("w.md", text, length);
        CHECK_FINE(lesson_open("w.md", &l));
        assert_int_equal(l->problem_count, 0);
        assert_non_null(l->pages[0].scene);
        assert_int_equal(l->pages[0].text[LANGUAGE_EN].count, 2);
        assert_int_equal(l->pages[0].notes[LANGUAGE_EN].count, 2);
        lesson_close(l);
    }
}

/* What a page of this text says, with "$" where a formula stands and "|" between its blocks. */
static void written(const char *text, char *all, size_t size) {
    cnn_arena *arena = cnn_arena_new();
    int64_t room = PROSE_PIXELS;
    prose_pictures pictures = {{"."}, &room};
    prose p;
    int problems = 0;
    CHECK_FINE(prose_read(text, strlen(text), &pictures, arena, ignore_problem, &problems, &p));
    all[0] = '\0';
    for (int i = 0; i < p.count; i++) {
        cnn_append(all, size, "%s", i ? "|" : "");
        for (int j = 0; j < p.blocks[i].count; j++)
            cnn_append(all, size, "%s", p.blocks[i].spans[j].formula ? "[]" : p.blocks[i].spans[j].text);
        if (p.blocks[i].kind == PROSE_PICTURE)
            cnn_append(all, size, "(%d x %d)", p.blocks[i].picture.columns, p.blocks[i].picture.rows);
    }
    cnn_arena_free(arena);
}

static void a_price_is_no_formula(void **fixture) {
    (void)fixture;
    static const char *const texts[][2] = {
        {"It costs $5 and $7.", "It costs $5 and $7."},
        {"A GPU costs $500, another $1000. Or $x$ and 5$.", "A GPU costs $500, another $1000. Or [] and 5$."},
        {"$x$는 $I - F$와 다르다.", "[]는 []와 다르다."},
        {"`$a $b` and $$\\frac{1}{2}$$", "$a $b and |[]"},
        {"**$5** or $5$", "$5 or []"},
        {"100$\n\n$x$", "100$|[]"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char all[200];
        written(texts[i][0], all, sizeof all);
        assert_string_equal(all, texts[i][1]);
    }
}

/* What people write in formulas is read; a sum's limits make it higher where it has a line of its own. */
static void formulas_are_read_as_people_write_them(void **fixture) {
    (void)fixture;
    static const char *const formulas[] = {"W = \\begin{bmatrix} 1 & 0 & -1 \\\\ 2 & 0 & -2 \\end{bmatrix}",
        "\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\\\ \\end{cases}",
        "\\hat{y} = \\sigma(\\mathbf{w}^\\top x)", "\\left\\lfloor \\frac{I-F+2P}{S} \\right\\rfloor + 1",
        "\\left[ \\rightarrow \\right.", "\\nabla_\\theta L", "\\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}",
        "\\sqrt[3]{x} \\leq \\bar x \\odot \\vec v \\cdots", "f'(x) = \\lim_{h \\to 0} g''",
        "\\mathbb{R}^{3 \\times 3} \\in \\mathrm{SGD}", "\\phi \\geq \\neq \\otimes \\ast"};
    cnn_arena *arena = cnn_arena_new();
    const tex *made, *inline_made;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        CHECK_FINE(tex_parse(formulas[i], strlen(formulas[i]), true, arena, &made));
        tex_extent size = tex_measure(made, 20);
        assert_true(size.width > 20 && size.ascent > 5 && size.descent >= 0);
    }
    static const char sum[] = "\\sum_{i=1}^n x_i", low[] = "x = \\begin{bmatrix} 1 \\end{bmatrix}",
                      high[] = "x = \\begin{bmatrix} 1 \\\\ 2 \\\\ 3 \\end{bmatrix}";
    CHECK_FINE(tex_parse(sum, strlen(sum), true, arena, &made));
    CHECK_FINE(tex_parse(sum, strlen(sum), false, arena, &inline_made));
    assert_true(tex_measure(made, 20).descent > 1.5f * tex_measure(inline_made, 20).descent);
    CHECK_FINE(tex_parse(low, strlen(low), true, arena, &made));
    CHECK_FINE(tex_parse(high, strlen(high), true, arena, &inline_made));
    assert_true(tex_measure(inline_made, 20).ascent > tex_measure(made, 20).ascent + 15);
    cnn_arena_free(arena);
}

static void a_picture_may_have_blanks_in_its_name(void **fixture) {
    (void)fixture;
    static const unsigned char dot[] = {'B', 'M', 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0,
        0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 0};
    char all[200];
    write_lesson("my school logo.bmp", (const char *)dot, sizeof dot);
    written("![logo](my school logo.bmp)", all, sizeof all);
    assert_string_equal(all, "(1 x 1)");
    written("see ![our new logo](not there.bmp) there", all, sizeof all);
    assert_string_equal(all, "see our new logo there");
}

/* The file that has the scenes is the original, in whichever language; pictures and networks are found beside either. */
static void a_lesson_may_be_korean_first(void **fixture) {
    (void)fixture;
    mkdir("en", 0777);
    mkdir("ko", 0777);
    static const char network[] = "input: {channels: 1, height: 4, width: 4}\ndata: digits\nlayers: [flatten]\n",
                      ko[] = "# 티\n\n## 가 {#a}\n\n하나\n\n```scene\nnetwork: only-en\n```\n",
                      en[] = "# T\n\n## A {#a}\n\none\n\n## C {#c}\n\nthree\n";
    write_lesson("ko/k.md", ko, sizeof ko - 1);
    write_lesson("en/only-en.yaml", network, sizeof network - 1);
    lesson *l;
    char path[4096];
    CHECK_FINE(lesson_open("ko/k.md", &l));
    assert_int_equal(l->original, LANGUAGE_KO);
    assert_int_equal(l->problem_count, 0);
    lesson_close(l);
    write_lesson("en/k.md", en, sizeof en - 1);
    CHECK_FINE(lesson_open("en/k.md", &l));
    assert_int_equal(l->original, LANGUAGE_KO);
    assert_int_equal(l->count, 1);
    assert_non_null(l->pages[0].scene);
    assert_string_equal(l->pages[0].title[LANGUAGE_EN], "A");
    assert_non_null(strstr(l->problems[0], "en/k.md:7: the page \"c\" is not in ko/k.md"));
    assert_true(lesson_find_file(l, "only-en.yaml", path, sizeof path));
    assert_string_equal(path, "en/only-en.yaml");
    assert_false(lesson_find_file(l, "../w.md", path, sizeof path));
    lesson_close(l);
}

static void both_languages_have_the_same_choices(void **fixture) {
    (void)fixture;
    static const char en[] = "# T\n\n## A {#a}\n\n> Which?\n>\n> 1. x\n> 2. y\n> 3. z\n\n```scene\nquestion: {choose: "
                             "2}\n```\n",
                      ko[] = "# 티\n\n## 가 {#a}\n\n> 무엇?\n>\n> 1. 가\n> 2. 나\n";
    mkdir("en", 0777);
    mkdir("ko", 0777);
    write_lesson("en/c.md", en, sizeof en - 1);
    write_lesson("ko/c.md", ko, sizeof ko - 1);
    lesson *l;
    CHECK_FINE(lesson_open("en/c.md", &l));
    lesson_scene_check(l);
    assert_int_equal(l->problem_count, 1);
    assert_non_null(strstr(l->problems[0], "ko/c.md:3: the question of \"a\" has 2 choices here, and 3 in en/c.md"));
    lesson_close(l);
}

static void files_that_are_no_lessons_are_refused(void **fixture) {
    (void)fixture;
    lesson *l;
    write_lesson("w.md", "# T\n\n## A\n\n\xC3\x28\n", 14);
    CHECK_FAILS(lesson_open("w.md", &l), "w.md:5: this file is not UTF-8; save it as UTF-8");
    write_lesson("w.md", "# T\n\ntext\n", 10);
    CHECK_FAILS(lesson_open("w.md", &l), "there is no page");
    write_lesson("w.md", "# T\0\n", 5);
    CHECK_FAILS(lesson_open("w.md", &l), "not a text file");
    CHECK_FAILS(lesson_open("none.md", &l), "none.md");
    assert_int_equal(truncate("w.md", 100 << 20), 0);
    CHECK_FAILS(lesson_open("w.md", &l), "w.md");
}

static void a_translation_with_other_pages_says_so(void **fixture) {
    (void)fixture;
    mkdir("en", 0777);
    mkdir("ko", 0777);
    static const char en[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\ntwo\n",
                      ko[] = "# 티\n\n## 가 {#a}\n\n하나\n\n## 다 {#c}\n\n셋\n";
    write_lesson("en/t.md", en, sizeof en - 1);
    write_lesson("ko/t.md", ko, sizeof ko - 1);
    lesson *l;
    CHECK_FINE(lesson_open("ko/t.md", &l));
    assert_int_equal(l->count, 2);
    assert_int_equal(l->problem_count, 2);
    assert_non_null(strstr(l->problems[0], "ko/t.md:7: the page \"c\" is not in"));
    assert_non_null(strstr(l->problems[1], "the page \"b\" of"));
    strings_use(LANGUAGE_KO);
    assert_int_equal(lesson_language(l, 0), LANGUAGE_KO);
    assert_int_equal(lesson_language(l, 1), LANGUAGE_EN);
    strings_use(LANGUAGE_EN);
    lesson_close(l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_lessons_are_answered_with_line_and_reason),
        cmocka_unit_test(no_word_of_a_page_is_lost),
        cmocka_unit_test(the_schema_knows_the_keys_of_a_scene),
        cmocka_unit_test(what_authors_write_is_understood),
        cmocka_unit_test(a_scene_begins_in_many_ways),
        cmocka_unit_test(a_price_is_no_formula),
        cmocka_unit_test(formulas_are_read_as_people_write_them),
        cmocka_unit_test(a_picture_may_have_blanks_in_its_name),
        cmocka_unit_test(a_lesson_may_be_korean_first),
        cmocka_unit_test(both_languages_have_the_same_choices),
        cmocka_unit_test(files_that_are_no_lessons_are_refused),
        cmocka_unit_test(a_translation_with_other_pages_says_so),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
