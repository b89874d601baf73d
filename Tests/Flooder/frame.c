#include "flood.h"

#include <string.h>

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

struct layout build_frame(uint8_t *frame, const struct settings *s) {
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
