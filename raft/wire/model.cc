#include "raft/wire/model.h"

#include <memory>
#include <string>

#include "raft/base/payload.h"

// Sets `field` of `model` to `value` unless it is the default.
#define RAFT_SET(model, field, value) \
  if (const auto v = (value); v != decltype(v){}) (model).set_##field(v)

namespace raft::wire {
namespace {

template <typename Model, typename Enum>
Model ModelEnum(Enum value) {
  return static_cast<Model>(value);
}

std::string Bytes(const Payload& payload) {
  return std::string(payload.view());
}

template <typename Model>
IdList Ids(const Model& model) {
  return IdList(model.begin(), model.end());
}

}  // namespace

pb::Entry ToModel(const Entry& entry) {
  pb::Entry model;
  RAFT_SET(model, type, ModelEnum<pb::EntryType>(entry.type));
  RAFT_SET(model, term, entry.term);
  RAFT_SET(model, index, entry.index);
  RAFT_SET(model, data, Bytes(entry.data));
  return model;
}

pb::Snapshot ToModel(const Snapshot& snapshot) {
  pb::Snapshot model;
  RAFT_SET(model, data, Bytes(snapshot.data));
  if (snapshot.conf_state != ConfState{}) {
    *model.mutable_metadata()->mutable_conf_state() =
        ToModel(snapshot.conf_state);
  }
  if (snapshot.index != 0) model.mutable_metadata()->set_index(snapshot.index);
  if (snapshot.term != 0) model.mutable_metadata()->set_term(snapshot.term);
  return model;
}

pb::HardState ToModel(const HardState& state) {
  pb::HardState model;
  RAFT_SET(model, term, state.term);
  RAFT_SET(model, vote, state.vote);
  RAFT_SET(model, commit, state.commit);
  return model;
}

pb::ConfState ToModel(const ConfState& state) {
  pb::ConfState model;
  for (const NodeId id : state.voters) model.add_voters(id);
  for (const NodeId id : state.learners) model.add_learners(id);
  for (const NodeId id : state.voters_outgoing) model.add_voters_outgoing(id);
  for (const NodeId id : state.learners_next) model.add_learners_next(id);
  RAFT_SET(model, auto_leave, state.auto_leave);
  return model;
}

pb::Message ToModel(const Message& message) {
  pb::Message model;
  RAFT_SET(model, type, ModelEnum<pb::MessageType>(message.type));
  RAFT_SET(model, to, message.to);
  RAFT_SET(model, from, message.from);
  RAFT_SET(model, term, message.term);
  RAFT_SET(model, log_term, message.log_term);
  RAFT_SET(model, index, message.index);
  for (const Entry& entry : message.entries) {
    *model.add_entries() = ToModel(entry);
  }
  RAFT_SET(model, commit, message.commit);
  if (message.snapshot) *model.mutable_snapshot() = ToModel(*message.snapshot);
  RAFT_SET(model, reject, message.reject);
  RAFT_SET(model, reject_hint, message.reject_hint);
  RAFT_SET(model, context, Bytes(message.context));
  RAFT_SET(model, vote, message.vote);
  for (const Message& response : message.responses) {
    *model.add_responses() = ToModel(response);
  }
  return model;
}

pb::ConfChange ToModel(const ConfChange& change) {
  pb::ConfChange model;
  RAFT_SET(model, id, change.id);
  RAFT_SET(model, type, ModelEnum<pb::ConfChangeType>(change.type));
  RAFT_SET(model, node_id, change.node_id);
  RAFT_SET(model, context, Bytes(change.context));
  return model;
}

pb::ConfChangeV2 ToModel(const ConfChangeV2& change) {
  pb::ConfChangeV2 model;
  RAFT_SET(model, transition,
           ModelEnum<pb::ConfChangeTransition>(change.transition));
  for (const ConfChangeSingle& single : change.changes) {
    pb::ConfChangeSingle& one = *model.add_changes();
    RAFT_SET(one, type, ModelEnum<pb::ConfChangeType>(single.type));
    RAFT_SET(one, node_id, single.node_id);
  }
  RAFT_SET(model, context, Bytes(change.context));
  return model;
}

Entry FromModel(const pb::Entry& model) {
  return {.term = model.term(),
          .index = model.index(),
          .data = Payload(model.data()),
          .type = static_cast<EntryType>(model.type())};
}

Snapshot FromModel(const pb::Snapshot& model) {
  return {.data = Payload(model.data()),
          .conf_state = FromModel(model.metadata().conf_state()),
          .index = model.metadata().index(),
          .term = model.metadata().term()};
}

HardState FromModel(const pb::HardState& model) {
  return {.term = model.term(), .vote = model.vote(), .commit = model.commit()};
}

ConfState FromModel(const pb::ConfState& model) {
  return {.voters = Ids(model.voters()),
          .learners = Ids(model.learners()),
          .voters_outgoing = Ids(model.voters_outgoing()),
          .learners_next = Ids(model.learners_next()),
          .auto_leave = model.auto_leave()};
}

Message FromModel(const pb::Message& model) {
  Message message;
  message.type = static_cast<MessageType>(model.type());
  message.to = model.to();
  message.from = model.from();
  message.term = model.term();
  message.log_term = model.log_term();
  message.index = model.index();
  for (const pb::Entry& entry : model.entries()) {
    message.entries.push_back(FromModel(entry));
  }
  message.commit = model.commit();
  if (model.has_snapshot()) {
    message.snapshot = std::make_shared<Snapshot>(FromModel(model.snapshot()));
  }
  message.reject = model.reject();
  message.reject_hint = model.reject_hint();
  message.context = Payload(model.context());
  message.vote = model.vote();
  for (const pb::Message& response : model.responses()) {
    message.responses.push_back(FromModel(response));
  }
  return message;
}

ConfChange FromModel(const pb::ConfChange& model) {
  return {.id = model.id(),
          .type = static_cast<ConfChangeType>(model.type()),
          .node_id = model.node_id(),
          .context = Payload(model.context())};
}

ConfChangeV2 FromModel(const pb::ConfChangeV2& model) {
  ConfChangeV2 change;
  change.transition = static_cast<ConfChangeTransition>(model.transition());
  for (const pb::ConfChangeSingle& single : model.changes()) {
    change.changes.push_back(
        {static_cast<ConfChangeType>(single.type()), single.node_id()});
  }
  change.context = Payload(model.context());
  return change;
}

}  // namespace raft::wire
