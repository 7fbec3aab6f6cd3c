#!/usr/bin/env python3
"""Opens pages of `raftproof lin --html` in a browser without a screen.

    lin_html_test.py RAFTPROOF

One page is of a short history with a conflict; one is of 20,000 operations.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path("harness/view").resolve()))
from browser import require_browser, start_browser  # noqa: E402

SHORT = pathlib.Path("corpus/histories/unique-stale-read.jsonl")
OPERATIONS = 20000
RAFTPROOF = None


def write_long(path):
    """Ten clients that write and read in turns, each after the one before."""
    lines = [{"format": "lin-ops-1", "model": "register", "n": OPERATIONS}]
    for i in range(OPERATIONS):
        write = i % 2 == 0
        lines.append({"id": i, "p": i % 10, "f": "w" if write else "r", "k": 0,
                      "a" if write else "o": i - i % 2, "s": "ok",
                      "t0": 2 * i, "t1": 2 * i + 3})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


class LinHtmlTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        os.environ["HOME"] = cls.scratch
        history = pathlib.Path(cls.scratch, "long.jsonl")
        write_long(history)
        cls.short = cls.page_of(SHORT, 1)
        cls.long = cls.page_of(history, 0)
        cls.browser = start_browser(cls.scratch)
        cls.addClassCleanup(cls.browser.quit)

    @classmethod
    def page_of(cls, history, code):
        page = pathlib.Path(cls.scratch, history.stem + ".html")
        done = subprocess.run([RAFTPROOF, "lin", history, "--html", page],
                              capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return page

    def open(self, page):
        # Away from the browser's own first page, which asks for a lot.
        self.browser.get("about:blank")
        for log in ("browser", "performance"):
            self.browser.get_log(log)
        self.url = page.as_uri()
        self.browser.get(self.url)

    def tearDown(self):
        self.assertEqual(self.browser.get_log("browser"), [],
                         "the page complained")
        asked = set()
        for line in self.browser.get_log("performance"):
            message = json.loads(line["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.add(message["params"]["request"]["url"])
        self.assertEqual(asked - {"about:blank", self.url, "data:,"}, set(),
                         "the page asked for more than itself")

    def text(self, selector):
        from selenium.webdriver.common.by import By
        return self.browser.find_element(By.CSS_SELECTOR, selector).text

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains
        ActionChains(self.browser).send_keys(*keys).perform()

    def data(self, name):
        return self.browser.execute_script(
            "return document.getElementById('lanes').dataset[arguments[0]]",
            name)

    def painted(self):
        """How many pixels of the picture are not empty."""
        return self.browser.execute_script("""
            const canvas = document.getElementById('lanes');
            const pixels = canvas.getContext('2d').getImageData(
                0, 0, canvas.width, canvas.height).data;
            let count = 0;
            for (let i = 3; i < pixels.length; i += 4) count += pixels[i] > 0;
            return count;""")

    def test_a_conflict_is_named_and_in_sight(self):
        self.open(self.short)
        self.assertEqual(self.text("#verdict"), "not linearizable")
        self.assertIn("process", self.text("#why"))
        named = self.text("#conflict").splitlines()
        self.assertGreaterEqual(len(named), 2)
        self.assertGreaterEqual(int(self.data("drawn")), len(named))
        self.assertGreater(self.painted(), 1000)

    def test_an_operation_can_be_chosen_from_the_conflict(self):
        from selenium.webdriver.common.by import By
        self.open(self.short)
        item = self.browser.find_element(By.CSS_SELECTOR, "#conflict li")
        item.click()
        self.assertEqual("#" + self.data("chosen"), item.text.split()[0])
        self.assertIn("called at", self.text("#chosen"))

    def test_20000_operations_can_be_read_and_seen_as_a_whole(self):
        from selenium.webdriver.common.keys import Keys
        self.open(self.long)
        self.assertEqual(self.text("#verdict"), "linearizable")
        some = int(self.data("drawn"))
        self.assertTrue(10 < some < 1000, some)
        self.press("0")
        self.assertEqual(int(self.data("drawn")), OPERATIONS)
        self.press("+")
        self.assertLess(int(self.data("drawn")), OPERATIONS)
        for _ in range(3):
            self.press(Keys.ARROW_DOWN)
        self.assertEqual(self.data("chosen"), "2")
        self.assertIn("3. in the order", self.text("#chosen"))


if __name__ == "__main__":
    require_browser()
    RAFTPROOF = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
