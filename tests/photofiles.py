"""Files of photos, good and hostile, which the tests draw and write themselves."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from drawings import fixture_ink
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

SIZE = (600, 250)
EXPRESSION = "12+30"
PAPER, PEN = (232, 230, 224), (40, 45, 90)
ORIENTATION = 0x0112
FORM = "multipart/form-data; boundary=boundary"
FORM_END = b"--boundary--\r\n"
TIFF = b"II*\0\x08\0\0\0"
"""How EXIF starts; its first directory follows."""


def drawing(
    size: tuple[int, int] = SIZE, pen: tuple[int, ...] = PEN, paper: tuple[int, ...] = PAPER
) -> Image.Image:
    """Return the picture of an expression, drawn with a pen of some width."""
    picture = Image.new("RGBA" if len(paper) == 4 else "RGB", size, paper)
    ink = fixture_ink(EXPRESSION)
    scale = min(0.7 * size[0] / ink.box.width, 0.5 * size[1] / ink.box.height)
    at = np.array([ink.box.x0, ink.box.y0])
    for stroke in ink.strokes:
        points = (stroke.points - at) * scale + np.array(size) * (0.1, 0.25)
        draw = ImageDraw.Draw(picture)
        draw.line(list(map(tuple, points)), fill=pen, width=max(2, size[0] // 150), joint="curve")
    return picture


def written(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file of a kind."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG, its checksum right."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(chunks: Iterable[bytes]) -> bytes:
    """Return a good PNG with more chunks after its header."""
    good = written(drawing())
    return good[:33] + b"".join(chunks) + good[33:]


def png_of(width: int, height: int, rows: bytes = b"", kind: int = 2, bits: int = 8) -> bytes:
    """Return a PNG whose header says a size, whatever its rows are."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def segment(marker: int, body: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_with(segments: Iterable[bytes]) -> bytes:
    """Return a good JPEG with more segments at its beginning."""
    good = written(drawing(), "JPEG")
    return good[:2] + b"".join(segments) + good[2:]


