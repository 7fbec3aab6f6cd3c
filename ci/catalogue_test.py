#!/usr/bin/env python3
"""What the check of the catalogue finds in a good one and in bad ones."""

import json
import pathlib
import tempfile

import catalogue

TESTS = "TEST(X, Is) {}\nTEST_P(Y,\n       IsLong) {}\n"


def wrong(*rows):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "corpus/bugs").mkdir(parents=True)
        (root / "x_test.cc").write_text(TESTS)
        (root / "corpus/bugs/catalogue.json").write_text(json.dumps(rows))
        return list(catalogue.wrong(root, {"planted": None}))


def shown(test):
    return {"id": "A", "effect": "e", "reason": "r", "test": test}


def main():
    assert wrong({"id": "B", "effect": "e", "patch": "planted"},
                 shown("x_test.cc: X.Is")) == []
    assert wrong(shown("x_test.cc: Y.IsLong")) == []
    for row, expected in (
            ({"id": "A", "effect": "e", "patch": "other"}, "no other.patch"),
            ({"id": "A", "effect": "e", "reason": "r"}, "has neither a patch"),
            (shown("") | {"effect": ""}, "says no effect"),
            (shown("x_test.cc: X.Not"), "x_test.cc has no test X.Not"),
            (shown("y_test.cc: X.Is"), "there is no y_test.cc"),
            (shown("X.Is"), "a test must read")):
        assert any(expected in what for what in wrong(row)), (row, wrong(row))
    row = shown("x_test.cc: X.Is")
    assert wrong(row, row) == ["catalogue.json: A is there twice"]
    print("9 claims hold")


if __name__ == "__main__":
    main()
