"""The chat page as a person uses it: tap a button by its words, type, attach, read what the bot says.

Taps and typed inputs are counted. A typed input is one message written and sent with Enter; a tap is any button
pressed, the attach and send buttons of photos included (choosing in the phone's own gallery is not).
"""

import re
import time
import unicodedata

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENCE_S = 20
# Marks that steer the direction of text; they have no width.
STEERING = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
DIGITS = {ord(digit): str(unicodedata.digit(digit)) for digit in "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"}

MESSAGES = """
const log = document.querySelector(`[data-log="${arguments[0]}"]`);
return [...log.querySelectorAll('article[data-message-id]')].map((article) => ({
  id: Number(article.dataset.messageId), from: article.dataset.from,
  text: article.querySelector('.text')?.textContent ?? '',
  buttons: [...article.querySelectorAll('.inline-button')].map((button) => button.querySelector('.label').textContent),
}));
"""


def plain(words):
    return (words or "").translate(STEERING)


def latin(words):
    """Latin digits and no separators of thousands: for comparing figures."""
    return plain(words).translate(DIGITS).replace("٬", "").replace(",", "")


class Chat:
    """One person's conversation in a window."""

    def __init__(self, window, person):
        self.window = window
        self.driver = window.driver
        self.person = person
        self.taps = 0
        self.typed = 0
        self.mark = 0

    # -- what is on the screen

    def messages(self):
        return self.window.script(MESSAGES, str(self.person.id))

    def said_since(self):
        """What the bot has said since the person's last act, oldest first."""
        return [m for m in self.messages() if m["from"] == "bot" and m["id"] > self.mark]

    def wait(self, wanted, what):
        """Waits until `wanted()` is true and returns it."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                found = wanted()
            except StaleElementReferenceException:
                found = None
            if found:
                return found
            if time.monotonic() > end:
                heard = "\n---\n".join(plain(m["text"]) for m in self.messages()[-3:])
                raise AssertionError(f"waited {PATIENCE_S} s for {what}; the last messages were:\n{heard}")
            time.sleep(0.05)

    def expect(self, words, button=None):
        """Waits for a message of the bot, after the last act, that says `words` (and has `button`)."""
        def found():
            for message in self.said_since():
                if words in plain(message["text"]) and (button is None or any(button in plain(b) for b in message["buttons"])):
                    return message
            return None
        message = self.wait(found, f"«{words}»" + (f" with the button «{button}»" if button else ""))
        self.look()
        return message

    def look(self):
        """Nothing may be too wide, and on a phone no button too small."""
        faults = self.window.layout_faults()
        assert not faults, "; ".join(faults[:5])

    # -- acts

    def open_tab(self):
        self.window.press(self.wait(lambda: self.one(f'.tab[data-person="{self.person.id}"]'), f"the tab of {self.person.name}"))
        self.wait(lambda: self.one(f'[data-log="{self.person.id}"]'), f"the chat of {self.person.name}")

    def start(self):
        self.acting()
        self.press(self.wait(lambda: self.one("#start"), "the start button"))

    def tap(self, label, exact=True):
        """Taps the newest inline button that says `label`."""
        button = self.wait(lambda: self.newest(label, exact), f"a button «{label}»")
        self.acting()
        self.press(button)

    def tap_old(self, label):
        """Taps the oldest inline button that says `label`: one of a message that is over."""
        buttons = [b for b in self.inline() if self.says(b, label, True)]
        assert buttons, f"no old button «{label}»"
        self.acting()
        self.press(buttons[0])

    def double_tap(self, label):
        """Two taps as fast as a nervous finger."""
        button = self.wait(lambda: self.newest(label, True), f"a button «{label}»")
        self.acting()
        self.press(button)
        self.press(button)

    def menu(self, label):
        """Taps a button of the keyboard at the bottom."""
        self.acting()
        if self.one("#reply-keyboard") is None:
            self.press(self.wait(lambda: self.one("#toggle-keyboard"), "the keyboard button"))
        self.press(self.wait(lambda: self.one(f'.reply-button[data-reply="{label}"]'), f"the menu's «{label}»"))

    def share_contact(self):
        button = self.wait(lambda: self.one('.reply-button[data-request-contact="true"], .reply-button[data-request-contact=""]'),
                           "the button that shares the contact")
        self.acting()
        self.press(button)
        self.press(self.wait(lambda: self.one("[data-testid=confirm-yes]"), "the question of the messenger"))

    def write(self, words):
        self.acting()
        box = self.one("#composer")
        self.window.press(box)
        box.send_keys(words)
        box.send_keys(Keys.ENTER)
        self.typed += 1

    def attach(self, *paths):
        """Chooses files as the gallery would hand them over, and sends them."""
        self.acting()
        self.one("#attach")
        self.driver.find_element(By.ID, "files").send_keys("\n".join(map(str, paths)))
        self.taps += 1
        self.wait(lambda: len(self.all(".chip")) == len(paths), f"{len(paths)} files to be attached")
        self.press(self.one("#send"))

    def acting(self):
        self.mark = max((m["id"] for m in self.messages()), default=0)

    def press(self, element):
        self.window.press(element)
        self.taps += 1

    # -- the SMS inbox

    def sms(self):
        """Texts of the SMS, newest first."""
        return [plain(item.get_property("textContent")) for item in self.all(f'[data-sms="{self.person.id}"] .sms-item p', shown=False)]

    def code_by_sms(self, digits, before=0):
        """The newest number of so many digits in the inbox, once more than `before` SMS are there."""
        texts = self.wait(lambda: (len(self.sms()) > before) and self.sms(), "an SMS")
        found = re.search(rf"(?<!\d)\d{{{digits}}}(?!\d)", latin(texts[0]))
        assert found, f"no number of {digits} digits in «{texts[0]}»"
        return found.group()

    # -- parts

    def all(self, selector, shown=True):
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return [element for element in found if element.is_displayed()] if shown else found

    def one(self, selector):
        return next(iter(self.all(selector)), None)

    def inline(self):
        return self.all(f'[data-log="{self.person.id}"] .inline-button')

    def newest(self, label, exact):
        for message in reversed(self.messages()):
            if any(matches(words, label, exact) for words in message["buttons"]):
                inside = f'[data-log="{self.person.id}"] article[data-message-id="{message["id"]}"] .inline-button'
                return next(button for button in self.all(inside) if self.says(button, label, exact))
        return None

    def says(self, button, label, exact):
        return matches(button.find_element(By.CSS_SELECTOR, ".label").get_property("textContent"), label, exact)


def matches(words, label, exact):
    return plain(words) == label if exact else label in plain(words)
