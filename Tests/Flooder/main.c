// Sends DHCPv4 client messages at a given rate, as a faulty or hostile client would.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  kBatchMaximum = 64,
  kFrameMaximum = 18 + 20 + 8 + 300,
  kSecond = 1000000000
};

static const char usage[] =
    "usage: dhcp-flood -i IFACE (-n COUNT | -t SECONDS) [options]\n"
    "  -i IFACE       the interface to send on\n"
    "  -n COUNT       stop after so many frames\n"
    "  -t SECONDS     stop after so long (fractions allowed)\n"
    "  -r RATE        frames a second; 0, the default, is as fast as possible\n"
    "  -s MAC         source address (default: the interface's)\n"
    "  -S             a random source address for every frame\n"
    "  -c fixed       chaddr is the source address (default)\n"
    "  -c random      a random chaddr for every frame\n"
    "  -T TYPE        discover (default), request, decline, release, inform or bootp\n"
    "  -u ADDRESS     unicast to this server, which is also option 54 (default: broadcast)\n"
    "  -d MAC         destination address (default: broadcast)\n"
    "  -a ADDRESS     the address asked for, declined or released (default: 192.0.2.99)\n"
    "  -v VLAN        one 802.1Q tag\n"
    "  -x SEED        seed of what is random (default: 1)\n"
    "Prints what was sent, and the wall-clock times of frames in nanoseconds since 1970.\n";

struct message_type {
  const char *name;
  uint8_t value;
};

static const struct message_type types[] = {
    {"discover", 1}, {"request", 3}, {"decline", 4}, {"release", 7}, {"inform", 8}, {"bootp", 0},
};

struct settings {
  const char *interface;
  uint64_t count;
  double seconds;
  double rate;
  uint8_t source[6];
  uint8_t destination[6];
  bool has_source;
  bool random_source;
  bool random_chaddr;
  uint8_t type;
  struct in_addr server;
  struct in_addr wanted;
  int vlan;
  uint64_t seed;
};

struct layout {
  size_t length;
  size_t bootp;
};

static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void fail(const char *what, const char *on) {
  fprintf(stderr, "dhcp-flood: %s %s: %s\n", what, on, strerror(errno));
  exit(errno == EPERM ? 77 : 71);
}

static void refuse(const char *what, const char *value) {
  fprintf(stderr, "dhcp-flood: %s: %s\n%s", what, value, usage);
  exit(64);
}

static double parse_number(const char *text, double maximum) {
  char *end;
  errno = 0;
  double number = strtod(text, &end);
  if (end == text || *end || errno || !(number >= 0 && number <= maximum)) refuse("not a number in range", text);
  return number;
}

static void parse_mac(const char *text, uint8_t mac[6]) {
  unsigned octet[6];
  char rest;
  if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &octet[0], &octet[1], &octet[2], &octet[3], &octet[4], &octet[5],
             &rest) != 6)
    refuse("not a MAC address", text);
  for (int i = 0; i < 6; i++) mac[i] = (uint8_t)octet[i];
}

static void parse_address(const char *text, struct in_addr *address) {
  if (inet_pton(AF_INET, text, address) != 1) refuse("not an IPv4 address", text);
}

static uint8_t parse_type(const char *text) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp(types[i].name, text) == 0) return types[i].value;
  refuse("not a message type", text);
  return 0;
}

