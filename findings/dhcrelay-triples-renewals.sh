#!/bin/bash
# dhcrelay-triples-renewals: one renewal through a router that runs dhcrelay reaches the server three times.
# A good guess: a renewal is unicast to the server, so a relay on the way has no part in it (RFC 2131 section 4.3.6).
# What it does: the router forwards the packet, and dhcrelay, whose packet sockets hear it come in on one interface and go
#   out on the other, relays it twice: once with giaddr of the client's side, once with giaddr of the server's side.
#   With -id (clients' side) and -iu (servers' side) it is still twice.
# Versions: isc-dhcp-relay 4.4.3-P1-2 (Debian 12). Date: 2026-11-30.
# Why it matters: a monitor or a limit counts three messages where the client sent one, two of them in the relay's name,
#   one of those as if the client were on the server's own network; a server logs and answers each.
# Source: run here. Its manual says of -i that requests are relayed from each interface that it names.
PACKAGES="isc-dhcp-relay=4.4.3-P1-2" PROGRAMS=usr/sbin/dhcrelay LIMIT=60
set -eu
skip() { echo "SKIP: $*"; exit 77; }
if [ -z "${FINDING_DIR:-}" ]; then                # outer half: fetch, then enter namespaces of our own
  for t in ip unshare timeout python3 apt-get dpkg dpkg-deb dpkg-query tar; do
    command -v $t >/dev/null || skip "the base tool $t is missing"
  done
  [ "$(id -u)" = 0 ] || skip "needs root (for namespaces)"
  [ "$(dpkg --print-architecture)" = amd64 ] || skip "the pinned packages are amd64"
  D=$(mktemp -d); trap 'rm -rf "$D"' EXIT; trap 'exit 130' INT TERM; mkdir "$D/r"
  (cd "$D" && apt-get -q -o Acquire::Retries=1 download $PACKAGES || for p in $PACKAGES; do
     ls "${p%%=*}_"*.deb >/dev/null 2>&1 || apt-get -q -o Acquire::Retries=0 download "$p"; done) >"$D/get.log" 2>&1 || true
  for p in $PACKAGES; do
    n=${p%%=*} v=${p#*=}; deb=$(ls "$D/${n}_"*.deb 2>/dev/null | head -n 1)
    if [ -n "$deb" ] && [ "$(dpkg-deb -f "$deb" Version)" = "$v" ]; then
      dpkg -x "$deb" "$D/r"; rm "$deb"; from=archive
    elif [ "$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$n" 2>/dev/null)" = "installed $v" ]; then
      dpkg -L "$n" | while read -r f; do [ -d "$f" ] || echo "${f#/}"; done | tar -C / --no-recursion -T - -cf - 2>/dev/null | tar -C "$D/r" -xf -
      from="copy of the installed package"           # the same version, when the archive is out of reach
    elif [ -z "${n##lib*}" ]; then continue           # a library: ldd below says whether the system has one
    else skip "no $n $v to be had (is the package list fresh? apt-get update)"; fi
    [ -n "${n##lib*}" ] || { libs=$((${libs:-0} + 1)); continue; }
    echo "package: $n $v ($from)"
  done
  [ -z "${libs:-}" ] || echo "libraries: $libs packages of the pinned versions"
  for f in $PROGRAMS; do
    miss=$(LD_LIBRARY_PATH=$D/r/usr/lib/x86_64-linux-gnu:$D/r/lib/x86_64-linux-gnu:$D/r/lib/systemd:$D/r/usr/lib/systemd ldd "$D/r/$f" 2>&1 | grep 'not found' || true)
    [ -z "$miss" ] || skip "libraries missing for $f: $miss"
  done
  start=$(date +%s) rc=0
  FINDING_DIR=$D timeout -k 5 $LIMIT unshare -n -m -p -f --kill-child --mount-proc --propagation private bash "$0" || rc=$?
  echo "took $(($(date +%s) - start)) s after the download, exit $rc"
  exit $rc
fi
D=$FINDING_DIR L=$D/r/usr/lib/x86_64-linux-gnu:$D/r/lib/x86_64-linux-gnu
mount -t tmpfs tmpfs /run; mkdir -p /run/netns "$D/t"; cd "$D/t"   # all below dies with this PID namespace
pair() { # pair S C MAC: two network namespaces, s0 in S and c0 in C with that MAC
  ip netns add "$1"; ip netns add "$2"; ip -n "$1" link add s0 type veth peer name c0 netns "$2"
  ip -n "$1" link set s0 address 02:00:5e:00:00:01; ip -n "$2" link set c0 address "$3"
  ip -n "$1" link set lo up; ip -n "$2" link set lo up
}
pair R C 02:00:5e:00:00:77                         # the client C has c0; R's s0 leads to it
ip netns add F; ip -n F link add f0 type veth peer name r0 netns R; ip -n F link set lo up
ip -n F link set f0 up; ip -n R link set r0 up; ip -n R link set s0 up; ip -n C link set c0 up
ip -n C addr add 10.1.0.9/24 dev c0; ip -n R addr add 10.1.0.1/24 dev s0; ip -n C route add default via 10.1.0.1
ip -n R addr add 10.3.0.2/24 dev r0; ip -n F addr add 10.3.0.1/24 dev f0; ip -n F route add 10.1.0.0/24 via 10.3.0.2
ip netns exec R sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
cat > rec.py <<'P'
import socket, struct                              # what reaches the server's port within 4 s of the last
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 67)); s.settimeout(4)
try:
    while True:
        m, a = s.recvfrom(2000)
        print(f"from {a[0]} port {a[1]} hops {m[3]} giaddr {socket.inet_ntoa(m[24:28])} ciaddr {socket.inet_ntoa(m[12:16])}", flush=True)
