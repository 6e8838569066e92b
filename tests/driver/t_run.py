#!/usr/bin/env python3
"""gitmig against a server that fails: at every packet, at every statement, in every way.

The conversation is a recorded one until the failure; what follows it is answered from the
recording where it has that request.
"""
import re
import signal
import unittest

from harness import WireTest, looked, nothing_there
from scenarios import SCENARIOS

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
CHANGES = re.compile(r"^\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)\b", re.I | re.M)


class RunTest(WireTest):
    def against(self, name, script=None, **options):
        """A server that plays this scenario's recording, and its project."""
        scenario = BY_NAME[name]
        server = self.serve({"recording": str(scenario.path), **(script or {})})
        scenario.start(self, server.port, **options)
        return server

    def run_gitmig(self, *arguments):
        result = super().run_gitmig(*arguments)
        for server in self.servers:
            self.assertFalse(server.journal.of("unexpected"),
                             "the recordings are not what gitmig says: see t_playback.py")
        return result

    def changes(self, server):
        return [e for e in server.journal.of("batch") if CHANGES.search(e["sql"])]

    def count(self, server, pattern):
        """Batches that begin so."""
        return len([b for b in server.journal.batches() if re.match(pattern, b)])

    def nothing_outside(self, server):
        """No change ran but in a transaction, and what asks to be outside of one."""
        for entry in self.changes(server):
            self.assertTrue(entry["trancount"] or "BEGIN TRANSACTION" in entry["sql"]
                            or entry["sql"] == "UPDATE person SET weight = weight + 1",
                            entry["sql"])


class CutTest(RunTest):
    def cut(self, name, arguments, limits, **script):
        """One run with these limits; False once it is no longer cut."""
        server = self.against(name, {"limits": limits, **script})
        result = self.run_gitmig(*arguments, "--format", "json")
        if not server.journal.of("cut"):
            return False
        with self.subTest("%s %s" % (name, limits)):
            if result.status == 0:
                # All was done by then: what upgrade looks at last is for a warning only.
                self.assertEqual(arguments[0], "upgrade")
                asked = [b for b in server.journal.batches() if "outcome = 'done'" not in b]
                self.assertIn("COMMIT TRANSACTION", asked[-1])
                return True
            self.assertEqual(result.status, 3, result)
            self.assertEqual(result.json()["error"]["code"], "connection", result)
            self.assertIn("127.0.0.1", result.json()["error"]["message"])
            self.nothing_outside(server)
        return True

    def every(self, name, arguments, limit, first=1, step=1, **script):
        """Cut at first, first + step, ..; how often."""
        at = first
        while self.cut(name, arguments, {limit: at}, **script):
            at += step
        return (at - first) // step

    def test_after_every_request(self):
        for name, arguments, least in [("current_empty", ["current"], 3),
                                       ("upgrade", ["upgrade", "head"], 20),
                                       ("check", ["check"], 6),
                                       ("downgrade", ["downgrade", "-1"], 5),
                                       ("operations", ["upgrade", "head"], 25)]:
            self.assertGreaterEqual(self.every(name, arguments, "received"), least, name)

    def test_after_every_packet(self):
        """Of 64 bytes, so that an answer is several."""
        for name, arguments, least in [("current_empty", ["current"], 10),
                                       ("upgrade", ["upgrade", "head"], 60)]:
            self.assertGreaterEqual(
                self.every(name, arguments, "packets", packet_size=64), least, name)

    def test_in_every_byte_or_so(self):
        self.assertGreater(self.every("current_empty", ["current"], "bytes", step=7), 80)
        self.assertGreater(self.every("check", ["check"], "bytes", first=5, step=211), 20)

    def test_by_reset(self):
        for at in range(1, 12):
            self.assertTrue(self.cut("upgrade", ["upgrade", "head"],
                                     {"received": at, "reset": True}))

    def test_while_it_commits(self):
        """What is certain is said, and what is not."""
        server = self.against("upgrade", {"rules": [
            {"match": "COMMIT TRANSACTION", "after": 1, "answer": [{"cut": True}]}]})
        error = self.fails("connection", "8f3c2a91d704", "upgrade", "head")
        self.assertRegex(str(error), r"(?i)not (be )?known|may (be|have)|whether|uncertain")
        self.assertEqual(server.connections, 1)


