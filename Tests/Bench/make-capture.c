// Writes a pcap capture of DHCPDISCOVERs from many clients: make-capture MESSAGES CLIENTS [relayed] > FILE
// With `relayed` all come through one relay.
//
// The same arguments give the same bytes. Clients take turns at random, 10,000 messages a second.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kFrame = 14 + 20 + 8 + 300 };

static const uint8_t head[] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x08, 0x00,                           // Ethernet
    0x45, 0, 0x01, 0x48, 0, 0, 0, 0, 64, 17, 0x79, 0xa6, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,    // IPv4
    0, 68, 0, 67, 0x01, 0x34, 0, 0,                                                             // UDP
    1, 1, 6, 0,                                                                                 // BOOTP
};
static const uint8_t options[] = {0x63, 0x82, 0x53, 0x63, 53, 1, 1, 55, 4, 1, 3, 6, 15, 255};

static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// A client's address: locally administered, and without a pattern a hash could profit from.
static void client_mac(uint64_t client, uint8_t mac[6]) {
  uint64_t state = client;
  uint64_t value = next_random(&state);
  memcpy(mac, &value, 6);
  mac[0] = (uint8_t)((mac[0] & 0xfc) | 0x02);
}

int main(int argc, char **argv) {
  int is_relayed = argc == 4 && strcmp(argv[3], "relayed") == 0;
  if (argc != 3 && !is_relayed) {
    fputs("usage: make-capture MESSAGES CLIENTS [relayed] > FILE\n", stderr);
    return 64;
  }
  uint64_t messages = strtoull(argv[1], NULL, 10), clients = strtoull(argv[2], NULL, 10);
  if (clients == 0) return 64;
  const uint32_t header[] = {0xa1b2c3d4, 4 << 16 | 2, 0, 0, 262144, 1};
  fwrite(header, sizeof header, 1, stdout);
  struct {
    uint32_t record[4];
    uint8_t frame[kFrame];
  } out = {.record = {0, 0, kFrame, kFrame}};
  memcpy(out.frame, head, sizeof head);
  memcpy(out.frame + 42 + 236, options, sizeof options);
  uint64_t state = 67;
  for (uint64_t i = 0; i < messages; i++) {
    out.record[0] = (uint32_t)(1795431970 + i / 10000);
    out.record[1] = (uint32_t)(i % 10000 * 100);
    uint64_t value = next_random(&state);
    client_mac(value % clients, out.frame + 6);
    memcpy(out.frame + 42 + 28, out.frame + 6, 6);
    if (is_relayed) {
      static const uint8_t router[] = {0x02, 0, 0, 0, 0, 0xaa}, giaddr[] = {10, 9, 0, 1};
      memcpy(out.frame + 6, router, sizeof router);
      memcpy(out.frame + 42 + 24, giaddr, sizeof giaddr);
      out.frame[35] = 67;     // from a server's port,
      out.frame[42 + 3] = 1;  // one hop away
    }
    memcpy(out.frame + 42 + 4, &value, 4);
    if (fwrite(&out, 16 + kFrame, 1, stdout) != 1) return 74;
  }
  return fflush(stdout) ? 74 : 0;
}