except socket.timeout: pass
P
cat > renew.py <<'P'
import os, socket, struct                          # one DHCPREQUEST in state RENEWING, as RFC 2131 table 5 says
m = struct.pack(">BBBBIHH4s12x6s10x192x4s", 1, 1, 6, 0, 0x5EED, 0, 0, socket.inet_aton("10.1.0.9"),
                bytes.fromhex("02005e000077"), b"\x63\x82\x53\x63") + b"\x35\x01\x03\xff"
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("10.1.0.9", 68)); s.sendto(m.ljust(300, b"\0"), ("10.3.0.1", 67))
P
one() { # one OPTIONS...: a relay with these, one renewal, what the server hears
  ip netns exec R "$D/r/usr/sbin/dhcrelay" -4 -d --no-pid "$@" 10.3.0.1 >relay.log 2>&1 & K=$!
  sleep 2; ip netns exec F python3 rec.py & W=$!
  sleep 0.5; ip netns exec C python3 renew.py
  wait $W; kill $K 2>/dev/null || true; wait $K 2>/dev/null || true
}
"$D/r/usr/sbin/dhcrelay" --version 2>&1 | head -n 1
one -i s0 -i r0 > both; one -id s0 -iu r0 > ways
echo "dhcrelay -i s0 -i r0, one renewal sent, heard by the server:"; sed 's/^/  /' both
echo "dhcrelay -id s0 -iu r0, the same:"; sed 's/^/  /' ways
[ "$(wc -l < both)" = 3 ] && grep -q 'hops 0 giaddr 0.0.0.0' both && grep -q 'giaddr 10.1.0.1 ' both && grep -q 'giaddr 10.3.0.2 ' both && [ "$(wc -l < ways)" = 2 ] && echo AS STATED || { cat relay.log; echo NOT AS STATED; exit 1; }

# Output seen on 2026-11-30:
#   package: isc-dhcp-relay 4.4.3-P1-2 (archive)
#   isc-dhcrelay-4.4.3-P1
#   dhcrelay -i s0 -i r0, one renewal sent, heard by the server:
#     from 10.1.0.9 port 68 hops 0 giaddr 0.0.0.0 ciaddr 10.1.0.9
#     from 10.3.0.2 port 67 hops 1 giaddr 10.3.0.2 ciaddr 10.1.0.9
#     from 10.3.0.2 port 67 hops 1 giaddr 10.1.0.1 ciaddr 10.1.0.9
#   dhcrelay -id s0 -iu r0, the same:
#     from 10.1.0.9 port 68 hops 0 giaddr 0.0.0.0 ciaddr 10.1.0.9
#     from 10.3.0.2 port 67 hops 1 giaddr 10.1.0.1 ciaddr 10.1.0.9
#   AS STATED
