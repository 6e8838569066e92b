"""The conversations that are recorded and played back, in the order in which one database goes
through them. Each has a recording, recordings/NAME.jsonl, and begins where the last one ended.

A step is (arguments, exit status, pattern of the output).
"""

import pathlib

RECORDINGS = pathlib.Path(__file__).parent / "recordings"
FAILING = ("[{create_table: {name: half, columns: [{name: id, type: integer}]}}, "
           "{execute: {sql: 'INSERT INTO nowhere VALUES (1)'}}]")

CHAIN, FAILS, DONE = "chain", "fails", 0


class Scenario:
    def __init__(self, name, *steps, project=CHAIN):
        self.name, self.steps, self.project = name, steps, project

    @property
    def path(self):
        return RECORDINGS / (self.name + ".jsonl")

    def start(self, test, port, **options):
        """The project of this scenario. lock_timeout is part of what is said; it is long
        since other people may use the server."""
        test.project(port, lock_timeout=60, **options)
        test.chain()
        if self.project == FAILS:
            test.manifest("fa11fa11fa11", FAILING, parents="db8cdb7a43a8")

    def run(self, test):
        for arguments, status, pattern in self.steps:
            result = test.run_gitmig(*arguments)
            test.assertEqual(result.status, status, result)
            test.assertRegex(result.out + result.err, pattern)


SCENARIOS = [
    Scenario("current_empty", (["current"], DONE, r"^$")),
    Scenario("upgrade", (["upgrade", "head"], DONE, "db8cdb7a43a8"),
             (["current"], DONE, "db8cdb7a43a8")),
    Scenario("upgrade_again", (["upgrade", "head"], DONE, "nothing to do|^$")),
    # The differences are Babelfish's: it renames indexes, and its datetime2 has six digits.
    Scenario("check", (["check"], 1, "3 differences")),
    Scenario("fails", (["upgrade", "head"], 3, "nowhere"), (["current", "-v"], DONE,
                                                           "db8cdb7a43a8"), project=FAILS),
    Scenario("downgrade", (["downgrade", "-1"], DONE, "db8cdb7a43a8"),
             (["downgrade", "8f3c2a91d704"], DONE, "6e90b3a75f18"),
             (["current"], DONE, "8f3c2a91d704")),
]
