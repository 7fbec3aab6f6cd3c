"""The one argument of a check of the whole project: where that is."""

import argparse
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def root_argument(description):
    """The path on the command line, or that of the project with this file."""
    parser = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=ROOT,
                        help="of the project (the one that holds this file)")
    return parser.parse_args().root
