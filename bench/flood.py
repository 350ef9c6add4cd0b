#!/usr/bin/env python3
"""Floods a gateway on loopback, ten seconds each way, and says what a good client and the process saw meanwhile.

    bin/sightline serve --config config.yaml &
    bench/flood.py --pid $! --config-port 80 --signaling-port 8765 --udp-port 20000

Only for loopback: the attackers are 127.0.0.66 and its neighbours, the good client is 127.0.0.1.
"""
import argparse
import collections
import os
import re
import socket
import ssl
import threading
import time

SECONDS = 10
ATTACKER = "127.0.0.66"


def process(pid):
    status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return int(status["VmRSS"].split()[0]) // 1024, len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"])


def connect(port, source, tls=False):
    plain = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(source, 0))
    if not tls:
        return plain
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)


def ask(sock, path, head=""):
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = sock.recv(65536)
        if not part:
            return "closed"
        answer += part
    header, body = answer.split(b"\r\n\r\n", 1)
    length = re.search(rb"(?i)content-length: (\d+)", header)
    while length and len(body) < int(length[1]):
        body += sock.recv(65536)
    return header.split(b" ", 2)[1].decode()


def requests(args, count, end):
    while time.time() < end:
        try:
            with connect(args.config_port, ATTACKER) as sock:
                while time.time() < end:
                    count[ask(sock, "/cameras/nobody/config")] += 1
        except OSError:
            count["closed"] += 1


def connections(args, count, end):
    held = []
    while time.time() < end:
        try:
            held.append(connect(args.config_port, ATTACKER))
            count["opened"] += 1
        except OSError:
            count["closed"] += 1
        if len(held) > 500:
            held.pop(0).close()
    for sock in held:
        sock.close()


UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


def websockets(args, count, end):
    while time.time() < end:
        try:
            with connect(args.signaling_port, ATTACKER, tls=True) as sock:
                count[ask(sock, "/", UPGRADE)] += 1
        except OSError:
            count["closed"] += 1


def datagrams(args, count, end):
    stun = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + b"\x00" * 12
    dtls = b"\x16\xfe\xfd" + b"\x00" * 200
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((ATTACKER, 0))
        while time.time() < end:
            for _ in range(100):
                for data in (stun, dtls):
                    try:
                        sock.sendto(data, ("127.0.0.1", args.udp_port))
                        count["sent"] += 1
                    except OSError:
                        count["not sent"] += 1


def good(args, waits, failed, end):
    while time.time() < end:
        began = time.time()
        try:
            with connect(args.config_port, "127.0.0.1") as sock:
                if ask(sock, "/health") == "200":
                    waits.append(time.time() - began)
                else:
                    failed.append("refused")
        except OSError as error:
            failed.append(str(error))
        time.sleep(0.2)


def run(name, attack, threads, args):
    before = process(args.pid)
    count, waits, failed = collections.Counter(), [], []
    end = time.time() + SECONDS
    workers = [threading.Thread(target=attack, args=(args, count, end)) for _ in range(threads)]
    workers.append(threading.Thread(target=good, args=(args, waits, failed, end)))
    for worker in workers:
        worker.start()
    time.sleep(SECONDS * 0.8)
    during = process(args.pid)
    for worker in workers:
        worker.join()
    time.sleep(5)
    after = process(args.pid)
    waits.sort()
    middle = f"{waits[len(waits) // 2] * 1000:.0f}/{waits[-1] * 1000:.0f} ms" if waits else "-"
    print(f"| {name} | {dict(count.most_common())} | {len(waits)} of {len(waits) + len(failed)}, {middle} | "
          f"{before[0]}/{during[0]}/{after[0]} | {before[1]}/{during[1]}/{after[1]} | "
          f"{before[2]}/{during[2]}/{after[2]} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--config-port", type=int, required=True)
    parser.add_argument("--signaling-port", type=int, required=True)
    parser.add_argument("--udp-port", type=int, required=True)
    args = parser.parse_args()
    print("| flood | answers | good client, median/longest | MiB | descriptors | threads |")
    print("| --- | --- | --- | --- | --- | --- |")
    run("nothing", lambda *_: None, 1, args)
    run("requests, 16 connections", requests, 16, args)
    run("connections", connections, 8, args)
    run("WebSockets", websockets, 8, args)
    run("STUN and DTLS", datagrams, 2, args)
    run("nothing", lambda *_: None, 1, args)


if __name__ == "__main__":
    main()
