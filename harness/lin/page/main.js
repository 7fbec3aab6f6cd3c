'use strict';
// operations: [lane, called, returned or null, kind, words, place in the order
// or null, moment or null, 1 if in conflict]
const history_ = JSON.parse(document.getElementById('history').textContent);
const ops = history_.operations;
const canvas = document.getElementById('lanes');
const pen = canvas.getContext('2d');
const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue('--' + name);
const LEFT = 70, TOP = 24;
let from = 0, to = history_.end, top_ = 0, chosen = -1;
const laneHeight = () => Math.max(16, Math.min(
    34, (canvas.clientHeight - TOP) / Math.max(1, history_.lanes.length)));
const xOf = (time) =>
    LEFT + (time - from) / (to - from) * (canvas.clientWidth - LEFT);
const timeOf = (x) =>
    from + (x - LEFT) / (canvas.clientWidth - LEFT) * (to - from);
const yOf = (lane) => TOP + lane * laneHeight() - top_;

function draw() {
  const wide = canvas.clientWidth, high = canvas.clientHeight;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, wide, high);
  pen.font = '11px ui-monospace, DejaVu Sans Mono, monospace';
  pen.textBaseline = 'middle';
  const each = laneHeight();
  pen.save();
  pen.beginPath();
  pen.rect(LEFT, TOP, wide - LEFT, high - TOP);
  pen.clip();
  pen.fillStyle = colour('line');
  history_.lanes.forEach((_, lane) => {
    pen.fillRect(LEFT, yOf(lane) + each - 1, wide, 1);
  });
  const colours = ['read', 'write', 'swap', 'failed'].map(colour);
  const bad = colour('bad'), ink = colour('ink'), ground = colour('ground');
  let drawn = 0;
  ops.forEach((op, i) => {
    const end = op[2] === null ? history_.end : op[2];
    if (end < from || op[1] > to) return;
    const y = yOf(op[0]);
    if (y + each < TOP || y > high) return;
    ++drawn;
    const x = Math.max(xOf(op[1]), LEFT - 2);
    // What never returned is short and thin, so that others can be seen.
    const open = op[2] === null;
    const width = open ? Math.min(14, xOf(end) - x)
                       : Math.max(1.5, Math.min(xOf(end), wide + 2) - x);
    pen.globalAlpha = open ? 0.5 : op[7] ? 1 : 0.75;
    pen.fillStyle = op[7] ? bad : colours[op[3]];
    pen.fillRect(x, y + 3, width, each - 7);
    pen.globalAlpha = 1;
    if (i === chosen) {
      pen.strokeStyle = colour('chosen');
      pen.lineWidth = 2;
      pen.strokeRect(x - 1, y + 2, width + 2, each - 5);
    }
    if (op[6] !== null && width > 6) {
      pen.fillStyle = ink;
      pen.fillRect(Math.min(Math.max(xOf(op[6]), x), x + width - 2), y + 1, 2,
                   each - 3);
    }
    if (width > 60) {
      pen.fillStyle = ground;
      const label = op[5] === null ? op[4] : op[5] + ': ' + op[4];
      pen.save();
      pen.beginPath();
      pen.rect(x, y, width - 3, each);
      pen.clip();
      pen.fillText(label, x + 5, y + each / 2 - 1);
      pen.restore();
    }
  });
  pen.restore();
  pen.fillStyle = colour('faint');
  history_.lanes.forEach((name, lane) => {
    const y = yOf(lane) + each / 2;
    if (y > TOP - 4) pen.fillText(name, 8, y, LEFT - 12);
  });
  for (let i = 0; i <= 4; ++i) {
    const time = from + (to - from) * i / 4;
    pen.textAlign = i === 4 ? 'right' : 'left';
    pen.fillText(Math.round(time), xOf(time), 11);
  }
  pen.textAlign = 'left';
  canvas.dataset.drawn = drawn;
}

function show(first, last) {
  const span = Math.max(4, Math.min(last - first, history_.end + 1));
  from = Math.max(-1, Math.min(first, history_.end + 1 - span));
  to = from + span;
  draw();
}

