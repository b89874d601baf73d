#!/usr/bin/env python3
"""Writes the made captures of hard cases anew, hostile and innocent, the same octets every time.

Standard library only. What each is to be judged as stands in the .txt beside it.
"""
import os
import random
import struct
import sys

sys.dont_write_bytecode = True
from frames import HERE, START, bootp, checksum, ethernet, mac, packet, pcap  # noqa: E402

BAD = "02:00:00:00:00:99"
PXE = b"PXEClient:Arch:00007:UNDI:003016"


def option(code, value):
    return bytes([code, len(value)]) + value


def message(source, draw, kind=1, chaddr=None, hops=0, giaddr="0.0.0.0", host=b"", vendor=b"", more=b"", tags=(),
            xid=None, **ip):
    options = option(53, bytes([kind])) + more
    options += option(12, host) if host else b""
    options += option(60, vendor) if vendor else b""
    xid = draw.getrandbits(32) if xid is None else xid
    body = bootp(chaddr or mac(source), hops=hops, giaddr=giaddr, xid=xid, options=options + b"\xff")
    return ethernet(source, packet(body, **ip), tags)


def lease(source, draw, begin, wait=0.02, **fields):
    """DISCOVER and REQUEST of a client that is served."""
    fields["xid"] = draw.getrandbits(32)
    return [(begin, message(source, draw, 1, **fields)), (begin + wait, message(source, draw, 3, **fields))]


def write(name, records):
    pcap(name + ".pcap", sorted(records, key=lambda record: record[0]))


def slow_floods():
    """One message a second; and one every 1.5 s, which is below every blocking threshold."""
    draw = random.Random(11)
    records = [(START + i, message(BAD, draw)) for i in range(45)]
    records += [(START + i * 1.5, message("02:00:00:00:00:98", draw, kind=3)) for i in range(45)]
    write("slow-floods", records)


def disguised():
    """Ten messages a second, no two alike but for the source: kind, xid, host name, vendor class, source port."""
    draw = random.Random(12)
    records = []
    for i in range(80):
        fields = {"host": draw.randbytes(draw.randrange(9)), "vendor": draw.choice([b"", PXE, b"MSFT 5.0", b"udhcp"])}
        records.append((START + i / 10, message(BAD, draw, draw.choice([1, 1, 3, 4, 7, 8]),
                                                sport=draw.randrange(65536), **fields)))
    write("disguised", records)


def slow_starvation():
    """A new chaddr every 5 s: twelve a minute use up a pool of 250 addresses in 20 minutes."""
    draw = random.Random(13)
    write("slow-starvation", [(START + i * 5, message(BAD, draw, chaddr=b"\x02" + draw.randbytes(5)))
                              for i in range(24)])


def forged_relay():
    """giaddr set to be spared: from port 68 for invented clients, and from port 67 for the sender alone."""
    draw = random.Random(14)
    records = [(START + i / 20, message(BAD, draw, chaddr=b"\x02" + draw.randbytes(5), giaddr="10.2.0.1"))
               for i in range(80)]
    records += [(START + i / 20, message("02:00:00:00:00:98", draw, giaddr="10.2.0.1", hops=1, sport=67))
                for i in range(80)]
    write("forged-relay", records)


def relayed_flooder():
    """A relay with 30 clients, one of which floods through it; option 82 says at which port."""
    draw = random.Random(15)
    relay, records = "02:00:00:00:0e:02", []

    def behind(client):
        circuit = option(82, option(1, b"ge-0/0/%d" % client))
        return {"chaddr": mac("02:00:00:00:0b:%02x" % client), "hops": 1, "giaddr": "10.2.0.1", "sport": 67,
                "more": circuit}
    for client in range(30):
        records += lease(relay, draw, START + draw.uniform(0, 20), **behind(client))
    records += [(START + 5 + i / 20, message(relay, draw, **behind(0x99))) for i in range(120)]
    write("relayed-flooder", records)


def slow_random_sources():
    """Two new sources a second, none a group address, while five known clients renew."""
    draw = random.Random(16)
    records = []
    for i in range(180):
        source = bytes([draw.getrandbits(8) & 0xFE]) + draw.randbytes(5)
        records.append((START + i / 2, message(source.hex(":"), draw)))
    for client in range(5):
        records += lease("02:00:00:00:0b:%02x" % client, draw, START + client)
        records.append((START + 60 + client, message("02:00:00:00:0b:%02x" % client, draw, kind=3)))
    write("slow-random-sources", records)


def framed():
    """A client renews every hour for a day; then somebody floods with its address, from a host unlike it."""
    draw = random.Random(17)
    client = "02:00:00:00:0b:07"
    as_itself = {"host": b"reception", "vendor": b"MSFT 5.0"}
    records = lease(client, draw, START, **as_itself)
    records += [(START + hour * 3600, message(client, draw, kind=3, **as_itself)) for hour in range(1, 25)]
    records += [(START + 25 * 3600 + i / 50, later_ttl(message(client, draw, host=b"kali"))) for i in range(60)]
    write("framed", records)


def later_ttl(frame, ttl=255):
    header = bytearray(frame[14:34])
    header[8], header[10:12] = ttl, b"\0\0"
    header[10:12] = struct.pack(">H", checksum(bytes(header)))
    return frame[:14] + bytes(header) + frame[34:]


