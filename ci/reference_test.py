#!/usr/bin/env python3
"""What ci/reference and ci/deviations_test.py make of what is as it should be,
and of what is not: a small tree stands for the project, and a small script for
the program that runs scripts."""

import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest
from unittest import mock

import deviations_test
import series

HERE = pathlib.Path(__file__).resolve().parent
# Differs in scripts whose name says so.
PROGRAM = """#!/usr/bin/env python3
import json, sys
files = sys.argv[3:]
failures = [{"file": file, "difference": "differs\\n"} for file in files
            if "odd" in file]
print(json.dumps({"passed": len(files) - len(failures),
                  "failed": len(failures), "failures": failures}))
"""
ROW = "| R01 | says a | costs b | says c (`core/x.cc`) | `odd.txt` |\n"
PATCH = """# row: R01
# reference: says a
--- a/raft/core/x.cc
+++ b/raft/core/x.cc
@@ -1 +1 @@
-c
+a
"""


def load_reference():
    loader = importlib.machinery.SourceFileLoader("reference",
                                                  str(HERE / "reference"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("reference", loader))
    loader.exec_module(module)
    return module


class ReferenceTest(unittest.TestCase):

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name).resolve()
        self.write("raft/core/x.cc", "c\n")
        self.write(series.TABLE, ROW)
        self.write("corpus/reference/01_says_a.patch", PATCH)
        self.write("corpus/reference/scripts/odd.txt", "")
        self.write(series.SCRIPTS, "corpus/reference/scripts/odd.txt R01\n")
        self.write("program", PROGRAM).chmod(0o755)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def wrong_table(self):
        rows = series.rows(self.root)
        return [*deviations_test.wrong_rows(self.root, rows),
                *deviations_test.wrong_patches(self.root, rows),
                *deviations_test.wrong_bugs(self.root, rows),
                *deviations_test.wrong_scripts(self.root, rows)]

    def judged(self, *scripts):
        reference = load_reference()
        paths = [self.write(script, "") for script in scripts]
        with mock.patch.object(reference, "ROOT", self.root), \
             mock.patch.object(reference, "build_library",
                               lambda: self.root / "program"):
            return [wrong for _, wrong in reference.judge_library(paths)]

    def test_a_table_with_its_patch_and_its_script_is_right(self):
        self.assertEqual(self.wrong_table(), [])

    def test_a_row_needs_its_patch_and_a_patch_its_row(self):
        self.write("corpus/reference/02_more.patch",
                   "# row: R02\n# reference: more\n")
        self.assertIn(f"the patch of R02 has no row in {series.TABLE}",
                      self.wrong_table())
        (self.root / "corpus/reference/01_says_a.patch").unlink()
        self.assertIn("R01 has no patch in corpus/reference",
                      self.wrong_table())

    def test_a_patch_that_does_not_apply_is_found(self):
        self.write("raft/core/x.cc", "d\n")
        self.assertIn("01_says_a.patch does not apply",
                      "".join(self.wrong_table()))

    def test_a_planted_bug_that_is_the_references_has_a_row(self):
        bug = self.write("corpus/bugs/says_a.patch",
                         "# source: read; in the reference\n")
        self.assertEqual(self.wrong_table(),
                         [f"{series.TABLE}: no row names says_a.patch"])
        self.write(series.TABLE,
                   ROW.replace("`odd.txt`", f"`odd.txt` `{bug.name}`"))
        self.assertEqual(self.wrong_table(), [])

    def test_what_shows_a_row_must_be_there(self):
        for name in ("no.txt", "no.textproto", "no.patch", "No.Test"):
            self.write(series.TABLE, ROW.replace("odd.txt", name))
            self.assertIn(f"{series.TABLE}: R01 names {name}, which is not",
                          self.wrong_table())

    def test_a_script_must_be_entered_under_its_row(self):
        self.write(series.SCRIPTS, "")
        self.assertEqual(len(self.wrong_table()), 1)

    def test_an_entry_has_a_script_and_rows(self):
        for line in ("a.txt", "a.txt R1", "a.txt R01\na.txt R01"):
            self.write(series.SCRIPTS, line)
            with self.assertRaisesRegex(ValueError, f"{series.SCRIPTS}:"):
                series.entries(self.root)

    def test_what_is_entered_differs_and_nothing_else_does(self):
        self.assertEqual(self.judged("corpus/reference/scripts/odd.txt",
                                     "corpus/scripts/even.txt"), [None, None])
        self.assertEqual(self.judged("corpus/scripts/odd_too.txt"),
                         ["differs\n"])
        self.write(series.SCRIPTS, "corpus/scripts/even.txt R01\n")
        [wrong] = self.judged("corpus/scripts/even.txt")
        self.assertIn("does not differ", wrong)

    def test_the_tests_that_fell_are_told_from_a_log(self):
        reference = load_reference()
        log = self.write("test.log", "[  FAILED  ] 2 tests, listed below:\n"
                         "[  FAILED  ] Both/A.B/Sync, where x\n"
                         "[  FAILED  ] C.D\n")
        self.assertEqual(reference.fallen("raft/x:x_test", log), {"A.B", "C.D"})
        log.write_text("[  FAILED  ] C.D\nAborted\n")
        self.assertEqual(reference.fallen("raft/x:x_test", log), {"x_test"})


if __name__ == "__main__":
    unittest.main()
