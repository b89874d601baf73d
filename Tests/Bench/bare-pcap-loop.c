// The least that a program on libpcap does with a capture: counts its packets.
#include <pcap/pcap.h>
#include <stdio.h>

static void count(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *bytes) {
  (void)header;
  (void)bytes;
  ++*(unsigned long *)user;
}

int main(int argc, char **argv) {
  char message[PCAP_ERRBUF_SIZE];
  if (argc != 2) return 64;
  pcap_t *capture = pcap_open_offline(argv[1], message);
  if (!capture) {
    fprintf(stderr, "bare-pcap-loop: %s\n", message);
    return 65;
  }
  unsigned long packets = 0;
  int status = pcap_dispatch(capture, -1, count, (unsigned char *)&packets);
  pcap_close(capture);
  printf("%lu\n", packets);
  return status < 0 ? 65 : 0;
}
