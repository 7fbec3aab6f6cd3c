"""fuzz_target: one property, checked on bytes that libFuzzer chooses."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def fuzz_target(name, srcs, deps = [], size = "small", tags = [], **kwargs):
    """A test that replays a corpus; under --config=fuzz a libFuzzer binary.

    The corpus of `wire_fuzz` is corpus/fuzz/wire/: every file in it is one
    input. An empty corpus fails the test. To fuzz:

        bazel build --config=fuzz //raft/wire:wire_fuzz
        $(bazel info --config=fuzz bazel-bin)/raft/wire/wire_fuzz DIRECTORY

    Args:
      name: ends in `_fuzz`.
      srcs: define LLVMFuzzerTestOneInput, and no main.
      deps: what srcs include.
      size: of the test that replays.
      tags: `fuzz` is added.
      **kwargs: passed to cc_test.
    """
    if not name.endswith("_fuzz"):
        fail("a fuzz target's name ends in _fuzz: " + name)
    corpus = "corpus/fuzz/" + name[:-len("_fuzz")]
    fuzzing = "//ci/bazel:fuzzing"
    cc_test(
        name = name,
        size = size,
        srcs = srcs,
        args = select({
            fuzzing: ["-runs=0", corpus],
            "//conditions:default": [corpus],
        }),
        data = ["//corpus:" + name],
        linkopts = select({
            fuzzing: ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        tags = tags + ["fuzz"],
        deps = deps + select({
            fuzzing: [],
            "//conditions:default": ["//ci/bazel:replay_main"],
        }),
        **kwargs
    )
