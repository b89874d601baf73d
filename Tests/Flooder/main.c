// Sends DHCPv4 client messages at a given rate, as a faulty or hostile client would.
#define _GNU_SOURCE
#include "flood.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { kBatchMaximum = 64, kSecond = 1000000000 };

static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void fail(const char *what, const char *on) {
  fprintf(stderr, "dhcp-flood: %s %s: %s\n", what, on, strerror(errno));
  exit(errno == EPERM ? 77 : 71);
}

static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// A locally administered unicast address.
static void random_mac(uint64_t *state, uint8_t mac[6]) {
  uint64_t value = next_random(state);
  memcpy(mac, &value, 6);
  mac[0] = (uint8_t)((mac[0] & 0xfc) | 0x02);
}

static int open_socket(const struct settings *s, uint8_t own[6]) {
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("open a packet socket for", s->interface);
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(s->interface)};
  if (address.sll_ifindex == 0) fail("find", s->interface);
  if (bind(fd, (struct sockaddr *)&address, sizeof address)) fail("bind to", s->interface);
  socklen_t length = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &length)) fail("ask the address of", s->interface);
  memcpy(own, address.sll_addr, 6);
  int one = 1;
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  return fd;
}

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * kSecond + time.tv_nsec;
}

static void sleep_until(int64_t moment) {
  struct timespec time = {moment / kSecond, moment % kSecond};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

// Sends all of a batch; false when the interface takes no more.
static bool send_all(int fd, struct mmsghdr *batch, unsigned count) {
  for (unsigned done = 0; done < count;) {
    int sent = sendmmsg(fd, batch + done, count - done, 0);
    if (sent > 0) {
      done += (unsigned)sent;
    } else if (errno == ENOBUFS || errno == EAGAIN) {
      sleep_until(now(CLOCK_MONOTONIC) + 50000);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

struct marks {
  uint64_t sent;
  int64_t first, twentieth, thirtieth, last;
};

static void mark(struct marks *marks, unsigned count, int64_t before, int64_t after) {
  uint64_t from = marks->sent;
  marks->sent += count;
  if (from == 0) marks->first = before;
  if (from < 20 && marks->sent >= 20) marks->twentieth = after;
  if (from < 30 && marks->sent >= 30) marks->thirtieth = after;
  marks->last = after;
}

static void flood(int fd, const struct settings *s, struct marks *marks) {
  static uint8_t frames[kBatchMaximum][kFrameMaximum];
  struct iovec pieces[kBatchMaximum];
  struct mmsghdr batch[kBatchMaximum];
  memset(batch, 0, sizeof batch);
  struct layout layout = {0, 0};
  for (int i = 0; i < kBatchMaximum; i++) {
    layout = build_frame(frames[i], s);
    pieces[i] = (struct iovec){frames[i], layout.length};
    batch[i].msg_hdr.msg_iov = &pieces[i];
    batch[i].msg_hdr.msg_iovlen = 1;
  }

  // Up to a millisecond's worth at a time; frame by frame up to 1,000 a second.
  unsigned most = s->rate == 0 ? kBatchMaximum : (unsigned)(s->rate / 1000);
  if (most < 1) most = 1;
  if (most > kBatchMaximum) most = kBatchMaximum;
  uint64_t state = s->seed;
  int64_t start = now(CLOCK_MONOTONIC);
  int64_t end = s->seconds > 0 ? start + (int64_t)(s->seconds * kSecond) : INT64_MAX;
  while (!stopped && (s->count == 0 || marks->sent < s->count)) {
    if (s->rate > 0) {
      int64_t due = start + (int64_t)((double)marks->sent * kSecond / s->rate);
      if (due >= end) {
        sleep_until(end);
        break;
      }
      sleep_until(due);
      if (stopped) break;
    }
    if (now(CLOCK_MONOTONIC) >= end) break;
    unsigned count = most;
    if (s->count && s->count - marks->sent < count) count = (unsigned)(s->count - marks->sent);
    for (unsigned i = 0; i < count; i++) {
      uint8_t *bootp = frames[i] + layout.bootp;
      if (s->random_source) random_mac(&state, frames[i] + 6);
      if (s->random_chaddr)
        random_mac(&state, bootp + 28);
      else if (s->random_source)
        memcpy(bootp + 28, frames[i] + 6, 6);
      uint32_t xid = (uint32_t)next_random(&state);
      memcpy(bootp + 4, &xid, 4);
    }
    int64_t before = now(CLOCK_REALTIME);
    if (!send_all(fd, batch, count)) fail("send on", s->interface);
    mark(marks, count, before, now(CLOCK_REALTIME));
  }
}

int main(int argc, char **argv) {
  struct settings settings = parse_settings(argc, argv);
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  uint8_t own[6];
  int fd = open_socket(&settings, own);
  if (!settings.has_source) memcpy(settings.source, own, 6);
  struct marks marks = {0};
  flood(fd, &settings, &marks);
  printf("sent %llu\n", (unsigned long long)marks.sent);
  if (marks.sent) printf("first %lld\n", (long long)marks.first);
  if (marks.twentieth) printf("20th %lld\n", (long long)marks.twentieth);
  if (marks.thirtieth) printf("30th %lld\n", (long long)marks.thirtieth);
  if (marks.sent) printf("last %lld\n", (long long)marks.last);
  return 0;
}
