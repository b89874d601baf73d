#pragma once
// What Swift's Glibc module leaves out.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>
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

// accept4(2), which <sys/socket.h> gives to _GNU_SOURCE only; its flags are those of socket(2).
static inline int dhcpward_accept(int descriptor) {
  extern int accept4(int, struct sockaddr *, socklen_t *, int);
  return accept4(descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// So is struct ucred.
struct dhcpward_credentials {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

// Whose process is at the other end of a unix(7) socket; -1 when that cannot be said.
static inline int64_t dhcpward_peer_user(int descriptor) {
  struct dhcpward_credentials peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  return peer.uid;
}

// Whether that process is a member of a group, by its own or by its supplementary ones. More than a thousand of those
// are not looked at.
static inline bool dhcpward_peer_is_member(int descriptor, gid_t group) {
  struct dhcpward_credentials peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.gid == group) return true;
  gid_t groups[1024];
  size = sizeof groups;
  if (getsockopt(descriptor, SOL_SOCKET, 59 /* SO_PEERGROUPS */, groups, &size) != 0) return false;
  for (size_t index = 0; index < size / sizeof *groups; index++)
    if (groups[index] == group) return true;
  return false;
}
