"""A whole claim on a desktop, by taps as far as they go, compared with what the reviewer gets."""

import datetime
import hashlib
import pathlib
import tempfile

import photographs
from chat import Chat, latin, plain
from window import DESKTOP, Window

MOST_TAPS = 25
MOST_TYPED = 6
TEHRAN = datetime.timezone(datetime.timedelta(hours=3, minutes=30))


def a_claim_by_taps_on_a_desktop(demo):
    person = demo.people()[0]
    with Window(demo.chat, DESKTOP) as window:
        chat = Chat(window, person)
        identify(chat, person)
        entered = fill_in(chat, person)
        check_summary(chat.expect("همه‌چیز را یک بار ببینید", "ثبت درخواست")["text"], amount=1_200_000)
        window.picture("summary")
        taps, typed = chat.taps + 1, chat.typed
        change_amount(chat)
        code = register(chat)
        copy_code(chat, code)
        compare(demo, code, {**entered, "amount_rial": 1_500_000, "mobile": person.mobile})
    print(f"      from «شروع» to the tracking code: {taps} taps, {typed} typed inputs")
    assert taps <= MOST_TAPS, f"{taps} taps, at most {MOST_TAPS} are reasonable"
    assert typed <= MOST_TYPED, f"{typed} typed inputs, at most {MOST_TYPED} are reasonable"


def identify(chat, person):
    chat.start()
    chat.expect("من بیمه‌یار هستم")
    chat.menu("ثبت درخواست هزینه خسارت")
    chat.expect("چه چیزی نگه می‌داریم", "موافقم")
    chat.window.picture("consent")
    chat.tap("موافقم")
    chat.expect("شماره همراه‌تان را با یک لمس بفرستید")
    chat.share_contact()
    chat.expect("کد ملی ۱۰ رقمی خودتان را بنویسید")
    chat.write(person.national_codes[0])


def fill_in(chat, person):
    """Pages 1 to 4; returns what was entered, as the reviewer should get it."""
    entered = page_one(chat, person) | page_two(chat)
    entered["titles"] = page_three(chat)
    chat.expect("پیامک‌های این درخواست به کدام شماره برسد")
    chat.tap(f"تأیید {person.mobile}")
    return entered


def page_one(chat, person):
    chat.expect("برای هر خدمت یک درخواست جداگانه")
    chat.expect("تاریخ انجام خدمت چه روزی است", "دیروز")
    chat.window.picture("calendar")
    yesterday = datetime.datetime.now(TEHRAN).date() - datetime.timedelta(days=1)
    chat.tap("دیروز")
    chat.expect("هزینه مربوط به کدام عضو خانواده است", "فرزند")
    chat.window.picture("family")
    chat.tap("(فرزند)", exact=False)
    return {"service_date_gregorian": yesterday.isoformat(), "national_code": person.national_codes[1], "relation": "child"}


def page_two(chat):
    chat.expect("استان محل سکونت", "تهران")
    chat.window.picture("provinces")
    chat.tap("تهران")
    chat.expect("در کدام مرکز درمانی", "مرکز درمانی را پیدا نکردم")
    chat.window.picture("centres")
    chat.write("میلاد")
    chat.expect("برای «میلاد»", "بیمارستان میلاد")
    chat.window.picture("centre-search")
    chat.tap("بیمارستان میلاد، تهران")
    chat.expect("مبلغ پرداختی شما چقدر")
    chat.write("۱۲۰ هزار تومان")
    chat.expect("۱٬۲۰۰٬۰۰۰ ریال (۱۲۰٬۰۰۰ تومان)", "پاراکلینیکی ۱")
    chat.window.picture("headings")
    chat.tap("پاراکلینیکی ۱")
    chat.expect("کدام خدمت", "رد کردن")
    chat.tap("رد کردن")
    chat.expect("نوع بیمه پایه شما", "تأمین اجتماعی")
    chat.tap("تأمین اجتماعی")
    chat.expect("کد نظام پزشکی", "رد کردن")
    chat.tap("رد کردن")
    chat.expect("نسخه الکترونیک دارید", "ندارم")
    chat.tap("ندارم")
    chat.expect("توضیحی برای کارشناس", "رد کردن")
    chat.tap("رد کردن")
    return {"province": "تهران", "center": "بیمارستان میلاد", "service_group": "para1", "basic_insurer": "tamin"}


