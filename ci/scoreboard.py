"""The scoreboard: which engine finds which planted bug, and how fast.

Stored as corpus/bugs/scoreboard.json, which `raftproof bugs` shows:

    {"seconds": 60, "bugs": {NAME: {"build_seconds": 9.1, "engines": {ENGINE: {
        "found": 3, "hunts": 3, "limit": 60, "limit_actions": null,
        "invariant": "log_matching", "runs": 12, "actions": 20000,
        "seconds": 0.2, "trace": 900, "minimized": 14, "missed_runs": null,
        "missed_actions": null, "missed_seconds": null}}}}}

`limit` and `limit_actions`: how many seconds and actions each hunt had; above
all, the seconds of the rows that do not say it. Numbers to find are medians of
the hunts, where a miss is worse than any find: null if that is what the median
is. What the misses took is that of the shortest. A program that died is a find
of the kind `died`; what it had done by then is as far as it said.
"""

import dataclasses
import json

DIED = "died"


@dataclasses.dataclass
class Miss:
    """A hunt that found nothing, and what it took."""
    seed: int
    runs: int = 0
    actions: int = 0
    seconds: float = 0

    def __bool__(self):
        return False

    def after(self, spent):
        """Adds what an earlier part of the same hunt has cost."""
        self.runs += spent.runs
        self.actions += spent.actions
        self.seconds += spent.seconds


@dataclasses.dataclass
class Find(Miss):
    invariant: str = ""    # That fell, or DIED.
    trace: int = None      # Actions, before minimizing; None: there is none.
    minimized: int = None  # None: not minimized.

    def __bool__(self):
        return True


def row_of(hunts, limit, limit_actions=None):
    """The row of one bug and engine; each hunt is a Find, a Miss, or None if
    nothing is known of it."""
    found = sorted((hunt for hunt in hunts if hunt), key=lambda f: f.actions)
    missed = [hunt for hunt in hunts if isinstance(hunt, Miss) and not hunt]
    row = dict.fromkeys(("invariant", "runs", "actions", "seconds", "trace",
                         "minimized", "missed_runs", "missed_actions",
                         "missed_seconds"))
    row.update(found=len(found), hunts=len(hunts), limit=round(limit, 1),
               limit_actions=limit_actions)
    if missed:
        row.update(missed_runs=min(miss.runs for miss in missed),
                   missed_actions=min(miss.actions for miss in missed),
                   missed_seconds=round(min(m.seconds for m in missed), 2))
    if not found:
        return row
    first = next(hunt for hunt in hunts if hunt)
    row.update(invariant=first.invariant, trace=first.trace,
               minimized=first.minimized)
    middle = (len(hunts) - 1) // 2
    if middle < len(found):
        median = found[middle]
        row.update(runs=median.runs, actions=median.actions,
                   seconds=round(median.seconds, 2))
    return row


def seconds_of(row, limit):
    """For sorting: how long a hunt takes, a miss taking the whole time."""
    return limit if row["seconds"] is None else row["seconds"]


def best_engines(entry, limit, most=2):
    """The engines that were best at a bug, by its stored entry."""
    engines = entry.get("engines", {})
    best = sorted(engines, key=lambda name: (
        -engines[name]["found"] / engines[name]["hunts"],
        seconds_of(engines[name], limit)))
    return best[:most]


def totals(bugs, entries):
    """Per engine, and for the best of them, over `bugs` and their entries."""
    counted = [bug for bug in bugs if not bug.equivalent]
    engines = sorted({engine for bug in counted
                      for engine in entries[bug.name]["engines"]})
    lines = {engine: total([(bug, entries[bug.name]["engines"].get(engine))
                            for bug in counted]) for engine in engines}
    if len(engines) > 1:
        lines["any"] = total([(bug, best_row(entries[bug.name]))
                              for bug in counted])
    return lines


def best_row(entry):
    rows = entry["engines"].values()
    if not rows:
        return None
    return min(rows, key=lambda row: seconds_of(row, float("inf")))


def total(rows):
    # A bug without a row could not be built.
    rows = [(bug, row) for bug, row in rows if row]
    times = {bug.name: row["seconds"] for bug, row in rows
             if row["seconds"] is not None}
    group = [bug.name for bug, _ in rows if "SandTable" in bug.header["source"]]
    return {
        "bugs": len(rows),
        "found": sum(row["found"] > 0 for _, row in rows),
        "within_60_s": sum(time <= 60 for time in times.values()),
        "within_10_s": sum(time <= 10 for time in times.values()),
        "sandtable_bugs": len(group),
        "sandtable_found": sum(name in times for name in group),
        "sandtable_seconds": round(
            sum(times.get(name, 0) for name in group), 1),
    }


def load(path):
    if not path.exists():
        return {"seconds": 60, "bugs": {}}
    return json.loads(path.read_text())


def store(path, entries, seconds, known):
    """Puts `entries` in place of what is stored of the same bugs and engines;
    forgets bugs that are not `known` any more. What was not hunted stays as it
    is."""
    board = load(path)
    for entry in board["bugs"].values():
        for row in entry["engines"].values():
            row.setdefault("limit", board["seconds"])
    for name, entry in entries.items():
        if not entry["engines"]:
            continue  # It could not be built.
        old = board["bugs"].setdefault(name, {"engines": {}})
        engines = {**old["engines"], **entry["engines"]}
        board["bugs"][name] = {**entry, "engines": engines}
    board["seconds"] = seconds
    board["bugs"] = {name: board["bugs"][name]
                     for name in sorted(board["bugs"]) if name in known}
    path.write_text(json.dumps(board, indent=1, sort_keys=True) + "\n")


def unhunted(board, names):
    """Those that have no row."""
    return [name for name in names
            if not board["bugs"].get(name, {}).get("engines")]