function choose(i, move) {
  if (i < 0 || i >= ops.length) return;
  chosen = i;
  const op = ops[i];
  document.getElementById('chosen').textContent =
      `#${history_.ids[i]} ${history_.lanes[op[0]]}\n${op[4]}\ncalled at ` +
      `${op[1]}, ` + (op[2] === null ? 'never returned' :
                                       `returned at ${op[2]}`) +
      (op[5] === null ? '' : `\n${op[5]}. in the order of its key`);
  canvas.dataset.chosen = history_.ids[i];
  if (move && (op[1] < from || op[1] > to)) {
    const half = (to - from) / 2;
    show(op[1] - half, op[1] + half);
  }
  const y = yOf(op[0]);
  if (y < TOP || y + laneHeight() > canvas.clientHeight) {
    top_ = Math.max(0, op[0] * laneHeight() - canvas.clientHeight / 2);
  }
  draw();
}

function toConflict() {
  const bad = ops.filter((op) => op[7]);
  if (bad.length === 0) return;
  const begin = Math.min(...bad.map((op) => op[1]));
  const end = Math.max(...bad.map((op) => op[2] === null ? op[1] : op[2]));
  const room = Math.max(4, (end - begin) / 8);
  show(begin - room, end + room);
}

function zoom(factor, at) {
  show(at - (at - from) * factor, at + (to - at) * factor);
}

canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  zoom(event.deltaY > 0 ? 1.25 : 0.8, timeOf(event.offsetX));
}, {passive: false});
let grip = null;
canvas.addEventListener('mousedown', (event) => {
  grip = {x: event.offsetX, y: event.offsetY, from, to, top_, moved: false};
});
window.addEventListener('mouseup', () => { grip = null; });
canvas.addEventListener('mousemove', (event) => {
  if (grip === null) return;
  const dx = event.offsetX - grip.x, dy = event.offsetY - grip.y;
  if (Math.abs(dx) + Math.abs(dy) < 4) return;
  const shift = dx / (canvas.clientWidth - LEFT) * (grip.to - grip.from);
  const most = history_.lanes.length * laneHeight() - canvas.clientHeight + TOP;
  top_ = Math.max(0, Math.min(grip.top_ - dy, most));
  show(grip.from - shift, grip.to - shift);
});
canvas.addEventListener('click', (event) => {
  const lane = Math.floor((event.offsetY - TOP + top_) / laneHeight());
  const slack = 3 / (canvas.clientWidth - LEFT) * (to - from);
  const time = timeOf(event.offsetX);
  const hit = ops.findIndex((op) => op[0] === lane && op[1] - slack <= time &&
      time <= (op[2] === null ? op[1] + 5 * slack : op[2] + slack));
  choose(hit, false);
});
window.addEventListener('keydown', (event) => {
  const span = to - from, middle = (from + to) / 2;
  const keys = {
    'ArrowLeft': () => show(from - span / 4, to - span / 4),
    'ArrowRight': () => show(from + span / 4, to + span / 4),
    'ArrowDown': () => choose(chosen + 1, true),
    'ArrowUp': () => choose(chosen - 1, true),
    '+': () => zoom(0.6, middle),
    '-': () => zoom(1 / 0.6, middle),
    'c': toConflict,
    '0': () => show(0, history_.end + 1),
  };
  if (!(event.key in keys) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  keys[event.key]();
});
window.addEventListener('resize', draw);

document.getElementById('title').textContent = history_.title;
const verdict = document.getElementById('verdict');
verdict.textContent = history_.verdict;
verdict.classList.toggle('bad', history_.verdict !== 'linearizable');
document.getElementById('why').textContent = history_.why;
ops.forEach((op, i) => {
  if (!op[7]) return;
  const item = document.createElement('li');
  item.textContent = `#${history_.ids[i]} ${op[4]}`;
  item.addEventListener('click', () => choose(i, true));
  document.getElementById('conflict').append(item);
});
// A long history begins where it is interesting, or where it can be read.
const READABLE = 400;
if (ops.some((op) => op[7])) {
  toConflict();
} else {
  show(0, Math.min(history_.end, READABLE) + 1);
}
