"""The page asks nobody but its own server, whatever a bot or a person writes into it."""

from chat import Chat
from window import DESKTOP, PHONE, Window

ELSEWHERE = "https://example.com/pixel.png"


def nothing_leaves_the_page(demo):
    """Every window checks this when it closes; here with words that would tempt a page to fetch something."""
    person = demo.people()[1]
    for size in (DESKTOP, PHONE):
        with Window(demo.chat, size) as window:
            chat = Chat(window, person)
            chat.open_tab()
            for words in ("/start", f"![x]({ELSEWHERE}) <img src={ELSEWHERE}> <script src={ELSEWHERE}></script>", "/help"):
                chat.write(words)
                chat.wait(chat.said_since, "an answer")
            chat.look()
            asked = window.script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
            away = [url for url in asked if not url.startswith((demo.chat + "/", "data:", "blob:"))]
            assert asked and not away, f"requests to other hosts: {away}"
