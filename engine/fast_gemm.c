/* Three small matrix products. A block of the result stays in registers while K runs: sixteen columns to a vector, four rows by
 * two vectors for A*B and A^T*B, four by four sixteen-lane dot products for A*B^T. The compiler turns the vectors into
 * AVX-512, AVX or SSE, and the loader picks the version that the processor has. */
#include "fast.h"

#include <string.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define NO_CLONES 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || !defined(__x86_64__)
#define NO_CLONES 1
#endif
#ifdef NO_CLONES
#define CLONES
#else
#define CLONES __attribute__((target_clones("avx512f", "fma", "default")))
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = 16, ROWS = 4, COLUMNS = 2 * LANES };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

/* Loads and stores take pointers and not values, so that no vector crosses a function boundary of another instruction set. */
INLINE void load(lanes *to, const float *from) {
    memcpy(to, from, sizeof *to);
}

/* One block of at most ROWS x COLUMNS; element (i, k) of A is a[i * row + k * column]. */
INLINE void block(int rows, int k, const float *a, ptrdiff_t row, ptrdiff_t column, const float *b, ptrdiff_t b_stride,
    lanes sum[ROWS][2]) {
    for (int at = 0; at < k; at++) {
        lanes b0, b1;
        load(&b0, b + at * b_stride);
        load(&b1, b + at * b_stride + LANES);
        for (int i = 0; i < rows; i++) {
            float factor = a[i * row + at * column];
            sum[i][0] += factor * b0;
            sum[i][1] += factor * b1;
        }
    }
}

INLINE void narrow_block(int rows, int columns, int k, const float *a, ptrdiff_t row, ptrdiff_t column, const float *b,
    ptrdiff_t b_stride, float sum[ROWS][COLUMNS]) {
    for (int at = 0; at < k; at++)
        for (int i = 0; i < rows; i++) {
            float factor = a[i * row + at * column];
            for (int j = 0; j < columns; j++)
                sum[i][j] += factor * b[at * b_stride + j];
        }
}

INLINE void product(int m, int n, int k, const float *a, ptrdiff_t row, ptrdiff_t column, cnn_matrix b, cnn_matrix c) {
    for (int j = 0; j < n; j += COLUMNS) {
        int columns = n - j < COLUMNS ? n - j : COLUMNS;
        for (int i = 0; i < m; i += ROWS) {
            int rows = m - i < ROWS ? m - i : ROWS;
            const float *from = a + i * row;
            float sum[ROWS][COLUMNS] = {{0}};
            if (columns == COLUMNS) {
                lanes wide[ROWS][2];
                memset(wide, 0, sizeof wide);
                if (rows == ROWS)
                    block(ROWS, k, from, row, column, b.data + j, b.stride, wide);
                else
                    block(rows, k, from, row, column, b.data + j, b.stride, wide);
                memcpy(sum, wide, sizeof sum);
            } else {
                narrow_block(rows, columns, k, from, row, column, b.data + j, b.stride, sum);
            }
            for (int r = 0; r < rows; r++)
                for (int s = 0; s < columns; s++)
                    c.data[(i + r) * c.stride + j + s] += sum[r][s];
        }
    }
}

CLONES void cnn_gemm(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    product(m, n, k, a.data, a.stride, 1, b, c);
}

CLONES void cnn_gemm_at(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    product(m, n, k, a.data, 1, a.stride, b, c);
}

INLINE float total(const float *values) {
    float sum = 0;
    for (int i = 0; i < LANES; i++)
        sum += values[i];
    return sum;
}

INLINE void dots(int rows, int columns, int k, const float *a, ptrdiff_t a_stride, const float *b, ptrdiff_t b_stride,
    cnn_matrix c) {
    lanes sum[ROWS][ROWS];
    memset(sum, 0, sizeof sum);
    int whole = k / LANES * LANES;
    for (int at = 0; at < whole; at += LANES) {
        lanes left[ROWS], right;
        for (int i = 0; i < rows; i++)
            load(&left[i], a + i * a_stride + at);
        for (int j = 0; j < columns; j++) {
            load(&right, b + j * b_stride + at);
            for (int i = 0; i < rows; i++)
                sum[i][j] += left[i] * right;
        }
    }
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            float values[LANES];
            memcpy(values, &sum[i][j], sizeof values);
            float one = total(values);
            for (int at = whole; at < k; at++)
                one += a[i * a_stride + at] * b[j * b_stride + at];
            c.data[i * c.stride + j] += one;
        }
}

CLONES void cnn_gemm_bt(int m, int n, int k, cnn_matrix a, cnn_matrix b, cnn_matrix c) {
    for (int i = 0; i < m; i += ROWS)
        for (int j = 0; j < n; j += ROWS) {
            int rows = m - i < ROWS ? m - i : ROWS, columns = n - j < ROWS ? n - j : ROWS;
            cnn_matrix to = {c.data + i * c.stride + j, c.stride};
            if (rows == ROWS && columns == ROWS)
                dots(ROWS, ROWS, k, a.data + i * a.stride, a.stride, b.data + j * b.stride, b.stride, to);
            else
                dots(rows, columns, k, a.data + i * a.stride, a.stride, b.data + j * b.stride, b.stride, to);
        }
}
