# How values are written inside other texts. The program itself asks for these keys (`src/wording/value.rs`).
# In Persian the category `one` covers 0 and 1: a text that counts writes [0] and [1], never [one] alone.

value-rial = { $digits } ریال
value-toman = { $digits } تومان
value-moment = { $date }، ساعت { $clock }
value-pair = { $first }، { $second }
