#!/usr/bin/env python3
"""What `gitmig forecast` says of random branches, judged by git itself, which merges them, and
by `gitmig heads` and `gitmig merge` on what comes out.

    forecast_merge.py GITMIG [--count N] [--seed N]"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

NO_CONFIG = tempfile.NamedTemporaryFile()  # empty: what is set in /dev/null takes its place
for name in list(os.environ):
    if name.startswith("GIT"):
        del os.environ[name]
os.environ.update(GIT_CONFIG_GLOBAL=NO_CONFIG.name, GIT_CONFIG_SYSTEM=NO_CONFIG.name, GIT_AUTHOR_NAME="A",
                  GIT_AUTHOR_EMAIL="a@example.com", GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@example.com")
TABLES = "abcd"


def git(*words, check=True):
    return subprocess.run(("git",) + words, check=check, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)


class Project:
    def __init__(self, rng, gitmig):
        self.rng, self.program, self.made = rng, gitmig, 0
        git("init", "-q", "-b", "main")
        os.mkdir("versions")
        with open("gitmig.yaml", "w") as out:
            out.write("gitmig: 1\n")
        self.write("base", [], ["{create_table: {name: %s, columns: [{name: id, type: integer}]}}" % t
                                for t in TABLES])
        self.commit()

    def gitmig(self, *words):
        run = subprocess.run((self.program,) + words + ("--format", "json"), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
        return json.loads(run.stdout)

    def heads(self):
        return [revision["revision"] for revision in self.gitmig("heads").get("revisions", [])]

    def commit(self):
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", "x")

    def write(self, revision, parents, operations, label=None):
        with open("versions/%s.yaml" % revision, "w") as out:
            out.write("gitmig: 1\nrevision: %s\nparents: [%s]\nbranch_labels: [%s]\nupgrade: [%s]\ndowngrade: []\n"
                      % (revision, ", ".join(parents), label or "", ", ".join(operations)))

    def operation(self):
        rng, table = self.rng, self.rng.choice(TABLES)
        return rng.choice([
            "{create_table: {name: n%d, columns: [{name: id, type: integer}]}}" % rng.randrange(6),
            "{add_column: {table: %s, column: {name: c%d, type: integer}}}" % (table, rng.randrange(6)),
            "{create_index: {name: i%d, table: %s, columns: [id]}}" % (rng.randrange(5), table),
            "{drop_table: {name: %s}}" % table,
            "{rename_table: {from: %s, to: z%d}}" % (table, rng.randrange(3)),
            "{execute: {sql: 'UPDATE %s SET id = 1', touches: [%s]}}" % (table, table),
            "{execute: {sql: 'UPDATE %s SET id = 1'}}" % table])

    def step(self):
        rng, heads = self.rng, self.heads()
        what = rng.random()
        if what < 0.72 or not heads:
            self.made += 1
            parents = heads[:2] if rng.random() < 0.1 else [rng.choice(heads or ["base"])]
            self.write("r%d" % self.made, parents, [self.operation()] if rng.random() < 0.8 else [],
                       "l%d" % self.made if rng.random() < 0.1 else None)
        elif what < 0.8 and heads[0] != "base":
            os.remove("versions/%s.yaml" % heads[0])
        else:
            self.write("same", [heads[0] if heads[0] != "same" else "base"], [self.operation()])
        self.commit()

    def make(self):
        branches = ["main"]
        for number in range(self.rng.randrange(2, 5)):
            git("switch", "-q", "-c", "b%d" % number, self.rng.choice(branches + 2 * ["main"]))
            branches.append("b%d" % number)
            for _ in range(self.rng.randrange(1, 3)):
                self.step()
        for _ in range(self.rng.choice((0, 0, 3))): # criss-cross: several merge bases
            one, other = self.rng.sample(branches[1:], 2)
            tips = [git("rev-parse", name).stdout.strip() for name in (one, other)]
            for name, tip in ((one, tips[1]), (other, tips[0])):
                git("switch", "-q", name)
                if git("merge", "-q", "--no-edit", tip, check=False).returncode:
                    git("merge", "--abort", check=False)
                self.step()
        git("switch", "-q", self.rng.choice(branches[1:]))


def codes(conflicts):
    return sorted((conflict["code"], conflict["object"]) for conflict in conflicts)


def judge(project, before, forecast, seen):
    """Of a branch that git has merged, or tried to."""
    ref, conflicts = forecast["ref"], forecast["conflicts"]
    if git("merge", "-q", "--no-edit", ref, check=False).returncode:
        seen["git's own conflicts"] += 1
        assert conflicts, "git has conflicts, the forecast none"
        git("merge", "--abort")
        return
    merged = project.gitmig("heads")
    if "error" in merged:
        seen["broken"] += 1
        assert conflicts or "note" in forecast, "the merge is broken: %s" % merged
        return
    heads = sorted(revision["revision"] for revision in merged["revisions"])
    assert heads == sorted(forecast["heads"]), "the heads are %s" % heads
    if len(before) == 1 and len(heads) == 2:
        real = codes(project.gitmig("merge", "heads", "--dry-run").get("conflicts", []))
        assert real == codes(conflicts), "the conflicts are %s" % real
        seen["with conflicts" if real else "independent"] += 1
    seen["merged"] += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gitmig")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    gitmig, seen = os.path.abspath(args.gitmig), dict.fromkeys(
        ("git's own conflicts", "broken", "with conflicts", "independent", "merged",
         "several merge bases"), 0)
    for seed in range(args.seed, args.seed + args.count):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            project = Project(random.Random(seed), gitmig)
            project.make()
            before, here = project.heads(), git("rev-parse", "HEAD").stdout.strip()
            answer = project.gitmig("forecast")
            if "error" in answer: # this side is broken already: every command says so
                error = project.gitmig("heads", "--ref", "HEAD")["error"]
                assert answer["error"]["message"] == error["message"], (seed, answer, error)
            for forecast in answer.get("branches", []):
                # Alone and for the second time: out of the cache, and asked nothing before.
                again = project.gitmig("forecast", forecast["ref"])["branches"]
                assert again == [forecast], "seed %d: %s, then %s" % (seed, forecast, again)
                if len(git("merge-base", "--all", "HEAD", forecast["ref"]).stdout.split()) > 1:
                    seen["several merge bases"] += 1
                try:
                    judge(project, before, forecast, seen)
                except AssertionError as error:
                    sys.exit("seed %d, %s: %s" % (seed, forecast, error))
                git("reset", "-q", "--hard", here)
            os.chdir("/")
    print(seen)
    seen.pop("broken") # rare
    assert min(seen.values()) > 0, "a generator that no longer makes them proves nothing"


main()
