"""The engines that hunt for a bug, all asked in the same way: campaigns of
`raftproof run`, and libFuzzer on whole schedules.

`libfuzzer` is told of the shapes of worlds beside the code that was reached,
`libfuzzer_plain` of the code alone. Both start from nothing: the inputs that
are stored were made of traces of these very bugs.
"""

import dataclasses
import json
import math
import pathlib
import re
import shutil

import scoreboard
from hunt_tree import CACHE
from ran import Ran, call, ended

OUT = CACHE / "out"
MIXED = "mixed"
LIBFUZZER = {"libfuzzer": [], "libfuzzer_plain": ["--no-shapes"]}
FUZZ_ACTIONS = 200
FUZZ_SIZE = 24 + 8 * FUZZ_ACTIONS  # A header and its actions.
REPORT = re.compile(r"^schedule_fuzz: (\d+) runs, (\d+) actions, "
                    r"(\d+) features, (\d+) shapes in ([\d.]+) s$",
                    re.MULTILINE)
FELL = re.compile(r"^schedule_fuzz: (\w+) fell at action (\d+):", re.MULTILINE)
SO_FAR = re.compile(r"(\d+) runs  (\d+) actions ")  # Progress of a campaign.
REFUSED = 2  # The exit code of bad usage.
MINIMIZE_SECONDS = 30


class NoReport(Exception):
    """The program refused its options."""


@dataclasses.dataclass
class Budget:
    """What a hunt may take: seconds, and actions if there is a limit."""
    seconds: float
    actions: int = None

    def without(self, spent):
        """What is left of it."""
        actions = self.actions and max(self.actions - spent.actions, 0)
        return Budget(self.seconds - spent.seconds, actions)

    def left(self):
        return self.seconds > 0.1 and self.actions != 0


@dataclasses.dataclass
class Hunted:
    """What came of one run of an engine."""
    result: scoreboard.Miss
    ran: Ran
    file: pathlib.Path = None  # That shows it, below OUT.
    death: str = None          # How the program died.


def engines_of(program):
    """The strategies that `raftproof run --help` names, and libFuzzer."""
    text = call(program, "run", "--help", seconds=10).output
    listed = re.search(r"^  --strategy (.*\n)((?: {3,}.*\n)*)", text, re.M)
    return [MIXED, *re.findall(r"^ +(\w+): ", listed[2], re.M), *LIBFUZZER]


def hunt(built, bug, engine, seed, budget, watch=None):
    """Hunts until something falls or the program dies. Returns a Hunted."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    one = fuzz if engine in LIBFUZZER else campaign
    return one(built, bug, engine, seed, budget, watch)


def refused(ran, seed):
    return NoReport(f"refused from seed {seed}: {ran.errors[-500:].strip()}")


def campaign(built, bug, engine, seed, budget, watch=None):
    strategy = [] if engine == MIXED else ["--strategy", engine]
    actions = ["--actions", str(budget.actions)] if budget.actions else []
    ran = call(
        built.program, "run", "--until-violation", "--no-minimize", "--json",
        "--for", f"{budget.seconds:.1f}s", *actions, "--jobs", "1", "--seed",
        str(seed), "--out", OUT, *strategy, *bug.run_options(),
        seconds=budget.seconds + 30, watch=watch)
    try:
        report = json.loads(ran.output.splitlines()[-1])
    except (IndexError, ValueError):
        if ran.code == REFUSED:
            raise refused(ran, seed)
        return died(ran, seed, SO_FAR)
    if not report["violations"]:
        return Hunted(scoreboard.Miss(seed, report["runs"], report["actions"],
                                      report["seconds"]), ran)
    first = report["violations"][0]
    found, = OUT.glob("*.textproto")
    return Hunted(scoreboard.Find(
        first["seed"], first["runs"], first["actions"], first["seconds"],
        first["invariant"], found.read_text().count("\nactions")), ran, found)


def died(ran, seed, so_far, file=None):
    """A program that says nothing of what it did, as a find."""
    done = so_far.findall(ran.errors)
    runs, actions = (int(n) for n in done[-1][:2]) if done else (0, 0)
    find = scoreboard.Find(seed, runs, actions, ran.seconds, scoreboard.DIED)
    return Hunted(find, ran, file, ended(ran))


def fuzz_options(engine, budget):
    """What libFuzzer is told in every hunt and comparison."""
    # Of actions it knows nothing: so many runs have no more of them.
    runs = [f"-runs={math.ceil(budget.actions / FUZZ_ACTIONS)}"
            ] if budget.actions else []
    return (f"-max_len={FUZZ_SIZE}", "-entropic=0", "--report",
            f"-max_total_time={math.ceil(budget.seconds)}", *runs,
            f"-artifact_prefix={OUT}/", *LIBFUZZER[engine])


def fuzz(built, bug, engine, seed, budget, watch=None):
    options = [f"--set={option}" for option in bug.run_options()
               if option != "--set"]
    ran = call(built.fuzzer, f"-seed={seed % 2**32}",
               *fuzz_options(engine, budget), *options,
               seconds=budget.seconds + 30, watch=watch)
    report = REPORT.search(ran.errors)
    fell = FELL.search(ran.errors)
    if not report or (ran.code and not fell):
        if ran.code == REFUSED:
            raise refused(ran, seed)
        return died(ran, seed, REPORT, next(OUT.glob("*-*"), None))
    spent = (seed, int(report[1]), int(report[2]), float(report[5]))
    if not fell:
        return Hunted(scoreboard.Miss(*spent), ran)
    found, = OUT.glob("crash-*")
    return Hunted(scoreboard.Find(*spent, fell[1], int(fell[2])), ran, found)


def replay(program, trace):
    """Returns which invariant fell under the trace, or that it died, if either
    is so."""
    ran = call(program, "replay", trace, seconds=60)
    fell = re.search(r"^(\w+) fell at action ", ran.output, re.MULTILINE)
    if fell:
        return fell[1]
    return scoreboard.DIED if ran.code not in (0, 1, 2, 3) else None


def minimize(program, hunted):
    """Returns the file with the minimized trace of what was found, and notes
    its length; None if that takes too long."""
    short = OUT / "short.textproto"
    ran = call(program, "minimize", "--json", hunted.file, "--out", short,
               seconds=MINIMIZE_SECONDS)
    try:
        hunted.result.minimized = json.loads(ran.output)["actions"]
    except ValueError:
        return None
    return short
