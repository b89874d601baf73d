#include "faults.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"

struct faults {
  sqlite3_vfs vfs;
  sqlite3_vfs *base;
  char name[64];
  enum faults_kind kind;
  long count, at;
  int code, lasting, is_dead, is_read_only;
  struct image *images;
};

struct file {
  sqlite3_file head;
  struct faults *faults;
  struct image *image; // Nothing for temporary files, which are let alone.
  sqlite3_file *base;
};

// What one operation comes to: 0 to go on, -1 to die in the middle of it, else its error.
static int fate(struct faults *faults, int otherwise) {
  if (faults->is_dead) return otherwise;
  faults->count++;
  int is_due = faults->lasting ? faults->count >= faults->at : faults->count == faults->at;
  if (!is_due) return 0;
  switch (faults->kind) {
  case FAULTS_FAIL: return faults->code ? faults->code : otherwise;
  case FAULTS_KILL: return -1;
  case FAULTS_POWER:
    faults->is_dead = 1;
    return otherwise;
  default: return 0;
  }
}

static int end_here(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static struct file *own(sqlite3_file *file) { return (struct file *)file; }
#define BASE(file) (own(file)->base)
#define CALL(file, method, ...) (BASE(file)->pMethods->method(BASE(file), ##__VA_ARGS__))
#define IS_DEAD(file) (own(file)->image && own(file)->faults->is_dead)

static int x_close(sqlite3_file *file) {
  int status = CALL(file, xClose);
  free(BASE(file));
  return status;
}

static int x_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  return IS_DEAD(file) ? SQLITE_IOERR_READ : CALL(file, xRead, bytes, count, offset);
}

static int x_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  struct image *image = own(file)->image;
  if (!image) return CALL(file, xWrite, bytes, count, offset);
  int was_dead = own(file)->faults->is_dead;
  int status = fate(own(file)->faults, SQLITE_IOERR_WRITE);
  if (status < 0) {
    CALL(file, xWrite, bytes, count / 2, offset);
    return end_here();
  }
  // The write during which the power goes may have come as far as any other that was not synced.
  if (!was_dead && (status == 0 || own(file)->faults->is_dead))
    image_write(image, bytes, (size_t)count, (size_t)offset);
  return status ? status : CALL(file, xWrite, bytes, count, offset);
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
  if (!own(file)->image) return CALL(file, xTruncate, size);
  int status = fate(own(file)->faults, SQLITE_IOERR_TRUNCATE);
  if (status < 0) return end_here();
  if (status) return status;
  image_truncate(own(file)->image, (size_t)size);
  return CALL(file, xTruncate, size);
}

static int x_sync(sqlite3_file *file, int flags) {
  if (!own(file)->image) return CALL(file, xSync, flags);
  int was_dead = own(file)->faults->is_dead;
  int status = fate(own(file)->faults, SQLITE_IOERR_FSYNC);
  if (status < 0) return end_here();
  if (status && !was_dead && !own(file)->faults->is_dead) image_lose(own(file)->image);
  if (status) return status;
  // The real one would only take time: here the power goes by faults_restart alone.
  // A journal or log that is new has its directory synced with it (unixSync in os_unix.c).
  if (!own(file)->image->is_durable) image_sync_directory(own(file)->faults->images);
  image_sync(own(file)->image);
  return SQLITE_OK;
}

static int x_size(sqlite3_file *file, sqlite3_int64 *size) {
  return IS_DEAD(file) ? SQLITE_IOERR_FSTAT : CALL(file, xFileSize, size);
}
static int x_lock(sqlite3_file *file, int level) { return CALL(file, xLock, level); }
static int x_unlock(sqlite3_file *file, int level) { return CALL(file, xUnlock, level); }
static int x_check(sqlite3_file *file, int *out) { return CALL(file, xCheckReservedLock, out); }
static int x_control(sqlite3_file *file, int op, void *argument) {
  return CALL(file, xFileControl, op, argument);
}
static int x_sector(sqlite3_file *file) { return CALL(file, xSectorSize); }
static int x_traits(sqlite3_file *file) { return CALL(file, xDeviceCharacteristics); }
static int x_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
  return CALL(file, xShmMap, page, size, extend, memory);
}
static int x_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return CALL(file, xShmLock, offset, count, flags);
}
static void x_shm_barrier(sqlite3_file *file) { CALL(file, xShmBarrier); }
static int x_shm_unmap(sqlite3_file *file, int delete) { return CALL(file, xShmUnmap, delete); }

