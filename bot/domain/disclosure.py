"""What a count may say in public."""

SUPPRESSED_BELOW = 8  # people; 1 to 7 are not told: smaller counts can be solved for
ROUNDED_TO = 5  # people


def publishable(n: int) -> int | None:
    """`n` rounded to the nearest 5; None when it is 1 to 7 and must not be told. Zero is told."""
    if n < 0:
        raise ValueError("a count cannot be negative")
    if 0 < n < SUPPRESSED_BELOW:
        return None
    return ROUNDED_TO * ((2 * n + ROUNDED_TO) // (2 * ROUNDED_TO))
