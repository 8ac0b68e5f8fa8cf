"""A link as a picture for the cameras of telephones."""

import segno
from markupsafe import Markup


def qr_code(link: str) -> Markup:
    """The QR code of a link as SVG without styles or scripts: dark on light also in the evening, for not every camera
    reads the other. Silent for screen readers; whoever puts it on a page says what it is.
    """
    code = segno.make(link, micro=False, error="m")
    svg = code.svg_inline(border=4, dark="#1b1a17", light="#fff", svgclass="qr__code", lineclass=None, omitsize=True)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" shape-rendering="crispEdges" ', 1)
    return Markup(svg)  # noqa: S704  # numbers only, whatever the link is