static const sqlite3_io_methods methods = {
  2, x_close, x_read, x_write, x_truncate, x_sync, x_size, x_lock, x_unlock, x_check, x_control,
  x_sector, x_traits, x_shm_map, x_shm_lock, x_shm_barrier, x_shm_unmap, NULL, NULL,
};

static int x_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
  struct faults *faults = vfs->pAppData;
  struct file *own_file = own(file);
  int is_tracked = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
  memset(own_file, 0, sizeof *own_file);
  if (is_tracked && faults->is_dead) return SQLITE_CANTOPEN;
  if (faults->is_read_only && (flags & SQLITE_OPEN_MAIN_DB))
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  // Before the real one is opened, which may make it.
  int is_known = 0;
  for (struct image *image = faults->images; image; image = image->next)
    if (path && strcmp(image->path, path) == 0) is_known = 1;
  struct image *image = NULL;
  if (is_tracked && (is_known || access(path, F_OK) == 0)) image = image_open(&faults->images, path);
  own_file->base = calloc(1, (size_t)faults->base->szOsFile);
  if (!own_file->base) return SQLITE_NOMEM;
  int status = faults->base->xOpen(faults->base, path, own_file->base, flags, out);
  if (status != SQLITE_OK) {
    free(own_file->base);
    return status;
  }
  if (is_tracked && !image) {
    image = image_open(&faults->images, path);
    image->is_durable = 0;
  }
  own_file->faults = faults;
  own_file->image = image;
  own_file->head.pMethods = &methods;
  return SQLITE_OK;
}

static int x_delete(sqlite3_vfs *vfs, const char *path, int sync) {
  struct faults *faults = vfs->pAppData;
  struct image *image = faults->images;
  while (image && strcmp(image->path, path) != 0) image = image->next;
  if (!image) return faults->base->xDelete(faults->base, path, sync);
  int status = fate(faults, SQLITE_IOERR_DELETE);
  if (status < 0) return end_here();
  if (status) return status;
  image_delete(image, sync);
  return faults->base->xDelete(faults->base, path, 0);
}

struct faults *faults_make(const char *name) {
  struct faults *faults = calloc(1, sizeof *faults);
  if (!faults) abort();
  faults->base = sqlite3_vfs_find("unix");
  if (!faults->base) abort();
  faults->vfs = *faults->base;
  snprintf(faults->name, sizeof faults->name, "%s", name);
  faults->vfs.zName = faults->name;
  faults->vfs.pNext = NULL;
  faults->vfs.pAppData = faults;
  faults->vfs.szOsFile = sizeof(struct file);
  faults->vfs.xOpen = x_open;
  faults->vfs.xDelete = x_delete;
  sqlite3_vfs_register(&faults->vfs, 0);
  return faults;
}

void faults_free(struct faults *faults) {
  sqlite3_vfs_unregister(&faults->vfs);
  image_free(&faults->images);
  free(faults);
}

void faults_set(struct faults *faults, enum faults_kind kind, long at, int code, int lasting) {
  faults->kind = kind;
  faults->at = faults->count + at;
  faults->code = code;
  faults->lasting = lasting;
}

long faults_count(const struct faults *faults) { return faults->count; }

void faults_read_only(struct faults *faults, int on) { faults->is_read_only = on; }

void faults_restart(struct faults *faults, unsigned long seed) {
  seed = seed * 0x9e3779b97f4a7c15UL + 1;
  for (int i = 0; i < 8; i++) seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  for (struct image *image = faults->images; image; image = image->next) image_restore(image, &seed);
  image_free(&faults->images);
  faults->is_dead = 0;
  faults->kind = FAULTS_NONE;
}
