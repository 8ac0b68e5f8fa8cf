"""The people of the demo house. All of them are invented, and none has a password: two guests come in by links."""

from dataclasses import dataclass

HOUSE = "九曲茶楼"
TAGLINE = "吃茶，讲古，嘎讪胡。"
KEEPER = ("zhanggui", "程掌柜")
FIRST_ROOM = "front"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who talks. `key` is their sign-in name, which signs nobody in."""

    key: str
    name: str
    cup: str
    language: str = ""


# Their trade, where one sells what one talks of, stands in the name.
PEOPLE = (
    Player("linwan", "林晚", "green", "zh-hans"),  # a guest: young, of Shanghai, quotes her grandmother
    Player("marta", "Marta Lind", "oolong", "en"),  # a guest: far north, where it rains
    Player("gusongnian", "顾松年", "dark"),  # the old connoisseur
    Player("shenyulan", "沈玉兰", "white"),  # taught chemistry; measures everything
    Player("afu", "阿福", "black"),  # buys old pots, and jokes about it
    Player("zhouliqiu", "周立秋", "yellow"),  # cooks; keeps order in the house
    Player("hehe", "禾禾", "empty"),  # began three weeks ago
    Player("laopeng", "茶铺老彭", "oolong"),  # has a shop, and says so
    Player("yansheng", "武夷许岩生", "oolong"),  # grows and roasts rock tea
    Player("atao", "做壶的阿陶", "green"),  # a potter
    Player("tom", "Tom Ashdown", "black"),  # from England, ten years in Shanghai
    Player("yiwei", "唐一苇", "dark"),  # studies in Lanzhou, where the air is dry
    Player("zhiye", "宋知叶", "green"),  # a doctor of botany
    Player("hepu", "何普", "dark"),  # keeps pu'er in Kunming
    Player("achao", "阿潮", "oolong"),  # from Chaozhou; three cups for four people
    Player("noor", "Noor Haddad", "white"),  # knows water
    Player("moqing", "吴墨卿", "yellow"),  # carves seals and reads them
    Player("fangman", "方慢", "white"),  # writes a poem a month
    Player("ada", "Ada Quill", "green"),  # translates
)
GUESTS = ("linwan", "marta")
MODERATOR = "zhouliqiu"