static struct settings parse(int argc, char **argv) {
  struct settings s = {.type = 1, .vlan = -1, .seed = 1};
  memset(s.destination, 0xff, sizeof s.destination);
  s.wanted.s_addr = htonl(0xc0000263);
  int option;
  while ((option = getopt(argc, argv, "i:n:t:r:s:Sc:T:u:d:a:v:x:h")) != -1) switch (option) {
      case 'i': s.interface = optarg; break;
      case 'n': s.count = (uint64_t)parse_number(optarg, 1e15); break;
      case 't': s.seconds = parse_number(optarg, 1e6); break;
      case 'r': s.rate = parse_number(optarg, 1e8); break;
      case 's':
        parse_mac(optarg, s.source);
        s.has_source = true;
        break;
      case 'S': s.random_source = true; break;
      case 'c':
        if (strcmp(optarg, "random") && strcmp(optarg, "fixed")) refuse("not fixed or random", optarg);
        s.random_chaddr = strcmp(optarg, "random") == 0;
        break;
      case 'T': s.type = parse_type(optarg); break;
      case 'u': parse_address(optarg, &s.server); break;
      case 'd': parse_mac(optarg, s.destination); break;
      case 'a': parse_address(optarg, &s.wanted); break;
      case 'v': s.vlan = (int)parse_number(optarg, 4095); break;
      case 'x': s.seed = (uint64_t)parse_number(optarg, 1e15); break;
      case 'h': fputs(usage, stdout); exit(0);
      default: fputs(usage, stderr); exit(64);
    }
  if (!s.interface || optind != argc) refuse("needed", "-i IFACE and no other arguments");
  if (s.count == 0 && s.seconds <= 0) refuse("needed", "-n COUNT or -t SECONDS, so that it ends");
  return s;
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

static uint8_t *put16(uint8_t *at, unsigned value) {
  *at++ = (uint8_t)(value >> 8);
  *at++ = (uint8_t)value;
  return at;
}

static uint8_t *put_address(uint8_t *at, uint8_t option, struct in_addr address) {
  *at++ = option;
  *at++ = 4;
  memcpy(at, &address, 4);
  return at + 4;
}

static uint8_t *put_options(uint8_t *at, const struct settings *s) {
  static const uint8_t cookie[] = {0x63, 0x82, 0x53, 0x63};
  static const uint8_t parameters[] = {55, 4, 1, 3, 6, 15};
  memcpy(at, cookie, sizeof cookie);
  at += sizeof cookie;
  if (s->type) {
    *at++ = 53;
    *at++ = 1;
    *at++ = s->type;
    if (s->type == 3 || s->type == 4) at = put_address(at, 50, s->wanted);
    if (s->server.s_addr && s->type != 1 && s->type != 8) at = put_address(at, 54, s->server);
    if (s->type == 1 || s->type == 3) {
      memcpy(at, parameters, sizeof parameters);
      at += sizeof parameters;
    }
  }
  *at++ = 255;
  return at;
}

// The frame that every frame is made from; the UDP checksum is left out, as RFC 768 allows.
static struct layout build(uint8_t *frame, const struct settings *s) {
  uint8_t *at = frame;
  memcpy(at, s->destination, 6);
  memcpy(at + 6, s->source, 6);
  at += 12;
  if (s->vlan >= 0) at = put16(put16(at, 0x8100), (unsigned)s->vlan);
  at = put16(at, 0x0800);

  bool has_address = s->type == 7 || s->type == 8;
  struct in_addr from = {has_address ? s->wanted.s_addr : 0};
  struct in_addr to = {s->server.s_addr ? s->server.s_addr : 0xffffffff};
  uint8_t *ip = at;
  *at++ = 0x45;
  *at++ = 0;
  at = put16(at, 20 + 8 + 300);
  at = put16(put16(at, 0), 0);
  *at++ = 64;
  *at++ = 17;
  at = put16(at, 0);
  memcpy(at, &from, 4);
  memcpy(at + 4, &to, 4);
  at += 8;
  uint32_t sum = 0;
  for (int i = 0; i < 20; i += 2) sum += (uint32_t)ip[i] << 8 | ip[i + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  put16(ip + 10, ~sum);

  at = put16(put16(put16(put16(at, 68), 67), 8 + 300), 0);
  uint8_t *bootp = at;
  memset(bootp, 0, 300);
  bootp[0] = 1;
  bootp[1] = 1;
  bootp[2] = 6;
  if (!has_address) bootp[10] = 0x80;
  if (has_address) memcpy(bootp + 12, &from, 4);
  memcpy(bootp + 28, s->source, 6);
  put_options(bootp + 236, s);
  return (struct layout){(size_t)(bootp + 300 - frame), (size_t)(bootp - frame)};
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
    layout = build(frames[i], s);
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
  struct settings settings = parse(argc, argv);
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
