# What is told of a registered claim without being asked, and what was decided on it.

notice-review-started =
    {"*"}درخواست { $code }*
    کارشناس درخواست‌تان را در دست گرفت و دارد آن را بررسی می‌کند. فعلاً کاری لازم نیست؛ نتیجه را همین‌جا می‌گویم.
notice-defect =
    {"*"}درخواست { $code }* — نقص
    { $count ->
        [1] کارشناس درخواست را دید و یک مورد مانده که باید درست شود:
       *[other] کارشناس درخواست را دید و { $count } مورد مانده که باید درست شود:
    }
    { $items }
notice-defect-due =
    مهلت: تا پایان { $due }
    با «رفع نقص» همین موردها را یکی‌یکی با هم درست می‌کنیم.
notice-defect-no-due = با «رفع نقص» همین موردها را یکی‌یکی با هم درست می‌کنیم. هر چه زودتر بفرستید، رسیدگی زودتر پیش می‌رود.
notice-rejected =
    {"*"}درخواست { $code }*
    متأسفم؛ این درخواست پذیرفته نشد.
notice-rejected-next = اگر فکر می‌کنید اشتباهی شده یا مدرک دیگری دارید، با همین کد رهگیری با بیمه‌گرتان تماس بگیرید، یا درخواست تازه‌ای با مدارک کامل ثبت کنید. جواب بیمه‌گر قانع‌تان نکرد؟ می‌توانید در بیمه مرکزی (centinsur.ir) شکایت ثبت کنید.
notice-rejected-next-special = اگر فکر می‌کنید اشتباهی شده یا مدرک دیگری دارید، درخواست تازه‌ای با مدارک کامل ثبت کنید، یا از سامانه شهروندی بیمه سلامت بپرسید: Bimehsalamatiranian.ir
notice-approved =
    {"*"}درخواست { $code }*
    خبر خوب: درخواست‌تان تأیید شد ✅
notice-originals-received =
    {"*"}درخواست { $code }*
    اصل مدارک‌تان به دست‌مان رسید ✅ پرونده حالا به بخش مالی می‌رود و کاری از شما لازم نیست.
notice-in-payment =
    {"*"}درخواست { $code }*
    پرونده برای پرداخت به بخش مالی رفت. همین که واریز شد خبرتان می‌کنم.
notice-paid =
    {"*"}درخواست { $code }*
    هزینه‌تان پرداخت شد ✅ روزهای سالمی داشته باشید 🌿
notice-documents-added =
    {"*"}درخواست { $code }*
    از گفت‌وگوی دیگری مدرک تازه‌ای به این درخواست افزوده شد.
notice-repaired =
    {"*"}درخواست { $code }*
    از گفت‌وگوی دیگری رفع نقص این درخواست فرستاده شد و دوباره در نوبت رسیدگی است.
notice-withdrawn =
    {"*"}درخواست { $code }*
    از گفت‌وگوی دیگری از این درخواست انصراف داده شد. اگر کار شما یا نزدیکان‌تان نبوده، با بیمه‌گر تماس بگیرید.
notice-lines = { $lines }

defect-item = { $number }. { $what }
defect-item-because = { $number }. { $what } ({ $reason })
defect-missing = «{ $title }» را نفرستاده‌اید
defect-unreadable = «{ $title }» را باید دوباره بفرستید
defect-field = «{ $field }» را باید درست کنید
defect-other = یک توضیح لازم است
reviewer-note = یادداشت کارشناس: { $note }
lines-left = … و { $count } مورد دیگر

field-service-date = { label-service-date }
field-province = { label-province }
field-center = { label-center }
field-amount = { label-amount }
field-service-group = { label-service-group }
field-service = { label-service }
field-basic-insurer = { label-basic-insurer }
field-medical-council-number = { label-council-number }
field-e-prescription = { label-erx }
field-notes = { label-notes }
field-issuing-province = { label-issuing-province }
field-supplementary-insurer = { label-supplementary-insurer }
field-inpatient = { label-inpatient }
field-diseases = { label-diseases }
field-received-service = { label-received-service }

rejection-reason = دلیل: { $reason }
approved-amount =
    مبلغ تأییدشده: { $rial } ({ $toman })
    به حروف: { $words }
deductions = کسر شده:
deduction = • { $rial } ({ $toman }): { $reason }
approved-next-originals = قدم بعد: اصل مدارک را به شعبه استان { $province } تحویل دهید و کد رهگیری را روی پاکت بنویسید. بعد از آن پرونده به بخش مالی می‌رود.
approved-next-originals-anywhere = قدم بعد: اصل مدارک را به نزدیک‌ترین شعبه تحویل دهید و کد رهگیری را روی پاکت بنویسید. بعد از آن پرونده به بخش مالی می‌رود.
approved-next-finance = قدم بعد: پرونده به بخش مالی می‌رود و کاری از شما لازم نیست. اصل مدارک را نزد خودتان نگه دارید.
approved-next-support = درخواست حمایت دولت شما پذیرفته شد. اگر کار دیگری لازم باشد، با همین شماره به شما خبر می‌دهند.
approved-next-expense = قدم بعد: برای دریافت اصل مدارک و تکمیل فرم با شما تماس گرفته می‌شود؛ تا آن وقت اصل مدارک را نگه دارید.
paid-amount =
    مبلغ پرداخت‌شده: { $rial } ({ $toman })
    تاریخ پرداخت: { $on }
paid-reference = شماره پیگیری بانک: { $reference }

sms-defect = بیمه‌یار: درخواست { $code } نیاز به رفع نقص دارد. جزئیات در گفت‌وگوی بیمه‌یار در بله.
sms-rejected = بیمه‌یار: درخواست { $code } پذیرفته نشد. جزئیات در گفت‌وگوی بیمه‌یار در بله.
sms-approved = بیمه‌یار: درخواست { $code } تأیید شد. مبلغ: { $amount }
sms-approved-expense = بیمه‌یار: درخواست { $code } تأیید شد. مبلغ: { $amount }. برای دریافت اصل مدارک و تکمیل فرم با شما تماس گرفته می‌شود.
sms-approved-support = بیمه‌یار: درخواست { $code } تأیید شد.
sms-paid = بیمه‌یار: هزینه درخواست { $code } پرداخت شد. مبلغ: { $amount }
