"""What sendPhoto takes: a PNG that keeps to the platform's limits, or the name of one that came before.

The real platform takes more formats and makes JPEGs of them all. This one reads PNG, because that is what we send.
"""

from __future__ import annotations

import struct
from hashlib import sha256

from adapters.simulator.telegram import limits
from adapters.simulator.telegram.checks import Finding, bad_request
from adapters.simulator.telegram.methods import Upload
from adapters.simulator.telegram.platform import Platform
from adapters.simulator.telegram.record import Refusal
from adapters.simulator.telegram.world import Photo

NO_PHOTO = Refusal(code=400, description="Bad Request: there is no photo in the request")
UNKNOWN_FILE = Refusal(code=400, description="Bad Request: wrong file identifier/HTTP URL specified")

_HEAD = struct.Struct(">8s4s4sII")  # the signature, then the first chunk's length, name, and the two sides
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def photo(tg: Platform, given: object) -> Photo | Refusal:
    """The photo that a call means by its parameter. What was uploaded can be sent again by its name."""
    if isinstance(given, str) and given:
        return tg.world.photos.get(given, UNKNOWN_FILE)
    if not isinstance(given, Upload):
        return NO_PHOTO
    sides = _sides(given.content)
    if (refusal := tg.note("sendPhoto", _problem(given, sides))) is not None:
        return refusal
    width, height = sides or (0, 0)
    file_id = f"AgAC{sha256(given.content).hexdigest()[:40]}"
    return tg.world.keep_photo(Photo(file_id=file_id, width=width, height=height, content=given.content))


def _problem(given: Upload, sides: tuple[int, int] | None) -> Finding | None:
    size = len(given.content)
    if size > limits.PHOTO_BYTES:
        said = f"file of size {size} bytes is too big for a photo; the maximum size is {limits.PHOTO_BYTES} bytes"
        return bad_request("photo-too-big", f"{size} bytes of {limits.PHOTO_BYTES}", said)
    if size == 0:
        return bad_request("photo-empty", "no bytes", "file must be non-empty")
    if not given.name.lower().endswith(limits.PHOTO_ENDINGS):
        endings = "Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp"
        return bad_request("photo-name", "another ending", f"photo has unsupported extension. {endings}")
    if sides is None:
        return bad_request("photo-not-png", "the stand-in reads PNG only", "IMAGE_PROCESS_FAILED")
    if sum(sides) > limits.PHOTO_SIDES or max(sides) > limits.PHOTO_RATIO * min(sides):
        return bad_request("photo-dimensions", f"{sides[0]} by {sides[1]} pixels", "PHOTO_INVALID_DIMENSIONS")
    return None


def _sides(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, out of the head of a PNG; None for anything else."""
    if len(content) < _HEAD.size:
        return None
    signature, _, chunk, width, height = _HEAD.unpack_from(content)
    return (width, height) if (signature, chunk) == (_SIGNATURE, b"IHDR") and width and height else None
