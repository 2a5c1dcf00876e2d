"""Maps of the body: which parts a picture of ours numbers. Their names are in the catalogues, as ``body.<map>.<code>``.

A map's picture is ``bot/content/pictures/<map>.png``; region number 1 is the first of the map.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import OptionCode

#: The back of the body, seen from behind, so that left is on the left.
SPINE_7 = (
    "neck", "left_shoulder", "right_shoulder", "upper_back", "middle_back", "lower_back", "buttocks",
)  # fmt: skip

MAPS: Mapping[str, tuple[OptionCode, ...]] = {
    "spine-7": tuple(map(OptionCode, SPINE_7)),
}
