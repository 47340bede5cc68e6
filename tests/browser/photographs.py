"""Pictures of paper as a phone takes them: sharp enough to read, unevenly lit, a little noisy."""

import io
import random
import zipfile

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1500, 2000)
PAPER = (238, 236, 228)
INK = (38, 40, 52)


def sheet(title, number):
    """A printed sheet as JPEG bytes; another `number` gives other figures."""
    chance = random.Random(number)
    table = Image.new("RGB", SIZE, (96, 78, 62))
    paper = ImageDraw.Draw(table)
    left, top, right, bottom = 70, 80, SIZE[0] - 60, SIZE[1] - 90
    paper.polygon([(left, top), (right, top + 18), (right - 12, bottom), (left + 14, bottom - 10)], fill=PAPER)
    paper.text((left + 330, top + 60), title, fill=INK, font=ImageFont.load_default(72))
    for row in range(24):
        y = top + 230 + row * 62
        paper.line([(left + 60, y), (right - 60, y + 4)], fill=(150, 150, 150), width=2)
        figure = f"{row + 1:02}   {chance.choice(ITEMS):<16} {chance.randrange(1, 9)} x {chance.randrange(10, 900) * 1000:>9,}"
        paper.text((left + 90, y + 12), figure, fill=INK, font=ImageFont.load_default(38))
    light = Image.linear_gradient("L").resize(SIZE).point(lambda value: 255 - value // 5)
    table = Image.composite(table, Image.new("RGB", SIZE), light)
    grain = Image.effect_noise(SIZE, 10).convert("RGB")
    photo = Image.blend(table, grain, 0.04).rotate(1.2, resample=Image.Resampling.BICUBIC, fillcolor=(96, 78, 62))
    photo = photo.filter(ImageFilter.UnsharpMask(radius=1.5, percent=60))
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=86)
    return out.getvalue()


ITEMS = ["Ultrasound", "Consultation", "Injection", "Contrast", "Film", "Report", "Tariff", "Service fee"]


def save_sheets(folder, *titles):
    paths = []
    for number, title in enumerate(titles, start=1):
        path = folder / f"IMG_2026{number:04}.jpg"
        path.write_bytes(sheet(title, number))
        paths.append(path)
    return paths


def save_archive(folder, photo):
    path = folder / "madarek.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.jpg", photo.read_bytes())
    return path
