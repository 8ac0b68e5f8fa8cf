"""What people write about tea and about other things, and whether the composer asks for more. Ours; both languages."""

ASKED = """
这茶不错
这茶不错！
这个茶真不错。
这款茶很不错，喜欢
今天的茶真好喝
今天这泡茶真好喝！
今晚这壶茶太好喝了
刚才那泡茶，绝了
昨天喝的茶真不错
好茶！
好茶好茶
真是好茶
好茶，点赞👍
好喝的茶！
这茶真香
这茶很香，很好喝。
这茶👍
这茶绝了😋
这茶真棒
这茶可以
这茶还可以
这茶相当不错，推荐
这茶，赞
我觉得这茶非常好
不得不说，这茶真好喝
老王的茶不错
小李带的茶真好
阿福家的茶真好喝
陈老师送的茶很好
你的茶真好喝
你带的茶太好喝了
你泡的茶真不错
大家的茶都不错
铁观音不错
龙井真好喝
今天的龙井，好喝。
今天喝的大红袍，真不错
金骏眉好喝
东方美人，惊艳！
熟普真不错
老白茶，好喝
这生普可以
这红茶真不错
这个乌龙茶很香
那款岩茶太好喝了
昨晚的普洱真不错
这肉桂不错
这水仙好喝
肉桂真好喝
这饼老白茶很好
福鼎白茶真好喝
武夷山的茶真不错
安溪铁观音不错
云南普洱真好
西湖龙井，好茶
喜欢这茶
我喜欢这泡茶
我很喜欢今天的茶
爱了爱了，这茶
这茶我喜欢
这茶 yyds
这个 oolong 真不错
这茶太nice了
这茶好喝到哭
每次喝这茶都觉得真好
越喝越喜欢这茶
这茶不错，真的不错，非常不错
搿个茶老灵额
搿只茶老好喝个
侬个茶交关好
這茶不錯
這款茶真好喝
今天的烏龍茶很香
鐵觀音真不錯
凍頂烏龍，好喝！
東方美人太棒了
高山茶真香，好茶
你帶的茶真好喝
老張的茶很讚
Nice tea
Nice tea!
nice tea 👍
Very nice tea.
What a lovely tea!
What a lovely oolong
Great tea
Good tea today
This tea is nice
This tea is so good
this tea is amazing!!!
This is a great tea.
This is really good tea
That was a lovely cup of tea
Such a good tea
A really nice green tea
Really enjoyed this tea
I love this tea
I really like this tea
I like your tea
Your tea is lovely
Today's tea is wonderful
The tea I had this morning was great
I had a great tea today
Drinking a really nice oolong
Drinking a lovely sencha
Tieguanyin is great
This tieguanyin is great.
Love this puer
This sheng is so good
Da Hong Pao, delicious!
Darjeeling is lovely
This white tea is not bad at all
This tea tastes good
this tea smells amazing
Ming's tea is great
Yulan's oolong is so good
Best tea ever
The best tea I've ever had
Perfect tea.
Wow, this tea!! so good
10/10 this tea
Delicious tea
Mmm, good tea
Not bad, this tea
Lovely Taiwanese oolong
"""

