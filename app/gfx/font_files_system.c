/* Fontconfig's choice. */
#include "font_files.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

static bool find_face(const char *family, int weight, bool italic, const char *language, font_file *out) {
    FcPattern *pattern = FcPatternCreate();
    if (family)
        FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    FcPatternAddInteger(pattern, FC_WEIGHT, weight);
    FcPatternAddInteger(pattern, FC_SLANT, italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
    FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    if (language)
        FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)language);
    FcConfigSubstitute(NULL, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result;
    FcPattern *match = FcFontMatch(NULL, pattern, &result);
    FcChar8 *file = NULL, *found = NULL;
    bool fine = match && FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch;
    if (fine && family)
        fine = FcPatternGetString(match, FC_FAMILY, 0, &found) == FcResultMatch && !strcmp((const char *)found, family);
    if (fine) {
        cnn_format(out->path, sizeof out->path, "%s", (const char *)file);
        if (FcPatternGetInteger(match, FC_INDEX, 0, &out->index) != FcResultMatch)
            out->index = 0;
        out->index &= 0xFFFF;
    }
    if (match)
        FcPatternDestroy(match);
    FcPatternDestroy(pattern);
    return fine;
}

/* The first family of the list that is installed, else whatever fontconfig offers. */
static bool first_of(const char *const *families, int weight, bool italic, const char *language, font_file *out) {
    for (int i = 0; families[i]; i++)
        if (find_face(families[i], weight, italic, NULL, out))
            return true;
    return find_face(NULL, weight, italic, language, out);
}

void font_file_find(font_id font, int fallback, font_file *out) {
    static const char *const sans[] = {"Inter", "DejaVu Sans", NULL},
                             *const mono[] = {"JetBrains Mono", "DejaVu Sans Mono", NULL},
                             *const serif[] = {"STIX", "DejaVu Serif", "Liberation Serif", NULL},
                             *const korean[] = {"NanumGothic", "Noto Sans CJK KR", "Noto Sans KR", "NanumBarunGothic",
                                 NULL},
                             *const symbols[] = {"DejaVu Sans", "Noto Sans Symbols2", NULL};
    static const struct {
        const char *const *families;
        bool strong, italic;
    } wanted[FONT_COUNT] = {
        {sans, false, false}, {sans, true, false}, {mono, false, false}, {mono, true, false}, {serif, false, true}};
    bool strong = wanted[font].strong;
    int weight = strong ? FC_WEIGHT_DEMIBOLD : FC_WEIGHT_REGULAR;
    if (fallback == 0)
        first_of(wanted[font].families, weight, wanted[font].italic, NULL, out);
    else if (fallback == 1)
        first_of(korean, strong ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR, false, "ko", out);
    else if (fallback == 2)
        first_of(symbols, weight, false, NULL, out);
}

void font_files_stop(void) {
    FcFini();
}
