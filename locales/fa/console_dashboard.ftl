# The reviewer's console: figures.

console-span = بازه
console-last-days =
    { $days ->
        [7] ۷ روز گذشته
        [30] ۳۰ روز گذشته
        [90] ۳ ماه گذشته
       *[other] یک سال گذشته
    }
console-total-claims = درخواست‌ها
console-total-waiting = در نوبت رسیدگی
console-total-defect = منتظر رفع نقص
console-total-paid = پرداخت‌شده
console-chart-per-day = درخواست‌های هر روز
console-chart-by-stage = درخواست‌ها در هر مرحله
console-chart-days = ماندن در هر مرحله
console-chart-defects = سهم نقص هر مدرک
console-day = روز
console-title = مدرک
console-figure = اندازه
console-median = میانه
console-p80 = ۸۰٪ زودتر از
console-days = { $days } روز
console-share = { $percent }٪ ({ $count })
console-as-table = به شکل جدول
console-no-figures = هنوز چیزی برای نشان دادن نیست.
