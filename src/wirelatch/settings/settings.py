"""The settings tree: every setting of both halves, its default and what is said about it.

How values are found is in `loading.py`. The table in docs/settings.md is generated from this file
(`wirelatch settings --markdown`).
"""

# ruff: noqa: RUF009  (`_setting` makes a dataclass field)

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "WIRELATCH_"
"""With it begins the environment variable of every setting."""


def _setting(
    default: Any, doc: str, *, half: str = "both", secret: bool = False, choices: tuple[str, ...] = ()
) -> Any:
    metadata = {"doc": doc, "half": half, "secret": secret, "choices": choices}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass
class Settings:
    """All settings, with their defaults. Field names are the keys of wirelatch.toml."""

    data: Path = _setting(
        Path("~/.wirelatch"),
        "The data directory, laid out like a Node-RED user directory. Not settable in wirelatch.toml, which lies in it.",
    )
    host: str = _setting("127.0.0.1", "The address both halves listen on.")
    flows_port: int = _setting(
        1880, "The port of the flows half (editor, Admin API, HTTP endpoints of flows)."
    )
    identity_port: int = _setting(9000, "The port of the identity half.")
    flows_url: str = _setting(
        "", "The address at which browsers reach the flows half, if it is not `http://<host>:<flows_port>`."
    )
    identity_url: str = _setting(
        "",
        "The address at which browsers reach the identity half, if it is not `http://<host>:<identity_port>`.",
    )
    trusted_proxies: str = _setting(
        "", "Addresses of reverse proxies whose `X-Forwarded-*` headers are believed, separated by commas."
    )
    log_format: str = _setting(
        "text",
        "`text`: one readable line an event; `json`: one JSON object a line.",
        choices=("text", "json"),
    )
    log_level: str = _setting(
        "info", "The least severe events that are logged.", choices=("debug", "info", "warning", "error")
    )
    metrics_token: str = _setting(
        "",
        "A bearer token with which `/metrics` may be read from anywhere; without it only from the machine itself.",
        secret=True,
    )
    link_token: str = _setting(
        "",
        "The secret with which the flows half registers itself at the identity half; `wirelatch run` makes one.",
        secret=True,
    )

    sign_in: bool = _setting(
        True,
        "Whether the editor and the Admin API ask for a sign-in. `false` (or `--no-sign-in`) is for tests and is "
        "refused on any other address than loopback.",
        half="flows",
    )
    oidc_issuer: str = _setting(
        "", "The issuer of another OpenID provider to sign in at, instead of the identity half.", half="flows"
    )
    oidc_client_id: str = _setting("", "The client id at that provider.", half="flows")
    oidc_client_secret: str = _setting(
        "", "The client secret at that provider; empty for a public client.", half="flows", secret=True
    )
    oidc_scope: str = _setting("openid profile email", "The scopes that the sign-in asks for.", half="flows")
    oidc_groups_claim: str = _setting("groups", "The claim that holds the groups of a user.", half="flows")
    permissions: dict[str, Any] = _setting(
        {"Wirelatch Admins": "*", "Wirelatch Viewers": "read"},
        "Group name to permissions in Node-RED's words: `*`, `read`, `flows.write` …, or a list of them. Who is in none of "
        "the groups is refused. In the environment: a JSON object.",
        half="flows",
    )
    session_idle: int = _setting(
        28_800, "Seconds without a request after which a sign-in at the editor ends.", half="flows"
    )
    session_lifetime: int = _setting(
        86_400, "Seconds after which a sign-in at the editor ends in any case.", half="flows"
    )
    flows_database: str = _setting(
        "", "Database URL of the flows half; empty: SQLite in `DIR/flows.db`.", half="flows", secret=True
    )
    credential_secret: str = _setting(
        "",
        "The key that encrypts `flows_cred.json`, as Node-RED's `credentialSecret`; empty: one is made and kept in DIR.",
        half="flows",
        secret=True,
    )
    credential_format: str = _setting(
        "auto",
        "How credentials are stored: `authenticated`: nobody can change them unnoticed; `node-red`: as Node-RED reads them; "
        "`plain`: not encrypted; `auto`: as Node-RED does in a directory that it has used, authenticated otherwise.",
        half="flows",
        choices=("auto", "node-red", "authenticated", "plain"),
    )
    versions_kept: int = _setting(
        1000,
        "How many versions of the flows are kept, one a deploy; 0: all. Those that were given a name are always kept.",
        half="flows",
    )
    versions_days: int = _setting(
        0,
        "Days that versions of the flows are kept, unless they were given a name; 0: for ever.",
        half="flows",
    )
    projects: bool = _setting(
        False,
        "Whether flows are kept in projects, each a Git repository in `DIR/projects`, as with Node-RED's "
        "`editorTheme.projects.enabled`. Needs the program `git`.",
        half="flows",
    )
    projects_protocols: str = _setting(
        "https, ssh",
        "By what remote repositories of projects may be reached, separated by commas: `https`, `ssh`, `http` (passwords go "
        "in clear), `file` (everything on this machine that Wirelatch may read).",
        half="flows",
    )
    projects_workflow: str = _setting(
        "manual",
        "Who commits in a project: `manual`: people do; `auto`: each deploy is a commit. A user's own setting goes first.",
        half="flows",
        choices=("manual", "auto"),
    )
    safe_mode: bool = _setting(
        False, "Load the flows without starting them until the next deploy.", half="flows"
    )
    http_node_root: str = _setting("/", "The path below which `http in` nodes answer.", half="flows")
    http_admin_root: str = _setting(
        "/",
        "The path below which the editor and the Admin API answer, for a reverse proxy that has other things at `/`; "
        "`false`: neither of them is there.",
        half="flows",
    )
    disable_editor: bool = _setting(
        False, "Whether only the Admin API is served, and no editor nor what only editors use.", half="flows"
    )
    editor_theme: dict[str, Any] = _setting(
        {}, "What editors are told of their looks, as Node-RED's `editorTheme`.", half="flows"
    )
    node_defaults: dict[str, Any] = _setting(
        {},
        "Values of properties that new nodes begin with, by type, as Node-RED's `nodeDefaults`.",
        half="flows",
    )
    diagnostics: bool = _setting(True, "Whether `/diagnostics` gives its report.", half="flows")
    api_max_length: int = _setting(5_242_880, "The largest request body in bytes.", half="flows")
    debug_max_length: int = _setting(
        1000, "The number of characters or elements a debug message is cut to.", half="flows"
    )
    function_timeout: float = _setting(
        10, "Seconds after which a function that has not given back control is ended; 0: five.", half="flows"
    )
    global_function_timeout: float = _setting(
        0,
        "Seconds that a JavaScript function may take for a message, pauses included, if it has no time-out of its own; "
        "0: no limit but `function_timeout`.",
        half="flows",
    )
    function_external_modules: bool = _setting(
        True, "Whether JavaScript functions may use modules, of Node.js or from npm.", half="flows"
    )
    external_modules: dict[str, Any] = _setting(
        {},
        "What may be installed from npm, as Node-RED's `externalModules`: "
        "`{modules: {allowInstall: true, allowList: [], denyList: []}}`.",
        half="flows",
    )
    function_global_context: dict[str, Any] = _setting(
        {}, "Values that functions find in the global context from the start.", half="flows"
    )
    function_global_modules: dict[str, Any] = _setting(
        {},
        'Modules that JavaScript functions find in the global context, by name: `{os = "os", moment = "moment"}`.',
        half="flows",
    )
    export_global_context_keys: bool = _setting(
        False, "Whether `global.keys()` lists the names of those values and modules too.", half="flows"
    )
    context_storage: dict[str, Any] = _setting(
        {},
        "Context stores by name, as Node-RED's `contextStorage`: each has a `module` (`memory`, `localfilesystem`, `sqlite`) "
        "and perhaps a `config`; `default` may name another. Empty: `memory`, and `localfilesystem` beside it.",
        half="flows",
    )
    mqtt_reconnect_time: int = _setting(
        15_000, "Milliseconds between attempts to connect to an MQTT broker.", half="flows"
    )
    http_request_timeout: int = _setting(
        120_000, "Milliseconds an `http request` node waits for an answer.", half="flows"
    )
    socket_reconnect_time: int = _setting(
        10_000,
        "Milliseconds between attempts to connect to a TCP server, or to listen on a port.",
        half="flows",
    )
    socket_timeout: int = _setting(
        0,
        "Milliseconds without any data after which TCP connections of flows are closed; 0: never.",
        half="flows",
    )
    socket_host: str = _setting(
        "",
        "The address on which `tcp in`, `tcp out` and `udp in` nodes listen; empty: all, as with Node-RED.",
        half="flows",
    )
    tcp_msg_queue_size: int = _setting(
        1000, "The most messages that wait while a `tcp request` node connects.", half="flows"
    )
    file_working_directory: str = _setting(
        "",
        "The directory that relative names in file nodes start from; empty: where Wirelatch was started.",
        half="flows",
    )
    node_message_buffer_max_length: int = _setting(
        0, "The most messages a node may hold back (delay, join …); 0: no limit.", half="flows"
    )
    node_close_timeout: int = _setting(
        15_000, "Milliseconds that a node may take to close before it is left behind.", half="flows"
    )
    runtime_sync_delivery: bool = _setting(
        False,
        "Whether a message is handled before the node that sends it goes on, as in Node-RED before 1.0.",
        half="flows",
    )
    env_var_excludes: str = _setting(
        "",
        "Names of environment variables that flows cannot read, separated by commas.",
        half="flows",
    )

    identity_database: str = _setting(
        "",
        "Database URL of the identity half; empty: SQLite in `DIR/identity.db`.",
        half="identity",
        secret=True,
    )
    identity_key: str = _setting(
        "",
        "The master key that stored secrets are sealed with: 32 random bytes in base64. Empty: `DIR/identity.key`, made at "
        "the very first start.",
        half="identity",
        secret=True,
    )
    identity_key_command: str = _setting(
        "",
        "A command that prints the master key, such as one that asks a secret store; instead of `identity_key`.",
        half="identity",
    )
    ledger_days: int = _setting(
        365, "Days that the identity half's audit log is kept; 0: for ever.", half="identity"
    )
    bootstrap_password: str = _setting(
        "",
        "At the very first start: creates the administrator `admin` with this password.",
        half="identity",
        secret=True,
    )
    bootstrap_email: str = _setting(
        "", "At the very first start: the e-mail address of that administrator.", half="identity"
    )
    bootstrap_token: str = _setting(
        "", "At the very first start: an API token for that administrator.", half="identity", secret=True
    )

    smtp_host: str = _setting(
        "",
        "The mail server that the identity half sends e-mail through; empty: no mail is sent.",
        half="identity",
    )
    smtp_port: int = _setting(
        0, "Its port; 0: the usual one for `smtp_tls` (25, 587 or 465).", half="identity"
    )
    fetch_networks: str = _setting(
        "",
        "Networks of your own (`10.0.0.0/8, fd00::/8`) in which the identity half may ask upstream providers, and "
        "fetch what clients publish, such as their keys; empty: public addresses only.",
        half="identity",
    )
    smtp_username: str = _setting("", "The user name at the mail server; empty: without.", half="identity")
    smtp_password: str = _setting("", "The password at the mail server.", half="identity", secret=True)
    smtp_tls: str = _setting(
        "starttls",
        "How the way to the mail server is encrypted: `starttls`: after the greeting; `tls`: from the first byte; `none`: "
        "not at all, for a server on this machine.",
        half="identity",
        choices=("none", "starttls", "tls"),
    )
    mail_from: str = _setting(
        "", "Whom mail comes from: `sign-in@example.com` or `Example <sign-in@example.com>`.", half="identity"
    )
    mail_timeout: float = _setting(
        30, "Seconds after which an attempt to send a message is broken off.", half="identity"
    )

    blueprint_environment: str = _setting(
        "",
        "Names of environment variables that blueprints in `DIR/blueprints` may read with `!Env`, with `*` for any letters, "
        "separated by commas, besides those that begin with `WIRELATCH_BLUEPRINT_`.",
        half="identity",
    )

    webauthn_origins: str = _setting(
        "",
        "Further origins on which passkeys of the identity half may be used, separated by commas, besides that of "
        "`identity_url`: `https://id.example.org`. They are published at `/.well-known/webauthn`.",
        half="identity",
    )

    origins: dict[str, str] = field(default_factory=dict, repr=False)
    """Name of the setting to where its value came from; settings not in here have their default."""

    def origin(self, name: str) -> str:
        """Where a value came from: `default`, `file <path>`, `environment WIRELATCH_…` or `flag --…`."""
        return self.origins.get(name, "default")

    @property
    def flows_base_url(self) -> str:
        """The public address of the flows half, without a slash at the end."""
        return (self.flows_url or f"http://{_browsable(self.host)}:{self.flows_port}").rstrip("/")

    @property
    def has_admin(self) -> bool:
        """Whether there are an editor and an Admin API at all."""
        return self.http_admin_root.strip().lower() != "false"

    @property
    def admin_root(self) -> str:
        """Where they are: empty, or a path with a slash in front and none at the end."""
        root = self.http_admin_root.strip().strip("/")
        return f"/{root}" if root and self.has_admin else ""

    @property
    def editor_base_url(self) -> str:
        """The public address of the editor, without a slash at the end."""
        return self.flows_base_url + self.admin_root

    @property
    def identity_base_url(self) -> str:
        """The public address of the identity half, without a slash at the end."""
        return (self.identity_url or f"http://{_browsable(self.host)}:{self.identity_port}").rstrip("/")

    @property
    def own_identity_url(self) -> str:
        """The same; empty where people sign in at another provider and no identity half is named."""
        return self.identity_base_url if self.identity_url or not self.oidc_issuer else ""

    @property
    def flows_database_url(self) -> str:
        """The database of the flows half."""
        return self.flows_database or f"sqlite:///{self.data / 'flows.db'}"

    @property
    def identity_database_url(self) -> str:
        """The database of the identity half."""
        return self.identity_database or f"sqlite:///{self.data / 'identity.db'}"

    def _hidden_variables(self) -> set[str]:
        """Environment variables that flows cannot read: those named, and those that hold secrets of ours."""
        named = {name.strip() for name in self.env_var_excludes.split(",") if name.strip()}
        return named | {PREFIX + item.name.upper() for item in fields(self) if item.metadata.get("secret")}

    def runtime(self) -> dict[str, Any]:
        """The settings that nodes read, under Node-RED's names and in its units."""
        return {
            "httpNodeRoot": self.http_node_root,
            "apiMaxLength": self.api_max_length,
            "debugMaxLength": self.debug_max_length,
            "functionTimeout": self.function_timeout,
            "globalFunctionTimeout": self.global_function_timeout,
            "functionExternalModules": self.function_external_modules,
            "externalModules": self.external_modules,
            "functionGlobalContext": self.function_global_context,
            "functionGlobalModules": self.function_global_modules,
            "exportGlobalContextKeys": self.export_global_context_keys,
            "contextStorage": self.context_storage,
            "mqttReconnectTime": self.mqtt_reconnect_time,
            "httpRequestTimeout": self.http_request_timeout,
            "socketReconnectTime": self.socket_reconnect_time,
            "socketTimeout": self.socket_timeout,
            "socketHost": self.socket_host,
            "tcpMsgQueueSize": self.tcp_msg_queue_size,
            "fileWorkingDirectory": self.file_working_directory,
            "nodeMessageBufferMaxLength": self.node_message_buffer_max_length,
            "nodeCloseTimeout": self.node_close_timeout,
            "runtimeSyncDelivery": self.runtime_sync_delivery,
            "envVarExcludes": sorted(self._hidden_variables()),
            "safeMode": self.safe_mode,
            "credentialFormat": self.credential_format,
        }


def _browsable(host: str) -> str:
    """A listening address as a host name for links: "all addresses" is reachable as localhost."""
    host = {"0.0.0.0": "localhost", "::": "localhost", "": "localhost"}.get(host, host)  # noqa: S104
    return f"[{host}]" if ":" in host else host
