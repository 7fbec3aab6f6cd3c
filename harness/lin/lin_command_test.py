#!/usr/bin/env python3
"""What `raftproof lin` says, and its exit codes.

    lin_command_test.py RAFTPROOF
"""

import json
import pathlib
import subprocess
import sys
import unittest

HISTORIES = pathlib.Path("corpus/histories")
RAFTPROOF = None


def lin(*arguments):
    return subprocess.run([RAFTPROOF, "lin", *map(str, arguments)],
                          capture_output=True, text=True)


class LinCommandTest(unittest.TestCase):

    def test_a_spent_budget_tells_the_longest_prefix_that_is_decided(self):
        file = HISTORIES / "queue-ok.jsonl"
        for budget in (("--budget", 10), ("--memory", "1K")):
            done = lin("--json", "--order", *budget, file)
            self.assertEqual(done.returncode, 3, done.stderr)
            result = json.loads(done.stdout)["files"][0]
            self.assertEqual(result["verdict"], "undecided")
            prefix = result["linearizable_prefix"]
            self.assertGreater(result["operations"], prefix["operations"])
            operations = [json.loads(line)
                          for line in file.read_text().splitlines()[1:]]
            called = [] if prefix["until"] is None else [
                one for one in operations if one["t0"] < prefix["until"]]
            self.assertEqual(len(called), prefix["operations"])
            # The order that proves it holds all that had returned by then.
            order = {id for part in result["orders"] for id in part}
            for one in called:
                if one["t1"] is not None and one["t1"] < prefix["until"]:
                    self.assertIn(one["id"], order)
            words = lin(*budget, file)
            self.assertEqual(words.returncode, 3)
            said = (f"the first {prefix['operations']} of {len(operations)} "
                    f"operations, those called before time {prefix['until']}, "
                    "are linearizable"
                    if called else "nothing is decided")
            self.assertIn(said, words.stdout)
        self.assertGreater(len(operations), 10)

    def test_bad_input_is_told_with_file_line_and_reason(self):
        for name, reason in (("unknown-field.jsonl", "nobody knows the field"),
                             ("empty.jsonl", "no history in 0 bytes"),
                             ("missing.jsonl", "No such file")):
            done = lin(HISTORIES / name)
            self.assertEqual(done.returncode, 2, name)
            self.assertEqual(done.stdout, "")
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn(name, done.stderr)
            self.assertIn(reason, done.stderr)

    def test_of_several_files_the_worst_counts(self):
        good = HISTORIES / "unique-ok.jsonl"
        wrong = HISTORIES / "unique-stale-read.jsonl"
        bad = HISTORIES / "truncated.jsonl"
        self.assertEqual(lin(good).returncode, 0)
        self.assertEqual(lin(good, wrong, good).returncode, 1)
        self.assertEqual(lin(wrong, bad, good).returncode, 2)


if __name__ == "__main__":
    RAFTPROOF = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
