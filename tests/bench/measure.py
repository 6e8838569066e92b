"""Runs commands side by side and compares them pair by pair."""
import os
import statistics
import sys
import time

MIB = 1 << 20
TIME = "/usr/bin/time"
ROWS = []


class Failed(Exception):
    pass


class Command:
    """One command line; `prepare` is called before each run and is not measured."""

    def __init__(self, argv, cwd, prepare=None, stdin="/dev/null", status=(0,)):
        self.argv, self.cwd, self.prepare = argv, cwd, prepare
        self.stdin, self.status = stdin, status

    def run(self, log="/dev/null"):
        """One run: seconds by the clock and of the processors."""
        if self.prepare:
            self.prepare()
        here = os.getcwd()
        os.chdir(self.cwd)
        try:
            actions = [(os.POSIX_SPAWN_OPEN, 0, self.stdin, os.O_RDONLY, 0),
                       (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                       (os.POSIX_SPAWN_OPEN, 2, log,
                        os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
            start = time.perf_counter()
            pid = os.posix_spawnp(self.argv[0], self.argv, os.environ,
                                  file_actions=actions)
            _, status, usage = os.wait4(pid, 0)
            wall = time.perf_counter() - start
        finally:
            os.chdir(here)
        if os.waitstatus_to_exitcode(status) not in self.status:
            if log == "/dev/null":
                return self.explain()
            raise Failed("%s: exit status %d\n%s" % (
                " ".join(self.argv), os.waitstatus_to_exitcode(status),
                open(log, errors="replace").read()[:2000]))
        return wall, usage.ru_utime + usage.ru_stime

    def explain(self):
        log = os.path.join(os.environ.get("TMPDIR", "/tmp"), "bench-%d.log" % os.getpid())
        try:
            self.run(log)
        finally:
            os.unlink(log)
        raise Failed("%s failed once, then passed" % " ".join(self.argv))


def peak_memory(command):
    """Bytes, of a run of its own: what this process starts inherits its own peak, so
    time(1) stands between."""
    log = os.path.join(os.environ.get("TMPDIR", "/tmp"), "bench-%d.log" % os.getpid())
    if not os.path.exists(TIME):
        return None
    timed = Command((TIME, "-f", "%M", "-o", log) + tuple(command.argv), command.cwd,
                    command.prepare, command.stdin, command.status)
    try:
        timed.run()
        return int(open(log).read().split()[-1]) * 1024
    finally:
        os.unlink(log)


def compare(work, ours, theirs, limit, rounds, manifests=None, scale=1):
    """Medians of interleaved runs; the ratio is the median of the pairs' ratios. The kernel
    counts processor time in ticks that are longer than a short run: only sums say much.
    scale: how much more work is ours than theirs."""
    ours.run(), theirs.run()  # both have been read from the disk once
    pairs = [(ours.run(), theirs.run()) for _ in range(rounds)]
    add_row(work, statistics.median(a[0] for a, _ in pairs),
            statistics.median(b[0] for _, b in pairs),
            statistics.median(a[0] / b[0] for a, b in pairs) / scale,
            sum(a[1] for a, _ in pairs) / max(sum(b[1] for _, b in pairs), 1e-3) / scale,
            limit, peak_memory(ours), memory_limit(manifests))


def memory_limit(manifests):
    return 64 * MIB + 2 * manifests if manifests is not None else None


HEAD = ("work", "gitmig ms", "other ms", "ratio", "cpu", "limit", "MiB", "limit", "")
SHAPE = "%-52s %9s %9s %6s %6s %5s %6s %5s  %s"


def print_head():
    print(SHAPE % HEAD, flush=True)


def add_row(work, ours, theirs, ratio, cpu, limit, peak=None, peak_limit=None):
    over = []
    if limit is not None and ratio > limit:
        over.append("over the limit")
    if peak_limit is not None and (peak or 0) > peak_limit:
        over.append("too much memory")
    verdict = ", ".join(over) if over else "ok" if limit is not None else ""
    ROWS.append((work, verdict))
    print(SHAPE % (
        work, "%.2f" % (ours * 1e3), "%.2f" % (theirs * 1e3),
        "%.2f" % ratio, "%.2f" % cpu, "" if limit is None else "%g" % limit,
        "" if peak is None else "%.1f" % (peak / MIB),
        "" if peak_limit is None else "%.0f" % (peak_limit / MIB),
        verdict), flush=True)


def print_verdict():
    over = [work for work, verdict in ROWS if verdict not in ("ok", "")]
    print("\n%d of %d rows with a limit are within it" % (
        sum(verdict == "ok" for _, verdict in ROWS),
        sum(verdict != "" for _, verdict in ROWS)))
    for work in over:
        print("over: " + work, file=sys.stderr)
