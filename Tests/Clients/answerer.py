#!/usr/bin/env python3
"""answerer.py INTERFACE WORD...: a server with one fault, for trying clients. Standard library only.

ra                 router advertisements every 3 s that say: addresses by DHCPv6
offer              an OFFER to each DISCOVER, an ADVERTISE to each SOLICIT, nothing to what follows
nak                an OFFER to each DISCOVER, a NAK to each REQUEST
noaddrs-advertise  NoAddrsAvail in each ADVERTISE
noaddrs-reply      an address in each ADVERTISE, NoAddrsAvail in each REPLY
dad                somebody has every address in fd00::/64: an answer to each duplicate address detection
"""
import socket
import struct
import sys
import time

MAC = bytes.fromhex("020000000001")
ADDRESS = socket.inet_aton("10.1.0.1")
LINK_LOCAL = socket.inet_pton(socket.AF_INET6, "fe80::ff:fe00:1")
ALL_NODES = socket.inet_pton(socket.AF_INET6, "ff02::1")
DUID = b"\x00\x03\x00\x01" + MAC


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp4(payload):
    udp = struct.pack(">HHHH", 67, 68, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, ADDRESS, b"\xff" * 4)
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return b"\xff" * 6 + MAC + b"\x08\x00" + head + udp


def ip6(mac, destination, protocol, payload, at, hops=255):
    """With the checksum put at that offset of the payload."""
    pseudo = LINK_LOCAL + destination + struct.pack(">II", len(payload), protocol)
    payload = payload[:at] + struct.pack(">H", checksum(pseudo + payload) or 0xFFFF) + payload[at + 2:]
    head = struct.pack(">IHBB", 6 << 28, len(payload), protocol, hops)
    return mac + MAC + b"\x86\xdd" + head + LINK_LOCAL + destination + payload


def router_advertisement():
    body = struct.pack(">BBHBBHII", 134, 0, 0, 64, 0xC0, 1800, 0, 0) + b"\x01\x01" + MAC
    return ip6(bytes.fromhex("333300000001"), ALL_NODES, 58, body, 2)


def option6(code, value):
    return struct.pack(">HH", code, len(value)) + value


def answer4(frame, words):
    """The reply to a BOOTREQUEST, or nothing."""
    start = 14 + (frame[14] & 15) * 4 + 8
    message = frame[start:]
    if len(message) < 244 or message[0] != 1:
        return None
    kind, at = 0, 240
    while at + 2 < len(message) and message[at] != 255:
        if message[at] == 0:
            at += 1
            continue
        if message[at] == 53:
            kind = message[at + 2]
        at += 2 + message[at + 1]
    server = b"\x36\x04" + ADDRESS
    offered = socket.inet_aton(f"10.1.0.{100 + message[33] % 100}")
    if kind == 1 and ("offer" in words or "nak" in words):
        reply, yours = b"\x35\x01\x02", offered
        reply += server + b"\x33\x04" + struct.pack(">I", 3600) + b"\x01\x04\xff\xff\xff\0\x03\x04" + ADDRESS
    elif kind == 3 and "nak" in words:
        reply, yours = b"\x35\x01\x06" + server, b"\0" * 4
    else:
        return None
    head = b"\x02" + message[1:12] + b"\0" * 4 + yours + ADDRESS + message[24:44] + b"\0" * 192
    return udp4((head + b"\x63\x82\x53\x63" + reply + b"\xff").ljust(300, b"\0"))


def answer6(frame, words):
    """The reply to a DHCPv6 message, or nothing."""
    message, client, associations = frame[62:], b"", []
    kind, at = message[0], 4
    while at + 4 <= len(message):
        code, length = struct.unpack_from(">HH", message, at)
        value = message[at + 4:at + 4 + length]
        if code == 1:
            client = option6(1, value)
        elif code == 3:
            associations.append(value[:4])
        at += 4 + length
    none = option6(13, b"\0\x02no addresses")
    one = option6(5, socket.inet_pton(socket.AF_INET6, "fd00::1234") + struct.pack(">II", 3600, 7200))
    if kind == 1 and "noaddrs-advertise" in words:
        reply, inner, more = 2, none, none
    elif kind == 1 and ("offer" in words or "noaddrs-reply" in words):
        reply, inner, more = 2, one, b""
    elif kind in (3, 5, 6) and "noaddrs-reply" in words:
        reply, inner, more = 7, none, b""
    else:
        return None
    body = bytes([reply]) + message[1:4] + client + option6(2, DUID) + more
    for identity in associations:
        body += option6(3, identity + struct.pack(">II", 0, 0) + inner)
    source = frame[22:38]
    datagram = struct.pack(">HHHH", 547, 546, 8 + len(body), 0) + body
    return ip6(frame[6:12], source, 17, datagram, 6, 64)


def neighbour(frame):
    """The answer to a solicitation that only a duplicate address detection sends."""
    target = frame[62:78]
    if frame[22:38] != b"\0" * 16 or target[:8] != socket.inet_pton(socket.AF_INET6, "fd00::")[:8]:
        return None
    body = struct.pack(">BBHI", 136, 0, 0, 0x20000000) + target + b"\x02\x01" + MAC
    return ip6(bytes.fromhex("333300000001"), ALL_NODES, 58, body, 2)


def main():
    words = set(sys.argv[2:])
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    wire.bind((sys.argv[1], 0))
    due = time.monotonic()
    while True:
        if "ra" in words and time.monotonic() >= due:
            wire.send(router_advertisement())
            due = time.monotonic() + 3
        wire.settimeout(max(0.01, due - time.monotonic()) if "ra" in words else None)
        try:
            frame, address = wire.recvfrom(4000)
        except TimeoutError:
            continue
        if address[2] == socket.PACKET_OUTGOING:
            continue
        reply, kind = None, frame[12:14]
        if kind == b"\x08\x00" and frame[23] == 17:
            start = 14 + (frame[14] & 15) * 4
            if frame[start + 2:start + 4] == b"\0\x43":
                reply = answer4(frame, words)
        elif kind == b"\x86\xdd" and frame[20] == 17 and frame[56:58] == b"\x02\x23" and len(frame) >= 66:
            reply = answer6(frame, words)
        elif kind == b"\x86\xdd" and frame[20] == 58 and frame[54] == 135 and "dad" in words:
            reply = neighbour(frame)
        if reply:
            wire.send(reply)


main()
