"""What verify must say of a history, the slow and obvious way: by asking git for every
commit's whole tree and comparing sets. The rules are those of the contract's section 5, in
its words; see docs for how they are meant."""
import subprocess

import yaml

KEYS = {"gitmig", "revision", "parents", "depends_on", "branch_labels", "message", "created",
        "author", "origin", "review", "upgrade", "downgrade"}


class Git:
    def __init__(self, folder):
        self.folder = folder
        self.batch = subprocess.Popen(["git", "cat-file", "--batch"], cwd=folder,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.blobs, self.trees, self.lists = {}, {}, {}

    def close(self):
        self.batch.stdin.close()
        self.batch.wait()
        self.batch.stdout.close()

    def run(self, *argv):
        return subprocess.run(("git",) + argv, cwd=self.folder, check=True,
                              stdout=subprocess.PIPE).stdout

    def blob(self, name):
        if name not in self.blobs:
            self.batch.stdin.write(name.encode() + b"\n")
            self.batch.stdin.flush()
            size = int(self.batch.stdout.readline().split()[2])
            self.blobs[name] = self.batch.stdout.read(size)
            self.batch.stdout.read(1)
        return self.blobs[name]

    def ancestors(self, commit):
        """Every ancestor with its parents, itself too."""
        if commit not in self.lists:
            lines = self.run("--no-replace-objects", "rev-list", "--parents", commit)
            self.lists[commit] = {words[0]: words[1:] for words in map(
                str.split, lines.decode().splitlines())}
        return self.lists[commit]

    def files(self, commit):
        """The regular files of a commit: path -> blob."""
        if commit not in self.trees:
            found = {}
            for line in self.run("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
                about, path = line.split(b"\t", 1)
                mode, kind, blob = about.decode().split()
                if kind == "blob" and mode.startswith("100"):
                    found[path] = blob
            self.trees[commit] = found
        return self.trees[commit]


class Form:
    """What a manifest says, for those who compare."""

    def __init__(self, document):
        self.id = document["revision"]
        self.parents = document["parents"]
        self.body = (document.get("depends_on", []), document.get("branch_labels", []),
                     document["upgrade"], document["downgrade"])

    def __eq__(self, other):
        return (self.body, self.parents) == (other.body, other.parents)


class Oracle:
    def __init__(self, git, locations, prefix=b""):
        self.git, self.locations, self.prefix = git, locations, prefix
        self.forms, self.all = {}, {}

    def form(self, blob):
        """None for what is no manifest."""
        if blob not in self.forms:
            try:
                document = yaml.load(self.git.blob(blob), yaml.BaseLoader)
                assert set(document) <= KEYS and document["gitmig"] == "1"
                self.forms[blob] = Form(document)
            except Exception:
                self.forms[blob] = None
        return self.forms[blob]

    def is_manifest(self, path):
        try:
            if not path.decode().isprintable():
                return False
        except UnicodeDecodeError:
            return False
        for location in self.locations:
            if path.startswith(location + b"/"):
                names = path[len(location) + 1:].split(b"/")
                return (path.endswith((b".yaml", b".yml")) and
                        not any(name.startswith(b".") for name in names))
        return False

    def revisions(self, commit):
        """id -> [(path, form)] of a commit's tree, by path."""
        if commit not in self.all:
            found = {}
            for path, blob in sorted(self.git.files(commit).items()):
                form = self.form(blob) if self.is_manifest(path) else None
                if form:
                    found.setdefault(form.id, []).append((path, form))
            self.all[commit] = found
        return self.all[commit]

    def path_of(self, path):
        return path[len(self.prefix):].decode()

    def shown_path(self, commit, revision):
        return self.path_of(self.revisions(commit)[revision][0][0])

    def is_broken(self, commit, path):
        return path in self.git.files(commit) and self.form(
            self.git.files(commit)[path]) is None

    @staticmethod
    def compare(before, after):
        """None, "edited" or "reparented"."""
        result = None
        for _, form in after:
            if any(old == form for _, old in before):
                continue
            if not any(old.body == form.body for _, old in before):
                return "edited"
            result = "reparented"
        return result

    def links(self, tip, judged, parents):
        for commit in judged:
            here = self.revisions(commit)
            for revision in self.revisions(tip):
                if revision not in here:
                    continue
                if any(revision in self.revisions(p) for p in parents[commit]):
                    continue
                wanted = {p for _, form in here[revision] for p in form.parents}
                if not wanted <= set(here):
                    yield ("parent-not-in-history", "error", revision, commit,
                           self.shown_path(tip, revision))

    def line(self, tip, judged, parents):
        """Along the first parents, the oldest first."""
        line, commit = [], tip
        while commit in judged:
            line.insert(0, commit)
            commit = parents[commit][0] if parents[commit] else None
        last = dict(self.revisions(commit)) if commit else {}
        present, changed, removed = set(last), {}, {}
        for commit in line:
            here = self.revisions(commit)
            before = (self.revisions(parents[commit][0]) if parents[commit] else {})
            for revision in present - set(here):
                gone = (set(path for path, _ in before[revision]))
                removed[revision] = (commit, gone)
            for revision, files in here.items():
                code = revision in last and self.compare(last[revision], files)
                if code:
                    changed[revision, code] = commit
                last[revision] = files
            present = set(here)
        now = self.revisions(tip)
        for (revision, code), commit in changed.items():
            if revision in now:
                yield code, "warning", revision, commit, self.shown_path(tip, revision)
        for revision, (commit, paths) in removed.items():
            if revision not in now:
                yield "removed", "warning", revision, commit, paths

    def check(self, tip, since=None):
        parents = self.git.ancestors(tip)
        judged = set(parents)
        if since:
            judged -= set(self.git.ancestors(since))
        findings = set()
        for found in list(self.links(tip, judged, parents)) + list(
                self.line(tip, judged, parents)):
            if found[0] == "removed":
                found = self.lost(tip, found)
            if found:
                findings.add(found)
        return findings

    def lost(self, tip, found):
        """With all paths that the removed revision had. Where something broken is there now
        that is what is told; with several paths it may be either."""
        broken = {self.is_broken(tip, path) for path in found[4]}
        if broken == {True}:
            return None
        return found[:4] + (frozenset(map(self.path_of, found[4])), True in broken)

    def compare_with(self, tip, bases):
        now = self.revisions(tip)
        findings = set()
        before = [self.revisions(base) for base in bases]
        for revision, files in now.items():
            codes = {self.compare(b[revision], files) for b in before if revision in b}
            path = self.shown_path(tip, revision)
            if None in codes:
                continue
            if "reparented" in codes:
                findings.add(("reparented", "warning", revision, "-", path))
            elif codes:
                findings.add(("edited", "error", revision, "-", path))
            else:
                for other, theirs in now.items():
                    if any(other in b for b in before) and revision in theirs[0][1].parents:
                        findings.add(("order-changed", "error", revision, "-", path))
        for index, base in enumerate(bases):
            for revision, files in before[index].items():
                if revision in now or any(f[2] == revision for f in findings):
                    continue
                found = self.lost(tip, ("removed", "error", revision, "-",
                                        {path for path, _ in files}))
                if found:
                    findings.add(found)
        return findings
