"""An HTTP server that does what servers should not do. The path of a request says what.

usage: hostile.py LISTENER...
  plain                        HTTP
  tls:CERT:KEY                 HTTPS
  tls:CERT:KEY:CA              HTTPS, and the client needs a certificate of CA

It prints 'ports N...', then one line for each thing that it sees:
  request ID METHOD PATH       a head was read; ID counts connections
  header NAME: VALUE           the headers of requests whose path begins with /seen
  blocked PATH BYTES           the client has not read for a while
  closed ID PATH BYTES         the client closed the connection; BYTES of body were sent before
  mark TEXT                    a line of its input
"""

import gzip
import itertools
import select
import socket
import ssl
import struct
import sys
import threading
import zlib

printing = threading.Lock()
connections = itertools.count(1)


def say(*words):
    with printing:
        print(*words, flush=True)


class Gone(Exception):
    """The client closed the connection."""


class Connection:
    def __init__(self, sock, port):
        self.sock = sock
        self.port = port
        self.id = next(connections)
        self.rest = b""
        self.sent = 0
        self.served = 0

    def read(self):
        try:
            data = self.sock.recv(65536)
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        return data

    def head(self):
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.read()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = lines[0].split(" ", 2)
        self.headers = [line.split(": ", 1) if ": " in line else [line.rstrip(":"), ""] for line in lines[1:]]
        self.sent = 0
        self.served += 1
        say("request", self.id, self.method, self.path)
        if self.path.startswith("/seen"):
            for name, value in self.headers:
                say("header", f"{name}: {value}")

    def value(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)

    def body(self):
        length = int(self.value("content-length") or 0)
        while len(self.rest) < length:
            self.rest += self.read()
        body, self.rest = self.rest[:length], self.rest[length:]
        return body

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            raise Gone from None
        self.sent += len(data)

    def answer(self, body=b"ok", status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if self.method == "HEAD" else body))

    def until_closed(self):
        while True:
            self.read()

    def is_closed(self, seconds):
        """Waits, and looks whether the client has closed."""
        if select.select([self.sock], [], [], seconds)[0]:
            self.read()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Close(Exception):
    """The server closes the connection."""


START = b"HTTP/1.1 200 OK\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"


def echo(c):
    lines = [f"{c.method} {c.path}"] + [f"{name}: {value}" for name, value in c.headers]
    c.answer("\n".join(lines).encode("latin-1") + b"\n\n" + c.body())


def drip(c):
    c.send(START + b"\r\n")
    while True:
        c.send(b".")
        c.is_closed(0.02)


def drip_head(c):
    c.send(START)
    while True:
        c.send(b"X-Drip: 1\r\n")
        c.is_closed(0.02)


def silent(c):
    c.until_closed()


def stall(c):
    c.send(START + b"Content-Length: 100\r\n\r\nbegin")
    c.until_closed()


def endless(head, piece):
    def run(c):
        c.send(head)
        c.sent = 0
        while True:
            c.send(piece)

    return run


def flood(c):
    c.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
    c.send(START + b"\r\n")
    c.sent = 0
    piece = b"x" * 65536
    c.sock.setblocking(False)
    told = False
    while True:
        if not select.select([], [c.sock], [], 0.5)[1] and not told:
            say("blocked", c.path, c.sent)
            told = True
        try:
            c.sent += c.sock.send(piece)
        except BlockingIOError:
            pass
        except OSError:
            raise Gone from None


def unread(c):
    """The head is read and the body is not."""
    threading.Event().wait()


def early(head, reset=False):
    def run(c):
        c.send(head)
        if reset:
            c.reset()
        raise Close

    return run


def headers(c):
    count = int(c.path.rsplit("/", 1)[1])
    c.answer(headers=[f"X-{index}: {index}" for index in range(count - 1)])


def big_header(c):
    c.answer(headers=["X-Big: " + "x" * int(c.path.rsplit("/", 1)[1])])


def raw(data, close=True):
    def run(c):
        c.send(data)
        if close:
            raise Close

    return run


def same(c):
    """Redirects N times to itself."""
    _, _, status, left = c.path.split("/")
    c.body()
    target = f"/redirect/{status}/{int(left) - 1}" if int(left) > 1 else "/echo"
    c.answer(b"moved", f"{status} Moved", [f"Location: {target}"])


def other(c):
    """Redirects to the other listener."""
    port = next(port for port in ports if port != c.port)
    c.body()
    c.answer(b"moved", "307 Moved", [f"Location: http://127.0.0.1:{port}/seen/other"])


def interim(c):
    c.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX-Early: 1\r\n\r\n")
    c.answer(b"final", headers=["X-Final: 1"])


def gzipped(c):
    c.answer(gzip.compress(b"compressed"), headers=["Content-Encoding: gzip"])


