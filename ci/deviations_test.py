#!/usr/bin/env python3
"""Holds the table of deviations, its patches and its scripts together.

Every row of raft/DEVIATIONS.md has a patch in corpus/reference/ and every patch
a row; the whole series applies; what shows a row exists; and every script that
differs from the reference is named by a row that it names. Planted bugs that
are the reference's ways have a row.
"""

import itertools
import re
import shutil
import sys
import tempfile
import pathlib

import series
from planted_bugs import planted_bugs
from root_argument import root_argument

TEST = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+)",
                  re.MULTILINE)
SCRIPTS = "corpus/reference/scripts"


def tests(root):
    """The names of all tests of the library, and of its fuzzers."""
    return {f"{suite}.{name}"
            for path in (root / "raft").rglob("*_test.cc")
            for suite, name in TEST.findall(path.read_text())} | {
                path.stem for path in (root / "raft").rglob("*_fuzz.cc")}


def exists(root, name, known_tests):
    """Whether there is what a row names as showing it."""
    folder = {".textproto": "corpus/traces", ".txt": SCRIPTS,
              ".patch": "corpus/bugs"}.get(pathlib.Path(name).suffix)
    return (root / folder / name).is_file() if folder else name in known_tests


def wrong_rows(root, rows):
    known_tests = tests(root)
    for row, number in itertools.zip_longest(rows, range(1, len(rows) + 1)):
        if row.id != f"R{number:02}":
            yield f"{series.TABLE}: {row.id} stands where R{number:02} should"
        for column, cell in row.cells.items():
            if not cell:
                yield f"{series.TABLE}: {row.id} has nothing under {column}"
        if not row.shown_by:
            yield f"{series.TABLE}: nothing shows {row.id}"
        for name in row.shown_by:
            if not exists(root, name, known_tests):
                yield f"{series.TABLE}: {row.id} names {name}, which is not"
        for path in re.findall(r"`([^`]+\.(?:cc|h))`", row.cells["here"]):
            if not (root / "raft" / path).is_file():
                yield f"{series.TABLE}: {row.id} names {path}, which is not"


def wrong_patches(root, rows):
    """Yields what is wrong with the patches, or between them and the rows."""
    patches = series.patches(root)
    for patch in patches:
        yield from patch.wrong()
    with_patch = {patch.row for patch in patches}
    for row in rows:
        if row.id not in with_patch:
            yield f"{row.id} has no patch in corpus/reference"
    for row in sorted(with_patch - {row.id for row in rows}):
        yield f"the patch of {row} has no row in {series.TABLE}"
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(root / "raft", f"{scratch}/raft")
        if complaint := series.apply_all(patches, scratch):
            yield complaint


def wrong_bugs(root, rows):
    """Yields the planted bugs that are the reference's ways, of no row."""
    named = {name for row in rows for name in row.shown_by}
    for bug in planted_bugs(root).values():
        source = bug.header.get("source", "")
        if "in the reference" in source and bug.patch.name not in named:
            yield f"{series.TABLE}: no row names {bug.patch.name}"


def wrong_scripts(root, rows):
    entries = series.entries(root)
    ids = {row.id for row in rows}
    for script, causes in entries.items():
        for row in set(causes) - ids:
            yield f"{series.SCRIPTS}: {script} names {row}, which is no row"
        if not script.startswith("shared/") and not (root / script).is_file():
            yield f"{series.SCRIPTS}: there is no {script}"
    shown = {name: row.id for row in rows for name in row.shown_by}
    for path in sorted((root / SCRIPTS).glob("*.txt")):
        causes = entries.get(f"{SCRIPTS}/{path.name}", [])
        if shown.get(path.name) not in causes:
            yield f"{path.name} must show a row that {series.SCRIPTS} names"


def main():
    root = root_argument(__doc__)
    try:
        rows = series.rows(root)
        wrong = [*wrong_rows(root, rows), *wrong_patches(root, rows),
                 *wrong_bugs(root, rows), *wrong_scripts(root, rows)]
    except ValueError as error:
        rows, wrong = [], [str(error)]
    if not rows:
        wrong.append(f"{series.TABLE}: no row can be read")
    for what in wrong:
        print(what, file=sys.stderr)
    print(f"{len(rows)} deviations, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