class CommitTest(RunTest):
    """A commit that fails while the connection holds: the rows tell what became of it."""

    def refused(self, *arguments, rows=None):
        rules = [{"match": "COMMIT TRANSACTION", "after": 1, "times": 1, "answer": [
            {"error": {"number": 3930, "text": "cannot be committed"}}, {"trancount": 0}]}]
        if rows is not None:
            rules.append({"match": "BEGIN TRANSACTION", "after": 2, "answer":
                          looked(0, [1, 1]) + [{"columns": [["version_num", "varchar(64)"]],
                                                "rows": [[row] for row in rows]}]})
        server = self.against("upgrade", {"rules": rules})
        return server, self.fails("database", "8f3c2a91d704.*commit failed.*3930", "upgrade", "head")

    def test_rolled_back(self):
        server, error = self.refused(rows=["1ab9e0c2f6d5"])
        self.assertEqual(error["hint"], "The database is as it was before this revision.")
        logged = [b for b in server.journal.batches() if "INSERT INTO [gitmig_log]" in b][-1]
        self.assertIn("N'failed'", logged)

    def test_done_all_the_same(self):
        server, error = self.refused(rows=["8f3c2a91d704"])
        self.assertRegex(error["hint"], "committed nevertheless")
        self.assertFalse([b for b in server.journal.batches() if "N'failed'" in b])


class FailureTest(RunTest):
    def test_in_every_batch(self):
        """An error that ends the transaction, as XACT_ABORT has it."""
        at, last = 0, None
        while True:
            server = self.against("upgrade", {"rules": [
                {"match": "", "after": at, "times": 1, "answer": [
                    {"error": {"number": 50123, "text": "because"}}, {"trancount": 0}]}]})
            result = self.run_gitmig("upgrade", "head", "--format", "json")
            self.nothing_outside(server)
            if not result.status:
                break
            with self.subTest(at):
                self.assertEqual(result.status, 3, result)
                self.assertEqual(result.json()["error"]["code"], "database")
                self.assertIn("50123", result.json()["error"]["message"])
            at += 1
        self.assertGreaterEqual(at, 20)

    def test_is_blamed_and_logged(self):
        server = self.against("upgrade", {"rules": [
            {"match": r"ADD \[BenchAllocationCompletedAt\]", "answer": [
                {"error": {"number": 1911, "severity": 16, "state": 4, "line": 2,
                           "text": "größer 😀"}}, {"trancount": 0}]}]})
        error = self.fails("database", "8f3c2a91d704.*operation 2 of 2.*größer 😀.*1911.*Level 16.*"
                                       "State 4.*Line 2", "upgrade", "head")
        self.assertIn("before this revision", error["hint"])
        logged = [b for b in server.journal.batches() if "INSERT INTO [gitmig_log]" in b][-1]
        self.assertIn("N'failed'", logged)
        self.assertIn("größer 😀", logged)
        self.assertIn("N'8f3c2a91d704'", logged)
        self.assertFalse([b for b in server.journal.batches()
                          if "N'8f3c2a91d704'" in b and "[gitmig_version]" in b
                          and "INSERT INTO [gitmig_log]" not in b])

    def test_without_an_end_of_the_transaction(self):
        """Then it is gitmig that ends it."""
        server = self.against("upgrade", {"rules": [
            {"match": r"CREATE INDEX|CREATE TABLE \[dbo\].\[machine\]", "answer": [
                {"error": {"number": 1750, "text": "no"}}]}]})
        self.fails("database", "1750", "upgrade", "head")
        batches = server.journal.batches()
        failed = next(i for i, b in enumerate(batches) if "CREATE TABLE [dbo].[machine]" in b)
        self.assertRegex(batches[failed + 1], "ROLLBACK")

    def test_deadlock_is_tried_again(self):
        server = self.against("upgrade", {"rules": [
            {"match": r"ADD \[BenchAllocationCompletedAt\]", "times": 1, "answer": [
                {"error": {"number": 1205, "severity": 13, "state": 51,
                           "text": "was deadlocked on lock resources"}}, {"trancount": 0}]}]})
        self.succeeds("upgrade", "head")
        self.assertEqual(self.count(server, r"ALTER .* ADD \[BenchAllocationCompleted\]"), 2)
        self.nothing_outside(server)

    def test_deadlocks_come_to_an_end(self):
        server = self.against("upgrade", {"rules": [
            {"match": r"ADD \[BenchAllocationCompletedAt\]", "answer": [
                {"error": {"number": 1205, "severity": 13, "text": "was deadlocked"}},
                {"trancount": 0}]}]})
        self.fails("database", "1205", "upgrade", "head")
        tries = self.count(server, r"ALTER .* ADD \[BenchAllocationCompletedAt\]")
        self.assertTrue(2 <= tries <= 10, tries)

    def test_lock_is_not_got(self):
        server = self.against("upgrade", {"rules": [
            {"match": "sp_getapplock", "answer": looked(-1, [0, 0])}]})
        self.fails("database-locked", "60 s", "upgrade", "head")
        self.assertEqual(self.changes(server), [])
        self.assertLessEqual(len(server.journal.batches()), 2)

    def test_query_timeout(self):
        server = self.against("upgrade", {"rules": [
            {"match": r"ADD \[BenchAllocationCompletedAt\]", "answer": [{"wait": "attention"}]}]},
            query_timeout=1)
        self.fails("database", "8f3c2a91d704.*query_timeout", "upgrade", "head")
        self.assertTrue(server.journal.of("attention"))
        self.nothing_outside(server)

    def test_slow_server(self):
        server = self.against("upgrade", {"limits": {"slow": 0.00005}})
        self.succeeds("upgrade", "head")
        self.assertIsNotNone(server.player.expected())


