"""Every external repository, each one a Debian package: nothing is downloaded.

To add a library: a BUILD file in third_party/, a row in _LIBRARIES here, and
its package in ci/setup.
"""

# name: (a file that must be there, the package that brings it)
_LIBRARIES = {
    "cli11": ("/usr/include/CLI/CLI.hpp", "libcli11-dev"),
    "com_google_protobuf": ("/usr/include/google/protobuf/message.h", "libprotobuf-dev"),
    "fmt": ("/usr/include/fmt/format.h", "libfmt-dev"),
    "googletest": ("/usr/include/gmock/gmock.h", "libgmock-dev"),
    "isal": ("/usr/include/isa-l/crc.h", "libisal-dev"),
    "json": ("/usr/include/nlohmann/json.hpp", "nlohmann-json3-dev"),
    "rapidcheck": ("/usr/include/rapidcheck.h", "librapidcheck-dev"),
    "xxhash": ("/usr/include/xxhash.h", "libxxhash-dev"),
}

def _require(ctx, path, package):
    if not ctx.path(path).exists:
        fail("%s is missing: run ci/setup, or install %s" % (path, package))

def _library_impl(ctx):
    _require(ctx, ctx.attr.file, ctx.attr.package)
    if ctx.name == "com_google_protobuf":
        _require(ctx, "/usr/bin/protoc", "protobuf-compiler")
        ctx.symlink("/usr/bin/protoc", "protoc_binary")
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

# A library whose headers lie in /usr/include, which the compiler searches
# anyway: its targets carry linker options only. (An `includes` would become an
# -isystem that breaks #include_next in the standard library.)
_library = repository_rule(
    implementation = _library_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, allow_single_file = True),
        "file": attr.string(mandatory = True),
        "package": attr.string(mandatory = True),
    },
    local = True,
)

def _rules_cc_impl(ctx):
    source = "/usr/share/bazel/rules/cc"
    _require(ctx, source, "bazel-rules-cc")
    copied = ctx.execute(["cp", "-r", source + "/.", "."])
    if copied.return_code:
        fail("cannot copy %s: %s" % (source, copied.stderr))
    for name in ["compiler_flag", "cc_flags_supplier"]:
        path = "cc/private/rules_impl/%s.bzl" % name
        text = ctx.read(path)
        text = text.replace(', "use_cpp_toolchain")', ")")
        text = text.replace(
            "use_cpp_toolchain()",
            '["@bazel_tools//tools/cpp:toolchain_type"]',
        )
        ctx.delete(path)
        ctx.file(path, text)

# Debian's rules_cc is newer than its Bazel: two files load a symbol that
# Bazel 4 does not have.
_rules_cc = repository_rule(implementation = _rules_cc_impl, local = True)

def _coverage_stub_impl(ctx):
    ctx.file("BUILD.bazel", """filegroup(
    name = "coverage_report_generator",
    visibility = ["//visibility:public"],
)
""")

# Every cc_test depends on this repository, which Bazel would download.
_coverage_stub = repository_rule(implementation = _coverage_stub_impl)

def debian_repositories():
    """Declares all of them."""
    _rules_cc(name = "rules_cc")
    _coverage_stub(name = "remote_coverage_tools")
    for name in ["java", "proto"]:
        native.local_repository(
            name = "rules_" + name,
            path = "/usr/share/bazel/rules/" + name,
        )
    for name, (file, package) in _LIBRARIES.items():
        _library(
            name = name,
            build_file = Label("//ci/bazel/third_party:%s.BUILD" % name),
            file = file,
            package = package,
        )
