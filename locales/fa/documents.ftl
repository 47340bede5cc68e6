# «تصاویر مدارک»: guide A page 3.

ask-documents =
    عکس مدارک را بفرستید: از دوربین یا گالری، یکی‌یکی یا چند تا با هم. فایل PDF هم می‌شود.
    هر برگ را صاف و در نور خوب بگیرید تا همه نوشته‌ها خوانده شود.
label-documents = تصاویر مدارک
help-documents = عکس‌ها را با دکمه پیوست 📎 بفرستید. بعد از هر عکس می‌پرسم چه مدرکی است. دست‌کم یک عکس لازم است و کمبودها را بعداً هم می‌توانید بفرستید.
value-documents = { $count } تصویر

checklist =
    {"*"}مدارک این خدمت*
    { $lines }
checklist-sent = ✅ { $title } (ارسال‌شده)
checklist-required = ▫️ { $title } (لازم)
checklist-optional = ▫️ { $title } (اختیاری)

photos-arrived =
    { $count ->
        [1] یک تصویر رسید ✅
       *[other] { $count } تصویر رسید ✅
    }
photo-name = تصویر { $number }
photo-with-title = { $photo }: { $title }
photo-no-title = بدون عنوان
ask-photo-title =
    { $count ->
        [1] این تصویر چیست؟ عنوانش را انتخاب کنید.
       *[other] { $photo } از { $count } چیست؟ عنوانش را انتخاب کنید.
    }
miss-documents = اینجا عکس و فایل PDF مدارک را می‌گیرم. عکس‌ها را بفرستید، و اگر تمام شد «{ $done }» را بزنید.
miss-title = این عنوان را نشناختم. یکی از دکمه‌ها را بزنید.
documents-overview = اگر مدرک دیگری دارید بفرستید، وگرنه ادامه دهید. برای تغییر یک تصویر، رویش بزنید.
documents-missing =
    این مدارک هنوز نرسیده است:
    { $lines }
    الان می‌فرستید یا بعداً؟
documents-at-least-one = دست‌کم یک تصویر لازم است. عکس فاکتور را بفرستید.
photos-still-coming = هنوز یک تصویر در راه است؛ چند لحظه صبر کنید.
photos-send-now = عکس‌ها را همین حالا بفرستید. 📎
photos-kept-for-page = نگهش داشتم برای صفحه «تصاویر مدارک». الان به پرسش‌مان برگردیم:
photo-in-hand = { $photo }
photo-send-replacement = تصویر تازه را بفرستید تا جای قبلی بگذارم.
photo-removed = تصویر حذف شد.
photo-too-many = برای هر درخواست تا { $limit } تصویر جا هست و پر شده است. اگر لازم است یکی را حذف یا جایگزین کنید.
photo-twice = ℹ️ تصویر { $number } همان تصویر { $other } است. اگر اشتباهی دو بار فرستاده‌اید، یکی را حذف کنید.

photo-quality-too-small = ⚠️ تصویر { $number } خیلی کوچک است و شاید خوانده نشود. نزدیک‌تر و با کیفیت اصلی بگیرید.
photo-quality-blurred = ⚠️ تصویر { $number } تار است. گوشی را ثابت نگه دارید و روی نوشته‌ها بزنید تا واضح شود.
photo-quality-dark = ⚠️ تصویر { $number } تاریک است. کنار پنجره یا زیر چراغ دوباره بگیرید.
photo-quality-over-exposed = ⚠️ تصویر { $number } خیلی روشن است و نوشته‌ها رفته. فلاش را خاموش کنید و دوباره بگیرید.

photo-refused-too-big = حجم این فایل بیشتر از ۱۰ مگابایت است. لطفاً به‌صورت عکس بفرستید، نه فایل.
photo-refused-too-many-pixels = ابعاد این تصویر خیلی بزرگ است. لطفاً با تنظیم معمولی دوربین عکس بگیرید.
photo-refused-gif = تصویر متحرک را نمی‌توانم بگیرم. یک عکس معمولی بفرستید.
photo-refused-heic = قالب این تصویر (HEIC) را نمی‌توانم باز کنم. لطفاً آن را به‌صورت عکس بفرستید، نه فایل.
photo-refused-archive = فایل فشرده (ZIP یا RAR) را نمی‌توانم باز کنم. عکس‌ها را جداگانه یا به‌صورت PDF بفرستید.
photo-refused-video = ویدیو را نمی‌توانم بگیرم. از هر برگ یک عکس بفرستید.
photo-refused-audio = صدا را نمی‌توانم بگیرم. عکس مدارک را بفرستید.
photo-refused-office = این فایل متنی است. لطفاً از مدرک عکس بگیرید یا PDF آن را بفرستید.
photo-refused-unsupported = این فایل را نشناختم. عکس (JPEG، PNG) یا PDF بفرستید.
photo-refused-damaged = این فایل ناقص یا خراب رسید. لطفاً دوباره بفرستید.
photo-refused-empty = این فایل خالی بود. لطفاً دوباره بفرستید.
photo-refused-pdf-unsafe = این PDF بخش‌های اجرایی یا رمز دارد و نمی‌توانم بپذیرمش. لطفاً از صفحه‌هایش عکس بفرستید.
photo-refused-not-fetched = نتوانستم این تصویر را از بله بگیرم. لطفاً یک بار دیگر بفرستید.

btn-next = بعدی
btn-add-photos = افزودن تصاویر
btn-later = بعداً می‌فرستم
btn-documents-list = برگشت به فهرست تصاویر
btn-photo-retitle = تغییر عنوان
btn-photo-remove = حذف
btn-photo-replace = جایگزینی با عکس تازه
