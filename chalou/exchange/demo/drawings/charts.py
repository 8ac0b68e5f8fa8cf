"""Figures, drawn. What they say in numbers stands in the words beside them."""

import math
from random import Random

from chalou.exchange.demo.drawings.sheet import BLACK, CELADON, INK_2, RAISED, RULE, WASH, Sheet, mixed

DAYS = 30


def humidity() -> Sheet:
    """A month on a shelf in a dry city, and in a box: from 20 to 70 per cent, a line at each ten."""
    sheet = Sheet(1080, 640, RAISED)
    left, right, top, bottom = 84.0, 1030.0, 56.0, 566.0

    def across(day: float) -> float:
        return left + (right - left) * day / DAYS

    def up(percent: float) -> float:
        return bottom - (bottom - top) * (percent - 20) / 50

    sheet.block(left, up(65), right, up(55), WASH)
    for percent in range(20, 71, 10):
        sheet.line([(left, up(percent)), (right, up(percent))], RULE, 1.2)
        sheet.line([(left - 12, up(percent)), (left, up(percent))], INK_2, 2)
    for day in range(0, DAYS + 1, 5):
        sheet.line([(across(day), bottom), (across(day), bottom + (16 if day % 10 == 0 else 9))], INK_2, 2)
    sheet.line([(left, top - 14), (left, bottom), (right + 10, bottom)], INK_2, 2.6)
    chance = Random(13)  # noqa: S311  # the weather
    moments = [step / 4 for step in range(DAYS * 4 + 1)]
    # The heating comes on twice a day.
    shelf = [
        30 - 7.2 * (1 - math.exp(-day / 8)) + 1.3 * math.sin(4 * math.pi * day + 1) + chance.uniform(-0.5, 0.5)
        for day in moments
    ]
    box = [61 - 21 * math.exp(-day / 3.2) + chance.uniform(-0.35, 0.35) for day in moments]
    for figures, colour in ((shelf, BLACK), (box, CELADON)):
        points = [(across(day), up(percent)) for day, percent in zip(moments, figures, strict=True)]
        sheet.line(points, mixed(colour, RAISED, 0.72), 11)
        sheet.line(points, colour, 4)
        sheet.oval(*points[-1], 9, 9, colour)
        sheet.oval(*points[-1], 4, 4, RAISED)
    return sheet
