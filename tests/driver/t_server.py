#!/usr/bin/env python3
"""The TDS server of the tests, by a client that knows no more than the frames."""
import os
import shutil
import socket
import struct
import tempfile
import threading
import unittest

from tds import decode, login, recording, tokens, wire
from tds.server import Server


def ucs2(text):
    return text.encode("utf-16-le")


def login7(user, password, database):
    """LOGIN7 with nothing but these."""
    hidden = bytes((b << 4 | b >> 4) & 255 ^ 0xA5 for b in ucs2(password))
    values = {"user": ucs2(user), "password": hidden, "database": ucs2(database)}
    table, body = b"", b""
    for name in login.FIELDS:
        value = values.get(name, b"")
        table += struct.pack("<HH", 94 + len(body), len(value) // 2)
        body += value
    rest = table + b"\0" * (94 - 36 - len(table)) + body
    head = struct.pack("<IIIIII", 36 + len(rest), 0x74000004, 4096, 0, 1, 0)
    return head + b"\0" * 12 + rest


class Client(wire.Stream):
    def __init__(self, server):
        super().__init__(socket.create_connection(("127.0.0.1", server.port), 10))

    def log_in(self, user="sa", password="pässword", database="db"):
        self.write_message(login.prelogin(login.ENCRYPT_NOT_SUPPORTED), wire.PRELOGIN)
        self.read_message()
        self.write_message(login7(user, password, database), wire.LOGIN)
        return self.read_message()[1]

    def batch(self, sql):
        self.write_message(struct.pack("<IIHQI", 22, 18, 2, 0, 1) + ucs2(sql), wire.BATCH)


class ServerTest(unittest.TestCase):
    def start(self, script):
        server = Server(script)
        server.__enter__()
        self.addCleanup(server.__exit__)
        client = Client(server)
        self.addCleanup(client.sock.close)
        return server, client

    def test_login_is_read(self):
        server, client = self.start({})
        self.assertIn(b"\xad", client.log_in())
        entry = server.journal.of("login")[0]
        self.assertEqual((entry["user"], entry["password"], entry["database"]),
                         ("sa", "pässword", "db"))

    def test_login_is_refused(self):
        _, client = self.start({"login": {"password": "other"}})
        answer = client.log_in()
        self.assertEqual(struct.unpack_from("<i", answer, 3)[0], 18456)
        self.assertNotIn(ucs2("pässword"), answer)
        with self.assertRaises(wire.Gone):
            client.read_message()

    def test_packets_are_put_together_and_split(self):
        text = "x" * 5000
        server, client = self.start({"packet_size": 512, "rules": [
            {"match": "x", "answer": [{"columns": [["a", "nvarchar(max)"]], "rows": [[text]]}]}]})
        client.log_in()
        client.size = 600
        client.batch("SELECT '%s'" % text)
        _, answer, count = client.read_message()
        self.assertIn(ucs2("x" * 3000), answer)
        self.assertGreater(count, 10000 // 512)
        entry = server.journal.of("batch")[0]
        self.assertEqual(entry["sql"], "SELECT '%s'" % text)
        self.assertGreater(entry["packets"], 10000 // 600)

    def test_transactions_are_counted(self):
        server, client = self.start({})
        client.log_in()
        for sql, count in [("BEGIN TRAN", 1), ("SELECT 'ROLLBACK' -- COMMIT", 1),
                           ("begin transaction", 2), ("COMMIT TRAN", 1), ("ROLLBACK", 0)]:
            client.batch(sql)
            client.read_message()
            client.batch("SELECT @@TRANCOUNT")
            answer = client.read_message()[1]
            self.assertIn(b"\xd1" + struct.pack("<i", count) + b"\xfd", answer, sql)
        self.assertEqual(server.journal.round_trips(), 12)

    def test_attention(self):
        server, client = self.start({"rules": [
            {"match": "long", "answer": [{"count": 1}, {"wait": "attention"}]}]})
        client.log_in()
        client.batch("long")
        client.write_message(b"", wire.ATTENTION)
        self.assertTrue(client.read_message()[1].endswith(tokens.done(tokens.ATTENTION)))
        self.assertTrue(server.journal.of("attention"))

    def test_cuts(self):
        for limits, done in [({"received": 1}, 0), ({"packets": 1, "part": 3}, 1),
                             ({"bytes": 20}, 0), ({"received": 3}, 2)]:
            _, client = self.start({"limits": limits})
            seen = []
            with self.assertRaises(wire.Gone):
                client.write_message(login.prelogin(login.ENCRYPT_NOT_SUPPORTED), wire.PRELOGIN)
                seen.append(client.read_message())
                client.write_message(login7("a", "b", "c"), wire.LOGIN)
                seen.append(client.read_message())
                client.batch("SELECT 1")
                seen.append(client.read_message())
            self.assertEqual(len(seen), done, limits)

    def test_rules_are_counted(self):
        _, client = self.start({"rules": [
            {"match": "^a", "after": 1, "times": 1, "answer": [{"status": 1}]}]})
        client.log_in()
        found = []
        for _ in range(3):
            client.batch("A")
            found.append(b"\x79" in client.read_message()[1])
        self.assertEqual(found, [False, True, False])

    def test_a_recording_answers_the_same(self):
        server, _ = self.start({"rules": [
            {"match": "time", "answer": [{"columns": [["a", "int"]], "rows": [[7]]}]}]})
        requests = ["BEGIN TRAN", "time '2026-01-02T03:04:05.678Z', 'é😀'", "ROLLBACK"]
        path = os.path.join(tempfile.mkdtemp(), "r.jsonl")
        self.addCleanup(shutil.rmtree, os.path.dirname(path))
        answers = []
        with recording.Proxy("127.0.0.1", server.port) as proxy:
            client = Client(proxy)
            client.log_in(password="sesame")
            for sql in requests:
                client.batch(sql)
                answers.append(client.read_message()[1])
            client.sock.close()
        recording.save(path, proxy.take())
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn("sesame", text)
        self.assertEqual(text.count("\n"), 4)

        player, client = self.start({"recording": path})
        client.log_in()
        requests[1] = requests[1].replace("2026", "2027")
        for sql, answer in zip(requests, answers):
            client.batch(sql)
            self.assertEqual(client.read_message()[1], answer)
        self.assertFalse(player.journal.of("unexpected"))
        client.batch("more")
        self.assertIn(struct.pack("<i", 50002), client.read_message()[1])
        self.assertEqual(player.journal.of("unexpected")[0]["expected"], None)

    def test_answers_can_be_read(self):
        """Every type that the server writes, by the decoder."""
        values = {"int": (-7, "-7"), "bit": (True, "1"), "tinyint!": (200, "200"),
                  "nvarchar(9)": ("é😀", "'é😀'"), "nvarchar(max)": ("x" * 9000, repr("x" * 9000)),
                  "varchar(3)": ("é", "'é'"), "numeric(20,4)": ("-1.5", "-15000e-4"),
                  "varbinary(max)": ("00ff", "0x00ff"), "ntext": ("ü", "'ü'"),
                  "xml": ("<a/>", "'<a/>'"), "date": ("0001-01-03", "0x020000"),
                  "datetime2(0)": ("0001-01-02 00:00:09", "0x090000010000"),
                  "datetimeoffset(7)": ("0001-01-02T00:00:00.1+00:00", "0x40420f0000" "010000" "0000"),
                  "time(7)": ("00:00:00.0000003", "0x0300000000"),
                  "datetime": ("1900-01-02 00:00:01", "0x01000000" "2c010000"),
                  "smalldatetime": ("1900-01-02 01:01", "0x01003d00"),
                  "money": ("1.5", "0x00000000983a0000"), "float": (1.5, "0x000000000000f83f"),
                  "uniqueidentifier": ("00000001-0000-0000-0000-000000000002",
                                       "0x01000000000000000000000000000002")}
        columns = [tokens.Column(name, name) for name in values]
        found = list(decode.lines(
            tokens.metadata(columns) + tokens.row(columns, [v for v, _ in values.values()])
            + tokens.done(tokens.COUNT, 1)))
        self.assertEqual(found[1], "ROW " + ", ".join(text for _, text in values.values()))
        self.assertEqual(found[2], "DONE count 1")
        nullable = [c for c in columns if "!" not in c.name]
        nulls = [None] * len(nullable)
        for bitmap in [False, True]:
            found = list(decode.lines(tokens.metadata(nullable)
                                      + tokens.row(nullable, nulls, bitmap)))
            self.assertEqual(found[1], "ROW " + ", ".join(["NULL"] * len(nullable)))

    def test_no_thread_outlives_the_server(self):
        server, client = self.start({"rules": [
            {"match": "hang", "answer": [{"wait": "attention"}]}]})
        client.log_in()
        client.batch("hang")
        server.journal.wait_for(lambda e: e["type"] == "batch")
        server.__exit__()
        with self.assertRaises(wire.Gone):
            client.read_message()
        for thread in threading.enumerate():
            if thread is not threading.main_thread():
                thread.join(10)
                self.assertFalse(thread.is_alive())


if __name__ == "__main__":
    unittest.main(verbosity=2)
