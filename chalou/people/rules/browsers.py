"""What kind of browser and device somebody signs in with, in two words: enough to know one's own again. Of what the
browser says nothing else is kept. Values in, verdict out.
"""

import re

UNKNOWN = "unknown"
PROGRAM = "program"

# In this order: most browsers say that they are others as well.
_BROWSERS = (
    ("wechat", r"MicroMessenger"),
    ("qq", r"\bQQ(?:Browser)?/|MQQBrowser"),
    ("uc", r"\bUC(?:Browser|WEB)\b"),
    ("huawei", r"HuaweiBrowser"),
    ("xiaomi", r"MiuiBrowser"),
    ("samsung", r"SamsungBrowser"),
    ("edge", r"\bEdg(?:e|A|iOS)?/"),
    ("opera", r"\bOPR/|\bOpera\b"),
    ("firefox", r"\bFirefox/|\bFxiOS/"),
    ("chrome", r"\bChrom(?:e|ium)/|\bCriOS/"),
    ("safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("harmony", r"HarmonyOS|OpenHarmony"),
    ("ipad", r"\biPad\b"),
    ("iphone", r"\biPhone\b|\biPod\b"),
    ("android", r"\bAndroid\b"),
    ("windows", r"\bWindows\b"),
    ("mac", r"\bMacintosh\b|\bMac OS X\b"),
    ("chromeos", r"\bCrOS\b"),
    ("linux", r"\bLinux\b|\bX11\b"),
)
BROWSERS = frozenset({*(name for name, _ in _BROWSERS), PROGRAM, UNKNOWN})
SYSTEMS = frozenset({*(name for name, _ in _SYSTEMS), UNKNOWN})
_LONGEST = 512


def kind_of(user_agent: str) -> tuple[str, str]:
    """(browser, system) by the head `User-Agent`. What is no browser is a program."""
    said = user_agent[:_LONGEST]
    if not said.startswith("Mozilla/"):
        return (PROGRAM if said else UNKNOWN), UNKNOWN
    return _first(_BROWSERS, said), _first(_SYSTEMS, said)


def _first(kinds: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in kinds if re.search(pattern, said)), UNKNOWN)
