#!/usr/bin/env python3
"""Writes the made captures of this folder anew, the same octets every time. Standard library only.

Deliberately a second writing of the frame builder of the Swift tests: what the two agree on is not
one author's slip.
"""
import random
import struct
import sys

sys.dont_write_bytecode = True
from frames import (  # noqa: E402
    START, bootp, dhcp6, ethernet, extension, fragment6, mac, option6, packet, packet6, pcap, pcapng, relay6, snap)


def discover(source, xid, kind=1, chaddr=None, **ip):
    return ethernet(source, packet(bootp(chaddr or mac(source), kind=kind, xid=xid), **ip))


def flood():
    """One MAC, 560 DISCOVERs at 50 a second, among 20 clients that take a lease each."""
    draw = random.Random(1)
    records = [(START + 2 + i / 50, discover("02:00:00:00:00:99", draw.getrandbits(32))) for i in range(560)]
    for client in range(20):
        source, xid, begin = "02:00:00:00:01:%02x" % client, draw.getrandbits(32), draw.uniform(0, 13)
        records.append((START + begin, discover(source, xid)))
        records.append((START + begin + 0.02, discover(source, xid, kind=3)))
    pcap("flood.pcap", sorted(records, key=lambda record: record[0]))


def starvation():
    """One MAC, a new chaddr every DISCOVER, 20 a second, as dhcpstarv does."""
    draw = random.Random(2)
    records = []
    for i in range(400):
        chaddr = b"\0\x16\x36" + draw.randbytes(3)
        records.append((START + i / 20, discover("02:00:00:00:00:98", draw.getrandbits(32), chaddr=chaddr)))
    pcap("starvation.pcap", records)


def random_sources():
    """A new source every DISCOVER, half of them group addresses, 200 a second, as yersinia does."""
    draw = random.Random(3)
    records = []
    for i in range(400):
        source = draw.randbytes(6)
        records.append((START + i / 200, discover(source.hex(":"), draw.getrandbits(32))))
    pcap("random-sources.pcap", records)


def boot(source, seed):
    draw = random.Random(seed)
    xid = draw.getrandbits(32)
    return [(START + draw.random(), discover(source, xid)), (START + 2 + draw.random(), discover(source, xid, kind=3))]


def formats():
    records = sum((boot("02:00:00:00:02:%02x" % i, i) for i in range(4)), [])
    pcap("nanoseconds-big-endian.pcap", records, order=">", nano=True)
    pcap("microseconds-big-endian.pcap", records, order=">")
    pcap("nanoseconds.pcap", records, nano=True)
    # Interfaces: Ethernet in nanoseconds, Ethernet in microseconds, cooked v2 in 2^-20 seconds.
    cooked = []
    for i in range(4):
        source = "02:00:00:00:03:%02x" % i
        inner = packet(bootp(mac(source), kind=8))
        head = struct.pack(">HHIHBB", 0x0800, 0, 2, 1, 1, 6) + mac(source) + bytes(2)
        cooked.append((START + 5 + i, 2, head + inner))
    mixed = [(time, i % 2, frame) for i, (time, frame) in enumerate(records)] + cooked
    for order, name in (("<", "interfaces.pcapng"), (">", "interfaces-big-endian.pcapng")):
        pcapng(name, [(1, 9), (1, None), (276, 0x80 | 20)], mixed, order)


def cooked_oddities():
    """Cooked v1 with tags and 802.2, which a recording seldom shows."""
    def v1(source, kind, body, length=6):
        return struct.pack(">HHH", 1, 1, length) + mac(source) + bytes(2) + struct.pack(">H", kind) + body

    records = []
    for i, (kind, head, length) in enumerate([
            (0x0800, b"", 6),
            (0x8100, struct.pack(">HH", 10, 0x0800), 6),
            (0x88A8, struct.pack(">HHHH", 10, 0x8100, 20, 0x0800), 6),
            (0x0004, b"\xaa\xaa\x03\0\0\0\x08\0", 6)]):
        source = "02:00:00:00:04:%02x" % i
        records.append((START + i, v1(source, kind, head + packet(bootp(mac(source), kind=4)), length)))
    pcap("cooked-oddities.pcap", records, link=113)


