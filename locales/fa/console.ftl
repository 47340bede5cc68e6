# The reviewer's console: frame, signing in, queue, page of a claim. The people who read this decide on claims all day.

console-brand = بیمه‌یار
console-skip = رفتن به محتوای صفحه
console-menu = بخش‌های میز کار
console-queue = صف رسیدگی
console-answers = پاسخ‌ها
console-dashboard = نمای کلی
console-health = سلامت
console-logout = خروج
console-cancel = برگشت
console-close = بستن
console-any = همه
console-all = همه

console-login-title = میز کار بیمه‌یار
console-login-lead = با نام و گذرواژه‌تان وارد شوید.
console-login-name = نام کاربری
console-login-password = گذرواژه
console-login-enter = ورود
console-login-wrong = نام یا گذرواژه درست نیست. یک بار دیگر بنویسید.
console-login-again = این صفحه کهنه شده بود. لطفاً دوباره وارد شوید.
console-login-locked =
    { $minutes ->
        [1] چند بار پشت سر هم اشتباه شد. برای امنیت، یک دقیقه دیگر امتحان کنید.
       *[other] چند بار پشت سر هم اشتباه شد. برای امنیت، { $minutes } دقیقه دیگر امتحان کنید.
    }
console-login-busy = همین حالا چند نفر دیگر دارند وارد می‌شوند. چند لحظه دیگر دوباره امتحان کنید.

console-role-viewer = بیننده
console-role-reviewer = کارشناس
console-role-finance = مالی
console-role-admin = مدیر

console-kind-supplementary = هزینه خسارت
console-kind-special-support = درخواست حمایت دولت
console-kind-special-expense = مساعدت در هزینه

console-by-stage = پرونده‌ها بر پایه مرحله
console-overdue-only = مهلت گذشته
console-search = جست‌وجو
console-search-hint = کد رهگیری، کد ملی، موبایل یا نام
console-kind = نوع درخواست
console-from = ثبت از
console-to = ثبت تا
console-find = نمایش
console-clear = پاک کردن
console-no-day = این تاریخ را متوجه نشدم؛ مثلاً ۱۴۰۵/۰۹/۳۰
console-empty = اینجا پرونده‌ای نیست.
console-empty-advice = جست‌وجو را کوتاه‌تر کنید یا مرحله دیگری را ببینید.
console-code = کد رهگیری
console-insured = بیمه‌شده
console-stage = مرحله
console-registered-at = ثبت
console-pages = صفحه‌ها
console-first-page = تازه‌ترین‌ها
console-next-page = قدیمی‌ترها
console-overdue = مهلت گذشته
console-has-late = مدرک تازه
console-age =
    { $days ->
        [0] امروز
        [1] دیروز
       *[other] { $days } روز پیش
    }
console-money = { $rial } ({ $toman })
console-rial = { $rial }

console-keys = میانبرهای صفحه‌کلید
console-key-down = پرونده بعدی
console-key-up = پرونده قبلی
console-key-open = باز کردن پرونده
console-key-search = رفتن به جست‌وجو
console-key-help = دیدن میانبرها

console-by-flow = پاسخ‌ها بر پایه پرسش‌نامه
console-no-answers = هنوز پاسخی نرسیده است.
console-no-answers-advice = پاسخ پرسش‌نامه‌هایی که درخواستی ثبت نمی‌کنند، مثل نظرسنجی، اینجا می‌آید.
console-flow-version = نسخه { $version }
console-about-claim = درباره درخواست
console-nothing-answered = به پرسشی پاسخ نداده است.

console-relation = نسبت
console-relation-self = بیمه‌شده اصلی
console-national-code = کد ملی
console-dependant-agreed = موافقت خود بیمه‌شده، به گفته ثبت‌کننده
console-principal = کد ملی بیمه‌شده اصلی
console-not-listed = در فهرست نبود
console-own-words = به گفته بیمه‌شده
console-no-insurer = بیمه ندارد
console-no-supplementary = ندارم
console-complaint-kind = نوع شکایت
console-complaint-subject = موضوع شکایت
console-complaint-description = توضیحات
console-further-answers = پاسخ‌های دیگر
console-awaits-originals = در انتظار اصل مدارک
console-phone-about-originals = تماس برای اصل مدارک و فرم
console-ended = پایان رسیدگی
console-originals-required = اصل مدارک لازم است
console-is-wrong = این جواب درست نیست

