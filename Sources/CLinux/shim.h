#pragma once
// What Swift's Glibc module leaves out.
#include <stddef.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
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

// So are these.
static inline void dhcpward_spawn_closefrom(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  posix_spawn_file_actions_addclosefrom_np(actions, first);
}
static inline void dhcpward_name_thread(pthread_t thread, const char *name) {
  extern int pthread_setname_np(pthread_t, const char *);
  pthread_setname_np(thread, name);
}

// memfd_create(2), which <sys/mman.h> gives to _GNU_SOURCE only; closed in whatever is run.
static inline int dhcpward_memory_file(const char *name) {
  extern int memfd_create(const char *, unsigned int);
  return memfd_create(name, 1);
}

// epoll_event is packed and holds a union.
static inline int dhcpward_epoll_set(int epoll, int operation, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}
