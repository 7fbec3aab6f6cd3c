#!/usr/bin/env python3
"""Counts the tests of one `bazel test //...`; prints `N passed, N failed`.

Its input are the labels of the tests that had to run. A test with no result (it
was not built, say) has failed, but for those that say themselves that they do
not go with the configuration (target_compatible_with). If Bazel failed and no
test shows why, that is one failure more.
"""

import argparse
import json
import pathlib
import sys


def statuses(events):
    """The status of each test, by label; SKIPPED if it says that it does not go
    with the configuration."""
    if not events.exists():
        return {}
    found = {}
    for line in events.read_text().splitlines():
        event = json.loads(line)
        label = event["id"].get("testSummary", {}).get("label")
        if label:
            found[label] = event["testSummary"]["overallStatus"]
        label = event["id"].get("targetCompleted", {}).get("label")
        if label and event.get("aborted", {}).get("reason") == "SKIPPED":
            found[label] = "SKIPPED"
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=pathlib.Path,
                        help="what --build_event_json_file wrote")
    parser.add_argument("exit_code", type=int, help="of Bazel")
    options = parser.parse_args()
    exit_code = options.exit_code
    found = statuses(options.events)
    labels = set(sys.stdin.read().split())
    labels |= {label for label, status in found.items() if status != "SKIPPED"}
    for label in sorted(l for l in labels if found.get(l) == "SKIPPED"):
        print(f"skipped: {label}")
        labels.remove(label)
    failed = sorted(l for l in labels if found.get(l) != "PASSED")
    for label in failed:
        print(f"failed: {label} {found.get(label, 'NO RESULT')}")
    passed = len(labels) - len(failed)
    others = 1 if exit_code and not failed else 0
    if others:
        print(f"failed: bazel itself (exit code {exit_code})")
    print(f"{passed} passed, {len(failed) + others} failed")


if __name__ == "__main__":
    main()
