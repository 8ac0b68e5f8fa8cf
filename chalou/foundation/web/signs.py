"""The short signs that stand for a name: the character in somebody's cup, the two on the house's seal."""

# How people in Shanghai call each other: 阿福, 老顾, 小沈. The character that tells them apart is the next one.
_CALLED = frozenset("阿老小")
# The blocks of Unicode that hold them: the common ones first.
_HAN = (("\u4e00", "\u9fff"), ("\u3400", "\u4dbf"), ("\U00020000", "\U0003ffff"))
# What kind of house it is says nothing about which one.
_KINDS = ("茶楼", "茶馆", "茶室", "茶社", "茶会", "茶坊")


def is_han(character: str) -> bool:
    """Is this a Chinese character?"""
    return any(first <= character <= last for first, last in _HAN)


def cup_sign(name: str) -> str:
    """The one character in a person's cup.

    >>> cup_sign("顾松年"), cup_sign("阿福"), cup_sign("marta")
    ('顾', '福', 'M')
    """
    name = name.strip()
    if len(name) > 1 and name[0] in _CALLED and is_han(name[1]):
        return name[1]
    return name[:1].upper()


def house_seal(name: str) -> str:
    """The one or two characters cut into the house's seal.

    >>> house_seal("九曲茶楼"), house_seal("Nine Bends")
    ('九曲', 'N')
    """
    name = name.strip()
    name = name.removeprefix("The ") or name
    for kind in _KINDS:
        name = name.removesuffix(kind) or name
    if name and is_han(name[0]):
        return "".join(character for character in name[:2] if is_han(character))
    return name[:1].upper()
