"""/health and /metrics of a house that runs: what they say, and to whom."""

import json
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from chalou.server.seeing.metrics import FIGURES
from tests.environment import ON
from tests.making import PASSWORD
from tests.sweep.visitors import Visited, Web
from tools import generated, metrics_page

PASSED_ON = (
    *({"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Host": "tea.example.org"}),
    *({"Forwarded": "for=198.51.100.7"}, {"X-Real-IP": "198.51.100.7"}, {"Via": "1.1 somewhere"}),
    # What a proxy that adds nothing still passes on; and a page elsewhere whose name leads to this machine.
    {"Host": "tea.example.org"},
)


def figures(place: Visited) -> dict[str, float]:
    """The value of each sample by its name and labels, as they would be written in a question to Prometheus."""
    answer = Web(place.house).ask("GET", "/metrics")
    assert answer.status == 200
    return {
        sample.name + "".join(f"{{{name}={value}}}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_house_that_is_well_says_so_and_to_its_own_machine_why(place):
    answer = Web(place.house).ask("GET", "/health")
    assert answer.status == 200
    checks = {"writer", "database", "disk"} | ({"bus"} if ON == "postgres" else set())
    assert set(answer.json["checks"]) == checks
    assert all(check["ok"] for check in answer.json["checks"].values())
    assert (answer.json["ok"], answer.json["process"]) == (True, "open")
    assert Web(place.house).ask("GET", "/health/alive").json["checks"] == {"writer": {"ok": True}}


@pytest.mark.parametrize("headers", PASSED_ON, ids=lambda headers: next(iter(headers)))
@pytest.mark.parametrize("path", ["/health", "/health/alive"])
def test_strangers_hear_one_word(place, path, headers):
    answer = Web(place.house).ask("GET", path, headers=headers)
    assert (answer.status, answer.text) == (200, '{"ok": true}')


@pytest.mark.parametrize("headers", PASSED_ON, ids=lambda headers: next(iter(headers)))
def test_what_came_through_a_proxy_sees_no_figures(place, headers):
    answer = Web(place.house).ask("GET", "/metrics", headers=headers)
    assert answer.status in (400, 404)
    assert b"chalou_" not in answer.body.replace(b"chalou_csrf", b"")


@pytest.mark.parametrize("path", ["/health", "/health/alive", "/metrics"])
def test_nobody_keeps_what_they_say_and_nobody_is_given_a_session(place, path):
    answer = Web(place.house, place.world.cookies["keeper"]).ask("GET", path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Set-Cookie"] is None
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert Web(place.house).ask("HEAD", path).body == b""


def test_what_happens_is_counted(place):
    before = figures(place)
    assert "chalou_connections" in before
    with place.seat("seated") as seated, place.seat("host") as host:
        seated.opens(place.world.public)
        host.opens(place.world.public)
        for number in range(3):
            assert seated.posts(place.world.public, f"第{number}杯")["is"] == "ack"
            host.hears("message", text=f"第{number}杯")
        assert seated.posts(place.world.public, "  ")["is"] == "refused"
        now = figures(place)
    assert place.tried("house-person", "a wrong password").status == 200
    assert place.tried("house-person", PASSWORD).status == 302
    place.web("seated").get(f"/rooms/{place.world.public}/")
    after = figures(place)

    def grew(name: str, values: dict[str, float] = after) -> float:
        return values.get(name, 0) - before.get(name, 0)

    assert grew("chalou_posts_written_total") == 3
    assert grew("chalou_post_wait_seconds_count") == 3
    assert grew("chalou_posts_refused_total{why=empty}") == 1
    assert grew("chalou_frames_total") == 3
    assert grew("chalou_deliveries_total") == 6
    assert (grew("chalou_connections", now), grew("chalou_people_connected", now)) == (2, 2)
    assert grew("chalou_sign_ins_total{how=failed}") == 1
    assert grew("chalou_sign_ins_total{how=ok}") == 1
    assert grew("chalou_page_seconds_count{status=2xx}{view=chat:room}") == 1
    assert after["chalou_writer_queue_messages"] == 0
    assert after["chalou_loop_lag_seconds_count"] > 0
    assert after["chalou_disk_free_bytes"] > 0
    if ON == "postgres":
        assert after["chalou_bus_joined"] == 1
        assert grew("chalou_bus_published_total") >= 3
    else:
        assert after["chalou_database_bytes"] > 0


def test_no_figure_says_who_or_where(place):
    place.web("keeper").get("/house/people/")
    place.web("seated").get("/no/such/page/13/")
    text = Web(place.house).ask("GET", "/metrics").text
    assert "/" not in "".join(re.findall(r"\{[^}]*\}", text)), "an address"
    for who in ("seated-person", "秋月", "127.0.0.1"):
        assert who not in text


def test_every_figure_is_in_the_page_and_every_figure_of_the_page_is_there(place):
    shown = set(re.findall(r"^# TYPE (\w+)", Web(place.house).ask("GET", "/metrics").text, re.MULTILINE))
    ours = {figure.name.removesuffix("_total") if figure.kind != "counter" else figure.name for figure in FIGURES}
    assert {name for name in shown if name.startswith("chalou_")} == ours
    assert {name.partition("_")[0] for name in shown} == {"chalou", "process", "python"}
    page = (generated.DOCS / "metrics.md").read_text(encoding="utf-8")
    assert page == metrics_page.page(), "make pages"
    assert [figure.name for figure in FIGURES if f"`{figure.name}" not in page] == []


def test_the_log_is_an_object_a_line(place):
    place.web("seated").get("/rooms/1000000/")
    lines = [line for line in place.log().splitlines() if line.startswith("{")]
    noted = [json.loads(line) for line in lines]
    assert noted, place.log()
    for line in noted:
        assert {"time", "level", "logger", "event", "process"} <= set(line), line
        assert line["process"] == "open"
    found = [line for line in noted if line["logger"] == "django.request"]
    assert any("request" in line for line in found)
    assert all(set(line) <= {"time", "level", "logger", "event", "process", "request", "fault"} for line in found)
