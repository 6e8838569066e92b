"""A repository with many branches, for `gitmig forecast`: python3 branches.py DIR REVISIONS
BRANCHES [SPREAD] [EXECUTE]. main has REVISIONS revisions; each branch starts 0 to SPREAD
revisions below its tip and adds one column (with EXECUTE, an UPDATE as well)."""
import subprocess
import sys

folder, revisions, branches = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
spread = int(sys.argv[4]) if len(sys.argv) > 4 else 1
execute = len(sys.argv) > 5
TABLES = 20
out = []


def blob(path, text):
    data = text.encode()
    out.append(f"M 100644 inline {path}\ndata {len(data)}\n{text}\n")


def commit(ref, mark, parent):
    out.append(f"commit refs/heads/{ref}\nmark :{mark}\n"
               f"committer A U Thor <author@example.com> {1700000000 + mark} +0000\n"
               "data 4\nstep\n" + (f"from :{parent}\n" if parent else ""))


def manifest(name, parents, operation):
    return (f"gitmig: 1\nrevision: {name}\nparents: [{parents}]\nupgrade:\n  - {operation}\n"
            "downgrade: []\n")


def step(number):
    table = f"table{number % TABLES}"
    if number < TABLES:
        return ("create_table: {name: %s, columns: [{name: id, type: integer, "
                "primary_key: true}, {name: word, type: string(20)}]}" % table)
    return f"create_index: {{name: ix_{number}, table: {table}, columns: [word]}}"


for number in range(revisions):
    commit("main", number + 1, number)
    if not number:
        blob("gitmig.yaml", "gitmig: 1\n")
    blob(f"versions/main{number:05d}.yaml", manifest(
        f"main{number:05d}", f"main{number - 1:05d}" if number else "", step(number)))
for number in range(branches):
    start = max(revisions - 1 - number * spread // max(branches, 1), TABLES)
    commit(f"topic/{number:03d}", revisions + 1 + number, start + 1)
    table = f"table{number % TABLES}"
    more = (f"\n  - execute: {{sql: 'UPDATE {table} SET word = 1', touches: [{table}]}}"
            if execute else "")
    blob(f"versions/topic{number:03d}.yaml", manifest(
        f"topic{number:03d}", f"main{start:05d}",
        f"add_column: {{table: {table}, column: {{name: c{number}, type: integer}}}}" + more))
subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input="".join(out).encode(),
               check=True)
subprocess.run(["git", "-C", folder, "reset", "-q", "--hard"], check=True)
