"""Planted bugs of corpus/bugs/ that are linked into tests."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

def planted_library(name, bug, source, deps):
    """Compiles a patched copy of one source file.

    In a binary that depends on it the bug takes the library's place: from the
    archive of `source` the linker takes an object only for names that no
    object before it defines, and this one, which is always linked and stands
    before what it depends on, defines all of them. So a bug costs the
    compilation of one file.

    Args:
      name: of the library.
      bug: a patch in corpus/bugs/, without its ending, of `source` alone.
      source: the label of a .cc file that its package exports.
      deps: the library that `source` is part of.
    """
    path = source.replace("//", "").replace(":", "/")
    patch = "//corpus:bugs/%s.patch" % bug
    patched = "%s/%s" % (name, path.split("/")[-1])
    native.genrule(
        name = name + "_source",
        tags = ["manual"],
        srcs = [source, patch],
        outs = [patched],
        cmd = " && ".join([
            "mkdir -p $(RULEDIR)/%s/%s" % (name, path.rpartition("/")[0]),
            "cp -L $(location %s) $(RULEDIR)/%s/%s" % (source, name, path),
            "patch --quiet --strip=1 --fuzz=0 --forward --batch " +
            "--directory=$(RULEDIR)/%s --input=$$PWD/$(location %s)" %
            (name, patch),
            "mv $(RULEDIR)/%s/%s $@" % (name, path),
        ]),
    )
    cc_library(
        name = name,
        srcs = [patched],
        alwayslink = True,
        # The file's own headers are checked where it stands.
        features = ["-layering_check"],
        tags = ["manual"],
        deps = deps,
    )

def canary(bug, source, library, invariant, runs):
    """The test that every engine finds the bug, as a fall of `invariant`.

    Args:
      bug: see planted_library; the test is called so, with `_test`.
      source: see planted_library.
      library: that `source` is part of.
      invariant: by its name in invariants/all.cc.
      runs: that each engine may make.
    """
    planted_library(name = bug, bug = bug, source = source, deps = [library])
    cc_test(
        name = bug + "_test",
        size = "small",
        srcs = ["canary_test.cc"],
        env = {
            "CANARY_INVARIANT": invariant,
            "CANARY_RUNS": str(runs),
        },
        deps = [
            ":" + bug,
            "//harness/run",
            "//harness/strategy:strategies",
            "//raft/base:error",
            "@googletest//:gtest_main",
        ],
    )

def explored_bug(bug, source, library):
    """The test that exploration finds the bug with the shortest trace.

    What is explored is corpus/models/bugs/<bug>.model, which says what falls
    and after how many actions.

    Args:
      bug: see planted_library; the test is called so, with `_explored_test`.
      source: see planted_library.
      library: that `source` is part of.
    """
    planted = bug + "_explored"
    planted_library(name = planted, bug = bug, source = source, deps = [library])
    model = "//corpus:models/bugs/%s.model" % bug
    cc_test(
        name = planted + "_test",
        size = "small",
        srcs = ["explore_test.cc"],
        data = [model],
        env = {"CANARY_MODEL": "$(rootpath %s)" % model},
        deps = [
            ":" + planted,
            "//harness/explore",
            "//harness/explore:model",
            "@fmt//:fmt",
            "@googletest//:gtest_main",
        ],
    )
