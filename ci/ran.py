"""A program that was run with a limit of time, and how it ended."""

import dataclasses
import signal
import subprocess
import tempfile
import time

WATCH_SECONDS = 30   # Between two words of progress.
POLITE_SECONDS = 10  # To end when asked to.


@dataclasses.dataclass
class Ran:
    command: list
    output: str = ""
    errors: str = ""
    code: int = 0      # Below 0: the signal that ended it.
    seconds: float = 0
    hung: bool = False  # It did not end when it was asked to.


def ended(ran):
    """How a program ended, in words, with its last output."""
    if ran.hung:
        how = f"did not end, and was killed after {ran.seconds:.0f} s"
    elif ran.code < 0:
        try:
            how = f"ended by {signal.Signals(-ran.code).name}"
        except ValueError:
            how = f"ended by signal {-ran.code}"
    else:
        how = f"ended with {ran.code} and no report"
    last = (ran.errors.strip() or ran.output.strip()).splitlines()[-12:]
    return "\n  ".join([how + (", saying last:" if last else ", saying nothing"),
                        *last])


def last_line(file):
    """The last whole thing that a program has said so far."""
    file.seek(0, 2)
    file.seek(max(file.tell() - 400, 0))
    said = file.read().decode(errors="replace").replace("\r", "\n").strip()
    return said.rsplit("\n", 1)[-1].strip()


def wait(process, seconds, told):
    """Waits until it ends, and calls `told` now and then. Returns whether it
    had to be killed."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            process.wait(timeout=min(left, WATCH_SECONDS))
            return False
        except subprocess.TimeoutExpired:
            told()
    process.terminate()
    try:
        process.wait(timeout=POLITE_SECONDS)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def call(program, *arguments, seconds, watch=None):
    """Runs it; ends it, politely, when the time is over. Calls `watch` now and
    then with the last line that it said. Returns a Ran."""
    command = [str(program), *map(str, arguments)]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=errors)
        try:
            # The file is the program's, too: looking must not move its place.
            with open(f"/proc/self/fd/{errors.fileno()}", "rb") as seen:
                hung = wait(process, seconds,
                            lambda: watch and watch(last_line(seen)))
        finally:
            if process.poll() is None:  # Interrupted.
                process.kill()
                process.wait()
        ran = Ran(command, code=process.returncode, hung=hung,
                  seconds=time.monotonic() - begin)
        for file, field in ((output, "output"), (errors, "errors")):
            file.seek(0)
            setattr(ran, field, file.read().decode(errors="replace"))
        return ran
