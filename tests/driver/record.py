#!/usr/bin/env python3
"""Makes recordings/*.jsonl again: what gitmig says to a real SQL Server, and its answers.

    export GITMIG=build/dev/src/gitmig GITMIG_SOURCE=.
    tests/driver/record.py mssql://user:password@host:port/database
    tests/driver/record.py --accept

To be run when the driver's SQL has changed on purpose; t_playback.py says that it has. The
database is empty before and will be filled. The server has to take connections without
encryption, since what is recorded must be readable. Babelfish for PostgreSQL will do: today's
recordings are of its release 4.4.

--accept needs no server: the requests are replaced by those of today, in order, and the answers
stay. That is right only where the new SQL asks for the same, with the same result sets.

Read the difference (tds_show.py prints a recording as text) before it is committed.
"""
import sys
import unittest
import urllib.parse

from harness import WireTest
from scenarios import RECORDINGS, SCENARIOS
from tds import recording


class Recorder(WireTest):
    def __init__(self, url):
        super().__init__()
        self.url = urllib.parse.urlsplit(url)

    def runTest(self):
        url = self.url
        RECORDINGS.mkdir(exist_ok=True)
        with recording.Proxy(url.hostname, url.port or 1433) as proxy:
            for scenario in SCENARIOS:
                scenario.start(self, proxy.port, database=url.path[1:], user=url.username,
                               password=urllib.parse.unquote(url.password))
                scenario.run(self)
                entries = proxy.take()
                recording.save(scenario.path, entries)
                print("%s: %d requests" % (scenario.name, len(entries)))


class Accepter(WireTest):
    """What the recordings hold as requests becomes what is said today."""

    def runTest(self):
        for scenario in SCENARIOS:
            server = self.serve({"recording": str(scenario.path)})
            server.player.accept = True
            scenario.start(self, server.port)
            scenario.run(self)
            self.assertIsNone(server.player.expected(), "less is said: record it again")
            self.assertFalse(server.journal.of("unexpected"), "more is said: record it again")
            server.player.save(scenario.path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    accept = sys.argv[1] == "--accept"
    result = unittest.TextTestRunner().run(Accepter() if accept else Recorder(sys.argv[1]))
    sys.exit(not result.wasSuccessful())
