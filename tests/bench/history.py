"""Budgets of what looks at git's history: verify and pre-commit on 100,000 commits."""
import os
import shutil
import subprocess
import sys

from measure import Command, compare

import make_history

HERE = os.path.dirname(os.path.abspath(__file__))
# With findings it is 1: also an answer.
ANSWERS = (0, 1)


class History:
    """One repository, its manifests in folders of `per_folder`, or all in one for 0."""

    def __init__(self, bench, name, per_folder):
        self.bench, self.folder = bench, bench.path("history-" + name)
        self.name, self.per_folder = name, per_folder
        self.cache = os.path.join(self.folder, ".git", "gitmig")
        self.kept = self.folder + ".cache"
        self.generate()
        self.git("checkout", "-q", "-f", "main")
        self.size = sum(os.path.getsize(os.path.join(at, name))
                        for at, _, names in os.walk(self.folder + "/versions")
                        for name in names)

    def generate(self, *more):
        subprocess.run([sys.executable, HERE + "/make_history.py", self.folder,
                        "--per-folder", str(self.per_folder)] + list(more), check=True,
                       stdout=subprocess.DEVNULL)

    def git(self, *argv):
        return subprocess.run(("git", "-C", self.folder) + argv, check=True,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    def forget(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def recall(self):
        self.forget()
        shutil.copytree(self.kept, self.cache)

    def verify(self, **more):
        return Command((self.bench.gitmig, "verify"), self.folder, status=ANSWERS, **more)

    def full(self):
        log = Command(("git", "log", "--raw", "--", "versions"), self.folder)
        compare("verify in full, %s / git log --raw" % self.name,
                self.verify(prepare=self.forget), log, 1, max(3, self.bench.rounds // 3),
                self.size)

    def again(self):
        """What was there before is remembered; then a hundred commits come."""
        self.forget()
        self.verify().run()
        shutil.copytree(self.cache, self.kept)
        tip = self.git("rev-parse", "main")
        self.generate("--more", "100")
        self.git("reset", "-q", "--hard")
        news = Command(("git", "rev-list", tip + "..main"), self.folder)
        compare("verify 100 new commits, %s / git rev-list" % self.name,
                self.verify(prepare=self.recall), news, 2, self.bench.rounds, self.size)
        self.verify().run()
        compare("verify the same again, %s / git rev-list" % self.name, self.verify(), news,
                None, self.bench.rounds, self.size)

    def pre_commit(self):
        number = int(self.git("config", "bench.manifests"))
        path = "versions/%s_staged.yaml" % make_history.revision_id(number)
        with open(os.path.join(self.folder, path), "wb") as manifest:
            manifest.write(make_history.manifest(
                number, [make_history.revision_id(number - 1)]))
        self.git("add", path)
        compare("pre-commit of one manifest, %s / git diff --cached" % self.name,
                Command((self.bench.gitmig, "hook", "pre-commit"), self.folder),
                Command(("git", "diff", "--cached", "--quiet"), self.folder, status=(1,)),
                2, self.bench.rounds, self.size)

    def run(self):
        self.full()
        self.again()
        self.pre_commit()
        shutil.rmtree(self.folder)
        shutil.rmtree(self.kept)
