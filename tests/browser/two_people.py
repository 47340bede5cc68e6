"""Two people of one page: nobody reads what is another's."""

from chat import Chat
from window import DESKTOP, Window


def two_people_do_not_mix(demo):
    first, second = demo.people()[3], demo.people()[4]
    with Window(demo.chat, DESKTOP) as window:
        one, other = Chat(window, first), Chat(window, second)
        one.open_tab()
        one.start()
        one.expect("من بیمه‌یار هستم")
        half_written = "هنوز نفرستاده‌ام"
        one.one("#composer").send_keys(half_written)
        unread_badge(demo, one, other, second)
        other.open_tab()
        other.wait(lambda: badge(other) == "", "the badge to go")
        assert composer(other) == "", "the other person's half-written words are in the box"
        other.expect("نسخه‌ای از این گفت‌وگو را نگه می‌دارد", "موافقم")
        other.tap("موافقم")
        other.expect("شماره همراه‌تان را با یک لمس بفرستید")
        window.picture("second-person")
        one.open_tab()
        assert composer(one) == half_written, "the half-written words are lost"
        heard = "\n".join(message["text"] for message in one.messages())
        assert "نگه می‌داریم" not in heard and "/claim" not in heard, f"the first person reads the second's words:\n{heard}"
        assert one.one('.reply-button[data-request-contact="true"]') is None, "the first person sees the second's keyboard"


def unread_badge(demo, one, other, second):
    """The second person writes from another device while the first one's chat is open."""
    demo.says(second, "/start")
    demo.says(second, "/claim")
    one.wait(lambda: badge(other) == "۲", "the badge to say ۲")
    one.window.picture("unread")
    assert one.driver.title.startswith("(۲)"), one.driver.title


def badge(chat):
    shown = chat.all(f'[data-person="{chat.person.id}"] .badge')
    return shown[0].text if shown else ""


def composer(chat):
    return chat.one("#composer").get_property("value")
