"""The scoreboard: which engine finds which planted bug, and how fast.

Stored as corpus/bugs/scoreboard.json, which `raftproof bugs` shows:

    {"seconds": 60, "bugs": {NAME: {"build_seconds": 9.1, "engines": {ENGINE: {
        "found": 3, "hunts": 3, "limit": 60, "invariant": "log_matching",
        "runs": 12, "actions": 20000, "seconds": 0.2, "trace": 900,
        "minimized": 14}}}}}

`limit`: how many seconds each hunt had; above all, at most. Numbers to find are medians of the hunts, where a miss is worse than any find:
null if that is what the median is.
"""

import dataclasses
import json


@dataclasses.dataclass
class Find:
    invariant: str
    seed: int
    runs: int
    actions: int
    seconds: float
    trace: int  # Actions, before minimizing.
    minimized: int = None  # None: not minimized.

    def after(self, spent):
        """Adds what an earlier part of the same hunt has cost."""
        self.runs += spent.runs
        self.actions += spent.actions
        self.seconds += spent.seconds


def row_of(finds, limit):
    """The row of one bug and engine; each hunt is a Find, or None."""
    found = sorted((find for find in finds if find), key=lambda f: f.actions)
    row = {"found": len(found), "hunts": len(finds),
           "limit": round(limit, 1), "invariant": None, "runs": None, "actions": None, "seconds": None, "trace": None,
           "minimized": None}
    if not found:
        return row
    first = next(find for find in finds if find)
    row.update(invariant=first.invariant, trace=first.trace,
               minimized=first.minimized)
    middle = (len(finds) - 1) // 2
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
    """Puts `entries` in place of what is stored of the same bugs; forgets
    bugs that are not `known` any more."""
    board = load(path)
    for name, entry in entries.items():
        old = board["bugs"].setdefault(name, {"engines": {}})
        engines = {**old["engines"], **entry["engines"]}
        board["bugs"][name] = {**entry, "engines": engines}
    board["seconds"] = seconds
    board["bugs"] = {name: board["bugs"][name]
                     for name in sorted(board["bugs"]) if name in known}
    path.write_text(json.dumps(board, indent=1, sort_keys=True) + "\n")
