"""Every page of the house, and who looks at it: for the tests of all pages, and for pictures of them."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.beside import Beside, Somebody
from tests.house import OpenedHouse

SAVE = "main form .btn--main"
QUESTIONS, FIRST, ANSWER = (
    ".listen__rules summary",
    ".listen__rules label:first-of-type input",
    ".listen__rules .btn--main",
)
PASSWORD = "seven cups of old-tree tea"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: what it is called here, its path, and its reader (None: a stranger). Some are there only after something
    was chosen (selector and value), opened or ticked and a button pressed, or when the house asked about what was
    said.
    """

    name: str
    path: str
    reader: Somebody | None = None
    status: int = 200
    chooses: tuple[str, str] | None = None
    presses: str = ""
    says: str = ""
    opens: str = ""
    ticks: str = ""

    def act(self, page: Page) -> None:
        """What leads from the page that was loaded to this one."""
        if self.chooses:
            page.locator(self.chooses[0]).select_option(self.chooses[1])
        if self.opens:
            page.locator(self.opens).click()
        for one in page.locator(self.ticks).all() if self.ticks else ():
            one.check()
        if self.says:
            page.locator("#say").press_sequentially(self.says)
            page.locator(".more-tea").wait_for()
        if self.presses:
            with page.expect_navigation():
                page.locator(self.presses).click()


