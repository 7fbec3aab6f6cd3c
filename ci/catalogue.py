"""The catalogue: corpus/bugs/catalogue.json, known bugs by their ids, each with
what goes wrong and either its patch or why it is none, and the test that shows
it (`raftproof bugs` tells the latter):

    [{"id": "C22", "effect": "...", "patch": "overwrites_shared_entries"},
     {"id": "R11", "effect": "...", "reason": "...",
      "test": "raft/core/config_test.cc: Config.ReadsByLeaseNeedCheckQuorum"}]
"""

import json
import re


def wrong(root, bugs):
    """Yields what is wrong with the rows of the catalogue."""
    rows = json.loads((root / "corpus/bugs/catalogue.json").read_text())
    ids = [row.get("id") for row in rows]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"catalogue.json: {name} is there twice"
    for row in rows:
        keys = set(row) - {"id", "effect"}
        if not row.get("effect"):
            yield f"catalogue.json: {row.get('id')} says no effect"
        if keys == {"patch"}:
            if row["patch"] not in bugs:
                yield f"catalogue.json: {row['id']}: no {row['patch']}.patch"
        elif keys == {"reason", "test"}:
            if why := missing_test(root, row["test"]):
                yield f"catalogue.json: {row['id']}: {why}"
        else:
            yield (f"catalogue.json: {row.get('id')} has neither a patch nor "
                   "a reason and a test")


def missing_test(root, test):
    """What is wrong with a test's name, `file: Suite.Name`, if anything."""
    match = re.fullmatch(r"(\S+_test\.cc): (\w+)\.(\w+)", test)
    if not match:
        return f"a test must read `x_test.cc: Suite.Name`, not '{test}'"
    file, suite, name = match.groups()
    if not (root / file).is_file():
        return f"there is no {file}"
    found = re.search(rf"^(RC_GTEST_PROP|TEST(_[FP])?)\({suite},\s+{name}[,)]",
                      (root / file).read_text(), re.MULTILINE)
    return None if found else f"{file} has no test {suite}.{name}"
