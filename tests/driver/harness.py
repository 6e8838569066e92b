"""What the tests of the wire share: a project whose database is a server of tds/, and gitmig runs
in it that are looked at for what may never happen: a crash, a hang, a password."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest
import urllib.parse

from tds.server import Server

GITMIG = os.environ["GITMIG"]
PROBE = os.environ.get("GITMIG_PROBE")
SOURCE = pathlib.Path(os.environ["GITMIG_SOURCE"])
PASSWORD = "pä:ss/wörd 😀'%"
SECRETS = [PASSWORD, urllib.parse.quote(PASSWORD, safe=""), "wörd 😀", "%C3%B6rd"]
# What a run may take before it counts as hanging, sanitizers and a busy machine included.
LIMIT = int(os.environ.get("GITMIG_TEST_LIMIT", "120"))


class Result:
    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = arguments, status, out, err

    def __str__(self):
        return "gitmig %s: exit %s\n%s\n%s" % (" ".join(self.arguments), self.status, self.out,
                                               self.err)

    def json(self):
        return json.loads(self.out)


class WireTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gitmig-wire-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.servers = []
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": str(self.folder / "git"), "GIT_CONFIG_SYSTEM": str(self.folder / "git"),
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_CEILING_DIRECTORIES": str(self.folder.parent),
            **{k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")},
        }

    def serve(self, script=None):
        server = Server({"default": nothing_there, **(script or {})})
        server.__enter__()
        self.servers.append(server)
        self.addCleanup(self.retire, server)
        return server

    def retire(self, server):
        server.__exit__()
        self.assertFalse(server.journal.of("broken"))
        for sql in server.journal.batches():
            for secret in SECRETS:
                self.assertNotIn(secret, sql)

    def project(self, port, host="127.0.0.1", database="db", user="sa", password=PASSWORD,
                top="", **options):
        """gitmig.yaml for a server at that port; options: keys of the database;
        top: another line of the file."""
        url = "mssql://%s:%s@%s:%d/%s" % (user, urllib.parse.quote(password, safe=""), host, port,
                                          database)
        (self.folder / "url").write_text(url, encoding="utf-8")
        options = {"encrypt": "off", "connect_timeout": LIMIT, "lock_timeout": 1, **options}
        (self.folder / "gitmig.yaml").write_text(
            "gitmig: 1\nmodels: schema\nmode: {default: P}\ndatabases:\n  P: {url: '${file:url}', "
            + ", ".join("%s: %s" % item for item in options.items()) + "}\n" + top + "\n", encoding="utf-8")
        (self.folder / "versions").mkdir(exist_ok=True)
        (self.folder / "schema").mkdir(exist_ok=True)

    def chain(self):
        """The project's own chain and its models."""
        shutil.copytree(SOURCE / "versions", self.folder / "versions", dirs_exist_ok=True)
        shutil.copytree(SOURCE / "docs/example/schema", self.folder / "schema",
                        dirs_exist_ok=True)

    def manifest(self, revision, upgrade, parents="", downgrade="[]"):
        (self.folder / "versions" / (revision + ".yaml")).write_text(
            "gitmig: 1\nrevision: %s\nparents: [%s]\nupgrade: %s\ndowngrade: %s\n"
            % (revision, parents, upgrade, downgrade), encoding="utf-8")

    def clear(self):
        """No manifests and no models."""
        for name in ["versions", "schema"]:
            shutil.rmtree(self.folder / name)
            (self.folder / name).mkdir()

    # runs
    def start(self, *arguments):
        """gitmig as a process that goes on; finish() waits for it."""
        process = subprocess.Popen(
            [GITMIG, *arguments], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.gitmig = arguments
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.stderr.close()
        process.wait()

    def finish(self, process):
        try:
            out, err = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            self.fail("gitmig %s hangs" % " ".join(process.gitmig))
        result = Result(process.gitmig, process.returncode, out.decode(), err.decode())
        self.look(result)
        return result

    def look(self, result):
        """What must hold for every run, whatever it is about."""
        self.assertGreaterEqual(result.status, 0, "killed by a signal: %s" % result)
        for word in ["Sanitizer", "runtime error:"]:
            self.assertNotIn(word, result.err)
        for secret in SECRETS:
            self.assertNotIn(secret, result.out + result.err)

    def run_gitmig(self, *arguments):
        return self.finish(self.start(*arguments))

    def succeeds(self, *arguments):
        result = self.run_gitmig(*arguments)
        self.assertEqual(result.status, 0, result)
        return result

    def fails(self, code, pattern, *arguments, status=3):
        """Fails with this error code, a message or hint like this, and as one document."""
        result = self.run_gitmig(*arguments, "--format", "json")
        self.assertEqual(result.status, status, result)
        error = result.json()["error"]
        self.assertEqual(error["code"], code, result)
        self.assertRegex(error["message"] + "\n" + str(error.get("hint")), re.compile(pattern), result)
        return error

    def probe(self, server, lock=1, query=0, status=0):
        """The driver itself, one call at a time: probe("query SELECT 1") gives its JSON."""
        self.project(server.port)
        process = subprocess.Popen(
            [PROBE, "url", str(lock), str(query)], cwd=self.folder, env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end_probe, process, status)

        def ask(line):
            watch = threading.Timer(LIMIT, process.kill)
            watch.start()
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline().decode()
            watch.cancel()
            self.assertTrue(answer, "the probe died or hung: %s" % line[:99])
            for secret in SECRETS:
                self.assertNotIn(secret, answer)
            return json.loads(answer)
        ask.process = process
        return ask

    def end_probe(self, process, status):
        try:
            _, err = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("the probe hangs")
        self.assertEqual(process.returncode, status, err.decode())
        self.assertEqual(err.decode() if not status else "", "")

    def kinds(self, server):
        return [e["type"] for e in server.journal.entries]


def nothing_there(sql):
    """The answer of an empty database to what the driver looks at before all else: the lock is
    got, and none of the tables is there."""
    if "SELECT @gitmig" in sql:
        return looked(0, [0] * sql.count("CASE WHEN"))
    return []


def looked(lock, there):
    columns = [["", "int"], ["", "nvarchar(128)"]] + [["", "int"]] * len(there)
    return [{"columns": columns, "rows": [[lock, "db", *there]]}]
