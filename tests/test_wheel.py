"""What is installed from the wheel, in an empty environment far from the checkout, is a whole house."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.source import ROOT, files, named
from tests.services import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def environment_of(data: Path, port: int) -> dict[str, str]:
    """A shell that knows nothing of the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHALOU_", "DJANGO_", "PYTHON"))}
    return {**kept, "CHALOU_DATA": str(data), "CHALOU_PORT": str(port)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is under version control, as a clone has it: without anything compiled or left lying about."""
    clone, made = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("wheel")
    for path in files():
        copy = clone / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(clone)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = made.glob("*.whl")
    return wheel


def test_the_wheel_has_everything_but_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert not [name for name in names if "/tests/" in name or not name.startswith(("chalou/", "chalou-"))]
    needed = {
        named(path)
        for path in files()
        if path.is_relative_to(ROOT / "chalou") and "tests" not in path.parts and path.name != "README.md"
    }
    assert needed <= names
    assert {f"{name.removesuffix('.po')}.mo" for name in needed if name.endswith(".po")} <= names
    guide = "chalou/help/guide_text"
    assert {f"{guide}/keepers-guide.md", f"{guide}/keepers-guide.zh.md", f"{guide}/pictures/setup.zh.webp"} <= names
    (licence,) = (name for name in names if name.endswith("/LICENSE"))
    assert b"Apache License" in zipfile.ZipFile(wheel).read(licence)


@pytest.fixture(scope="module")
def chalou(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed as a keeper would install it."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    locked = home / "locked.txt"
    # The versions that are tested; pip then finds most of them in its cache.
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked.write_text("\n".join(re.findall(r"^[\w.-]+==\S+", lock, flags=re.MULTILINE)), encoding="utf-8")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", locked, wheel],
        cwd=home,
        env=environment_of(home, 0),
        check=True,
    )
    return home / "bin" / "chalou"


@pytest.fixture
def address(chalou: Path, tmp_path: Path) -> Iterator[str]:
    """A demo house, filled and opened by the installed command."""
    port = free_port()
    environment = environment_of(tmp_path / "data", port)
    filled = subprocess.run(
        [chalou, "demo"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert filled.returncode == 0, filled.stdout + filled.stderr
    assert len(re.findall(r"/link/[\w-]+/", filled.stdout)) == 2
    with (tmp_path / "log").open("wb") as log:
        house = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", chalou, "open"],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + 60
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                assert house.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < until, (tmp_path / "log").read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        house.send_signal(signal.SIGINT)
        assert house.wait(timeout=20) == 0
        assert "Traceback" not in (tmp_path / "log").read_text()
    finally:
        house.kill()
        house.wait()


def fetched(url: str, language: str = "zh-CN,zh;q=0.9") -> tuple[int, str, str]:
    asked = urllib.request.Request(url, headers={"Accept-Language": language})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.status, answer.headers["Content-Type"], answer.read().decode()


def test_the_installed_house_is_styled_and_speaks_chinese_and_english(address):
    status, kind, page = fetched(f"{address}/")
    assert status == 200
    assert kind.startswith("text/html")
    assert 'lang="zh-Hans"' in page
    _, _, about = fetched(f"{address}/about/")
    _, _, in_english = fetched(f"{address}/about/", language="en")
    assert re.search(r"[\u4e00-\u9fff]{4}", about)
    assert 'lang="en"' in in_english
    assert about != in_english
    sheets = re.findall(r'<link[^>]+href="([^"]+\.css)"', page)
    assert sheets
    for sheet in sheets:
        status, kind, css = fetched(f"{address}{sheet}")
        assert status == 200
        assert kind.startswith("text/css")
        assert "{" in css
    for script in re.findall(r'<script[^>]+src="([^"]+)"', page):
        assert fetched(f"{address}{script}")[0] == 200
