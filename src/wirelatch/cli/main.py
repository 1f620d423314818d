"""The `wirelatch` command: reads the command line, and leaves the rest to one file per command."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import sys
from collections.abc import Sequence

from wirelatch.cli.errors import CommandError
from wirelatch.settings import SettingsError, load


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
        sys.exit(importlib.import_module(f"wirelatch.cli.{command}").run(settings, options))
    except (CommandError, SettingsError) as error:
        print(f"wirelatch {command}: {error}", file=sys.stderr)
        sys.exit(getattr(error, "code", 2))
    except KeyboardInterrupt:
        sys.exit(130)
