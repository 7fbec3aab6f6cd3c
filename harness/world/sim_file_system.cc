#include "harness/world/sim_file_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "raft/base/check.h"
#include "raft/base/error.h"

namespace harness {
namespace {

using raft::ErrorCode;
using raft::Fail;
using raft::durable::OpenMode;
using raft::durable::PathKind;

constexpr std::string_view kFault = "Input/output error";
constexpr std::string_view kNoSpace = "No space left on device";

std::unexpected<raft::Error> Failed(std::string_view verb,
                                    std::string_view what,
                                    std::string_view why) {
  return Fail(ErrorCode::kIo,
              fmt::format("cannot {} {}: {}", verb, what, why));
}

std::string NameOf(raft::durable::FileHandle file) {
  return fmt::format("file {}", file);
}

// The names of a path, the outermost first.
std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, end);
    if (!name.empty() && name != ".") names.push_back(name);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return names;
}

}  // namespace

SimFileSystem::SimFileSystem() { Create(/*directory=*/true); }

void SimFileSystem::NameChange::On(Names& names) const {
  if (!erased.empty()) names.erase(erased);
  if (!set.empty()) names[set] = number;
}

bool SimFileSystem::Fails(FileCall call) {
  ++calls_;
  if (!fault_ || (fault_->of && *fault_->of != call)) return false;
  if (fault_->nth > 1) {
    --fault_->nth;
    return false;
  }
  if (!fault_->lasting) fault_.reset();
  return true;
}

std::optional<SimFileSystem::Place> SimFileSystem::Find(
    std::string_view path) const {
  Place place;
  place.number = 0;
  for (const std::string_view name : Split(path)) {
    if (!place.number || !At(*place.number).directory) return std::nullopt;
    place.directory = *place.number;
    place.name = name;
    const Names& names = At(place.directory).seen;
    const auto found = names.find(name);
    place.number.reset();
    if (found != names.end()) place.number = found->second;
  }
  return place;
}

SimFileSystem::Result<SimFileSystem::Place> SimFileSystem::FindFor(
    std::string_view verb, std::string_view path) const {
  std::optional<Place> place = Find(path);
  if (place && place->number) return std::move(*place);
  return Failed(verb, path, "No such file or directory");
}

SimFileSystem::Result<SimFileSystem::Number> SimFileSystem::FindDirectory(
    std::string_view verb, std::string_view path) const {
  const Result<Place> place = FindFor(verb, path);
  if (!place) return std::unexpected(place.error());
  if (At(*place->number).directory) return *place->number;
  return Failed(verb, path, "Not a directory");
}

SimFileSystem::Node& SimFileSystem::Changed(Number number) {
  std::shared_ptr<Node>& node = nodes_[Position(number)];
  if (node.use_count() != 1) node = std::make_shared<Node>(*node);
  return *node;
}

SimFileSystem::Number SimFileSystem::Create(bool directory) {
  const auto free = std::ranges::find(nodes_, nullptr);
  const auto number = static_cast<Number>(free - nodes_.begin());
  if (free == nodes_.end()) nodes_.emplace_back();
  nodes_[Position(number)] = std::make_shared<Node>();
  nodes_[Position(number)]->directory = directory;
  return number;
}

void SimFileSystem::Change(Number directory, NameChange change) {
  Node& node = Changed(directory);
  change.On(node.seen);
  node.changes.push_back(std::move(change));
  DropNamelessNodes();
}

// Drops those that no name and no handle leads to, nor can after a power cut.
void SimFileSystem::DropNamelessNodes() {
  std::vector<bool> named(nodes_.size(), false);
  named[0] = true;
  for (const Handle& handle : handles_) {
    if (handle.open) named[Position(handle.number)] = true;
  }
  for (const auto& node : nodes_) {
    if (node == nullptr) continue;
    for (const Names* const names : {&node->seen, &node->synced}) {
      for (const auto& [name, number] : *names) named[Position(number)] = true;
    }
    for (const NameChange& change : node->changes) {
      if (!change.set.empty()) named[Position(change.number)] = true;
    }
  }
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (!named[i]) nodes_[i] = nullptr;
  }
}

const SimFileSystem::Handle& SimFileSystem::HandleOf(FileHandle file) const {
  RAFT_CHECK(file >= 0 && Position(file) < handles_.size() &&
                 handles_[Position(file)].open,
             "file {} is not open", file);
  return handles_[Position(file)];
}

