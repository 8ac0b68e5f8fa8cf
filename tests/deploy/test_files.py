"""The files of deploy/: each command, variable and source that they name exists, and their programs accept them."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from chalou.server.command import COMMANDS, main
from chalou.server.configuration import TABLE
from tests.deploy.caddy import DEPLOY
from tests.house import CHECKOUT
from tools import run_only

PROGRAM = "/opt/chalou/bin/chalou"
MOST_EXPOSED = 1.5
"""systemd's own measure, from 0 to 10; an ordinary service has 9.6."""

FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = [path for path in FILES if path.suffix == ".service"]


def called(unit: Path) -> list[str]:
    """What a unit runs."""
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return shlex.split(line)


def test_there_is_something_to_look_at():
    assert {"Caddyfile", "Containerfile", "chalou.service", "chalou.env", "teahouse"} <= {path.name for path in FILES}
    assert len(UNITS) == 4


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is(unit, capsys):
    program, command, *options = called(unit)
    assert (program, command in COMMANDS) == (PROGRAM, True)
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    assert [option for option in options if option.startswith("--") and option not in told] == []


def test_every_variable_exists():
    known = {setting.name for setting in TABLE} | {f"{setting.name}_FILE" for setting in TABLE if setting.secret}
    named = {
        (path.name, name)
        for path in [*FILES, CHECKOUT / "docs" / "deploying.md", *(CHECKOUT / "docs").glob("keepers-guide*.md")]
        for name in re.findall(r"CHALOU_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert named
    assert {(file, name) for file, name in named if name not in known} == set()


def test_one_house_and_the_parts_of_a_split_one_are_shut_in_alike():
    """systemd knows no inclusion, so the same lines stand in two files."""

    def kept(path: Path) -> list[str]:
        service = path.read_text(encoding="utf-8").partition("[Service]")[2].partition("\n[")[0]
        lines = [line for line in service.splitlines() if line and not line.startswith("#")]
        secrets = ("ExecStart=", "LoadCredential=", "Environment=CHALOU_DATABASE", "Environment=CHALOU_REDIS")
        return [line for line in lines if not line.startswith((*secrets, "Environment=CHALOU_SECRET"))]

    assert kept(DEPLOY / "chalou.service") == kept(DEPLOY / "split" / "chalou-.service.d" / "house.conf")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as systemd finds them, with a program that exists."""
    for path in [*UNITS, DEPLOY / "split" / "chalou.target", DEPLOY / "split" / "chalou-.service.d" / "house.conf"]:
        folder = tmp_path / ("chalou-.service.d" if path.suffix == ".conf" else "")
        folder.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8").replace(PROGRAM, shutil.which("true") or "/bin/true")
        (folder / path.name).write_text(text, encoding="utf-8")
    for template in ("web", "live"):
        for number in (1, 2):
            (tmp_path / f"chalou-{template}@{number}.service").symlink_to(tmp_path / f"chalou-{template}@.service")
    return tmp_path


def systemd(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd on this machine")
    return subprocess.run(
        [program, *words],
        env={"SYSTEMD_UNIT_PATH": f"{installed}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_systemd_accepts_the_units(installed):
    names = ["chalou.service", "chalou-relay.service", "chalou-web@1.service", "chalou-live@2.service", "chalou.target"]
    done = systemd(installed, "verify", *(str(installed / name) for name in names))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["chalou.service", "chalou-relay.service", "chalou-web@1.service"])
def test_systemd_finds_them_well_shut_in(installed, name):
    done = systemd(installed, "security", "--offline=true", f"--threshold={round(MOST_EXPOSED * 10)}", name)
    assert done.returncode == 0, done.stdout[-3000:]


def test_nothing_is_lost_between_the_ports_of_the_units_and_of_caddy():
    units = {name: called(DEPLOY / "split" / f"chalou-{name}@.service")[-1] for name in ("web", "live")}
    ports = {units[name].replace("%i", number) for name in units for number in "12"}
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / "split" / "Caddyfile").read_text(encoding="utf-8"))) == ports


@pytest.mark.parametrize("file", ["Caddyfile", "split/Caddyfile"])
def test_caddy_accepts_its_files_and_their_form(file, tmp_path):
    for words in (["validate", "--adapter", "caddyfile"], ["fmt"]):
        said = subprocess.run(
            ["caddy", words[0], *(["--config"] if words[0] == "validate" else []), str(DEPLOY / file), *words[1:]],
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        assert 'level":"warn' not in said.stderr, said.stderr
    assert said.stdout == (DEPLOY / file).read_text(encoding="utf-8"), "caddy fmt --overwrite"


def test_the_shell_accepts_its_file():
    subprocess.run(["sh", "-n", DEPLOY / "teahouse"], check=True)
    assert (DEPLOY / "teahouse").stat().st_mode & 0o111


def steps() -> list[tuple[str, str]]:
    """The steps of the Containerfile: (word, rest), lines joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    joined = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def test_the_container_is_made_of_what_there_is():
    copied = [shlex.split(rest) for word, rest in steps() if word == "COPY"]
    sources = [name for one in copied if not one[0].startswith("--from") for name in one[:-1]]
    assert [name for name in sources if not (CHECKOUT / name).exists()] == []
    # What the wheel is built from, and nothing of a house that may stand beside it.
    assert {"pyproject.toml", "hatch_build.py", "chalou", "requirements.lock", "tools"} <= set(sources)
    assert "." not in sources


def test_the_container_runs_the_house_as_nobody_in_particular():
    last = dict(steps())
    assert last["USER"] == "chalou"
    assert (last["ENTRYPOINT"], last["CMD"]) == (f'["{PROGRAM}"]', '["open"]')
    assert last["VOLUME"] == "/var/lib/chalou"
    assert "/health/alive" in last["HEALTHCHECK"]
    assert [rest for word, rest in steps() if word == "FROM" and "python:3.11-slim-bookworm" not in rest] == []


def test_the_container_holds_what_runs_and_not_what_makes():
    kept = run_only.page()
    names = set(re.findall(r"^([\w.-]+)==", kept, re.MULTILINE))
    assert {"django", "uvicorn", "psycopg", "psycopg-binary", "redis", "hiredis", "structlog", "cffi"} <= names
    assert not names & {"pytest", "playwright", "mypy", "ruff", "hatchling", "babel", "pip-tools", "pip", "build"}
    assert all(f"{name}==" in kept and "--hash=sha256:" in kept for name in names)
