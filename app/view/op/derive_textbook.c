/* The sums of the textbook lens: products of the numbers under its window; the zeros between them are left out. */
#include "textbook.h"

#include "numbers.h"
#include "scatter.h"

enum { MAPS = 8 };

static void add_input_terms(const stage *s, const textbook_focus *f, gradient_sum *sum) {
    const cnn_attrs *a = &s->attrs;
    int channels = s->in.c / a->groups;
    const float *w = s->weights + ((ptrdiff_t)s->map * channels + s->channel % channels) * a->kernel[0] * a->kernel[1];
    int y = textbook_first_spread(s, CNN_VERTICAL, f->row), x = textbook_first_spread(s, CNN_HORIZONTAL, f->column);
    for (int u = 0; u < a->kernel[0]; u++)
        for (int v = 0; v < a->kernel[1]; v++) {
            int i = y + u * a->dilation[0], j = x + v * a->dilation[1];
            if (i < 0 || j < 0 || i % a->stride[0] || j % a->stride[1])
                continue;
            i /= a->stride[0];
            j /= a->stride[1];
            if (i < s->out.h && j < s->out.w)
                gradient_sum_add(sum, s->gradient[((ptrdiff_t)s->map * s->out.h + i) * s->out.w + j],
                    w[(a->kernel[0] - 1 - u) * a->kernel[1] + a->kernel[1] - 1 - v], false);
        }
}

static void add_weight_terms(const stage *s, const textbook_focus *f, gradient_sum *sum) {
    int y = textbook_first_input(s, CNN_VERTICAL, f->row), x = textbook_first_input(s, CNN_HORIZONTAL, f->column);
    for (int i = 0; i < s->out.h; i++)
        for (int j = 0; j < s->out.w; j++) {
            int row = y + i * s->attrs.stride[0], column = x + j * s->attrs.stride[1];
            bool real = row >= 0 && column >= 0 && row < s->in.h && column < s->in.w;
            gradient_sum_add(sum, s->gradient[((ptrdiff_t)s->map * s->out.h + i) * s->out.w + j],
                real ? s->input[((ptrdiff_t)s->channel * s->in.h + row) * s->in.w + column] : 0, false);
        }
}

/* What every map has added, and the value of the cell. */
static void derive_maps(const stage *s, const textbook_focus *f, derived *d) {
    cnn_span maps = textbook_maps(s);
    derived_line *line = derived_begin(d, "");
    float sum = 0;
    for (int64_t map = maps.first; map <= maps.last; map++) {
        float part = textbook_dinput(s, (int)map, f->row, f->column);
        char words[64];
        sum += part;
        bool listed = map < maps.first + MAPS - 1 || map == maps.last;
        if (map == maps.last && map >= maps.first + MAPS)
            derived_put(line, " + …");
        cnn_format(words, sizeof words, "%s{quiet}%s %d{} ", map > maps.first ? " + " : "Σ  ", tr("map"), (int)map);
        if (listed) {
            derived_put(line, words);
            derived_number(line, map == s->map ? "map" : "ink", part);
        }
    }
    derived_result(line, sum);
}

void derive_textbook(const stage *s, derived *d) {
    textbook_focus f = textbook_focus_of(s);
    gradient_sum sum = {.kind = f.on_input ? SUM_PIXEL : SUM_WEIGHT, .row = f.row, .column = f.column};
    scatter l = scatter_place(s);
    char words[200];
    if (f.on_input)
        add_input_terms(s, &f, &sum);
    else
        add_weight_terms(s, &f, &sum);
    bool several = f.on_input && s->out.c / s->attrs.groups > 1;
    derive_gradient_sum(s, &l, &sum, several ? s->map : -1, d);
    if (several)
        derive_maps(s, &f, d);
    tr_format(words, sizeof words, "place.textbook", f.on_input ? "X" : "W", f.row, f.column, (long long)(f.index + 1),
        (long long)f.count);
    if (s->in.c > 1)
        cnn_append(words, sizeof words, " · %s %d", tr("stage.channel"), s->channel);
    derived_quiet(d, words);
}
