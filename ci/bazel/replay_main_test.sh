#!/usr/bin/env bash
# The replaying main runs every input below what it is given, and fails on an
# input that kills the target or that it refuses, on no input at all, and on a
# missing file.
set -euo pipefail

sample=$PWD/$1
cd "$TEST_TMPDIR"

fail() {
  echo "$1" >&2
  exit 1
}

mkdir -p good/deeper bad refused empty
echo a >good/a
echo b >good/deeper/b
: >good/nothing
echo x >bad/x
echo r >refused/r

[[ $("$sample" good) == "3 inputs ran" ]] || fail "three inputs should run"
[[ $("$sample" good/a) == "1 inputs ran" ]] || fail "a file should run"
! "$sample" good bad || fail "an input that kills the target should fail"
! "$sample" good refused || fail "an input that is refused should fail"
! "$sample" empty || fail "an empty corpus should fail"
! "$sample" || fail "no corpus should fail"
! "$sample" good/missing || fail "a missing file should fail"
