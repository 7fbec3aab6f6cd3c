// The drawing: a lane per node, time downwards, only what is in sight.

const ROW = 34;
const GUTTER = 88;  // The numbers, and room left of the first lane.
const drawing = document.getElementById('drawing');
const texts = document.getElementById('texts');
const scroll = document.getElementById('scroll');
const view = document.getElementById('view');

const layout = {lane: 120, told: 0, width: 0, height: 0};

function measure() {
  layout.width = scroll.clientWidth;
  layout.height = scroll.clientHeight;
  const room = layout.width - GUTTER;
  // The story gets what the lanes leave, but they may be narrow for it.
  layout.lane = Math.max(26, Math.min(148, (room - 380) / frames.nodes));
  layout.told =
      laneX(frames.nodes) + (hasBadges() ? 96 : layout.lane / 2 + 8);
  // A column of single words is no story; the panel has it too.
  texts.classList.toggle('untold', layout.width - layout.told < 120);
  view.style.height = `${layout.height}px`;
  document.getElementById('spacer').style.height =
      `${(last + 1) * ROW + ROW}px`;
  drawing.setAttribute('viewBox', `0 0 ${layout.width} ${layout.height}`);
}

function laneX(id) {
  return GUTTER + layout.lane * (id - 1);
}

// Narrow lanes have no room for them.
function hasBadges() {
  return layout.lane >= 90;
}

function rowY(step) {
  return step * ROW + ROW / 2 - scroll.scrollTop;
}

function shape(parent, kind, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', kind);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  if (text !== undefined) element.textContent = text;
  parent.appendChild(element);
  return element;
}

