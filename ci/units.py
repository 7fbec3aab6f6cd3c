"""Times, written as for the commands of raftproof."""

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
