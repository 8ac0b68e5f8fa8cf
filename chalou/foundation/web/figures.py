"""Small figures: how much is new, beside a name (`static/web/figures.js` writes the very same); how large a file is."""

MOST = 99


def figure(count: int) -> str:
    """The figure as it stands: nothing for nothing, `99+` where nobody counts further."""
    if not count:
        return ""
    return str(count) if count <= MOST else f"{MOST}+"


def file_size(count: float) -> str:
    """So many bytes as people write it. A file that takes anything at all takes a kilobyte; nobody counts in bytes.

    >>> file_size(0), file_size(312), file_size(88_120), file_size(4_200_000), file_size(500_000_000)
    ('0 KB', '1 KB', '88 KB', '4.2 MB', '500 MB')
    """
    kilobytes = count / 1000
    if kilobytes < 1000:
        return f"{max(1, round(kilobytes)) if count else 0} KB"
    amount, unit = (kilobytes / 1000, "MB") if kilobytes < 1_000_000 else (kilobytes / 1_000_000, "GB")
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
