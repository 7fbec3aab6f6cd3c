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

    def test_counts_may_be_short(self):
        for text, number in (("500", 500), ("500k", 500_000),
                             ("20M", 20_000_000), ("20e6", 20_000_000),
                             ("1.5G", 1_500_000_000)):
            self.assertEqual(units.count(text), number)

    def test_what_is_no_count_is_refused(self):
        for text in ("", "k", "0", "-1", "1e", "1e999", "2x", "nan", "0.1"):
            with self.assertRaisesRegex(argparse.ArgumentTypeError,
                                        "must be a number like"):
                units.count(text)


unittest.main()
