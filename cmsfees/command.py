"""The `cmsfees` command, and which extra of the package each of its words needs."""

import os
import sys
from pathlib import Path

# In a wheel the rooms (sources, transforms, warehouse, web, flows) lie here, where no app imports them by
# accident; in a clone they are at its top and importable as they stand.
ROOMS = Path(__file__).with_name("rooms")
# Commands that need less than the whole pipeline.
EXTRAS = {
    **dict.fromkeys(("show", "price", "case", "cards", "releases"), "cli"),
    **dict.fromkeys(("serve", "site"), "web"),
    "mcp": "mcp",
    "upload": "s3",
}
PIPELINE = "pipeline"
MODULES = {"pyx12": "x12"}  # needed for some of a command's inputs


def main() -> None:
    """Runs the command; where a package is missing, says which extra brings it."""
    put_rooms_on_path()
    try:
        from flows.cli.main import main as run

        run()
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in sys.stdlib_module_names:
            raise
        sys.exit(f"{_needs(sys.argv[1:], missing.name or '')} ({missing.name} is not installed)")


def put_rooms_on_path() -> None:
    """For this process and those that it starts."""
    if ROOMS.is_dir() and str(ROOMS) not in sys.path:
        sys.path.insert(0, str(ROOMS))
        inherited = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOMS), inherited)))


def _needs(words: list[str], module: str = "") -> str:
    command = next((word for word in words if not word.startswith("-")), "")
    if not command:
        return (
            "the cmsfees command needs an extra: pip install 'cmsfees[cli]' to show and price codes, "
            "'cmsfees[web]' to serve pages, 'cmsfees[pipeline]' to fetch and publish"
        )
    extra = MODULES.get(module.partition(".")[0]) or EXTRAS.get(command, PIPELINE)
    return f"`cmsfees {command}` needs an extra: pip install 'cmsfees[{extra}]'"
