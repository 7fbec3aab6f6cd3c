"""The planted bugs: corpus/bugs/<name>.patch, each with a header.

    # effect: what goes wrong, in one line
    # source: where such a bug was seen, or the rule that it breaks
    # invariant: the one expected to fall
    # run: options of `raftproof run` that find it (this line may be left out)
    # equivalent: why nobody can tell the difference; only if nobody can
    # test: beside `equivalent`: who can, though no run can. The label of a
        `falling_test` of the bug (ci/bazel/planted.bzl)
"""

import dataclasses
import pathlib
import re
import shlex
import subprocess

NEEDED = ("effect", "source", "invariant")
OPTIONAL = ("run", "equivalent", "test")
HEADER = re.compile(r"#\s*([a-z]+):\s*(.*?)\s*$")


@dataclasses.dataclass
class PlantedBug:
    name: str
    patch: pathlib.Path
    header: dict

    def wrong(self):
        """Yields what its header lacks."""
        for key in NEEDED:
            if not self.header.get(key):
                yield f"{self.patch.name}: a line `# {key}: ...` is missing"
        for key, value in self.header.items():
            if key not in NEEDED + OPTIONAL:
                yield f"{self.patch.name}: nobody reads the line `# {key}: ...`"
            elif key in OPTIONAL and not value:
                yield f"{self.patch.name}: the line `# {key}: ...` is empty"

    def untested(self, root):
        """Yields what is wrong with the test that it names, if it does."""
        if not (label := self.header.get("test")):
            return
        package, _, name = label.removeprefix("//").partition(":")
        build = root / package / "BUILD.bazel"
        text = build.read_text() if build.exists() else ""
        if (name != f"{self.name}_falls_test" or
                not re.search(rf'\bbug = "{self.name}"', text)):
            yield f"{self.patch.name}: there is no test {label}"
        if not self.equivalent:
            yield f"{self.patch.name}: a test shows what runs do, too"

    @property
    def equivalent(self):
        return self.header.get("equivalent")

    def touches(self, ending):
        """Whether it patches a file whose name ends so."""
        return any(line.startswith("+++ ") and line.endswith(ending)
                   for line in self.patch.read_text().splitlines())

    def run_options(self):
        return shlex.split(self.header.get("run", ""))

    def apply(self, tree, *options):
        """Patches `tree`. Returns what `patch` complains of, if anything."""
        done = subprocess.run(
            ["patch", "--strip=1", "--fuzz=0", "--forward", "--batch",
             "--no-backup-if-mismatch", *options, f"--input={self.patch}"],
            cwd=tree, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.strip() if done.returncode else None


def read_header(text):
    header = {}
    for line in text.splitlines():
        if line.startswith(("diff ", "--- ")):
            break
        if match := HEADER.match(line):
            header[match[1]] = match[2]
    return header


def planted_bugs(root):
    """All of them, by name."""
    patches = sorted((root / "corpus/bugs").glob("*.patch"))
    return {
        patch.stem: PlantedBug(patch.stem, patch.resolve(),
                               read_header(patch.read_text()))
        for patch in patches
    }
