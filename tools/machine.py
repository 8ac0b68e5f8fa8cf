"""Is everything on this machine that is needed to `make run` or `make test`? Run by the system's own Python, without
any package: `python3 tools/machine.py venv` or `… test`.

As root on Debian it installs what is missing. Otherwise it prints the one line to type, and stops.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

OLDEST = (3, 11)


def has_venv() -> bool:
    """Debian splits `venv` from Python; what is then missing is `ensurepip`."""
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def has_postgresql() -> bool:
    """Debian keeps the server's programs outside PATH, one folder for each version."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def has_redis() -> bool:
    return any(shutil.which(name) for name in ("redis-server", "valkey-server"))


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def has_chinese_font() -> bool:
    """Without one the browser tests would measure little boxes."""
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


def can_compile() -> bool:
    """Whether a C program is made of one, C library and all: some tests need a machine with a bad disk."""
    if shutil.which("gcc") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            ["gcc", "-shared", "-fPIC", "-x", "c", "-o", str(Path(folder, "made.so")), "-"],
            input='#include <stdio.h>\nvoid say(void) { puts("tea"); }\n',
            capture_output=True,
            text=True,
            check=False,
        )
    return made.returncode == 0


NEEDS: dict[str, tuple[tuple[str, Callable[[], bool]], ...]] = {
    "venv": (("python3-venv", has_venv),),
    "test": (
        ("caddy", lambda: shutil.which("caddy") is not None),
        ("chromium", has_chromium),
        ("gcc", lambda: shutil.which("gcc") is not None),
        ("libc6-dev", can_compile),
        ("fontconfig", lambda: shutil.which("fc-list") is not None),
        ("fonts-noto-cjk", has_chinese_font),
        ("postgresql", has_postgresql),
        ("redis-server", has_redis),
    ),
}


def missing(purpose: str) -> list[str]:
    """The names of Debian's packages that are still needed."""
    return [package for package, is_there in NEEDS[purpose] if not is_there()]


def install(packages: list[str]) -> None:
    """Install them, without a question and without what they merely recommend."""
    print(f"Installing what is missing: {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdin=subprocess.DEVNULL, check=True)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        env=quiet,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main() -> int:
    if sys.version_info < OLDEST:
        print("Chalou needs Python 3.11 or newer; name one that you have: make PYTHON=python3.12 run")
        return 1
    purpose = sys.argv[1]
    packages = missing(purpose)
    if not packages:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            install(packages)
        except subprocess.CalledProcessError:
            print("They could not be installed. What apt-get says above is the reason.")
            return 1
        packages = missing(purpose)
        if not packages:
            return 0
        print(f"Still missing for {sys.executable} after installing: {' '.join(packages)}.")
        return 1
    print("Something is missing on this machine. Type this line, then the same make again:\n")
    print(f"    {'' if os.geteuid() == 0 else 'sudo '}apt install {' '.join(packages)}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
