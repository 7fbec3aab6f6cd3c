#!/usr/bin/env python3
"""Holds the verdicts of `raftproof lin` against those that are expected.

Every *expected.tsv in the folder is a table whose first line names its columns,
`file` and `expected` among them; a file is named from the folder on, and what
is expected is linearizable, illegal, or bad (it is no history). The last line
of the output is `N passed, N failed`.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys

VERDICTS = {"linearizable": "linearizable", "illegal": "not linearizable",
            "bad": "bad input"}


def expectations(folder):
    """Returns the expected verdict of each file."""
    expected = {}
    for table in sorted(folder.glob("*expected.tsv")):
        with table.open(newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                expected[row["file"]] = VERDICTS[row["expected"]]
    return expected


def verdicts(raftproof, folder, files):
    """Returns what `raftproof lin` says of each file."""
    done = subprocess.run([raftproof, "lin", "--json", *files], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    results = json.loads(done.stdout)["files"]
    return {result["file"]: result.get("verdict", "bad input")
            for result in results}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raftproof", type=pathlib.Path, help="the program")
    parser.add_argument("folder", type=pathlib.Path, help="of histories")
    options = parser.parse_args()
    raftproof, folder = options.raftproof.resolve(), options.folder
    expected = expectations(folder)
    given = verdicts(raftproof, folder, list(expected))
    failed = 0
    for file, verdict in expected.items():
        if given.get(file) == verdict:
            continue
        failed += 1
        print(f"{file}: {verdict} expected, and it is said to be "
              f"{given.get(file)}")
    if not expected:
        print(f"{folder}: no table of expected verdicts")
        failed = 1
    print(f"{len(expected) - min(failed, len(expected))} passed, "
          f"{failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
