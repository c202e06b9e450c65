/* The signs that a formula calls by name. */
#include "tex_tree.h"

#include "document.h"

#include <string.h>

static const tex_sign signs[] = {{"cdot", "·", TEX_SIGN}, {"times", "×", TEX_OPERATOR}, {"div", "÷", TEX_OPERATOR},
    {"pm", "±", TEX_OPERATOR}, {"mp", "∓", TEX_OPERATOR}, {"ast", "∗", TEX_OPERATOR}, {"star", "⋆", TEX_OPERATOR},
    {"circ", "∘", TEX_OPERATOR}, {"bullet", "•", TEX_OPERATOR}, {"odot", "⊙", TEX_OPERATOR},
    {"otimes", "⊗", TEX_OPERATOR}, {"oplus", "⊕", TEX_OPERATOR}, {"le", "≤", TEX_OPERATOR}, {"leq", "≤", TEX_OPERATOR},
    {"ge", "≥", TEX_OPERATOR}, {"geq", "≥", TEX_OPERATOR}, {"ne", "≠", TEX_OPERATOR}, {"neq", "≠", TEX_OPERATOR},
    {"ll", "≪", TEX_OPERATOR}, {"gg", "≫", TEX_OPERATOR}, {"approx", "≈", TEX_OPERATOR}, {"sim", "∼", TEX_OPERATOR},
    {"equiv", "≡", TEX_OPERATOR}, {"propto", "∝", TEX_OPERATOR}, {"in", "∈", TEX_OPERATOR},
    {"notin", "∉", TEX_OPERATOR}, {"subset", "⊂", TEX_OPERATOR}, {"cup", "∪", TEX_OPERATOR}, {"cap", "∩", TEX_OPERATOR},
    {"to", "→", TEX_OPERATOR}, {"rightarrow", "→", TEX_OPERATOR}, {"leftarrow", "←", TEX_OPERATOR},
    {"leftrightarrow", "↔", TEX_OPERATOR}, {"mapsto", "↦", TEX_OPERATOR}, {"Rightarrow", "⇒", TEX_OPERATOR},
    {"Leftrightarrow", "⇔", TEX_OPERATOR}, {"infty", "∞", TEX_SIGN}, {"nabla", "∇", TEX_GRADIENT},
    {"partial", "∂", TEX_GRADIENT}, {"forall", "∀", TEX_SIGN}, {"exists", "∃", TEX_SIGN}, {"emptyset", "∅", TEX_SIGN},
    {"ldots", "…", TEX_SIGN}, {"dots", "…", TEX_SIGN}, {"cdots", "⋯", TEX_SIGN}, {"vdots", "⋮", TEX_SIGN},
    {"ddots", "⋱", TEX_SIGN}, {"top", "⊤", TEX_SIGN}, {"prime", "′", TEX_SIGN}, {"ell", "ℓ", TEX_SIGN},
    {"mid", "|", TEX_OPERATOR}, {"lvert", "|", TEX_SIGN}, {"rvert", "|", TEX_SIGN}, {"lbrace", "{", TEX_SIGN},
    {"rbrace", "}", TEX_SIGN}, {"lbrack", "[", TEX_SIGN}, {"rbrack", "]", TEX_SIGN}, {"langle", "⟨", TEX_SIGN},
    {"rangle", "⟩", TEX_SIGN}, {"exp", "exp", TEX_UPRIGHT}, {"ln", "ln", TEX_UPRIGHT}, {"log", "log", TEX_UPRIGHT},
    {"sin", "sin", TEX_UPRIGHT}, {"cos", "cos", TEX_UPRIGHT}, {"tanh", "tanh", TEX_UPRIGHT}, {"max", "max", TEX_LIMIT},
    {"min", "min", TEX_LIMIT}, {"lim", "lim", TEX_LIMIT}, {"argmax", "argmax", TEX_LIMIT},
    {"argmin", "argmin", TEX_LIMIT}, {"sum", "∑", TEX_BIG}, {"prod", "∏", TEX_BIG}, {"int", "∫", TEX_BIG},
    {"alpha", "α", TEX_ITALIC}, {"beta", "β", TEX_ITALIC}, {"gamma", "γ", TEX_ITALIC}, {"delta", "δ", TEX_ITALIC},
    {"epsilon", "ε", TEX_ITALIC}, {"varepsilon", "ε", TEX_ITALIC}, {"zeta", "ζ", TEX_ITALIC}, {"eta", "η", TEX_ITALIC},
    {"theta", "θ", TEX_ITALIC}, {"vartheta", "ϑ", TEX_ITALIC}, {"iota", "ι", TEX_ITALIC}, {"kappa", "κ", TEX_ITALIC},
    {"lambda", "λ", TEX_ITALIC}, {"mu", "μ", TEX_ITALIC}, {"nu", "ν", TEX_ITALIC}, {"xi", "ξ", TEX_ITALIC},
    {"pi", "π", TEX_ITALIC}, {"rho", "ρ", TEX_ITALIC}, {"sigma", "σ", TEX_ITALIC}, {"tau", "τ", TEX_ITALIC},
    {"upsilon", "υ", TEX_ITALIC}, {"phi", "φ", TEX_ITALIC}, {"varphi", "φ", TEX_ITALIC}, {"chi", "χ", TEX_ITALIC},
    {"psi", "ψ", TEX_ITALIC}, {"omega", "ω", TEX_ITALIC}, {"Gamma", "Γ", TEX_SIGN}, {"Delta", "Δ", TEX_SIGN},
    {"Theta", "Θ", TEX_SIGN}, {"Lambda", "Λ", TEX_SIGN}, {"Xi", "Ξ", TEX_SIGN}, {"Pi", "Π", TEX_SIGN},
    {"Sigma", "Σ", TEX_SIGN}, {"Phi", "Φ", TEX_SIGN}, {"Psi", "Ψ", TEX_SIGN}, {"Omega", "Ω", TEX_SIGN}};

