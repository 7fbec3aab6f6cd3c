"""Times and counts, written as for the commands of raftproof."""

import argparse
import re

TIME = re.compile(r"(\d+(?:\.\d+)?)([smh]?)", re.ASCII)
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


def seconds(text):
    """The seconds of `90`, `30s`, `1.5m` or `2h`; a type for argparse."""
    time = TIME.fullmatch(text)
    value = float(time[1]) * SECONDS[time[2]] if time else 0
    if not value:
        raise argparse.ArgumentTypeError(
            f"must be a time like 90, 30s, 10m or 2h, not '{text}'")
    return value


COUNT = re.compile(r"(\d+(?:\.\d+)?(?:e\d{1,2})?)([kMG]?)", re.ASCII)
TIMES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}


def count(text):
    """The number of `500`, `500k`, `20M`, `1.5G` or `20e6`, above 0; a type
    for argparse."""
    number = COUNT.fullmatch(text)
    value = round(float(number[1]) * TIMES[number[2]]) if number else 0
    if not value:
        raise argparse.ArgumentTypeError(
            f"must be a number like 500, 500k, 20M or 20e6, not '{text}'")
    return value
