#!/usr/bin/env python3
"""Makes a repository with a long history of manifests, by `git fast-import`, and prints what
it has.

    make_history.py FOLDER [--commits 100000] [--manifests 10000] [--merges 5000]
                    [--per-folder N] [--more N]

Manifests are spread evenly over the history, each in a commit of its own with its parent
before it; one in twenty is edited later in its message alone. Merges are of side branches of
one commit, every tenth with what is
next on the main line otherwise. --per-folder 100 puts so many files
into each folder below versions/; without it all are in one. The rest of the commits touch
other files. The work tree is not checked out; the index is HEAD's. With --more only so many
commits are added to a history that was made with the same arguments, one in ten with a
manifest. The same arguments give the same commits.
"""
import argparse
import hashlib
import os
import subprocess

PROJECT = b"gitmig: 1\nversion_locations: [versions]\n"
START = 1500000000


def revision_id(i):
    return hashlib.sha1(b"history %d" % i).hexdigest()[:12]


def manifest(i, parents, note=""):
    return ("gitmig: 1\nrevision: %s\nparents: [%s]\nmessage: Add table %d%s\n"
            "created: 2026-01-01T00:00:00Z\n"
            "author: Author Name <author@example.com>\nupgrade:\n"
            "  - create_table: {name: t%d, columns: [{name: id, type: integer}]}\n"
            "downgrade:\n  - drop_table: {name: t%d}\n" % (
                revision_id(i), ", ".join(parents), i, note, i, i)).encode()


class Writer:
    def __init__(self, out, per_folder):
        self.out, self.per_folder = out, per_folder
        self.commits = self.manifests = 0
        self.head, self.tip = None, []  # the last revision; the commit to go on from

    def path(self, i):
        folder = "%03d/" % (i // self.per_folder) if self.per_folder else ""
        return b"versions/%s%s_add_table_%d.yaml" % (
            folder.encode(), revision_id(i).encode(), i)

    def commit(self, files, parents, branch=b"refs/heads/main"):
        self.commits += 1
        lines = [b"commit %s\nmark :%d\n" % (branch, self.commits),
                 b"committer A <a@example.com> %d +0000\n" % (START + 60 * self.commits),
                 b"data 2\nx\n"]
        for index, parent in enumerate(parents):
            lines.append(b"%s %s\n" % (b"merge" if index else b"from", parent))
        for path, data in files:
            lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(data), data))
        lines.append(b"\n")
        self.out.write(b"".join(lines))
        return b":%d" % self.commits

    def other(self, number):
        """A file of the application."""
        return (b"src/d%02d/f%02d.c" % (number % 37, number % 53), b"/* %d */\n" % number)

    def next_manifest(self):
        i = self.manifests
        self.manifests += 1
        parents = [self.head] if self.head else []
        self.head = revision_id(i)
        self.last = (i, parents)
        return (self.path(i), manifest(i, parents))

    def edited(self):
        i, parents = self.last
        return (self.path(i), manifest(i, parents, ", as discussed"))


def merge(out, tip, files, by_side):
    """A merge of a branch of one commit. fast-import takes the first parent's tree for the
    merge's, and has to read the version folders again when a side has touched them."""
    other = [out.other(out.commits)]
    if by_side:
        side = out.commit(files, tip, b"refs/heads/side")
        main = out.commit(other, tip)
        return [out.commit(files, [main, side])]
    side = out.commit(other, tip, b"refs/heads/side")
    main = out.commit(files, tip)
    return [out.commit(other, [main, side])]


def write_all(writer, args):
    """Rounds of as many commits as there are for one merge, or for one manifest."""
    out = writer
    tip = [out.commit([(b"gitmig.yaml", PROJECT)], [])]
    merges = 0
    while out.commits < args.commits:
        done = out.commits / args.commits
        files = [out.other(out.commits)]
        if out.manifests < args.manifests * done:
            files = [out.next_manifest()]
        elif out.manifests and out.commits % 200 == 7:
            files = [out.edited()]
        if merges < args.merges * done and out.commits + 2 < args.commits:
            merges += 1
            tip = merge(out, tip, files, merges % 10 == 0)
        else:
            tip = [out.commit(files, tip)]
    return merges


def write_more(writer, args, tip):
    out = writer
    tip = [tip.encode()]
    for i in range(args.more):
        files = [out.next_manifest() if i % 10 == 5 else out.other(i)]
        tip = [out.commit(files, tip)]


def git(folder, *argv):
    return subprocess.run(("git", "-C", folder) + argv, check=True,
                          stdout=subprocess.PIPE).stdout.decode().strip()


def fast_import(folder):
    return subprocess.Popen(["git", "-C", folder, "-c", "core.compression=1", "fast-import",
                             "--quiet", "--done"], stdin=subprocess.PIPE)


def run(args):
    if not args.more:
        subprocess.run(["git", "init", "-q", "-b", "main", args.folder], check=True)
    importer = fast_import(args.folder)
    writer = Writer(importer.stdin, args.per_folder)
    merges = 0
    if args.more:
        tip = git(args.folder, "rev-parse", "main")
        writer.commits = int(git(args.folder, "rev-list", "--count", "main"))
        writer.manifests = int(git(args.folder, "config", "bench.manifests"))
        writer.head = revision_id(writer.manifests - 1)
        first = writer.commits
        write_more(writer, args, tip)
        writer.commits -= first
    else:
        merges = write_all(writer, args)
    importer.stdin.write(b"done\n")
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    git(args.folder, "config", "bench.manifests", str(writer.manifests))
    git(args.folder, "read-tree", "main")
    if not args.more:
        git(args.folder, "update-ref", "-d", "refs/heads/side")
    print("%d commits, %d manifests, %d merges" % (
        writer.commits, writer.manifests, merges))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--commits", type=int, default=100000)
    parser.add_argument("--manifests", type=int, default=10000)
    parser.add_argument("--merges", type=int, default=5000)
    parser.add_argument("--per-folder", type=int, default=0)
    parser.add_argument("--more", type=int, default=0)
    args = parser.parse_args()
    for name in list(os.environ):
        if name.startswith("GIT_"):
            del os.environ[name]
    run(args)


if __name__ == "__main__":
    main()
