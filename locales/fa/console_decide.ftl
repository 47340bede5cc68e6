# The reviewer's console: taking decisions.

console-decision = تصمیم
console-no-decision = در مرحله «{ $stage }» تصمیمی با شما نیست.
console-decide-start-review = شروع رسیدگی
console-decide-declare-defect = اعلام نقص
console-decide-reject = رد درخواست
console-decide-approve = تأیید
console-decide-originals-received = اصل مدارک رسید
console-decide-send-to-finance = ارسال به مالی
console-decide-pay = ثبت پرداخت

console-done-start-review = رسیدگی شروع شد و به بیمه‌شده خبر داده می‌شود.
console-done-declare-defect = نقص اعلام شد و به بیمه‌شده خبر داده می‌شود.
console-done-reject = درخواست رد شد و به بیمه‌شده خبر داده می‌شود.
console-done-approve = درخواست تأیید شد و به بیمه‌شده خبر داده می‌شود.
console-done-originals-received = رسیدن اصل مدارک ثبت شد.
console-done-send-to-finance = پرونده به مالی رفت.
console-done-pay = پرداخت ثبت شد و به بیمه‌شده خبر داده می‌شود.

console-to-preview = پیش‌نمایش
console-send = ارسال
console-back-and-edit = بازگشت و ویرایش
console-preview-lead = بیمه‌شده درست همین را می‌خواند:
console-preview-nothing = برای این کار پیامی فرستاده نمی‌شود.
console-preview-sms = پیامک به { $mobile }
console-preview-sms-template = اگر سامانه پیامک الگوی تأییدشده خودش را داشته باشد، واژه‌های همان الگو می‌رسد.
console-sum-differs = ⚠️ جمع مبلغ تأییدشده و کسرها { $sum } است، ولی بیمه‌شده { $claimed } پرداخته است.
console-paid-differs = ⚠️ مبلغ پرداخت { $paid } است، ولی { $approved } تأیید شده بود.

console-stale = این پرونده همین حالا عوض شد: همکارتان یا خود بیمه‌شده کاری روی آن کرده است.
console-not-allowed = این پرونده دیگر جای این تصمیم نیست.
console-stale-stage = پرونده اکنون در مرحله «{ $stage }» است. چیزی فرستاده نشد و نوشته‌های شما مانده است.
console-kept = آنچه نوشته بودید

console-choose = انتخاب کنید
console-no-reason = بدون علت مشخص
console-reason = علت
console-note-for-person = یادداشت برای بیمه‌شده (اختیاری)
console-item = مورد { $number }
console-item-type = چه چیزی؟
console-item-missing = مدرکی نرسیده
console-item-unreadable = مدرکی خوانا یا درست نیست
console-item-field = یکی از جواب‌ها درست نیست
console-item-other = موضوع دیگری
console-item-title = عنوان مدرک
console-item-document = کدام مدرک
console-item-which-field = کدام جواب
console-document-option = { $number }. { $title }
console-add-item = مورد دیگر
console-remove-item = حذف مورد { $number }
console-due = مهلت رفع نقص
console-due-day = یعنی تا پایان { $day }
console-due-hint = مثلاً ۱۴۰۵/۰۹/۳۰؛ خالی بماند یعنی بدون مهلت.
console-approved = مبلغ تأییدشده (ریال)
console-deduction = کسر { $number }
console-deduction-amount = مبلغ کسر (ریال)
console-deduction-reason = علت کسر
console-add-deduction = افزودن کسر
console-remove-deduction = حذف کسر { $number }
console-paid = مبلغ پرداخت (ریال)
console-paid-on = روز پرداخت
console-reference = شماره پیگیری بانک

console-wrong-missing = این را هم پر کنید.
console-wrong-choice = یکی از گزینه‌ها را انتخاب کنید.
console-wrong-long = خیلی بلند است؛ تا { $most } نویسه جا دارد.
console-wrong-amount = مبلغ را متوجه نشدم؛ مثلاً ۱۲٬۰۰۰٬۰۰۰
console-wrong-past = این روز گذشته است.
console-wrong-document = بگویید کدام مدرک.
console-wrong-says-nothing = علت را انتخاب کنید یا یادداشتی بنویسید تا بیمه‌شده بداند چه کند.
