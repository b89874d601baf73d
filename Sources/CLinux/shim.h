#pragma once
// What Swift's Glibc module leaves out. What the C library declares stays Glibc's: otherwise it is ours wherever this
// module is looked at first, and a file is compiled or not by the company that it is compiled in.
#pragma clang module import SwiftGlibc
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <malloc.h>
#include <pthread.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <syslog.h>
#include <unistd.h>

// <spawn.h> gives POSIX_SPAWN_SETSID to _GNU_SOURCE only.
static const short dhcpward_spawn_setsid = 0x80;

// So does <fcntl.h> O_PATH: asm-generic/fcntl.h of the kernel.
static const int dhcpward_o_path = 010000000;

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

// prctl(2) and syscall(2) are variadic, and glibc has no capset(2).
static inline int dhcpward_prctl(int option, unsigned long first, unsigned long second) {
  return prctl(option, first, second, 0, 0);
}

// The three sets of this thread, a bit a capability.
struct dhcpward_capabilities {
  uint64_t permitted, effective, inheritable;
};

static inline int dhcpward_set_capabilities(struct dhcpward_capabilities sets) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  for (int half = 0; half < 2; half++)
    data[half] = (struct __user_cap_data_struct){
        (uint32_t)(sets.effective >> 32 * half), (uint32_t)(sets.permitted >> 32 * half),
        (uint32_t)(sets.inheritable >> 32 * half)};
  return (int)syscall(SYS_capset, &header, data);
}

static inline int dhcpward_get_capabilities(struct dhcpward_capabilities *sets) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
  if (syscall(SYS_capget, &header, data) != 0) return -1;
  sets->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
  sets->effective = data[0].effective | (uint64_t)data[1].effective << 32;
  sets->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
  return 0;
}

// Real, effective and saved at once; <unistd.h> gives these to _GNU_SOURCE only.
static inline int dhcpward_become(uid_t user, gid_t group) {
  extern int setresuid(uid_t, uid_t, uid_t);
  extern int setresgid(gid_t, gid_t, gid_t);
  return setresgid(group, group, group) != 0 ? -1 : setresuid(user, user, user);
}

// Whether all three of each are these.
static inline int dhcpward_is(uid_t user, gid_t group) {
  extern int getresuid(uid_t *, uid_t *, uid_t *);
  extern int getresgid(gid_t *, gid_t *, gid_t *);
  uid_t users[3];
  gid_t groups[3];
  if (getresuid(users, users + 1, users + 2) != 0 || getresgid(groups, groups + 1, groups + 2) != 0) return 0;
  for (int i = 0; i < 3; i++)
    if (users[i] != user || groups[i] != group) return 0;
  return 1;
}

// So are these.
static inline void dhcpward_spawn_closefrom(posix_spawn_file_actions_t *actions, int first) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  posix_spawn_file_actions_addclosefrom_np(actions, first);
}
// A detached thread with a stack of that size; an error number. pthread_attr_t is a type that Swift finds in no module.
static inline int dhcpward_start_thread(const char *name, size_t stack, void *(*body)(void *), void *work) {
  extern int pthread_setname_np(pthread_t, const char *);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_t thread;
  int failure = pthread_create(&thread, &attributes, body, work);
  if (failure == 0) pthread_setname_np(thread, name);
  pthread_attr_destroy(&attributes);
  return failure;
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

// ioctl(2) is variadic, which Swift does not call. Columns and rows; zeros where there is no terminal.
struct dhcpward_window {
  int columns, rows;
};
static inline struct dhcpward_window dhcpward_window(int descriptor) {
  struct winsize size = {0};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return (struct dhcpward_window){0, 0};
  return (struct dhcpward_window){size.ws_col, size.ws_row};
}

// bpf(2) has no wrapper in glibc. `attributes` is a union bpf_attr's first `size` octets.
static inline long dhcpward_bpf(int command, void *attributes, unsigned size) {
  return syscall(SYS_bpf, command, attributes, size);
}

// What a ring of the kernel's is read and given back with.
static inline uint64_t dhcpward_load_acquire(const void *place) {
  return __atomic_load_n((const uint64_t *)place, __ATOMIC_ACQUIRE);
}
static inline uint32_t dhcpward_load_header(const void *place) {
  return __atomic_load_n((const uint32_t *)place, __ATOMIC_ACQUIRE);
}
static inline void dhcpward_store_release(void *place, uint64_t value) {
  __atomic_store_n((uint64_t *)place, value, __ATOMIC_RELEASE);
}

// One of ethtool(8)'s requests (SIOCETHTOOL), of linux/ethtool.h's structures; 0, or minus the error's number. The name has at
// most 15 octets.
static inline int dhcpward_ethtool(int descriptor, const char *interface, void *data) {
  struct {
    char name[16];
    void *data;
    char rest[16];
  } request = {.data = data};
  for (int at = 0; at < 15 && interface[at] != 0; at++) request.name[at] = interface[at];
  return ioctl(descriptor, 0x8946, &request) == 0 ? 0 : -errno;
}
