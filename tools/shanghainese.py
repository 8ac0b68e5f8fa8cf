"""What a sentence in Shanghainese must not contain: words that only Mandarin writes, and words that our glossary
(docs/shanghainese.md) spells otherwise.

It finds a slip of the pen, no more: whether a sentence is good Shanghainese, a speaker has to say.
"""

import re
from collections.abc import Iterator

# Mandarin, and what the glossary has for it. Parted where a character is right in some words and wrong in others.
INSTEAD: tuple[tuple[str, str], ...] = (
    ("的", "个"),
    ("不", "勿, 覅"),
    ("你|您", "侬, 㑚"),
    ("我们|咱", "阿拉"),
    ("他|她|它", "伊, 伊拉"),
    ("们", "阿拉, 㑚, 伊拉; nothing after other words"),
    ("这", "搿"),
    ("那", "埃"),
    ("什么", "啥"),
    ("谁", "啥人"),
    ("怎", "哪能"),
    ("哪里|哪儿|这儿|那儿", "啥地方, 搿搭, 埃面"),
    ("(?<!呒)没", "呒没"),
    ("吗|呢", "伐"),
    ("是不是|好不好", "是伐, 好伐"),
    ("(?<![现自实])在(?!座|浏览器打开)", "辣, 辣辣, 辣海"),
    ("和(?!气)", "搭"),
    ("跟(?!牢)", "搭"),
    ("给", "拨"),
    ("被", "拨, 拨人"),
    ("(?<![…一几十搿])把(?!握)", "拿"),
    ("都", "侪"),
    ("很", "老, 蛮, 交关"),
    ("非常|十分", "交关, 老"),
    ("说(?!明)", "讲"),
    ("聊", "谈, 嘎讪胡"),
    ("找", "寻"),
    ("喝", "吃"),
    ("东西", "物事"),
    ("知道", "晓得"),
    ("自己", "自家"),
    ("一起", "一道"),
    ("时候|时间", "辰光"),
    ("小时", "钟头"),
    ("星期", "礼拜"),
    ("今天|明天|昨天", "今朝, 明朝, 昨日"),
    ("里面|里边", "里厢"),
    ("外面|上面|下面|前面|后面", "外头, 上头, 下头, 前头, 后头"),
    ("一会儿|会儿|点儿", "一歇, 一眼"),
    ("一下(?![子来])", "一记, 一歇"),
    ("刚才", "刚刚"),
    ("些", "眼"),
    ("掉", "脱"),
    ("丢", "落脱, 掼脱"),
    ("忘(?!记)", "忘记脱"),
    ("(?<![勿得寻碰用看听轧够猜就])着(?!急)", "辣海, or nothing"),
    ("如果", "假使"),
    ("也许|可能", "作兴"),
    ("最(?!近)", "顶"),
    ("按(?![键钮])", "揿"),
    ("桌(?!面)", "台子"),
    ("消息", "闲话"),
    ("太(?!太)", "忒"),
    ("别(?!人|个|处|家|只|样)", "覅"),
    ("那么", "埃末"),
    ("撤回|收回", "收转"),
    # The same in other spellings that one meets; the glossary says why ours.
    ("格个|迭个|该个|箇个", "搿个"),
    ("弗", "勿"),
    ("伊搭|伊面", "埃面"),
    ("吾伲|伲", "阿拉"),
    ("勒拉|勒海|辣拉|垃拉|垃海|了海", "辣辣, 辣海"),
    ("呒末|呒么|呒不|无没", "呒没"),
    ("里向|里相", "里厢"),
    ("辣辣(?=搿|埃|厅|台子|门口|里厢|啥地方|侬|“)", "辣"),
)
_WRONG = tuple((re.compile(wrong), right) for wrong, right in INSTEAD)

# Where a machine's own words are quoted, they stand as the machine shows them.
_QUOTED = re.compile(r"“在浏览器打开”|“添加到主屏幕”|“安装应用”|“茶友与身份”|%\(\w+\)[a-z]|\{\w*\}")


def slips(sentence: str) -> Iterator[str]:
    """What stands there that should not, each with what to write instead."""
    bare = _QUOTED.sub("…", sentence)
    for wrong, right in _WRONG:
        if found := wrong.search(bare):
            yield f"“{found[0]}”, in Shanghainese {right}"
