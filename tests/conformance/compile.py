#!/usr/bin/env python3
"""Writes cases.jsonl as cases.txt, which tests/unit/test_conformance.c reads.

With --check nothing is written; the exit status is 1 when cases.txt is not what it would be.
A line is fields with tabs between them; the first says what it is:

    graph                   begins a graph; the cases that follow are about it
    r ID PARENTS DEPENDS_ON LABELS      a revision of it; lists have spaces between items
    case NAME               begins a case
    applied IDS
    command WORD...
    order exact|unordered|any-topological
    steps ACTION ID...      for each step
    rows|output|created|error|or_error ITEMS
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent


def case_lines(case):
    expect = case["expect"]
    yield "case", case["name"]
    yield "applied", " ".join(case["applied"])
    yield ("command", *case["command"])
    yield "order", case["order"]
    if "steps" in expect:
        yield ("steps", *(word for step in expect["steps"] for word in step))
    if expect.get("rows") is not None:
        yield "rows", " ".join(sorted(expect["rows"]))
    if "output_ids" in expect:
        yield "output", " ".join(expect["output_ids"])
    if "created" in expect:
        made = expect["created"]
        yield "created", " ".join(made["parents"]), " ".join(made["depends_on"])
    for key in ("error", "or_error"):
        if key in expect:
            yield key, " ".join(expect[key])


def compiled():
    graph = None
    for line in (HERE / "cases.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        if case["graph"] != graph:
            graph = case["graph"]
            yield ("graph",)
            for revision in graph:
                lists = (revision["parents"], revision["depends_on"], revision["labels"])
                yield ("r", revision["id"], *(" ".join(items) for items in lists))
        yield from case_lines(case)


def main():
    text = "".join("\t".join(fields) + "\n" for fields in compiled())
    target = HERE / "cases.txt"
    if sys.argv[1:] == ["--check"]:
        return 0 if target.exists() and target.read_text(encoding="utf-8") == text else 1
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
