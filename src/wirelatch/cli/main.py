"""The `wirelatch` command: reads the command line, and leaves the rest to one file per command."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import sys
from collections.abc import Sequence

from wirelatch.cli.errors import CommandError
from wirelatch.settings import SettingsError, load

_MODULES = {"import": "import_", "rotate-key": "rotate_key"}
"""Commands whose name cannot be that of a module."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="wirelatch",
        description="Flow programming with the lock built in: a flow runtime and editor, and an identity provider.",
        epilog="Every setting can also be given in wirelatch.toml and in the environment: see `wirelatch settings`.",
    )
    parser.add_argument(
        "--version", action="version", version=f"wirelatch {importlib.metadata.version('wirelatch')}"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="DIR", help="the data directory (default: ~/.wirelatch)")
    common.add_argument(
        "--log-format", choices=("text", "json"), help="how events are written to standard error"
    )
    common.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), help="the least severe events"
    )

    serving = argparse.ArgumentParser(add_help=False)
    serving.add_argument("--host", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)")
    serving.add_argument(
        "--flows-port", type=int, metavar="PORT", help="the port of the flows half (default: 1880)"
    )
    serving.add_argument(
        "--identity-port", type=int, metavar="PORT", help="the port of the identity half (default: 9000)"
    )

    flows_only = argparse.ArgumentParser(add_help=False)
    flows_only.add_argument(
        "--safe-mode",
        "--safe",
        dest="safe_mode",
        action="store_true",
        default=None,
        help="load the flows, but start them only at the next deploy",
    )

    commands.add_parser("run", parents=[common, serving, flows_only], help="start both halves")
    flows = commands.add_parser(
        "flows", parents=[common, serving, flows_only], help="start the flows half alone"
    )
    flows.add_argument(
        "--no-sign-in",
        dest="sign_in",
        action="store_false",
        default=None,
        help="let everyone in; for tests, and only on a loopback address",
    )
    commands.add_parser("identity", parents=[common, serving], help="start the identity half alone")
    ledger = commands.add_parser(
        "ledger", parents=[common], help="print the audit log, or prove that nobody changed it"
    )
    ledger.add_argument(
        "action", choices=("list", "verify"), nargs="?", default="list", help="(default: list)"
    )
    ledger.add_argument("--half", choices=("flows", "identity"), help="only this half's (default: both)")
    ledger.add_argument("--limit", type=int, default=50, metavar="N", help="how many entries (default: 50)")
    ledger.add_argument("--json", action="store_true", help="one JSON object a line")
    check = commands.add_parser("check", help="say of each node of a flow file what would become of it here")
    check.add_argument(
        "paths", nargs="+", metavar="DIR|FILE", help="a Node-RED user directory, or flow files"
    )
    check.add_argument("--all", action="store_true", help="a line for nodes that run, too")
    check.add_argument("--json", action="store_true", help="one JSON object a node, on a line each")
    test = commands.add_parser(
        "test", parents=[common], help="run the tests of flows, each in a runtime of its own"
    )
    test.add_argument("names", nargs="*", metavar="TEST", help="only the tests of these names or ids")
    test.add_argument("--flows", metavar="FILE", help="the flows (default: those of the data directory)")
    test.add_argument("--tests", metavar="FILE", help="the tests (default: flow-tests.json beside the flows)")
    test.add_argument("--json", action="store_true", help="one JSON object a test, on a line each")
    test.add_argument("--junit", metavar="FILE", help="write a report in JUnit's format, too")
    test.add_argument("--stdin", action="store_true", help=argparse.SUPPRESS)
    take_over = commands.add_parser(
        "import", parents=[common], help="take over a Node-RED user directory; it is not changed"
    )
    take_over.add_argument("directory", metavar="DIR", help="the user directory, ~/.node-red say")
    take_over.add_argument(
        "--force",
        action="store_true",
        help="replace the flows that the data directory holds; a backup is kept",
    )
    hand_back = commands.add_parser(
        "export",
        parents=[common],
        help="hand flows, credentials, context and library to a Node-RED user directory",
    )
    hand_back.add_argument("directory", metavar="DIR", help="the user directory; made when there is none")
    back_up = commands.add_parser(
        "backup", parents=[common], help="write everything of an installation into one file, while it runs"
    )
    back_up.add_argument("file", metavar="FILE", help="the file to write; -: standard output")
    back_up.add_argument("--force", action="store_true", help="replace the file if it exists")
    restore = commands.add_parser(
        "restore", parents=[common], help="make an installation from a backup, on either kind of database"
    )
    restore.add_argument("file", metavar="FILE", help="what `wirelatch backup` wrote; -: standard input")
    restore.add_argument(
        "--force",
        action="store_true",
        help="replace what is there; files and SQLite databases are kept aside",
    )
    rotate = commands.add_parser(
        "rotate-key",
        parents=[common],
        help="give the identity half a new master key, and seal every stored secret anew with it",
    )
    rotate.add_argument(
        "--new-key-file",
        metavar="FILE",
        help="where the new key is, or is put when there is none; needed when the key comes from a setting",
    )
    blueprint = commands.add_parser(
        "blueprint",
        parents=[common],
        help="make the identity half's objects what a YAML file in authentik's blueprint format says, or write such a file",
    )
    blueprint.add_argument("action", choices=("apply", "export"), help="take in, or give out")
    blueprint.add_argument("file", metavar="FILE", nargs="?", help="the file; -: standard input or output")
    blueprint.add_argument("--check", action="store_true", help="apply: only tell what would be done")
    blueprint.add_argument(
        "--skip-unknown", action="store_true", help="apply: leave out entries of models that are not here"
    )
    blueprint.add_argument(
        "--context",
        action="append",
        metavar="NAME=VALUE",
        help="apply: a value for !Context; may be repeated",
    )
    blueprint.add_argument(
        "--model", action="append", metavar="MODEL", help="export: objects of this model; may be repeated"
    )
    blueprint.add_argument(
        "--application", metavar="SLUG", help="export: this application with all that belongs to it"
    )
    blueprint.add_argument("--all", action="store_true", help="export: everything (the default)")
    blueprint.add_argument(
        "--secrets", action="store_true", help="export: with client secrets, private keys and password hashes"
    )
    versions = commands.add_parser(
        "versions", parents=[common], help="list what was deployed, or print the flows of one version"
    )
    versions.add_argument("number", type=int, nargs="?", metavar="NUMBER", help="the version to print")
    versions.add_argument("--limit", type=int, default=50, metavar="N", help="how many (default: 50)")
    versions.add_argument("--json", action="store_true", help="one JSON object a line")
    settings = commands.add_parser(
        "settings",
        parents=[common, serving, flows_only],
        help="print each setting and where its value came from",
    )
    settings.add_argument(
        "--markdown", action="store_true", help="print the reference page docs/settings.md instead"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; ends the process."""
    options = vars(build_parser().parse_args(arguments))
    command = options.pop("command")
    try:
        settings = load(options)
        sys.exit(
            importlib.import_module(f"wirelatch.cli.{_MODULES.get(command, command)}").run(settings, options)
        )
    except (CommandError, SettingsError) as error:
        print(f"wirelatch {command}: {error}", file=sys.stderr)
        sys.exit(getattr(error, "code", 2))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output, `head` say, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
