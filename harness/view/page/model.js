'use strict';
// The frames, and questions about them.

const frames = JSON.parse(document.getElementById('frames').textContent);
const last = frames.steps.length - 1;

// What a step is called: those of a failing settle phase have parts, as 18.3.
function numberOf(step) {
  return frames.steps[step].number;
}

const FAMILIES = {
  votes: ['MsgVote', 'MsgVoteResp', 'MsgPreVote', 'MsgPreVoteResp'],
  append: ['MsgApp', 'MsgAppResp'],
  beat: ['MsgHeartbeat', 'MsgHeartbeatResp'],
  snapshot: ['MsgSnap'],
  ask: ['MsgProp', 'MsgReadIndex', 'MsgReadIndexResp'],
};
const FAMILY_NAMES = {
  votes: 'votes', append: 'appends', beat: 'heartbeats', snapshot: 'snapshots',
  ask: 'forwarded', other: 'other',
};

function familyOf(message) {
  for (const [family, types] of Object.entries(FAMILIES)) {
    if (types.includes(message.type)) return family;
  }
  return 'other';
}

function isAnswer(message) {
  return message.type.endsWith('Resp');
}

// Terms have eight colours, so that neighbours differ.
function hueOf(term) {
  return term ? `var(--t${(term - 1) % 8 + 1})` : 'var(--t0)';
}

function nodeAt(step, id) {
  return frames.states[frames.steps[step].nodes[id - 1]];
}

// The step until which a message is in flight.
function endOf(message) {
  return message.fate === 'in flight' ? last : message.ended;
}

// The step in which its line ends.
function lineEnd(message) {
  return message.fate === 'in flight' ? message.sent : message.ended;
}

// Messages by the chunks of steps that they cross, so that drawing costs what
// is in sight and not what there is.
const CHUNK = 64;
const crossing = [];
for (let i = 0; i <= last / CHUNK; ++i) crossing.push([]);
frames.messages.forEach((message, position) => {
  message.position = position;
  message.family = familyOf(message);
  const to = Math.floor(endOf(message) / CHUNK);
  for (let i = Math.floor(message.sent / CHUNK); i <= to; ++i) {
    crossing[i].push(message);
  }
});

// The messages that are under way somewhere in [from, to].
function messagesIn(from, to) {
  const found = new Set();
  for (let i = Math.floor(from / CHUNK); i <= to / CHUNK; ++i) {
    for (const message of crossing[i] || []) {
      if (message.sent <= to && endOf(message) >= from) found.add(message);
    }
  }
  return [...found];
}

// What is in flight after a step.
function inFlight(step) {
  return messagesIn(step, step).filter(
      message => message.sent <= step &&
          (message.fate === 'in flight' || message.ended > step));
}

// The share of a node's links that are cut after a step, 0 to 1.
function cutShare(step, id) {
  const cut = frames.steps[step].cut;
  if (!cut || frames.nodes < 2) return 0;
  let count = 0;
  for (const [from, to] of cut) {
    if (from !== to && (from === id || to === id)) ++count;
  }
  return count / (2 * (frames.nodes - 1));
}

function range(low, high) {
  return low === high ? `${low}` : `${low}..${high}`;
}
