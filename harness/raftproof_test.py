#!/usr/bin/env python3
"""raftproof takes what fuzzers leave as it is, and says the same every time.

    raftproof_test.py RAFTPROOF PLANTED FILE...

PLANTED is raftproof with a bug; files are traces and inputs of schedule_fuzz.
"""

import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys

RAFTPROOF = sys.argv[1]
PLANTED = sys.argv[2]
FILES = sys.argv[3:]
TEMPORARY = pathlib.Path(os.environ["TEST_TMPDIR"])


def raftproof(*arguments, environment=None, program=RAFTPROOF):
    done = subprocess.run((program, *arguments), text=True, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout + done.stderr


def expect(got, code, text):
    if got[0] != code or text not in got[1]:
        sys.exit(f"expected {code} and '{text}', not {got}")


def falling():
    """Returns a short trace under which something falls."""
    out = TEMPORARY / "falling"
    if not out.exists():
        raftproof("run", "--set", "reuse_ids=1", "--until-violation",
                  "--no-minimize", "--out", out)
    trace, = set(out.glob("*.textproto")) - set(out.glob("*.min.textproto"))
    return trace


def replays_and_minimizes_what_fuzzers_leave():
    inputs = [name for name in FILES if not name.endswith(".textproto")]
    assert inputs, "no inputs of a fuzzer"
    for name in inputs:
        crash = TEMPORARY / "crash-1"
        shutil.copyfile(name, crash)
        expect(raftproof("replay", crash), 0, "actions, nothing fell")
        expect(raftproof("replay", crash, "--json"), 0, '"violation":null')
        expect(raftproof("replay", crash, "--verbose"), 0, ") Term:")
        expect(raftproof("view", crash), 0, "")
        expect(raftproof("minimize", crash), 2, "nothing falls under it")
        for command in ("replay", "view", "minimize"):
            said = raftproof(command, crash)[1]
            assert said.count("crash-1: read as a fuzzer's schedule of ") == 1


def replays_and_minimizes_what_falls_under_a_fuzzer():
    fell = 0
    crash = TEMPORARY / "crash-2"
    for name in FILES:
        if name.endswith(".textproto"):
            continue
        shutil.copyfile(name, crash)
        code, text = raftproof("replay", crash, "--json", program=PLANTED)
        assert (code == 1) == ('"violation":null' not in text), text
        if code == 0:
            continue
        fell += 1
        short = json.loads(raftproof("minimize", crash, "--json",
                                     program=PLANTED)[1].splitlines()[0])
        invariant = short["signature"].split(":")[0]
        again = raftproof("replay", short["trace"], program=PLANTED)
        expect(again, 1, f"{invariant} fell at action ")
        assert "differs" not in again[1], again
        expect(raftproof("view", crash, "--story", program=PLANTED), 0,
               f"Here {invariant} fell: ")
    assert fell > 0, "nothing falls with the bug"


def says_what_is_wrong_with_files():
    nearly = TEMPORARY / "nearly.textproto"
    nearly.write_text("format: 9\n")
    expect(raftproof("replay", nearly), 2, "format 9 is not known")
    expect(raftproof("minimize", nearly), 2, "format 9 is not known")
    expect(raftproof("replay", TEMPORARY / "none"), 2, "No such file")
    damaged = TEMPORARY / "damaged"
    damaged.write_bytes(falling().read_bytes() + b"\0")
    for command in ("replay", "view", "minimize"):
        expect(raftproof(command, damaged), 2, "/damaged: line ")
    expect(raftproof("replay", RAFTPROOF), 2, "it is a program, not a trace")
    expect(raftproof("wal"), 2, "it needs the directory of a log")
    expect(raftproof("wal", TEMPORARY / "none"), 2, "No such file")
    expect(raftproof("wal", "verify", TEMPORARY), 2, "there is no log in it")


def slow_to_minimize():
    """Returns a trace of 2000 ticks, none of which can go alone: a voter's
    clock runs so far ahead that it forgets a lease."""
    setup = dict(nodes=2, clients=1, keys=1, lease_reads=1, max_skew=10000,
                 check_quorum=511, election_tick=1000)
    lines = ["format: 1"]
    lines += [f'setup {{ name: "{name}" value: {value} }}'
              for name, value in setup.items()]
    lines += ["actions { verb: TICK node: 1 }"] * 1000
    lines += ["actions { verb: TIMEOUT node: 2 }"]
    for node, kind in ((2, "MsgVote"), (1, "MsgVoteResp"),
                       (2, "MsgHeartbeat"), (1, "MsgHeartbeatResp")):
        if kind == "MsgHeartbeat":
            lines += ["actions { verb: BEAT node: 2 }"]
        index = 1 if kind == "MsgVote" else 0
        lines += [f'actions {{ verb: DELIVER node: {node} peer: {3 - node} '
                  f'type: "{kind}" term: 2 index: {index} }}']
    lines += ["actions { verb: TICK node: 1 }"] * 1001
    lines += ["actions { verb: BEAT node: 2 }"]
    trace = TEMPORARY / "slow.textproto"
    trace.write_text("\n".join(lines) + "\n")
    return trace


def interrupted_at_its_first_progress(*arguments):
    """Returns the exit code and what was printed on stdout. Progress is for
    terminals."""
    terminal, stderr = pty.openpty()
    with open(TEMPORARY / "stdout", "w+") as stdout:
        process = subprocess.Popen((RAFTPROOF, *arguments), stdout=stdout,
                                   stderr=stderr)
        os.close(stderr)
        told = b""
        while True:
            try:
                read = os.read(terminal, 4096)
            except OSError:  # The other end was closed.
                break
            if b"actions left" not in told and b"actions left" in told + read:
                process.send_signal(signal.SIGINT)
            told += read
        os.close(terminal)
        code = process.wait()
        stdout.seek(0)
        return code, stdout.read()


def minimizing_that_is_interrupted_ends_with_what_it_has():
    trace, short = slow_to_minimize(), TEMPORARY / "short.textproto"
    minimize = ("minimize", trace, "--out", short)
    code, text = interrupted_at_its_first_progress(*minimize)
    # A very quick machine may be done before the signal comes.
    assert code == (3 if "(interrupted: it may get shorter)" in text else 0)
    expect(raftproof("replay", short), 1, "leases_rest_on_promises fell")
    code, text = interrupted_at_its_first_progress(*minimize, "--json")
    assert code == (3 if json.loads(text)["interrupted"] else 0), text


def minimizes_what_falls_now_and_says_that_it_is_not_what_was_stored():
    text = falling().read_text()
    fell = falling().name.rsplit("-", 1)[0]
    changed = TEMPORARY / "changed.textproto"
    for old, new, warning in (
            (r"(fingerprints: \[\d+, )\d+", r"\g<1>7",
             "the fingerprints differ from action 2 on: made by another "
             "version or edited"),
            (f'"{fell}"', '"progress"', "the trace is of a fall of progress")):
        changed.write_text(re.sub(old, new, text))
        code, said = raftproof("minimize", changed)
        assert code == 0 and f"Here {fell} fell: " in said, said
        assert said.count("raftproof minimize: ") == 1, said
        expect((code, said), 0, f"minimize: {changed}: {warning}\n")
    assert "raftproof minimize: " not in raftproof("minimize", falling())[1]


# What the options for output name may be no file, or lead to one.
def writes_into_what_is_no_file():
    trace = falling()
    story = pathlib.Path(json.loads(raftproof("minimize", trace, "--json")[1])
                         ["story"]).read_text()
    page, pipe, link = (TEMPORARY / name for name in ("page", "pipe", "link"))
    os.mkfifo(pipe)
    link.symlink_to(page)
    for arguments, begins in ((("view", trace, "--html"), b"<!DOCTYPE html>"),
                              (("minimize", trace, "--out"), b"# proto-file")):
        expect(raftproof(*arguments, link), 0, "")
        assert link.is_symlink() and page.read_bytes().startswith(begins)
        read = TEMPORARY / "read"  # Not a pipe, which a long page would fill.
        with open(read, "wb") as file:
            reader = subprocess.Popen(("cat", pipe), stdout=file)
        expect(raftproof(*arguments, pipe), 0, "")
        assert reader.wait(timeout=60) == 0
        assert read.read_bytes() == page.read_bytes()
        assert pipe.is_fifo()
        expect(raftproof(*arguments, TEMPORARY / "no" / "file"), 2,
               "no/file: No such file or directory")
        expect(raftproof(*arguments, TEMPORARY), 2, ": Is a directory")
    assert (TEMPORARY / "link.story.txt").read_text() == story
    expect(raftproof("view", trace, "--html", trace), 2,
           "the page would replace the trace")
    assert not (TEMPORARY / "pipe.story.txt").exists()


# By the exit code, too. Without fingerprints the library may have been mended
# since.
def says_where_a_replay_contradicts_the_trace():
    text = falling().read_text()
    fell = falling().name.rsplit("-", 1)[0]
    changed = TEMPORARY / "changed"

    def replay_with(old, new, code, line):
        assert old in text, old
        changed.write_text(text.replace(old, new))
        expect(raftproof("replay", changed), code, line)

    replay_with(f'invariant: "{fell}"', 'invariant: "progress"', 1,
                "\nthe trace is of a fall of progress\n")
    replay_with("no_ops: ", "no_ops: 9", 1, "no-ops, not ")
    replay_with('name: "leader elected"\n  count: ',
                'name: "leader elected"\n  count: 9', 1,
                "of 'leader elected', not ")
    head, _, last = text.rpartition("actions {")
    shorter = head + last[last.index("}\n") + 2:]
    shorter = re.sub(r", \d+\]\n", "]\n", shorter)
    silent = f"actions, nothing fell\nthe trace is of a fall of {fell}\n"
    for code, kept in ((1, shorter),
                       (0, re.sub(r"fingerprints: .*\n", "", shorter))):
        changed.write_text(kept)
        expect(raftproof("replay", changed), code, silent)
        report = json.loads(raftproof("replay", changed, "--json")[1])
        said = f"the trace is of a fall of {fell}"
        assert said in report["contradictions"], report


# Another environment moves the stack and, with it, what addresses are.
def two_processes_give_the_same_fingerprints_at_every_step():
    other = dict(os.environ, SOMETHING="x" * 4097, MALLOC_PERTURB_="85")
    steps = 0
    for name in FILES:
        first = raftproof("replay", name, "--fingerprints")
        second = raftproof("replay", name, "--fingerprints",
                           environment=other)
        if first != second:
            sys.exit(f"{name}: two processes differ:\n{first}\n{second}")
        steps += first[1].count("\n") - 1
    assert steps > 100, f"only {steps} steps"


def explores_and_says_with_what_result():
    bounds = ("--set", "timeouts=1", "--set", "terms=1")
    out = ("--out", TEMPORARY)
    expect(raftproof("explore", *bounds, *out), 0, "all states were explored")
    expect(raftproof("explore", *bounds, "--set", "states=1", *out), 1,
           "the model has 109 states, not 1")
    expect(raftproof("explore", "--set", "timeouts=9", "--states", "99", *out),
           3, "undecided: the budget of states is used up")
    model = TEMPORARY / "bad.model"
    model.write_text("nodes=3\nfoo=2\n")
    expect(raftproof("explore", model, *out), 2,
           "bad.model:2: there is no bound 'foo'")


# What it counts, with a checkpoint in the middle or without.
def goes_on_with_an_exploration_from_its_checkpoint():
    file, cut = TEMPORARY / "checkpoint", TEMPORARY / "cut"
    explore = ("explore", "--set", "timeouts=1", "--set", "proposals=1",
               "--set", "in_flight=3", "--json", "--out", TEMPORARY)
    whole = json.loads(raftproof(*explore)[1])
    limit = str(whole["states"] // 2)
    expect(raftproof(*explore, "--states", limit, "--checkpoint", file), 3,
           '"verdict":"undecided"')
    cut.write_bytes(file.read_bytes()[:-9])
    expect(raftproof(*explore, "--resume", cut), 2,
           "cut: it was cut or altered\n")
    expect(raftproof(*explore, "--set", "drops=1", "--resume", file), 2,
           "checkpoint: it was written for another model\n")
    expect(raftproof(*explore, "--checkpoint-every", "1s"), 2,
           "--checkpoint-every needs --checkpoint\n")
    code, text = raftproof(*explore, "--resume", file)
    resumed = json.loads(text)
    for count in ("verdict", "states", "transitions", "depth", "levels"):
        assert resumed[count] == whole[count], f"{count} differs: {text}"
    assert code == 0 and whole["states"] > 256, whole


# In a setup beyond the fault atlas, where something does.
def minimizes_one_of_each_that_falls():
    out = TEMPORARY / "campaign"
    run = ("run", "--set", "reuse_ids=1", "--runs", "300", "--steps", "500",
           "--json", "--out", out)
    code, text = raftproof(*run)
    fallen = json.loads(text.splitlines()[0])["violations"]
    assert code == 1 and len(fallen) > 1, text
    for one in fallen:
        minimized = one["minimized"]
        expect(raftproof("replay", minimized["trace"]), 1, one["invariant"])
        story = pathlib.Path(minimized["story"]).read_text()
        assert f"{one['invariant']} fell" in story, story
        whole = out / f"{one['invariant']}-{one['seed']}.textproto"
        assert whole.read_text().count("actions {") > minimized["actions"]
    code, text = raftproof(*run, "--no-minimize")
    assert code == 1 and "minimized" not in text, text


def prints_what_pct_guarantees_at_the_depth_that_is_chosen():
    run = ("run", "--runs", "2", "--steps", "100", "--nodes", "3", "--set",
           "learners=0", "--set", "spares=0", "--out", TEMPORARY)
    pct = (*run, "--strategy", "pct")
    nine = "pct with 9 links and nodes at most, 100 steps and depth "
    expect(raftproof(*pct), 0, nine + "4:")
    expect(raftproof(*pct, "--depth", "1"), 0, nine + "1:")
    expect(raftproof(*pct, "--depth", "1"), 0,
           "a run with a chance of 0.11 at least, in all 2 runs with 0.21\n")
    expect(raftproof(*pct, "--depth", "16"), 0,
           "a run with a chance of 1.1e-31 at least, in all 2 runs with "
           "2.2e-31\n")
    for wrong in ("0", "17", "-1", "x"):
        expect(raftproof(*pct, "--depth", wrong), 2, "--depth")
    needs = "raftproof run: --depth needs --strategy pct\n"
    expect(raftproof(*run, "--depth", "2"), 2, needs)
    expect(raftproof(*run, "--strategy", "swarm", "--depth", "2"), 2, needs)


def main():
    tests = (explores_and_says_with_what_result,
             goes_on_with_an_exploration_from_its_checkpoint,
             minimizes_one_of_each_that_falls,
             minimizes_what_falls_now_and_says_that_it_is_not_what_was_stored,
             minimizing_that_is_interrupted_ends_with_what_it_has,
             prints_what_pct_guarantees_at_the_depth_that_is_chosen,
             replays_and_minimizes_what_fuzzers_leave,
             replays_and_minimizes_what_falls_under_a_fuzzer,
             says_what_is_wrong_with_files,
             says_where_a_replay_contradicts_the_trace,
             two_processes_give_the_same_fingerprints_at_every_step,
             writes_into_what_is_no_file)
    for test in tests:
        test()
    print(f"{len(tests)} passed, 0 failed")


if __name__ == "__main__":
    main()
