"""The deviations from the reference: the table, and the patches that take its
rows back.

corpus/reference/NN_name.patch takes back the row RNN of raft/DEVIATIONS.md;
each applies onto the ones before. Its header:

    # row: RNN
    # reference: what the reference does, in one line
"""

import dataclasses
import pathlib
import re
import subprocess

from planted_bugs import read_header

TABLE = "raft/DEVIATIONS.md"
SCRIPTS = "corpus/reference/scripts.txt"
NAME = re.compile(r"(\d\d)_[a-z0-9_]+")
COLUMNS = ("row", "the reference", "what that costs", "here", "shown by")


@dataclasses.dataclass
class Row:
    id: str
    cells: dict  # By the names of COLUMNS.

    @property
    def shown_by(self):
        """The names of traces, scripts, tests and planted bugs."""
        return re.findall(r"`([^`]+)`", self.cells["shown by"])


@dataclasses.dataclass
class Patch:
    path: pathlib.Path
    header: dict

    @property
    def row(self):
        return self.header.get("row")

    def wrong(self):
        """Yields what is wrong with its name and its header."""
        name = NAME.fullmatch(self.path.stem)
        if not name:
            yield f"{self.path.name}: expected a name like 01_what.patch"
        elif self.row != f"R{name[1]}":
            yield f"{self.path.name}: expected a line `# row: R{name[1]}`"
        if not self.header.get("reference"):
            yield f"{self.path.name}: a line `# reference: ...` is missing"
        for key in self.header.keys() - {"row", "reference"}:
            yield f"{self.path.name}: nobody reads the line `# {key}: ...`"

    def apply(self, tree):
        """Patches `tree`. Returns what `patch` complains of, if anything."""
        done = subprocess.run(
            ["patch", "--strip=1", "--fuzz=0", "--forward", "--batch",
             "--no-backup-if-mismatch", f"--input={self.path}"],
            cwd=tree, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.strip() if done.returncode else None


def patches(root):
    """All of the series, in order."""
    return [Patch(path.resolve(), read_header(path.read_text()))
            for path in sorted((root / "corpus/reference").glob("*.patch"))]


def apply_all(series, tree):
    """Applies patches in order. Returns a complaint of the first that does not
    apply, or None."""
    for patch in series:
        if complaint := patch.apply(tree):
            return f"{patch.path.name} does not apply:\n{complaint}"
    return None


def rows(root):
    """The rows of the table, in order."""
    found = []
    for line in (root / TABLE).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"R\d\d", cells[0]) and len(cells) == len(COLUMNS):
            found.append(Row(cells[0], dict(zip(COLUMNS, cells))))
        elif re.match(r"\|\s*R\d", line):
            raise ValueError(f"{TABLE}: expected {len(COLUMNS)} cells: {line}")
    return found


def entries(root):
    """Which rows make a script differ, by the script's place: `shared/...` is
    beside the project, all else in it."""
    found = {}
    path = root / SCRIPTS
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if len(words) < 2 or not all(re.fullmatch(r"R\d\d", w)
                                     for w in words[1:]):
            raise ValueError(f"{SCRIPTS}:{number}: expected a script and rows "
                             f"like R01, not '{line}'")
        if words[0] in found:
            raise ValueError(f"{SCRIPTS}:{number}: {words[0]} stands there "
                             "twice")
        found[words[0]] = words[1:]
    return found
