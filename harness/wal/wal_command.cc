#include "harness/wal/wal_command.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

#include "harness/wal/log_report.h"
#include "raft/durable/file_system/posix_file_system.h"

namespace harness {
namespace {

struct Options {
  std::string directory;
  std::string snapshots;
  bool json = false;
};

void AddOptions(CLI::App& command, Options& options) {
  command.add_option("directory", options.directory,
                     "of a log, or of a node that has its log in wal/");
  command.add_option("--snapshots", options.snapshots,
                     "the directory of the node's snapshots: only what it "
                     "would read from the oldest of them on is read");
  command.add_flag("--json", options.json, "print the report as JSON");
}

int Run(const Options& options, bool verify) {
  const auto refuse = [](const std::string& why) {
    fmt::print(stderr, "raftproof wal: {}\n", why);
    return 2;
  };
  if (options.directory.empty()) {
    return refuse("it needs the directory of a log; see --help");
  }
  raft::durable::PosixFileSystem files;
  const auto report = ReportOn(files, options.directory, options.snapshots);
  if (!report) {
    return refuse(std::string(report.error().Text()));
  }
  const std::string text = options.json ? ToJson(*report)
                           : verify     ? Conclusion(*report) + "\n"
                                        : Describe(*report);
  std::fputs(text.c_str(), stdout);
  return report->verdict == LogVerdict::kDamaged ? 1 : 0;
}

}  // namespace

void AddWalCommand(CLI::App& app, int& exit_code) {
  CLI::App* wal = app.add_subcommand(
      "wal",
      "show the log of a node, record by record; nothing is written there");
  wal->footer(
      "Exit codes: 0 sound, or torn by a crash; 1 damaged; 2 no log, or one "
      "that cannot be read. A node cuts a torn tail off when it starts; a "
      "damaged log it refuses.");
  const auto shown = std::make_shared<Options>();
  AddOptions(*wal, *shown);
  CLI::App* verify =
      wal->add_subcommand("verify", "say in one line whether it is sound");
  const auto verified = std::make_shared<Options>();
  AddOptions(*verify, *verified);
  wal->callback([=, &exit_code] {
    const bool verifies = verify->parsed();
    exit_code = Run(verifies ? *verified : *shown, verifies);
  });
}

}  // namespace harness
