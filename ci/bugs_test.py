#!/usr/bin/env python3
"""Every planted bug still applies to the library and says what it is, and
every invariant is expected to catch one first.
"""

import argparse
import pathlib
import re
import sys

from planted_bugs import planted_bugs

ROOT = pathlib.Path(__file__).resolve().parent.parent
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


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=ROOT,
                        help="of the project (the one that holds this file)")
    root = parser.parse_args().root
    bugs = planted_bugs(root)
    wrong = []
    for bug in bugs.values():
        wrong.extend(bug.wrong())
        if complaint := bug.apply(root, "--dry-run"):
            wrong.append(f"{bug.patch.name} does not apply:\n{complaint}")
    if len(bugs) < BUGS_MIN:
        wrong.append(f"{len(bugs)} planted bugs, at least {BUGS_MIN} expected")
    wrong.extend(unproven(root, bugs))
    for what in wrong:
        print(what, file=sys.stderr)
    print(f"{len(bugs)} planted bugs, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
