"""The conversations that are recorded and played back, in the order in which one database goes
through them. Each has a recording, recordings/NAME.jsonl, and begins where the last one ended.

A step is (arguments, exit status, pattern of the output).
"""

import pathlib

RECORDINGS = pathlib.Path(__file__).parent / "recordings"
FAILING = ("[{create_table: {name: half, columns: [{name: id, type: integer}]}}, "
           "{execute: {sql: 'INSERT INTO nowhere VALUES (1)'}}]")


# Of each kind of operation what the recorded server can do.
WIDE = {
    "0001": """
  - create_table:
      name: person
      columns:
        - {name: id, type: integer, primary_key: true}
        - {name: name, type: unicode(80), nullable: false, unique: true, comment: "wer's ist 😀"}
        - {name: born, type: date}
        - {name: weight, type: "numeric(6,2)", default: 0, check: weight >= 0}
  - create_table:
      name: "größe x"
      columns:
        - {name: id, type: integer, primary_key: true, autoincrement: false}
        - {name: person, type: integer, references: {table: person, column: id, on_delete: cascade}}
        - {name: seen, type: datetime, default_sql: GETDATE()}
        - {name: done, type: boolean, nullable: false, default: false}
      indexes: [{name: ix_seen, columns: [{column: seen, desc: true}]}]
  - insert:
      table: person
      rows:
        - {name: "naïve 😀 'x' [y]", weight: 12.5, born: 2026-11-29}
        - {name: "", weight: 0, born: null}
  - create_view: {name: light, as: "SELECT name FROM person WHERE weight < 1"}
""",
    "0002": """
  - add_column: {table: person, column: {name: town, type: unicode(40)}}
  - alter_column: {table: person, column: born, rename_to: birthday}
  - create_index: {name: ix_town, table: person, columns: [town]}
  - rename_table: {from: "größe x", to: sizes}
  - execute:
      sql: |
        UPDATE person SET town = N'Köln 😀' WHERE name = N''
        GO
        PRINT 'several batches'
        GO
        SELECT name FROM person; SELECT 1 AS one
  - drop_view: {name: light}
""",
    "0003": """
  - execute: {sql: "UPDATE person SET weight = weight + 1", transaction: false}
""",
}

CHAIN, FAILS, OPERATIONS, DONE = "chain", "fails", "operations", 0


class Scenario:
    def __init__(self, name, *steps, project=CHAIN):
        self.name, self.steps, self.project = name, steps, project

    @property
    def path(self):
        return RECORDINGS / (self.name + ".jsonl")

    def start(self, test, port, **options):
        """The project of this scenario. lock_timeout is part of what is said; it is long
        since other people may use the server."""
        wide = self.project == OPERATIONS
        test.project(port, lock_timeout=60, top="version_table: wide_version" if wide else "",
                     **options)
        test.clear()
        if wide:
            parent = ""
            for revision, operations in WIDE.items():
                test.manifest(revision, operations, parents=parent)
                parent = revision
            return
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
    Scenario("operations", (["upgrade", "head"], DONE, "0003"), (["current"], DONE, "0003"),
             (["downgrade", "-1"], DONE, "0003"), project=OPERATIONS),
]
