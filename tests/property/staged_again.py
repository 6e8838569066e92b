#!/usr/bin/env python3
"""What the pre-commit hook says of an index when it remembers the chain of an earlier HEAD
must be what it says when it remembers nothing.

    staged_again.py GITMIG [--count N] [--seed N]

The histories are those of verify_again.py, with more that may happen to them. HEAD is one
of their commits and the index another's tree, in one of the forms that git gives it.
"""
import argparse
import glob
import os
import random
import shutil
import subprocess
import sys
import tempfile

import verify_again
from verify_again import ENVIRONMENT, Tree, manifest

MORE_KINDS = 10
KINDS = verify_again.KINDS + MORE_KINDS
FORMS = ("read-tree", "read-tree", "updated", "updated", "no cache tree", "version 4",
         "intended", "unmerged", "added by them")


class History(verify_again.History):
    def odd(self, tree, what):
        name, other = self.name(), self.name()
        old = self.some(tree)
        parents = [tree.head] if tree.head else []
        what -= verify_again.KINDS
        if what < 0:
            super().odd(tree, what + verify_again.KINDS)
        elif what == 0 and old:
            same = os.path.basename(old)[:8]  # another revision with that id
            tree["versions/again_%s_x.yaml" % same] = manifest(same, parents, up=(
                "upgrade:\n  - create_table: {name: u%s, columns: [{name: a, type: "
                "text}]}\n")).replace("drop_table: {name: t", "drop_table: {name: u")
        elif what == 1:
            tree[self.path(name)] = manifest(name, [])
        elif what == 2:
            tree[self.path(name)] = manifest(name, parents)
            tree[self.path(other)] = manifest(other, parents)
        elif what == 3:  # one file twice
            tree[self.path(name)] = manifest(name, parents)
            tree["versions/copy_%s_x.yaml" % name] = manifest(name, parents)
        elif what == 4:
            tree["versions/.%s_x.yaml" % name] = manifest(name, ["feedbeef"])
            tree["versions/%s.txt" % name] = "no manifest"
            self.add(tree)
        elif what == 5 and old:
            first = os.path.basename(old)[:8]  # a merge of what is no fork
            tree[self.path(name)] = manifest(name, sorted(set(parents + [first])))
            tree.head = name
        elif what == 6:
            for _ in range(18):
                self.add(tree)
        elif what == 7:
            tree["gitmig.yaml"] += "review: {required: all}\n"
            self.add(tree)
        elif what == 9:  # a label twice
            label = "branch_labels: [twin]\n"
            tree[self.path(name)] = manifest(name, parents, label)
            tree[self.path(other)] = manifest(other, [name], label)
            tree.head = other
        elif what == 8:
            tree["gitmig.yaml"] = "gitmig: 1\nversion_locations: [versions/a, versions/b]\n"
            self.add(tree)


class Builder(verify_again.Builder):
    def __init__(self, rng):
        super().__init__(rng)
        self.history = History(rng)

    def late_parent(self, base):
        """A link that is broken until what it leads to comes; and a new one beside that."""
        mark, tree = base
        name, late = self.history.name(), self.history.name()
        broken, whole = Tree(tree), None
        broken["versions/%s_x.yaml" % name] = manifest(name, [late])
        first = self.commit([mark], broken)
        whole = Tree(first[1])
        whole["versions/%s_x.yaml" % late] = manifest(
            late, [tree.head] if tree.head else [])
        whole.head = name
        beside = Tree(first[1])
        self.history.add(beside)
        line = [base, first, self.commit([first[0]], whole)]
        self.go_on(line)
        return line, [first, self.commit([first[0]], beside)]

    def build(self, seed):
        line = [self.commit([], Tree({"gitmig.yaml": "gitmig: 1\n"}))]
        while len(line) < 8:
            self.go_on(line)
        topics = [self.topic(self.rng.choice(line[2:6]), (seed * 5 + i) % KINDS)
                  for i in range(5)]
        return [line] + topics + list(self.late_parent(line[4]))


