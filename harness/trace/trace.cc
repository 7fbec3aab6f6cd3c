#include "harness/trace/trace.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/trace/files.h"
#include "harness/trace/trace.pb.h"
#include "raft/describe/name.h"

namespace harness {
namespace {

constexpr uint32_t kFormat = 1;

// An error of one line, whatever the names in the trace hold.
std::unexpected<raft::Error> Refuse(
    std::string why, raft::ErrorCode code = raft::ErrorCode::kBadBytes) {
  std::replace_if(
      why.begin(), why.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  return raft::Fail(code, std::move(why));
}

// Keeps the first thing that the parser complains of.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (text_.empty()) {
      text_ =
          fmt::format("line {}, column {}: {}", line + 1, column + 1, message);
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

raftproof::Action ToProto(const Action& action) {
  raftproof::Action proto;
  proto.set_verb(static_cast<raftproof::Verb>(action.verb));
  proto.set_node(action.node);
  proto.set_peer(action.peer);
  if (action.type != raft::MessageType::kHup) {
    proto.set_type(std::string(raft::Name(action.type)));
  }
  proto.set_term(action.term);
  proto.set_index(action.index);
  proto.set_nth(action.nth);
  proto.set_client(action.client);
  proto.set_key(action.key);
  proto.set_option(action.option);
  return proto;
}

raft::Result<Action> FromProto(const raftproof::Action& proto) {
  Action action;
  if (proto.verb() <= 0 || static_cast<uint64_t>(proto.verb()) >= kVerbs) {
    return Refuse(fmt::format("no verb {}", static_cast<int>(proto.verb())));
  }
  action.verb = static_cast<Verb>(proto.verb());
  action.node = proto.node();
  action.peer = proto.peer();
  bool known = proto.type().empty();
  for (int i = 0; i < raft::kMessageTypes && !known; ++i) {
    action.type = static_cast<raft::MessageType>(i);
    known = raft::Name(action.type) == proto.type();
  }
  if (!known) return Refuse(fmt::format("no message type '{}'", proto.type()));
  action.term = proto.term();
  action.index = proto.index();
  action.nth = proto.nth();
  action.client = proto.client();
  action.key = proto.key();
  action.option = proto.option();
  return action;
}

raft::Result<Setup> SetupFrom(const raftproof::Trace& proto) {
  Setup setup;
  std::set<std::string_view> named;
  for (const auto& value : proto.setup()) {
    if (!named.insert(value.name()).second) {
      return Refuse(fmt::format("{} is set twice", value.name()));
    }
    const auto set =
        Set(setup, fmt::format("{}={}", value.name(), value.value()));
    if (!set) return Refuse(set.error().detail, set.error().code);
  }
  if (const auto valid = Validate(setup); !valid) {
    return std::unexpected(valid.error());
  }
  return setup;
}

}  // namespace

std::string ToText(const Trace& trace) {
  raftproof::Trace proto;
  proto.set_format(kFormat);
  proto.set_fingerprint_version(trace.fingerprint_version);
  proto.set_strategy(trace.strategy);
  proto.set_seed(trace.seed);
  for (const SetupField& field : SetupFields()) {
    auto* value = proto.add_setup();
    value->set_name(std::string(field.name));
    value->set_value(trace.setup.*field.member);
  }
  for (const Action& action : trace.actions) {
    *proto.add_actions() = ToProto(action);
  }
  for (const uint64_t fingerprint : trace.fingerprints) {
    proto.add_fingerprints(fingerprint);
  }
  if (trace.violation) {
    proto.mutable_violation()->set_invariant(trace.violation->invariant);
    proto.mutable_violation()->set_evidence(trace.violation->evidence);
  }
  for (const auto& [name, count] : trace.milestones) {
    auto* milestone = proto.add_milestones();
    milestone->set_name(name);
    milestone->set_count(count);
  }
  proto.set_no_ops(trace.no_ops);
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseShortRepeatedPrimitives(true);
  printer.PrintToString(proto, &text);
  return "# proto-file: harness/trace/trace.proto\n"
         "# proto-message: raftproof.Trace\n" +
         text;
}

raft::Result<Trace> ParseTrace(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // Of UTF-8.
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Refuse("it is empty; expected a raftproof.Trace");
  }
  raftproof::Trace proto;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &proto)) {
    return Refuse(error.text());
  }
  if (proto.format() != kFormat) {
    return Refuse(fmt::format("format {} is not known; expected {}",
                              proto.format(), kFormat));
  }
  Trace trace;
  const raft::Result<Setup> setup = SetupFrom(proto);
  if (!setup) return std::unexpected(setup.error());
  trace.setup = *setup;
  trace.strategy = proto.strategy();
  trace.seed = proto.seed();
  trace.fingerprint_version = proto.fingerprint_version();
  for (const auto& stored : proto.actions()) {
    const raft::Result<Action> action = FromProto(stored);
    if (!action) {
      return Refuse(fmt::format("action {}: {}", trace.actions.size() + 1,
                                action.error().Text()));
    }
    trace.actions.push_back(*action);
  }
  trace.fingerprints.assign(proto.fingerprints().begin(),
                            proto.fingerprints().end());
  if (!trace.fingerprints.empty() &&
      trace.fingerprints.size() != trace.actions.size()) {
    return Refuse(fmt::format("{} fingerprints for {} actions",
                              trace.fingerprints.size(), trace.actions.size()));
  }
  if (proto.has_violation()) {
    trace.violation = {proto.violation().invariant(),
                       proto.violation().evidence()};
  }
  for (const auto& milestone : proto.milestones()) {
    trace.milestones.emplace_back(milestone.name(), milestone.count());
  }
  trace.no_ops = proto.no_ops();
  return trace;
}

raft::Result<Trace> ReadTrace(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) return std::unexpected(text.error());
  raft::Result<Trace> trace = ParseTrace(*text);
  if (!trace) {
    return Refuse(fmt::format("{}: {}", path, trace.error().Text()));
  }
  return trace;
}

raft::Result<void> WriteTrace(const std::string& path, const Trace& trace) {
  return WriteFile(path, ToText(trace));
}

}  // namespace harness
