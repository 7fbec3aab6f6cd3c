#!/usr/bin/env python3
"""What ci/hunt makes of programs that find, miss, die, hang and refuse: small
scripts stand for raftproof, and answer by their seed."""

import contextlib
import io
import pathlib
import tempfile
import types

import engines
import hunting
import ran
import scoreboard
from engines import Budget
from hunt_tree import Built
from ran import call, ended

# Takes --seed and --out as `raftproof run` does, and falls at seed 3; `replay`
# shows the fall by a trace with the word "real" in it, or always.
FINDER = r"""#!/usr/bin/env python3
import json, sys
words = sys.argv[1:]
if words[0] == "replay":
    if {always} or {falls_at} and "real" in open(words[-1]).read():
        print("log_matching fell at action 2: x")
    sys.exit(0)
if words[0] == "minimize":
    short = words[words.index("--out") + 1]
    open(short, "w").write("real\nactions 1\n")
    open(short.replace(".textproto", ".story.txt"), "w").write("It fell.")
    print(json.dumps({{"actions": 1}}))
    sys.exit(0)
seed = int(words[words.index("--seed") + 1])
report = {{"runs": 4, "actions": 900, "seconds": 0.5, "violations": []}}
if seed == {falls_at}:
    out = words[words.index("--out") + 1]
    open(out + "/log_matching-3.textproto", "w").write(
        "real\nactions 1\nactions 2\n")
    report["violations"] = [{{"invariant": "log_matching", "seed": seed,
                             "runs": 4, "actions": 900, "seconds": 0.5}}]
print("said on the way", file=sys.stderr)
print(json.dumps(report))
"""
DIES = """#!/bin/sh
echo '7 runs  21000 actions  9/s' >&2
echo 'terminate called: no such entry' >&2
kill -ABRT $$
"""
REFUSES = """#!/bin/sh
echo 'raftproof run: --set: no such thing' >&2
exit 2
"""
STUBBORN = """#!/bin/sh
trap '' TERM
while :; do sleep 0.05; done
"""


class Fake:
    """A folder with programs, and a hunt with the seeds 1, 1000000001 ..."""

    def __init__(self, folder, seeds=1):
        self.folder = pathlib.Path(folder)
        engines.OUT = hunting.OUT = self.folder / "cache"
        hunting.TRACES = self.folder / "traces"
        self.bug = types.SimpleNamespace(
            name="bad", equivalent=None, run_options=lambda: [],
            header={"invariant": "log_matching", "source": "nobody"})
        options = types.SimpleNamespace(seeds=seeds, seconds=5, actions=None,
                                        keep=False)
        self.rows = {}
        self.hunt = hunting.Hunt(options, [self.bug], self.show,
                                 self.folder / "kept")
        self.hunt.plain = self.built("plain", self.finder(falls_at=0))

    def show(self, bug, engine, row):
        self.rows[engine] = row

    @staticmethod
    def finder(falls_at, always=False):
        return FINDER.format(falls_at=falls_at, always=always)

    def built(self, name, script):
        program = self.folder / name
        program.write_text(script)
        program.chmod(0o755)
        return Built(program=program, seconds=1)

    def run(self, script):
        """Hunts with one engine. Returns its row, and what was said."""
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.hunt.bug(self.bug, self.built("bad", script),
                          [engines.MIXED])
        return self.rows.get(engines.MIXED), said.getvalue()

    def kept(self):
        return {str(file.relative_to(self.folder / "kept"))
                for file in (self.folder / "kept").rglob("*")
                if file.is_file()}


def with_fake(test):
    def run():
        with tempfile.TemporaryDirectory() as folder:
            test(Fake(folder))
    return run


@with_fake
def test_a_miss_says_its_runs_and_actions(fake):
    row, said = fake.run(fake.finder(falls_at=0))
    assert (row["found"], row["actions"]) == (0, None), row
    assert (row["missed_runs"], row["missed_actions"]) == (4, 900), row
    assert fake.hunt.wrong == ["bad: not found"], fake.hunt.wrong
    assert fake.kept() == set()


