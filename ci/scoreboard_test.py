#!/usr/bin/env python3
"""What the scoreboard makes of hunts."""

import json
import pathlib
import tempfile
import types

import scoreboard
from scoreboard import DIED, Find, Miss


def find(seconds, invariant="log_matching"):
    return Find(seed=1, runs=2, actions=int(seconds * 1000), seconds=seconds,
                invariant=invariant, trace=90, minimized=9)


def bug(name, source="nobody", equivalent=None):
    return types.SimpleNamespace(name=name, equivalent=equivalent,
                                 header={"source": source})


def row_of(finds):
    return scoreboard.row_of(finds, limit=60)


def test_a_miss_is_worse_than_any_find():
    row = row_of([find(3), None, find(1)])
    assert (row["found"], row["hunts"], row["seconds"]) == (2, 3, 3), row
    row = row_of([None, find(1), None])
    assert (row["found"], row["seconds"], row["trace"]) == (1, None, 90), row
    assert row_of([None])["invariant"] is None


def test_a_miss_says_what_it_took():
    row = row_of([Miss(1, 30, 9000, 5), find(3), Miss(2, 20, 8000, 6)])
    assert (row["found"], row["hunts"], row["actions"]) == (1, 3, None), row
    assert (row["missed_runs"], row["missed_actions"],
            row["missed_seconds"]) == (20, 8000, 5), row
    row = row_of([find(3)])
    assert row["missed_actions"] is None, row
    row = scoreboard.row_of([Miss(1, 30, 9000, 5)], 60, 8000)
    assert (row["limit"], row["limit_actions"]) == (60, 8000), row


def test_a_program_that_died_was_found():
    row = row_of([Find(1, 0, 0, 2.5, DIED)])
    assert (row["found"], row["invariant"], row["trace"]) == (1, DIED, None)


def test_storing_new_bugs_keeps_the_limits_of_the_others():
    old = row_of([None])
    del old["limit"]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "scoreboard.json"
        path.write_text(json.dumps(
            {"seconds": 3, "bugs": {"a": {"engines": {"one": old}}}}))
        assert scoreboard.unhunted(scoreboard.load(path), ["a", "b"]) == ["b"]
        scoreboard.store(path, {"b": {"engines": {"one": row_of([None])}},
                                "unbuilt": {"engines": {}}}, 3600,
                         ("a", "b", "unbuilt"))
        board = scoreboard.load(path)["bugs"]
    assert list(board) == ["a", "b"], board
    assert board["a"]["engines"]["one"]["limit"] == 3, board


def test_totals_leave_out_what_is_equivalent():
    entries = {
        "a": {"engines": {"one": row_of([find(1)]),
                          "two": row_of([None])}},
        "b": {"engines": {"one": row_of([find(40)]),
                          "two": row_of([find(2)])}},
        "c": {"engines": {"one": row_of([None])}},
        "unbuilt": {"engines": {}},
    }
    bugs = [bug("a"), bug("b", "SandTable x-1"), bug("c", equivalent="so"),
            bug("unbuilt")]
    lines = scoreboard.totals(bugs, entries)
    assert list(lines) == ["one", "two", "any"], lines
    one, best = lines["one"], lines["any"]
    assert (one["bugs"], one["within_60_s"], one["within_10_s"]) == (2, 2, 1)
    assert (one["sandtable_found"], one["sandtable_seconds"]) == (1, 40), one
    assert (best["within_10_s"], best["sandtable_seconds"]) == (2, 2), best


def test_storing_replaces_what_was_hunted_and_keeps_the_rest():
    row = row_of([find(1)])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "scoreboard.json"
        scoreboard.store(path, {"a": {"engines": {"one": row}},
                                "gone": {"engines": {"one": row}}}, 60, "ab")
        scoreboard.store(path, {"a": {"engines": {"two": row}},
                                "b": {"engines": {"two": row}}}, 60, "ab")
        board = scoreboard.load(path)
    assert list(board["bugs"]) == ["a", "b"], board
    assert list(board["bugs"]["a"]["engines"]) == ["one", "two"], board
    assert scoreboard.best_row({"engines": {}}) is None


def test_the_best_engines_find_most_often_then_fastest():
    entry = {"engines": {"slow": row_of([find(9)] * 3),
                         "fast": row_of([find(1)] * 3),
                         "lucky": row_of([find(.1), find(.1), None]),
                         }}
    assert scoreboard.best_engines(entry, 60) == ["fast", "slow"]


def main():
    tests = [test for name, test in globals().items()
             if name.startswith("test_")]
    for test in tests:
        test()
    print(f"{len(tests)} claims hold")


if __name__ == "__main__":
    main()
