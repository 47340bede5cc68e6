# After registering: tracking code, stages, one's own claims.

registered =
    {"*"}درخواست شما ثبت شد* ✅
    { "" }
    کد رهگیری:
    { $code }
registered-next = این کد را به شماره شما هم پیامک کردم. کارشناس مدارک را بررسی می‌کند و نتیجه هر مرحله را همین‌جا می‌بینید. برای دیدن مرحله، همین کد را بفرستید.
originals-needed = اصل مدارک را تا تأیید کارشناس نگه دارید؛ بعد از آن به شعبه استان { $province } تحویل دهید و کد رهگیری را روی پاکت بنویسید.
originals-keep = اصل مدارک را نزد خودتان نگه دارید؛ اگر لازم شد خبرتان می‌کنم.
btn-copy-code = کپی کد رهگیری
btn-show-claim = دیدن درخواست

ask-tracking-code = کد رهگیری ۱۲ رقمی را بنویسید.
tracking-code-mistyped = یکی از رقم‌های این کد جابه‌جا یا اشتباه است. لطفاً از روی پیامک دوباره بنویسید.
tracking-code-foreign = این کد را ما نداده‌ایم؛ کد رهگیری ما ۱۲ رقم است. شاید مال سامانه دیگری باشد.
miss-tracking-code = کد رهگیری را ندیدم. ۱۲ رقم آن را بنویسید؛ با فاصله هم باشد می‌فهمم.
btn-try-another-code = کد دیگری می‌نویسم
claim-not-shown =
    با کد { $code } درخواستی پیدا نکردم که بتوانم اینجا نشان دهم.
    هر درخواست در همان گفت‌وگویی دیده می‌شود که با آن ثبت شده، یا پس از شناسایی همان بیمه‌شده.

claim-page =
    {"*"}درخواست { $code }*
    مرحله: { $stage } (از { $at })
    { "" }
    { $lines }
claim-insured = بیمه‌شده: { $name }
claim-registered-at = ثبت: { $at }
claim-service = نوع خدمت: { $service }
claim-center = مرکز درمانی: { $center }
claim-amount = مبلغ پرداختی: { $rial } ({ $toman })
claim-documents = مدارک: { $count } تصویر
claim-line = • { $code } — { $stage } — { $name } — { $at }
btn-claim = { $code } · { $stage }
my-claims =
    {"*"}درخواست‌های شما* ({ $count })
    { $lines }
no-claims = هنوز درخواستی ثبت نکرده‌اید.

stage-registered = ثبت شد
stage-under-review = در حال رسیدگی
stage-defect = نقص
stage-resubmitted = ارسال مجدد
stage-rejected = رد سند
stage-approved = تأیید شد
stage-originals-received = اصل مدارک دریافت شد
stage-in-payment = ارسال به مالی
stage-paid = پرداخت شد
stage-withdrawn = انصراف

stage-meaning-registered = درخواست رسیده و در نوبت رسیدگی است. فعلاً کاری لازم نیست.
stage-meaning-under-review = کارشناس دارد مدارک را بررسی می‌کند.
stage-meaning-defect = چیزی کم است یا خوانا نیست. با رفع آن، رسیدگی ادامه پیدا می‌کند.
stage-meaning-resubmitted = مدارک تازه‌تان رسید و دوباره در نوبت رسیدگی است.
stage-meaning-rejected = این درخواست پذیرفته نشد.
stage-meaning-approved = درخواست تأیید شده است.
stage-meaning-originals-received = اصل مدارک به شعبه رسیده است.
stage-meaning-in-payment = پرونده برای پرداخت به بخش مالی رفته است.
stage-meaning-paid = مبلغ تأییدشده پرداخت شده است.
stage-meaning-withdrawn = از این درخواست انصراف داده‌اید.

sms-registered = بیمه‌یار: درخواست شما ثبت شد. کد رهگیری: { $code }
sms-code = بیمه‌یار: کد تأیید شما { $code } است. آن را به کسی ندهید.
