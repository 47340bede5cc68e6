"""Balethon 1.1.0 talks to the simulator as it talks to Bale."""

import asyncio

from balethon import Client
from balethon.errors import RPCError
from balethon.objects import InlineKeyboard, InputMediaPhoto, ReplyKeyboard

from person import BASE_URL, TOKEN, Person, called, check, png, unanswered


async def next_update(client, offset):
    for _ in range(50):
        updates = await client.get_updates(offset)
        if updates:
            return updates[0]
        await asyncio.sleep(0.1)
    raise SystemExit("FAILED: no update came")


async def texts_and_buttons(client, ali):
    sent = await client.send_message(ali.id, "سلام *دوست* من", InlineKeyboard([("بله", "yes"), ("خیر", "no")]))
    check(sent.text == "سلام *دوست* من" and sent.id, "sendMessage returns the message")
    shown = ali.seen("message")[-1]
    check(shown["inline_keyboard"][0][1]["callback_data"] == "no", "the keyboard is shown")
    callback_id = ali.press(shown["message_id"], "yes")
    query = (await next_update(client, -1)).callback_query
    check((query.id, query.data, query.author.id) == (callback_id, "yes", ali.id), "the press arrives")
    check(query.message.text == sent.text, "the press carries its message")
    check(unanswered(), "the button spins")
    check(await query.answer("رسید"), "answerCallbackQuery")
    check(not unanswered() and ali.seen("callback_answer")[-1]["text"] == "رسید", "the button rests")
    stub = await client.edit_message_text(ali.id, sent.id, "ویرایش")
    check(stub.id in (0, None) and ali.seen("edit")[-1]["text"] == "ویرایش", "an edit gives a stub")
    await client.send_message(ali.id, "منو", ReplyKeyboard(["راهنما"]))
    check(ali.seen("message")[-1]["reply_keyboard"] == [[{"text": "راهنما"}]], "the menu is shown")


async def photos(client, ali):
    picture = png(320, 200)
    sent = await client.send_photo(ali.id, picture, "فاکتور")
    check(sent.photo[-1].width == 320 and sent.caption == "فاکتور", "sendPhoto uploads")
    again = await client.send_photo(ali.id, sent.photo[-1].id)
    check(again.photo[-1].id == sent.photo[-1].id, "sendPhoto by id")
    album = await client.send_media_group(ali.id, [InputMediaPhoto(media=picture), InputMediaPhoto(media=png(9, 9))])
    check(len(album) == 2 and album[0].media_group_id == album[1].media_group_id, "sendMediaGroup")
    scan = png(640, 480)
    ali.send_photo(scan, "نسخه")
    message = (await next_update(client, -1)).message
    check(message.caption == "نسخه" and message.photo[-1].width == 640, "a person's photo arrives")
    file = await client.get_file(message.photo[-1].id)
    check(file.size == len(scan) and file.path == file.id, "getFile")
    check(await client.download(file.id) == scan, "download by file id")
    check(await client.download(sent.photo[-1].id) == picture, "download of what the bot sent")


async def polling(client, ali):
    ali.write("پیش از نظرسنجی")
    start = (await next_update(client, -1)).id
    got = []

    @client.on_message()
    async def take(message):
        got.append(message.text)

    await client.get_updates(start + 1)
    running = asyncio.ensure_future(client.start_polling())
    for text in ("یک", "دو", "سه"):
        ali.write(text)
    for _ in range(100):
        if len(got) >= 3:
            break
        await asyncio.sleep(0.1)
    running.cancel()
    check(sorted(got) == sorted(["یک", "دو", "سه"]), f"polling delivers each message once: {got}")


async def main():
    ali = Person("علی")
    async with Client(TOKEN, base_url=BASE_URL) as client:
        check(client.user.id == int(TOKEN.split(":")[0]), "getMe")
        # The client takes update 0 for none at all.
        ali.write("نخست")
        await texts_and_buttons(client, ali)
        await photos(client, ali)
        try:
            await client.send_message(424242, "x")
            check(False, "an unknown chat is refused")
        except RPCError as error:
            check("no such group or user" in str(error), f"the refusal is told: {error}")
        await polling(client, ali)
    check({"getme", "sendmessage", "sendphoto", "getfile", "deletewebhook"} <= set(called()), "the log of calls")


asyncio.run(main())
print("balethon 1.1.0: all good")
