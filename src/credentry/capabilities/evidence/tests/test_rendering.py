"""Previews of honest and hostile files."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from credentry.capabilities.evidence import rendering
from credentry.capabilities.evidence.tests.factories import pdf, picture, shared
from credentry.foundation.errors import DomainError
from credentry.plumbing import blobs


def preview(content: bytes, media_type: str, size: rendering.Size = "page") -> Image.Image:
    path = rendering.preview(blobs.store_bytes(content).sha256, media_type, size)
    with Image.open(path) as image:
        assert image.format == "WEBP"
        return image.copy()


def near(image: Image.Image, at: tuple[int, int], color: tuple[int, int, int]) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, color, strict=True))


def refusal(content: bytes, media_type: str) -> str:
    with pytest.raises(DomainError) as refused:
        preview(content, media_type)
    return refused.value.code


@pytest.mark.demand("R-000-27")
def test_the_first_page_of_a_pdf() -> None:
    image = preview(pdf("green", pages=3), "application/pdf")
    assert max(image.size) == 1600
    assert near(image, (800, 300), (0, 128, 0))
    assert max(preview(pdf("green", pages=3), "application/pdf", "thumb").size) == 320


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_pictures_are_made_small_but_never_larger(form: str) -> None:
    media_type = f"image/{form.lower()}"
    assert preview(picture(60, 30, form), media_type).size == (60, 30)
    assert preview(picture(3200, 400, form), media_type).size == (1600, 200)


@pytest.mark.parametrize("turned", range(1, 9))
def test_photos_stand_upright_whatever_the_camera_wrote(turned: int) -> None:
    """Where the red half of the picture must be after each EXIF orientation."""
    image = preview(picture(400, 200, "JPEG", turned), "image/jpeg")
    upright = turned < 5
    assert image.size == ((400, 200) if upright else (200, 400))
    red = {1: (20, 100), 2: (380, 100), 3: (380, 100), 4: (20, 100),
           5: (100, 20), 6: (100, 20), 7: (100, 380), 8: (100, 380)}[turned]  # fmt: skip
    assert near(image, red, (255, 0, 0))
    assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_colour_mode(mode: str) -> None:
    image = Image.new("RGB" if mode == "I;16" else mode.replace("I;16", "I"), (40, 40))
    if mode == "I;16":
        image = Image.new("I;16", (40, 40), 65535)
    out = io.BytesIO()
    image.save(out, "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    shown = preview(out.getvalue(), "image/tiff" if mode in ("CMYK", "I;16") else "image/png")
    if mode in ("RGBA", "LA", "I;16"):
        assert near(shown, (20, 20), (255, 255, 255)), "what is transparent lies on white paper"


@pytest.mark.demand("R-000-27")
@pytest.mark.parametrize(
    "name",
    [
        "management_system/binav_iso9001.pdf",
        "management_system/digilink_iso9001.pdf",
        "product/bbb_fcc_sdoc_verification.pdf",
        "business_licences/train_012.jpg",
        "management_system/vps_iso9001.jpg",
        "not_certificates/mark_9001_procert.png",
    ],
)
def test_published_certificates_can_be_looked_at(name: str) -> None:
    media_type = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}[name[-3:]]
    image = preview(shared(name), media_type).convert("L")
    assert min(image.size) > 50
    darkest, brightest = image.getextrema()
    assert isinstance(darkest, int | float)
    assert isinstance(brightest, int | float)
    assert brightest - darkest > 100, "not an empty sheet"


def bomb(side: int) -> bytes:
    """A PNG of ``side`` × ``side`` pixels in a few kilobytes."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    line = bytes(side // 8 + 1)
    rows = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_a_picture_that_unpacks_to_too_much_is_refused() -> None:
    content = bomb(16_000)
    assert len(content) < 100_000
    assert refusal(content, "image/png") == "file.preview_heavy"


def test_a_page_of_any_size_costs_no_more_than_its_preview() -> None:
    huge = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 100000]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    assert preview(huge, "application/pdf").size == (1600, 800)


def test_broken_files_say_so_and_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    half = picture(500, 500, "JPEG")[:900]
    assert refusal(half, "image/jpeg") == "file.preview_broken"
    assert refusal(b"%PDF-1.7 and nothing more", "application/pdf") == "file.preview_broken"
    assert refusal(b"not a picture at all", "image/png") == "file.preview_broken"

    def never(*given: object) -> None:
        raise AssertionError("rendered again")

    monkeypatch.setattr(rendering, "render", never)
    assert refusal(half, "image/jpeg") == "file.preview_broken"


def test_what_was_made_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    content = picture(70, 35)
    preview(content, "image/png")

    def never(*given: object) -> None:
        raise AssertionError("rendered again")

    monkeypatch.setattr(rendering, "render", never)
    assert preview(content, "image/png").size == (70, 35)


def test_a_file_with_a_password_is_said_to_have_one() -> None:
    """RC4-40 encryption dictionary with keys that open under no empty password."""
    key = b"(" + b"x" * 32 + b")"
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"4 0 obj<</Filter/Standard/V 1/R 2/O" + key + b"/U" + key + b"/P -4>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]>>\n%%EOF"
    )
    assert refusal(locked, "application/pdf") == "file.preview_locked"


def test_other_formats_have_no_preview(tmp_path: Path) -> None:
    for media_type in ("text/html", "image/svg+xml", "application/msword", "application/octet-stream"):
        assert refusal(b"<svg/>", media_type) == "file.no_preview"