class Judge:
    def __init__(self, gitmig, folder, rng):
        self.gitmig, self.folder, self.rng = gitmig, folder, rng
        self.cache = folder + "/.git/gitmig"
        self.indexes, self.cold, self.short = {}, {}, 0
        self.reads = set()  # the questions for which the whole chain is read

    def git(self, *argv, index, data=None):
        return subprocess.run(
            ("git", "-C", self.folder) + argv, check=True, stdout=subprocess.PIPE,
            env=dict(os.environ, GIT_INDEX_FILE=index), input=data).stdout

    def update(self, index, head, tree):
        """From one tree to the other as `git add` goes: entry by entry."""
        lines = []
        raw = self.git("diff-tree", "-r", "-z", "--no-renames", head, tree, index=index)
        fields = raw.split(b"\0")[:-1]
        for about, path in zip(fields[::2], fields[1::2]):
            _, mode, _, blob, _ = about.split()
            lines.append(b"%s %s\t%s\0" % (mode.lstrip(b":"), blob, path))
        # What goes makes room first: a file may stand where a folder was.
        lines.sort(key=lambda line: line[:1] != b"0")
        self.git("update-index", "-z", "--index-info", index=index, data=b"".join(lines))

    def make_index(self, head, tree, form):
        index = "%s/.git/index-%d" % (self.folder, len(self.indexes))
        if form == "read-tree":
            self.git("read-tree", tree, index=index)
            return index
        if form == "no cache tree":
            self.git("read-tree", "--empty", index=index)
            self.git("update-index", "-z", "--index-info", index=index,
                     data=self.git("ls-tree", "-r", "-z", tree, index=index))
            return index
        self.git("read-tree", head, index=index)
        self.update(index, head, tree)
        if form == "version 4":
            self.git("update-index", "--index-version", "4", index=index)
        if form == "intended":
            self.git("add", "-N", "-f", "versions/zz_intended_x.yaml", index=index)
        if form in ("unmerged", "added by them"):
            blob = self.git("rev-parse", tree + ":gitmig.yaml", index=index).strip()
            self.git("update-index", "--index-info", index=index, data=b"".join(
                b"100644 %s %d\tversions/zz_conflict_x.yaml\n" % (blob, stage)
                for stage in ((2, 3) if form == "unmerged" else (3,))))
        return index

    def index(self, question):
        if question not in self.indexes:
            self.indexes[question] = self.make_index(*question)
        return self.indexes[question]

    def ask(self, question):
        index = self.index(question)
        with open(self.folder + "/.git/HEAD", "w") as head:
            head.write(question[0] + "\n")
        run = subprocess.run([self.gitmig, "hook", "pre-commit"], cwd=self.folder,
                             env=dict(os.environ, GIT_INDEX_FILE=index),
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if run.returncode not in (0, 1):
            raise AssertionError(run.stdout + run.stderr)
        return run.returncode, run.stdout, run.stderr

    def snapshots(self):
        return glob.glob(self.cache + "/*-index.cache")

    def forget(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def ask_cold(self, question):
        if question not in self.cold:
            self.forget()
            self.cold[question] = self.ask(question)
            if self.snapshots():
                self.reads.add(question)
        return self.cold[question]

    def again(self, question, before):
        """With what was kept; who reads the whole chain leaves its snapshot behind."""
        for path in self.snapshots():
            os.unlink(path)
        said = self.ask(question)
        if said != self.cold[question]:
            raise AssertionError("%s after %s: %r, not %r" % (
                question, before, said, self.cold[question]))
        short = question in self.reads and not self.snapshots()
        self.short += short
        return short

    def damage(self):
        for path in glob.glob(self.cache + "/*-staged.cache"):
            with open(path, "r+b") as cache:
                data = bytearray(cache.read())
                # Behind the first line, where A in the checksum is as good as a.
                at = self.rng.randrange(data.index(b"\n"), len(data))
                data[at] ^= 1 << self.rng.randrange(8)
                cache.seek(0)
                cache.write(data)
                if self.rng.random() < 0.3:
                    cache.truncate(at)

    def judge(self, lines, rounds):
        rng, asked = self.rng, 0
        pairs = [[(line[i], line[i + 1]) for i in range(len(line) - 1)] for line in lines]
        for _ in range(rounds):
            odd = [rng.choice(line[:4]) for line in pairs[1:]]
            questions = [pair + (rng.choice(FORMS),) for pair in odd] + [
                rng.choice(line) + (rng.choice(FORMS),)
                for line in pairs + 3 * pairs[:1]]
            start = rng.choice((0, 0, 0, rng.randrange(len(pairs[0]))))
            before = [pair + ("read-tree",) for pair in pairs[0][start:] + pairs[0]]
            if rng.random() < 0.2:
                before.insert(0, rng.choice(rng.choice(pairs)) + ("read-tree",))
            questions.append(before[0][:1] + (rng.choice(rng.choice(pairs))[1], "updated"))
            for question in questions:
                self.ask_cold(question)
            self.forget()
            while before and not glob.glob(self.cache + "/*-staged.cache"):
                last = before.pop(0)
                self.ask(last)
            for question in questions:
                asked += 1
                if self.again(question, last) and rng.random() < 0.2:
                    self.damage()
                    if self.again(question, last):
                        raise AssertionError("%s: a damaged file served" % (question,))
        return asked


def judge(gitmig, seed, rounds):
    folder = tempfile.mkdtemp(prefix="gitmig-staged-")
    rng = random.Random(seed)
    try:
        builder = Builder(rng)
        lines = builder.build(seed)
        ids = builder.write(folder)
        os.makedirs(folder + "/versions", exist_ok=True)
        with open(folder + "/versions/zz_intended_x.yaml", "w") as file:
            file.write("gitmig: 1\n")
        lines = [[ids[":%d" % mark] for mark, _ in line] for line in lines]
        if seed % 2:
            with open(folder + "/.git/packed-refs", "a") as refs:
                refs.write("%s refs/remotes/origin/main\n" % rng.choice(rng.choice(lines)))
        judge = Judge(gitmig, folder, rng)
        try:
            return judge.judge(lines, rounds), judge.short
        except AssertionError as error:
            raise AssertionError("seed %d: %s" % (seed, error))
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gitmig")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for name in list(os.environ):
        if name.startswith("GIT_"):
            del os.environ[name]
    os.environ.update(ENVIRONMENT)
    asked = short = failed = 0
    for seed in range(args.seed, args.seed + args.count):
        try:
            more, ways = judge(os.path.abspath(args.gitmig), seed, args.rounds)
            asked, short = asked + more, short + ways
        except AssertionError as error:
            failed += 1
            print(error, file=sys.stderr)
    print("%d histories, %d judgements, %d of them the short way, %d failed" % (
        args.count, asked, short, failed))
    return 1 if failed or not short else 0


if __name__ == "__main__":
    sys.exit(main())