SILENT = {
    "other things": r"""
真好喝
不错
不错不错
好喝！
今天天气真好
这部电影不错
这首歌真好听，喜欢
你的字写得真好
这个茶壶真漂亮
茶楼真不错
这家茶馆很好
茶友们真好
奶茶真好喝
抹茶蛋糕好吃
下午茶不错
绿茶婊太多
喝茶真好
茶几不错
好久不见
好的
牛肉面真好吃
凉茶好喝
茶具不错
杯子真好看
新买的建盏真好看
收到了，谢谢
Nice!
So good
Lovely weather today
Great film
This coffee is great
Nice teapot
I love my new tea tray
What a nice tea house
Great tea party
Bubble tea is great
Milk tea is so good
Good morning
Not my cup of tea
That is so nice
The tea set is lovely
Nice photo
Chai is great
Tea tree oil is great
Nice shirt
Great steak
teatime is the best
""",
    "no praise": r"""
今天喝茶
今天喝的茶是铁观音
今天喝龙井
今天喝什么茶
来一泡岩茶
茶凉了
茶到了
这茶
我的茶呢
换一泡茶
铁观音
Having tea
Drinking oolong today
Tea
This tea
My tea has arrived
Today: sencha
""",
    "questions, thanks, jokes, answers, wishes": r"""
这茶好吗
这茶好喝吗？
这茶不错吧
这茶怎么样？好喝吗
有什么好茶推荐
哪款茶好喝
谁有好茶
求好茶
谢谢你的好茶
谢谢，茶很好喝
多谢老师的好茶！
感谢大家，今天的茶真好
哈哈这茶绝了
好茶哈哈哈
这茶绝了😂
嗯，好茶
是的，好茶
确实，这茶不错
对，这茶真好
同意，这茶好喝
这茶不好喝
这茶不怎么样
这茶一般
这茶不是好茶
不喜欢这茶
想喝好茶
明天喝好茶
改天请你喝好茶
下次一起喝好茶
@阿福 这茶不错
这里的茶不错
这家店的茶真好
这茶便宜，不错
这茶包装真好看
祝大家天天有好茶
欢迎来喝好茶
我也喜欢这茶
好茶？
這茶好喝嗎
謝謝你的好茶
這裡的茶不錯
Is this tea good?
is this a good tea
Any good tea?
Which oolong is the best
Thanks for the nice tea
Thank you, lovely tea!
Lol nice tea
haha great tea
Yes, nice tea
Indeed, a great tea
I agree, this tea is great
Same here, love this tea
This tea isn't good
I don't like this tea
I want good tea
Looking for a good oolong
Let's have a nice tea tomorrow
The tea here is great
Great shop, great tea
That looks like a nice tea
Sounds like a lovely tea
@Marta nice tea
Happy birthday, have a nice tea
Hope you have good tea
Good tea, cheap
I'd love a nice oolong
""",
    "tea as such": r"""
我喜欢茶
我爱茶
茶真好
茶是好东西
红茶好喝
绿茶真不错
我喜欢乌龙茶
最喜欢岩茶
I love tea
I like oolong
Tea is great
Green tea is good
I really enjoy tea
Oolong is the best
""",
    "there is something in it": r"""
这茶不错，兰花香很明显
这茶好喝，回甘很快
这茶不错，盖碗泡的
这茶真好，5克，95度，前三泡快出
这茶好喝，是外公留下来的
这茶不错，让我想起小时候
好茶，岩韵足
好茶，耐泡，十几泡还有味
今天的茶真好，武夷山慧苑坑的肉桂，炭香里有桂皮香
这茶不错，2008年的老料
这茶像雨后的竹林，真好
今天心情好，茶也好喝
好茶难得
好茶要慢慢喝
好茶配好水
茶好人更好
好茶出好山
他们说的好茶我没见过
这茶不错，我在写作业
孩子考上大学了，今天的茶真好喝
肉桂粉做的蛋糕真好吃
水仙开得真好
佛手的文旦不错
老板换了，茶还是好
这茶真好，蜜香，杯底留香
這茶不錯，蜜香明顯
好茶，產地是阿里山，果香
产地：勐海
这茶不错\n产地：武夷山
这茶好喝\n滋味：像雨后的山
Nice tea, floral and sweet
This tea is great, brewed in a gaiwan
Lovely oolong, notes of orchid and butter
This tea is good, 5 g per 100 ml, 95 degrees
Great tea, my grandfather gave it to me
This tea reminds me of my childhood, lovely
Nice tea\nFrom: a hillside nobody knows
Nice tea\nTaste: my uncle's barn in June
Good tea is hard to find
Good tea deserves patience
Nice tea weather
Nice tea, wet dog
The exam went well and the tea is good
Green tea ice cream is lovely
Great oolong, from 2008, kept in Kunming, camphor
this tea is great with cheese
Love the tea and the company
""",
    "an answer to what is quoted": r"""
> 武夷山慧苑坑，炭香，五克九十五度\n好茶！
> Wuyi, roasted, five grams\nNice tea!
""",
}


def examples(block: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in block.strip().splitlines()]
