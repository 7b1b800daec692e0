// What the machine can do at best, and what the process under measurement takes from the heap.
#ifndef LEGER_LIMITS_H
#define LEGER_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/// Counts the newlines of a text, one call of memchr a line.
size_t limits_count_newlines(const uint8_t *text, size_t size);

/// Copies a text.
void limits_copy(uint8_t *restrict target, const uint8_t *restrict text, size_t size);

/// How often the process has asked for memory since it began: malloc, calloc, realloc and the aligned ones.
uint64_t limits_allocations(void);

#endif