enum { SIGNS = sizeof signs / sizeof *signs };

const tex_sign *tex_sign_named(const char *name) {
    for (int i = 0; i < SIGNS; i++)
        if (!strcmp(name, signs[i].name))
            return &signs[i];
    return NULL;
}

const char *tex_sign_near(const char *name) {
    static const char *const others[] = {"frac", "sqrt", "text", "mathbf", "mathrm", "mathbb", "hat", "bar", "tilde",
        "vec", "dot", "left", "right", "begin", "end", "quad", "lfloor", "rfloor", "lceil", "rceil"};
    const char *names[SIGNS + sizeof others / sizeof *others + 1] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        names[count++] = others[i];
    for (int i = 0; i < SIGNS; i++)
        names[count++] = signs[i].name;
    return cnn_nearest_word(name, names);
}

int tex_role_of(char letter) {
    static const struct {
        const char *letters;
        theme_role role;
    } roles[] = {{"IxX", ROLE_INPUT}, {"FwWDK", ROLE_FILTER}, {"S", ROLE_STRIDE}, {"P", ROLE_PADDING},
        {"OyY", ROLE_MAP}, {"g", ROLE_GRADIENT}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strchr(roles[i].letters, letter))
            return (int)roles[i].role;
    return -1;
}

const char *tex_number_set(const char *letter) {
    static const char *const sets[][2] = {{"R", "ℝ"}, {"N", "ℕ"}, {"Z", "ℤ"}, {"Q", "ℚ"}, {"C", "ℂ"}, {"E", "𝔼"}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (!strcmp(letter, sets[i][0]))
            return sets[i][1];
    return NULL;
}

const char *tex_delimiter(const char *text, size_t *length) {
    static const char *const brackets[][2] = {{"(", "("}, {")", ")"}, {"[", "["}, {"]", "]"}, {"|", "|"}, {".", ""},
        {"\\{", "{"}, {"\\}", "}"}, {"\\lbrace", "{"}, {"\\rbrace", "}"}, {"\\lfloor", "⌊"}, {"\\rfloor", "⌋"},
        {"\\lceil", "⌈"}, {"\\rceil", "⌉"}, {"\\langle", "⟨"}, {"\\rangle", "⟩"}, {"\\|", "‖"}};
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
        *length = strlen(brackets[i][0]);
        if (!strncmp(text, brackets[i][0], *length))
            return brackets[i][1];
    }
    return NULL;
}

const tex_brackets *tex_grid_named(const char *name) {
    static const tex_brackets grids[] = {{"matrix", "", "", TEX_CENTRED}, {"bmatrix", "[", "]", TEX_CENTRED},
        {"pmatrix", "(", ")", TEX_CENTRED}, {"vmatrix", "|", "|", TEX_CENTRED}, {"Bmatrix", "{", "}", TEX_CENTRED},
        {"cases", "{", "", TEX_LEFT}, {"aligned", "", "", TEX_FACING}};
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        if (!strcmp(grids[i].name, name))
            return &grids[i];
    return NULL;
}
