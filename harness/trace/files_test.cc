#include "harness/trace/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>

namespace harness {
namespace {

namespace fs = std::filesystem;

// An empty folder for each test.
class Files : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    fs::create_directory(folder_ / "other");
  }

  std::string At(const std::string& name) const { return folder_ / name; }

  size_t Count() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), {}));
  }

  static std::string Why(const raft::Result<void>& result) {
    return result ? "" : result.error().detail;
  }

  static std::string Text(const std::string& path) {
    return ReadFile(path).value_or("cannot be read");
  }

 private:
  fs::path folder_ = fs::path(std::getenv("TEST_TMPDIR")) / "files";
};

TEST_F(Files, WhatIsWrittenTakesThePlaceOfWhatWasThere) {
  ASSERT_EQ(Why(WriteFile(At("a"), "a longer text")), "");
  ASSERT_EQ(Why(WriteFile(At("a"), "text")), "");
  EXPECT_EQ(Text(At("a")), "text");
  EXPECT_EQ(Count(), 2u);
}

TEST_F(Files, AFileThatCannotBeWrittenToItsEndStaysAsItWas) {
  ASSERT_EQ(Why(WriteFile(At("a"), "text")), "");
  const auto fails = [](std::ostream& file) {
    file << "half";
    file.setstate(std::ios::badbit);
  };
  EXPECT_EQ(Why(ReplaceFile(At("a"), fails)),
            At("a") + ": cannot be written; is the disk full?");
  EXPECT_EQ(Text(At("a")), "text");
  EXPECT_EQ(Count(), 2u);
}

TEST_F(Files, NoFolderIsMadeForAFile) {
  EXPECT_EQ(Why(WriteFile(At("no/such/file"), "text")),
            At("no/such/file") + ": No such file or directory");
  EXPECT_FALSE(fs::exists(At("no")));
}

TEST_F(Files, AFolderIsNotReplaced) {
  EXPECT_EQ(Why(WriteFile(At("other"), "text")),
            At("other") + ": Is a directory");
  EXPECT_TRUE(fs::is_directory(At("other")));
}

TEST_F(Files, LinksStayAndWhatTheyLeadToIsReplaced) {
  ASSERT_EQ(Why(WriteFile(At("other/file"), "old")), "");
  fs::create_symlink("other/file", At("first"));
  fs::create_symlink(At("first"), At("second"));
  ASSERT_EQ(Why(WriteFile(At("second"), "new")), "");
  EXPECT_TRUE(fs::is_symlink(At("first")));
  EXPECT_TRUE(fs::is_symlink(At("second")));
  EXPECT_FALSE(fs::is_symlink(At("other/file")));
  EXPECT_EQ(Text(At("other/file")), "new");
}

TEST_F(Files, WhatALinkLeadsToNeedNotBeThere) {
  fs::create_symlink("other/file", At("link"));
  ASSERT_EQ(Why(WriteFile(At("link"), "new")), "");
  EXPECT_TRUE(fs::is_symlink(At("link")));
  EXPECT_EQ(Text(At("other/file")), "new");
  fs::create_symlink("no/file", At("nowhere"));
  EXPECT_EQ(Why(WriteFile(At("nowhere"), "new")),
            At("nowhere") + ": No such file or directory");
}

TEST_F(Files, LinksInACircleAreAnError) {
  fs::create_symlink("b", At("a"));
  fs::create_symlink("a", At("b"));
  EXPECT_EQ(Why(WriteFile(At("a"), "new")),
            At("a") + ": Too many levels of symbolic links");
}

// A pipe with a reader, so that nobody waits for one.
class Pipe {
 public:
  explicit Pipe(const std::string& path) {
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    reader_ = open(path.c_str(), O_RDONLY | O_NONBLOCK);
    EXPECT_GE(reader_, 0);
  }
  ~Pipe() { Close(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void Close() {
    if (reader_ >= 0) close(reader_);
    reader_ = -1;
  }

  std::string Read() const {
    char buffer[64];
    const ssize_t count = read(reader_, buffer, sizeof(buffer));
    return count < 0 ? "nothing" : std::string(buffer, buffer + count);
  }

 private:
  int reader_ = -1;
};

TEST_F(Files, PipesAreWrittenToAndStay) {
  const Pipe pipe(At("pipe"));
  ASSERT_EQ(Why(WriteFile(At("pipe"), "text")), "");
  EXPECT_EQ(pipe.Read(), "text");
  EXPECT_TRUE(fs::is_fifo(At("pipe")));
  fs::create_symlink("pipe", At("link"));
  ASSERT_EQ(Why(WriteFile(At("link"), "more")), "");
  EXPECT_EQ(pipe.Read(), "more");
  EXPECT_TRUE(fs::is_symlink(At("link")));
  EXPECT_EQ(Count(), 3u);
}

// A link of /proc says only what its pipe is, not where.
TEST_F(Files, OpenPipesAreWrittenToByTheirNumber) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(Why(WriteFile("/proc/self/fd/" + std::to_string(ends[1]), "text")),
            "");
  char buffer[4];
  ASSERT_EQ(read(ends[0], buffer, sizeof(buffer)), 4);
  EXPECT_EQ(std::string(buffer, 4), "text");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(Files, WhatDoesNotTakeAllThatIsWrittenIsAnError) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe(At("pipe"));
  const auto write = [&](std::ostream& file) {
    pipe.Close();
    file << "short enough to stay in the buffer";
  };
  EXPECT_EQ(Why(ReplaceFile(At("pipe"), write)),
            At("pipe") + ": cannot be written; is the disk full?");
  EXPECT_TRUE(fs::is_fifo(At("pipe")));
}

}  // namespace
}  // namespace harness
