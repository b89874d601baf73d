#include "image.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { sector = 512 };

static void *need(void *memory) {
  if (!memory) abort();
  return memory;
}

static unsigned long next(unsigned long *seed) {
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  return *seed >> 11;
}

// How much of what is unsure survives: nothing, all, or half of it by chance.
static int survives(unsigned long *seed, unsigned long luck) {
  return luck == 0 ? 0 : luck == 1 ? 1 : (int)(next(seed) & 1);
}

static void grow(struct image *image, size_t size) {
  if (size <= image->size) return;
  image->bytes = need(realloc(image->bytes, size));
  memset(image->bytes + image->size, 0, size - image->size);
  image->size = size;
}

static void put(struct image *image, const unsigned char *bytes, size_t offset, size_t count) {
  grow(image, offset + count);
  memcpy(image->bytes + offset, bytes, count);
}

static void drop_changes(struct image *image) {
  for (size_t i = 0; i < image->count; i++) free(image->changes[i].bytes);
  free(image->changes);
  image->changes = NULL;
  image->count = 0;
}

static void drop_ghost(struct image *image) {
  free(image->ghost);
  image->ghost = NULL;
  image->has_ghost = 0;
}

struct image *image_open(struct image **list, const char *path) {
  struct image *image = *list;
  while (image && strcmp(image->path, path) != 0) image = image->next;
  if (!image) {
    image = need(calloc(1, sizeof *image));
    image->path = need(strdup(path));
    image->next = *list;
    *list = image;
    FILE *file = fopen(path, "rb");
    if (file) {
      unsigned char buffer[4096];
      size_t count;
      while ((count = fread(buffer, 1, sizeof buffer, file)) > 0) put(image, buffer, image->size, count);
      fclose(file);
      image->is_durable = 1;
    }
  }
  image->exists = 1;
  return image;
}

static struct image_change *change(struct image *image) {
  image->changes = need(realloc(image->changes, (image->count + 1) * sizeof *image->changes));
  struct image_change *change = &image->changes[image->count++];
  memset(change, 0, sizeof *change);
  return change;
}

void image_write(struct image *image, const void *bytes, size_t count, size_t offset) {
  struct image_change *one = change(image);
  one->offset = offset;
  one->count = count;
  one->bytes = need(malloc(count ? count : 1));
  memcpy(one->bytes, bytes, count);
}

void image_truncate(struct image *image, size_t size) {
  struct image_change *one = change(image);
  one->is_truncation = 1;
  one->count = size;
}

static void shorten(struct image *image, size_t size) {
  if (size < image->size) image->size = size;
}

void image_sync(struct image *image) {
  for (size_t i = 0; i < image->count; i++) {
    struct image_change *one = &image->changes[i];
    if (one->is_truncation) shorten(image, one->count);
    else put(image, one->bytes, one->offset, one->count);
  }
  drop_changes(image);
  drop_ghost(image);
  image->is_durable = 1;
}

void image_lose(struct image *image) { drop_changes(image); }

// No deletion before this is lost any more.
void image_sync_directory(struct image *list) {
  for (struct image *image = list; image; image = image->next) drop_ghost(image);
}

void image_delete(struct image *image, int is_synced) {
  if (is_synced) drop_ghost(image);
  else if (image->is_durable) {
    drop_ghost(image);
    image->has_ghost = 1;
    image->ghost = image->bytes;
    image->ghost_size = image->size;
    image->bytes = NULL;
  }
  free(image->bytes);
  image->bytes = NULL;
  image->size = 0;
  image->exists = image->is_durable = 0;
  drop_changes(image);
}

void image_restore(struct image *image, unsigned long *seed) {
  unsigned long luck = next(seed) % 4;
  if (!image->is_durable) {
    if (image->has_ghost && survives(seed, luck ^ 1)) {
      free(image->bytes);
      image->bytes = image->ghost;
      image->size = image->ghost_size;
      image->ghost = NULL;
      image->exists = 1;
      drop_changes(image);
    } else if (!survives(seed, luck)) {
      image->exists = 0;
    }
  }
  if (!image->exists) {
    unlink(image->path);
    return;
  }
  for (size_t i = 0; i < image->count; i++) {
    struct image_change *one = &image->changes[i];
    if (one->is_truncation) {
      if (survives(seed, luck)) shorten(image, one->count);
      continue;
    }
    for (size_t done = 0, part; done < one->count; done += part) {
      part = sector - (one->offset + done) % sector;
      if (part > one->count - done) part = one->count - done;
      if (survives(seed, luck)) put(image, one->bytes + done, one->offset + done, part);
    }
  }
  int file = open(image->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || write(file, image->bytes, image->size) != (ssize_t)image->size) abort();
  close(file);
}

void image_free(struct image **list) {
  while (*list) {
    struct image *image = *list;
    *list = image->next;
    drop_changes(image);
    drop_ghost(image);
    free(image->bytes);
    free(image->path);
    free(image);
  }
}
