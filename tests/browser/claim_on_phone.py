"""A claim on a phone with a touch screen, with the detours that people take."""

import pathlib
import tempfile

import photographs
from chat import Chat
from window import PHONE, Window


def a_claim_with_detours_on_a_phone(demo):
    person = demo.people()[2]
    with Window(demo.chat, PHONE) as window:
        chat = Chat(window, person)
        chat.open_tab()
        prove_mobile(chat, person)
        pick_day(chat)
        change_by_old_button(chat)
        leave_and_resume(chat)
        answer_details(chat)
        send_archive_then_photo(chat)
        finish(chat, person)


def prove_mobile(chat, person):
    """By a code instead of the contact; a wrong code first."""
    chat.start()
    chat.expect("من بیمه‌یار هستم")
    chat.menu("ثبت درخواست هزینه خسارت")
    chat.expect("چه چیزی نگه می‌داریم", "موافقم")
    chat.tap("موافقم")
    chat.expect("شماره همراه‌تان را با یک لمس بفرستید")
    chat.window.picture("share-contact")
    chat.write(f"{person.mobile[:4]} {person.mobile[4:7]} {person.mobile[7:]}")
    chat.expect("برای تأیید", "دریافت کد تایید")
    chat.tap("دریافت کد تایید")
    chat.expect("کد تأیید به")
    code = code_in_panel(chat)
    chat.write(f"{(int(code) + 1) % 1_000_000:06}")
    chat.expect("کد درست نبود. ۴ بار دیگر")
    chat.window.picture("wrong-code")
    chat.write(code)
    chat.expect("کد ملی ۱۰ رقمی خودتان را بنویسید")
    chat.write(person.national_codes[0])
    chat.expect("تاریخ انجام خدمت چه روزی است", "دیروز")


def code_in_panel(chat):
    code = chat.code_by_sms(6)
    chat.press(chat.one("#open-sms"))
    chat.wait(lambda: chat.one(f'#sms.open .copy-code[data-code="{code}"]'), "the code in the SMS panel")
    chat.window.picture("sms")
    chat.look()
    chat.press(chat.wait(lambda: chat.one("[data-close=sms]"), "the panel's close button"))
    chat.wait(lambda: chat.one("#sms.open") is None, "the panel to close")
    return code


def pick_day(chat):
    """One month back, then a day in its middle."""
    chat.window.picture("calendar")
    chat.tap("ماه قبل ▶")
    chat.expect("تاریخ انجام خدمت چه روزی است", "ماه بعد")
    chat.window.picture("month-before")
    chat.tap("۱۵")
    chat.expect("تاریخ انجام خدمت: ")
    chat.expect("هزینه مربوط به کدام عضو خانواده است", "خودم")


def change_by_old_button(chat):
    """A button of an answered question offers to change that answer."""
    chat.tap_old("۱۴")
    chat.expect("جواب «تاریخ انجام خدمت» الان این است", "بله، تغییر بده")
    chat.window.picture("old-button")
    chat.tap("بله، تغییر بده")
    chat.expect("«تاریخ انجام خدمت» تغییر کرد")
    chat.expect("هزینه مربوط به کدام عضو خانواده است", "خودم")


def leave_and_resume(chat):
    chat.tap("(خودم)", exact=False)
    chat.expect("استان محل سکونت", "تهران")
    chat.window.picture("provinces")
    chat.tap("انصراف")
    chat.expect("می‌خواهید از این درخواست انصراف دهید", "بعداً ادامه می‌دهم")
    chat.window.picture("leave")
    chat.tap("بعداً ادامه می‌دهم")
    chat.expect("نگه داشته شد")
    chat.menu("ثبت درخواست هزینه خسارت")
    chat.expect("نیمه‌کاره دارید", "ادامه می‌دهم")
    chat.tap("ادامه می‌دهم")
    chat.expect("استان محل سکونت", "تهران")


def answer_details(chat):
    chat.tap("اصفهان")
    chat.expect("در کدام مرکز درمانی", "مرکز درمانی را پیدا نکردم")
    chat.write("الزهرا")
    chat.expect("برای «الزهرا»", "الزهرا")
    chat.window.picture("centre-search")
    chat.tap("الزهرا", exact=False)
    chat.expect("مبلغ پرداختی شما چقدر")
    chat.write("۳۴۰۰۰۰۰ ریال")
    chat.expect("۳٬۴۰۰٬۰۰۰ ریال", "ویزیت")
    chat.window.picture("headings")
    chat.tap("ویزیت")
    for question in ("کدام خدمت", "نوع بیمه پایه شما", "کد نظام پزشکی", "نسخه الکترونیک دارید", "توضیحی برای کارشناس"):
        said = chat.expect(question, "انصراف")
        if any("رد کردن" in label for label in said["buttons"]):
            chat.tap("رد کردن")
        else:
            chat.tap("بیمه سلامت" if "بیمه پایه" in question else "ندارم")


def send_archive_then_photo(chat):
    """A ZIP gets a kind word on what to send instead, and the page goes on."""
    chat.expect("عکس مدارک را بفرستید")
    chat.window.picture("checklist")
    with tempfile.TemporaryDirectory() as folder:
        (photo,) = photographs.save_sheets(pathlib.Path(folder), "INVOICE")
        chat.attach(photographs.save_archive(pathlib.Path(folder), photo))
        chat.expect("فایل فشرده (ZIP یا RAR) را نمی‌توانم باز کنم")
        chat.window.picture("archive")
        chat.attach(photo)
        chat.expect("یک تصویر رسید", "اصل فاکتور / صورتحساب پرداختی")
    chat.window.picture("photo-title")
    chat.tap("اصل فاکتور / صورتحساب پرداختی")
    chat.expect("اگر مدرک دیگری دارید بفرستید", "بعدی")
    chat.window.picture("photos")


def finish(chat, person):
    chat.tap("بعدی")
    chat.expect("الان می‌فرستید یا بعداً", "بعداً می‌فرستم")
    chat.tap("بعداً می‌فرستم")
    chat.expect("پیامک‌های این درخواست به کدام شماره برسد")
    chat.tap(f"تأیید {person.mobile}")
    chat.expect("همه‌چیز را یک بار ببینید", "ثبت درخواست")
    chat.window.picture("summary")
    before = len(chat.sms())
    chat.tap("ثبت درخواست")
    chat.expect("درخواست شما ثبت شد", "کپی کد رهگیری")
    chat.code_by_sms(12, before)
    chat.window.picture("registered")