class ExecuteTest(RunTest):
    """What an execute does to the transaction and the session."""

    def execute(self, sql, open_ones, there=1, rules=()):
        """@@TRANCOUNT as the server gives it, once it is asked."""
        answers = iter(open_ones)

        def answer(batch):
            if batch.startswith("SELECT @@TRANCOUNT"):
                return [{"columns": [["", "int"], ["", "int"]], "rows": [[next(answers), 1 - there]]}]
            if re.search(r"SELECT version_num FROM \[gitmig_version\]\s*$", batch):
                return [{"columns": [["version_num", "varchar(64)"]], "rows": [["aaaa1111"]]}]
            return nothing_there(batch)
        server = self.serve({"default": answer, "rules": rules})
        self.project(server.port)
        self.manifest("aaaa1111", "[{execute: {sql: \"%s\"}}]" % sql)
        return server

    def test_nothing_follows_the_end(self):
        server = self.execute("ROLLBACK\\nGO\\nDROP TABLE t", [0])
        self.fails("database", "operation 1 of 1.*ended the transaction", "upgrade", "head")
        self.assertNotIn("DROP TABLE t", server.journal.batches())

    def test_the_end_in_a_procedure(self):
        """What is said by then of the revision's beginning would not be true."""
        self.execute("EXEC tricky", [], rules=[{"match": "^EXEC tricky", "answer": [
            {"error": {"number": 266, "text": "Transaction count after EXECUTE"}},
            {"trancount": 0}]}])
        error = self.fails("database", "266", "upgrade", "head")
        self.assertRegex(error["hint"], "committed stays")

    def test_a_transaction_within(self):
        server = self.execute("BEGIN TRAN\\nGO\\nDROP TABLE t\\nGO\\nCOMMIT", [2, 2, 1])
        self.succeeds("upgrade", "head")
        self.execute("BEGIN TRAN", [2])
        self.fails("database", "did not end it", "upgrade", "head")
        self.execute("USE other", [1], there=0)
        self.fails("database", "left the database", "upgrade", "head")

    def test_rows_are_written_with_xact_abort(self):
        for name in ["upgrade", "operations"]:
            server = self.against(name)
            self.succeeds("upgrade", "head")
            written = [b for b in server.journal.batches() if "INSERT INTO [gitmig_log]" in b]
            self.assertGreater(len(written), 2)
            for batch in written:
                self.assertTrue(batch.startswith("SET XACT_ABORT ON;"), batch)


