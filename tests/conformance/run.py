#!/usr/bin/env python3
"""Runs the cases of cases.jsonl on the built gitmig: run.py GITMIG [WORD...]

Each graph becomes a folder of manifests, each case a SQLite database with its version rows.
What gitmig prints, its exit status and the rows afterwards are judged. With words only the
cases whose name has all of them are run. Needs python3 and nothing else.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TABLE = "gitmig_version"
STATUS = {"usage": 2, "not-at-head": 1}

CONFIG = """gitmig: 1
version_locations: [versions]
mode: {default: TEST}
databases:
  TEST: {url: "sqlite:///test.db"}
"""


# In memory where that can be had: the cases are many small files, synced to disk each.
SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Wrong(Exception):
    """What a case shows to be wrong."""


def check(truth, message):
    if not truth:
        raise Wrong(message)


# --- the graph as files ---


def flow(items):
    return "[" + ", ".join(json.dumps(item) for item in items) + "]"


def write_project(folder, graph):
    (folder / "versions").mkdir()
    (folder / "gitmig.yaml").write_text(CONFIG)
    for revision in graph:
        (folder / "versions" / f"{revision['id']}.yaml").write_text(
            "gitmig: 1\n"
            f"revision: {json.dumps(revision['id'])}\n"
            f"parents: {flow(revision['parents'])}\n"
            f"depends_on: {flow(revision['depends_on'])}\n"
            f"branch_labels: {flow(revision['labels'])}\n"
            "upgrade: []\ndowngrade: []\n"
        )


def read_list(text, key):
    """The list under a key of a new manifest, in flow or block form; absent is empty."""
    found = re.search(rf"^{key}:[ ]*(.*)\n((?:[ ]*- .*\n)*)", text, re.M)
    if not found:
        return []
    items = found[1].strip("[] ").split(",") if found[1] else found[2].split("- ")
    return [item.strip().strip("\"'") for item in items if item.strip()]


# --- the database ---


def make_database(path, rows):
    path.unlink(missing_ok=True)
    if rows is None:
        return
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE {TABLE} (version_num VARCHAR(64) NOT NULL PRIMARY KEY)")
        db.executemany(f"INSERT INTO {TABLE} VALUES (?)", [(row,) for row in rows])
    db.close()


def read_rows(path):
    if not path.exists():
        return []
    db = sqlite3.connect(path)
    try:
        return sorted(row for (row,) in db.execute(f"SELECT version_num FROM {TABLE}"))
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()


def rows_after_script(path, start, script):
    """What the script of --sql leaves in a database that is where it starts."""
    make_database(path, start or None)
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(script)
    except sqlite3.Error as error:
        raise Wrong(f"the script fails: {error}\n{script}") from error
    finally:
        db.close()
    return read_rows(path)


def script_start(case):
    """The row at which a --sql command starts, with a shortened id written out."""
    start = next((w.split(":")[0] for w in case["command"] if ":" in w), "base")
    if start == "base":
        return []
    ids = [revision["id"] for revision in case["graph"]]
    return [start if start in ids else next(i for i in ids if i.startswith(start))]


# --- judging ---


def is_topological(case, ids, newest):
    labels = {label: r["id"] for r in case["graph"] for label in r["labels"]}
    below = {
        r["id"]: r["parents"] + [labels.get(d, d) for d in r["depends_on"]]
        for r in case["graph"]
    }
    seen = set()
    for i in ids if not newest else reversed(ids):
        pending, reached = list(below[i]), set()
        while pending:
            at = pending.pop()
            if at not in reached:
                reached.add(at)
                pending += below[at]
        if (reached & set(ids)) - seen:
            return False
        seen.add(i)
    return True


def judge_order(case, want, got, newest):
    same = want == got if case["order"] == "exact" else sorted(want) == sorted(got)
    check(same, f"{got} instead of {want}")
    if case["order"] == "any-topological":
        check(is_topological(case, got, newest), f"{got} is in no order")


def judge_error(case, status, answer):
    code = answer["error"]["code"]
    allowed = case["expect"].get("error", []) + case["expect"].get("or_error", [])
    check(code in allowed, f"{code}: {answer['error'].get('message')}, expected {allowed}")
    check(answer["error"].get("message"), "the error has no message")
    check(status == STATUS.get(code, 3), f"exit status {status} with {code}")


def judge_steps(case, answer):
    action = case["command"][0]
    steps = answer["steps"]
    check(all(step["action"] == action for step in steps), f"actions of {steps}")
    if "steps" in case["expect"]:
        want = [revision for _, revision in case["expect"]["steps"]]
        judge_order(case, want, [step["revision"] for step in steps], action != "upgrade")


def judge_rows(case, answer, database):
    want = case["expect"].get("rows")
    if "--sql" in case["command"]:
        check(not database.exists(), "--sql has made a database")
        if want is not None:
            got = rows_after_script(database, script_start(case), answer["sql"])
            check(got == sorted(want), f"rows {got} instead of {want} by the script")
        return
    got = read_rows(database)
    check(got == sorted(want), f"rows {got} instead of {want}")
    if "heads" in answer:
        check(sorted(answer["heads"]) == got, f"heads {answer['heads']} with rows {got}")


def judge_created(case, answer, folder):
    made = case["expect"]["created"]
    path = folder / answer["path"]
    text = path.read_text()
    path.unlink()
    check(answer["revision"] == made["id"], f"created {answer['revision']}")
    check(sorted(answer["parents"]) == sorted(made["parents"]), f"on {answer['parents']}")
    written = {
        "parents": sorted(made["parents"]),
        "depends_on": made["depends_on"],
        "branch_labels": made["labels"],
    }
    for key, want in written.items():
        got = read_list(text, key)
        check((sorted(got) if key == "parents" else got) == want, f"{key} {got}\n{text}")


def run_case(gitmig, folder, case):
    database = folder / "test.db"
    command = case["command"]
    make_database(database, None if "--sql" in command else case["applied"])
    files = sorted((folder / "versions").iterdir())
    done = subprocess.run(
        [gitmig, "--format", "json", *command],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        said = f"{done.stdout}{done.stderr}"
        raise Wrong(f"exit status {done.returncode}, no JSON: {said}") from error
    expect = case["expect"]
    if "error" in answer:
        judge_error(case, done.returncode, answer)
        check("--sql" in command or read_rows(database) == sorted(case["applied"]), "rows changed")
        check(sorted((folder / "versions").iterdir()) == files, "files changed")
        return
    check("error" not in expect, f"no error, expected {expect.get('error')}: {answer}")
    check(done.returncode == 0, f"exit status {done.returncode}")
    if "created" in expect:
        judge_created(case, answer, folder)
    elif "output_ids" in expect:
        got = [revision["revision"] for revision in answer["revisions"]]
        judge_order(case, expect["output_ids"], got, True)
    else:
        judge_steps(case, answer)
        judge_rows(case, answer, database)


def run_graph(gitmig, cases):
    """The failures of the cases of one graph."""
    failures = []
    with tempfile.TemporaryDirectory(prefix="gitmig_conformance_", dir=SCRATCH) as name:
        folder = pathlib.Path(name)
        write_project(folder, cases[0]["graph"])
        for case in cases:
            try:
                run_case(gitmig, folder, case)
            except (Wrong, KeyError, TypeError, OSError, subprocess.TimeoutExpired) as error:
                failures.append(f"{case['name']}: {error!r}" if not isinstance(error, Wrong)
                                else f"{case['name']}: {error}")
    return failures


def main():
    gitmig = os.path.abspath(sys.argv[1])
    graphs = {}
    count = 0
    with (HERE / "cases.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if all(word in case["name"] for word in sys.argv[2:]):
                graphs.setdefault(json.dumps(case["graph"]), []).append(case)
                count += 1
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        runs = pool.map(lambda cases: run_graph(gitmig, cases), graphs.values())
        failures = [failure for run in runs for failure in run]
    for failure in failures:
        print(failure)
    print(f"{count - len(failures)} of {count} cases pass")
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
