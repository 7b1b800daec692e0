#include "limits.h"

#include <string.h>

size_t limits_count_newlines(const uint8_t *text, size_t size) {
  const uint8_t *end = text + size;
  size_t count = 0;
  while (text < end) {
    const uint8_t *newline = memchr(text, '\n', (size_t)(end - text));
    if (newline == NULL) break;
    count++;
    text = newline + 1;
  }
  return count;
}

void limits_copy(uint8_t *restrict target, const uint8_t *restrict text, size_t size) {
  memcpy(target, text, size);
  // Keeps the compiler from dropping the unused copy.
  __asm__ volatile("" : : "r"(target) : "memory");
}
