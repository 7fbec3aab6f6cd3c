#include "raft/durable/file_system/posix_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "raft/base/check.h"
#include "raft/base/error.h"
#include "raft/durable/file_system/file_system.h"

namespace raft::durable {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A directory of its own for each test.
class PosixFileSystemTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const root = std::getenv("TEST_TMPDIR");
    ASSERT_NE(root, nullptr);
    const auto* const test =
        ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::string(root) + "/" + test->name();
    ASSERT_TRUE(files_.MakeDirectory(directory_));
  }
  std::string Path(std::string_view name) const {
    return directory_ + "/" + std::string(name);
  }
  FileHandle Create(std::string_view name, std::string_view bytes = "") {
    const auto file = files_.Open(Path(name), OpenMode::kCreate);
    EXPECT_TRUE(file) << file.error().detail;
    EXPECT_TRUE(files_.Write(*file, 0, bytes));
    return *file;
  }
  std::string ReadAll(FileHandle file) {
    std::string bytes(100, '?');
    const auto count = files_.Read(file, 0, bytes);
    EXPECT_TRUE(count);
    bytes.resize(*count);
    return bytes;
  }
  mode_t ModeOf(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777;
  }

  std::string directory_;
  PosixFileSystem files_;
};

TEST_F(PosixFileSystemTest, ReadsWhatWasWritten) {
  const FileHandle file = Create("a", "hello");
  ASSERT_TRUE(files_.Write(file, 8, "world"));
  EXPECT_EQ(ReadAll(file), std::string_view("hello\0\0\0world", 13));
  EXPECT_EQ(files_.Size(file), 13);
  ASSERT_TRUE(files_.SyncData(file));
}

TEST_F(PosixFileSystemTest, ReadsLessAtTheEndOnly) {
  const FileHandle file = Create("a", "hello");
  std::string room(3, '?');
  EXPECT_EQ(files_.Read(file, 1, room), 3);
  EXPECT_EQ(room, "ell");
  EXPECT_EQ(files_.Read(file, 3, room), 2);
  EXPECT_EQ(files_.Read(file, 5, room), 0);
  EXPECT_EQ(files_.Read(file, 99, room), 0);
}

TEST_F(PosixFileSystemTest, TruncatesAndLengthensWithZeros) {
  const FileHandle file = Create("a", "hello");
  ASSERT_TRUE(files_.Truncate(file, 2));
  ASSERT_TRUE(files_.Truncate(file, 4));
  EXPECT_EQ(ReadAll(file), std::string_view("he\0\0", 4));
}

TEST_F(PosixFileSystemTest, PreallocatesZerosAndNeverShortens) {
  const FileHandle file = Create("a", "hello");
  ASSERT_TRUE(files_.Preallocate(file, 7));
  EXPECT_EQ(ReadAll(file), std::string_view("hello\0\0", 7));
  ASSERT_TRUE(files_.Preallocate(file, 3));
  EXPECT_EQ(files_.Size(file), 7);
}

TEST_F(PosixFileSystemTest, CreatesOnlyWhatIsNotThereAndForItsOwnerAlone) {
  files_.Close(Create("a"));
  EXPECT_EQ(ModeOf(Path("a")), 0600);
  EXPECT_EQ(ModeOf(directory_), 0700);
  const auto again = files_.Open(Path("a"), OpenMode::kCreate);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kIo);
  EXPECT_EQ(again.error().detail,
            "cannot create " + Path("a") + ": File exists");
}

TEST_F(PosixFileSystemTest, OpensOnlyWhatIsThere) {
  const auto file = files_.Open(Path("a"), OpenMode::kWrite);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().detail,
            "cannot open " + Path("a") + ": No such file or directory");
}

TEST_F(PosixFileSystemTest, SaysWhichFileCannotBeWritten) {
  files_.Close(Create("a"));
  const auto file = files_.Open(Path("a"), OpenMode::kRead);
  ASSERT_TRUE(file);
  const auto written = files_.Write(*file, 0, "x");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().detail, HasSubstr("cannot write " + Path("a")));
}

TEST_F(PosixFileSystemTest, RenamesInPlaceOfWhatHadThatName) {
  files_.Close(Create("a", "new"));
  files_.Close(Create("b", "old"));
  ASSERT_TRUE(files_.Rename(Path("a"), Path("b")));
  ASSERT_TRUE(files_.SyncDirectory(directory_));
  EXPECT_THAT(*files_.List(directory_), ElementsAre("b"));
  const auto file = files_.Open(Path("b"), OpenMode::kRead);
  ASSERT_TRUE(file);
  EXPECT_EQ(ReadAll(*file), "new");
  EXPECT_FALSE(files_.Rename(Path("a"), Path("c")));
}

TEST_F(PosixFileSystemTest, ListsNamesInTheirOrder) {
  for (const char* const name : {"b", "c", "a"}) files_.Close(Create(name));
  EXPECT_THAT(*files_.List(directory_), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(files_.List(Path("none")));
  EXPECT_FALSE(files_.SyncDirectory(Path("none")));
}

TEST_F(PosixFileSystemTest, RemovesFilesAndEmptyDirectories) {
  files_.Close(Create("a"));
  EXPECT_FALSE(files_.Remove(directory_)) << "it is not empty";
  ASSERT_TRUE(files_.Remove(Path("a")));
  EXPECT_FALSE(files_.Remove(Path("a")));
  ASSERT_TRUE(files_.Remove(directory_));
  EXPECT_EQ(files_.Kind(directory_), PathKind::kNothing);
}

TEST_F(PosixFileSystemTest, TellsWhatAPathIs) {
  files_.Close(Create("a"));
  EXPECT_EQ(files_.Kind(Path("a")), PathKind::kFile);
  EXPECT_EQ(files_.Kind(directory_), PathKind::kDirectory);
  EXPECT_EQ(files_.Kind(Path("b")), PathKind::kNothing);
  EXPECT_EQ(files_.Kind("/dev/null"), PathKind::kOther);
  EXPECT_FALSE(files_.Kind(Path("a/b")));
}

TEST_F(PosixFileSystemTest, RefusesASecondLockInTheSameProcess) {
  const FileHandle file = Create("a");
  ASSERT_TRUE(files_.Lock(file));
  const auto second = files_.Open(Path("a"), OpenMode::kWrite);
  const auto locked = files_.Lock(*second);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().detail,
            Path("a") + " is locked: another node uses it");
  files_.Close(file);
  EXPECT_TRUE(files_.Lock(*second));
}

// The lock of another process is refused while it lives, and does not outlive
// its being killed.
TEST_F(PosixFileSystemTest, ALockEndsWithItsProcess) {
  files_.Close(Create("a"));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    PosixFileSystem files;
    const auto file = files.Open(Path("a"), OpenMode::kWrite);
    const char byte = file && files.Lock(*file) ? 'y' : 'n';
    (void)!::write(ready[1], &byte, 1);
    for (;;) ::pause();
  }
  char byte = '?';
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const auto file = files_.Open(Path("a"), OpenMode::kWrite);
  EXPECT_FALSE(files_.Lock(*file));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(files_.Lock(*file));
}

TEST_F(PosixFileSystemTest, AHandleThatIsNotOpenIsAPanic) {
  const FileHandle file = Create("a");
  files_.Close(file);
  EXPECT_THROW(files_.Close(file), Panic);
}

}  // namespace
}  // namespace raft::durable