def tagged():
    """What dhcpstarv sent in dhcpstarv.pcap, as a trunk shows it: in one tag, and in two."""
    with open(os.path.join(HERE, "dhcpstarv.pcap"), "rb") as file:
        data = file.read()
    records, at = [], 24
    while at < len(data) and len(records) < 120:
        seconds, micros, length, _ = struct.unpack_from("<IIII", data, at)
        frame, at = data[at + 16:at + 16 + length], at + 16 + length
        if frame[6:12] == mac(BAD):
            tags = b"\x81\x00\x00\x0a" if len(records) < 60 else b"\x88\xa8\x00\x64\x81\x00\x00\x0a"
            records.append((seconds + micros / 1e6, frame[:12] + tags + frame[12:]))
    write("dhcpstarv-tagged", [(START + time - records[0][0], frame) for time, frame in records])


def identical():
    """The very same frame 20,000 times a second, as a loop or tcpreplay makes it; the client itself took a lease."""
    draw = random.Random(18)
    client = "02:00:00:00:0b:01"
    records = lease(client, draw, START)
    frame = message(client, draw, host=b"printer")
    records += [(START + 2 + i / 20000, frame) for i in range(150)]
    write("identical", records)


def repeater():
    """A wireless bridge in front of 20 clients, which come within ten minutes: one source, many chaddrs."""
    draw = random.Random(19)
    records = []
    for client in range(20):
        records += lease("02:00:00:00:0a:01", draw, START + client * 30, chaddr=mac("02:00:00:00:0b:%02x" % client))
    write("repeater", records)


def conference():
    """150 phones with addresses of their own invention come within a minute, and each takes a lease."""
    draw = random.Random(20)
    records = []
    for _ in range(150):
        source = (bytes([draw.getrandbits(8) & 0xFC | 2]) + draw.randbytes(5)).hex(":")
        begin = START + draw.uniform(0, 60)
        if draw.random() < 0.4:  # had a lease here before (INIT-REBOOT)
            records.append((begin, message(source, draw, kind=3)))
        else:
            records += lease(source, draw, begin)
    write("conference", records)


def nearly():
    """Up to the edge of each threshold and not over it: 19 in 5 s, 29 in 30 s, 12 in 60 s, 4 DECLINEs."""
    draw = random.Random(21)
    records = [(START + i / 4, message("02:00:00:00:0c:01", draw)) for i in range(19)]
    records += [(START + i * 1.04, message("02:00:00:00:0c:02", draw)) for i in range(29)]
    records += [(START + i * 5, message("02:00:00:00:0c:03", draw)) for i in range(36)]
    records += [(START + i * 60, message("02:00:00:00:0c:04", draw, kind=4)) for i in range(4)]
    write("nearly", records)


# DHCPv6 (RFC 8415): from fe80::1 to ff02::1:2.

def ipv6(source, payload, sport=546, dport=547):
    origin, target = b"\xfe\x80" + bytes(13) + b"\1", bytes.fromhex("ff020000000000000000000000010002")
    udp = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload
    total = checksum(origin + target + struct.pack(">II", len(udp), 17) + udp)
    udp = udp[:6] + struct.pack(">H", total or 0xFFFF) + payload
    header = struct.pack(">IHBB", 6 << 28, len(udp), 17, 1) + origin + target
    return ethernet(source, header + udp, kind=0x86DD, destination=mac("33:33:00:01:00:02"))


def option6(code, value):
    return struct.pack(">HH", code, len(value)) + value


def client6(draw, link_layer, kind=1, more=b""):
    """A client's message with a DUID-LL and an IA_NA."""
    head = struct.pack(">I", kind << 24 | draw.getrandbits(24))
    return head + option6(1, b"\0\3\0\1" + link_layer) + option6(8, b"\0\0") + option6(3, bytes(12)) + more


def floods6():
    """SOLICITs at 20 a second of one DUID, and of a new DUID each, among clients that are served."""
    draw = random.Random(22)
    records = [(START + 1 + i / 20, ipv6(BAD, client6(draw, mac(BAD)))) for i in range(60)]
    records += [(START + 1 + i / 20, ipv6("02:00:00:00:00:98", client6(draw, b"\2" + draw.randbytes(5))))
                for i in range(60)]
    for client in range(10):
        source, begin = "02:00:00:00:0c:%02x" % client, draw.uniform(0, 5)
        records += [(START + begin, ipv6(source, client6(draw, mac(source)))),
                    (START + begin + 1, ipv6(source, client6(draw, mac(source), kind=3)))]
    write("floods6", records)


def relay6():
    """A DHCPv6 relay in front of 40 clients after a power failure."""
    draw = random.Random(23)
    records = []
    for client in range(40):
        peer = b"\xfe\x80" + bytes(13) + bytes([client])
        for kind, wait in ((1, 0), (3, 1)):
            inner = client6(draw, mac("02:00:00:00:0c:%02x" % client), kind)
            body = b"\x0c\0" + b"\x20\x01\x0d\xb8" + bytes(11) + b"\1" + peer + option6(18, b"eth0") + option6(9, inner)
            records.append((START + draw.uniform(0, 3) + wait, ipv6("02:00:00:00:0e:02", body, sport=547)))
    write("relay6", records)


if __name__ == "__main__":
    for make in (slow_floods, disguised, slow_starvation, forged_relay, relayed_flooder, slow_random_sources, framed,
                 tagged, identical, repeater, conference, nearly, floods6, relay6):
        make()
