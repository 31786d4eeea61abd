"""The `cmsfees` command, and the package extra that each subcommand needs."""

import os
import sys
from pathlib import Path

# A wheel has the internal packages (sources, transforms, warehouse, web, flows) in this folder, so that apps
# do not import them by accident; in a clone they are at the top level.
ROOMS = Path(__file__).with_name("rooms")
# Commands that need less than the `pipeline` extra.
EXTRAS = {
    **dict.fromkeys(("show", "price", "case", "cards", "releases"), "cli"),
    **dict.fromkeys(("serve", "site"), "web"),
    "mcp": "mcp",
    "upload": "s3",
}
PIPELINE = "pipeline"
MODULES = {"pyx12": "x12"}  # needed for some inputs of a command


def main() -> None:
    """Run the command; if a package is missing, exit with the extra that installs it."""
    put_rooms_on_path()
    try:
        from flows.cli.main import main as run

        run()
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in sys.stdlib_module_names:
            raise
        sys.exit(f"{_needs(sys.argv[1:], missing.name or '')} ({missing.name} is not installed)")


def put_rooms_on_path() -> None:
    """Add the internal packages to the import path of this process and its children."""
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
