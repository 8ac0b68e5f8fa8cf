"""The people of the demo house. All of them are invented, and none has a password: two guests come in by links."""

from dataclasses import dataclass

from chalou.house.rules.customs import Seat

HOUSE = "九曲茶楼"
TAGLINE = "吃茶，讲古，嘎讪胡。"
KEEPER = ("zhanggui", "程掌柜")
FIRST_ROOM = "front"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who talks. `key` is their sign-in name, which signs nobody in; `words` they say of themselves."""

    key: str
    name: str
    cup: str
    words: str
    reads: str = "zh"
    language: str = ""
    seat: Seat = Seat.REGULAR


BOTH = "zh en"
SHANGHAI = "zh wuu"

# Their trade, where one sells what one talks of, stands in the name.
PEOPLE = (
    Player("linwan", "林晚", "green", "做书的，跟外婆住。外婆的话比我的多。", "zh wuu en", "zh-hans"),
    Player("marta", "Marta Lind", "oolong", "Far north, by a lake. It rains; there is tea.", "zh en", "en", Seat.GUEST),
    Player("gusongnian", "顾松年", "dark", "吃了六十年茶，还在学第一口。", SHANGHAI, seat=Seat.ELDER),
    Player("shenyulan", "沈玉兰", "white", "教了三十年化学，退休了，秤还在。", BOTH, seat=Seat.ELDER),
    Player("afu", "阿福", "black", "专收断嘴壶。买错的比买对的多，故事也多。", SHANGHAI),
    Player("zhouliqiu", "周立秋", "yellow", "烧菜的。茶楼里的事也帮着看看。", SHANGHAI),
    Player("hehe", "禾禾", "empty", "刚开始吃茶，什么都想问。", seat=Seat.NEWCOMER),
    Player("laopeng", "茶铺老彭", "oolong", "开茶铺的，讲茶好坏，请打个折听。铺子里的事，问了再答。"),
    Player("yansheng", "武夷许岩生", "oolong", "种茶、做青、守焙房。狗叫肉桂。"),
    Player("atao", "做壶的阿陶", "green", "做壶二十年，砸过的比留下的多。"),
    Player("tom", "Tom Ashdown", "black", "From Kent, ten years in Shanghai. 侬好呀。", "zh wuu en"),
    Player("yiwei", "唐一苇", "dark", "在兰州读书，给三饼茶当保育员。", BOTH),
    Player("zhiye", "宋知叶", "green", "Botanist. 研究山茶属，爱喝研究对象。", BOTH),
    Player("hepu", "何普", "dark", "昆明人，家里人住外间，茶住里间。", BOTH),
    Player("achao", "阿潮", "oolong", "潮州人。三只杯子，四个人。", "zh nan en"),
    Player("noor", "Noor Haddad", "white", "I test water in Rotterdam. Lately I also taste it.", "en", seat=Seat.GUEST),
    Player("moqing", "吴墨卿", "yellow", "刻印，也认印。认不得的，就讲认不得。", BOTH),
    Player("fangman", "方慢", "white", "一个月写一首，多了没有。", BOTH, seat=Seat.GUEST),
    Player("ada", "Ada Quill", "green", "Translator. I carry things across and try not to spill.", BOTH),
)
GUESTS = ("linwan", "marta")
MODERATOR = "zhouliqiu"
DAYS_HERE = {"linwan": 19, "marta": 9, "hehe": 6}
"""On how many days some of them were here, so that their page of seats has something to tell."""
