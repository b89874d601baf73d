#pragma once
#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { kFrameMaximum = 18 + 20 + 8 + 300 };

// What the command line asks for.
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

// How long a frame is, and where its BOOTP message begins.
struct layout {
  size_t length;
  size_t bootp;
};

struct settings parse_settings(int argc, char **argv);

// The frame that every frame is made from; the UDP checksum is left out, as RFC 768 allows.
struct layout build_frame(uint8_t *frame, const struct settings *settings);
