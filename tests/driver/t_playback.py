#!/usr/bin/env python3
"""The recorded conversations with a real server: gitmig asks the same, in the same order.

Where its SQL has changed on purpose, record.py makes the recordings again.
"""
import unittest

from harness import WireTest
from scenarios import SCENARIOS


class PlaybackTest(WireTest):
    def play(self, scenario):
        server = self.serve({"recording": str(scenario.path)})
        scenario.start(self, server.port)
        try:
            scenario.run(self)
        finally:
            for entry in server.journal.of("unexpected")[:1]:
                self.assertEqual(entry["sql"], entry["expected"])
        self.assertIsNone(server.player.expected(), "gitmig says less than was recorded")
        return server


def add(scenario):
    def test(self):
        self.play(scenario)
    setattr(PlaybackTest, "test_" + scenario.name, test)


for each in SCENARIOS:
    if each.path.exists():
        add(each)


if __name__ == "__main__":
    unittest.main(verbosity=2)
