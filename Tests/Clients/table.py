#!/usr/bin/env python3
"""table.py CAPTURE...: the busiest windows of any one source in each capture, a line each, as a table in Markdown.

Counted are clients' messages, each family for itself; through a relay or router the client is `chaddr` or the
innermost peer. `REQUEST in 10 min` is DHCPv4's REQUEST or DHCPv6's; of these `anew` are not renewals (no ciaddr).
A capture shorter than ten minutes says what it has, with its length. Standard library only.
"""
import collections
import os
import struct
import sys

WINDOWS = (1, 5, 10, 30, 60)


def frames(path):
    with open(path, "rb") as file:
        data = file.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at, scale = 24, 1e9 if data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1e6
    while at + 16 <= len(data):
        seconds, part, kept, _ = struct.unpack_from(order + "4I", data, at)
        yield seconds + part / scale, data[at + 16:at + 16 + kept]
        at += 16 + kept


def message(frame):
    """(family, client, type, whether it asks anew), or nothing."""
    if frame[12:14] == b"\x08\x00" and frame[23] == 17:
        body = frame[14 + (frame[14] & 15) * 4 + 8:]
        if len(body) < 240 or body[0] != 1:
            return None
        kind, at = 0, 240
        while at + 2 < len(body) and body[at] != 255:
            if body[at] == 53:
                kind = body[at + 2]
            at += 1 if body[at] == 0 else 2 + body[at + 1]
        return 4, body[28:34].hex(":"), kind, body[12:16] == b"\0" * 4
    if frame[12:14] == b"\x86\xdd" and frame[20] == 17 and frame[62] in (1, 3, 4, 5, 6, 8, 9, 11):
        return 6, frame[6:12].hex(":"), frame[62], True
    return None


def busiest(times, width):
    """The most times in any window that long: a moving pair of indices."""
    best = first = 0
    for last, time in enumerate(times):
        while time - times[first] >= width:
            first += 1
        best = max(best, last - first + 1)
    return best


def main():
    print("| capture | family | length | " + " | ".join(f"{w} s" for w in WINDOWS) +
          " | REQUEST in 10 min | of these anew | DECLINE in 60 s |")
    print("|---" * (len(WINDOWS) + 6) + "|")
    for path in sys.argv[1:]:
        seen = collections.defaultdict(list)
        for time, frame in frames(path):
            known = message(frame)
            if known:
                seen[known[:2]].append((time,) + known[2:])
        name, rows = os.path.basename(path).removesuffix(".pcap"), {}
        for (family, _), heard in seen.items():
            times = [time for time, _, _ in heard]
            asks = [(time, anew) for time, kind, anew in heard if kind == 3]
            row = [busiest(times, width) for width in WINDOWS]
            row.append(busiest([time for time, _ in asks], 600))
            row.append(busiest([time for time, anew in asks if anew], 600))
            row.append(busiest([t for t, kind, _ in heard if kind == (4 if family == 4 else 9)], 60))
            length, kept = rows.get(family, (0, [0] * len(row)))
            rows[family] = max(length, times[-1] - times[0]), [max(pair) for pair in zip(kept, row)]
        for family, (length, row) in sorted(rows.items()):
            print(f"| {name} | v{family} | {length:.0f} s | " + " | ".join(map(str, row)) + " |")


main()