def page_three(chat):
    """Two photos at once, each with a title; what is missing may come later."""
    chat.expect("عکس مدارک را بفرستید")
    chat.window.picture("checklist")
    with tempfile.TemporaryDirectory() as folder:
        chat.attach(*photographs.save_sheets(pathlib.Path(folder), "INVOICE", "ORDER"))
        chat.expect("۲ تصویر رسید", "اصل فاکتور / صورتحساب پرداختی")
    chat.window.picture("photo-title")
    chat.tap("اصل فاکتور / صورتحساب پرداختی")
    chat.expect("تصویر ۲ از ۲ چیست", "دستور پزشک")
    chat.tap("دستور پزشک")
    chat.expect("اگر مدرک دیگری دارید بفرستید", "بعدی")
    chat.window.picture("photos")
    chat.tap("بعدی")
    chat.expect("این مدارک هنوز نرسیده است", "بعداً می‌فرستم")
    chat.tap("بعداً می‌فرستم")
    return ["INV", "ORD"]


def check_summary(text, amount):
    told = latin(text)
    for words in [f"{amount} ریال", "(فرزند)", "بیمارستان میلاد", "پاراکلینیکی 1", "تأمین اجتماعی", "ندارم", "تصویر 2: دستور پزشک"]:
        assert words in told, f"the summary does not say «{words}»:\n{plain(text)}"


def change_amount(chat):
    chat.tap("ویرایش «جزئیات پرونده»")
    chat.expect("کدام را ویرایش می‌کنید", "ویرایش مبلغ پرداختی")
    chat.window.picture("edit")
    chat.tap("ویرایش مبلغ پرداختی")
    chat.expect("جواب فعلی", "همین درست است ✓")
    chat.write("۱۵۰ هزار تومان")
    check_summary(chat.expect("همه‌چیز را یک بار ببینید", "ثبت درخواست")["text"], amount=1_500_000)


def register(chat):
    """Registers with two taps; the code is the same on screen and in the SMS."""
    chat.double_tap("ثبت درخواست")
    told = chat.expect("درخواست شما ثبت شد", "کپی کد رهگیری")
    code = chat.code_by_sms(12)
    assert code in latin(told["text"]).replace(" ", ""), f"{code} came by SMS, the chat says:\n{plain(told['text'])}"
    chat.window.picture("registered")
    return code


def copy_code(chat, code):
    chat.tap("کپی کد رهگیری")
    chat.wait(lambda: chat.one("[data-testid=toast]"), "the word that it was copied")
    assert chat.window.clipboard() == code


def compare(demo, code, entered):
    claim = demo.claim(code)
    got = {
        "service_date_gregorian": claim["service_date_gregorian"],
        "national_code": claim["insured"]["national_code"],
        "relation": claim["insured"]["relation"],
        "province": claim["province"]["name"],
        "center": claim["center"]["name"],
        "service_group": claim["service_group"]["code"],
        "basic_insurer": claim["basic_insurer"],
        "titles": [document["title"]["code"] for document in claim["documents"]],
        "amount_rial": claim["amount_rial"],
        "mobile": claim["mobile"],
    }
    assert got == entered, f"entered {entered}, the reviewer got {got}"
    left_out = [claim[name] for name in ("service", "medical_council_number", "notes")]
    assert not any(left_out), f"skipped, but the reviewer got {left_out}"
    assert (claim["kind"], claim["stage"], claim["e_prescription"]["has"]) == ("supplementary", "registered", False), claim
    for document in claim["documents"]:
        photo = demo.document(code, document["id"])
        assert photo.startswith(b"\xff\xd8") and hashlib.sha256(photo).hexdigest() == document["sha256"], document
    codes = [other["tracking_code"] for other in demo.claims_of(entered["national_code"])]
    assert codes == [code], f"two taps made {codes}"
