#include "invariants/all.h"

#include <fmt/format.h>

#include <array>
#include <exception>

#include "invariants/acknowledged_writes_survive.h"
#include "invariants/acknowledges_its_commit.h"
#include "invariants/applied_contiguous.h"
#include "invariants/applied_never_retreats.h"
#include "invariants/campaigns_by_its_membership.h"
#include "invariants/campaigns_have_a_cause.h"
#include "invariants/changes_are_made.h"
#include "invariants/changes_are_taken.h"
#include "invariants/claims_are_heard.h"
#include "invariants/commit_never_retreats.h"
#include "invariants/commits_own_term.h"
#include "invariants/commits_what_it_may.h"
#include "invariants/commits_what_it_was_told.h"
#include "invariants/committed_never_differs.h"
#include "invariants/elected_by_its_log.h"
#include "invariants/election_safety.h"
#include "invariants/hard_states_never_retreat.h"
#include "invariants/leader_append_only.h"
#include "invariants/leader_completeness.h"
#include "invariants/leaders_are_answered.h"
#include "invariants/leaders_are_heard.h"
#include "invariants/leases_are_exclusive.h"
#include "invariants/leases_are_honoured.h"
#include "invariants/leases_rest_on_promises.h"
#include "invariants/limits_are_kept.h"
#include "invariants/linearizable.h"
#include "invariants/log_matching.h"
#include "invariants/logs_grow_in_a_term.h"
#include "invariants/longer_logs_get_time.h"
#include "invariants/match_is_acknowledged.h"
#include "invariants/match_is_durable.h"
#include "invariants/match_never_retreats.h"
#include "invariants/membership_agrees.h"
#include "invariants/no_impossible.h"
#include "invariants/no_panic.h"
#include "invariants/older_terms_change_nothing.h"
#include "invariants/older_writes_count_for_nothing.h"
#include "invariants/one_change_at_a_time.h"
#include "invariants/one_vote_per_term.h"
#include "invariants/only_voters_are_elected.h"
#include "invariants/persists_before_sending.h"
#include "invariants/progress.h"
#include "invariants/progress_is_consistent.h"
#include "invariants/quorum_is_checked.h"
#include "invariants/reads_are_fresh.h"
#include "invariants/removed_leaders_step_down.h"
#include "invariants/roles_are_clear.h"
#include "invariants/snapshots_cover_entries.h"
#include "invariants/snapshots_go_to_active_peers.h"
#include "invariants/stable_is_durable.h"
#include "invariants/state_machine_safety.h"
#include "invariants/state_machines_agree.h"
#include "invariants/stragglers_are_told.h"
#include "invariants/term_never_retreats.h"
#include "invariants/transfers_are_asked_for.h"
#include "invariants/transfers_end.h"
#include "invariants/votes_are_for_the_log.h"

