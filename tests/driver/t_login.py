#!/usr/bin/env python3
"""Logins, good ones and bad ones."""
import socket
import unittest

from harness import PASSWORD, WireTest
from tds import tokens


class LoginTest(WireTest):
    def test_what_is_sent(self):
        server = self.serve()
        self.project(server.port, database="bänch 😀", user="app",
                     application_name="'deploy é'")
        self.succeeds("current")
        entry = server.journal.of("login")[0]
        self.assertEqual(entry["version"], "74000004")
        self.assertEqual((entry["user"], entry["password"], entry["database"],
                          entry["application"]), ("app", PASSWORD, "bänch 😀", "deploy é"))

    def test_environment_does_not_redirect(self):
        server = self.serve()
        self.project(server.port)
        (self.folder / ".freetds.conf").write_text("[global]\nport = 9\ntds version = 5.0\n")
        dump = self.folder / "dump"
        self.environment.update(TDSHOST="192.0.2.1", TDSPORT="9", TDSVER="5.0",
                                TDSDUMP=str(dump), FREETDSCONF=str(self.folder / ".freetds.conf"),
                                TDSQUERY="nobody", DSQUERY="nobody")
        self.succeeds("current")
        self.assertEqual(server.journal.of("login")[0]["version"], "74000004")
        self.assertFalse(dump.exists())

    def test_refused(self):
        server = self.serve({"login": {"password": "another"}})
        self.project(server.port)
        error = self.fails("connection", r"Login failed for user 'sa'.*18456", "current")
        self.assertIn("127.0.0.1:%d" % server.port, error["message"])

    def test_wrong_database(self):
        server = self.serve({"login": {"databases": ["other"]}})
        self.project(server.port)
        self.fails("connection", r'Cannot open database "db".*4060', "current")

    def test_refused_in_words_of_its_own(self):
        server = self.serve({"login": {"answer": [{"error": {
            "number": 17830, "severity": 20, "state": 3, "text": "zu viele Verbindungen: größer"}}]}})
        self.project(server.port)
        self.fails("connection", r"zu viele Verbindungen: größer.*17830", "current")

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        self.project(port)
        self.fails("connection", r"127\.0\.0\.1:%d" % port, "current")

    def test_unknown_host(self):
        self.project(1433, host="no-such-host.invalid")
        self.fails("connection", r"no-such-host\.invalid", "current")

    def test_no_answer_in_time(self):
        for script in [{"prelogin": {"raw": "", "silent": True}},
                       {"login": {"answer": [{"wait": 600}]}},
                       {"login": {"answer": [{"info": {"number": 1, "text": "soon"}},
                                             {"hold": True}, {"wait": 600}]}}]:
            with self.subTest(script):
                server = self.serve(script)
                self.project(server.port, connect_timeout=1)
                self.fails("connection", r"connect_timeout|1 second|in time", "current")

    def test_garbage(self):
        reply = "0401%04x00330100"
        for raw in ["", "00", "48545450", "ff" * 5000, reply % 8, reply % 9 + "00",
                    reply % 8 + "00" * 20, "04", "0401ffff00330100" + "00" * 100,
                    reply % 13 + "0100100001", reply % 14 + "0100ff00ffff",
                    "1201000900330100ff", "0401000000330100" + "00" * 16]:
            with self.subTest(raw[:40]):
                server = self.serve({"prelogin": {"raw": raw}})
                self.project(server.port)
                self.fails("connection", r"127\.0\.0\.1", "current")

    def test_garbage_after_the_login(self):
        good = tokens.login_ack("db", 4096, {}).hex()
        for raw in ["", "00" * 40, "ad", "fd", "aa" + "ff" * 30, "e3ffff00",
                    "81" + "ff" * 40, good[:-10], good[:60], good[:-26], "d1" * 100,
                    "e3" + "0500" + "04" + "02" + "78007800" + good]:
            with self.subTest(raw[:40]):
                server = self.serve({"login": {"answer": [{"raw": raw}]}})
                self.project(server.port)
                self.fails("connection", r"127\.0\.0\.1", "current")


if __name__ == "__main__":
    unittest.main(verbosity=2)
