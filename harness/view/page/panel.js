// The panel: all that is known of the chosen step.

const panel = document.getElementById('panel');

function element(parent, kind, className, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  parent.appendChild(made);
  return made;
}

function linkTo(parent, step) {
  const link = element(parent, 'a', 'to', `step ${numberOf(step)}`);
  link.addEventListener('click', () => choose(step));
}

function showHead(step) {
  const here = frames.steps[step];
  const title = element(panel, 'h2', '', `Step ${numberOf(step)} `);
  element(title, 'small', '', `of ${numberOf(last)}`);
  element(panel, 'p', 'action', here.text || 'the beginning');
  element(panel, 'p', 'story', here.story).id = 'story';
  const fall = frames.violation;
  if (fall && fall.step === step) {
    const box = element(panel, 'div',
                        fall.stored ? 'evidence stored' : 'evidence');
    box.id = 'evidence';
    element(box, 'b', '', fall.stored ?
        `${fall.invariant} (stored; it did not fall this time)` :
        `${fall.invariant} fell`);
    element(box, 'span', '', fall.evidence);
  }
  if (frames.differsAt && step >= frames.differsAt) {
    element(panel, 'p', 'note',
            `From step ${frames.differsAt} on the state differs from the one ` +
                'that was stored: the library or the simulation has changed.');
  }
}

function showNodes(step) {
  element(panel, 'h3', '', 'Nodes');
  const table = element(panel, 'table', 'nodes');
  const titles = element(table, 'tr');
  for (const title of ['', 'role', 'term', 'vote', 'leader', 'commit',
                       'applied', 'log']) {
    element(titles, 'th', '', title);
  }
  for (let id = 1; id <= frames.nodes; ++id) {
    const node = nodeAt(step, id);
    const before = step > 0 ? nodeAt(step - 1, id) : node;
    const row = element(table, 'tr');
    if (frames.steps[step].touched.includes(id)) row.classList.add('touched');
    element(row, 'td', '', id);
    if (!node.up) {
      row.classList.add('down');
      element(row, 'td', before.up ? 'new' : '', 'down').colSpan = 7;
      continue;
    }
    const role = element(row, 'td', before.role !== node.role ? 'new' : '');
    const pill = element(role, 'span', `role ${node.role}`, node.role);
    pill.style.setProperty('--hue', hueOf(node.term));
    const show = (name, text) => {
      element(row, 'td', before[name] !== node[name] ? 'new' : '', text);
    };
    show('term', node.term);
    show('vote', node.vote || '–');
    show('lead', node.lead || '–');
    show('commit', node.commit);
    show('applied', node.applied);
    show('last', node.last < node.first ? `(${node.first - 1})` :
                                          range(node.first, node.last));
  }
}

// The logs above one another, index by index.
function showLogs(step) {
  const indexes = [];
  let low = Infinity;
  let high = 0;
  for (let id = 1; id <= frames.nodes; ++id) {
    const node = nodeAt(step, id);
    if (!node.up) continue;
    high = Math.max(high, node.last);
    if (node.log.length) low = Math.min(low, frames.entries[node.log[0]][0]);
  }
  low = Math.max(low, high - 49);
  for (let index = low; index <= high; ++index) indexes.push(index);
  if (!indexes.length) return;
  element(panel, 'h3', '', 'Logs: the terms of their entries');
  const wide = element(panel, 'div', 'wide');
  const table = element(wide, 'table', 'logs');
  const titles = element(table, 'tr');
  element(titles, 'th', 'who');
  for (const index of indexes) element(titles, 'th', '', index);
  for (let id = 1; id <= frames.nodes; ++id) showLog(table, step, id, indexes);
  wide.scrollLeft = wide.scrollWidth;
}

function showLog(table, step, id, indexes) {
  const node = nodeAt(step, id);
  const row = element(table, 'tr');
  element(row, 'th', 'who', id);
  if (!node.up) return;
  const old = new Set(step > 0 ? nodeAt(step - 1, id).log : node.log);
  const has = new Map(node.log.map(entry => [frames.entries[entry][0], entry]));
  for (const index of indexes) {
    const place = element(row, 'td');
    if (!has.has(index)) {
      if (index < node.first) {
        element(place, 'span', 'cell gone').title = 'compacted';
      }
      continue;
    }
    const [, term, text] = frames.entries[has.get(index)];
    const cell = element(place, 'span', 'cell', term);
    cell.style.setProperty('--hue', hueOf(term));
    const states = [];
    if (index <= node.commit) states.push('committed');
    if (index <= node.applied) states.push('applied');
    if (!old.has(has.get(index))) states.push('fresh');
    cell.classList.add('at', ...states);
    cell.title = `entry ${index} of term ${term}: ${text}` +
        (states.length ? `\n${states.join(', ')}` : '');
  }
}

