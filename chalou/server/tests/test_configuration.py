"""Settings: every one is read, and every bad one is named."""

from pathlib import Path

import pytest

from chalou.server.configuration import TABLE, BadSetting, read
from chalou.server.settings import mail

BAD = {
    "CHALOU_DATA": ["~nobody-of-that-name/x", "/etc/hostname", "a\0b"],
    "CHALOU_HOST": ["", "a b", "http://x/"],
    "CHALOU_PORT": ["", "x", "-1", "65536", "80.5"],
    "CHALOU_URL": [
        *("tea.example.org", "ftp://tea.example.org", "https://", "https://tea.example.org/path", "https://a.b:x"),
        *("https://a.b:99999", "https://[::1", "https://a.b?x", "https://a.b#x", "https://me:secret@a.b"),
    ],
    "CHALOU_TRUSTED_PROXIES": ["proxy", "10.0.0.1, x", "10.0.0.0/99"],
    "CHALOU_DATABASE_URL": ["mysql://x/y", "x", "postgresql://host", "postgresql://u:hunter2@host:x/name"],
    "CHALOU_MOVE_TO": ["mysql://x/y", "x", "postgresql://host", "postgresql://u:hunter2@host:x/name"],
    "CHALOU_BACKUPS_KEPT": ["", "-1", "many", "1.5"],
    "CHALOU_REDIS_URL": ["http://x", "x", "redis://:hunter2@host:x"],
    "CHALOU_SECRET_KEY": ["hunter2"],
    "CHALOU_TIME_ZONE": ["", "Nowhere", "../etc/passwd"],
    **{
        name: ["", "0", "-1", "many", "1.5"]
        for name in (
            *("CHALOU_PAGE_THREADS", "CHALOU_POSTS_PER_MINUTE", "CHALOU_POST_BURST"),
            *("CHALOU_MESSAGE_LENGTH", "CHALOU_EVENT_DAYS", "CHALOU_BACKUP_HOURS"),
            *("CHALOU_UPLOAD_MB", "CHALOU_MEDIA_MB_PERSON", "CHALOU_MEDIA_MB_HOUSE"),
        )
    },
    "CHALOU_OFFLINE": ["", "maybe", "Yes", "1"],
    "CHALOU_MAIL_URL": [
        *("mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:hunter2@host:x", "smtp://host/path"),
        *("smtp://u:hunter2@host?tls=maybe", "smtps://u:hunter2@host"),
    ],
    "CHALOU_MAIL_FROM": ["tea", "Tea <>", "tea@", "茶 <a b@c.d>"],
    "CHALOU_LOG_LEVEL": ["", "loud", "INFO"],
    "CHALOU_LOG_FORM": ["", "xml", "JSON"],
    "CHALOU_METRICS_FROM": ["everybody", "10.0.0.1, x"],
}


def test_every_setting_has_bad_values_here():
    assert set(BAD) == {setting.name for setting in TABLE}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_named_and_a_secret_is_not_shown(name, value):
    with pytest.raises(BadSetting, match=name) as raised:
        read({name: value})
    assert "hunter2" not in str(raised.value)


def test_without_any_it_is_a_small_house_on_this_machine():
    configuration = read({"HOME": "/", "PATH": ""})
    assert configuration.address == "http://127.0.0.1:8000"
    assert (configuration.database_url, configuration.redis_url, configuration.secret_key) == ("", "", "")
    assert configuration.data == Path("data").resolve()


def test_good_values_are_read():
    configuration = read(
        {
            "CHALOU_DATA": "/tmp/./tea",
            "CHALOU_HOST": "::1",
            "CHALOU_PORT": "0",
            "CHALOU_TRUSTED_PROXIES": " 127.0.0.1 ,10.0.0.0/8,, ::1",
            "CHALOU_DATABASE_URL": "postgresql://u:p@h:5432/name",
            "CHALOU_REDIS_URL": "redis://h:6379/1",
            "CHALOU_POST_BURST": "3",
            "CHALOU_LOG_LEVEL": "debug",
        }
    )
    assert configuration.data == Path("/tmp/tea")
    assert configuration.address == "http://[::1]:0"
    assert configuration.trusted_proxies == ("127.0.0.1", "10.0.0.0/8", "::1")
    assert (configuration.post_burst, configuration.log_level) == (3, "debug")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://tea.example.org", "https://tea.example.org"),
        ("https://Tea.example.org:8443/", "https://tea.example.org:8443"),
        ("https://tea.example.org:443", "https://tea.example.org"),
        ("http://tea.example.org:80", "http://tea.example.org"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_people_type(given, address):
    assert read({"CHALOU_URL": given}).address == address


@pytest.mark.parametrize("name", ["CHALOU_PROT", "CHALOU_", "CHALOU_PORT_FILE", "CHALOU_TEST_ON"])
def test_an_unknown_setting_is_named(name):
    with pytest.raises(BadSetting, match=name):
        read({name: "1"})


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("k" * 40 + "\n", encoding="utf-8")
    assert read({"CHALOU_SECRET_KEY_FILE": str(file)}).secret_key == "k" * 40
    for secret in (setting for setting in TABLE if setting.secret):
        with pytest.raises(BadSetting, match=f"{secret.name} and {secret.name}_FILE"):
            read({secret.name: "", f"{secret.name}_FILE": str(file)})
        with pytest.raises(BadSetting, match=f"{secret.name}_FILE"):
            read({f"{secret.name}_FILE": str(tmp_path / "nothing")})
        with pytest.raises(BadSetting, match=f"{secret.name}_FILE"):
            read({f"{secret.name}_FILE": str(tmp_path)})
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(BadSetting, match="CHALOU_SECRET_KEY_FILE"):
        read({"CHALOU_SECRET_KEY_FILE": str(file)})
    file.write_text("hunter2", encoding="utf-8")
    with pytest.raises(BadSetting, match="CHALOU_SECRET_KEY") as raised:
        read({"CHALOU_SECRET_KEY_FILE": str(file)})
    assert "hunter2" not in str(raised.value)


def test_letters_need_somebody_they_are_from_and_an_address_for_their_links():
    letters = {
        "CHALOU_MAIL_URL": "smtps://tea:hunter2@mail.example.org",
        "CHALOU_MAIL_FROM": "九曲茶楼 <tea@example.org>",
    }
    configuration = read({**letters, "CHALOU_URL": "https://tea.example.org"})
    assert configuration.mail_from == "九曲茶楼 <tea@example.org>"
    for missing in ("CHALOU_MAIL_FROM", "CHALOU_URL"):
        with pytest.raises(BadSetting, match=missing):
            read(
                {
                    name: value
                    for name, value in {**letters, "CHALOU_URL": "https://t.example"}.items()
                    if name != missing
                }
            )


@pytest.mark.parametrize(
    ("url", "port", "from_the_start", "starttls"),
    [
        ("smtp://u:p%40ss@mail.example.org", 587, False, True),
        ("smtp://mail.example.org:2525", 2525, False, True),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp://127.0.0.1:1025", 1025, False, False),
        ("smtp://relay:25?tls=no", 25, False, False),
    ],
)
def test_letters_travel_sealed_unless_the_server_is_this_machine(url, port, from_the_start, starttls):
    read_as = mail(url)
    assert (read_as["PORT"], read_as["USE_SSL"], read_as["USE_TLS"]) == (port, from_the_start, starttls)
    assert read_as["HOST_PASSWORD"] in ("p@ss", "")
