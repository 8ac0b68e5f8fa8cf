"""The pictures of the demo house, drawn anew each time, and the same each time. No font is needed."""

from collections.abc import Callable, Mapping

from chalou.exchange.demo.drawings import bowls, charts, leaves, places, pots, seals
from chalou.exchange.demo.drawings.sheet import Sheet

DRAWINGS: Mapping[str, Callable[[], Sheet]] = {
    "bowl_amber": bowls.amber,
    "bowl_green": bowls.green,
    "bowl_shoumei": bowls.shoumei,
    "bowl_trio": bowls.trio,
    "tasting_table": bowls.tasting_table,
    "leaf_red_edge": leaves.red_edge,
    "puer_cake": leaves.cake,
    "three_pots": pots.three,
    "pot_mark": pots.mark,
    "seal_clean": seals.clean,
    "humidity_chart": charts.humidity,
    "hills_dusk": places.hills,
    "moon_eaves": places.moon,
}


def drawn(name: str) -> bytes:
    """A drawing as a file."""
    return DRAWINGS[name]().file()
