"""Frames and capture files for make-captures.py, field by field. Standard library only."""
import os
import socket
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
START = 1795431970.0


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def bootp(chaddr, kind=1, op=1, hlen=6, hops=0, xid=0x12345678, giaddr="0.0.0.0", sname=b"", file=b"",
          cookie=b"\x63\x82\x53\x63", options=None):
    if options is None:
        options = b"\x35\x01" + bytes([kind]) + b"\xff"
    fixed = struct.pack(">BBBBIHH", op, 1, hlen, hops, xid, 0, 0x8000) + bytes(12)
    fixed += bytes(int(part) for part in giaddr.split("."))
    return fixed + chaddr.ljust(16, b"\0") + sname.ljust(64, b"\0") + file.ljust(128, b"\0") + cookie + options


def packet(payload, sport=68, dport=67, ip_options=b"", fragment=0, total=None, length=None,
           source=bytes(4), destination=b"\xff" * 4):
    length = 8 + len(payload) if length is None else length
    udp = struct.pack(">HHHH", sport, dport, length, 0)
    pseudo = source + destination + struct.pack(">BBH", 0, 17, length)
    udp = udp[:6] + struct.pack(">H", checksum(pseudo + udp + payload) or 0xFFFF) + payload
    total = 20 + len(ip_options) + len(udp) if total is None else total
    header = struct.pack(">BBHHHBBH", 0x45 + len(ip_options) // 4, 0, total, 1, fragment, 64, 17, 0)
    header += source + destination + ip_options
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + udp


def ip6(text):
    return socket.inet_pton(socket.AF_INET6, text)


def option6(code, value, length=None):
    return struct.pack(">HH", code, len(value) if length is None else length) + value


def dhcp6(source, kind=1, xid=0x123456, options=None):
    """A client's message; the DUID is DUID-LL of the source."""
    if options is None:
        options = option6(1, b"\0\3\0\1" + mac(source)) + option6(8, b"\0\0")
    return struct.pack(">I", kind << 24 | xid) + options


def relay6(message, hops=0, link="2001:db8:1::1", peer="fe80::2", options=b""):
    return bytes([12, hops]) + ip6(link) + ip6(peer) + options + option6(9, message)


def extension(kind, words=0):
    """(number, octets behind Next Header) of a header that counts its length; a Fragment header is fragment6."""
    if kind == 51:
        return kind, bytes([words + 1]) + b"\7" * (10 + 4 * words)
    if kind == 43:
        return kind, bytes([words]) + bytes(6 + 8 * words)
    return kind, bytes([words, 1, 4 + 8 * words]) + bytes(4 + 8 * words)


def fragment6(offset=0, more=True):
    return 44, struct.pack(">BHI", 0, offset << 3 | more, 7)


def packet6(payload, sport=546, dport=547, extensions=(), proto=17, length=None, udp_length=None, hops=1, flow=0,
            source="fe80::1", destination="ff02::1:2"):
    udp_length = 8 + len(payload) if udp_length is None else udp_length
    source, destination = ip6(source), ip6(destination)
    udp = struct.pack(">HHHH", sport, dport, udp_length, 0)
    pseudo = source + destination + struct.pack(">IHBB", udp_length, 0, 0, 17)
    body = udp[:6] + struct.pack(">H", checksum(pseudo + udp + payload) or 0xFFFF) + payload
    for kind, rest in reversed(extensions):
        body, proto = bytes([proto]) + rest + body, kind
    length = len(body) if length is None else length
    return struct.pack(">IHBB", 6 << 28 | flow, length, proto, hops) + source + destination + body


def ethernet(source, payload, tags=(), kind=0x0800, destination=b"\xff" * 6):
    head = destination + mac(source)
    for tag_type, control in tags:
        head += struct.pack(">HH", tag_type, control)
    return head + struct.pack(">H", kind) + payload


def snap(source, payload, tags=(), oui=b"\0\0\0", llc=b"\xaa\xaa\x03", padding=b"", kind=0x0800):
    body = llc + oui + struct.pack(">H", kind) + payload
    return ethernet(source, body + padding, tags, kind=len(body))


def pcap(name, records, order="<", nano=False, link=1):
    unit = 1_000_000_000 if nano else 1_000_000
    with open(os.path.join(HERE, name), "wb") as out:
        magic = 0xA1B23C4D if nano else 0xA1B2C3D4
        out.write(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link))
        for time, frame in records:
            cut = 0
            if isinstance(frame, tuple):
                frame, cut = frame
            whole, fraction = divmod(round((time - START) * unit), unit)
            out.write(struct.pack(order + "IIII", int(START) + whole, fraction, len(frame), len(frame) + cut))
            out.write(frame)


def block(kind, body, order="<"):
    body += b"\0" * (-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def pcapng(name, interfaces, records, order="<"):
    """interfaces: (link type, if_tsresol octet or None); records: (time, interface, frame)."""
    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)
    for link, resolution in interfaces:
        body = struct.pack(order + "HHI", link, 0, 0)
        if resolution is not None:
            body += struct.pack(order + "HHBxxxHH", 9, 1, resolution, 0, 0)
        out += block(1, body, order)
    for time, interface, frame in records:
        resolution = interfaces[interface][1]
        resolution = 6 if resolution is None else resolution
        unit = 2 ** (resolution & 127) if resolution & 128 else 10 ** resolution
        stamp = int(START) * unit + round((time - START) * unit)
        body = struct.pack(order + "IIIII", interface, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame))
        out += block(6, body + frame, order)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(out)
