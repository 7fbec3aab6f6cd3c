#!/usr/bin/env python3
"""Holds the project's sources against the floors in ci/bazel/floors.bzl.

Fails when a room includes one that it may not, when a header of protobuf or a
sealed header is named outside its rooms, when an #include is not written from
the project's root, when a header lacks #pragma once, and when a file is too
long. Before it says so of the project it proves on a planted tree that each
of these is found.
"""

import pathlib
import re
import sys
import tempfile

from root_argument import root_argument

HOUSES = ("raft", "invariants", "harness")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def load_floors(root):
    floors = {"fail": sys.exit}
    exec((root / "ci/bazel/floors.bzl").read_text(), floors)
    return floors


def room_of(path, rooms):
    """The room of a file: the longest row that is its folder or its stem."""
    stem = re.sub(r"(_test|_bench|_fuzz)?\.[a-z.]+$", "", path)
    parts = stem.split("/")
    for length in range(len(parts), 0, -1):
        room = "/".join(parts[:length])
        if room in rooms:
            return room
    return None


def check_include(path, room, header, floors):
    """Yields what is wrong with `#include "header"` in the file `path`."""
    rooms = floors["ROOMS"]
    if header.split("/")[0] not in HOUSES:
        yield f'"{header}" is not written from the project\'s root'
        return
    if header.endswith(".pb.h"):
        if room not in floors["PROTOBUF_ROOMS"]:
            yield f"{room} may not know protobuf ({header})"
        return
    used = room_of(header, rooms)
    if used is None:
        yield f"{header} is in no room of ci/bazel/floors.bzl"
    elif used != room and used not in rooms[room]:
        yield f"{room} may not use {used} ({header})"
    may_name = floors["SEALED"].get(header)
    if may_name is None or re.search(r"_(test|bench)\.cc$", path):
        return
    if not path.startswith(tuple(may_name)):
        yield f"{header} may be named only in {', '.join(may_name)}"


def check_shape(path, text, floors):
    if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.M):
        yield "#pragma once is missing"
    most = floors["LONG_FILES"].get(path) or next(
        lines for end, lines in floors["LINES_MAX"].items()
        if path.endswith(end))
    lines = len(text.splitlines())
    if lines > most:
        yield f"{lines} lines, {most} allowed: what wants its own room?"


def check_file(path, text, floors):
    room = room_of(path, floors["ROOMS"])
    if room is None:
        yield "in no room of ci/bazel/floors.bzl: add a row"
        return
    for header in INCLUDE.findall(text):
        yield from check_include(path, room, header, floors)
    yield from check_shape(path, text, floors)


def check_tree(root, floors):
    """Returns the number of files below `root` and what is wrong in them."""
    files, wrong = 0, []
    for house in HOUSES:
        for source in sorted((root / house).rglob("*")):
            if source.suffix not in (".h", ".cc"):
                continue
            files += 1
            path = source.relative_to(root).as_posix()
            for what in check_file(path, source.read_text(), floors):
                wrong.append(f"{path}: {what}")
    return files, wrong


def check_table(floors):
    """The table itself: every room stands below all that use it."""
    above = set()
    for room, used in floors["ROOMS"].items():
        for name in used:
            if name not in above:
                yield f"floors.bzl: {room} uses {name}, which is not below it"
        above.add(room)


# A file, its text, and what must be found in it ("" means nothing).
PLANTED = [
    ("raft/quorum/majority.cc", '#include "raft/types.h"\n', ""),
    ("raft/types.h", '#pragma once\n#include "raft/base/check.h"\n', ""),
    ("raft/raw_node_test.cc", '#include "raft/raw_node.h"\n', ""),
    ("raft/raw_node.cc", '#include <gtest/gtest.h>\n', ""),
    ("raft/wire/codec.cc", '#include "raft/wire/raft.pb.h"\n', ""),
    ("harness/world/replica.cc", '#include "raft/raw_node.h"\n', ""),
    ("harness/run/run_bench.cc", '#include "raft/raw_node.h"\n', ""),
    ("harness/raftproof.cc", '#include "harness/run/run.h"\n', ""),
    ("raft/quorum/joint.cc", '#include "raft/tracker/progress.h"\n',
     "raft/quorum may not use raft/tracker"),
    ("raft/base/check.h", '#pragma once\n#include "raft/types.h"\n',
     "raft/base may not use raft/types"),
    ("raft/core/raft.cc", '#include "invariants/view.h"\n',
     "raft/core may not use invariants"),
    ("raft/driver.cc", '  #  include "harness/world/world.h"\n',
     "raft/driver may not use harness/world"),
    ("invariants/all_test.cc", '#include "raft/raw_node.h"\n',
     "invariants may not use raft/raw_node"),
    ("harness/world/world.h", '#pragma once\n#include "harness/run/run.h"\n',
     "harness/world may not use harness/run"),
    ("harness/run/run.cc", '#include "raft/raw_node.h"\n',
     "raft/raw_node.h may be named only in"),
    ("raft/log/raft_log.cc", '#include "raft/wire/raft.pb.h"\n',
     "raft/log may not know protobuf"),
    ("raft/core/near.cc", '#include "raft.h"\n',
     "not written from the project's root"),
    ("raft/attic/old.cc", "", "in no room"),
    ("raft/core/raft.h", "class Raft;\n", "#pragma once is missing"),
    ("raft/core/long.cc", "\n" * 401, "401 lines, 400 allowed"),
    ("raft/core/long_test.cc", "\n" * 500, ""),
    ("raft/core/long.h", "#pragma once\n" + "\n" * 200,
     "201 lines, 200 allowed"),
]


def check_planted(floors):
    """Yields every planted fault that check_tree misses or makes up."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for path, text, _ in PLANTED:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        _, found = check_tree(root, dict(floors, LONG_FILES={}))
    for path, _, expected in PLANTED:
        here = [what for what in found if what.startswith(path + ":")]
        if expected and not any(expected in what for what in here):
            yield f"planted in {path} and not found: {expected}"
        if len(here) > bool(expected):
            yield f"made up: {here}"


def main():
    root = root_argument(__doc__)
    floors = load_floors(root)
    files, wrong = check_tree(root, floors)
    wrong = [*check_table(floors), *check_planted(floors), *wrong]
    for what in wrong:
        print(what, file=sys.stderr)
    print(f"{files} files in {len(floors['ROOMS'])} rooms, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
