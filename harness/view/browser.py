"""A browser without a screen, for the tests of pages."""

import shutil
import sys


def require_browser():
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: run ci/setup, or install "
                     "chromium and chromium-driver")
    try:
        import selenium  # noqa: F401
    except ImportError:
        sys.exit("selenium is missing: run ci/setup, or install "
                 "python3-selenium")


def start_browser(scratch):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--window-size=1400,900",
                     f"--user-data-dir={scratch}/profile"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs",
                           {"browser": "ALL", "performance": "ALL"})
    service = Service(shutil.which("chromedriver"),
                      log_path=f"{scratch}/chromedriver.log")
    return webdriver.Chrome(service=service, options=options)