console-documents = مدارک
console-no-documents = هنوز مدرکی نرسیده است.
console-late = بعد از ثبت آمده
console-round = دور { $round }
console-quality-too-small = خیلی کوچک
console-quality-blurred = تار
console-quality-dark = تاریک
console-quality-over-exposed = خیلی روشن
console-is-unreadable = اعلام ناخوانا
console-download = دریافت فایل
console-zoom-in = بزرگ‌تر
console-zoom-out = کوچک‌تر
console-rotate = چرخاندن
console-next-document = مدرک بعدی
console-document-before = مدرک قبلی
console-checklist = مدارک لازم
console-nothing-missing = همه مدارک لازم رسیده است.
console-missing =
    { $count ->
        [1] یک مدرک لازم نرسیده است.
       *[other] { $count } مدرک لازم نرسیده است.
    }
console-there = رسیده
console-required = لازم
console-optional = اختیاری
console-declare-missing = اعلام نقص همین مدارک

console-history = روند پرونده
console-event-registered = ثبت درخواست
console-event-documents-added = رسیدن مدرک تازه
console-event-review-started = آغاز رسیدگی
console-event-defect-declared = اعلام نقص
console-event-repaired = رفع نقص و ارسال مجدد
console-event-rejected = رد درخواست
console-event-approved = تأیید
console-event-originals-received = رسیدن اصل مدارک
console-event-sent-to-finance = ارسال به مالی
console-event-paid = پرداخت
console-event-withdrawn = انصراف بیمه‌شده
console-event-erased = پاک‌کردن اطلاعات
console-actor-insured = بیمه‌شده
console-actor-reviewer = کارشناس
console-actor-system = سامانه

console-outcome = نتیجه
console-approved-amount = مبلغ تأییدشده
console-deducted = کسر
console-note = یادداشت
console-paid-amount = مبلغ پرداخت‌شده

console-defect-round = نقص، دور { $round }
console-declared-at = اعلام:
console-due-until = مهلت تا { $due }
console-repaired-at = رفع:
console-not-repaired = هنوز رفع نشده
console-asked-missing = «{ $title }» نرسیده بود
console-asked-unreadable = «{ $title }» خوانا نبود
console-asked-field = «{ $field }» درست نبود
console-no-answer = هنوز جوابی نداده است.
console-before = پیش از اصلاح
console-after = تازه
console-unavailable = «ندارم»:

console-fault-not-found = این صفحه را پیدا نکردم
console-fault-not-found-advice = شاید کد رهگیری یک رقم جابه‌جا شده باشد. از صف رسیدگی دنبالش بگردید.
console-fault-erased = این درخواست پاک شده است
console-fault-erased-advice = اطلاعات آن برای همیشه پاک شده است. تنها کد رهگیری، مرحله و زمان رویدادها مانده است.
console-fault-forbidden = این کار در دسترس شما نیست
console-fault-forbidden-advice = نقش شما اجازه این کار را ندارد. اگر فکر می‌کنید باید داشته باشد، به مدیر سامانه بگویید.
console-fault-old-form = این صفحه کهنه شده بود
console-fault-old-form-advice = برای امنیت، چیزی ثبت نشد. به صف برگردید و دوباره انجامش دهید.
console-fault-unreadable = این درخواست را متوجه نشدم
console-fault-unreadable-advice = چیزی ثبت نشد. به صف برگردید و از همان‌جا ادامه دهید.
console-fault-busy = سامانه چند لحظه مشغول است
console-fault-busy-advice = چیزی ثبت نشد. کمی دیگر دوباره امتحان کنید.
console-fault-ours = مشکلی پیش آمد
console-fault-ours-advice = خطا از ماست و یادداشت شد. چند لحظه دیگر دوباره امتحان کنید؛ اگر ماند، به مدیر سامانه بگویید.
console-back-to-queue = برگشت به صف رسیدگی
