"""Packets and messages, and TLS inside of them.

A message is one or more packets of a type; the last one is marked. Streams count what passes,
and end where a test told them to: `Cut` is raised then, on purpose.
"""
import select
import socket
import ssl
import struct
import time

BATCH, RPC, REPLY, ATTENTION, BULK, TRANSACTION, LOGIN, PRELOGIN = 1, 3, 4, 6, 7, 14, 16, 18
TYPES = {BATCH: "batch", RPC: "rpc", REPLY: "reply", ATTENTION: "attention", BULK: "bulk",
         TRANSACTION: "transaction", LOGIN: "login", PRELOGIN: "prelogin"}
HEADER = struct.Struct(">BBHHBB")
LAST = 1


class Cut(Exception):
    """The test wanted the connection to end here."""


class Gone(Exception):
    """The other side closed the connection."""


def packets(kind, data, size, spid=0):
    """The packets of a message, none longer than `size`."""
    room = size - HEADER.size
    parts = [data[i:i + room] for i in range(0, len(data), room)] or [b""]
    for number, part in enumerate(parts, 1):
        status = LAST if number == len(parts) else 0
        yield HEADER.pack(kind, status, HEADER.size + len(part), spid, number & 255, 0) + part


class Limits:
    """Where a connection is to be cut, and how fast it talks.

    received: after this many messages, without an answer to the last.
    packets: after this many packets were sent; `part`: and so many bytes of the next.
    bytes: after this many bytes were sent. reset: by RST instead of FIN.
    slow: seconds between single bytes. None of them: never.
    """

    def __init__(self, received=None, packets=None, part=0, bytes=None, reset=False, slow=None):
        self.received, self.packets, self.part, self.bytes = received, packets, part, bytes
        self.reset, self.slow = reset, slow


class Stream:
    """A connection as messages, plain or, after start_tls, in TLS."""

    def __init__(self, sock, limits=None):
        self.sock, self.limits = sock, limits or Limits()
        self.size = 4096
        self.tls = None
        self.received = self.sent_packets = self.sent_bytes = 0
        self.spid = 51
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    # bytes
    def _recv(self):
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise Gone(str(error)) from error
        if not data:
            raise Gone("closed")
        return data

    def _send(self, data):
        limit = self.limits
        cut = limit.bytes is not None and self.sent_bytes + len(data) >= limit.bytes
        if cut:
            data = data[:limit.bytes - self.sent_bytes]
        self.sent_bytes += len(data)
        try:
            if limit.slow is None:
                self.sock.sendall(data)
            else:
                for i in range(len(data)):
                    self.sock.sendall(data[i:i + 1])
                    time.sleep(limit.slow)
        except OSError as error:
            raise Gone(str(error)) from error
        if cut:
            raise Cut("after %d bytes" % self.sent_bytes)

    def read(self, count):
        """Exactly so many bytes, decrypted."""
        if not self.tls:
            data = b""
            while len(data) < count:
                try:
                    part = self.sock.recv(count - len(data))
                except OSError as error:
                    raise Gone(str(error)) from error
                if not part:
                    raise Gone("closed")
                data += part
            return data
        return self.tls.read(count)

    def write(self, data):
        if self.tls:
            data = self.tls.encrypt(data)
        self._send(data)

    def waiting(self):
        """Does the other side say something already?"""
        if self.tls and self.tls.pending():
            return True
        return bool(select.select([self.sock], [], [], 0)[0])

    # packets and messages
    def read_packet(self):
        kind, status, length, _, _, _ = HEADER.unpack(self.read(HEADER.size))
        if length < HEADER.size:
            raise Gone("a packet of %d bytes" % length)
        return kind, status, self.read(length - HEADER.size)

    def read_message(self):
        """(type, data, number of packets)"""
        data, count = [], 0
        while True:
            kind, status, part = self.read_packet()
            count += 1
            data.append(part)
            if status & LAST:
                break
        self.received += 1
        if self.limits.received is not None and self.received >= self.limits.received:
            raise Cut("after %d messages" % self.received)
        return kind, b"".join(data), count

    def write_message(self, data, kind=REPLY):
        for packet in packets(kind, data, self.size, self.spid):
            self.write_packet(packet)

    def write_packet(self, packet):
        limit = self.limits
        if limit.packets is not None and self.sent_packets >= limit.packets:
            if limit.part:
                self.write(packet[:limit.part])
            raise Cut("after %d packets" % self.sent_packets)
        self.write(packet)
        self.sent_packets += 1

    # TLS
    def start_tls(self, context):
        """The handshake, its records inside of packets."""
        self.tls = Tls(self, context)
        self.tls.handshake()

    def stop_tls(self):
        """What follows is plain (PRELOGIN's encryption `off` covers the login only)."""
        self.tls = None

    def close(self, cut=False):
        if cut and self.limits.reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.sock.close()


class Tls:
    """Server side TLS over memory: wrapped in PRELOGIN packets until the handshake is done."""

    def __init__(self, stream, context):
        self.stream = stream
        self.inward, self.outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self.inward, self.outward, server_side=True)

    def handshake(self):
        stream = self.stream
        stream.tls = None  # packets are plain as yet
        try:
            while True:
                try:
                    self.object.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self._flush_packets()
                    kind, data, _ = stream.read_message()
                    if kind != PRELOGIN:
                        raise Gone("no TLS but packet type %d" % kind)
                    self.inward.write(data)
            self._flush_packets()
        except ssl.SSLError as error:
            self._flush_packets()
            raise Gone("TLS: %s" % error) from error
        stream.tls = self

    def _flush_packets(self):
        data = self.outward.read()
        if data:
            self.stream.write_message(data, PRELOGIN)

    def pending(self):
        return self.object.pending() > 0 or self.inward.pending > 0

    def read(self, count):
        data = b""
        while len(data) < count:
            try:
                part = self.object.read(count - len(data))
            except ssl.SSLWantReadError:
                self.inward.write(self.stream._recv())
                continue
            except ssl.SSLError as error:
                raise Gone("TLS: %s" % error) from error
            if not part:
                raise Gone("closed")
            data += part
        return data

    def encrypt(self, data):
        self.object.write(data)
        return self.outward.read()


def server_context(certificate, key):
    """TLS 1.2 at most, as SQL Server has it for TDS 7: with 1.3 the session tickets come after
    the handshake, when the client has stopped unwrapping packets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
