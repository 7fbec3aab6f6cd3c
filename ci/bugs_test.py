#!/usr/bin/env python3
"""Every planted bug still applies to the library and says what it is, and
every invariant is the first to catch one, as the stored scoreboard shows. Every
bug of the catalogue is a patch, or a test that there is shows it.
"""

import json
import re
import sys

import catalogue
from planted_bugs import planted_bugs
from root_argument import root_argument

BUGS_MIN = 75


def unproven(root, bugs):
    """Yields the invariants that are the first to catch no planted bug."""
    table = (root / "invariants/all.cc").read_text()
    names = re.findall(r'^ +\{"(\w+)",', table, re.MULTILINE)
    if not names:
        yield "invariants/all.cc: no row of the table can be read"
    proven = {bug.header.get("invariant") for bug in bugs.values()
              if not bug.equivalent}
    for name in names:
        if name not in proven:
            yield f"invariants/all.cc: {name} catches no planted bug first"
    for name in sorted(proven - set(names) - {None}):
        yield f"{name}, which a planted bug names, is not in invariants/all.cc"


def unshown(bugs, board):
    """Yields the bugs of which the scoreboard does not show what they say."""
    for name, bug in bugs.items():
        if bug.header.get("test"):
            continue
        if name not in board:
            yield f"{name} is not on the scoreboard: ci/hunt {name} --store"
            continue
        rows = board[name]["engines"].values()
        fell = {row["invariant"] for row in rows if row["found"]}
        if not bug.equivalent and bug.header.get("invariant") not in fell:
            shown = " and ".join(sorted(fell)) or "nothing"
            yield (f"{bug.patch.name} says that {bug.header.get('invariant')} "
                   f"falls; on the scoreboard {shown} does")


def main():
    root = root_argument(__doc__)
    bugs = planted_bugs(root)
    wrong = []
    for bug in bugs.values():
        wrong.extend(bug.wrong())
        wrong.extend(bug.untested(root))
        if complaint := bug.apply(root, "--dry-run"):
            wrong.append(f"{bug.patch.name} does not apply:\n{complaint}")
    if len(bugs) < BUGS_MIN:
        wrong.append(f"{len(bugs)} planted bugs, at least {BUGS_MIN} expected")
    wrong.extend(unproven(root, bugs))
    board = json.loads((root / "corpus/bugs/scoreboard.json").read_text())
    wrong.extend(unshown(bugs, board["bugs"]))
    wrong.extend(catalogue.wrong(root, bugs))
    for what in wrong:
        print(what, file=sys.stderr)
    print(f"{len(bugs)} planted bugs, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
