// Choosing a step, by keys, clicks and search.

const search = document.getElementById('search');
const state = {chosen: 0, found: new Set(), order: []};
let pending = false;

// At most once a frame, however fast keys and wheels are.
function redraw() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    draw(state.chosen, state.found);
  });
}

function choose(step) {
  state.chosen = Math.max(0, Math.min(last, step));
  const top = state.chosen * ROW;
  const margin = Math.min(ROW * 3, layout.height / 3);
  if (top < scroll.scrollTop + margin) {
    scroll.scrollTop = top - margin;
  } else if (top + ROW > scroll.scrollTop + layout.height - margin) {
    scroll.scrollTop = top + ROW - layout.height + margin;
  }
  drawHeader(state.chosen);
  showPanel(state.chosen);
  showFound();
  redraw();
  history.replaceState(null, '', `#${numberOf(state.chosen)}`);
}

function find(text) {
  const wanted = text.trim().toLowerCase();
  state.order = [];
  if (wanted) {
    frames.steps.forEach((step, number) => {
      const fall = frames.violation && frames.violation.step === number ?
          frames.violation.text : '';
      if (`${step.text}\n${step.story}\n${fall}`.toLowerCase().includes(wanted)) {
        state.order.push(number);
      }
    });
  }
  state.found = new Set(state.order);
  showFound();
  redraw();
}

function showFound() {
  const found = document.getElementById('found');
  if (!search.value.trim()) {
    found.textContent = '';
    return;
  }
  const at = state.order.indexOf(state.chosen);
  found.textContent = at < 0 ? `${state.order.length}` :
                               `${at + 1}/${state.order.length}`;
}

// The next step that was found, round and round.
function next(direction) {
  if (!state.order.length) return;
  const ahead = direction > 0 ?
      state.order.find(step => step > state.chosen) ?? state.order[0] :
      state.order.findLast(step => step < state.chosen) ?? state.order.at(-1);
  choose(ahead);
}

function page() {
  return Math.max(1, Math.floor(layout.height / ROW) - 2);
}

const KEYS = {
  ArrowDown: () => choose(state.chosen + 1),
  ArrowUp: () => choose(state.chosen - 1),
  j: () => choose(state.chosen + 1),
  k: () => choose(state.chosen - 1),
  PageDown: () => choose(state.chosen + page()),
  PageUp: () => choose(state.chosen - page()),
  Home: () => choose(0),
  End: () => choose(last),
  n: () => next(1),
  N: () => next(-1),
  v: () => { if (frames.violation) choose(frames.violation.step); },
  '?': toggleLegend,
  Escape: () => showLegend(false),
  '/': () => { search.focus(); search.select(); },
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === search) {
    if (event.key === 'Enter') {
      search.blur();
      if (!state.found.has(state.chosen)) next(1);
    } else if (event.key === 'Escape') {
      search.value = '';
      find('');
      search.blur();
    }
    return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function showTitles() {
  document.title = `${frames.title} – Raftproof`;
  document.getElementById('title').textContent = frames.title;
  document.getElementById('setup').textContent =
      [frames.origin, frames.setup].filter(Boolean).join('  ·  ');
  document.getElementById('setup').title = frames.setup;
  const fall = frames.violation;
  if (fall) {
    const button = document.getElementById('fall');
    button.hidden = false;
    button.textContent = `✗ ${fall.invariant}` + (fall.stored ?
        ' (stored)' : `, step ${numberOf(fall.step)}`);
    button.classList.toggle('stored', fall.stored);
    button.title = fall.evidence;
    button.addEventListener('click', () => choose(fall.step));
  }
}

function start() {
  showTitles();
  showColours();
  document.getElementById('explain').addEventListener('click', toggleLegend);
  measure();
  document.addEventListener('keydown', onKey);
  search.addEventListener('input', () => find(search.value));
  scroll.addEventListener('scroll', redraw);
  texts.addEventListener('click', event => {
    const row = event.target.closest('.row');
    if (row) choose(Number(row.dataset.step));
  });
  addEventListener('resize', () => {
    measure();
    choose(state.chosen);
  });
  addEventListener('hashchange', () => chooseFromAddress());
  chooseFromAddress();
}

// An address that ends in #12 opens at step 12; others where something fell.
function chooseFromAddress() {
  const named = location.hash.slice(1);
  const step = frames.steps.findIndex(other => other.number === named);
  choose(step >= 0 ? step :
         frames.violation && !frames.violation.stored ? frames.violation.step : 0);
}

start();
