// The legend: the colours of messages at the foot of the page, and all else
// that the picture is made of, on demand.

// Each draws a mark around (0, 0), 40 wide and 20 high, as the lanes do.
const bar = (role, look) => parent => shape(parent, 'rect', {
  x: -BARS[role] / 2, y: -10, width: BARS[role], height: 20, ...look});
const ground = look => parent => shape(parent, 'rect', {
  x: -20, y: -10, width: 40, height: 20, ...look});
const dot = parent => shape(parent, 'circle', {
  cx: 0, cy: 0, r: 4.5, fill: 'var(--t2)', stroke: 'var(--ground)',
  'stroke-width': 1.5});
const line = look => parent => shape(parent, 'line', {
  x1: -18, y1: 0, x2: 18, y2: 0, stroke: 'var(--append)', 'stroke-width': 1.6,
  ...look});
const ring = (parent, x, r) => shape(parent, 'circle', {
  cx: x, cy: 0, r, fill: 'var(--ground)', stroke: 'var(--append)',
  'stroke-width': 1.5});
const all = (...marks) => parent => marks.forEach(mark => mark(parent));
const label = (text, colour) => parent => shape(parent, 'text', {
  x: 0, y: 3.5, 'text-anchor': 'middle'}, text).style.fill = colour;

// A mark and its meaning; a string is the classes of a cell of a log.
const MARKS = [
  ['Nodes', [
    [bar('leader', {fill: 'var(--t2)'}), 'a wide lane: it leads'],
    [bar('candidate', {fill: 'none', stroke: 'var(--t2)', 'stroke-width': 2,
                       'stroke-dasharray': '3 3'}),
     'an open lane: it is a candidate, or asks whether it would win'],
    [bar('follower', {fill: 'var(--t2)'}), 'a narrow lane: it follows'],
    [all(...[1, 2, 3, 4].map(term => parent => shape(parent, 'rect', {
       x: term * 10 - 30, y: -5, width: 10, height: 10,
       fill: hueOf(term)}))),
     'the colour of a lane is its term; after eight terms they come again'],
    [ground({fill: 'url(#hatch)'}), 'hatched: it is down'],
    [all(ground({x: -20, width: 20, fill: 'var(--cut)', opacity: 0.5}),
         ground({x: 0, width: 20, fill: 'var(--cut)'})),
     'shaded: links to or from it are cut; the darker, the more of them'],
    [dot, 'a dot: the step did something to the node'],
  ]],
  ['Messages', [
    [all(line({x2: 10}), parent => head(parent, 16, 0, -18, 0,
                                        'var(--append)')),
     'from where it was sent to where it arrived'],
    [line({'stroke-width': 1.1, opacity: 0.62}), 'thin and pale: an answer'],
    [line({'stroke-width': 2.6}),
     'thick: sent or arrived in the chosen step'],
    [all(line({x2: 12}), parent => cross(parent, 14, 0, 'var(--bad)')),
     'a cross: it was lost'],
    [all(line({x2: 12, 'stroke-dasharray': '2 4'}),
         parent => ring(parent, 14, 3)),
     'dotted, with a ring: still on its way at the end'],
    [all(line({x1: -8, 'stroke-dasharray': '7 3'}),
         parent => ring(parent, -12, 6.5),
         parent => shape(parent, 'text', {x: -12, y: 3.5,
                                          'text-anchor': 'middle'}, '2')),
     'dashed, from a 2: a second copy of it'],
    [line({stroke: 'var(--votes)', 'stroke-dasharray': '4 4'}),
     'no message, but a link that is cut in this step …'],
    [line({stroke: 'var(--ask)', 'stroke-dasharray': '4 4'}),
     '… or works again'],
  ]],
  ['Beside a lane', [
    [label('T3', 'var(--t3)'), 'it has come to term 3'],
    [label('votes 2', 'var(--votes)'), 'it gives node 2 its vote'],
    [label('+4..5', 'var(--append)'), 'entries 4 and 5 are new in its log'],
    [label('−4', 'var(--bad)'), 'entry 4 is gone from it'],
    [label('…4', 'var(--snapshot)'), 'it begins after entry 4 now'],
    [label('✓5', 'var(--ask)'), 'it knows entry 5 to be committed'],
    [label('members', 'var(--other)'), 'its membership is another one'],
  ]],
  ['Logs, on the right', [
    ['at', 'an entry, with its term'],
    ['committed', 'filled: known to be committed'],
    ['committed applied', 'underlined: applied'],
    ['fresh', 'framed: new in this step'],
    ['gone', 'grey: compacted'],
  ]],
];

function showColours() {
  const colours = document.getElementById('colours');
  const seen = new Set(frames.messages.map(message => message.family));
  for (const [family, name] of Object.entries(FAMILY_NAMES)) {
    if (!seen.has(family)) continue;
    const item = element(colours, 'span');
    element(item, 'i').style.background = `var(--${family})`;
    item.append(name);
  }
}

function showMark(place, mark) {
  if (typeof mark === 'string') {
    const cell = element(place, 'span', `cell ${mark}`,
                         mark === 'gone' ? '' : '2');
    cell.style.setProperty('--hue', hueOf(2));
    return;
  }
  mark(shape(place, 'svg', {viewBox: '-24 -12 48 24', width: 48, height: 24}));
}

function showLegend(shown) {
  const legend = document.getElementById('legend');
  legend.hidden = !shown;
  document.getElementById('explain').setAttribute('aria-expanded', shown);
  if (!shown || legend.childElementCount) return;
  for (const [title, marks] of MARKS) {
    const part = element(legend, 'section');
    element(part, 'h3', '', title);
    const list = element(part, 'dl');
    for (const [mark, meaning] of marks) {
      showMark(element(list, 'dt'), mark);
      element(list, 'dd', '', meaning);
    }
  }
}

function toggleLegend() {
  showLegend(document.getElementById('legend').hidden);
}
