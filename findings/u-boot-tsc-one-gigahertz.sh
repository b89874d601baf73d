#!/bin/bash
# u-boot-tsc-one-gigahertz: U-Boot in a guest without KVM runs its clock by the host's TSC, and takes it for 1 GHz.
# A good guess: qemu without KVM gives a guest a clock that is right, so U-Boot's BOOTP retries are 2 s apart at most.
# What it does: U-Boot for qemu-x86_64 finds no frequency by CPUID and falls back to its device tree's 1 GHz; qemu's TCG
#   hands the host's own TSC through. On a host of 2.4 GHz every second of U-Boot lasts 0.41 s: its pauses of 2 s take
#   0.8 s, and 17 DISCOVERs of a try are sent in 11 s, where they should take 30 s.
# Versions: u-boot-qemu 2023.01+dfsg-2+deb12u3, qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3 (Debian 12). Date: 2026-11-30.
# Why it matters: a healthy firmware sends as fast as a looping client (34 messages in 24 s), the faster the newer the
#   host; a limit such as 30 in 30 s blocks it, and captures made in such a guest say nothing about real pauses.
# Source: run here. arch/x86/dts/qemu-x86_i440fx.dts of U-Boot: tsc-timer { clock-frequency = <1000000000>; }.
PACKAGES="qemu-system-common=1:7.2+dfsg-7+deb12u18+b3 u-boot-qemu=2023.01+dfsg-2+deb12u3 qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3 qemu-system-data=1:7.2+dfsg-7+deb12u18" PROGRAMS=usr/bin/qemu-system-x86_64 LIMIT=120
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
[ -c /dev/net/tun ] || skip "no /dev/net/tun"
hz=$(awk '/^cpu MHz/ { print $4; exit }' /proc/cpuinfo)
ip link set lo up; ip tuntap add t0 mode tap; ip link set t0 up
cat > rec.py <<'P'
import socket, sys, time                           # the pauses between the BOOTP requests of t0, for 60 s or 20 of them
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x800)); s.bind(("t0", 0))
end, times = time.monotonic() + 75, []
while len(times) < 20 and time.monotonic() < end:
    s.settimeout(max(0.1, end - time.monotonic()))
    try: f = s.recv(2000)
    except socket.timeout: break
    if f[23] == 17 and f[36:38] == b"\0\x43": times.append(time.monotonic())
pauses = sorted(b - a for a, b in zip(times, times[1:]))
if len(pauses) < 15: sys.exit(f"only {len(times)} requests heard")
median, mhz = pauses[len(pauses) // 2], float(sys.argv[1])
print(f"requests {len(times)} in {times[-1] - times[0]:.1f} s; median pause {median:.3f} s")
print(f"2 s by a clock that takes {mhz:.0f} MHz for 1000: {2000 / mhz:.3f} s")
sys.exit(abs(median - 2000 / mhz) > 0.1 * 2000 / mhz or median > 1.7)
P
python3 rec.py "$hz" & R=$!
QEMU_MODULE_DIR=$D/r/usr/lib/x86_64-linux-gnu/qemu "$D/r/usr/bin/qemu-system-x86_64" -L "$D/r/usr/share/qemu" -M pc -accel tcg -m 256 -nodefaults -no-user-config -display none -serial file:serial \
  -bios "$D/r/usr/lib/u-boot/qemu-x86_64/u-boot.rom" -netdev tap,id=n,ifname=t0,script=no,downscript=no \
  -device virtio-net-pci,romfile=,netdev=n,mac=02:00:5e:00:00:77 >qemu.log 2>&1 & Q=$!
rc=0; wait $R || rc=$?
kill $Q 2>/dev/null || true; wait $Q 2>/dev/null || true
awk -v m="$hz" 'BEGIN { exit !(m < 1200) }' && skip "this host's TSC is near 1 GHz: nothing to be seen"
[ $rc = 0 ] && echo AS STATED || { tail -3 qemu.log; echo NOT AS STATED; exit 1; }

# Output seen on 2026-11-30:
#   package: qemu-system-common 1:7.2+dfsg-7+deb12u18+b3 (archive)
#   package: u-boot-qemu 2023.01+dfsg-2+deb12u3 (archive)
#   package: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3 (archive)
#   package: qemu-system-data 1:7.2+dfsg-7+deb12u18 (archive)
#   requests 20 in 12.6 s; median pause 0.820 s
#   2 s by a clock that takes 2445 MHz for 1000: 0.818 s
#   AS STATED
