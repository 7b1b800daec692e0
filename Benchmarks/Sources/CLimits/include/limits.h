// The best that the machine can do, and how often the measured process allocates memory.
#ifndef LEGER_LIMITS_H
#define LEGER_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/// Counts the newlines in a text, with one call of memchr per line.
size_t limits_count_newlines(const uint8_t *text, size_t size);

/// Copies a text.
void limits_copy(uint8_t *restrict target, const uint8_t *restrict text, size_t size);

/// How often the process has allocated memory since it started: malloc, calloc, realloc and the aligned variants.
uint64_t limits_allocations(void);

#endif
