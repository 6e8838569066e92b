#!/usr/bin/env python3
"""The driver, call by call: values, errors, transactions, time-outs, lost connections."""
import signal
import unittest

from harness import WireTest, looked

TEXT = "naïve 😀\U00020000 ‏שלום e\u0301 'q' [b]"


def set_of(*columns, rows, **more):
    return {"columns": [list(c) for c in columns], "rows": rows, **more}


class ValueTest(WireTest):
    def query(self, *answer, sql="SELECT x", **script):
        server = self.serve({"rules": [{"match": "SELECT x", "answer": list(answer)}], **script})
        found = self.probe(server)("query " + sql)
        self.assertNotIn("code", found)
        return found["rows"]

    VALUES = [
        ("int", -2147483648, "-2147483648"), ("int!", 7, "7"), ("bigint", 2 ** 63 - 1,
                                                                "9223372036854775807"),
        ("bigint!", -5, "-5"), ("smallint", -32768, "-32768"), ("smallint!", 3, "3"),
        ("tinyint", 255, "255"), ("tinyint!", 0, "0"), ("bit", True, "1"), ("bit!", False, "0"),
        ("numeric(38,10)", "-1234567890123456789012345678.0123456789",
         "-1234567890123456789012345678.0123456789"),
        ("decimal(5,2)", "0.05", "0.05"), ("numeric(18)", 42, "42"), ("money", "-1.25", "-1.2500"),
        ("smallmoney", "12.5", "12.5000"), ("float", 0.1, None), ("real", 1.5, "1.5"),
        ("date", "2026-11-29", "2026-11-29"), ("date", "0001-01-01", "0001-01-01"),
        ("time(7)", "23:59:59.9999999", "23:59:59.9999999"), ("time(0)", "01:02:03", "01:02:03"),
        ("datetime2(7)", "2026-11-29 01:02:03.1234567", "2026-11-29 01:02:03.1234567"),
        ("datetime2(0)", "9999-12-31 23:59:59", "9999-12-31 23:59:59"),
        ("datetime2(3)", "2026-01-01 00:00:00.5", "2026-01-01 00:00:00.5000000"),
        ("datetimeoffset(7)", "2026-11-29T01:02:03.5+02:30", None),
        ("datetime", "2026-11-29 01:02:03", "2026-11-29 01:02:03"),
        ("smalldatetime", "2026-11-29 01:02", "2026-11-29 01:02:00"),
        ("uniqueidentifier", "12345678-9abc-def0-1234-56789abcdef0",
         "12345678-9ABC-DEF0-1234-56789ABCDEF0"),
        ("varchar(20)", "café", "café"), ("char(6)", "ab    ", "ab    "),
        ("nvarchar(40)", TEXT, TEXT), ("nchar(4)", "é   ", "é   "), ("sysname", "näme", "näme"),
        ("varchar(max)", "x" * 70000, "x" * 70000), ("nvarchar(max)", TEXT * 5000, TEXT * 5000),
        ("text", "older", "older"), ("ntext", TEXT, TEXT), ("xml", "<a>é</a>", "<a>é</a>"),
        ("varbinary(9)", "00ff10", None), ("binary(3)", "000102", None),
        ("varbinary(max)", "ab" * 9000, None), ("image", "00ff", None),
    ]

    def test_every_type(self):
        columns = [("c%d" % i, type_) for i, (type_, _, _) in enumerate(self.VALUES)]
        row = self.query(set_of(*columns, rows=[[v for _, v, _ in self.VALUES]]))[0]
        for (type_, value, text), found in zip(self.VALUES, row, strict=True):
            with self.subTest(type_):
                if type_ == "float":
                    self.assertEqual(float(found), value)
                elif type_ == "datetimeoffset(7)":
                    self.assertRegex(found, r"^2026-11-2[89] .*[+-]\d\d:\d\d$")
                elif text is None:
                    self.assertEqual(found.removeprefix("0x").lower(), value)
                else:
                    self.assertEqual(found.upper() if type_ == "uniqueidentifier" else found,
                                     text)

    def test_null_of_every_type(self):
        nullable = [(t, v) for t, v, _ in self.VALUES if "!" not in t]
        columns = [("c%d" % i, type_) for i, (type_, _) in enumerate(nullable)]
        nulls, values = [None] * len(nullable), [v for _, v in nullable]
        for bitmap in [False, True]:
            rows = self.query(set_of(*columns, rows=[nulls, values, nulls], null_bitmap=bitmap))
            self.assertEqual(rows[0], nulls)
            self.assertNotIn(None, rows[1])
            self.assertEqual(rows[2], nulls)

    def test_empty_is_not_null(self):
        types = ["varchar(5)", "nvarchar(5)", "varchar(max)", "nvarchar(max)", "text", "ntext",
                 "varbinary(5)", "varbinary(max)"]
        columns = [("c", t) for t in types]
        rows = self.query(set_of(*columns, rows=[[""] * len(types)]))
        self.assertEqual([v and v.removeprefix("0x") for v in rows[0]], [""] * len(types))

    def test_unicode_goes_there_and_back(self):
        server = self.serve({"rules": [{"match": "SELECT", "answer": [
            set_of((TEXT[:20], "nvarchar(99)"), rows=[[TEXT]])]}]})
        found = self.probe(server)("query SELECT N'%s'" % TEXT)
        self.assertEqual(found["rows"], [[TEXT]])
        self.assertTrue(server.journal.batches()[-1].endswith("SELECT N'%s'" % TEXT))

    def test_megabytes(self):
        big = TEXT * 100000
        for size in [512, 4096]:
            server = self.serve({"packet_size": size, "rules": [{"match": "SELECT", "answer": [
                set_of(("a", "nvarchar(max)"), ("b", "int"), rows=[[big, 1], ["", 2]])]}]})
            found = self.probe(server)("query SELECT N'%s'" % big)
            self.assertEqual(found["rows"], [[big, "1"], ["", "2"]])
            entry = server.journal.of("batch")[-1]
            self.assertTrue(entry["sql"].endswith("SELECT N'%s'" % big))
            self.assertGreater(entry["packets"], len(big) * 2 // size)

    def test_many_rows(self):
        rows = [[i, None if i % 3 else "x" * (i % 50)] for i in range(20000)]
        found = self.query(set_of(("a", "int"), ("b", "varchar(50)"), rows=rows))
        self.assertEqual(found, [[str(a), b] for a, b in rows])

    def test_several_sets(self):
        rows = self.query(set_of(("a", "int"), rows=[[1], [2]]), {"count": 3},
                          set_of(("b", "int"), ("c", "int"), rows=[]), {"info": {
                              "number": 0, "text": "printed"}},
                          set_of(("d", "nvarchar(3)"), rows=[["x"]]), {"order": [1]},
                          {"status": 0})
        self.assertEqual(rows, [["1"], ["2"], ["x"]])

    def test_one_byte_at_a_time(self):
        rows = self.query(set_of(("a", "int"), ("b", "nvarchar(max)"), rows=[[1, TEXT], [2, None]]),
                          limits={"slow": 0.0003})
        self.assertEqual(rows, [["1", TEXT], ["2", None]])

    def test_wide(self):
        columns = [("c%d" % i, "int") for i in range(1024)]
        rows = self.query(set_of(*columns, rows=[list(range(1024))]), packet_size=512)
        self.assertEqual(rows, [[str(i) for i in range(1024)]])


class ErrorTest(WireTest):
    def ask(self, *answer, line="exec DO IT", after=(), **options):
        server = self.serve({"rules": [{"match": "DO IT", "answer": list(answer)}, *after]})
        probe = self.probe(server, **options)
        return server, probe, probe(line)

    def test_in_words(self):
        _, _, found = self.ask({"error": {"number": 547, "severity": 16, "state": 2, "line": 9,
                                          "proc": "dbo.check_it", "text": "größer als " + TEXT}})
        self.assertEqual(found["code"], "database")
        for word in ["547", "16", "2", "9", "dbo.check_it", "größer als " + TEXT]:
            self.assertIn(word, found["message"])

    def test_in_the_middle(self):
        _, probe, found = self.ask(
            set_of(("a", "int"), rows=[[1]]),
            {"error": {"number": 208, "text": "Invalid object name 'nowhere'.", "line": 3}},
            set_of(("a", "int"), rows=[[2]]), {"count": 1})
        self.assertEqual(found["code"], "database")
        self.assertRegex(found["message"], r"Invalid object name 'nowhere'.*208.*Line 3")
        self.assertEqual(probe("query SELECT 1").get("code"), None)

    def test_after_rows(self):
        """What was read before it is not taken for the whole."""
        _, _, found = self.ask(
            set_of(("a", "int"), rows=[[1], [2]]),
            {"error": {"number": 8134, "text": "Divide by zero error encountered."}},
            line="query DO IT")
        self.assertEqual(found["code"], "database")
        self.assertRegex(found["message"], "8134")

    def test_several(self):
        _, _, found = self.ask(
            {"error": {"number": 1750, "text": "Could not create constraint."}},
            {"error": {"number": 3727, "text": "Could not drop constraint."}})
        self.assertRegex(found["message"], r"1750.*3727")

    def test_many_and_long(self):
        _, probe, found = self.ask(*[{"error": {"number": 1000 + i, "text": "é" * 2000}}
                                     for i in range(50)])
        self.assertRegex(found["message"], "1000|éé")
        self.assertEqual(probe("query SELECT 1").get("code"), None)

    def test_information_is_none(self):
        for severity in [0, 1, 10]:
            _, _, found = self.ask({"info": {"number": 5701, "severity": severity,
                                             "text": "hello"}}, {"count": 2})
            self.assertNotIn("code", found)

    def test_error_number_zero_severity_low_but_an_error(self):
        """RAISERROR with 11 to 18 of an own number."""
        _, _, found = self.ask({"error": {"number": 50000, "severity": 11, "text": "own"}})
        self.assertRegex(found["message"], r"own.*50000")

    def test_fatal(self):
        _, probe, found = self.ask(
            {"error": {"number": 823, "severity": 24, "text": "I/O error"}}, {"cut": True})
        self.assertIn(found["code"], ["connection", "database"])
        self.assertIn("I/O error", found["message"])
        self.assertEqual(probe("query SELECT 1")["code"], "connection")

    def test_truncated(self):
        """An answer that ends in the middle, wherever."""
        answer = [set_of(("a", "int"), ("b", "nvarchar(9)"), rows=[[1, "x"], [2, None]]),
                  {"count": 1}]
        for count in range(1, 110, 3):
            with self.subTest(count):
                _, probe, found = self.ask(*answer, {"truncate": count}, line="query DO IT")
                self.assertEqual(found["code"], "connection")
                self.assertEqual(probe("query SELECT 1")["code"], "connection")

    def test_garbage(self):
        for raw in ["00" * 30, "ff", "81ffff", "81" + "ffee" * 30,
                    "8101000000000008" + "00" * 20, "aaffff00", "e3ffffff", "a9ffff",
                    "fd0100c1000000000000000000" * 3, "7900", "88ff" * 20]:
            with self.subTest(raw[:30]):
                _, probe, found = self.ask({"raw": raw, "cut": True}, line="query DO IT")
                self.assertIn(found["code"], ["connection", "database"])
                self.assertEqual(probe("query SELECT 1")["code"], "connection")

    def test_garbage_without_an_end(self):
        """The answer promises more than comes; the server lives."""
        _, _, found = self.ask({"raw": "aaffff00"}, line="query DO IT", query=1)
        self.assertIn(found["code"], ["connection", "database"])


class TransactionTest(WireTest):
    FAILS = {"number": 1505, "text": "The CREATE UNIQUE INDEX statement terminated."}

    def test_ordinary(self):
        server = self.serve()
        probe = self.probe(server)
        for line in ["begin", "exec CREATE TABLE t (a INT)", "commit", "begin", "rollback"]:
            self.assertNotIn("code", probe(line), line)
        transactions = [e["transaction"] for e in server.journal.of("batch")]
        self.assertEqual(transactions[1] != 0, True)

    def test_server_ends_it(self):
        """What follows an error is not run outside the transaction that was."""
        server = self.serve({"rules": [{"match": "CREATE UNIQUE", "answer": [
            {"error": self.FAILS}, {"trancount": 0}]}]})
        probe = self.probe(server)
        probe("begin")
        self.assertEqual(probe("exec CREATE UNIQUE INDEX i ON t (a)")["code"], "database")
        for line in ["exec INSERT t VALUES (1)", "query SELECT 1", "commit"]:
            self.assertEqual(probe(line)["code"], "database", line)
        self.assertFalse([b for b in server.journal.batches() if "INSERT t" in b
                          or b.startswith("COMMIT")])
        self.assertNotIn("code", probe("rollback"))
        self.assertNotIn("code", probe("begin"))
        self.assertNotIn("code", probe("commit"))

    def test_server_ends_it_silently(self):
        server = self.serve({"rules": [
            {"match": "EXEC tricky", "answer": [{"trancount": 0}]},
            {"match": "^COMMIT|; ?COMMIT|COMMIT TRANSACTION", "answer": [{"error": {
                "number": 50000, "text": "the transaction that gitmig began is not open"}}]}]})
        probe = self.probe(server)
        probe("begin")
        probe("exec EXEC tricky")
        self.assertEqual(probe("commit")["code"], "database")
        self.assertIn("@@TRANCOUNT", server.journal.batches()[-1])

    def test_lock(self):
        for lock in [0, 1]:
            server = self.serve({"rules": [{"match": "sp_getapplock",
                                            "answer": looked(lock, [])}]})
            self.assertNotIn("code", self.probe(server)("begin"))
        for lock, code, why in [(-1, "database-locked", "waited 1 s"),
                                (-2, "database-locked", "was cancelled"),
                                (-3, "database-locked", "victim of a deadlock"),
                                (-999, "database", "gave -999")]:
            with self.subTest(lock):
                server = self.serve({"rules": [{"match": "sp_getapplock",
                                                "answer": looked(lock, [])}]})
                probe = self.probe(server)
                found = probe("begin")
                self.assertEqual(found["code"], code)
                self.assertIn(why, found["message"])
                self.assertNotIn("code", probe("rollback"))

    def test_lock_timeout(self):
        server = self.serve()
        self.probe(server, lock=17)("begin")
        self.assertRegex("\n".join(server.journal.batches()), r"@LockTimeout = 17000\b")
        self.assertRegex("\n".join(server.journal.batches()), r"LOCK_TIMEOUT 17000\b")

    def test_statement_lock_timeout(self):
        server = self.serve({"rules": [{"match": "ALTER", "answer": [{"error": {
            "number": 1222, "text": "Lock request time out period exceeded."}}]}]})
        probe = self.probe(server)
        self.assertEqual(probe("exec ALTER TABLE t")["code"], "database-locked")

    def test_lost(self):
        server = self.serve({"rules": [{"match": "ALTER", "answer": [{"cut": True}]}]})
        probe = self.probe(server)
        probe("begin")
        self.assertEqual(probe("exec ALTER TABLE t")["code"], "connection")
        probe("rollback")
        self.assertEqual(probe("begin")["code"], "connection")
        self.assertEqual(server.connections, 1)

    def test_reset(self):
        server = self.serve({"limits": {"received": 4, "reset": True}})
        probe = self.probe(server)
        found = [probe("query SELECT 1").get("code") for _ in range(3)]
        self.assertEqual(found, [None, "connection", "connection"])


class TimeTest(WireTest):
    LONG = {"rules": [{"match": "LONG", "answer": [
        {"columns": [["a", "int"]], "rows": [[1]]}, {"hold": True}, {"wait": "attention"}]}]}

    def test_query_timeout(self):
        server = self.serve(self.LONG)
        probe = self.probe(server, query=1)
        found = probe("query LONG")
        self.assertEqual(found["code"], "database")
        self.assertIn("query_timeout", found["message"])
        self.assertTrue(server.journal.of("attention"))
        self.assertNotIn("code", probe("query SELECT 1"))
        self.assertEqual(server.connections, 1)

    def test_query_timeout_while_rows_come(self):
        """FreeTDS itself asks only while it waits, and here it never does."""
        server = self.serve({"rules": [{"match": "LONG", "answer": [
            {"endless": [["a", "int"]], "row": [1]}]}]})
        probe = self.probe(server, query=1)
        self.assertIn("query_timeout", probe("exec LONG")["message"])
        self.assertNotIn("code", probe("exec SELECT 1"))

    def test_query_timeout_before_anything_comes(self):
        server = self.serve({"rules": [{"match": "LONG", "answer": [{"wait": "attention"}]}]})
        probe = self.probe(server, query=1)
        self.assertIn("query_timeout", probe("exec LONG")["message"])
        self.assertNotIn("code", probe("exec SELECT 1"))

    def test_attention_that_nobody_hears(self):
        """The server hangs: the connection is given up, not the user's patience."""
        server = self.serve({"rules": [{"match": "LONG", "answer": [{"deaf": 600}]}]})
        probe = self.probe(server, query=1)
        found = probe("exec LONG")
        self.assertEqual(found["code"], "connection")
        self.assertRegex(found["message"], "query_timeout, 1 s, and the server did not stop")
        self.assertEqual(probe("exec SELECT 1")["code"], "connection")

    def test_no_timeout_by_default(self):
        server = self.serve({"rules": [{"match": "LONG", "answer": [{"wait": 3},
                                                                    {"count": 1}]}]})
        self.assertNotIn("code", self.probe(server)("exec LONG"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
