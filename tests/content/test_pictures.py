"""The pictures of the body: the numbers of their maps, where those parts are, in a file that every platform takes."""

from __future__ import annotations

import struct
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from adapters.pictures import NoSuchPicture, picture
from adapters.telegram import limits
from bot.domain.body import MAPS

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "bot" / "content" / "pictures"
SVG = "{http://www.w3.org/2000/svg}"
LONGEST = 1000  # pixels of the longer side
MOST_BYTES = 100 * 1024
OPAQUE = (2, 3)  # the kinds of colour in a PNG's head that have no alpha: true colour, and a palette

every_map = pytest.mark.parametrize("name", MAPS)


def drawing(name: str) -> ET.Element:
    return ET.parse(FOLDER / f"{name}.svg").getroot()  # noqa: S314 - a file of this repository


def numbers(name: str) -> dict[str, tuple[float, float]]:
    """Each number on the drawing, and where it stands: to the right, and down."""
    return {str(it.text): (float(it.attrib["x"]), float(it.attrib["y"])) for it in drawing(name).iter(f"{SVG}text")}


def sides(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


@every_map
def test_a_map_has_its_picture_and_no_other_is_there(name: str) -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{one}.{ending}" for one in MAPS for ending in ("svg", "png")}
    assert picture(name) == (FOLDER / f"{name}.png").read_bytes()


@every_map
def test_a_drawing_has_the_numbers_of_its_map_each_once(name: str) -> None:
    found = [it.text for it in drawing(name).iter(f"{SVG}text")]
    assert found == [str(number) for number in range(1, len(MAPS[name]) + 1)]


def test_the_back_is_numbered_from_the_neck_down_with_left_on_the_left() -> None:
    at = {str(code): numbers("spine-7")[str(number)] for number, code in enumerate(MAPS["spine-7"], start=1)}
    middle = ["neck", "upper_back", "middle_back", "lower_back", "buttocks"]
    down = [at[part][1] for part in middle]
    assert down == sorted(down)
    assert len({at[part][0] for part in middle}) == 1
    assert at["left_shoulder"][0] < at["neck"][0] < at["right_shoulder"][0]


@every_map
def test_a_drawing_brings_its_own_light_background_and_loads_nothing(name: str) -> None:
    root = drawing(name)
    ground = next(it for it in root if it.tag == f"{SVG}rect")
    assert root.attrib["viewBox"] == f"0 0 {ground.attrib['width']} {ground.attrib['height']}"
    assert all(int(ground.attrib["fill"][at : at + 2], 16) > 0xE0 for at in (1, 3, 5))
    links = [value for it in root.iter() for key, value in it.attrib.items() if key.endswith("href")]
    assert all(link.startswith("#") for link in links)


@every_map
def test_a_picture_is_a_small_opaque_png_with_the_sides_of_its_drawing(name: str) -> None:
    content = picture(name)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert drawing(name).attrib["viewBox"] == "0 0 {} {}".format(*sides(content))
    assert max(sides(content)) == LONGEST
    assert content[25] in OPAQUE
    assert b"tRNS" not in content
    assert len(content) <= MOST_BYTES


@every_map
def test_a_picture_keeps_to_what_telegram_takes(name: str) -> None:
    shorter, longer = sorted(sides(picture(name)))
    assert len(picture(name)) <= limits.PICTURE_BYTES
    assert shorter + longer <= limits.PICTURE_SIDES
    assert longer <= shorter * limits.PICTURE_RATIO


@every_map
def test_a_drawing_and_its_picture_are_listed_as_ours(name: str) -> None:
    listed = {one["path"]: one for one in tomllib.loads((ROOT / "docs" / "provenance.toml").read_text())["file"]}
    for ending in ("svg", "png"):
        assert listed[f"bot/content/pictures/{name}.{ending}"]["licence"].startswith("MIT")


def test_a_picture_that_is_not_there_is_named_in_the_error() -> None:
    with pytest.raises(NoSuchPicture, match=r"no hand-27\.png"):
        picture("hand-27")
