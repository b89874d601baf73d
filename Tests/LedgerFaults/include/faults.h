// A SQLite VFS over the system's own that fails, ends the process, or loses power at a chosen operation. Operations are
// writes, truncations, syncs and deletions of the database, its log and its journal, counted from 1.
#pragma once

struct faults;

enum faults_kind {
  FAULTS_NONE,
  // That operation fails with `code`, and all later ones too if `lasting`.
  FAULTS_FAIL,
  // SIGKILL, in the middle of that operation.
  FAULTS_KILL,
  // From that operation on nothing answers; faults_restart makes the files what the power left of them.
  FAULTS_POWER,
};

// Registers a VFS under that name, with nothing wrong.
struct faults *faults_make(const char *name);
// Takes it away; every connection must be closed.
void faults_free(struct faults *faults);
// What goes wrong, and at which operation from now.
void faults_set(struct faults *faults, enum faults_kind kind, long at, int code, int lasting);
// Operations so far.
long faults_count(const struct faults *faults);
// Whether files are opened as if they could not be written.
void faults_read_only(struct faults *faults, int on);
// After a loss of power, with every connection closed: of what was not synced each 512 bytes are there or not.
void faults_restart(struct faults *faults, unsigned long seed);
