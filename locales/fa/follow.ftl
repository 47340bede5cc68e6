# After registering: tracking code, stages, one's own claims.

registered =
    {"*"}درخواست شما ثبت شد* ✅
    { "" }
    کد رهگیری:
    { $code }
registered-next = این کد را به شماره شما هم پیامک کردم. کارشناس مدارک را بررسی می‌کند و نتیجه هر مرحله را همین‌جا می‌بینید. برای دیدن مرحله، همین کد را بفرستید.
registered-missing =
    این مدارک هنوز مانده است:
    { $lines }
    هر وقت آماده شد، همین‌جا عکسش را بفرستید.
originals-needed = اصل مدارک را تا تأیید کارشناس نگه دارید؛ بعد از آن به شعبه استان { $province } تحویل دهید و کد رهگیری را روی پاکت بنویسید.
originals-keep = اصل مدارک را نزد خودتان نگه دارید؛ اگر لازم شد خبرتان می‌کنم.
btn-copy-code = کپی کد رهگیری
btn-show-claim = دیدن درخواست

ask-tracking-code = کد رهگیری ۱۲ رقمی را بنویسید.
tracking-code-mistyped = یکی از رقم‌های این کد جابه‌جا یا اشتباه است. لطفاً از روی پیامک دوباره بنویسید.
tracking-code-foreign = این کد را ما نداده‌ایم؛ کد رهگیری ما ۱۲ رقم است. شاید مال سامانه دیگری باشد.
miss-tracking-code = کد رهگیری را ندیدم. ۱۲ رقم آن را بنویسید؛ با فاصله هم باشد می‌فهمم.
btn-try-another-code = کد دیگری می‌نویسم
claim-locked =
    درخواستی با کد { $code } در این گفت‌وگو باز نیست. لطفاً رقم‌ها را یک بار دیگر با پیامک ثبت مقایسه کنید.
    اگر کد درست است و از گوشی دیگری ثبت شده، «ارسال کد» را بزنید: یک کد یک‌بارمصرف به شماره‌ای که هنگام ثبت داده شده پیامک می‌شود و درخواست همین‌جا باز می‌شود.
btn-unlock = ارسال کد
unlock-sent =
    اگر کد رهگیری { $code } درست باشد، همین حالا یک کد ۶ رقمی به شماره همان درخواست پیامک می‌شود. آن را اینجا بنویسید.
    اگر تا دو دقیقه نیامد، رقم‌های کد رهگیری را یک بار دیگر نگاه کنید و دوباره بزنید.
unlock-expired = مهلت کد یک‌بارمصرف درخواست { $code } تمام شده است. کد تازه بگیرید.
unlock-not-sent = هنوز کدی نخواسته‌اید. اول «ارسال کد» را بزنید.
unlock-limited = برای این درخواست فعلاً کد دیگری نمی‌فرستم. از { $until } دوباره ممکن است.
unlock-busy = الان کدهای پیامکی زیادی خواسته شده است و کمی دست نگه می‌دارم. از { $until } دوباره بزنید.
unlock-gateway = سامانه پیامک الان جواب نمی‌دهد. چند دقیقه دیگر دوباره بزنید.
lookups-limited = کدهای زیادی را پشت هم پرسیده‌اید؛ برای حفظ حریم دیگران کمی دست نگه می‌دارم. از { $again } دوباره می‌توانید بپرسید. درخواست‌های خودتان همین حالا هم در دسترس است.
lookups-held = این ساعت کدهای ناآشنای زیادی پرسیده شده است؛ برای حفظ حریم افراد، تا { $until } فقط درخواست‌های خودتان را باز می‌کنم.

claim-page =
    {"*"}درخواست { $code }*
    مرحله: { $stage } (از { $at })
    { "" }
    { $lines }
claim-kind = { $kind }
claim-insured = بیمه‌شده: { $name }
insured-unnamed = کد ملی با پایان { $end }
claim-diseases = بیماری: { $names }
claim-registered-at = ثبت: { $at }
claim-service = نوع خدمت: { $service }
claim-center = مرکز درمانی: { $center }
claim-amount = مبلغ پرداختی: { $rial } ({ $toman })
claim-documents =
    { $count ->
        [0] مدارک: هنوز چیزی نرسیده است
       *[other] مدارک: { $count } تصویر
    }