class InterruptTest(RunTest):
    def interrupted(self, match, sent, status=3, answer=({"wait": "attention"},)):
        server = self.against("upgrade", {"rules": [
            {"match": match, "times": 1, "answer": list(answer)}]})
        process = self.start("upgrade", "head", "--format", "json")
        self.assertTrue(server.journal.wait_for(
            lambda e: e["type"] == "batch" and re.search(match, e["sql"])))
        process.send_signal(sent)
        result = self.finish(process)
        self.assertEqual(result.status, status, result)
        self.assertTrue(server.journal.of("attention"))
        message = result.json()["error"]["message"]
        self.assertRegex(message, "interrupted by SIG")
        self.assertEqual(message.count("interrupt"), 1, message)
        self.assertTrue(result.json()["error"]["hint"])
        self.nothing_outside(server)
        return server

    def test_in_a_statement(self):
        for sent in [signal.SIGINT, signal.SIGTERM]:
            server = self.interrupted(r"ADD \[BenchAllocationCompletedAt\]", sent)
            self.assertTrue([b for b in server.journal.batches() if "ROLLBACK" in b])
            logged = [b for b in server.journal.batches() if "INSERT INTO [gitmig_log]" in b][-1]
            self.assertIn("N'failed'", logged)

    def test_while_rows_come(self):
        self.interrupted(r"ADD \[BenchAllocationCompletedAt\]", signal.SIGINT,
                         answer=[{"endless": [["a", "int"]], "row": [1]}])

    def test_while_it_waits_for_the_lock(self):
        server = self.interrupted("sp_getapplock", signal.SIGINT)
        self.assertEqual(self.changes(server), [])

    def test_while_it_commits(self):
        self.interrupted("COMMIT TRANSACTION", signal.SIGINT)


class RoundTripTest(RunTest):
    def test_current(self):
        for name in ["current_empty", "upgrade"]:
            server = self.against("current_empty")
            self.succeeds("current")
            self.assertLessEqual(server.journal.round_trips(), 4)

    def test_revisions(self):
        """PRELOGIN and LOGIN7, then three for each revision and one for each statement."""
        server = self.against("upgrade")
        self.succeeds("upgrade", "head")
        statements = [b for b in server.journal.batches()
                      if re.match(r"(CREATE|ALTER|DROP)", b) and "gitmig_version" not in b]
        self.assertEqual(len(statements), 5, statements)
        self.assertLessEqual(server.journal.round_trips(), 4 + 3 * 5 + len(statements))

    def test_introspection(self):
        server = self.against("check")
        self.run_gitmig("check")
        self.assertLessEqual(server.journal.round_trips(), 4 + 8)

    def test_nothing_to_do(self):
        server = self.against("upgrade_again")
        self.succeeds("upgrade", "head")
        self.assertLessEqual(server.journal.round_trips(), 5)


class TextTest(RunTest):
    """Names and texts of all kinds, by a server that says yes to everything."""

    def test_unicode_in_statements(self):
        def yes(sql):
            if re.search(r"SELECT version_num FROM \[gitmig_version\]\s*$", sql):
                return [{"columns": [["version_num", "varchar(64)"]], "rows": [["aaaa1111"]]}]
            return nothing_there(sql)
        text = "naïve 😀\U00020000 ''q''"
        big = "😀é" * 200000
        server = self.serve({"default": yes})
        self.project(server.port)
        self.manifest("aaaa1111", "[{create_table: {name: 'täble 😀', columns: [{name: 'c]ö', type: "
                                  "integer, comment: '%s'}]}}, {execute: {sql: \"INSERT x "
                                  "VALUES (N'%s')\"}}]" % (text, big))
        self.succeeds("upgrade", "head")
        batches = "\n".join(server.journal.batches())
        self.assertIn("[täble 😀]", batches)
        self.assertIn("[c]]ö]", batches)
        self.assertIn("naïve 😀\U00020000", batches)
        self.assertIn("INSERT x VALUES (N'%s')" % big, server.journal.batches())

    def test_no_password_in_what_is_logged(self):
        """An error that repeats the connection string."""
        server = self.against("upgrade", {"rules": [
            {"match": r"ADD \[BenchAllocationCompletedAt\]", "answer": [
                {"error": {"number": 7303, "text": "cannot link"}}, {"trancount": 0}]}]})
        self.fails("database", "7303", "upgrade", "head")


if __name__ == "__main__":
    unittest.main(verbosity=2)