def zoo():
    """Every oddity once or more, each from a source of its own; the last octets are the number in README.md."""
    frames = []

    def show(number, make, times=1):
        source = "02:5a:00:00:%02x:%02x" % (number >> 8, number & 255)
        frames.extend([make(source)] * times)

    def plain(change=lambda b: b, chaddr=None, **fields):
        return lambda s: ethernet(s, packet(change(bootp(chaddr or mac(s), **fields))))

    # The six types, the types of servers, and unknown ones.
    for kind in (1, 3, 4, 7, 8, 10, 2, 5, 6, 9, 11, 13, 0, 255):
        show(0x0100 + kind, plain(kind=kind), 2)
    # Framing.
    tag, provider, old = (0x8100, 0x600A), (0x88A8, 20), (0x9100, 30)
    for i, tags in enumerate([(tag,), (provider,), (old,), (provider, tag), (old, tag), (tag, tag, tag),
                              (provider, provider, tag), (tag, tag, tag, tag)]):
        show(0x0200 + i, lambda s, tags=tags: ethernet(s, packet(bootp(mac(s))), tags))
    show(0x0210, lambda s: snap(s, packet(bootp(mac(s)))))
    show(0x0211, lambda s: snap(s, packet(bootp(mac(s))), oui=b"\0\0\xf8"))
    show(0x0212, lambda s: snap(s, packet(bootp(mac(s))), tags=(tag,)))
    show(0x0213, lambda s: snap(s, packet(bootp(mac(s))), tags=(provider, tag)))
    show(0x0214, lambda s: snap(s, packet(bootp(mac(s))), oui=b"\x08\0\x07"))
    show(0x0215, lambda s: snap(s, packet(bootp(mac(s))), llc=b"\x42\x42\x03"))
    show(0x0216, lambda s: snap(s, packet(bootp(mac(s), options=b"\0")), padding=b"\x35\x01\x01\xff"))
    show(0x0217, lambda s: ethernet(s, bytes(28), kind=0x0806))
    # IPv4.
    for words in (1, 2, 10):
        show(0x0300 + words, lambda s, w=words: ethernet(s, packet(bootp(mac(s), kind=3), ip_options=b"\1" * 4 * w)))
    whole = lambda s: packet(bootp(mac(s), options=b"\x35\x01\x01" + b"\x0c\xfa" + b"x" * 250 + b"\xff"))
    show(0x0310, lambda s: ethernet(s, packet(whole(s)[28:28 + 320], fragment=0x2000, length=len(whole(s)) - 20)))
    show(0x0311, lambda s: ethernet(s, packet(whole(s)[28:28 + 200], fragment=0x2000, length=len(whole(s)) - 20)))
    show(0x0312, lambda s: ethernet(s, packet(bootp(mac(s)), fragment=0x0029)))
    show(0x0313, lambda s: ethernet(s, packet(bootp(mac(s)), fragment=0x4000)))
    show(0x0320, lambda s: ethernet(s, packet(bootp(mac(s)), total=0)))
    show(0x0321, lambda s: ethernet(s, packet(bootp(mac(s), options=b"")) + b"\x35\x01\x01\xff"))
    # UDP.
    for port in (67, 1024, 65535):
        show(0x0400 + (port & 255), lambda s, p=port: ethernet(s, packet(bootp(mac(s), kind=8), sport=p)))
    show(0x0410, lambda s: ethernet(s, packet(bootp(mac(s)), dport=68)))
    show(0x0411, lambda s: ethernet(s, packet(bootp(mac(s)), sport=67, dport=53)))
    for length in (0, 7):
        show(0x0420 + length, lambda s, n=length: ethernet(s, packet(bootp(mac(s)), length=n)))
    show(0x0430, lambda s: ethernet(s, packet(bootp(mac(s)))[:20 + 8 + 240]))
    show(0x0431, lambda s: ethernet(s, packet(b"")))
    show(0x0432, lambda s: ethernet(s, packet(bootp(mac(s)), total=20 + 6)[:26]))
    show(0x0433, lambda s: ethernet(s, packet(bootp(mac(s)), length=8 + 200)))
    # BOOTP.
    show(0x0500, plain(op=2, kind=2))
    show(0x0501, plain(op=0))
    show(0x0502, plain(op=3))
    for i, cut in enumerate((1, 3, 27, 44, 235)):
        show(0x0530 + i, plain(lambda b, n=cut: b[:n]))
    show(0x0520, plain(lambda b: b[:236]))
    show(0x0521, plain(lambda b: b[:239]))
    show(0x0522, plain(cookie=b"\0\0\0\0", options=bytes(60)))
    show(0x0523, plain(options=b"\xff" + bytes(59)))
    for hlen in (0, 1, 5, 7, 8, 16, 17, 255):
        # Padded, as tshark reads as many octets as hlen says.
        show(0x0600 + hlen, plain(chaddr=bytes(range(1, 17)), hlen=hlen, options=b"\x35\x01\x01\xff" + bytes(60)))
    # Options.
    host = b"\x0c\x04host"
    show(0x0700, plain(options=bytes(20) + host + b"\x35\x01\x03\xff"))
    show(0x0701, plain(options=host + b"\xff\x35\x01\x01"))
    show(0x0702, plain(options=b"\x0c\xc8" + b"\x35\x01\x01\xff"))
    show(0x0703, plain(options=host + b"\x35"))
    show(0x0704, plain(options=host + b"\x35\x01"))
    show(0x0705, plain(options=b"\x35\x01\x01\x0c\xc8ab"))
    show(0x0706, plain(options=b"\x35\x01\x03\x35\x01\x01\xff"))
    show(0x0707, plain(options=host))
    show(0x0710, plain(options=b"\x34\x01\x01\xff", file=b"\x35\x01\x03\xff"))
    show(0x0711, plain(options=b"\x34\x01\x02\xff", sname=b"\x35\x01\x04\xff"))
    show(0x0712, plain(options=b"\x34\x01\x03\xff", file=host + b"\xff", sname=b"\x35\x01\x07\xff"))
    show(0x0714, plain(options=b"\xff", file=b"\x35\x01\x03\xff"))
    # A relay's and what is not IPv4 at all.
    show(0x0800, lambda s: ethernet(s, packet(bootp(b"\2\0\0\0\1\1", hops=1, giaddr="10.1.0.1"), sport=67)), 3)
    show(0x0801, lambda s: ethernet(s, b"\x60" + bytes(60), kind=0x86DD))
    # Captured shorter than they were: in the type's option, in the fixed fields, in the ports.
    for i, cut in enumerate((14 + 28 + 242, 14 + 28 + 100, 14 + 28 + 4, 14 + 24, 14 + 23, 20, 10)):
        def short(s, n=cut):
            frame = discover(s, 7)
            return frame[:n], len(frame) - n
        show(0x0900 + i, short)
    pcap("zoo.pcap", [(START + i / 10, frame) for i, frame in enumerate(frames)])


