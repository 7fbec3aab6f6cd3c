#!/usr/bin/env python3
"""Opens pages of `raftproof view --html` in a browser without a screen.

    view_html_test.py RAFTPROOF SAMPLE_PAGE

One page is of a short trace, one of a fall that a run has just found, one of
17 nodes, all written by the command; one is of 2,000 steps and ends in a fall
that never was, and one of a settle phase that fails.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path("harness/view").resolve()))
from browser import require_browser, start_browser  # noqa: E402

TRACE = pathlib.Path("harness/view/testdata/conflict.textproto")
STEPS = 2000
MANY_NODES = """format: 1
setup { name: "nodes" value: 9 }
setup { name: "learners" value: 4 }
setup { name: "spares" value: 4 }
setup { name: "reuse_ids" value: 1 }
actions { verb: TIMEOUT node: 1 }
actions { verb: CRASH node: 17 }
"""
RAFTPROOF = None
SAMPLE_PAGE = None


def view(*arguments):
    return subprocess.run([RAFTPROOF, "view", *map(str, arguments)],
                          capture_output=True, text=True)


class ViewTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        os.environ["HOME"] = cls.scratch
        cls.short = pathlib.Path(cls.scratch, "short.html")
        written = view(TRACE, "--html", cls.short)
        assert written.returncode == 0, written.stderr
        assert written.stdout == f"{cls.short}\n", written.stdout
        cls.long = pathlib.Path(cls.scratch, "long.html")
        subprocess.run([SAMPLE_PAGE, cls.long, str(STEPS)], check=True)
        cls.settle = pathlib.Path(cls.scratch, "settle.html")
        subprocess.run([SAMPLE_PAGE, cls.settle, "0"], check=True)
        cls.browser = start_browser(cls.scratch)
        cls.addClassCleanup(cls.browser.quit)

    def written(self, trace):
        """The page of the trace in this file."""
        page = pathlib.Path(self.scratch, trace.name + ".html")
        result = view(trace, "--html", page)
        self.assertEqual(result.returncode, 0, result.stderr)
        return page

    def open(self, page, fragment=""):
        # Another page first: else only the fragment would change.
        self.browser.get("about:blank")
        for log in ("browser", "performance"):
            self.browser.get_log(log)
        self.url = page.as_uri() + fragment
        self.browser.get(self.url)

    def tearDown(self):
        complaints = self.browser.get_log("browser")
        self.assertEqual(complaints, [], "the page complained")
        asked = set()
        for line in self.browser.get_log("performance"):
            message = json.loads(line["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.add(message["params"]["request"]["url"].split("#")[0])
        asked -= {"about:blank", self.url.split("#")[0], "data:,"}
        self.assertEqual(asked, set(), "the page asked for more than itself")

    def one(self, selector):
        from selenium.webdriver.common.by import By
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector):
        return self.browser.execute_script(
            "return document.querySelectorAll(arguments[0]).length", selector)

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains
        ActionChains(self.browser).send_keys(*keys).perform()

    def chosen(self):
        """The chosen step; the row and the panel must agree on it."""
        # What was asked for is drawn in the next frame.
        self.browser.execute_async_script(
            "requestAnimationFrame(() => setTimeout(arguments[0], 0))")
        step = int(self.one("#panel h2").text.split()[1])
        row = self.one(".row.chosen")
        self.assertEqual(int(row.get_attribute("data-step")), step)
        place = row.rect
        view_place = self.one("#scroll").rect
        self.assertGreaterEqual(place["y"], view_place["y"] - 1)
        self.assertLessEqual(place["y"] + place["height"],
                             view_place["y"] + view_place["height"] + 1)
        return step

    def test_keys_step(self):
        from selenium.webdriver.common.keys import Keys
        self.open(self.short)
        self.assertEqual(self.chosen(), 0)
        self.press("j", "j", Keys.ARROW_DOWN)
        self.assertEqual(self.chosen(), 3)
        self.assertIn("leads term 2", self.one("#story").text)
        self.press("k", Keys.ARROW_UP)
        self.assertEqual(self.chosen(), 1)
        self.press(Keys.END, "j")
        self.assertEqual(self.chosen(), 18)
        self.press(Keys.HOME, "k")
        self.assertEqual(self.chosen(), 0)

    def test_a_click_chooses(self):
        self.open(self.short)
        self.one('.row[data-step="15"]').click()
        self.assertEqual(self.chosen(), 15)
        self.assertIn("removes its own entry 3 of term 2", self.one("#story").text)
        self.assertIn("deliver node=2 peer=1", self.one("#panel .action").text)
        self.assertEqual(self.one(".cell.fresh").text, "7")
        # The way to the step in which the message was sent.
        self.one("#panel .messages a.to").click()
        self.assertEqual(self.chosen(), 14)

    def test_the_address_chooses(self):
        self.open(self.short, "#7")
        self.assertEqual(self.chosen(), 7)

    def test_a_stored_fall_is_shown_as_stored(self):
        self.open(self.short)
        self.assertEqual(self.count("#evidence"), 0)
        self.one("#fall").click()
        self.assertEqual(self.chosen(), 18)
        self.assertIn("did not fall this time", self.one("#evidence").text)
        self.assertEqual(self.count(".row.bad"), 0)

    def test_the_evidence_is_shown_where_it_fell(self):
        self.open(self.long)
        self.assertEqual(self.chosen(), STEPS)
        evidence = self.one("#evidence").text
        self.assertIn("leader_completeness fell", evidence)
        self.assertIn("</script><script>document.title='broken'", evidence)
        self.assertEqual(self.count(".row.bad"), 1)
        self.assertEqual(self.browser.title, "sample <b>&amp; – Raftproof")
        self.press("k")
        self.assertEqual(self.count("#evidence"), 0)
        self.press("v")
        self.assertEqual(self.count("#evidence"), 1)

    def test_a_real_fall_is_shown_where_it_fell(self):
        # Beyond the fault atlas the library as it is has something to show.
        folder = pathlib.Path(self.scratch, "found")
        run = subprocess.run(
            [RAFTPROOF, "run", "--set", "reuse_ids=1", "--until-violation",
             "--out", folder], capture_output=True, text=True)
        self.assertEqual(run.returncode, 1, run.stderr)
        trace, = folder.glob("*.min.textproto")
        invariant = trace.name.rsplit("-", 1)[0]
        told = view(trace, "--story").stdout.splitlines()
        *steps, fall = told
        self.assertTrue(fall.startswith(f"Here {invariant} fell: "), fall)
        self.open(self.written(trace))
        self.assertEqual(self.chosen(), len(steps) - 1)
        self.assertEqual(self.count(".row.bad"), 1)
        row = self.one(".row.bad")
        self.assertEqual(row.get_attribute("data-step"), str(len(steps) - 1))
        self.assertIn(invariant, row.text)
        evidence = self.one("#evidence").text
        self.assertEqual(evidence.splitlines()[0], f"{invariant} fell")
        self.assertIn(fall.split(" fell: ")[1], evidence)
        self.assertIn(f"step {len(steps) - 1}", self.one("#fall").text)

    def test_a_failing_settle_phase_is_shown_part_by_part(self):
        self.open(self.settle)
        self.assertRegex(self.one("#panel h2").text, r"^Step 18\.(\d+) of 18\.\1$")
        self.assertIn("nobody leads", self.one("#evidence").text)
        self.assertEqual(self.count(".row.bad"), 1)
        self.press("k", "k", "j")
        number = self.one("#panel h2").text.split()[1]
        self.assertTrue(self.browser.current_url.endswith(f"#{number}"))
        self.open(self.settle, "#18.1")
        self.assertEqual(self.one(".row.chosen .number").text, "18.1")
        self.assertRegex(self.one("#story").text, r"^Round 7\d\d: .* campaigns in")
        self.assertGreater(self.count("#drawing .message"), 10)
        self.press("k")
        self.assertEqual(self.one("#panel h2").text.split()[1], "18")
        self.assertRegex(self.one("#story").text,
                         r"The first 7\d\d rounds, terms 2 to \d+, are left out")

    def test_many_nodes_leave_room_for_the_story(self):
        trace = pathlib.Path(self.scratch, "many.textproto")
        trace.write_text(MANY_NODES)
        self.open(self.written(trace), "#1")
        self.assertEqual(self.count(".lane"), 17)
        self.assertGreater(self.one(".row.chosen .told").rect["width"], 300)
        heads = self.browser.execute_script("""
            return [...document.querySelectorAll('.lane')].map(lane => {
              const {left, right} = lane.getBoundingClientRect();
              return [left, right];
            });""")
        for (_, right), (left, _) in zip(heads, heads[1:]):
            self.assertLess(right, left)
        self.assertIn("learners=(10 11 12 13)", self.one("#panel").text)

    def test_labels_are_beside_the_heads_of_arrows(self):
        for page in (self.short, self.settle, self.long):
            self.open(page, "#0")
            found = self.browser.execute_script("""
                const found = {labels: 0, covered: []};
                const places = selector =>
                    [...document.querySelectorAll('#drawing ' + selector)].map(
                        part => part.getBoundingClientRect());
                for (let step = 0; step <= Math.min(last, 400); step += 10) {
                  choose(step);
                  draw(state.chosen, state.found);
                  const heads = places('.message path[transform]');
                  for (const label of places('.badge')) {
                    ++found.labels;
                    // A letter is lower than its box.
                    const covers = head =>
                        head.left < label.right && head.right > label.left &&
                        head.top < label.bottom - 3 && head.bottom > label.top + 3;
                    if (heads.some(covers)) found.covered.push(step);
                  }
                }
                return found;""")
            self.assertGreater(found["labels"], 10)
            self.assertEqual(found["covered"], [], page)

    def test_the_legend_explains_the_picture(self):
        from selenium.webdriver.common.keys import Keys
        self.open(self.short)
        legend = self.one("#legend")
        self.assertFalse(legend.is_displayed())
        self.press("?")
        self.assertTrue(legend.is_displayed())
        for word in ("leads", "candidate", "hatched", "shaded", "dot", "ring",
                     "cross", "thick", "colour"):
            self.assertIn(word, legend.text)
        self.assertGreater(self.count("#legend svg > *"), 15)
        self.press(Keys.ESCAPE)
        self.assertFalse(legend.is_displayed())
        self.one("#explain").click()
        self.assertTrue(legend.is_displayed())
        self.assertIn("votes", self.one("#colours").text)

    def test_search_finds(self):
        from selenium.webdriver.common.keys import Keys
        self.open(self.short)
        self.press("/", "CAMPAIGNS IN TERM", Keys.ENTER)
        seen = [self.chosen()]
        for key in ("n", "n", "N"):
            self.press(key)
            seen.append(self.chosen())
        self.assertEqual(seen, [1, 6, 8, 6])
        self.assertEqual(self.one("#found").text, "2/6")
        # Actions are searched too; keys typed into the box do not step.
        self.press("/", "propose node=1", Keys.ENTER)
        self.assertEqual(self.chosen(), 7)
        self.press("/", Keys.ESCAPE)
        self.assertEqual(self.one("#found").text, "")

    def test_a_long_run_is_drawn_piece_by_piece(self):
        from selenium.webdriver.common.keys import Keys
        self.open(self.long, "#0")
        self.assertEqual(self.chosen(), 0)
        # Each drawing draws what is in sight, wherever that is.
        slowest = self.browser.execute_script("""
            let slowest = 0;
            for (let step = 0; step <= last; step += 50) {
              const start = performance.now();
              choose(step);
              draw(state.chosen, state.found);
              slowest = Math.max(slowest, performance.now() - start);
            }
            return slowest;""")
        print(f"slowest drawing: {slowest:.0f} ms")
        self.assertLess(slowest, 1000)
        self.assertLess(self.count(".row"), 60)
        self.assertLess(self.count("#drawing *"), 3000)
        self.assertGreater(self.count("#drawing .message"), 0)
        self.press(Keys.HOME)
        started = time.monotonic()
        self.press(*("j" * 100))
        self.assertEqual(self.chosen(), 100)
        self.assertLess(time.monotonic() - started, 20)
        before = self.chosen()
        self.press(Keys.PAGE_DOWN)
        self.assertGreater(self.chosen(), before + 5)

    def test_what_the_nodes_are_is_drawn_in_their_lanes(self):
        self.open(self.long, "#0")
        # In the lane of each node at each step that is looked at: the shade of
        # cut links, and the hatch of a node that is down or the bar of its role
        # in the colour of its term.
        seen = self.browser.execute_script("""
            const seen = {cut: 0, down: 0, leader: 0, candidate: 0, wrong: []};
            const widths = {leader: 12, candidate: 8, 'pre-candidate': 8};
            for (let step = 0; step <= last; step += 40) {
              choose(step);
              draw(state.chosen, state.found);
              const rects = [...document.querySelectorAll('#drawing g > rect')];
              const number = (rect, name) => Number(rect.getAttribute(name));
              const at = (id, fill) => rects.find(rect =>
                  Math.abs(number(rect, 'x') + number(rect, 'width') / 2 -
                           laneX(id)) < 1 &&
                  number(rect, 'y') <= rowY(step) &&
                  number(rect, 'y') + number(rect, 'height') > rowY(step) &&
                  rect.getAttribute('fill') === fill);
              for (let id = 1; id <= frames.nodes; ++id) {
                const node = nodeAt(step, id);
                const cut = cutShare(step, id) > 0;
                const open = node.up && node.role.endsWith('candidate');
                const bar = at(id, open ? 'var(--ground)' : hueOf(node.term));
                const fine =
                    Boolean(at(id, 'var(--cut)')) === cut &&
                    Boolean(at(id, 'url(#hatch)')) === !node.up &&
                    (!node.up || bar &&
                     number(bar, 'width') === (widths[node.role] || 4) &&
                     (!open || bar.getAttribute('stroke') === hueOf(node.term)));
                if (!fine) seen.wrong.push([step, id]);
                seen.cut += cut;
                seen.down += !node.up;
                seen.leader += node.up && node.role === 'leader';
                seen.candidate += open;
              }
            }
            return seen;""")
        self.assertEqual(seen.pop("wrong"), [])
        for what, count in seen.items():
            self.assertGreater(count, 0, what)

    def test_losses_and_copies_are_drawn(self):
        self.open(self.long, "#0")
        # A cross for what is lost, a head for what arrives, a ring for what is
        # still on its way, and a 2 where a copy forks off.
        drawn = self.browser.execute_script("""
            const drawn = {};
            for (const message of frames.messages) {
              const kind = message.copyOf === undefined ? message.fate : 'copied';
              if (drawn[kind]) continue;
              choose(message.sent);
              draw(state.chosen, state.found);
              const group = [...document.querySelectorAll('#drawing .message')]
                  .find(one => {
                    const line = one.querySelector('line');
                    const {x1, y1, x2, y2} = lineOf(message);
                    return ['x1', 'y1', 'x2', 'y2'].every((name, i) =>
                        Math.abs(line.getAttribute(name) -
                                 [x1, y1, x2, y2][i]) < 0.5);
                  });
              drawn[kind] = {
                cross: Boolean(group.querySelector('path[stroke="var(--bad)"]')),
                head: Boolean(group.querySelector('path[transform]')),
                ring: Boolean(group.querySelector('circle')),
                two: group.textContent === '2'};
            }
            return drawn;""")
        for kind in ("dropped", "lost on a cut link", "lost, the node is down"):
            self.assertTrue(drawn[kind]["cross"], kind)
            self.assertFalse(drawn[kind]["head"], kind)
        self.assertTrue(drawn["delivered"]["head"])
        self.assertFalse(drawn["delivered"]["cross"])
        self.assertTrue(drawn["in flight"]["ring"])
        self.assertTrue(drawn["copied"]["two"])


class CommandTest(unittest.TestCase):

    def test_says_in_a_line_what_is_wrong(self):
        # No folder can be made below a file.
        nowhere = TRACE.resolve() / "page.html"
        for arguments in (["missing.textproto"], [],
                          [TRACE, "--html", nowhere]):
            result = view(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stdout, "")
            self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)

    def test_shows_text_if_nothing_else(self):
        shown = view(TRACE)
        self.assertEqual(shown.returncode, 0)
        self.assertEqual(shown.stdout, view(TRACE, "--text").stdout)
        self.assertIn("├ timeout  candidate T2", shown.stdout)
        both = view(TRACE, "--story", "--mermaid").stdout
        self.assertIn("1. Node 1 times out", both)
        self.assertIn("\nsequenceDiagram\n", both)

    def test_leaves_nothing_beside_the_page(self):
        scratch = os.environ.get("TEST_TMPDIR")
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            page = pathlib.Path(folder, "page.html")
            view(TRACE, "--html", page)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [page])
            # A page that cannot take its place is not left half-done.
            page.unlink()
            page.mkdir()
            self.assertEqual(view(TRACE, "--html", page).returncode, 2)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [page])


if __name__ == "__main__":
    RAFTPROOF, SAMPLE_PAGE = map(os.path.abspath, sys.argv[1:3])
    require_browser()
    unittest.main(argv=sys.argv[:1], verbosity=2)
