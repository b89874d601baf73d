#pragma once
// What Swift's Glibc module leaves out.
#include <sys/signalfd.h>
#include <syslog.h>
#include <unistd.h>

// <spawn.h> gives POSIX_SPAWN_SETSID to _GNU_SOURCE only.
static const short dhcpward_spawn_setsid = 0x80;

// syslog(3) is variadic, and environ is what Swift calls a shared mutable variable.
static inline void dhcpward_syslog(int priority, const char *line) { syslog(priority, "%s", line); }
static inline char **dhcpward_environ(void) {
  extern char **environ;
  return environ;
}