function showConfigurations(step) {
  const by = new Map();
  for (let id = 1; id <= frames.nodes; ++id) {
    const node = nodeAt(step, id);
    if (!node.up) continue;
    if (!by.has(node.configuration)) by.set(node.configuration, []);
    by.get(node.configuration).push(id);
  }
  if (!by.size) return;
  element(panel, 'h3', '', 'Configuration');
  for (const [configuration, ids] of by) {
    const who = by.size === 1 ? 'all' : `node ${ids.join(', ')}`;
    element(panel, 'p', 'configuration', `${who}: ${configuration}`);
  }
}

function showMessage(list, message, step) {
  const item = element(list, 'li');
  const link = element(item, 'span', 'link', `${message.from}→${message.to}`);
  link.style.color = `var(--${message.family})`;
  item.append(`${message.phrase} `);
  const parts = [message.type, `term ${message.term}`];
  if (message.index) parts.push(`index ${message.index}`);
  if (message.logTerm) parts.push(`log term ${message.logTerm}`);
  if (message.commit) parts.push(`commit ${message.commit}`);
  if (message.reject) parts.push('reject');
  if (message.copyOf !== undefined) parts.push('a copy');
  const small = element(item, 'small', '', `${parts.join(', ')}; `);
  if (message.sent !== step) {
    small.append('sent in ');
    linkTo(small, message.sent);
    small.append('; ');
  }
  small.append(message.fate);
  if (message.ended && message.ended !== step) {
    small.append(' in ');
    linkTo(small, message.ended);
  }
}

function showMessages(step) {
  const here = frames.steps[step];
  const lists = [['Arrived', here.ended.filter(
                                 m => frames.messages[m].sent !== step)],
                 ['Sent', here.sent]];
  for (const [title, positions] of lists) {
    if (!positions.length) continue;
    element(panel, 'h3', '', `${title} (${positions.length})`);
    const list = element(panel, 'ul', 'messages');
    for (const position of positions.slice(0, 100)) {
      showMessage(list, frames.messages[position], step);
    }
  }
  const known = here.sent.filter(m => frames.messages[m].ended === step).length;
  if ((here.lost || 0) > known) {
    element(panel, 'p', 'note', `${here.lost} messages were lost on the way out.`);
  }
  const flying = inFlight(step);
  if (!flying.length) return;
  const more = element(panel, 'details');
  more.open = showMessages.open || false;
  more.addEventListener('toggle', () => { showMessages.open = more.open; });
  element(more, 'summary', '', `In flight (${flying.length})`);
  const list = element(more, 'ul', 'messages');
  for (const message of flying.slice(0, 200)) showMessage(list, message, step);
}

function showClients(step) {
  const rows = [];
  for (const call of frames.calls) {
    if (call.called > step) break;
    const done = call.answered && call.answered <= step;
    const gone = call.left && call.left <= step;
    if (done && call.answered !== step || gone && call.left !== step) continue;
    rows.push([call, done ? `answered: ${call.answer}` :
                     gone ? 'given up' : `asked in `]);
  }
  if (!rows.length) return;
  element(panel, 'h3', '', 'Clients');
  const list = element(panel, 'ul', 'messages');
  for (const [call, what] of rows) {
    const item = element(list, 'li');
    element(item, 'span', 'link', `client ${call.client}`);
    item.append(`${call.text} `);
    const small = element(item, 'small', '', what);
    if (what === 'asked in ') linkTo(small, call.called);
  }
}

function showCuts(step) {
  const cut = frames.steps[step].cut;
  if (!cut) return;
  element(panel, 'h3', '', 'Cut links');
  element(panel, 'p', 'configuration',
          cut.map(([from, to]) => `${from}→${to}`).join('  '));
}

function showPanel(step) {
  panel.replaceChildren();
  showHead(step);
  showNodes(step);
  showLogs(step);
  showConfigurations(step);
  showMessages(step);
  showClients(step);
  showCuts(step);
  panel.scrollTop = 0;
}
