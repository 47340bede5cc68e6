# The page of health and that of letters put aside, in the console. Read by an operator, at night, in one look.

console-health-title = سلامت سامانه
console-health-all-well = مردم خدمت می‌گیرند. کاری لازم نیست.
console-health-all-watch = مردم خدمت می‌گیرند. چیزی هست که در روز باید به آن برسید.
console-health-all-ill = مردم خدمت نمی‌گیرند. اول به مورد سرخ برسید.
console-health-at = این صفحه مال { $moment } است.
console-health-again = دوباره نگاه کن
console-mood-well = خوب
console-mood-watch = توجه
console-mood-ill = خراب

console-span-seconds = { $n } ثانیه
console-span-minutes = { $n } دقیقه
console-span-hours = { $n } ساعت
console-span-days = { $n } روز

console-vital-bale = بله صدای ما را می‌شنود؟
console-health-starting = ربات دارد راه می‌افتد.
console-health-bale-heard = آخرین پاسخ بله { $span } پیش رسید.
console-health-bale-never = بله از وقت راه افتادن ربات پاسخی نداده است.
console-health-bale-webhook = ربات با وب‌هوک کار می‌کند؛ سکوت بله نشانه خرابی نیست.
console-remedy-bale =
    ۱. ببینید از این دستگاه tapi.bale.ai باز می‌شود.
    ۲. توکن ربات را در @botfather بررسی کنید.
    پیام‌های مردم نزد بله می‌ماند و گم نمی‌شود.

console-vital-answers = پاسخ‌ها فرستاده می‌شود؟
console-health-answers-none = هیچ پاسخی منتظر فرستادن نیست.
console-health-answers-wait = قدیمی‌ترین پاسخ { $span } است که منتظر فرستادن است.
console-remedy-answers =
    در /metrics شمار bimeyar_bale_calls_total را برای sendMessage ببینید:
    flood یعنی تند می‌فرستیم (bale.rate)، token یعنی توکن نادرست است، server و not_reached یعنی بله در دسترس نیست.

console-vital-inputs = پیام مردم رسیدگی می‌شود؟
console-health-inputs-none = هیچ پیامی منتظر نوبت نیست.
console-health-inputs-wait = { $count } پیام منتظر نوبت است؛ قدیمی‌ترینشان { $span }.
console-remedy-inputs =
    در گزارش سامانه دنبال «a turn could not be taken» بگردید؛ دلیل همان‌جا هست.
    راه‌اندازی دوباره بی‌ضرر است و چیزی گم نمی‌شود.

console-vital-decisions = تصمیم‌ها به گوش مردم می‌رسد؟
console-health-decisions = آخرین نگاه به رویدادهای پرونده‌ها { $span } پیش بود.
console-remedy-decisions =
    پایگاه پرونده‌ها خوانده نمی‌شود، دیسک پر است، یا پیام‌های منتظر کم نمی‌شود.
    چیزی گم نمی‌شود؛ پس از رفع مشکل، همه خبرها می‌رسد.

console-vital-sms = پیامک می‌رود؟
console-health-sms-none = از وقت راه افتادن ربات پیامکی لازم نشده است.
console-health-sms-sent = آخرین پیامک { $span } پیش رفت. در یک ساعت گذشته هیچ پیامکی نماند.
console-health-sms-failed = در یک ساعت گذشته { $count } پیامک نرفت.
console-remedy-sms =
    اعتبار و کلید پنل پیامک را بررسی کنید (sms در تنظیمات).
    تا پیامک نرود، کسی که شماره‌اش را با کد تأیید می‌کند، پیش نمی‌رود؛ دکمه «اشتراک شماره» در بله کار می‌کند.

console-vital-disk = دیسک جا دارد؟
console-health-disk = { $free } گیگابایت خالی است؛ دست‌کم { $least } گیگابایت باید خالی بماند.
console-health-disk-unknown = سیستم‌عامل نگفت چقدر جا هست.
console-remedy-disk =
    جا باز کنید؛ اول پشتیبان‌های کهنه را بردارید. bimeyar_stored_bytes می‌گوید چه چیزی بزرگ شده است.
    وقتی جا کم است پیام تازه‌ای گرفته نمی‌شود؛ پیام‌ها نزد بله می‌ماند.

console-vital-stores = انباره‌ها باز است؟
console-health-stores-open = گفت‌وگوها و پرونده‌ها خوانده می‌شود.
console-health-stores-shut = انباره گفت‌وگوها جواب نمی‌دهد.
console-remedy-stores =
    ربات را دوباره راه بیندازید: systemctl restart bimeyar
    اگر باز نشد، bimeyar verify می‌گوید چه چیزی آسیب دیده است؛ سپس از پشتیبان برگردانید.

console-vital-dead = چیزی کنار گذاشته شده؟
console-health-dead-none = هیچ چیزی کنار گذاشته نشده است.
console-health-dead-some = { $count } مورد رسیدگی نشد و کنار گذاشته شد.
console-remedy-dead =
    دلیلش را ببینید. پس از رفع مشکل، «دوباره رسیدگی شود» را بزنید؛ چیزی که دیگر به کار نمی‌آید، دور ریخته شود.
    در خط فرمان: bimeyar dead list

console-vital-backup = پشتیبان گرفته شده؟
console-health-backup-made = آخرین پشتیبان { $span } پیش گرفته شد.
console-health-backup-never = از این داده‌ها هنوز پشتیبانی گرفته نشده است.
console-remedy-backup =
    همین حالا یکی بگیرید و هر شب تکرار کنید:
    bimeyar backup /backups/today

console-dead-title = کنارگذاشته‌ها
console-dead-lead = آنچه رسیدگی نشد، بدون متن و عکس مردم. هر مورد تا { $days } روز می‌ماند.
console-dead-open = دیدن کنارگذاشته‌ها
console-dead-back = برگشت به سلامت سامانه
console-dead-none = چیزی کنار گذاشته نشده است.
console-dead-kind-inbox = پیام رسیده
console-dead-kind-outbox = کار انجام‌نشده
console-dead-kind-session = گفت‌وگو
console-dead-chat = گفت‌وگوی
console-dead-bytes = { $bytes } بایت
console-dead-requeue = دوباره رسیدگی شود
console-dead-drop = دور ریخته شود
console-dead-requeued = دوباره در نوبت رسیدگی گذاشته شد.
console-dead-dropped = دور ریخته شد.
console-dead-unreadable = کسی نمی‌تواند آن را بخواند؛ فقط می‌شود دور ریخت.
console-dead-gone = دیگر آنجا نبود: پیش‌تر رسیدگی یا دور ریخته شده است.
