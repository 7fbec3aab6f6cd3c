// Logs of a map per line, as Jepsen, Knossos and Porcupine's tests write them:
//
//     {:process 0, :type :invoke, :f :append, :key "7", :value "x 0 1 y"}
//
// `:type` is :invoke, :ok, :fail (it never happened) or :info (nobody knows);
// `:f` is :get or :read, :put or :write, :append, :delete, :cas, :enqueue,
// :dequeue, :add or :remove; `:key` may be left out; `:value` is nil,
// a number, a text or `[expected new]`. A log with :append is one of lists: its
// values are texts that an append makes longer, "" being the empty one. As in
// Knossos, a compare-and-set that fails says nothing, and a read of nil by the
// name of :read neither.
#pragma once

#include <string_view>

#include "harness/lin/loaded.h"

namespace harness {

raft::Result<Loaded> ReadEdnLog(std::string_view path, std::string_view text);

}  // namespace harness