const SimFile& SimFileSystem::FileOf(FileHandle file) const {
  return At(HandleOf(file).number).file;
}

SimFileSystem::Result<SimFileSystem::FileHandle> SimFileSystem::Open(
    std::string_view path, OpenMode mode) {
  const bool creates = mode == OpenMode::kCreate;
  const std::string_view verb = creates ? "create" : "open";
  if (Fails(FileCall::kOpen)) return Failed(verb, path, kFault);
  std::optional<Place> place = Find(path);
  if (!place || (!creates && !place->number)) {
    return Failed(verb, path, "No such file or directory");
  }
  if (creates && place->number) return Failed(verb, path, "File exists");
  if (place->number && At(*place->number).directory) {
    return Failed(verb, path, "Is a directory");
  }
  if (creates) {
    place->number = Create(/*directory=*/false);
    Change(place->directory, {"", place->name, *place->number});
  }
  const auto free = std::ranges::find(handles_, false, &Handle::open);
  const auto file = static_cast<FileHandle>(free - handles_.begin());
  if (free == handles_.end()) handles_.emplace_back();
  handles_[Position(file)] = {.number = *place->number,
                              .open = true,
                              .writes = mode != OpenMode::kRead};
  return file;
}

void SimFileSystem::Close(FileHandle file) {
  (void)HandleOf(file);
  handles_[Position(file)] = {};
  while (!handles_.empty() && !handles_.back().open) handles_.pop_back();
  DropNamelessNodes();
}

SimFileSystem::Result<uint64_t> SimFileSystem::Size(FileHandle file) {
  if (Fails(FileCall::kSize)) return Failed("examine", NameOf(file), kFault);
  return FileOf(file).bytes().size();
}

SimFileSystem::Result<size_t> SimFileSystem::Read(FileHandle file,
                                                  uint64_t offset,
                                                  std::span<char> room) {
  if (Fails(FileCall::kRead)) return Failed("read", NameOf(file), kFault);
  const std::string& bytes = FileOf(file).bytes();
  if (offset >= bytes.size()) return 0;
  return bytes.copy(room.data(), room.size(), offset);
}

uint64_t SimFileSystem::used() const {
  uint64_t used = 0;
  for (const auto& node : nodes_) {
    if (node != nullptr) used += node->file.bytes().size();
  }
  return used;
}

uint64_t SimFileSystem::SpaceLeft() const {
  if (!space_) return std::numeric_limits<uint64_t>::max();
  return *space_ - std::min(*space_, used());
}

SimFileSystem::Result<void> SimFileSystem::Write(FileHandle file,
                                                 uint64_t offset,
                                                 std::string_view bytes) {
  RAFT_CHECK(HandleOf(file).writes, "file {} is only read", file);
  const uint64_t short_bytes = fault_ ? fault_->short_bytes : 0;
  const std::string_view all = bytes;
  std::string_view why;
  if (Fails(FileCall::kWrite)) {
    bytes = bytes.substr(0, short_bytes);
    why = kFault;
  }
  // A file that is long enough has its space already.
  const uint64_t end_max =
      std::max<uint64_t>(FileOf(file).bytes().size(), offset) + SpaceLeft();
  if (space_ && offset + bytes.size() > end_max) {
    bytes = bytes.substr(0, end_max - offset);
    why = kNoSpace;
  }
  Changed(HandleOf(file).number).file.Write(offset, bytes);
  if (bytes.size() == all.size()) return {};
  return Failed("write", NameOf(file), why);
}

SimFileSystem::Result<void> SimFileSystem::Resized(FileHandle file,
                                                   uint64_t size,
                                                   std::string_view verb) {
  const uint64_t before = FileOf(file).bytes().size();
  if (size > before && size - before > SpaceLeft()) {
    return Failed(verb, NameOf(file), kNoSpace);
  }
  Changed(HandleOf(file).number).file.Resize(size);
  return {};
}

SimFileSystem::Result<void> SimFileSystem::Truncate(FileHandle file,
                                                    uint64_t size) {
  RAFT_CHECK(HandleOf(file).writes, "file {} is only read", file);
  if (Fails(FileCall::kTruncate)) {
    return Failed("truncate", NameOf(file), kFault);
  }
  return Resized(file, size, "truncate");
}