namespace invariants {
namespace {

constexpr auto kAll = std::to_array<Invariant>({
    {"no_panic",
     "The library never finds itself in a state that it takes for impossible.",
     NoPanic},
    {"no_impossible", "No node sends what no correct node sends.",
     NoImpossible},
    {"progress",
     "When the network heals, nodes restart and time passes, there is a "
     "leader, "
     "a new entry is committed, all members apply it, and every open call is "
     "answered, within forty of the longest election timeouts (Raft thesis "
     "§3.9).",
     Progress},
    {"linearizability",
     "All that clients were told can be explained by one copy of the store, "
     "asked one thing after the other (Raft paper §8).",
     Linearizable},
    {"persists_before_sending",
     "Votes, acknowledgements and their terms are durable before anybody is "
     "told (Raft paper §5, figure 2).",
     PersistsBeforeSending},
    {"election_safety", "At most one node leads a term (Raft paper, figure 3).",
     ElectionSafety},
    {"votes_are_for_the_log",
     "A vote says for which log it is, and a candidate counts only those for "
     "the log that it has: a crash may have taken a part of the one that it "
     "asked with (Raft paper §5.4.1).",
     VotesAreForTheLog},
    {"elected_by_its_log",
     "A node is elected only with a log that is at least as up-to-date as "
     "those of a quorum of its voters (Raft paper §5.4.1).",
     ElectedByItsLog},
    {"leader_append_only",
     "A leader never removes or replaces entries of its log (Raft paper, "
     "figure 3).",
     LeaderAppendOnly},
    {"logs_grow_in_a_term",
     "As long as a node stays in a term, it keeps the entries of that term "
     "(Raft paper §5.3).",
     LogsGrowInATerm},
    {"log_matching",
     "Entries with the same index and term are the same, and so are all before "
     "them (Raft paper, figure 3).",
     LogMatching},
    {"commits_own_term",
     "By counting, a leader commits only entries of its own term (Raft paper "
     "§5.4.2).",
     CommitsOwnTerm},
    {"only_voters_are_elected",
     "A node outside the membership that it knows is never elected (Raft paper "
     "§6).",
     OnlyVotersAreElected},
    {"removed_leaders_step_down",
     "A leader that is set up to step down when it is removed or demoted does "
     "(Raft paper §6).",
     RemovedLeadersStepDown},
    {"commits_what_it_may",
     "A leader commits an entry of its term as soon as it knows that a quorum "
     "has it (Raft paper §5.3).",
     CommitsWhatItMay},
    {"roles_are_clear",
     "A leader takes itself for the leader, and a candidate nobody (Raft paper "
     "§5.2).",
     RolesAreClear},
    {"leases_are_honoured",
     "With check-quorum, who heard from a leader less than an election timeout "
     "ago helps nobody else to be elected, unless the leader asked for it "
     "(Raft "
     "thesis §4.2.3).",
     LeasesAreHonoured},
    {"one_change_at_a_time",
     "A leader appends no membership change while one in its log is not "
     "applied (Raft thesis §4.1).",
     OneChangeAtATime},
    {"changes_are_taken",
     "A leader appends the membership change that it is asked for, if those in "
     "its log are applied and an entry of its term is (Raft thesis §4.1).",
     ChangesAreTaken},
    {"match_is_durable",
     "What a leader counts on a follower for is durable there (Raft paper "
     "§5.3).",
     MatchIsDurable},
    {"match_never_retreats",
     "A leader never takes back what a follower acknowledged in its term "
     "(Raft paper, figure 2).",
     MatchNeverRetreats},
    {"progress_is_consistent",
     "Of every follower match < next <= last index + 1, and appends are in "
     "flight only to those that replicate (Raft thesis §10.2.1).",
     ProgressIsConsistent},
    {"limits_are_kept",
     "Messages, appends in flight, applied batches and uncommitted entries "
     "stay within their limits.",
     LimitsAreKept},
    {"acknowledged_writes_survive",
     "A write that a client was told of was committed, and every later leader "
     "has it (Raft paper §8).",
     AcknowledgedWritesSurvive},
    {"leader_completeness",
     "What was committed in a term is in the logs of the leaders of all later "
     "terms (Raft paper, figure 3).",
     LeaderCompleteness},
    {"state_machine_safety",
     "No two nodes ever apply different entries at the same index (Raft paper, "
     "figure 3).",
     StateMachineSafety},
    {"committed_never_differs",
     "All nodes commit the same entry at an index, for ever (Raft paper "
     "§5.4.3).",
     CommittedNeverDiffers},
    {"one_vote_per_term",
     "A node votes for at most one candidate in a term, also across crashes "
     "(Raft paper §5.2).",
     OneVotePerTerm},
    {"term_never_retreats",
     "A term never goes back, and no crash forgets one that others were told "
     "(Raft paper, figure 2).",
     TermNeverRetreats},
    {"commit_never_retreats",
     "While a node is up its commit index never goes back, and applied <= "
     "commit <= last index (Raft paper, figure 2).",
     CommitNeverRetreats},
    {"hard_states_never_retreat",
     "On a disk neither the term nor the commit index ever goes back, and the "
     "log there reaches the commit index (Raft paper, figure 2).",
     HardStatesNeverRetreat},
    {"leases_rest_on_promises",
     "While a leader may answer reads by its lease, a quorum of its voters "
     "helps nobody else to be elected (Raft thesis §6.4.1).",
     LeasesRestOnPromises},
    {"leases_are_exclusive",
     "While a leader may answer reads by its lease, nobody else is elected "
     "(Raft thesis §6.4.1).",
     LeasesAreExclusive},
    {"quorum_is_checked",
     "With check-quorum a leader stays if and only if a quorum was heard from "
     "within an election timeout (Raft thesis §6.2).",
     QuorumIsChecked},
    {"snapshots_go_to_active_peers",
     "A snapshot is sent only to who was heard from since the last check of "
     "the quorum: it is large, and lost on others (etcd).",
     SnapshotsGoToActivePeers},
    {"acknowledges_its_commit",
     "Who is sent what it has committed already, or a snapshot, acknowledges "
     "its commit index: no less, and not what the leader may not have (etcd).",
     AcknowledgesItsCommit},
    {"older_writes_count_for_nothing",
     "With asynchronous storage, that entries are durable a node believes only "
     "of what it wrote in its term: what it wrote in an older one may have "
     "been cut since, and be back in its log without being written (etcd).",
     OlderWritesCountForNothing},
    {"stable_is_durable",
     "What a node takes for durable is, and when nothing is left to write it "
     "takes all of its log for durable (Raft paper §5, figure 2).",
     StableIsDurable},
    {"campaigns_by_its_membership",
     "Nobody campaigns with a committed membership change that it has not "
     "applied: it would count votes by a membership that others have left "
     "(etcd).",
     CampaignsByItsMembership},
    {"leaders_are_heard",
     "What a leader says starts the election timer of its followers anew (Raft "
     "paper §5.2).",
     LeadersAreHeard},
    {"stragglers_are_told",
     "A node answers pre-votes of older terms, candidates and older leaders "
     "where it may be in its term alone; or they would never hear of it "
     "(etcd).",
     StragglersAreTold},
    {"claims_are_heard",
     "Whom a node asks for its vote, and who refuses it in an older term and "
     "says what it knows to be committed, is believed if that entry is there; "
     "or the node may never hear of it.",
     ClaimsAreHeard},
    {"longer_logs_get_time",
     "Who is asked for its vote by a node with a longer log, whom it would not "
     "ask itself, starts its election timer anew; or the two may race for "
     "terms, and only one can be elected.",
     LongerLogsGetTime},
    {"transfers_end",
     "A transfer has one election timeout, however often it is asked for (Raft "
     "thesis §3.10).",
     TransfersEnd},
    {"applied_contiguous",
     "Entries are applied one after the other, without a gap and none twice "
     "(Raft paper §5.3).",
     AppliedContiguous},
    {"snapshots_cover_entries",
     "What a snapshot covers that a node has accepted, it does not apply one "
     "by one: it goes by the membership of the snapshot already.",
     SnapshotsCoverEntries},
    {"membership_agrees",
     "Who has applied the log up to the same index has the same membership, "
     "and a possible one (Raft paper §6).",
     MembershipAgrees},
    {"changes_are_made",
     "A committed membership change that the application wants leads to the "
     "membership that it asks for; or it cannot be made, and the application "
     "is told (Raft thesis §4.1, §4.3).",
     ChangesAreMade},
    {"state_machines_agree",
     "Who has applied the log up to the same index is in the same state (Raft "
     "paper §2).",
     StateMachinesAgree},
    {"reads_are_fresh",
     "A read sees everything that any client was told of before it began (Raft "
     "thesis §6.4).",
     ReadsAreFresh},
    {"older_terms_change_nothing",
     "What comes from an older term changes neither term nor vote, makes nobody "
     "campaign, and ends a campaign only if it says that more is committed "
     "(Raft paper §5.1).",
     OlderTermsChangeNothing},
    {"transfers_are_asked_for",
     "Only who leads a term tells a node to campaign for the next one, and only "
     "one that votes; and who says that it was told so was (Raft thesis "
     "§3.10).",
     TransfersAreAskedFor},
    {"campaigns_have_a_cause",
     "A node campaigns after an election timeout in which it heard from no "
     "leader and helped nobody, when it is told to, or when its pre-votes were "
     "granted; never because somebody asks it for something (Raft paper "
     "§5.2).",
     CampaignsHaveACause},
    {"leaders_are_answered",
     "Who is sent entries, a snapshot or a heartbeat by the leader of its term "
     "answers, also if it knows all of it (Raft paper §5.3).",
     LeadersAreAnswered},
    {"match_is_acknowledged",
     "A leader counts on a peer for what that has acknowledged in its term, no "
     "more and no less (Raft paper §5.3).",
     MatchIsAcknowledged},
    {"commits_what_it_was_told",
     "Who does not lead commits what the message that it got says is committed, "
     "and of an append no more than what that vouches for (Raft paper §5.3).",
     CommitsWhatItWasTold},
    {"applied_never_retreats",
     "What a node was told is applied it does not forget, and it is no more "
     "than the state machine has applied (Raft paper §5.3, figure 2).",
     AppliedNeverRetreats},
});

}  // namespace

std::span<const Invariant> All() { return kAll; }

std::optional<Violation> CheckAll(const Step& step, Ghost& ghost) {
  std::string_view asks = "what invariants remember";
  try {
    for (const Invariant& invariant : kAll) {
      if (step.wiped) break;  // A new node under an old id: nothing to compare.
      asks = invariant.name;
      if (auto violation = invariant.check(step, ghost)) return violation;
    }
    asks = "what invariants remember";
    Remember(step, ghost);
  } catch (const std::exception& thrown) {
    // The views of a step ask the node itself.
    return Violation{"no_panic", fmt::format("node {}: {}, thrown to {}",
                                             step.node, thrown.what(), asks)};
  }
  return std::nullopt;
}

}  // namespace invariants
