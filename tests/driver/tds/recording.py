"""Recordings: what gitmig said to a real server, and that server's answers, byte by byte.

A recording is a file of JSON lines: {"type": "login" | "batch" | .., "sql": TEXT, "answer":
BASE64}. Player answers the same conversation again; Proxy listens between gitmig and a server
and writes one.
"""
import base64
import json
import re
import select
import socket
import threading

from . import login as logins
from . import wire

# What differs between two conversations that are the same.
VARYING = [(re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?"), "<time>")]
HOST = socket.gethostname()


def normal(sql):
    """The text of a request without what varies: times, and this machine's name."""
    for pattern, word in VARYING:
        sql = pattern.sub(word, sql)
    return sql.replace("N'%s'" % HOST.replace("'", "''"), "N'<host>'")


def load(path):
    with open(path, encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    for entry in entries:
        entry["answer"] = base64.b64decode(entry["answer"])
    return entries


class Player:
    """Answers from a recording. Strict: the requests come as they were recorded, in order. Once
    `loose` (a rule has answered something else) each is looked for ahead, then anywhere, and a
    transaction that is rolled back brings back the state that it began in."""

    accept = False  # whatever is asked is what comes next, and is kept in its place

    def __init__(self, path):
        self.all = load(path)
        self.logins = [e for e in self.all if e["type"] == "login"]
        self.entries = [e for e in self.all if e["type"] != "login"]
        self.at, self.loose = 0, False

    def log_in(self):
        """The next login's answer; the last serves for all after it."""
        return (self.logins.pop(0) if len(self.logins) > 1 else self.logins[0])["answer"]

    def answer(self, sql):
        """None: that is not what comes next."""
        asked, count = normal(sql), len(self.entries)
        if self.accept and self.at < count:
            self.entries[self.at]["sql"] = asked
        order = range(self.at, min(self.at + 1, count))
        if self.loose:
            order = [*range(self.at, count), *range(self.at)]
        for at in order:
            if normal(self.entries[at].get("sql", "")) == asked:
                self.at = at + 1
                return self.entries[at]["answer"]
        return None

    def rolled_back(self):
        """What was said in the transaction has not been."""
        if self.loose:
            begins = [i for i in range(min(self.at + 1, len(self.entries)))
                      if "BEGIN TRANSACTION" in self.entries[i].get("sql", "")]
            self.at = begins[-1] if begins else 0

    def save(self, path):
        save(path, self.all)

    def expected(self):
        """The request that should come next, or None at the end."""
        return self.entries[self.at]["sql"] if self.at < len(self.entries) else None


class Proxy:
    """Listens on 127.0.0.1 and hands everything on to a server. What passes must be plain."""

    def __init__(self, host, port):
        self.upstream = host, port
        self.entries = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def serve(self):
        """One connection after the other: their requests are to stay in order."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.upstream)
            try:
                self.pass_on(wire.Stream(client), wire.Stream(server))
            except wire.Gone:
                pass
            client.close()
            server.close()

    def pass_on(self, client, server):
        while True:
            ready = select.select([client.sock, server.sock], [], [])[0]
            if client.sock in ready:
                kind, data, packets = self.receive(client)
                self.request(kind, data)
                server.write(packets)
            if server.sock in ready:
                # Written down first: gitmig may end, and take() be called, once it has this.
                _, data, packets = self.receive(server)
                self.entries[-1]["answer"] += data
                client.write(packets)

    @staticmethod
    def receive(source):
        """(type, data, packets) of a message."""
        data = packets = b""
        while True:
            kind, status, part = source.read_packet()
            packets += wire.HEADER.pack(kind, status, wire.HEADER.size + len(part), 0, 1, 0) + part
            data += part
            if status & wire.LAST:
                return kind, data, packets

    def request(self, kind, data):
        entry = {"type": wire.TYPES.get(kind, str(kind)), "answer": b""}
        if kind == wire.BATCH:
            entry["sql"] = normal(logins.batch_text(data)[0])
        elif kind == wire.PRELOGIN:
            if logins.parse_prelogin(data)[1][0] != logins.ENCRYPT_NOT_SUPPORTED:
                raise ValueError("a recording needs `encrypt: off`")
        self.entries.append(entry)

    def take(self):
        """What was recorded since the last time."""
        entries, self.entries = self.entries, []
        return [e for e in entries if e["type"] != "prelogin"]


def save(path, entries):
    if not all(entry["answer"] for entry in entries):
        raise ValueError("a request was not answered")
    with open(path, "w", encoding="utf-8") as file:
        for entry in entries:
            answer = base64.b64encode(entry["answer"]).decode()
            file.write(json.dumps({**entry, "answer": answer}, ensure_ascii=False) + "\n")
