#!/usr/bin/env python3
"""Holds ci/units.py against what the commands of raftproof take."""

import argparse
import unittest

import units


class UnitsTest(unittest.TestCase):

    def test_times_become_seconds(self):
        for text, seconds in (("90", 90), ("30s", 30), ("1.5m", 90),
                              ("2h", 7200), ("0.5", 0.5)):
            self.assertEqual(units.seconds(text), seconds)

    def test_what_is_no_time_is_refused(self):
        for text in ("", "s", "0", "0m", "-1", "10d", "1m2", "nan", "1e3", "."):
            with self.assertRaisesRegex(argparse.ArgumentTypeError,
                                        "must be a time like"):
                units.seconds(text)


unittest.main()
