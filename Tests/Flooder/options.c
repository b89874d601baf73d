#include "flood.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

struct settings parse_settings(int argc, char **argv) {
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
