"""The engines that hunt for a bug, all asked in the same way: campaigns of
`raftproof run`, and libFuzzer on whole schedules.

`libfuzzer` is told of the shapes of worlds beside the code that was reached,
`libfuzzer_plain` of the code alone. Both start from nothing: the inputs that
are stored were made of traces of these very bugs.
"""

import json
import math
import re
import shutil
import subprocess

import scoreboard
from hunt_tree import CACHE

OUT = CACHE / "out"
MIXED = "mixed"
LIBFUZZER = {"libfuzzer": [], "libfuzzer_plain": ["--no-shapes"]}
FUZZ_SIZE = 24 + 8 * 200  # A header and 200 actions.
REPORT = re.compile(r"^schedule_fuzz: (\d+) runs, (\d+) actions, "
                    r"(\d+) features, (\d+) shapes in ([\d.]+) s$",
                    re.MULTILINE)
FELL = re.compile(r"^schedule_fuzz: (\w+) fell at action (\d+):", re.MULTILINE)
MINIMIZE_SECONDS = 30


class NoReport(Exception):
    """The program crashed, hung, or refused its options."""


def call(program, *arguments, seconds):
    """Ends it, politely, when the time is over. Returns what it printed."""
    process = subprocess.Popen([program, *arguments], text=True,
                               errors="replace", stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
    try:
        return process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()


def engines_of(program):
    """The strategies that `raftproof run --help` names, and libFuzzer."""
    text, _ = call(program, "run", "--help", seconds=10)
    listed = re.search(r"^  --strategy (.*\n)((?: {3,}.*\n)*)", text, re.M)
    return [MIXED, *re.findall(r"^ +(\w+): ", listed[2], re.M), *LIBFUZZER]


def hunt(built, bug, engine, seed, seconds):
    """Hunts until something falls. Returns its Find and the file that shows
    it, below OUT, or None."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    one = fuzz if engine in LIBFUZZER else campaign
    return one(built, bug, engine, seed, seconds)


def campaign(built, bug, engine, seed, seconds):
    strategy = [] if engine == MIXED else ["--strategy", engine]
    output, errors = call(
        built.program, "run", "--until-violation", "--no-minimize", "--json",
        "--for", f"{seconds}s", "--jobs", "1", "--seed", str(seed),
        "--out", OUT, *strategy, *bug.run_options(), seconds=seconds + 30)
    try:
        report = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        raise NoReport(f"no report from seed {seed}: {errors[-500:].strip()}")
    if not report["violations"]:
        return None
    first = report["violations"][0]
    found, = OUT.glob("*.textproto")
    actions = found.read_text().count("\nactions")
    return scoreboard.Find(first["invariant"], first["seed"], report["runs"],
                           first["actions"], first["seconds"], actions), found


def fuzz_options(engine, seconds):
    """What libFuzzer is told in every hunt and comparison."""
    return (f"-max_len={FUZZ_SIZE}", "-entropic=0", "--report",
            f"-max_total_time={math.ceil(seconds)}",
            f"-artifact_prefix={OUT}/", *LIBFUZZER[engine])


def fuzz(built, bug, engine, seed, seconds):
    options = [f"--set={option}" for option in bug.run_options()
               if option != "--set"]
    _, said = call(
        built.fuzzer, f"-seed={seed}", *fuzz_options(engine, seconds),
        *options, seconds=seconds + 30)
    report = REPORT.search(said)
    if not report:
        raise NoReport(f"no report from seed {seed}: {said[-500:].strip()}")
    fell = FELL.search(said)
    if not fell:
        return None
    found, = OUT.glob("crash-*")
    return scoreboard.Find(fell[1], seed, int(report[1]), int(report[2]),
                           float(report[5]), int(fell[2])), found


def replay(program, trace):
    """Returns which invariant fell under the trace, if any did."""
    output, _ = call(program, "replay", trace, seconds=60)
    fell = re.search(r"^(\w+) fell at action ", output, re.MULTILINE)
    return fell and fell[1]


def minimize(program, find, found):
    """Returns the file with the minimized trace of what was found, and notes
    its length; None if that takes too long."""
    short = OUT / "short.textproto"
    report, _ = call(program, "minimize", "--json", found, "--out", short,
                     seconds=MINIMIZE_SECONDS)
    try:
        find.minimized = json.loads(report)["actions"]
    except ValueError:
        return None
    return short
