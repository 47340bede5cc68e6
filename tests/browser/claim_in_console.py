"""A claim from registered to paid: the person in one window, the reviewer in another, with a defect and its repair between."""

import pathlib
import tempfile

import photographs
from chat import Chat, latin, plain
from claim_on_desktop import identify, page_three, page_two, register
from console import ENTER, ESCAPE, Console
from window import DESKTOP, PHONE, TOUCH_PX, Window


def a_claim_lives_from_registered_to_paid(demo):
    person = demo.people()[1]
    with Window(demo.chat, DESKTOP) as chat_window, Window(demo.console, DESKTOP) as desk_window:
        chat, desk = Chat(chat_window, person), Console(desk_window, demo)
        code = fill_in(chat, person)
        desk_window.picture("sign-in")
        desk.sign_in()
        find_by_keys(desk, code)
        decide(desk, chat, "start_review", "در حال رسیدگی")
        look_closely(desk)
        declare_defect(desk, chat)
        repair(chat)
        see_difference(desk, code)
        decide(desk, chat, "start_review", "در حال رسیدگی")
        approve(desk, chat)
        if desk.all("[data-decide=originals_received]"):
            decide(desk, chat, "originals_received", "اصل مدارک دریافت شد")
        decide(desk, chat, "send_to_finance", "ارسال به مالی")
        pay(desk, chat)
        compare(demo, code)
        desk.open("/console/dashboard")
        desk_window.picture("dashboard")
        served(desk, desk_window)
        on_a_phone(demo, code)


def served(desk, window):
    """People are served, and the page of health says so: nothing on it is red."""
    desk.open("/console/health")
    window.picture("health")
    assert len(desk.all(".vital")) >= 9, "a question is missing"
    assert not desk.all(".vital.ill, .banner.bad"), desk.one("main").text


def fill_in(chat, person):
    chat.open_tab()
    identify(chat, person)
    chat.expect("تاریخ انجام خدمت چه روزی است", "دیروز")
    chat.tap("دیروز")
    page_two(chat)
    page_three(chat)
    chat.expect("پیامک‌های این درخواست به کدام شماره برسد")
    chat.tap(f"تأیید {person.mobile}")
    chat.expect("همه‌چیز را یک بار ببینید", "ثبت درخواست")
    return register(chat)


def find_by_keys(desk, code):
    """The slash searches, j goes to the first row, Enter opens it."""
    desk.wait(lambda: desk.all("tr[data-row]"), "the queue")
    desk.window.picture("queue")
    desk.key("/")
    assert desk.driver.switch_to.active_element.get_attribute("name") == "q"
    desk.driver.switch_to.active_element.send_keys(code + ENTER)
    desk.wait(lambda: f"q={code}" in desk.driver.current_url, "the search")
    assert len(desk.all("tr[data-row]")) == 1
    desk.key("?")
    desk.window.picture("keys")
    desk.one("#keys").send_keys(ESCAPE)
    desk.key("j")
    desk.driver.switch_to.active_element.send_keys(ENTER)
    desk.wait(lambda: code in desk.driver.current_url and desk.all(".claim-head"), "the claim")
    assert desk.stage() == "ثبت شد"


def decide(desk, chat, kind, stage):
    """A decision that carries nothing: what was previewed is what is told."""
    chat.acting()
    desk.begin(kind)
    paragraphs = desk.previewed()
    desk.send()
    assert desk.stage() == stage
    is_told(chat, paragraphs)


def is_told(chat, paragraphs):
    assert paragraphs
    told = squeezed(chat.expect(plain(paragraphs[0]).split("\n")[-1][:40])["text"])
    for paragraph in paragraphs:
        assert squeezed(paragraph) in told, f"previewed:\n{paragraph}\ntold:\n{told}"


def squeezed(words):
    return " ".join(latin(words).split())


def look_closely(desk):
    """The viewer opens, grows, turns and closes."""
    desk.press(desk.one("a[data-picture]"))
    image = desk.one(".viewer img")
    before = image.size["height"]
    desk.driver.switch_to.active_element.send_keys("+")
    assert "scale(1.4)" in image.get_attribute("style")
    desk.driver.switch_to.active_element.send_keys("r")
    assert "rotate(90deg)" in image.get_attribute("style"), before
    desk.window.picture("viewer")
    desk.driver.switch_to.active_element.send_keys(ESCAPE)
    desk.wait(lambda: not desk.all(".viewer"), "the viewer to close")