SimFileSystem::Result<void> SimFileSystem::Preallocate(FileHandle file,
                                                       uint64_t size) {
  RAFT_CHECK(HandleOf(file).writes, "file {} is only read", file);
  if (Fails(FileCall::kPreallocate)) {
    return Failed("make room in", NameOf(file), kFault);
  }
  if (size <= FileOf(file).bytes().size()) return {};
  return Resized(file, size, "make room in");
}

SimFileSystem::Result<void> SimFileSystem::SyncData(FileHandle file) {
  const Number number = HandleOf(file).number;
  if (Fails(FileCall::kSyncData)) {
    Changed(number).file.FailSync();
    return Failed("sync", NameOf(file), kFault);
  }
  Changed(number).file.Sync();
  return {};
}

SimFileSystem::Result<void> SimFileSystem::Lock(FileHandle file) {
  RAFT_CHECK(HandleOf(file).writes, "file {} is only read", file);
  if (Fails(FileCall::kLock)) return Failed("lock", NameOf(file), kFault);
  Handle& mine = handles_[Position(file)];
  for (const Handle& other : handles_) {
    if (&other != &mine && other.locked && other.number == mine.number) {
      return Fail(ErrorCode::kIo, NameOf(file) + " is locked");
    }
  }
  mine.locked = true;
  return {};
}

SimFileSystem::Result<PathKind> SimFileSystem::Kind(std::string_view path) {
  if (Fails(FileCall::kKind)) return Failed("examine", path, kFault);
  const std::optional<Place> place = Find(path);
  if (!place || !place->number) return PathKind::kNothing;
  return At(*place->number).directory ? PathKind::kDirectory : PathKind::kFile;
}

SimFileSystem::Result<void> SimFileSystem::Rename(std::string_view from,
                                                  std::string_view to) {
  if (Fails(FileCall::kRename)) return Failed("rename", from, kFault);
  const Result<Place> source = FindFor("rename", from);
  if (!source) return std::unexpected(source.error());
  const std::optional<Place> target = Find(to);
  RAFT_CHECK(target && target->directory == source->directory,
             "{} and {} are not in one directory", from, to);
  if (target->number && (At(*target->number).directory ||
                         At(*source->number).directory)) {
    return Failed("rename", from, "File exists");
  }
  Change(source->directory, {source->name, target->name, *source->number});
  return {};
}

SimFileSystem::Result<void> SimFileSystem::Remove(std::string_view path) {
  if (Fails(FileCall::kRemove)) return Failed("remove", path, kFault);
  const Result<Place> place = FindFor("remove", path);
  if (!place) return std::unexpected(place.error());
  if (!At(*place->number).seen.empty()) {
    return Failed("remove", path, "Directory not empty");
  }
  Change(place->directory, {place->name, "", 0});
  return {};
}

SimFileSystem::Result<std::vector<std::string>> SimFileSystem::List(
    std::string_view directory) {
  if (Fails(FileCall::kList)) return Failed("list", directory, kFault);
  const Result<Number> number = FindDirectory("list", directory);
  if (!number) return std::unexpected(number.error());
  std::vector<std::string> names;
  for (const auto& [name, of] : At(*number).seen) names.push_back(name);
  return names;
}

SimFileSystem::Result<void> SimFileSystem::MakeDirectory(
    std::string_view path) {
  constexpr std::string_view kVerb = "make the directory";
  if (Fails(FileCall::kMakeDirectory)) return Failed(kVerb, path, kFault);
  const std::optional<Place> place = Find(path);
  if (!place) return Failed(kVerb, path, "No such file or directory");
  if (place->number) return Failed(kVerb, path, "File exists");
  Change(place->directory, {"", place->name, Create(/*directory=*/true)});
  return {};
}

SimFileSystem::Result<void> SimFileSystem::SyncDirectory(
    std::string_view path) {
  constexpr std::string_view kVerb = "sync the directory";
  // Its names stay unsynced, and a later sync covers them.
  if (Fails(FileCall::kSyncDirectory)) return Failed(kVerb, path, kFault);
  const Result<Number> number = FindDirectory(kVerb, path);
  if (!number) return std::unexpected(number.error());
  Node& node = Changed(*number);
  node.synced = node.seen;
  node.changes.clear();
  DropNamelessNodes();
  return {};
}

}  // namespace harness
