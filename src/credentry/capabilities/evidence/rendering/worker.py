"""The process that opens a file: ``python -m … SOURCE MEDIA_TYPE TARGET PIXELS``.

Exit code 0: the preview is written. Otherwise one word on standard output: ``broken``, ``locked`` or ``heavy``.
Runs under limits set by its parent and imports nothing of the platform.
"""

import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 120_000_000
LARGEST_SCALE = 4.0
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
Picture = Image.Image


class Refused(Exception):
    """No preview; the word that says why."""


def main(arguments: list[str]) -> int:
    source, media_type, target, pixels = arguments
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        made = (
            _page(source, int(pixels)) if media_type == "application/pdf" else _picture(source, int(pixels))
        )
        made.save(target, format="WEBP", quality=82, method=3)
    except Refused as reason:
        print(reason)
        return 1
    except MemoryError:
        print("heavy")
        return 1
    return 0


def _picture(source: str, pixels: int) -> Picture:
    """The first frame, upright as its EXIF says, on white, without any metadata."""
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("heavy")
            image.thumbnail((pixels, pixels))
            return _flat(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise Refused("heavy") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ZeroDivisionError) as error:
        raise Refused("broken") from error


def _flat(image: Picture) -> Picture:
    if image.mode.startswith("I") or image.mode == "F":
        image = image.point(lambda value: value / 256).convert("L")
    with_alpha = image.mode in ("RGBA", "LA", "PA", "RGBa") or "transparency" in image.info
    if not with_alpha:
        return image.convert("RGB")
    above = image.convert("RGBA")
    paper = Image.new("RGB", above.size, "white")
    paper.paste(above, mask=above.getchannel("A"))
    return paper


def _page(source: str, pixels: int) -> Picture:
    """The first page, filled-in form fields included."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(Path(source))
    except pypdfium2.PdfiumError as error:
        raise Refused("locked" if "assword" in str(error) else "broken") from error
    try:
        if not len(document):
            raise Refused("broken")
        if document.get_formtype():
            document.init_forms()
        page = document[0]
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise Refused("broken")
        scale = min(pixels / max(width, height), LARGEST_SCALE)
        if min(width, height) * scale < 1:
            raise Refused("broken")
        made: Picture = page.render(scale=scale).to_pil().convert("RGB")
        return made
    except pypdfium2.PdfiumError as error:
        raise Refused("broken") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
