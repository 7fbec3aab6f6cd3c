"""A copy of the project in which one bug after another is planted and built,
or whatever else is to be changed.

The copy, its builds and the built programs are kept below
$XDG_CACHE_HOME/raftproof (~/.cache/raftproof), so that only what a patch
touches is compiled.
"""

import concurrent.futures
import dataclasses
import fcntl
import os
import pathlib
import shutil
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(
    os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
) / "raftproof"
TREE = CACHE / "hunt"  # Of the workshop that is open.
PROGRAMS = CACHE / "programs"
SOURCES = ("WORKSPACE", "BUILD.bazel", ".bazelrc", ".bazelversion", "raft",
           "harness", "invariants", "ci", "corpus/BUILD.bazel", "corpus/fuzz")
SAY_SECONDS = 30
PROGRAM = ("--config=hunt", "harness", "raftproof")
FUZZER = ("--config=fuzz-fast", "harness/fuzz", "schedule_fuzz")


@dataclasses.dataclass
class Built:
    program: pathlib.Path = None  # None: `complaint` says why.
    fuzzer: pathlib.Path = None   # None: nobody asked for it.
    seconds: float = 0
    complaint: str = ""


def files_below(root):
    """Every source file, as a path from `root`."""
    for source in SOURCES:
        path = root / source
        found = path.rglob("*") if path.is_dir() else [path]
        for file in found:
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(root)


def restore():
    """Makes the copy equal to the project; touches only what differs."""
    wanted = set(files_below(ROOT))
    for file in set(files_below(TREE)) - wanted:
        (TREE / file).unlink()
    for file in wanted:
        copy, original = TREE / file, ROOT / file
        if copy.exists() and copy.read_bytes() == original.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, copy)


def bazel(*arguments):
    return subprocess.run(("bazel", *arguments), cwd=TREE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def build_one(what, name):
    """Returns the program, under a name of its own, and what it lacks."""
    config, folder, target = what
    done = bazel("build", config, "--noshow_progress",
                 f"--disk_cache={CACHE / 'disk_cache'}", f"//{folder}:{target}")
    if done.returncode:
        return None, f"it does not build:\n{done.stderr}"
    # The next build replaces it while this one still hunts.
    program = PROGRAMS / name
    program.unlink(missing_ok=True)
    shutil.copy2(TREE / "bazel-bin" / folder / target, program)
    return program, ""


def build(bug=None, fuzzes=False):
    """Builds the program with the bug, or without any, and the schedule fuzzer
    if that is wanted. Returns a Built."""
    begin = time.monotonic()
    restore()
    if bug is not None and (complaint := bug.apply(TREE)):
        return Built(complaint=f"the patch does not apply:\n{complaint}")
    name = bug.name if bug else "without_bugs"
    built = Built()
    built.program, built.complaint = build_one(PROGRAM, name)
    if fuzzes and built.program:
        built.fuzzer, built.complaint = build_one(FUZZER, f"{name}_fuzz")
    built.seconds = time.monotonic() - begin
    return built


def build_or_say(bug, fuzzes):
    """A Built in every case: what the machine refuses is a complaint, too."""
    try:
        return build(bug, fuzzes)
    except OSError as error:
        return Built(complaint=f"it cannot be built: {error}")


def build_each(bugs, say):
    """Yields (bug, Built) for pairs of a bug and whether it is fuzzed; builds
    the next one while the caller hunts. Says now and then what is waited
    for."""
    with concurrent.futures.ThreadPoolExecutor(1) as builder:
        ahead = [builder.submit(build_or_say, *pair) for pair in bugs[:1]]
        for i, (bug, _) in enumerate(bugs):
            built = waited_for(ahead.pop(), bug, say)
            if i + 1 < len(bugs):
                ahead.append(builder.submit(build_or_say, *bugs[i + 1]))
            yield bug, built
            for program in (built.program, built.fuzzer):
                if program:
                    program.unlink()


def waited_for(future, bug, say):
    begin = time.monotonic()
    while True:
        try:
            return future.result(timeout=SAY_SECONDS)
        except concurrent.futures.TimeoutError:
            say(f"  building {bug.name}, {time.monotonic() - begin:.0f} s")


class Workshop:
    """Nobody else builds in the copy inside `with Workshop():`. What is changed
    in other ways has a copy of its own, so that neither is built anew."""

    def __init__(self, name="hunt"):
        self.name = name

    def __enter__(self):
        global TREE
        TREE = CACHE / self.name
        TREE.mkdir(parents=True, exist_ok=True)
        PROGRAMS.mkdir(parents=True, exist_ok=True)
        self.lock = open(CACHE / f"{self.name}.lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def __exit__(self, *_):
        bazel("shutdown")
        self.lock.close()
