#!/usr/bin/env python3
"""Writes a folder of manifests of one shape and size, and prints how many.

    make_graph.py SHAPE COUNT FOLDER [--operations] [--flat]

Shapes: linear; comb (branch and merge by turns); merged (two long branches and their merge);
fan (one base, all others heads); deps (four chains that depend on one another).
Files are spread over folders of 1,000; --flat puts all into FOLDER. With --operations each
revision creates a table, else it has none. The same arguments give the same bytes.
"""
import argparse
import hashlib
import pathlib


def parents_linear(i, _count):
    return [i - 1]


def parents_comb(i, _count):
    return {0: [i - 1, i - 2], 1: [i - 1], 2: [i - 2]}[i % 3]


def parents_merged(i, count):
    half = count // 2
    if i == count - 1:
        return [i - 1, half - 1]
    return [0] if i == half else [i - 1]


def parents_fan(_i, _count):
    return [0]


def parents_deps(i, _count):
    return [i - 4] if i >= 4 else []


SHAPES = {
    "linear": parents_linear,
    "comb": parents_comb,
    "merged": parents_merged,
    "fan": parents_fan,
    "deps": parents_deps,
}


def revision_id(i):
    return hashlib.sha1(b"%d" % i).hexdigest()[:12]


def manifest(shape, i, count, operations):
    parents = SHAPES[shape](i, count) if i else []
    depends = [i - 1] if shape == "deps" and i >= 4 and i % 10 == 0 else []
    up, down = "[]", "[]"
    if operations:
        up = f"\n  - create_table: {{name: t{i}, columns: [{{name: id, type: integer}}]}}"
        down = f"\n  - drop_table: {{name: t{i}}}"
    return (
        "gitmig: 1\n"
        f"revision: {revision_id(i)}\n"
        f"parents: [{', '.join(map(revision_id, parents))}]\n"
        + (f"depends_on: [{', '.join(map(revision_id, depends))}]\n" if depends else "")
        + f"message: revision {i} of a {shape} graph\n"
        "created: 2026-01-01T00:00:00Z\n"
        f"upgrade:{' ' if up == '[]' else ''}{up}\n"
        f"downgrade:{' ' if down == '[]' else ''}{down}\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--operations", action="store_true")
    parser.add_argument("--flat", action="store_true")
    args = parser.parse_args()

    folder = args.folder
    for i in range(args.count):
        if i == 0 or (i % 1000 == 0 and not args.flat):
            if not args.flat:
                folder = args.folder / f"{i // 1000:03d}"
            folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{revision_id(i)}_revision_{i}.yaml"
        path.write_text(manifest(args.shape, i, args.count, args.operations))
    print(args.count)


if __name__ == "__main__":
    main()
