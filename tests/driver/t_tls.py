#!/usr/bin/env python3
"""Encryption: off, request, require, strict, against servers that can and cannot."""
import pathlib
import shutil
import tempfile
import unittest

import certificates
from harness import WireTest


class TlsTest(WireTest):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="gitmig-tls-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.ca = certificates.authority(folder)
        cls.other_ca = certificates.authority(folder, "other")
        cls.good = certificates.certificate(folder, "good", cls.ca)
        cls.named = certificates.certificate(folder, "named", cls.ca, host="db.example.com")
        cls.expired = certificates.certificate(folder, "expired", cls.ca, days=-1)

    def against(self, prelogin, encrypt, certificate=None, **options):
        server = self.serve({"prelogin": prelogin, "tls": certificate or self.good})
        self.project(server.port, host="localhost", encrypt=encrypt, **options)
        return server

    def encrypted(self, server):
        return [entry["encrypted"] for entry in server.journal.of("login")]

    def test_what_works(self):
        for encrypt, prelogin, login in [
                ("off", "no", False), ("off", "off", False), ("request", "no", False),
                ("request", "off", True), ("request", "on", True), ("require", "off", True),
                ("require", "on", True), ("strict", "off", True), ("strict", "on", True)]:
            with self.subTest("%s against %s" % (encrypt, prelogin)):
                server = self.against(prelogin, encrypt, ca_file=self.ca)
                self.succeeds("current")
                self.assertEqual(self.encrypted(server), [login])

    def test_no_password_without_encryption(self):
        for encrypt in ["require", "strict"]:
            server = self.against("no", encrypt, ca_file=self.ca)
            self.fails("connection", r"encrypt", "current")
            self.assertEqual(self.encrypted(server), [])

    def test_the_default_is_require(self):
        server = self.against("no", "require")
        path = self.folder / "gitmig.yaml"
        path.write_text(path.read_text().replace("encrypt: require, ", ""))
        self.assertNotIn("encrypt", path.read_text())
        self.fails("connection", r"encrypt", "current")
        self.assertEqual(self.encrypted(server), [])

    def test_server_insists(self):
        server = self.against("on", "off")
        self.fails("connection", r"localhost:", "current")
        self.assertEqual(self.encrypted(server), [])

    def test_strict_refuses(self):
        for what, certificate, ca in [("authority", self.good, self.other_ca),
                                      ("host name", self.named, self.ca),
                                      ("date", self.expired, self.ca)]:
            with self.subTest(what):
                server = self.against("on", "strict", certificate, ca_file=ca)
                self.fails("connection", r"certificate|TLS|encrypt", "current")
                self.assertEqual(self.encrypted(server), [])

    def test_require_takes_any_certificate(self):
        for certificate in [self.named, self.expired]:
            server = self.against("on", "require", certificate)
            self.succeeds("current")
            self.assertEqual(self.encrypted(server), [True])

    def test_ca_file_that_is_not_there(self):
        server = self.against("on", "strict", ca_file=self.folder / "nowhere.pem")
        self.fails("connection", r"nowhere\.pem", "current")
        self.assertEqual(self.encrypted(server), [])

    def test_file_names_that_look_like_something_else(self):
        """What tells FreeTDS of encryption is a file with a syntax of its own."""
        folder = self.folder / "a b;c # d=é"
        folder.mkdir()
        shutil.copy(self.ca, folder / "ca.pem")
        server = self.against("on", "strict", ca_file="'%s'" % (folder / "ca.pem"))
        self.succeeds("current")
        self.assertEqual(self.encrypted(server), [True])

    def test_cut_in_the_handshake(self):
        for limits in [{"received": 1}, {"received": 2}, {"received": 3}, {"packets": 1},
                       {"packets": 1, "part": 20}, {"packets": 2}, {"packets": 2, "part": 9},
                       {"bytes": 60}]:
            with self.subTest(limits):
                server = self.serve({"prelogin": "on", "tls": self.good, "limits": limits})
                self.project(server.port, encrypt="require")
                self.fails("connection", r"127\.0\.0\.1", "current")

    def test_nothing_stays_behind(self):
        """The file that FreeTDS is given is gone afterwards, whatever happened."""
        self.environment["TMPDIR"] = str(self.folder / "tmp")
        (self.folder / "tmp").mkdir()
        self.against("on", "strict", ca_file=self.ca)
        self.succeeds("current")
        self.against("no", "require")
        self.fails("connection", r"encrypt", "current")
        self.assertEqual(list((self.folder / "tmp").iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
