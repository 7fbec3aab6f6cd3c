// lin-ops-1, the project's own format: JSON lines. The first one is a header,
//
//     {"format":"lin-ops-1","model":"register","n":2}
//
// `n` being how many operations follow (it may be left out; other fields of the
// header are for people), and every other line is an operation, in the order of
// calls:
//
//     {"id":0,"p":1,"f":"cas","k":7,"a":1,"b":2,"s":"ok","t0":4,"t1":9}
//
// `p` is the process, `k` the key, a number or a text (it may be left out); `f`
// is r, w, cas, del, append, enq, deq, add, rm or has; `a` its argument, of a
// cas the expected value and `b` the new one, of an append an element or the
// list of several; `o` what was seen: by a read, deq or has its result, by
// others, if it is there, the value before them. `s` is ok, fail or unknown,
// and `t0` and `t1` are the positions of call and return in one order, from
// -2^62 to 2^62, `t1` null if it is unknown; no call is at the time of another,
// nor of a return. Values are integers, texts, null (which no queue holds), or
// lists of these.
#pragma once

#include <string>
#include <string_view>

#include "harness/lin/loaded.h"

namespace harness {

raft::Result<Loaded> ReadLinOps(std::string_view path, std::string_view text);

// The reverse.
std::string WriteLinOps(const lin::History& history, std::string_view model);

}  // namespace harness
