#!/usr/bin/env python3
"""libFuzzer finds a planted bug in whole schedules, and goes by the states that
it is told of.

    canary_test.py PLANTED SOUND INVARIANT RUNS [--instrumented]

PLANTED and SOUND are schedule_fuzz with and without the bug. From nothing and
within RUNS executions PLANTED must fall as INVARIANT, and so again when it is
given what it left; SOUND must not, either way. Told of nothing SOUND must come
to far fewer states, or new ones are not kept and built upon. (--instrumented:
it is told of lines then, which leads to states as well.)
"""

import os
import pathlib
import re
import subprocess
import sys

PLANTED, SOUND, INVARIANT, RUNS = sys.argv[1:5]
INSTRUMENTED = sys.argv[5:] == ["--instrumented"]
TEMPORARY = pathlib.Path(os.environ["TEST_TMPDIR"])

# As in every hunt (ci/engines.py): a header and at most 200 actions. Looking
# for leaks would run inputs twice, with sanitizers only.
OPTIONS = ("-seed=1", f"-runs={RUNS}", "-max_len=1624", "-entropic=0",
           "-detect_leaks=0", f"-artifact_prefix={TEMPORARY}/", "--report")
REPORT = re.compile(r"^schedule_fuzz: (\d+) runs, .*, (\d+) shapes in .*$",
                    re.MULTILINE)
FELL = re.compile(r"^schedule_fuzz: (\w+) fell at action .*$", re.MULTILINE)


def run(program, *arguments):
    """Returns how many schedules were run, how many shapes of worlds were seen,
    and the line that tells what fell if anything did."""
    done = subprocess.run((program, *arguments), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    said = done.stdout.decode(errors="replace")
    report, fell = REPORT.search(said), FELL.search(said)
    # Whatever else ends a fuzzer is no finding.
    if not report or (done.returncode != 0) != (fell is not None):
        sys.exit(f"{program} ended with {done.returncode}:\n{said[-4000:]}")
    print(f"{pathlib.Path(program).name}: {report[0]}")
    if fell:
        print(fell[0])
    return int(report[1]), int(report[2]), fell


def check(holds, claim):
    if not holds:
        sys.exit(f"not so: {claim}")


def main():
    runs, _, fell = run(PLANTED, *OPTIONS)
    check(fell and fell[1] == INVARIANT, f"{INVARIANT} falls")
    check(runs <= int(RUNS), "it falls within the executions that it has")
    left, = TEMPORARY.glob("crash-*")
    _, _, again = run(PLANTED, "--report", left)
    check(again and again[0] == fell[0], "it falls again under what is left")
    _, _, fell = run(SOUND, "--report", left)
    check(not fell, "it does not fall without the bug")

    runs, told, fell = run(SOUND, *OPTIONS)
    check(not fell, "nothing falls without the bug")
    check(runs >= int(RUNS), "the fuzzer has used its executions")
    if not INSTRUMENTED:
        _, untold, _ = run(SOUND, *OPTIONS, "--no-shapes")
        check(told > 4 * untold, f"{told} shapes are many more than {untold}")


if __name__ == "__main__":
    main()