@with_fake
def test_what_is_found_is_kept_with_its_seed_and_log(fake):
    row, said = fake.run(fake.finder(falls_at=1))
    assert (row["found"], row["actions"], row["minimized"]) == (1, 900, 1), row
    assert not fake.hunt.wrong, fake.hunt.wrong
    assert fake.kept() == {f"bad/mixed-1.{ending}" for ending in (
        "textproto", "min.textproto", "min.story.txt", "log")}, fake.kept()
    log = (fake.folder / "kept/bad/mixed-1.log").read_text()
    assert "--seed 1" in log and "said on the way" in log, log
    assert "log_matching fell, seed 1" in log, log


@with_fake
def test_what_falls_without_the_bug_too_is_no_find(fake):
    fake.hunt.plain = fake.built("plain", fake.finder(0, always=True))
    row, said = fake.run(fake.finder(falls_at=1))
    assert (row["found"], row["missed_actions"]) == (0, 1800), row
    assert "falls without a bug, too" in fake.hunt.wrong[0], fake.hunt.wrong


@with_fake
def test_a_program_that_dies_is_a_find_of_its_own_kind(fake):
    row, said = fake.run(DIES)
    assert (row["found"], row["invariant"]) == (1, scoreboard.DIED), row
    assert (row["runs"], row["actions"]) == (7, 21000), row
    assert "ended by SIGABRT" in said and "no such entry" in said, said
    log = (fake.folder / "kept/bad/mixed-1.log").read_text()
    assert "SIGABRT" in log and "no such entry" in log, log
    assert not fake.hunt.wrong, fake.hunt.wrong


@with_fake
def test_a_program_that_dies_without_the_bug_too_is_wrong(fake):
    fake.hunt.plain = fake.built("plain", DIES)
    row, said = fake.run(DIES)
    assert row["found"] == 0, row
    assert "dies without a bug, too" in fake.hunt.wrong[0], fake.hunt.wrong


@with_fake
def test_a_refusal_is_no_death(fake):
    row, said = fake.run(REFUSES)
    assert row["found"] == 0 and row["missed_actions"] is None, row
    assert "no such thing" in fake.hunt.wrong[0], fake.hunt.wrong


@with_fake
def test_a_build_that_fails_is_said_with_its_first_error(fake):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        fake.hunt.bug(fake.bug, Built(
            complaint="it does not build:\nx.cc:3:1: error: no ;\nmore"), [])
    assert "bad: it does not build: (all of it: " in said.getvalue()
    assert "x.cc:3:1: error: no ;" in said.getvalue(), said.getvalue()
    assert fake.kept() == {"bad/build.log"}, fake.kept()
    assert len(fake.hunt.wrong) == 1, fake.hunt.wrong


@with_fake
def test_a_program_that_does_not_end_is_killed(fake):
    ran.POLITE_SECONDS = 0.2
    done = call(fake.built("stubborn", STUBBORN).program, seconds=0.2)
    assert done.hung and "was killed after" in ended(done), ended(done)


@with_fake
def test_long_work_is_watched(fake):
    ran.WATCH_SECONDS = 0.1
    lines = []
    call(fake.built("slow", "#!/bin/sh\necho first\necho at work >&2\n"
                    "sleep 1\n").program, seconds=5, watch=lines.append)
    assert lines and lines[-1] == "at work", lines


def test_a_budget_is_of_both_seconds_and_actions():
    rest = Budget(60, 1000).without(scoreboard.Miss(1, 3, 400, 10))
    assert (rest.seconds, rest.actions, rest.left()) == (50, 600, True)
    assert not rest.without(scoreboard.Miss(1, 3, 700, 10)).left()
    assert Budget(60).without(scoreboard.Miss(1, 3, 700, 10)).left()


def main():
    tests = [test for name, test in globals().items()
             if name.startswith("test_")]
    for test in tests:
        test()
    print(f"{len(tests)} claims hold")


if __name__ == "__main__":
    main()