def bomb(c):
    """64 MiB of zeros in 64 KiB, over and over."""
    c.send(START + b"Content-Encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    while True:
        c.send(packer.compress(bytes(1 << 20)))
        c.is_closed(0)


def not_gzip(c):
    c.answer(b"no gzip at all", headers=["Content-Encoding: gzip"])


def garbage_after(c):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    c.send(answer)


def close_after(c):
    c.answer()
    raise Close


def once(c):
    """Answers the first request of a connection, and reads every other without an answer."""
    c.body()
    if c.served > 1:
        raise Close
    c.answer()


def sized(c):
    left = int(c.path.rsplit("/", 1)[1])
    c.send(START + f"Content-Length: {left}\r\n\r\n".encode())
    c.sent = 0
    piece = bytes(range(256)) * 256
    while left:
        c.send(piece[: min(left, len(piece))])
        left -= min(left, len(piece))


def late(c):
    """Holds every request back until so many have come."""
    count = int(c.path.rsplit("/", 1)[1])
    with gathering:
        gathered.append(c.id)
        gathering.notify_all()
        gathering.wait_for(lambda: len(gathered) >= count)
    c.answer()


gathering = threading.Condition()
gathered = []

PATHS = {
    "/ok": lambda c: (c.body(), c.answer()),
    "/seen": lambda c: (c.body(), c.answer()),
    "/echo": echo,
    "/empty": lambda c: c.send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/drip": drip,
    "/drip-head": drip_head,
    "/silent": silent,
    "/stall": stall,
    "/flood": flood,
    "/unread": unread,
    "/line": endless(START + b"\r\n", b"x" * 65536),
    "/endless-headers": endless(START, b"X-More: 1\r\n" * 100),
    "/endless-interim": endless(b"", b"HTTP/1.1 103 Early Hints\r\nX-More: 1\r\n\r\n" * 100),
    "/endless-trailers": endless(CHUNKED + b"0\r\n", b"X-More: 1\r\n" * 100),
    "/headers": headers,
    "/big-header": big_header,
    "/folded": raw(START + b"Content-Length: 2\r\nX-Folded: one\r\n\t two\r\n\r\nok", close=False),
    "/chunk/size": raw(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"),
    "/chunk/end": raw(CHUNKED + b"3\r\nabcdef\r\n0\r\n\r\n"),
    "/chunk/huge": raw(CHUNKED + b"fffffffffffffffffff\r\nabc\r\n"),
    "/chunk/early": raw(CHUNKED + b"3\r\nabc\r\n5\r\nde"),
    "/chunk/unfinished": raw(CHUNKED + b"3\r\nabc\r\n"),
    "/chunk/trailers": raw(CHUNKED + b"3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n", close=False),
    "/early/before-head": early(b""),
    "/early/in-status": early(b"HTTP/1.1 2"),
    "/early/in-head": early(START + b"X-A: 1\r\nX-"),
    "/early/in-body": early(START + b"Content-Length: 100\r\n\r\nbegin"),
    "/reset/before-head": early(b"", reset=True),
    "/reset/in-body": early(START + b"Content-Length: 100\r\n\r\nbegin", reset=True),
    "/length/short": raw(START + b"Content-Length: 10\r\n\r\nabc"),
    "/length/long": raw(START + b"Content-Length: 3\r\n\r\nabcdefgh"),
    "/length/text": raw(START + b"Content-Length: abc\r\n\r\nabc"),
    "/length/negative": raw(START + b"Content-Length: -5\r\n\r\nabc"),
    "/length/lie": raw(START + b"Content-Length: 99999999999\r\n\r\nabc"),
    "/redirect/loop": lambda c: c.answer(b"moved", "302 Found", ["Location: /redirect/loop"]),
    "/redirect/other": other,
    "/redirect": same,
    "/garbage": raw(b"\x00\x01\x02 nothing that HTTP knows\r\n\r\n"),
    "/plain-text": raw(b"hello, this is no HTTP\n"),
    "/status/long": raw(b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
    "/status/word": raw(b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"),
    "/status/101": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc"),
    "/header/nameless": raw(START + b": value\r\nContent-Length: 0\r\n\r\n"),
    "/header/no-colon": raw(START + b"no colon at all\r\nContent-Length: 0\r\n\r\n"),
    "/header/nul": raw(START + b"X-Nul: a\0b\r\nContent-Length: 0\r\n\r\n"),
    "/interim": interim,
    "/gzip": gzipped,
    "/gzip-bomb": bomb,
    "/not-gzip": not_gzip,
    "/garbage-after": garbage_after,
    "/close-after": close_after,
    "/once": once,
    "/sized": sized,
    "/late": late,
}


def find(path):
    path = path.split("?")[0]
    while path not in PATHS and "/" in path:
        path = path.rsplit("/", 1)[0]
    return PATHS.get(path, lambda c: (c.body(), c.answer(b"no such path", "404 Not Found")))


def serve(sock, port, context):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    c = Connection(sock, port)
    c.path = "-"
    try:
        if context:
            c.sock = context.wrap_socket(sock, server_side=True)
        while True:
            c.head()
            find(c.path)(c)
    except (Gone, ssl.SSLError, OSError):
        say("closed", c.id, c.path, c.sent)
    except Close:
        pass
    c.sock.close()


def accept(listener, context):
    port = listener.getsockname()[1]
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, port, context), daemon=True).start()


ports = []
for spec in sys.argv[1:]:
    kind, *files = spec.split(":")
    context = None
    if kind == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files[0], files[1])
        if len(files) > 2:
            context.load_verify_locations(files[2])
            context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    ports.append(listener.getsockname()[1])
    threading.Thread(target=accept, args=(listener, context), daemon=True).start()
say("ports", *ports)
# What was said before a mark is read before it. Without the tests at the other end there is nothing to serve.
for mark in sys.stdin:
    say("mark", mark.strip())
