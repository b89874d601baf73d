// What is on the disk for certain of a file, and what may be.
#pragma once
#include <stddef.h>

struct image_change {
  int is_truncation;
  size_t offset, count;
  unsigned char *bytes;
};

struct image {
  char *path;
  // The file has this name now.
  int exists;
  // The file, and its name, would be there after a loss of power.
  int is_durable;
  unsigned char *bytes;
  size_t size;
  struct image_change *changes;
  size_t count;
  // A file of that name whose deletion may be lost.
  int has_ghost;
  unsigned char *ghost;
  size_t ghost_size;
  struct image *next;
};

struct image *image_open(struct image **list, const char *path);
void image_write(struct image *image, const void *bytes, size_t count, size_t offset);
void image_truncate(struct image *image, size_t size);
void image_sync(struct image *image);
// What was written before a sync that failed is in memory, and never written by a later one (fsync(2), "fsyncgate").
void image_lose(struct image *image);
void image_sync_directory(struct image *list);
void image_delete(struct image *image, int is_synced);
void image_restore(struct image *image, unsigned long *seed);
void image_free(struct image **list);
