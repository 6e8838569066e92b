#!/usr/bin/env python3
"""Shows recordings as text: tds_show.py FILE..."""
import sys

from tds import decode, recording

for path in sys.argv[1:]:
    for entry in recording.load(path):
        print("\n> %s %s" % (entry["type"], entry.get("sql", "")))
        for line in decode.lines(entry["answer"]):
            print("< " + line)