claim-document-titles = عنوان مدارک: { $titles }
claim-defect =
    {"*"}چیزهایی که باید درست شود*
    { $items }
claim-defect-due = مهلت: تا پایان { $due }
claim-defect-overdue = مهلت رفع نقص { $due } بود، ولی تا وقتی کارشناس تصمیم نگرفته هنوز می‌توانید بفرستید.
claim-decided = { $lines }
next-review = قدم بعد: کارشناس درخواست را بررسی می‌کند و نتیجه را همین‌جا می‌گویم.
next-decision = قدم بعد: تأیید، یا اگر چیزی کم باشد اعلام نقص؛ هر کدام شد همین‌جا می‌گویم.
next-repair = قدم بعد: «رفع نقص» را بزنید تا همین موردها را یکی‌یکی درست کنیم.
next-finance = قدم بعد: پرونده به بخش مالی می‌رود.
next-payment = قدم بعد: واریز مبلغ؛ همین که انجام شد خبرتان می‌کنم.
time-line =
    {"*"}آنچه تا حالا شده*
    { $events }
time-line-before = … و { $count } مورد پیش از این
time-line-event = • { $at }: { $what }
event-documents-added = مدرک تازه رسید
btn-repair = رفع نقص
btn-follow = پیگیری
btn-add-to-claim = افزودن مدرک
btn-withdraw = انصراف از درخواست

confirm-withdraw =
    می‌خواهید از درخواست { $code } انصراف دهید؟
    با این کار رسیدگی متوقف می‌شود و برگشت ندارد؛ اگر نظرتان عوض شد باید درخواست تازه‌ای ثبت کنید.
btn-withdraw-yes = بله، انصراف می‌دهم
btn-withdraw-no = نه، بماند
withdrawn = باشد؛ از درخواست { $code } انصراف داده شد و دیگر رسیدگی نمی‌شود.
withdrawn-before = از درخواست { $code } پیش‌تر انصراف داده شده است.
withdraw-too-late = درخواست { $code } به مرحله «{ $stage }» رسیده و درباره‌اش تصمیم گرفته شده است؛ برای همین دیگر نمی‌شود از آن انصراف داد.
defect-reminder =
    { $days ->
        [0] یادآوری: امروز آخرین روز رفع نقص درخواست { $code } است ({ $due }).
        [1] یادآوری: تا فردا ({ $due }) برای رفع نقص درخواست { $code } وقت دارید.
       *[other] یادآوری: { $days } روز دیگر ({ $due }) مهلت رفع نقص درخواست { $code } تمام می‌شود.
    }
    با «رفع نقص» چند دقیقه بیشتر طول نمی‌کشد.

claim-line = • { $code } — { $stage } — { $name } — { $at }
claim-line-defect = ⚠️ { $code } — { $stage } — { $name } — { $at } — مهلت: { $due }
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
stage-meaning-under-review = کارشناس دارد درخواست را بررسی می‌کند.
stage-meaning-defect = چیزی کم است، خوانا نیست یا درست نیست. با رفع آن، رسیدگی ادامه پیدا می‌کند.
stage-meaning-resubmitted = آنچه درست کردید رسید و دوباره در نوبت رسیدگی است.
stage-meaning-rejected = این درخواست پذیرفته نشد.
stage-meaning-approved = درخواست تأیید شده است.
stage-meaning-originals-received = اصل مدارک رسیده است.
stage-meaning-in-payment = پرونده برای پرداخت به بخش مالی رفته است.
stage-meaning-paid = مبلغ تأییدشده پرداخت شده است.
stage-meaning-withdrawn = از این درخواست انصراف داده شده است.

sms-registered = بیمه‌یار: درخواست شما ثبت شد. کد رهگیری: { $code }
sms-code = بیمه‌یار: کد تأیید شما { $code } است. آن را به کسی ندهید.
