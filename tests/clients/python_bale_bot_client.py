"""python-bale-bot 2.5.0 talks to the simulator as it talks to Bale."""

import asyncio

import bale.request.http as wire

from person import BASE_URL, TOKEN, Person, check, png, unanswered

# The library has no setting for its addresses.
wire.BALE_API_BASE_URL = BASE_URL + "/"
wire.BALE_API_FILE_URL = BASE_URL + "/file"

from bale import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, MenuKeyboardButton, MenuKeyboardMarkup  # noqa: E402
from bale.error import BaleError  # noqa: E402

PICTURE = png(320, 200)


async def texts_and_buttons(bot, ali):
    keyboard = InlineKeyboardMarkup()
    keyboard.add(InlineKeyboardButton("بله", callback_data="yes"), row=1)
    sent = await bot.send_message(ali.id, "سلام", components=keyboard)
    check(sent.text == "سلام" and sent.message_id, "sendMessage returns the message")
    shown = ali.seen("message")[-1]
    check(shown["inline_keyboard"][0][0]["callback_data"] == "yes", "the keyboard is shown")
    callback_id = ali.press(shown["message_id"], "yes")
    query = (await bot.get_updates(offset=-1))[-1].callback_query
    check((query.id, query.data, query.from_user.id) == (callback_id, "yes", ali.id), "the press arrives")
    check([waiting["callback_id"] for waiting in unanswered()] == [callback_id], "the button spins")
    await bot.edit_message(ali.id, sent.message_id, "ویرایش")
    check(ali.seen("edit")[-1]["text"] == "ویرایش", "editMessageText")
    menu = MenuKeyboardMarkup()
    menu.add(MenuKeyboardButton("راهنما"))
    await bot.send_message(ali.id, "منو", components=menu)
    check(ali.seen("message")[-1]["reply_keyboard"][0][0]["text"] == "راهنما", "the menu is shown")
    await bot.delete_message(ali.id, sent.message_id)
    await asyncio.sleep(0.2)
    check(ali.seen("delete")[-1]["message_id"] == sent.message_id, "deleteMessage with a JSON body on GET")


async def photos(bot, ali):
    sent = await bot.send_photo(ali.id, InputFile(PICTURE, file_name="a.png"), caption="فاکتور")
    check(sent.caption == "فاکتور", "sendPhoto uploads")
    shown = ali.seen("message")[-1]["photo"]
    check(shown["width"] == 320, "the photo is shown")
    await bot.send_photo(ali.id, InputFile(shown["file_id"]))
    check(ali.seen("message")[-1]["photo"]["file_id"] == shown["file_id"], "sendPhoto by id")
    document = await bot.send_document(ali.id, InputFile(b"%PDF-1.4", file_name="a.pdf"))
    check(document.document.file_name == "a.pdf", "sendDocument")
    scan = png(640, 480)
    ali.send_photo(scan, "نسخه")
    update = (await bot.get_updates(offset=-1))[-1]
    check(update.message.caption == "نسخه", "a person's photo arrives")
    original = ali.seen("message")[-1]["photo"]["file_id"]
    check(await bot.get_file(original) == scan, "download by file id")


async def polling(bot, ali):
    """The library's own loop, which re-sends the last id as the offset."""
    got = []

    @bot.event
    async def on_message(message):
        got.append(message.text)

    start = (await bot.get_updates(offset=-1))[-1].update_id
    bot.updater._last_offset = start
    bot.updater.interval = 0.05
    running = asyncio.ensure_future(bot.updater.polling())
    for text in ("یک", "دو", "سه"):
        ali.write(text)
    for _ in range(100):
        if len(got) >= 3:
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.3)
    await bot.updater.stop()
    running.cancel()
    check(got == ["یک", "دو", "سه"], f"polling delivers each message once: {got}")


async def main():
    ali = Person("رضا")
    async with Bot(TOKEN) as bot:
        check((await bot.get_me()).id == int(TOKEN.split(":")[0]), "getMe")
        check(await bot.delete_webhook(), "deleteWebhook")
        check((await bot.get_chat(ali.id)).first_name == "رضا", "getChat")
        ali.write("نخست")
        await texts_and_buttons(bot, ali)
        await photos(bot, ali)
        try:
            await bot.send_message(424242, "x")
            check(False, "an unknown chat is refused")
        except BaleError as error:
            check("no such group or user" in str(error), f"the refusal is told: {error!r}")
        await polling(bot, ali)


asyncio.run(main())
print("python-bale-bot 2.5.0: all good")
