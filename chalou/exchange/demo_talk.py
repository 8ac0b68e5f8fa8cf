"""The people and the talk of the demo house. All of it is invented, and written for this project."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Something said; `minutes` after the line before it."""

    who: str
    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class DemoRoom:
    name: str
    purpose: str
    access: str
    seated: tuple[str, ...]
    talk: tuple[Line, ...]


HOUSE = "九曲茶楼"
TAGLINE = "吃茶，讲古，嘎讪胡。"
KEEPER = ("zhanggui", "程掌柜")

# sign-in name, name, cup, language
PEOPLE = (
    ("linwan", "林晚", "green", "zh-hans"),
    ("marta", "Marta Lind", "oolong", "en"),
    ("gusongnian", "顾松年", "dark", ""),
    ("shenyulan", "沈玉兰", "white", ""),
    ("afu", "阿福", "black", ""),
    ("zhouliqiu", "周立秋", "yellow", ""),
    ("hehe", "禾禾", "empty", ""),
)
GUESTS = ("linwan", "marta")

ROOMS = (
    DemoRoom(
        "前厅",
        "天气、菜场、今朝吃什么茶。随便坐，随便讲。",
        "public",
        ("linwan", "marta", "gusongnian", "shenyulan", "afu", "zhouliqiu", "hehe"),
        (
            Line("keeper", 0, "门开了，水一直烧着。头一趟来的朋友，先坐，不急着讲话。"),
            Line("zhouliqiu", 95, "今朝菜场里荸荠上市了。配什么茶好？"),
            Line("afu", 4, "寿眉，煮的。荸荠甜，寿眉也甜，两样都不抢。"),
            Line("shenyulan", 7, "我配过凤凰单丛，蜜香跟荸荠的清甜撞在一起，反而都淡了。阿福讲得对，要找一样肯让的。"),
            Line("hehe", 30, "请问“肯让”是什么意思？我刚开始吃茶，常听人这样讲。"),
            Line(
                "gusongnian",
                6,
                "好问题。你含一口茶，再咬一口点心：\n\n1. 茶味还在，点心更香，叫肯让。\n2. 茶味盖过去，叫霸道。\n3. 两样都没了，叫可惜。",
            ),
            Line("hehe", 2, "懂了，今晚就试。谢谢顾老师。"),
            Line("marta", 41, "Good evening. It is four degrees and raining here, so a pot of aged white it is."),
            Line("linwan", 3, "Marta 好！这边也落雨。我外婆讲，落雨天的水软，泡茶要多等半分钟。"),
            Line("afu", 5, "外婆讲得有道理没有，我不晓得。不过多等半分钟，人是静下来了。"),
        ),
    ),
    DemoRoom(
        "岩茶厅",
        "三坑两涧，焙火与退火。讲得出山场的讲山场，讲不出的讲喉咙。",
        "public",
        ("linwan", "marta", "gusongnian", "shenyulan", "afu"),
        (
            Line("gusongnian", 0, "水烧上了。今晚这泡是肉桂，前年的春茶，足火，放了两年多，火气该退干净了。"),
            Line("gusongnian", 1, "规矩还是老规矩：先吃三道，再开口。"),
            Line(
                "shenyulan",
                9,
                "盖碗 110 毫升，投八克，沸水，头三道都是**快进快出**。汤色从深到浅，第三道转金黄，还亮。",
            ),
            Line(
                "marta",
                6,
                "Second steep: cinnamon bark up front, then something like roasted peach. "
                "I keep losing the “rock” part, though. What should I be looking for?",
            ),
            Line(
                "gusongnian",
                4,
                "> What should I be looking for?\n\n岩韵不在鼻头上，在喉咙口。咽下去，停一停，数到五，看舌根底下有没有水上来。",
            ),
            Line("gusongnian", 1, "No hurry, Marta. It comes after you swallow, not before."),
            Line("afu", 3, "焙火重的茶，头一年喝的是火，第二年喝的是茶，第三年才喝得到地方。"),
            Line("linwan", 8, "我数到五，有了。舌根两边，凉凉的，像刚含过一片薄荷。"),
            Line("shenyulan", 2, "那就是了。记下来：哪一道、几秒、水几度。下回同一只茶换只壶，再比。"),
        ),
    ),
    DemoRoom(
        "The English table",
        "Slow answers, patient people. Ask anything.",
        "public",
        ("linwan", "marta", "gusongnian"),
        (
            Line("marta", 0, "What is *huigan*, really? Every book says “returning sweetness”, and stops there."),
            Line(
                "linwan",
                12,
                "The sweetness that comes back after the bitter has gone. No bitter, no return; that is the point of it.",
            ),
            Line("gusongnian", 5, "If it is sweet at once, that is sugar. If it makes you wait, that is 回甘."),
            Line("marta", 3, "That is the best definition I have read. I will steal it."),
        ),
    ),
    DemoRoom(
        "泥壶间",
        "泥料、底款、断过的壶嘴。",
        "members",
        ("linwan", "shenyulan", "afu"),
        (
            Line("afu", 0, "收来一只旧壶，底款磨得只剩半个字。拍照怎么拍都是一团。"),
            Line("shenyulan", 15, "底款看不清的，关了顶灯，拿手电从侧面打过去，贴着壶底，影子自己会讲话。"),
            Line("afu", 20, "拍到了！是个“制”字，前头两个还要再磨一磨眼睛。"),
        ),
    ),
)
