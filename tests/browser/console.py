"""The reviewer's console as somebody who decides uses it: sign in, open a claim, fill in a form, read the preview, send."""

import time

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

PATIENCE_S = 20

TOO_WIDE = """
const width = document.documentElement.clientWidth;
const page = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
return page > width ? `the page is ${page} px wide in a window of ${width} px` : '';
"""

TOO_SMALL = """
const shown = [...document.querySelectorAll('button, a.button, .stages a, input:not([type=hidden]), select')]
  .filter((part) => !part.classList.contains('sr') && part.getClientRects().length > 0);
return shown.filter((part) => part.getBoundingClientRect().height < arguments[0]).map((part) => part.outerHTML.slice(0, 90));
"""


class Console:
    """The console in a window."""

    def __init__(self, window, demo):
        self.window = window
        self.driver = window.driver
        self.demo = demo

    def sign_in(self, password=None):
        self.open("/console/login")
        self.type("name", self.demo.account)
        self.type("password", password or self.demo.password)
        self.press(self.one("button.main"))

    def open(self, path):
        self.driver.get(self.demo.console + path)
        self.look()

    def open_claim(self, code):
        self.open(f"/console/claims/{code}")

    def look(self, finger=0):
        """Nothing is wider than the window; on a phone nothing is too small for a finger."""
        fault = self.window.script(TOO_WIDE)
        assert not fault, fault
        if finger:
            small = self.window.script(TOO_SMALL, finger)
            assert not small, f"less than {finger} px high: {small[:5]}"

    # -- deciding

    def begin(self, kind):
        """Opens the form of a decision, or its preview where there is nothing to fill in."""
        self.press(self.one(f"[data-decide={kind}]"))
        self.wait(lambda: self.all("form.decision"), f"the form of {kind}")

    def preview(self):
        """Goes on to the preview; the paragraphs that the person will read."""
        self.press(self.one("form.decision .main[value=preview]"))
        return self.previewed()

    def previewed(self):
        self.wait(lambda: self.all("button[value=send]"), "the preview")
        self.look()
        return [part.text for part in self.all("[data-preview=chat] p")]

    def send(self):
        self.press(self.one("button[value=send]"))
        self.wait(lambda: self.all(".banner.good"), "the word that it was sent")
        self.look()

    def stage(self):
        return self.one(".claim-head .badge").text

    # -- parts

    def all(self, selector):
        return [part for part in self.driver.find_elements(By.CSS_SELECTOR, selector) if part.is_displayed()]

    def one(self, selector):
        return self.wait(lambda: self.all(selector), f"«{selector}»")[0]

    def press(self, element):
        self.window.press(element)

    def type(self, name, words):
        field = self.one(f"[name='{name}']")
        field.clear()
        field.send_keys(words)

    def choose(self, name, value):
        Select(self.one(f"select[name='{name}']")).select_by_value(value)

    def key(self, key):
        self.driver.find_element(By.TAG_NAME, "body").send_keys(key)

    def wait(self, wanted, what):
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                found = wanted()
            except StaleElementReferenceException:
                found = None
            if found:
                return found
            if time.monotonic() > end:
                words = self.driver.find_element(By.TAG_NAME, "main").text
                raise AssertionError(f"waited {PATIENCE_S} s for {what} at {self.driver.current_url}:\n{words}")
            time.sleep(0.05)


ESCAPE = Keys.ESCAPE
ENTER = Keys.ENTER
