/* Numbers are written with four digits. */
#include "derived.h"

#include "numbers.h"

derived_line *derived_begin(derived *d, const char *words) {
    derived_line *line = &d->lines[d->count < DERIVED_LINES ? d->count++ : DERIVED_LINES - 1];
    *line = (derived_line){.bare = d->bare};
    derived_put(line, words);
    return line;
}

void derived_put(derived_line *line, const char *words) {
    cnn_append(line->text, sizeof line->text, "%s", words);
}

void derived_number(derived_line *line, const char *mark, float value) {
    char digits[NUMBER_TEXT];
    line->rounded |= !number_significant(value, 4, digits);
    if (line->bare)
        number_bare(digits);
    cnn_append(line->text, sizeof line->text, "{%s}%s{}", mark, digits);
}

void derived_result(derived_line *line, float value) {
    char digits[NUMBER_TEXT];
    bool exact = number_significant(value, 4, digits) && !line->rounded;
    if (line->bare)
        number_bare(digits);
    cnn_append(line->text, sizeof line->text, "%s**%s**", exact ? " = " : " ≈ ", digits);
    line->rounded = false;
}

void derived_quiet(derived *d, const char *words) {
    derived_begin(d, words)->quiet = true;
}

void derived_draw(const derived *d, const stage *s, rect *at) {
    bool large = view_presents(s->v);
    for (int i = 0; i < d->count; i++) {
        const derived_line *line = &d->lines[i];
        if (!line->quiet && state_help(s->v->state) != HELP_NUMBERS)
            continue;
        font_id font = line->quiet ? FONT_UI : FONT_DIGITS;
        float size = (line->quiet ? large ? 17 : 14.5f : large ? 24 : 17) * s->v->ui->scale;
        float height = text_height(font, size) * (line->quiet ? 1.3f : 1.2f);
        color paint = theme_color(line->quiet ? ROLE_QUIET : ROLE_INK);
        ui_line(s->v->ui, rect_cut_top(at, height), 0.5f, font, size, paint, line->text);
    }
}
