"""Small figures beside a name: how much is new there. `static/web/figures.js` writes the very same."""

MOST = 99


def figure(count: int) -> str:
    """The figure as it stands: nothing for nothing, `99+` where nobody counts further."""
    if not count:
        return ""
    return str(count) if count <= MOST else f"{MOST}+"