def pages_of(house: OpenedHouse, beside: Beside) -> list[Shown]:
    """The pages of a demo house. All readers but the guest have no language of their own: it is the browser's."""
    keeper, member = beside.known("zhanggui"), beside.known("gusongnian")
    newcomer, holder = beside.person("小满"), beside.person("惠珍", password=PASSWORD)
    stepper = beside.person("守一", password=PASSWORD)
    beside.ask("two_steps", person=stepper.id)
    removed = beside.person("德生")
    lower = beside.room(member, newcomer, removed, name="楼下", purpose="", host=member)
    beside.ask("remove", by=member.id, room=lower, person=removed.id)
    hot = beside.person("阿强")
    fast = beside.room(member, hot, name="热闹厅", purpose="话多的时候，慢慢来。", host=member)
    beside.post(member, fast, "一句一句来，都听得到。")
    beside.ask("pin", by=member.id, room=fast, seq=1)
    beside.ask("mute", by=member.id, room=fast, person=hot.id, reason="连着三回打断别人，先听听。")
    beside.ask("block", by=newcomer.id, person=removed.id)
    direct = beside.ask("open_talk", by=member.id, others=[newcomer.id])["room"]
    beside.post(newcomer, direct, "顾老师，那句话我没敢在厅里问。")
    beside.post(member, direct, "在这里问就好。")
    empty = beside.room(member, name="新开的厅")
    notice = beside.room(member, newcomer, name="告示厅", purpose="有事先看这里。", host=member)
    beside.post(newcomer, notice, "换水的日子定了吗？")
    beside.ask(
        "announce", by=member.id, room=notice, text="礼拜三换井水，头一壶大家一起尝。\n\n自己的杯子请洗干净带走。"
    )
    beside.ask("forward", by=newcomer.id, room=2, seq=3, to=notice, text="楼下有人问到这个，转过来给大家看。")
    beside.ask("forward", by=newcomer.id, room=fast, seq=1, to=notice, text="")
    beside.post(newcomer, notice, f"@{member.name} 你也来讲两句？")
    beside.ask("bring", by=member.id, room=fast, text="去年压的那饼，边上有虫眼。")
    talk, lane = "/rooms/2/", f"/rooms/{lower}/"
    beside.ask("take_back", by=member.id, room=2, seq=6)
    beside.ask(
        "edit",
        by=member.id,
        room=2,
        seq=5,
        text="岩韵不在鼻头上，在喉咙口。\n\n> 咽下去，停一停\n\n1. 数到五\n2. `再讲`",
    )
    closed = beside.room(
        member, newcomer, name="后楼密室", purpose="几位老茶客的小桌。", host=member, access="invitation"
    )
    beside.post(member, closed, "金瓜贡茶今天开，别讲出去。")
    token = beside.ask("invitation", by=member.id, room=closed, uses=400)["token"]
    asked, inside = f"/rooms/invitation/{token}/", f"/rooms/{closed}/"
    table = beside.thread(member, 2, "正岩和半岩，舌头分得出吗？", "岩茶 武夷山")
    beside.thread(member, 2, "Keeping rock tea in a damp town", "storage")
    for text in ("先看叶底，再看水路。", "我只信喉咙口的那一下。"):
        beside.post(member, 2, text, thread=table)
    hall = beside.room(member, newcomer, holder, name="书场", purpose="初一十五讲古。", host=member)
    beside.ask("open_floor", by=member.id, room=hall, teller=member.id, title="十六铺的老虎灶")
    for words in (
        "十六铺码头边上，老虎灶一开门，烟就先出来了。外婆拎两只热水瓶去，一分洋钿一瓶。",
        "灶头后面两张八仙桌，坐满了吃早茶的老伯伯。一壶茶从天不亮吃到太阳上墙。",
    ):
        beside.post(member, hall, words)
    beside.ask("put_aside", by=newcomer.id, room=hall, text="水是从黄浦江里挑的吗？", question=True)
    story = beside.ask("end_floor", by=member.id, room=hall, keeps=1)
    beside.ask("open_floor", by=member.id, room=hall, teller=member.id, title="岩茶厂里守火的那一夜")
    beside.post(member, hall, "焙间里不点灯，只看炭面上那层灰。")
    for who in (holder, newcomer):
        beside.ask("raise_hand", by=who.id, room=hall)
    beside.ask("put_aside", by=newcomer.id, room=hall, text="守一夜要翻几回？", question=True)
    beside.ask("put_aside", by=newcomer.id, room=hall, text="我家也有一只这样的焙笼。", question=False)
    loud = beside.person("阿炳")
    yard = beside.room(member, newcomer, loud, name="天井", purpose="随便坐坐。", host=member)
    for who, text in (
        (member, "明前的到了，谁要尝？"),
        (loud, "加我，另有好货，价钱好讲。"),
        (newcomer, "这是什么意思？"),
    ):
        beside.post(who, yard, text)
    reported = beside.ask("report", by=newcomer.id, room=yard, seq=2, kind="soliciting", words="连着发了三天。")
    beside.ask("report", by=member.id, room=yard, seq=2, kind="other", words="")
    tried = [("狮峰龙井", "牛栏坑肉桂", "Old-tree pu’er, 2008"), ("八点", "九点半", "随便")]
    questions = ("清明那天先开哪一款？", "几点开壶？")
    votes = beside.room(member, newcomer, loud, name="投票间", host=member)
    for question, choices, more in zip(
        questions, tried, ({"hours": 72}, {"secret": True, "several": True}), strict=True
    ):
        seq = beside.ask("poll", by=member.id, room=votes, text=question, choices=choices, more=more)["seq"]
        for who, chosen in ((member, [2]), (newcomer, [2]), (loud, [1])):
            beside.ask("vote", by=who.id, room=votes, seq=seq, chosen=chosen)
    beside.ask("poll", by=loud.id, room=votes, text="还喝吗？", choices=["喝", "不喝了"], more={})
    beside.ask("close_poll", by=member.id, room=votes, seq=3)
    alcove = beside.room(loud, holder, name="小阁", access="invitation", host=loud)
    beside.post(loud, alcove, "来私聊。")
    hidden = beside.ask("report", by=holder.id, room=alcove, seq=1, kind="insult", words="")
    rude = beside.person("阿六")
    passage = beside.room(rude, name="过道")
    beside.post(rude, passage, "你懂什么茶。")
    warned = beside.ask("report", by=keeper.id, room=passage, seq=1, kind="insult", words="")
    beside.ask("decide", by=keeper.id, case=warned["case"], act="warn", reason="对茶不对人，慢慢讲。")
    words = "祖上在武夷山做茶，我在上海喝茶。\n爱听老茶客讲山场，不爱听价钱。"
    beside.ask("speak_of_oneself", by=member.id, words=words, reads=["zh", "wuu", "en"])
    for text in ("先听听，再开口。", "先听听，再开口。\n\n- 对茶不对人\n- 卖茶的先说明自己卖茶"):
        beside.ask("write_help", by=keeper.id, slug="manners", language="zh-hans", title="我们这里的规矩", text=text)
    beside.ask(
        "add_question", by=keeper.id, section="this-house", language="zh-hans", title="茶会哪天办？", text="逢五下午。"
    )
    ear = beside.room(member, newcomer, loud, rude, name="听雨轩", purpose="先听后讲。", host=member)
    beside.ask("listens", by=member.id, room=ear, messages=20, minutes=3)
    for text in ("头一泡慢些出，茶还没醒。", "三十年前的仓味，现在闻着是木香。"):
        beside.post(member, ear, text)
    beside.ask("asks_for_seat", by=newcomer.id, room=ear)
    beside.ask("let_in", by=member.id, room=ear, person=loud.id)
    tale = beside.ask("stage", room=2)["floor"]
    kept = beside.ask("stage", room=2)["tellings"][0]
    side_hall = beside.room(member, newcomer, rude, name="偏厅", purpose="讲古的晚上，先听。", host=member)
    beside.ask("listens", by=member.id, room=side_hall, messages=20, minutes=3)
    beside.ask("open_floor", by=member.id, room=side_hall, teller=member.id, title="霉干菜和六安茶")
    beside.post(member, side_hall, "那年梅雨长，楼板下面都长了蘑菇。")
    guest = beside.person("霍曦")
    fresh = beside.person("新来的", seat="newcomer")
    porch = beside.room(member, newcomer, fresh, loud, name="门口", host=member)
    beside.post(newcomer, porch, "龙井用八十度的水，先润一润，再注到七分。")
    beside.post(member, porch, "杯子要先温过。")
    beside.ask("thank_for", by=member.id, room=porch, seq=1, words="讲得清楚，照着泡就好喝。")
    beside.ask("thank_for", by=fresh.id, room=porch, seq=1, words="")
    ugly = beside.ask("thank_for", by=loud.id, room=porch, seq=1, words="多谢多谢，要好茶加我，价钱好谈。")
    no_thanks = beside.ask("report_thanks", by=member.id, thanks=ugly["thanks"], words="这不是谢人，是拉客。")
    marta = beside.known("marta")
    beside.room(guest, newcomer, name="曦瓜亭", host=guest)
    beside.room(guest, newcomer, name="小后院", access="invitation", host=guest)
    gone = beside.person("阿远")
    bench = beside.room(gone, newcomer, name="廊下", host=newcomer)
    beside.post(gone, bench, "我要搬去别的城市了，谢谢各位这些年的茶。")
    beside.ask("leave_for_good", by=gone.id, keeps_words=True)
    ready = beside.person("收拾好的")
    beside.ask("bundle", by=ready.id)
    waits, declined = (
        beside.ask("asks_in", sign_in_name=sign_in_name, name=name, answer=answer)
        for sign_in_name, name, answer in (
            ("linyu", "林语", "顾老师在茶会上提起这里。平常喝岩茶，想听听懂的人怎么讲。"),
            ("xiaoqian", "小钱", "听说这里能谈生意。"),
        )
    )
    beside.ask("decides_at_the_door", by=keeper.id, asking=declined["asking"], reason="这里只谈茶，生意请到别处。")
    at_counter = beside.ask("invites", by=keeper.id, label="柜台")["token"]
    beside.ask("changes_customs", by=keeper.id, name="tea-shop", note="柜台边聊得急，规矩松一点。")
    beside.ask("changes_customs", by=keeper.id, name="tea-club", note="还是茶会的样子好。")
    beside.ask("asks_about_rules", by=keeper.id)
    link = re.search(r"/link/\S+", house.run("signin-link", holder.sign_in_name))
    assert link is not None
    return [
        Shown("entrance", "/"),
        Shown("entrance-member", "/", member),
        Shown("about", "/about/"),
        Shown("install", "/install/"),
        Shown("install-member", "/install/", member),
        Shown("offline", "/offline/zh-hans/"),
        Shown("components", "/components/"),
        Shown("software", "/about/software/"),
        Shown("licences", "/about/software/django/"),
        Shown("help", "/help/"),
        Shown("help-nothing", "/help/?q=咖啡机"),
        Shown("help-answer", "/help/speaking-of-a-tea/"),
        Shown("help-change", "/help/change/", keeper),
        Shown("help-new", "/help/change/new/question/", keeper),
        Shown("help-edit", "/help/change/manners/zh-hans/", keeper),
        Shown("guide", "/help/keeper/", keeper),
        Shown("guide-chapter", "/help/keeper/a-real-address/", keeper),
        Shown("signin", "/signin/"),
        Shown("join", "/join/"),
        Shown("link", link[0]),
        Shown("link-over", "/link/nobody/", status=410),
        Shown("not-found", "/nowhere/", status=404),
        *(Shown(f"walk-{step}", f"/welcome/{step}/", newcomer) for step in range(1, 5)),
        Shown("walk-since", "/welcome/since/", newcomer),
        Shown("walk-received", "/welcome/4/", marta),
        Shown("receiving", "/me/receiving/", keeper),
        Shown("receiving-newcomers", "/me/receiving/", member),
        Shown("receiving-not-yet", "/me/receiving/", newcomer),
        Shown("rooms-stranger", "/rooms/"),
        Shown("rooms-member", "/rooms/", member),
        Shown("room-stranger", talk),
        Shown("room-newcomer", talk, newcomer),
        Shown("room-member", talk, member),
        Shown("room-host", lane, member),
        Shown("room-listening", f"/rooms/{ear}/", rude),
        Shown("room-listening-asked", f"/rooms/{ear}/", newcomer),
        Shown("room-listening-host", f"/rooms/{ear}/", member),
        Shown("room-listening-questions", f"/rooms/{ear}/", rude, opens=QUESTIONS),
        Shown("room-listening-wrong", f"/rooms/{ear}/", rude, opens=QUESTIONS, ticks=FIRST, presses=ANSWER),
        Shown("people-listening", f"/rooms/{ear}/people/", member),
        Shown("let-in", "/me/let-in/", member),
        Shown("let-in-nobody", "/me/let-in/", newcomer),
        Shown("let-in-not-yet", "/me/let-in/", fresh),
        Shown("desk-vouching", "/desk/vouching/", keeper),
        Shown("room-muted", f"/rooms/{fast}/", hot),
        Shown("people-muted", f"/rooms/{fast}/people/", member),
        Shown("rooms-removed", "/rooms/", removed),
        Shown("room-empty", f"/rooms/{empty}/", member),
        Shown("room-more-tea", f"/rooms/{empty}/", member, says="这茶不错"),
        Shown("room-closed", lane, removed, status=404),
        Shown("floor-teller", f"/rooms/{hall}/", member),
        Shown("floor-listener", f"/rooms/{hall}/", newcomer),
        Shown("floor-page", f"/rooms/{hall}/floor/", newcomer),
        Shown("floor-open", f"{lane}floor/", member),
        Shown("story", f"/rooms/{hall}/floor/{story['floor']}/", newcomer),
        Shown("story-teller", f"/rooms/{hall}/floor/{story['floor']}/", member),
        Shown("story-edit", f"/rooms/{hall}/floor/{story['floor']}/{story['telling']}/", member),
        Shown("story-demo", f"/rooms/2/floor/{tale}/"),
        Shown("story-demo-member", f"/rooms/2/floor/{tale}/", newcomer),
        Shown("story-demo-edit", f"/rooms/2/floor/{tale}/{kept}/", beside.known("yansheng")),
        Shown("stories", "/rooms/2/floor/", newcomer),
        Shown("floor-by-who-listens", f"/rooms/{side_hall}/", rude),
        Shown("message", "/rooms/2/3/", member),
        Shown("message-mine", "/rooms/2/5/", member),
        Shown("threads", f"{talk}threads/", member),
        Shown("threads-stranger", f"{talk}threads/"),
        Shown("threads-empty", f"/rooms/{empty}/threads/", member),
        Shown("thread", f"{talk}threads/{table}/", member),
        Shown("thread-stranger", f"{talk}threads/{table}/"),
        Shown("open-thread", f"{talk}threads/new/", member),
        Shown("thread-settings", f"{talk}threads/{table}/settings/", member),
        Shown("move", f"{inside}1/move/", member),
        Shown("forward", f"{talk}3/forward/", member),
        Shown("forward-nowhere", f"{inside}1/forward/", newcomer),
        Shown("room-notice", f"/rooms/{notice}/", newcomer),
        Shown("room-notice-host", f"/rooms/{notice}/", member),
        Shown("message-notice", f"/rooms/{notice}/2/", member),
        Shown("message-gone", "/rooms/2/6/", member),
        Shown("people", f"{talk}people/", member),
        Shown("people-host", f"{lane}people/", member),
        Shown("settings", f"{lane}settings/", member),
        Shown("room-by-invitation", inside, member),
        Shown("room-by-invitation-keeper", inside, keeper, status=404),
        Shown("rooms-keeper", "/rooms/", keeper),
        Shown("closed-rooms", "/rooms/closed/", keeper),
        Shown("room-invitations", f"{inside}invitations/", member),
        Shown("room-invitation-written", f"{inside}invitations/", member, presses=SAVE),
        Shown("room-opening", f"{inside}settings/", member, chooses=("[name=access]", "members"), presses=SAVE),
        Shown("room-invitation-stranger", asked),
        Shown("room-invitation-member", asked, holder),
        Shown("room-invitation-over", "/rooms/invitation/nobody/", holder, status=410),
        Shown("room-votes", f"/rooms/{votes}/", member),
        Shown("votes", f"/rooms/{votes}/1/votes/", member),
        Shown("votes-secret", f"/rooms/{votes}/2/votes/", member),
        Shown("votes-closed", f"/rooms/{votes}/3/votes/", newcomer),
        Shown("ask", f"/rooms/{votes}/poll/", member),
        Shown("person", f"/people/{newcomer.id}/", member),
        Shown("person-who-speaks", f"/people/{member.id}/", newcomer),
        Shown("person-who-receives", f"/people/{member.id}/", marta),
        Shown("person-for-keeper", f"/people/{member.id}/", keeper),
        Shown("said", f"/people/{member.id}/said/", newcomer),
        Shown("everybody", "/people/", member),
        Shown("everybody-nobody", "/people/?name=zzz", newcomer),
        Shown("about-me", "/me/profile/", member),
        Shown("about-me-preview", "/me/profile/", newcomer, presses="main form .btn--plain[name=preview]"),
        Shown("person-unheard", f"/people/{removed.id}/", newcomer),
        Shown("block", f"/people/{newcomer.id}/block/", member),
        Shown("blocked", "/me/blocked/", newcomer),
        Shown("blocked-nobody", "/me/blocked/", member),
        Shown("direct-talk", f"/rooms/{direct}/", member),
        Shown("direct-choose", "/rooms/direct/", member),
        Shown("open-room", "/rooms/new/", keeper),
        Shown("report", f"/report/{reported['about']}/", keeper),
        Shown("report-thanks", f"/report/{no_thanks['about']}/", newcomer),
        Shown("report-told", f"/report/{reported['about']}/", member),
        Shown("desk", "/desk/", keeper),
        Shown("desk-case", f"/desk/{reported['case']}/", keeper),
        Shown("desk-case-closed", f"/desk/{hidden['case']}/", keeper),
        Shown("desk-case-thanks", f"/desk/{no_thanks['case']}/", keeper),
        Shown("desk-case-decided", f"/desk/{warned['case']}/", keeper),
        Shown("desk-audit", "/desk/audit/", keeper),
        Shown("desk-away", "/desk/away/", keeper),
        Shown("notices", "/notices/", rude),
        Shown("rooms-told", "/rooms/", rude),
        Shown("notices-none", "/notices/", holder),
        Shown("notices-thanked", "/notices/", newcomer),
        Shown("my-seat-new", "/me/seat/", fresh),
        Shown("my-seat", "/me/seat/", member),
        Shown("my-seat-guest", "/me/seat/", marta),
        Shown("seats", "/seats/"),
        Shown("room-new", f"/rooms/{porch}/", fresh),
        Shown("thank-for", f"/rooms/{porch}/2/thanks/", newcomer),
        Shown("thanked-for", f"/rooms/{porch}/1/thanks/", member),
        Shown("thanks", f"/people/{newcomer.id}/thanks/", member),
        Shown("thanks-mine", f"/people/{member.id}/thanks/", member),
        Shown("name-elder", f"/people/{newcomer.id}/elder/", member),
        Shown("set-back", f"/desk/seat/{newcomer.id}/", keeper),
        Shown("too-early", "/rooms/new/", fresh, status=409),
        Shown("invite-friends", "/house/invitations/", newcomer),
        Shown("me", "/me/", member),
        Shown("at-table", "/me/table/", member),
        Shown("looks", "/me/looks/", member),
        Shown("others", "/me/others/", member),
        Shown("ways-in", "/me/ways-in/", holder),
        Shown("sign-ins", "/me/sign-ins/", holder),
        Shown("again", "/me/again/", holder),
        Shown("passkeys", "/me/passkeys/", holder),
        Shown("two-steps", "/me/two-steps/", holder),
        Shown("code-app", "/me/two-steps/app/", holder),
        Shown("two-steps-chosen", "/me/two-steps/", stepper),
        Shown("recovery-codes", "/me/two-steps/", stepper, presses="form[action$='/codes/'] .btn"),
        Shown("mail", "/me/mail/", holder),
        Shown("lost", "/signin/lost/"),
        Shown("mail-link-over", "/mail/nobody/", status=410),
        Shown("leave", "/me/leave/", holder),
        Shown("leave-ready", "/me/leave/", ready),
        Shown("leave-for-good", "/me/leave/for-good/", guest),
        Shown("farewell", "/farewell/"),
        Shown("room-left", f"/rooms/{bench}/", newcomer),
        Shown("me-keeper", "/me/", keeper),
        Shown("password", "/me/password/", holder),
        Shown("no-password", "/me/password/", member),
        Shown("signout", "/signout/", member),
        Shown("keeper", "/house/", keeper),
        Shown("keeper-people", "/house/people/", keeper),
        Shown("keeper-invitations", "/house/invitations/", keeper),
        Shown("keeper-words", "/house/words/", keeper),
        Shown("keeper-languages", "/house/languages/", keeper),
        Shown("keeper-way-in", "/house/way-in/", keeper),
        Shown("house-rules", "/house-rules/"),
        Shown("customs", "/house/customs/", keeper),
        Shown("customs-change", "/house/customs/change/", keeper),
        Shown("customs-try", "/house/customs/", keeper, presses="main .customs__sets li:last-child button"),
        Shown("customs-log", "/house/customs/log/", keeper),
        Shown("keeper-hand-over", f"/house/hand-over/{member.id}/", keeper),
        Shown("keeper-branch", f"/house/tree/{member.id}/", keeper),
        Shown("keeper-poster", f"/house/poster/{at_counter}/", keeper),
        Shown("keeper-backups", "/house/backups/", keeper),
        Shown("keeper-jobs", "/house/jobs/", keeper),
        Shown("asking-desk", "/house/asking/", keeper),
        Shown("asking", f"/asking/{waits['token']}/"),
        Shown("asking-declined", f"/asking/{declined['token']}/"),
        Shown("keeper-storage", "/house/storage/", keeper),
        Shown("brought", "/me/brought/", member),
        Shown("brought-nothing", "/me/brought/", newcomer),
        Shown("keeper-address", "/house/address/", keeper),
        Shown("keeper-invitation-written", "/house/invitations/", keeper, presses=SAVE),
    ]
