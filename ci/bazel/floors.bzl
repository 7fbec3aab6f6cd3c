"""The floors of the house: which room may use which.

One table for two readers: BUILD files take their visibility from it, and
ci/layers_test.py holds every #include against it (so this file keeps to what
Bazel and Python both understand).

A room is a folder, or one pair of files where a folder holds several rooms
(raft/types.h is `raft/types`). The rooms stand lowest first, each with the
rooms it may use besides itself.
"""

_WORDS = ["raft/base", "raft/types", "raft/wire", "raft/describe"]
_PARTS = _WORDS + ["raft/quorum"]
_CONFIGURATIONS = _PARTS + ["raft/tracker", "raft/confchange"]
_STORED = _CONFIGURATIONS + ["raft/storage"]
_FILES = ["raft/durable/crc32c", "raft/durable/file_system"]
_DURABLE = _FILES + ["raft/durable/wal", "raft/durable/snapshots", "raft/durable/disk_storage"]
_CORE = _STORED + ["raft/log", "raft/core"]
_DRIVEN = _CORE + ["raft/raw_node", "raft/driver"]
_LIBRARY = _DRIVEN + ["raft/transport", "raft/example"]
_CHECKED = _LIBRARY + _DURABLE + ["invariants", "invariants/linearizability"]
_WORLD = _CHECKED + ["harness/world"]
_ACTION = _WORLD + ["harness/action"]
_TRACE = _ACTION + ["harness/trace"]
_CHOSEN = _TRACE + ["harness/strategy"]
_RUN = _CHOSEN + ["harness/run"]
_SEARCH = _RUN + ["harness/explore", "harness/script", "harness/flags"]
_TESTED = _SEARCH + ["harness/property", "harness/fuzz", "harness/bench"]

ROOMS = {
    "raft/base": [],
    "raft/types": ["raft/base"],
    "raft/wire": ["raft/base", "raft/types"],
    "raft/describe": ["raft/base", "raft/types", "raft/wire"],
    "raft/quorum": _WORDS,
    "raft/tracker": _PARTS,
    "raft/confchange": _PARTS + ["raft/tracker"],
    "raft/storage": _CONFIGURATIONS,
    "raft/durable/crc32c": [],
    "raft/durable/file_system": ["raft/base"],
    "raft/durable/wal": _WORDS + _FILES,
    "raft/durable/snapshots": _WORDS + _FILES + ["raft/durable/wal"],
    "raft/durable/disk_storage": _STORED + _FILES + ["raft/durable/wal", "raft/durable/snapshots"],
    "raft/log": _STORED,
    "raft/core": _STORED + ["raft/log"],
    "raft/raw_node": _CORE,
    "raft/driver": _CORE + ["raft/raw_node"],
    "raft/transport": _DRIVEN,
    "raft/example": _DRIVEN + ["raft/transport"],
    "raft/cluster/http": _WORDS,
    "raft/behaviour": _DRIVEN,
    "invariants": _WORDS,
    "invariants/linearizability": ["raft/base"],
    "harness/world": _CHECKED,
    "harness/durable": _WORLD,
    "harness/action": _WORLD,
    "harness/trace": _ACTION,
    "harness/flags": [],
    "harness/lin": _TRACE + ["harness/flags"],
    "harness/strategy": _TRACE,
    "harness/view": _CHOSEN,
    "harness/explore": _TRACE + ["harness/flags"],
    "harness/run": _CHOSEN + ["harness/flags", "harness/view", "harness/explore"],
    "harness/script": _RUN,
    "harness/canary": _SEARCH,
    "harness/property": _SEARCH,
    "harness/fuzz": _SEARCH,
    "harness/bench": _SEARCH + ["harness/fuzz", "harness/lin"],
    "harness/bugs": _WORLD,
    "harness/wal": _WORDS + _DURABLE,
    "harness/raftproof": _TESTED + ["harness/view", "harness/bugs", "harness/lin", "harness/wal"],
}

# A header that only some files may name, although the floors would allow more:
# the beginnings of those files' paths. Tests and benches may name it anywhere
# but in invariants/.
SEALED = {
    "raft/raw_node.h": ["raft/", "harness/world/replica.", "harness/script/"],
    "raft/core/raft.h": ["raft/", "harness/world/replica.", "harness/script/"],
}

# Only these rooms know protobuf.
PROTOBUF_ROOMS = ["raft/wire", "harness/trace"]

# A longer file wants its own room. An exception is a line in LONG_FILES: the
# file and how long it may be.
LINES_MAX = {"_test.cc": 500, ".cc": 400, ".h": 200}

LONG_FILES = {
    # One class, one struct family, one table of commands, one driver's world.
    "raft/core/raft.h": 300,
    "raft/types.h": 340,
    "harness/script/interaction_commands.cc": 500,
    "harness/world/replica.cc": 450,
}

# The rooms that are a pair of files: their folder is their Bazel package.
_FILE_ROOMS = {
    "raft/types": "raft",
    "raft/raw_node": "raft",
    "raft/driver": "raft",
    "raft/durable/crc32c": "raft/durable",
    "harness/raftproof": "harness",
}

def seen_from_above(room):
    """Returns the visibility of a target of `room`: the rooms that may use it.

    In a BUILD file:

        package(default_visibility = seen_from_above("raft/quorum"))
    """
    if room not in ROOMS:
        fail("ci/bazel/floors.bzl has no row for the room " + room)
    packages = {}
    for user, used in ROOMS.items():
        if user == room or room in used:
            package = "//%s:__subpackages__" % user
            if user in _FILE_ROOMS:
                package = "//%s:__pkg__" % _FILE_ROOMS[user]
            packages[package] = True
    return sorted(packages)
