"""Fixtures that several test files share: a real browser, and the tables of the test records."""

import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOUNDARIES = ROOT / "data" / "raw" / "boundaries"
CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
LOCAL = ("file:", "data:", "about:", "blob:", "chrome:", "devtools:")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    """Skip what needs a browser where there is none, and say so."""
    absent = [path for path in (CHROMIUM, CHROMEDRIVER) if not shutil.which(path)]
    if absent:
        skip = pytest.mark.skip(reason=f"no browser here: {' and '.join(absent)} missing")
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(skip)


class Page:
    """One page in the browser, with what it asked the network for and what it complained about."""

    def __init__(self, driver, url):
        self.driver, self.url = driver, url

    def find(self, selector):
        """Return the first element that matches a CSS selector."""
        return self.driver.find_element("css selector", selector)

    def find_all(self, selector):
        """Return all elements that match a CSS selector."""
        return self.driver.find_elements("css selector", selector)

    def run(self, script, *arguments):
        """Run a script in the page and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def requests(self):
        """Return the addresses of requests beyond the page itself, since the page was opened."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                parameters = message["params"]
                found.append(parameters.get("request", parameters)["url"])
        return [url for url in found if not url.startswith(LOCAL)]

    def errors(self):
        """Return warnings and errors in the console, since the page was opened."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] != "INFO"]

    def screenshot(self, path):
        """Save what the window shows."""
        self.driver.save_screenshot(str(path))


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Debian's Chromium, headless, with an empty profile."""
    # Else Selenium looks for a driver on the network and reports its use.
    os.environ |= {"SE_OFFLINE": "true", "SE_AVOID_STATS": "true"}
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    options.unhandled_prompt_behavior = "ignore"  # a test must see an alert, not lose it
    driver = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    driver.set_script_timeout(120)  # axe takes its time on a page of a thousand rows
    yield driver
    driver.quit()


@pytest.fixture
def open_page(browser, tmp_path):
    """Open a file, an address or the text of a page, and return it as a `Page`.

    ``open_page(page, width=1280, height=800, javascript=True, dark=False)``; `page` may end with
    ``#id`` where it is an address.
    """

    def opened(page, width=1280, height=800, javascript=True, dark=False):
        if isinstance(page, Path):
            page = page.resolve().as_uri()
        elif not page.startswith(LOCAL):
            path = tmp_path / f"page-{len(list(tmp_path.iterdir()))}.html"
            path.write_text(page, encoding="utf-8", newline="\n")
            page = path.as_uri()
        command = browser.execute_cdp_cmd
        command("Emulation.setScriptExecutionDisabled", {"value": not javascript})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        command("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        command("Emulation.setEmulatedMedia", {"features": [scheme]})
        browser.get("about:blank")  # else an address that differs only after # is not loaded again
        browser.get_log("performance"), browser.get_log("browser")
        browser.get(page)
        return Page(browser, page)

    yield opened
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.fixture(scope="session")
def fixture_tables():
    """Return the rows of every table that the test records make, by name of the table."""
    from refoul_data.dataset.tables import make_tables
    from refoul_data.records.reader import read_library

    library = read_library(ROOT / "tests" / "records" / "base")
    return {name: table.rows for name, table in make_tables(library).items()}
