// Counts calls of malloc in the program it is preloaded into, and says so on standard error when that ends.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long calls;

void *malloc(size_t size) {
  static void *(*real)(size_t);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "malloc");
  calls++;
  return real(size);
}

__attribute__((destructor)) static void report(void) { fprintf(stderr, "mallocs %lu\n", calls); }
