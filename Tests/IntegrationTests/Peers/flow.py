#!/usr/bin/env python3
"""flow.py echo PORT            answers every UDP datagram and swallows TCP streams
flow.py send HOST PORT       1000 datagrams a second and a TCP stream: says "flowing" when both flow; after a line on
                             stdin another 800, then one line of JSON"""
import json
import socket
import sys
import threading
import time


def echo(port):
    tcp = socket.create_server(("", port))

    def swallow(connection):
        total = 0
        while True:
            data = connection.recv(1 << 16)
            if not data:
                return
            total += len(data)
            connection.sendall(total.to_bytes(8, "big"))

    def accept():
        while True:
            connection, _ = tcp.accept()
            threading.Thread(target=swallow, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # A reply leaves from the address that was asked: here the first of the interface.
    udp.bind(("", port))
    print("ready", flush=True)
    arrived = 0
    while True:
        data, sender = udp.recvfrom(64)
        arrived += 1
        udp.sendto(data + arrived.to_bytes(8, "big"), sender)


def send(host, port):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.connect((host, port))
    udp.settimeout(0.05)
    tcp = socket.create_connection((host, port), timeout=10)
    result = {"sent": 0, "arrived": 0, "answered": 0, "gap_ms": 0.0, "tcp_bytes": 0, "tcp_stall_ms": 0.0, "tcp": "whole"}
    stop, ended = threading.Event(), threading.Event()

    def receive():
        last, quiet = None, 0
        while True:
            # All answers are there, or none comes any more.
            if ended.is_set() and (result["answered"] >= result["sent"] or quiet >= 20):
                return
            try:
                data = udp.recv(64)
            except socket.timeout:
                quiet += 1
                continue
            except OSError:
                continue
            quiet = 0
            now = time.monotonic()
            if last is not None:
                result["gap_ms"] = max(result["gap_ms"], (now - last) * 1000)
            last = now
            result["answered"] += 1
            result["arrived"] = max(result["arrived"], int.from_bytes(data[8:16], "big"))

    def stream():
        last = time.monotonic()
        try:
            while not stop.is_set():
                tcp.sendall(b"x" * 1000)
                result["tcp_bytes"] = int.from_bytes(tcp.recv(8), "big")
                now = time.monotonic()
                result["tcp_stall_ms"] = max(result["tcp_stall_ms"], (now - last) * 1000)
                last = now
                time.sleep(0.001)
        except OSError as error:
            result["tcp"] = str(error)

    def datagrams():
        start = time.monotonic()
        while not stop.is_set():
            due = int((time.monotonic() - start) * 1000)
            while result["sent"] < due:
                try:
                    udp.send(result["sent"].to_bytes(8, "big"))
                except OSError:
                    pass
                result["sent"] += 1
            time.sleep(0.0005)
        ended.set()

    threads = [threading.Thread(target=f) for f in (receive, stream, datagrams)]
    for thread in threads:
        thread.start()
    while result["answered"] < 300 or not result["tcp_bytes"]:
        time.sleep(0.01)
    print("flowing", flush=True)
    sys.stdin.readline()
    enough = result["sent"] + 800
    while result["sent"] < enough:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    print(json.dumps(result), flush=True)


if sys.argv[1] == "echo":
    echo(int(sys.argv[2]))
else:
    send(sys.argv[2], int(sys.argv[3]))
