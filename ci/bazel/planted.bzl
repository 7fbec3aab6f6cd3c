"""Planted bugs of corpus/bugs/ that are linked into tests."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

# What a bug does is the same under sanitizers and other compilers: there the
# tests of planted bugs would double the time, and show nothing.
WHERE_BUGS_ARE_PLANTED = select({
    "//ci/bazel:without_planted_bugs": ["//ci/bazel:plants_bugs"],
    "//conditions:default": [],
})

def planted_library(name, bug, sources, deps):
    """Compiles patched copies of source files.

    In a binary that depends on it the bug takes the library's place: from the
    archive of a source the linker takes an object only for names that no
    object before it defines, and this one, which is always linked and stands
    before what it depends on, defines all of them. So a bug costs the
    compilation of a file or two.

    Args:
      name: of the library.
      bug: a patch in corpus/bugs/, without its ending, of `sources` alone.
      sources: the labels of .cc files that their packages export.
      deps: the libraries that `sources` are part of.
    """
    paths = [source.replace("//", "").replace(":", "/") for source in sources]
    patch = "//corpus:bugs/%s.patch" % bug
    tree = "$(RULEDIR)/%s" % name
    patched = ["%s/%s" % (name, path.split("/")[-1]) for path in paths]
    commands = []
    for source, path in zip(sources, paths):
        commands.append("mkdir -p %s/%s" % (tree, path.rpartition("/")[0]))
        commands.append("cp -L $(location %s) %s/%s" % (source, tree, path))
    commands.append("patch --quiet --strip=1 --fuzz=0 --forward --batch " +
                    "--directory=%s --input=$$PWD/$(location %s)" %
                    (tree, patch))
    for path, out in zip(paths, patched):
        commands.append("mv %s/%s $(RULEDIR)/%s" % (tree, path, out))
    native.genrule(
        name = name + "_source",
        tags = ["manual"],
        srcs = sources + [patch],
        outs = patched,
        cmd = " && ".join(commands),
    )
    cc_library(
        name = name,
        srcs = patched,
        alwayslink = True,
        # The file's own headers are checked where it stands.
        features = ["-layering_check"],
        tags = ["manual"],
        # The engines that have rooms of their own have their canaries there, and
        # the commands their tests.
        visibility = [
            "//harness:__pkg__",
            "//harness/fuzz:__pkg__",
            "//harness/property:__pkg__",
        ],
        deps = deps,
    )

def canary(bug, source, library, invariant, runs):
    """The test that every engine finds the bug, as a fall of `invariant`.

    Args:
      bug: see planted_library; the test is called so, with `_test`.
      source: a single one, see planted_library.
      library: that `source` is part of.
      invariant: by its name in invariants/all.cc.
      runs: that each engine may make.
    """
    planted_library(
        name = bug,
        bug = bug,
        sources = [source],
        deps = [library],
    )
    cc_test(
        name = bug + "_test",
        size = "small",
        srcs = ["canary_test.cc"],
        env = {
            "CANARY_INVARIANT": invariant,
            "CANARY_RUNS": str(runs),
        },
        target_compatible_with = WHERE_BUGS_ARE_PLANTED,
        deps = [
            ":" + bug,
            "//harness/run",
            "//harness/strategy:strategies",
            "//raft/base:error",
            "@googletest//:gtest_main",
        ],
    )

def explored_bug(bug, sources, libraries, model = None):
    """The test that exploration finds the bug with the shortest trace.

    What is explored is a model in corpus/models/bugs/, which says what falls
    and after how many actions.

    Args:
      bug: see planted_library.
      sources: see planted_library.
      libraries: that `sources` are part of.
      model: its name, without its ending; the bug's if not given. The test is
        called by it.
    """
    planted = (model or bug) + "_explored"
    planted_library(
        name = planted,
        bug = bug,
        sources = sources,
        deps = libraries,
    )
    file = "//corpus:models/bugs/%s.model" % (model or bug)
    cc_test(
        name = planted + "_test",
        size = "small",
        srcs = ["explore_test.cc"],
        data = [file],
        env = {"CANARY_MODEL": "$(rootpath %s)" % file},
        target_compatible_with = WHERE_BUGS_ARE_PLANTED,
        deps = [
            ":" + planted,
            "//harness/explore",
            "//harness/explore:certify",
            "//harness/explore:model",
            "//harness/trace:replay",
            "@fmt//:fmt",
            "@googletest//:gtest_main",
        ],
    )

def minimized_bug(bug, sources, library):
    """The test that what falls under the bug becomes a short trace.

    Of the bug's trace in corpus/minimize/: it is a long one, whose actions hang
    together more than they seem to.

    Args:
      bug: see planted_library.
      sources: see planted_library.
      library: that all of `sources` are part of.
    """
    planted = bug + "_minimized"
    planted_library(
        name = planted,
        bug = bug,
        sources = sources,
        deps = [library],
    )
    trace = "//corpus:minimize/%s.textproto" % bug
    cc_test(
        name = planted + "_test",
        size = "small",
        srcs = ["minimize_test.cc"],
        data = [trace],
        env = {"CANARY_TRACE": "$(rootpath %s)" % trace},
        target_compatible_with = WHERE_BUGS_ARE_PLANTED,
        deps = [
            ":" + planted,
            "//harness/trace",
            "//harness/trace:minimize",
            "//harness/trace:replay",
            "@googletest//:gtest_main",
        ],
    )

def replayed_bug(bug, source, library, folder = "traces"):
    """The test that the bug falls under its trace in corpus/traces/.

    For checks that a canary would reach too rarely: that what they see of a
    step is there.

    Args:
      bug: see planted_library.
      source: a single one, see planted_library.
      library: that `source` is part of.
      folder: of corpus/ in which the trace is; `beyond`: beyond the fault
        atlas, where only the rule that the bug takes away keeps it silent.
    """
    planted = bug + "_replayed"
    planted_library(
        name = planted,
        bug = bug,
        sources = [source],
        deps = [library],
    )
    trace = "//corpus:%s/%s.textproto" % (folder, bug)
    cc_test(
        name = planted + "_test",
        size = "small",
        srcs = ["replay_test.cc"],
        data = [trace],
        env = {"CANARY_TRACE": "$(rootpath %s)" % trace},
        target_compatible_with = WHERE_BUGS_ARE_PLANTED,
        deps = [
            ":" + planted,
            "//harness/trace",
            "//harness/trace:replay",
            "@googletest//:gtest_main",
        ],
    )

def falling_test(bug, source, library, srcs, deps, says, args = [], data = []):
    """The test that another test falls over a bug.

    For bugs that no run of the harness can tell from the library: its patch
    names this test (`# test:`, see ci/planted_bugs.py).

    Args:
      bug: see planted_library. The test is called so, with `_falls_test`.
      source: a single one, see planted_library.
      library: that `source` is part of.
      srcs: of the test that falls.
      deps: of the test that falls.
      says: a piece of what it then says.
      args: that it is called with.
      data: that it reads.
    """
    planted_library(
        name = bug + "_falls",
        bug = bug,
        sources = [source],
        deps = [library],
    )
    cc_binary(
        name = bug + "_falls_binary",
        testonly = True,
        srcs = srcs,
        tags = ["manual"],
        deps = [":" + bug + "_falls"] + deps,
    )
    native.sh_test(
        name = bug + "_falls_test",
        size = "small",
        srcs = ["//ci/bazel:falls.sh"],
        args = [
            "'%s'" % says,
            "$(rootpath :%s_falls_binary)" % bug,
        ] + args,
        data = [":%s_falls_binary" % bug] + data,
        target_compatible_with = WHERE_BUGS_ARE_PLANTED,
    )