def declare_defect(desk, chat):
    """From the checklist, with one item more and one that is wrong at first."""
    desk.window.picture("claim")
    desk.press(desk.one(".checklist a.warn"))
    desk.wait(lambda: desk.all("form.decision"), "the form")
    assert desk.one("select[name='items/0/title']").get_attribute("value") == "RPT"
    desk.type("items/0/note", "جواب را با مهر مرکز بفرستید")
    desk.press(desk.one("form.decision .add"))
    desk.wait(lambda: desk.all("select[name='items/1/type']"), "a second item")
    assert not desk.all("select[name='items/1/field']"), "only what belongs to the kind is asked for"
    desk.choose("items/1/type", "wrong_field")
    desk.window.meant.append("status of 422")
    desk.press(desk.one("form.decision .main"))
    desk.wait(lambda: desk.all(".wrong"), "the word that something is lacking")
    desk.choose("items/1/field", "amount")
    desk.choose("items/1/reason", "amount_mismatch")
    desk.window.picture("defect-form")
    chat.acting()
    paragraphs = desk.preview()
    desk.window.picture("defect-preview")
    desk.send()
    assert desk.stage() == "نقص"
    is_told(chat, paragraphs)
    chat.window.picture("defect-notice")


def repair(chat):
    chat.expect("نقص", "رفع نقص")
    chat.tap("رفع نقص")
    chat.expect("مبلغ پرداختی شما چقدر")
    chat.write("۱۱۰ هزار تومان")
    chat.expect("همین مدارک را بفرستید")
    with tempfile.TemporaryDirectory() as folder:
        chat.attach(*photographs.save_sheets(pathlib.Path(folder), "REPORT"))
        chat.expect("تصویر", "جواب / گزارش خدمت")
    chat.tap("جواب / گزارش خدمت")
    chat.expect("اگر مدرک دیگری دارید بفرستید", "بعدی")
    chat.tap("بعدی")
    chat.expect("این‌ها را برای کارشناس می‌فرستم", "ارسال مجدد")
    chat.tap("ارسال مجدد")
    chat.expect("فرستاده شد")


def see_difference(desk, code):
    desk.open_claim(code)
    assert desk.stage() == "ارسال مجدد"
    desk.window.picture("difference")
    round_one = desk.one("#round-1")
    sides = {side.get_attribute("class"): latin(side.text) for side in desk.all("#round-1 .side") if not side.find_elements("css selector", "img")}
    assert "1200000" in sides["side old"] and "1100000" in sides["side new"], sides
    assert round_one.find_elements("css selector", ".side.new img"), "the new document stands in its round"


def approve(desk, chat):
    chat.acting()
    desk.begin("approve")
    desk.type("approved_rial", "۱٬۰۰۰٬۰۰۰")
    desk.press(desk.one("form.decision .add"))
    desk.type("deductions/0/rial", "100000")
    desk.type("deductions/0/reason", "بیش از تعرفه")
    paragraphs = desk.preview()
    assert not desk.all(".warning"), "approved and deducted are what was claimed"
    desk.send()
    assert desk.stage() == "تأیید شد"
    is_told(chat, paragraphs)


def pay(desk, chat):
    chat.acting()
    desk.begin("pay")
    desk.type("reference", "140509-77")
    paragraphs = desk.preview()
    desk.send()
    assert desk.stage() == "پرداخت شد"
    is_told(chat, paragraphs)
    desk.window.picture("paid")


def compare(demo, code):
    claim = demo.claim(code)
    assert (claim["stage"], claim["amount_rial"]) == ("paid", 1_100_000), claim
    decision = claim["decision"]
    got = (decision["approved_rial"], decision["paid_rial"], decision["reference"])
    assert got == (1_000_000, 1_000_000, "140509-77"), decision
    assert [document["round"] for document in claim["documents"]] == [0, 0, 1]


def on_a_phone(demo, code):
    with Window(demo.console, PHONE) as window:
        desk = Console(window, demo)
        desk.sign_in()
        desk.wait(lambda: desk.all("tr[data-row]"), "the queue")
        for name, path in [
            ("queue", "/console"),
            ("claim", f"/console/claims/{code}"),
            ("dashboard", "/console/dashboard"),
            ("health", "/console/health"),
            ("put-aside", "/console/dead"),
        ]:
            desk.open(path)
            desk.look(finger=TOUCH_PX)
            window.picture(name)
