"""A browser window on the chat page: Chromium without a screen, in one of two sizes, and what it may not do."""

import json
import os
import pathlib
import tempfile
import time
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions import interaction
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
PICTURES = pathlib.Path(os.environ.get("PICTURES") or pathlib.Path(tempfile.gettempdir()) / "bimeyar-browser")

DESKTOP = (1280, 800)
PHONE = (390, 844)
# A finger needs this much height, in CSS pixels.
TOUCH_PX = 36
# Smaller Persian letters lose their dots on a phone.
LETTERS_PX = 13

QUIET = [
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
    "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--disable-extensions", "--lang=fa",
]

# Longer than a banner or a toast of the page stays.
NOTICE_S = 10

COVER = """
arguments[0].scrollIntoView({block: 'nearest'});
const box = arguments[0].getBoundingClientRect();
const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
return arguments[0].contains(top) ? '' : (top?.outerHTML ?? 'the edge of the window').slice(0, 120);
"""

LAYOUT = """
const faults = [];
const width = document.documentElement.clientWidth;
const page = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
if (page > width) faults.push(`the page is ${page} px wide in a window of ${width} px`);
for (const log of document.querySelectorAll('.log:not([hidden])')) {
  if (log.scrollWidth > log.clientWidth) faults.push(`the log is ${log.scrollWidth} px wide in ${log.clientWidth} px`);
}
for (const button of document.querySelectorAll('.log:not([hidden]) .inline-button, #reply-keyboard:not([hidden]) .reply-button')) {
  const box = button.getBoundingClientRect();
  const label = button.querySelector('.label');
  const name = `button «${label.textContent}»`;
  if (box.height < arguments[0]) faults.push(`${name} is ${box.height} px high`);
  if (box.left < 0 || box.right > width) faults.push(`${name} reaches from ${box.left} to ${box.right} of ${width} px`);
  const letters = parseFloat(getComputedStyle(label).fontSize);
  if (letters < arguments[1]) faults.push(`${name} has letters of ${letters} px`);
  if (label.scrollWidth > Math.ceil(box.width)) faults.push(`${name} is wider than its button`);
  if (label.getBoundingClientRect().height > box.height + 1) faults.push(`${name} is higher than its button`);
}
return faults;
"""


class Window:
    """One browser with one page; `size` decides between a desktop and a phone with a touch screen."""

    def __init__(self, address, size):
        self.address = address
        self.size = size
        self.is_phone = size == PHONE
        self.driver = webdriver.Chrome(options=options(size), service=Service(CHROMEDRIVER))
        self.driver.set_script_timeout(30)
        self.pictures = 0
        # What the browser notes of answers that are meant: a form that is not filled in, for one.
        self.meant = []
        if not self.is_phone:
            # The window's outer size is not the page's: the emulated size is.
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False,
            })
        self.driver.execute_cdp_cmd("Browser.grantPermissions", {
            "origin": address, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
        })
        self.driver.get(address)

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        try:
            if kind is not None:
                print(f"      picture of the failure: {self.picture('failure')}")
            else:
                self.check_conduct()
        finally:
            self.driver.quit()

    def script(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def press(self, element):
        """A click with the mouse or a tap with a finger, on whatever lies at the element's middle."""
        self.wait_until_bare(element)
        if self.is_phone:
            finger = ActionBuilder(self.driver, mouse=PointerInput(interaction.POINTER_TOUCH, "finger"), duration=20)
            finger.pointer_action.move_to(element).pointer_down().pointer_up()
            finger.perform()
        else:
            ActionChains(self.driver, duration=20).move_to_element(element).click().perform()

    def wait_until_bare(self, element):
        """A notice may lie over the element for some seconds, and a message that comes pushes it out of sight."""
        end = time.monotonic() + NOTICE_S
        while cover := self.script(COVER, element):
            assert time.monotonic() < end, f"the middle of «{element.text}» is covered by {cover}"
            time.sleep(0.1)

    def layout_faults(self):
        """What is too wide for the window, and on a phone which buttons a finger would miss."""
        return self.script(LAYOUT, TOUCH_PX if self.is_phone else 0, LETTERS_PX)

    def clipboard(self):
        return self.driver.execute_async_script(
            "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done(`${error}`));")

    def picture(self, name):
        """Saves what is on the screen; the numbers keep the order of the steps."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.pictures += 1
        path = PICTURES / f"{self.label}-{self.pictures:02}-{name}.png"
        self.driver.save_screenshot(str(path))
        return path

    @property
    def label(self):
        return "phone" if self.is_phone else "desktop"

    def requests(self):
        """Addresses of all requests since the last call."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                found.append(message["params"].get("url") or message["params"]["request"]["url"])
        return found

    def check_conduct(self):
        """No request to another host, nothing to complain about in the console."""
        here = urlsplit(self.address).netloc
        asked = self.requests()
        assert any(urlsplit(url).netloc == here for url in asked), "the network log says nothing: it would miss a leak too"
        away = [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != here]
        assert not away, f"requests to other hosts: {away}"
        said = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        said = [message for message in said if not any(meant in message for meant in self.meant)]
        assert not said, f"the console complains: {said}"


def options(size):
    chosen = webdriver.ChromeOptions()
    chosen.binary_location = CHROMIUM
    for argument in QUIET:
        chosen.add_argument(argument)
    chosen.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    if size == PHONE:
        chosen.add_experimental_option("mobileEmulation", {
            "deviceMetrics": {"width": size[0], "height": size[1], "pixelRatio": 2, "touch": True, "mobile": True},
        })
    return chosen