function addDefinitions(parent) {
  const definitions = shape(parent, 'defs', {});
  const hatch = shape(definitions, 'pattern', {
    id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)'});
  shape(hatch, 'rect', {width: 7, height: 7, fill: 'var(--shade)'});
  shape(hatch, 'rect', {width: 2, height: 7, fill: 'var(--shade)'});
}

// Calls `draw(from, to)` for each run of steps in [first, end] for which `key`
// is the same; a run reaches down to the step where the next one begins.
function runs(first, end, key, draw) {
  for (let from = first; from <= end;) {
    let to = from;
    const here = key(from);
    while (to < end && key(to + 1) === here) ++to;
    draw(from, to + 1);
    from = to + 1;
  }
}

const BARS = {leader: 12, candidate: 8, 'pre-candidate': 8, follower: 4};

function drawLane(parent, id, first, end) {
  const x = laneX(id);
  const half = Math.min(layout.lane / 2 - 3, 36);
  runs(first, end, step => cutShare(step, id), (from, to) => {
    const share = cutShare(from, id);
    if (!share) return;
    shape(parent, 'rect', {
      x: x - half, width: half * 2, y: rowY(from), height: (to - from) * ROW,
      fill: 'var(--cut)', opacity: 0.35 + 0.65 * share});
  });
  const looks = step => {
    const node = nodeAt(step, id);
    return node.up ? `${node.role} ${node.term}` : 'down';
  };
  runs(first, end, looks, (from, to) => {
    const node = nodeAt(from, id);
    const y = rowY(from);
    const height = (Math.min(to, last + 0.5) - from) * ROW;
    if (!node.up) {
      shape(parent, 'rect', {x: x - half, width: half * 2, y, height,
                             fill: 'url(#hatch)'});
      return;
    }
    const width = BARS[node.role] || 4;
    const open = node.role.endsWith('candidate');
    shape(parent, 'rect', {
      x: x - width / 2, width, y, height, rx: open ? 0 : 2,
      fill: open ? 'var(--ground)' : hueOf(node.term),
      stroke: open ? hueOf(node.term) : 'none', 'stroke-width': 2,
      'stroke-dasharray': open ? '3 3' : 'none'});
  });
}

function cross(parent, x, y, colour) {
  shape(parent, 'path', {
    d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, stroke: colour, 'stroke-width': 2,
    fill: 'none'});
}

function head(parent, x, y, fromX, fromY, colour) {
  const angle = Math.atan2(y - fromY, x - fromX) * 180 / Math.PI;
  shape(parent, 'path', {
    d: 'M0 0L-9 -4L-9 4Z', fill: colour,
    transform: `translate(${x} ${y}) rotate(${angle})`});
}

// Where the line of a message begins and ends, in pixels.
function lineOf(message) {
  const side = Math.sign(message.to - message.from) || 1;
  let x1 = laneX(message.from) + side * 5;
  const y1 = rowY(message.sent);
  let x2 = laneX(message.to) - side * 7;
  let y2 = rowY(lineEnd(message));
  if (message.fate === 'in flight') {
    // It never arrives, so a long line would say nothing.
    x2 = x1 + side * Math.min(Math.abs(x2 - x1) * 0.42, 46);
    y2 = y1 + ROW * 0.45;
  } else if (message.fate === 'dropped' || message.fate === 'lost') {
    x2 = x1 + (x2 - x1) * 0.72;
  } else if (message.ended === message.sent) {
    x2 = x1 + side * Math.min(Math.abs(x2 - x1) * 0.42, 46);
    y2 = y1 + ROW * 0.55;
  }
  if (message.copyOf !== undefined) {
    // It forks off where the other one was at that time.
    const other = lineOf(frames.messages[message.copyOf]);
    const share = other.y2 === other.y1 ? 0 :
        Math.min(1, Math.max(0, (y1 - other.y1) / (other.y2 - other.y1)));
    x1 = other.x1 + (other.x2 - other.x1) * share;
  }
  return {x1, y1, x2, y2};
}

function drawMessage(parent, labels, message, step, first, end) {
  const {x1, y1, x2, y2} = lineOf(message);
  const colour = `var(--${message.family})`;
  const chosen = message.sent === step || message.ended === step && step > 0;
  // What only passes by must not hide what happens here.
  const passes = message.sent < first && lineEnd(message) > end;
  const group = shape(parent, 'g', {
    opacity: chosen ? 1 : passes ? 0.18 : isAnswer(message) ? 0.62 : 0.82});
  group.classList.add('message');
  const flies = message.fate === 'in flight';
  shape(group, 'line', {
    x1, y1, x2, y2, stroke: colour,
    'stroke-width': chosen ? 2.6 : isAnswer(message) ? 1.1 : 1.6,
    'stroke-dasharray': flies ? '2 4' : message.copyOf !== undefined ? '7 3' : 'none'});
  const lost = !flies && message.fate !== 'delivered';
  if (lost) {
    cross(group, x2, y2, 'var(--bad)');
  } else if (!flies) {
    head(group, x2, y2, x1, y1, colour);
  } else {
    shape(group, 'circle', {cx: x2, cy: y2, r: 3, fill: 'var(--ground)',
                            stroke: colour, 'stroke-width': 1.5});
  }
  if (message.copyOf !== undefined) {
    shape(group, 'circle', {cx: x1, cy: y1, r: 6.5, fill: 'var(--ground)',
                            stroke: colour, 'stroke-width': 1.5});
    shape(group, 'text', {x: x1, y: y1 + 3.5, 'text-anchor': 'middle'}, '2');
  }
  if (chosen) labels.push({message, x1, y1, x2, y2, colour});
}

// How wide a text of the drawing is.
function widthOf(text) {
  return text.length * 6.4;
}

// On top of all lines, inside of what is in sight, and neither over one another
// nor over what stands at `taken`.
function drawLabels(parent, labels, step, taken) {
  for (const {message, x1, y1, x2, y2, colour} of labels) {
    // Beside the end that the chosen step is not at.
    const share = message.sent === step ? 0.6 : 0.4;
    let x = x1 + (x2 - x1) * share;
    let y = y1 + (y2 - y1) * share;
    const low = 12;
    const high = layout.height - 6;
    if ((y < low || y > high) && y2 !== y1) {
      const seen = Math.min(high, Math.max(low, y));
      x = x1 + (x2 - x1) * (seen - y1) / (y2 - y1);
      y = seen;
    }
    const width = widthOf(message.label) + 4;
    while (taken.some(other => Math.abs(other.x - x) <
                                   (other.width + width) / 2 &&
                               Math.abs(other.y - y) < 11)) {
      y += 11;
    }
    taken.push({x, y, width});
    const text = shape(parent, 'text', {
      x, y: y - 4, 'text-anchor': 'middle', 'font-weight': 700}, message.label);
    text.style.fill = colour;
    text.style.fontWeight = 700;
  }
}

const BADGE_COLOURS = {up: 'var(--t3)', down: 'var(--bad)', bad: 'var(--bad)'};

// Where the labels right of a node begin, so that neither the heads of arrows
// that come from there nor lines that go there are under them.
function placeOfBadges(step, id) {
  const here = frames.steps[step];
  const all = [...here.sent, ...here.ended].map(m => frames.messages[m]);
  const comes = all.some(message => message.ended === step &&
                                    message.fate === 'delivered' &&
                                    message.to === id && message.from > id);
  const goes = all.some(message => message.sent === step &&
                                   message.from === id && message.to > id);
  return {x: laneX(id) + (comes ? 22 : 11),
          y: rowY(step) + 3.5 + (comes && !goes ? 5 : goes && !comes ? -4 : 0)};
}

// What the step did to the nodes that it touched. Adds to `taken` where labels
// stand.
function drawEvents(parent, step, taken) {
  const here = frames.steps[step];
  here.touched.forEach((id, order) => {
    const node = nodeAt(step, id);
    const colour = node.up ? hueOf(node.term) : 'var(--bad)';
    shape(parent, 'circle', {cx: laneX(id), cy: rowY(step), r: 4.5,
                             fill: colour, stroke: 'var(--ground)',
                             'stroke-width': 1.5});
    if (!hasBadges()) return;
    let {x, y} = placeOfBadges(step, id);
    const most = id === frames.nodes ? layout.told - 2 :
                                       laneX(id) + layout.lane - 18;
    for (const [text, kind] of here.badges[order]) {
      const width = widthOf(text);
      if (x + width > most) break;
      const label = shape(parent, 'text', {x, y}, text);
      label.classList.add('badge');
      label.style.fill = kind === 'term' ? colour :
          BADGE_COLOURS[kind] || `var(--${kind})`;
      if (kind === 'term' || kind === 'down') label.style.fontWeight = 700;
      taken.push({x: x + width / 2, y: y + 4, width});
      x += width + 6;
    }
  });
}

// A link that was cut or mended in this step.
function drawCuts(parent, step) {
  if (step === 0) return;
  const key = link => link.join();
  const now = new Map((frames.steps[step].cut || []).map(l => [key(l), l]));
  const then = new Map((frames.steps[step - 1].cut || []).map(l => [key(l), l]));
  const y = rowY(step);
  const changed = (a, b) => [...a].filter(([k]) => !b.has(k)).map(([, l]) => l);
  const cuts = changed(now, then);
  const mends = changed(then, now);
  // Signs of many links would stand on one another, or on other lanes.
  const signs = hasBadges() && cuts.length + mends.length < 3;
  const draw = (link, colour, sign) => {
    const x1 = laneX(link[0]);
    const x2 = laneX(link[1]);
    const side = Math.sign(x2 - x1) || 1;
    shape(parent, 'line', {x1, y1: y, x2: x2 - side * 8, y2: y, stroke: colour,
                           'stroke-width': 1.5, 'stroke-dasharray': '4 4'});
    head(parent, x2 - side * 6, y, x1, y, colour);
    if (!signs) return;
    shape(parent, 'text', {x: (x1 + x2) / 2, y: y + 4, 'text-anchor': 'middle'},
          sign).style.fill = colour;
  };
  cuts.forEach(link => draw(link, 'var(--votes)', '✂'));
  mends.forEach(link => draw(link, 'var(--ask)', 'mended'));
}

function addRow(step, chosen, found) {
  const row = document.createElement('div');
  row.className = 'row';
  row.dataset.step = step;
  row.style.top = `${rowY(step) - ROW / 2}px`;
  row.style.height = `${ROW}px`;
  const here = frames.steps[step];
  if (step === chosen) row.classList.add('chosen');
  if (found.has(step)) row.classList.add('found');
  if (here.noOp) row.classList.add('idle');
  const fall = frames.violation;
  const falls = fall && fall.step === step;
  if (falls) row.classList.add(fall.stored ? 'stored' : 'bad');
  const number = row.appendChild(document.createElement('span'));
  number.className = 'number';
  number.textContent = numberOf(step);
  const told = row.appendChild(document.createElement('span'));
  told.className = 'told';
  told.style.left = `${layout.told}px`;
  if (falls) element(told, 'b', '', `✗ ${fall.invariant}  `);
  told.append(here.story);
  row.title = here.text ? `${here.text}\n${here.story}` : here.story;
  texts.appendChild(row);
}

function drawHeader(chosen) {
  const lanes = document.getElementById('lanes');
  lanes.replaceChildren();
  for (let id = 1; id <= frames.nodes; ++id) {
    const node = nodeAt(chosen, id);
    const lane = lanes.appendChild(document.createElement('div'));
    lane.className = 'lane';
    lane.style.left = `${laneX(id)}px`;
    const name = lane.appendChild(document.createElement('b'));
    name.textContent = layout.lane < 80 ? id : `node ${id}`;
    const role = lane.appendChild(document.createElement('span'));
    role.textContent = !node.up ? 'down' :
        layout.lane < 80 ? `T${node.term}` : `${node.role} T${node.term}`;
    role.style.color = node.up ? hueOf(node.term) : 'var(--bad)';
    if (node.role === 'leader') role.style.fontWeight = 700;
  }
}

// Draws all that is in sight. `found` is the set of steps that a search found.
function draw(chosen, found) {
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW) - 1);
  const end = Math.min(last, first + Math.ceil(layout.height / ROW) + 2);
  texts.replaceChildren();
  for (let step = first; step <= end; ++step) addRow(step, chosen, found);
  drawing.replaceChildren();
  addDefinitions(drawing);
  const shades = shape(drawing, 'g', {});
  for (let id = 1; id <= frames.nodes; ++id) drawLane(shades, id, first, end);
  const lines = shape(drawing, 'g', {});
  const labels = [];
  for (const message of messagesIn(first, end)) {
    if (lineEnd(message) < first) continue;
    drawMessage(lines, labels, message, chosen, first, end);
  }
  const taken = [];
  for (let step = first; step <= end; ++step) {
    drawCuts(drawing, step);
    drawEvents(drawing, step, taken);
  }
  drawLabels(drawing, labels, chosen, taken);
}
