"""What is done with each planted bug in a hunt, and what comes of it."""

import json
import re
import shutil
import sys
import time

import engines
import scoreboard
from engines import OUT, Budget, minimize, replay
from hunt_tree import ROOT
from ran import call, ended
from scoreboard import DIED

TRACES = ROOT / "corpus/traces"
KEPT = ROOT / "out/hunt"
KEPT_ACTIONS_MAX = 60
LOG_MAX = 200_000  # Characters of a log that are kept.


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def stripped(trace):
    """Without what does not hold in the library without the bug."""
    return re.sub(r"^(fingerprints: .*|no_ops: .*|milestones {\n(  .*\n)*})\n",
                  "", trace, flags=re.MULTILINE)


def named(trace, report):
    """With what it does in the library without the bug, which a test holds."""
    trace += "".join(f'milestones {{\n  name: "{name}"\n  count: {count}\n}}\n'
                     for name, count in report["milestones"].items() if count)
    return trace + (f"no_ops: {report['no_ops']}\n" if report["no_ops"] else "")


def expected_under(trace, bug):
    """Which invariant must fall under a stored trace of the bug."""
    named = re.search(r'^  invariant: "(\w+)"', trace.read_text(), re.M)
    return named[1] if named else bug.header["invariant"]


class Hunt:
    """What is to be done with each bug, and what came of it. `show(bug,
    engine, row)` is called with each row."""

    def __init__(self, options, bugs, show=lambda *_: None, kept=KEPT):
        self.options = options
        self.bugs = bugs
        self.show = show
        self.kept = kept
        self.plain = None  # The program without a bug, as a Built.
        self.entries = {}
        self.wrong = []
        self.end = None

    def note(self, what):
        """Now, and once more at the end."""
        say(what)
        self.wrong.append(what)

    def budget_each(self, hunts):
        """What is left of the time, shared by the bugs that are left."""
        options = self.options
        if self.end is None:
            return Budget(options.seconds, options.actions)
        left = max(self.end - time.monotonic(), 0)
        share = left / (len(self.bugs) - len(self.entries)) / hunts
        return Budget(max(2, min(options.seconds, share)), options.actions)

    def hunt_once(self, built, bug, engine, seed, budget):
        """Returns what came of a hunt, a Hunted, or None if it could not be.
        What falls without the bug, too, is none of its finds."""
        spent = scoreboard.Miss(seed - 1)
        while (rest := budget.without(spent)).left():
            try:
                hunted = engines.hunt(
                    built, bug, engine, spent.seed + 1, rest,
                    lambda line: say(f"  {engine}, seed {seed}: {line}"))
            except engines.NoReport as why:
                self.note(f"{bug.name}, {engine}: {why}")
                return None
            result = hunted.result
            result.after(spent)
            if not result:
                return hunted
            why = (self.dies_without(hunted) if hunted.death
                   else self.falls_without(hunted.file, result))
            if why is None:
                return hunted
            self.note(why)
            if hunted.death:
                return None
            spent = result
        return engines.Hunted(scoreboard.Miss(seed, spent.runs, spent.actions,
                                              spent.seconds), None)

    def falls_without(self, found, find):
        """What is wrong if something falls in the plain library, too."""
        shown = found
        if found.suffix:  # A trace, not libFuzzer's bytes.
            shown = OUT / "actions_only.textproto"
            shown.write_text(stripped(found.read_text()))
        if not replay(self.plain.program, shown):
            return None
        kept = self.kept / f"{find.invariant}-{find.seed}{shown.suffix}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shown, kept)
        return (f"{find.invariant} falls without a bug, too: "
                f"ci/raftproof replay {kept}")

    def dies_without(self, hunted):
        """What is wrong if the plain program dies in the same way."""
        if hunted.file:
            if not replay(self.plain.program, hunted.file):
                return None
        else:
            ran = hunted.ran
            again = call(self.plain.program, *ran.command[1:],
                         seconds=ran.seconds + 10)
            if not again.hung and again.code in (0, 1, 3):
                return None
        return f"the program dies without a bug, too: {hunted.death}"

    def engine(self, built, bug, engine, budget):
        """Returns the row of one engine, and the shortest minimized trace."""
        results = []
        shortest = None
        for n in range(self.options.seeds):
            seed = 1 + n * 1_000_000_000
            hunted = self.hunt_once(built, bug, engine, seed, budget)
            result = hunted and hunted.result
            if result:
                short = None
                # Each minimizing costs about as much as a hunt: once is enough.
                if not any(results) and not hunted.death:
                    short = minimize(built.program, hunted)
                    if short:
                        shortest = (result.minimized, short.read_text())
                self.keep_find(bug, engine, seed, hunted, short)
            results.append(result)
        return scoreboard.row_of(results, budget.seconds,
                                 budget.actions), shortest

    def keep_find(self, bug, engine, seed, hunted, short):
        """Stores what was found in out/hunt/: the trace, the minimized one and
        its story, and what the program said. Says where."""
        folder = self.kept / bug.name
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{engine}-{seed}"
        files = {".min.textproto": short,
                 ".min.story.txt": short and short.with_suffix(".story.txt")}
        if hunted.file:
            files[hunted.file.suffix or ".bytes"] = hunted.file
        for ending, file in files.items():
            if file and file.exists():
                shutil.copyfile(file, folder / (name + ending))
        find, ran = hunted.result, hunted.ran
        ran.command[0] = "raftproof"
        what = hunted.death or f"{find.invariant} fell, seed {find.seed}"
        (folder / f"{name}.log").write_text(
            f"{' '.join(ran.command)}\n{what}\n\n"
            f"{ran.output[-LOG_MAX:]}\n{ran.errors[-LOG_MAX:]}")
        if hunted.death:
            say(f"{bug.name}, {engine}, seed {seed}: the program {what}")
        say(f"  kept in {folder / name}.*")

    def check_trace(self, program, bug):
        trace = TRACES / f"{bug.name}.textproto"
        if self.options.keep or not trace.exists():
            return None
        expected = expected_under(trace, bug)
        fell = replay(program, trace)
        if fell != expected:
            self.note(f"{bug.name}: {fell} falls under its trace, "
                      f"not {expected}")
        return fell

    def unbuilt(self, bug, complaint):
        """Says what did not build: the first errors, and where all is."""
        log = self.kept / bug.name / "build.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(complaint)
        errors = [line for line in complaint.splitlines()
                  if re.search(r"\berror\b|FAILED|saving rejects", line,
                               re.IGNORECASE)][:4]
        first = complaint.splitlines()[0]
        self.note("\n  ".join([f"{bug.name}: {first} (all of it: {log})",
                               *errors]))
        self.entries[bug.name] = {"build_seconds": None, "engines": {}}

    def bug(self, bug, built, chosen):
        shutil.rmtree(self.kept / bug.name, ignore_errors=True)
        if built.complaint:
            self.unbuilt(bug, built.complaint)
            return
        trace = self.check_trace(built.program, bug)
        rows, shortest = {}, []
        budget = self.budget_each(len(chosen) * self.options.seeds)
        for engine in chosen:
            rows[engine], short = self.engine(built, bug, engine, budget)
            shortest += [short] if short else []
            self.show(bug, engine, rows[engine])
        self.entries[bug.name] = {"build_seconds": round(built.seconds, 1),
                                  "engines": rows, "trace": trace}
        self.judge(bug, rows, trace)
        if self.options.keep and shortest:
            length, text = min(shortest)
            self.keep(built.program, bug, length, stripped(text))

    def keep(self, program, bug, length, trace):
        """Stores a trace, if it is better than the one that is there and says
        something of the plain library, too."""
        old = TRACES / f"{bug.name}.textproto"
        if (old.exists() and old.read_text().count("\nactions") <= length
                and replay(program, old) == expected_under(old, bug)):
            return
        kept = OUT / "kept.textproto"
        kept.write_text(trace)
        ran = call(self.plain.program, "replay", "--json", kept, seconds=60)
        try:
            report = json.loads(ran.output)
        except ValueError:
            self.note(f"{bug.name}: its trace is not kept, without the bug "
                      f"the program {ended(ran)}")
            return
        if length > KEPT_ACTIONS_MAX:
            say(f"{bug.name}: a trace of {length} actions is not kept")
        elif report["violation"] or report["no_ops"] * 2 >= length:
            say(f"{bug.name}: its trace is not kept, without the bug "
                f"{report['no_ops']} of {length} actions do nothing")
        else:
            old.write_text(named(trace, report))

    def judge(self, bug, rows, trace):
        fell = {row["invariant"] for row in rows.values() if row["found"]}
        if bug.equivalent:
            if fell:
                self.note(f"{bug.name}: said to be equivalent, but "
                          f"{' and '.join(sorted(fell))} fell")
        elif not fell and not trace:
            self.note(f"{bug.name}: not found")
        elif fell and bug.header["invariant"] not in fell:
            what = " and ".join(sorted(fell))
            say(f"{bug.name}: its patch expects {bug.header['invariant']} to "
                f"fall, {what} {'was seen' if DIED in fell else 'fell'}")
