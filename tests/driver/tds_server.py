#!/usr/bin/env python3
"""A TDS 7.4 server on 127.0.0.1 that answers from a script (tds/server.py says how).

    tds_server.py [--script FILE.json] [--journal FILE.jsonl]

Prints its port, then serves until it is killed or its parent has ended. The journal has a line
per message that was received: its type, and the text of batches.
"""
import argparse
import ctypes
import json
import os
import signal
import threading

from tds.server import Journal, Server

PR_SET_PDEATHSIG = 1


def end_with_parent():
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--script")
    parser.add_argument("--journal")
    options = parser.parse_args()
    end_with_parent()
    script = {}
    if options.script:
        with open(options.script, encoding="utf-8") as file:
            script = json.load(file)
    with Server(script, Journal(options.journal)) as server:
        print(server.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