MULTICAST6 = b"\x33\x33\0\1\0\2"


def frame6(source, payload, tags=()):
    return ethernet(source, payload, tags, kind=0x86DD, destination=MULTICAST6)


def flood6():
    """One MAC, 300 SOLICITs at 50 a second with a new DUID each, among 10 clients that take a lease each."""
    draw = random.Random(6)
    records = []
    for i in range(300):
        duid = option6(1, b"\0\1\0\1" + draw.randbytes(10)) + option6(8, b"\0\0")
        message = dhcp6("", xid=draw.getrandbits(24), options=duid)
        records.append((START + 2 + i / 50, frame6("02:00:00:00:00:97", packet6(message))))
    for client in range(10):
        source, xid, begin = "02:00:00:00:06:%02x" % client, draw.getrandbits(24), draw.uniform(0, 8)
        records.append((START + begin, frame6(source, packet6(dhcp6(source, xid=xid)))))
        records.append((START + begin + 1, frame6(source, packet6(dhcp6(source, kind=3, xid=xid)))))
    pcap("flood6.pcap", sorted(records, key=lambda record: record[0]))


def zoo6():
    """Every oddity of DHCPv6 once or more, each from a source of its own, as in zoo()."""
    frames = []

    def show(number, make, times=1):
        source = "02:5b:00:00:%02x:%02x" % (number >> 8, number & 255)
        frames.extend([make(source)] * times)

    def plain(**fields):
        return lambda s: frame6(s, packet6(dhcp6(s), **fields))

    # Every type there is, a client's, a server's, and unknown ones.
    for kind in (*range(1, 22), 22, 34, 35, 0, 255):
        if kind != 12:
            show(0x0100 + kind, lambda s, k=kind: frame6(s, packet6(dhcp6(s, kind=k))), 2)
    # Framing.
    tag, provider, old = (0x8100, 0x600A), (0x88A8, 20), (0x9100, 30)
    for i, tags in enumerate([(tag,), (provider,), (old,), (provider, tag), (old, tag), (tag, tag, tag),
                              (provider, provider, tag), (tag, tag, tag, tag)]):
        show(0x0200 + i, lambda s, tags=tags: frame6(s, packet6(dhcp6(s)), tags))
    show(0x0210, lambda s: snap(s, packet6(dhcp6(s)), kind=0x86DD))
    show(0x0211, lambda s: snap(s, packet6(dhcp6(s)), oui=b"\0\0\xf8", kind=0x86DD))
    show(0x0212, lambda s: snap(s, packet6(dhcp6(s)), tags=(provider, tag), kind=0x86DD))
    show(0x0213, lambda s: snap(s, packet6(dhcp6(s)), oui=b"\x08\0\x07", kind=0x86DD))
    # IPv6: extension headers alone, in a row, first and later fragments.
    for i, kind in enumerate((0, 43, 60, 51)):
        show(0x0300 + i, plain(extensions=[extension(kind)]))
        show(0x0310 + i, plain(extensions=[extension(kind, 3)]))
    show(0x0320, plain(extensions=[extension(0), extension(60), extension(43), extension(51)]))
    show(0x0321, plain(extensions=[extension(60)] * 8))
    show(0x0330, plain(extensions=[fragment6(more=False)]))
    show(0x0331, plain(extensions=[fragment6(offset=20)]))
    show(0x0332, plain(extensions=[extension(0), fragment6(offset=20, more=False)]))
    show(0x0333, lambda s: frame6(s, packet6(dhcp6(s), extensions=[fragment6()], udp_length=1200)))
    show(0x0340, plain(proto=6))
    show(0x0341, plain(proto=59))
    # UDP.
    for port in (547, 1024, 65535):
        show(0x0400 + (port & 255), plain(sport=port))
    show(0x0410, plain(dport=546))
    show(0x0411, plain(sport=547, dport=53))
    for length in (0, 7):
        show(0x0420 + length, plain(udp_length=length))
    show(0x0430, lambda s: frame6(s, packet6(b"")))
    # A message cut before its options.
    for count in (1, 2, 3, 4):
        show(0x0500 + count, lambda s, n=count: frame6(s, packet6(dhcp6(s)[:n])))
    # Options that are cut, or claim more than there is.
    show(0x0600, lambda s: frame6(s, packet6(dhcp6(s, kind=3, options=option6(1, b"\0\3", length=90)))))
    show(0x0601, lambda s: frame6(s, packet6(dhcp6(s, kind=5, options=b"\0\1\0"))))
    # Relays.
    for depth in (1, 2, 3):
        def nested(s, n=depth):
            message = dhcp6(s)
            for hop in range(n):
                message = relay6(message, hop, options=option6(18, b"eth%d" % hop))
            return frame6(s, packet6(message, sport=547, destination="2001:db8::9"))
        show(0x0700 + depth, nested, 2)
    show(0x0710, lambda s: frame6(s, packet6(relay6(b""), sport=547)))
    show(0x0711, lambda s: frame6(s, packet6(relay6(dhcp6(s))[:33], sport=547)))
    show(0x0712, lambda s: frame6(s, packet6(relay6(dhcp6(s))[:40], sport=547)))
    show(0x0713, lambda s: frame6(s, packet6(relay6(dhcp6(s, kind=2)), sport=547)))
    # Both versions from one source.
    show(0x0800, lambda s: frame6(s, packet6(dhcp6(s, kind=8))), 2)
    show(0x0800, lambda s: ethernet(s, packet(bootp(mac(s), kind=7))), 3)
    show(0x0801, lambda s: frame6(s, packet6(b"")))
    show(0x0801, lambda s: ethernet(s, packet(b"")))
    # Captured shorter than they were: in the options, in the message, behind the ports, in them, in IPv6.
    for i, cut in enumerate((14 + 40 + 8 + 9, 14 + 40 + 8 + 2, 14 + 40 + 4, 14 + 40 + 3, 14 + 20)):
        def short(s, n=cut):
            frame = frame6(s, packet6(dhcp6(s)))
            return frame[:n], len(frame) - n
        show(0x0900 + i, short)
    pcap("zoo6.pcap", [(START + i / 10, frame) for i, frame in enumerate(frames)])


def cooked6():
    """DHCPv6 in cooked captures: v1 and v2, plain, tagged, 802.2; one pcapng."""
    records = []
    for i, (kind, head) in enumerate([
            (0x86DD, b""), (0x8100, struct.pack(">HH", 10, 0x86DD)), (0x0004, b"\xaa\xaa\x03\0\0\0\x86\xdd")]):
        source = "02:00:00:00:07:%02x" % i
        body = head + packet6(dhcp6(source, kind=11))
        v1 = struct.pack(">HHH", 1, 1, 6) + mac(source) + bytes(2) + struct.pack(">H", kind)
        v2 = struct.pack(">HHIHBB", kind, 0, 2, 1, 1, 6) + mac(source) + bytes(2)
        records.append((START + i, 0, v1 + body))
        # tshark does not read 802.2 in cooked v2.
        if kind != 0x0004:
            records.append((START + i, 1, v2 + body))
    pcapng("cooked6.pcapng", [(113, None), (276, 9)], records)


if __name__ == "__main__":
    flood()
    starvation()
    random_sources()
    formats()
    cooked_oddities()
    zoo()
    flood6()
    zoo6()
    cooked6()
