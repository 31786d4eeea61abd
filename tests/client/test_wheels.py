"""The wheel in bare environments, with the newest versions that pip resolves, on each supported Python."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CLAIM = PROJECT / "examples" / "claim.837"
ASK = """
import importlib.util
from datetime import date
from cmsfees import open_snapshot
with open_snapshot(locked=True) as fees:
    print(fees.payment("20957", date(2026, 2, 1), setting="facility")["payment"])
    print(sorted(site["payment_status"] for site in fees.sites("20957", date(2026, 2, 1))))
print([name for name in ("sources", "transforms", "warehouse", "web", "flows", "prefect", "polars")
       if importlib.util.find_spec(name)])
"""

pytestmark = pytest.mark.slow
by_python = pytest.mark.parametrize("python", ["3.11", "3.13"])


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, capture_output=True, check=True)
    return next(folder.glob("*.whl"))


def interpreter(python: str) -> str:
    """A working interpreter of that version, on the path or of pyenv; without one the test is skipped."""
    kept = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{python}.*/bin/python")
    )
    for found in filter(None, (shutil.which(f"python{python}"), *map(str, kept))):
        if subprocess.run([found, "-c", "import venv"], capture_output=True).returncode == 0:
            return found
    pytest.skip(f"no Python {python} on this machine")


def environment(folder: Path, python: str, wheel: Path, extra: str = "") -> Path:
    """`bin` of a new environment with the wheel and what its extra asks for, the newest of each.

    Python compiles the modules that a test imports; pip would compile all.
    """
    subprocess.run([interpreter(python), "-m", "venv", folder], check=True)
    options = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    install = ["-m", "pip", "install", *options, f"{wheel}{extra}"]
    subprocess.run([folder / "bin" / "python", *install], check=True)
    return folder / "bin"


@pytest.fixture(scope="module", params=["3.11", "3.13"])
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """`bin` of an environment with the wheel without an extra."""
    return environment(tmp_path_factory.mktemp("bare") / "venv", request.param, wheel)


def run(bin_folder: Path, home: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"CMSFEES_HOME": str(home), "PATH": f"{bin_folder}:{os.environ['PATH']}", "COLUMNS": "160"}
    command: list[str | Path] = [bin_folder / words[0], *words[1:]]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)


def test_an_app_installs_only_the_client_and_duckdb(bare: Path, sample_home: Path, tmp_path: Path) -> None:
    result = run(bare, sample_home, tmp_path, "python", "-c", ASK)
    assert result.stdout.splitlines() == ["2456.30", "['not_applicable', 'paid', 'paid']", "[]"], (
        result.stderr
    )
    installed = run(bare, sample_home, tmp_path, "python", "-c", LISTED).stdout.split()
    assert set(installed) - {"pip", "setuptools"} == {"cmsfees", "duckdb"}


LISTED = "from importlib.metadata import distributions; print(*{d.name for d in distributions()})"


def test_without_an_extra_the_command_names_the_one_it_needs(
    bare: Path, sample_home: Path, tmp_path: Path
) -> None:
    shown = run(bare, sample_home, tmp_path, "cmsfees", "show", "20957")
    assert shown.returncode == 1
    assert shown.stderr.startswith("`cmsfees show` needs an extra: pip install 'cmsfees[cli]'")


@by_python
def test_with_cli_it_shows_a_code_and_names_the_extra_of_the_rest(
    wheel: Path, sample_home: Path, tmp_path: Path, python: str
) -> None:
    bin_folder = environment(tmp_path / "venv", python, wheel, "[cli]")
    shown = run(bin_folder, sample_home, tmp_path, "cmsfees", "show", "20957", "--on", "2026-02-01")
    assert "$2,456.30" in shown.stdout, shown.stderr
    fetched = run(bin_folder, sample_home, tmp_path, "cmsfees", "refresh")
    assert "pip install 'cmsfees[pipeline]'" in fetched.stderr
    priced = run(bin_folder, sample_home, tmp_path, "cmsfees", "price", str(CLAIM))
    assert "pip install 'cmsfees[x12]'" in priced.stderr


@by_python
def test_with_x12_it_prices_an_837(wheel: Path, sample_home: Path, tmp_path: Path, python: str) -> None:
    bin_folder = environment(tmp_path / "venv", python, wheel, "[x12]")
    priced = run(bin_folder, sample_home, tmp_path, "cmsfees", "price", str(CLAIM), "--json")
    assert [claim["claim"] for claim in json.loads(priced.stdout)] == ["A1", "A1"], priced.stderr


@by_python
def test_with_pipeline_the_demo_runs(wheel: Path, tmp_path: Path, python: str) -> None:
    bin_folder = environment(tmp_path / "venv", python, wheel, "[pipeline]")
    done = run(bin_folder, tmp_path / "home", tmp_path, "cmsfees", "demo")
    assert done.returncode == 0, done.stderr
    assert "$2,456.30" in done.stdout


@by_python
def test_with_web_it_writes_the_site_and_serves_the_page(
    wheel: Path, sample_home: Path, tmp_path: Path, python: str
) -> None:
    bin_folder = environment(tmp_path / "venv", python, wheel, "[web]")
    made = run(bin_folder, sample_home, tmp_path, "cmsfees", "site", "--out", "site", "--on", "2026-02-01")
    assert made.returncode == 0, made.stderr
    assert "$2,456.30" in (tmp_path / "site/codes/20957.html").read_text("utf-8")
    served = run(bin_folder, sample_home, tmp_path, "python", "-c", SERVED)
    assert served.stdout == "200 True\n", served.stderr


SERVED = """
import os, socket, subprocess, time, urllib.request
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = subprocess.Popen(["cmsfees", "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
try:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/codes/20957?on=2026-02-01") as page:
                print(page.status, "$7,413.38" in page.read().decode())
                break
        except OSError:
            time.sleep(0.5)
finally:
    server.terminate()
    server.wait(30)
"""


@by_python
def test_with_mcp_it_answers_a_client(wheel: Path, sample_home: Path, tmp_path: Path, python: str) -> None:
    bin_folder = environment(tmp_path / "venv", python, wheel, "[mcp]")
    asked = run(bin_folder, sample_home, tmp_path, "python", "-c", MCP)
    assert asked.stdout == "2456.3\n", asked.stderr


MCP = """
import anyio, json, os
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

async def ask():
    server = StdioServerParameters(command="cmsfees", args=["mcp"], env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        wanted = {"code": "20957", "on": "2026-02-01", "setting": "facility"}
        result = await client.call_tool("payment", wanted)
        answer = result.structured_content or json.loads(result.content[0].text)
        print(answer["payment"][0]["payment"])

anyio.run(ask)
"""