def exif_of(orientation: int) -> bytes:
    """Return EXIF that says an orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif.tobytes()


def greedy_exif(entries: int, size: int) -> bytes:
    """Return EXIF of which each entry says that it is as large as all of it."""
    rows = b"".join(struct.pack("<HHII", 0x9000 + at, 7, size, 0) for at in range(entries))
    return b"Exif\0\0" + (TIFF + struct.pack("<H", entries) + rows).ljust(size, b"\0")


def jpeg_of_passes(passes: int) -> bytes:
    """Return a progressive JPEG whose last pass comes again and again."""
    good = written(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    last = good[good.rfind(b"\xff\xda") : -2]
    return good[:-2] + last * passes + b"\xff\xd9"


def bmp_of(width: int, height: int, compression: int = 0) -> bytes:
    """Return the head of a BMP of 8 bits a pixel, and no pixels."""
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, compression, 0, 0, 0, 256, 256)
    return b"BM" + struct.pack("<IHHI", 1078, 0, 0, 1078) + header + bytes(1024)


def part(content: bytes, field: str = "photo", name: str | None = "photo.png") -> bytes:
    """Return a part of a form: a file, or a text where there is no name."""
    file = "" if name is None else f'; filename="{name}"'
    head = f'--boundary\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def form(photo: bytes, name: str = "photo.png", **fields: str) -> bytes:
    """Return the body of a form with a photo and texts."""
    texts = [part(text.encode(), field, None) for field, text in fields.items()]
    return b"".join([part(photo, name=name), *texts, FORM_END])


def deep() -> Image.Image:
    """Return the drawing in 16 bits of grey."""
    grey = np.asarray(drawing().convert("L"), dtype=np.uint16)
    return Image.fromarray(grey * 257)


def text_bombs() -> Iterable[bytes]:
    """Yield chunks of PNG that unpack to a hundred times their size."""
    packed = zlib.compress(bytes(8 * 2**20))
    yield chunk(b"iCCP", b"name\0\0" + packed)
    for at in range(20):
        yield chunk(b"zTXt", b"k%d\0\0" % at + packed)
    yield chunk(b"iTXt", b"k\0\1\0\0\0" + packed)


def _frames(size: tuple[int, int] = SIZE) -> dict[str, object]:
    blank = Image.new("RGB", size, PAPER)
    return {"save_all": True, "append_images": [blank, blank], "duration": 50}


def _quantized(**options: object) -> bytes:
    return written(drawing().quantize(16), **options)


GOOD: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: written(drawing()),
    "JPEG": lambda: written(drawing(), "JPEG", quality=90),
    "WebP": lambda: written(drawing(), "WEBP", quality=90),
    "WebP without loss": lambda: written(drawing(), "WEBP", lossless=True),
    "BMP": lambda: written(drawing(), "BMP"),
    "progressive JPEG": lambda: written(drawing(), "JPEG", progressive=True),
    "grey": lambda: written(drawing().convert("L")),
    "grey JPEG": lambda: written(drawing().convert("L"), "JPEG"),
    "one bit": lambda: written(drawing().convert("1", dither=Image.Dither.NONE)),
    "one bit BMP": lambda: written(drawing().convert("1", dither=Image.Dither.NONE), "BMP"),
    "16 bits": lambda: written(deep()),
    "palette": lambda: _quantized(),
    "palette BMP": lambda: written(drawing().quantize(16), "BMP"),
    "palette of which one is nothing": lambda: _quantized(transparency=15),
    "palette with degrees of nothing": lambda: _quantized(transparency=b"\xff\xfe\xfd"),
    "alpha": lambda: written(drawing().convert("RGBA")),
    "alpha of WebP": lambda: written(drawing().convert("RGBA"), "WEBP", lossless=True),
    "grey with alpha": lambda: written(drawing().convert("LA")),
    "dark on nothing": lambda: written(drawing(pen=(0, 0, 0, 255), paper=(0, 0, 0, 0))),
    "light on nothing": lambda: written(drawing(pen=(255, 255, 255, 255), paper=(0, 0, 0, 0))),
    "CMYK": lambda: written(drawing().convert("CMYK"), "JPEG"),
    "animated PNG": lambda: written(drawing(), **_frames()),
    "animated WebP": lambda: written(drawing(), "WEBP", lossless=True, **_frames()),
    "bytes after the end": lambda: written(drawing(), "JPEG") + random.Random(1).randbytes(9999),
    "PNG with bytes after the end": lambda: written(drawing()) + bytes(9999),
    "filled before markers": lambda: jpeg_with([b"\xff" * 99]),
    "EXIF cut off": lambda: jpeg_with([segment(0xE1, b"Exif\0\0" + TIFF)]),
    "EXIF of nonsense": lambda: jpeg_with([segment(0xE1, b"Exif\0\0" + b"\xff" * 3000)]),
    "EXIF of an odd orientation": lambda: written(drawing(), "JPEG", exif=exif_of(9)),
    "greedy EXIF": lambda: jpeg_with([segment(0xE1, greedy_exif(4000, 60_000))]),
    "EXIF in 100 segments": lambda: jpeg_with([segment(0xE1, greedy_exif(4000, 60_000))] * 100),
    "greedy EXIF of PNG": lambda: png_with([chunk(b"eXIf", greedy_exif(28_000, 10**6))]),
    "pictures in pictures": lambda: jpeg_with([segment(0xE2, b"MPF\0" + b"\xff" * 900)]),
    "text bombs": lambda: png_with(text_bombs()),
    "false animation": lambda: png_with([chunk(b"acTL", bytes(8)), chunk(b"acTL", bytes(8))]),
    "many texts": lambda: written(drawing(), pnginfo=_many_texts()),
}
"""Files that are odd, and all the same the picture of the expression."""


def _many_texts() -> PngInfo:
    info = PngInfo()
    for at in range(100):
        info.add_text(f"key {at}", "text" * 10_000, zip=True)
    return info


@dataclass(frozen=True, slots=True)
class Bad:
    """A file that is refused: its name as given, its bytes, and the kind of the error."""

    name: str
    data: Callable[[], bytes]
    kind: str


def _half(kind: str, **options: object) -> Callable[[], bytes]:
    def cut() -> bytes:
        data = written(drawing((1200, 500)), kind, **options)
        return data[: len(data) // 2]

    return cut


def _sized(*size: int) -> Callable[[], bytes]:
    return lambda: written(Image.new("L", size, 200))


BAD = [
    Bad("nothing.jpg", lambda: b"", "empty_file"),
    Bad("half.png", _half("PNG"), "broken_photo"),
    Bad("half.jpg", _half("JPEG"), "broken_photo"),
    Bad("half-progressive.jpg", _half("JPEG", progressive=True), "broken_photo"),
    Bad("half.webp", _half("WEBP", lossless=True), "broken_photo"),
    Bad("half.bmp", _half("BMP"), "broken_photo"),
    Bad("start.png", lambda: b"\x89PNG\r\n\x1a\n", "broken_photo"),
    Bad("start.jpg", lambda: b"\xff\xd8\xff", "broken_photo"),
    Bad("start.webp", lambda: b"RIFF\4\0\0\0WEBP", "broken_photo"),
    Bad("start.bmp", lambda: b"BM", "broken_photo"),
    Bad("noise.png", lambda: written(drawing())[:50] + bytes(5000), "broken_photo"),
    Bad("noise.jpg", lambda: b"\xff\xd8\xff" + random.Random(2).randbytes(5000), "broken_photo"),
    Bad("no-pixels.png", lambda: png_of(100, 100), "broken_photo"),
    Bad("no-pixels.bmp", lambda: bmp_of(100, 100), "broken_photo"),
    Bad("unknown-bits.png", lambda: png_of(100, 100, bits=7), "broken_photo"),
    Bad("wrong-sum.png", lambda: written(drawing()).replace(b"IDAT", b"IDAT\0", 1), "broken_photo"),
    Bad("zeros.jpg", lambda: bytes(5000), "unsupported"),
    Bad("random.png", lambda: random.Random(3).randbytes(5000), "unsupported"),
    Bad("animated.gif", lambda: written(drawing(), "GIF", **_frames()), "unsupported"),
    Bad("scan.tiff", lambda: written(drawing(), "TIFF"), "unsupported"),
    Bad("icon.ico", lambda: written(drawing((64, 64)), "ICO"), "unsupported"),
    Bad("gif.png", lambda: written(drawing(), "GIF"), "unsupported"),
    Bad("page.jpg", lambda: b"%PDF-1.7\n" + bytes(500), "unsupported"),
    Bad("drawing.jpg", lambda: b'<?xml version="1.0"?>\n<svg xmlns="x"></svg>', "unsupported"),
    Bad("phone.jpg", lambda: b"\0\0\0\x18ftypheic" + bytes(500), "unsupported"),
    Bad("film.jpg", lambda: b"\0\0\0\x18ftypmp42" + bytes(500), "unsupported"),
    Bad("archive.jpg", lambda: b"PK\3\4" + bytes(500), "unsupported"),
    Bad("not-found.jpg", lambda: b"<!DOCTYPE html><html></html>", "unsupported"),
    Bad("runs.bmp", lambda: bmp_of(100, 100, compression=1), "unsupported"),
    Bad("passes.jpg", lambda: jpeg_of_passes(500), "unsupported"),
    Bad("huge.png", lambda: png_of(30_000, 30_000, bytes(9999)), "too_many_pixels"),
    Bad("huge-grey.png", lambda: png_of(30_000, 30_000, bytes(9999), kind=0), "too_many_pixels"),
    Bad("largest.png", lambda: png_of(2**31 - 1, 2**31 - 1), "too_many_pixels"),
    Bad("huge.bmp", lambda: bmp_of(30_000, 30_000), "too_many_pixels"),
    Bad("huge.jpg", lambda: _stretched_jpeg(30_000), "too_many_pixels"),
    Bad("huge-progressive.jpg", lambda: _stretched_jpeg(6_000, True), "too_many_pixels"),
    Bad("huge.webp", lambda: _stretched_webp(16_000), "too_many_pixels"),
    Bad("large.webp", lambda: _stretched_webp(10_000), "too_many_pixels"),
    Bad("dot.png", _sized(1, 1), "too_small_photo"),
    Bad("rule.png", _sized(500, 3), "too_small_photo"),
    Bad("ribbon.png", _sized(60_000, 20), "too_small_photo"),
    Bad("tower.png", _sized(20, 60_000), "too_small_photo"),
]


def _stretched_jpeg(side: int, progressive: bool = False) -> bytes:
    """Return a JPEG whose header says a size that it has not."""
    small = written(Image.new("RGB", (8, 8)), "JPEG", progressive=progressive)
    at = small.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", side, side) + small[at + 4 :]


def _stretched_webp(side: int) -> bytes:
    """Return a WebP whose header says a size that none of its frames has."""
    small = written(Image.new("RGB", (8, 8)), "WEBP", lossless=True, **_frames((8, 8)))
    at = small.index(b"VP8X") + 12
    return small[:at] + 2 * (side - 1).to_bytes(3, "little") + small[at + 6 :]
