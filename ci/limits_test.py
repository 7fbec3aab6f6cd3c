#!/usr/bin/env python3
"""Every size limit of the core comes from its Config.

A limit that is a constant of the code is one that no setup can make small
enough to be crossed, so nobody sees what happens there. Here is every constant
of the rooms that take a Config, with what it is instead of a limit; a large
number without a name is found, too.
"""

import re
import sys

from root_argument import root_argument

FILES = ("raft/core/*", "raft/log/*", "raft/tracker/*", "raft/raw_node.*",
         "raft/driver.*")
KNOWN = {
    "kLargest": "numbers that no cluster lives to see",
    "kLongAgo": "a number of terms, which any schedule can pass",
    "kTransferContext": "a text",
}
CONSTANT = re.compile(r"\bconstexpr\b[^;(]*?\b(k[A-Z]\w*)\s*[=;{]")
LARGE = re.compile(r"(?<![\w.])(?:\d{4,}|1(?:u|ull)?\s*<<\s*\d\d?)\b")
NAMED = re.compile(r"\bconstexpr\b[^;]*;")


def wrong_in(text):
    """Yields what of a source is no limit of a Config."""
    code = re.sub(r'//[^\n]*|"(?:\\.|[^"\\])*"', "", text)
    for name in CONSTANT.findall(code):
        if name not in KNOWN:
            yield f"{name}: a limit that no Config sets? (KNOWN says if not)"
    for number in LARGE.findall(NAMED.sub("", code)):
        yield f"{number}: a limit that no Config sets?"


# A source, and how much is wrong in it.
PLANTED = [
    ("constexpr uint64_t kScanPageBytes = 1 << 20;", 1),
    ("constexpr Term kLongAgo = 3;  // 4096", 0),
    ("Read(low, high, 1 << 20);", 1),
    ("if (bytes > 65536) return;", 1),
    ("inline constexpr size_t kMost{64};", 1),
    ("uint64_t kUnlimited; Log(\"10000\"); x = y << 8;", 0),
]


def main():
    root = root_argument(__doc__)
    for text, count in PLANTED:
        if len(list(wrong_in(text))) != count:
            sys.exit(f"the check sees {list(wrong_in(text))} in: {text}")
    sources = [path for pattern in FILES for path in sorted(root.glob(pattern))
               if path.suffix in (".h", ".cc")
               and not re.search(r"_(test|fuzz)\.cc$", path.name)]
    if len(sources) < 30:
        sys.exit(f"only {len(sources)} sources of the core: where are they?")
    wrong = [f"{path.relative_to(root)}: {what}" for path in sources
             for what in wrong_in(path.read_text())]
    seen = "".join(path.read_text() for path in sources)
    wrong += [f"ci/limits_test.py: nobody has {name} any more"
              for name in KNOWN if name not in seen]
    for what in wrong:
        print(what, file=sys.stderr)
    print(f"{len(sources)} sources, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
