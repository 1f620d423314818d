"""What the stock Node-RED editor asks for beyond flows and nodes: plug-ins, icons, texts, theme.

The script and the drawings come from `web/src/stock-editor`; without the built web part there are none of them.
"""

from __future__ import annotations

import json
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from wirelatch import __version__
from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.accepts import wants_json
from wirelatch.adminapi.node_sets import OWN_MODULE, THEIR_MODULE
from wirelatch.adminapi.service import Service
from wirelatch.webkit.errors import HttpError, json_response

DIST = Path(__file__).parent / "dist"
PLUGIN = f"{OWN_MODULE}/stock-editor"
ARROW = "M3 12h17M14 6l6 6-6 6"
LONGEST_ICON = 100
"""Characters of an icon's file name."""
ICON_TYPES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif"})

TEXTS = {
    "common": {
        "status": {
            "connected": "connected",
            "not-connected": "not connected",
            "disconnected": "disconnected",
            "connecting": "connecting",
            "error": "error",
            "ok": "ok",
        }
    },
    "httpin": {"status": {"requesting": "requesting"}, "errors": {"no-response": "no response from server"}},
    "file": {"status": {"wrotefile": "wrote to file"}},
    "websocket": {"status": {"connected": "connected __count__", "connected_plural": "connected __count__"}},
}
"""The words for the keys that status messages hold, under Node-RED's namespace of core nodes."""


class StockEditor:
    """Plug-ins, icons, catalogues and theme."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._own_icons = service.settings.data / "lib" / "icons"

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions: icons, texts and theme are open there too."""
        return [
            Route("GET", "/icons", "nodes.read", self.icons),
            Route("GET", "/icons/{module}/{icon}", None, self.icon),
            Route("GET", "/icons/{scope}/{module}/{icon}", None, self.icon),
            Route("GET", "/plugins", "plugins.read", self.plugins),
            Route("GET", "/plugins/messages", "plugins.read", self.messages),
            Route("GET", "/plugins/{module}", "plugins.read", self.plugin),
            Route("GET", "/plugins/{module}/{set}", "plugins.read", self.plugin),
            Route("GET", "/nodes/messages", "nodes.read", self.messages),
            Route("GET", "/nodes/{module}/{set}/messages", "nodes.read", self.messages),
            Route("GET", "/locales/{name:path}", None, self.locale),
            Route("GET", "/theme", None, self.theme),
        ]

    async def icons(self, request: Request) -> Response:
        """The icons by module: our drawings, and the files of `DIR/lib/icons`, which Node-RED counts as its own."""
        own: list[str] = []
        if self._own_icons.is_dir():
            own = sorted(file.name for file in self._own_icons.iterdir() if file.suffix.lower() in ICON_TYPES)
        drawn = sorted(f"{name}.svg" for name in drawings())
        return json_response({OWN_MODULE: drawn, **({THEIR_MODULE: own} if own else {})})

    async def icon(self, request: Request) -> Response:
        """One icon; an arrow in place of one that is not there, as in Node-RED."""
        name = request.path_params["icon"]
        file = self._own_icons / name
        if (
            len(name) < LONGEST_ICON
            and "/" not in name
            and "\\" not in name
            and ".." not in name
            and file.suffix.lower() in ICON_TYPES
            and file.is_file()
        ):
            return FileResponse(file, media_type=mimetypes.guess_type(name)[0])
        drawn = drawings().get(name.rpartition(".")[0], ARROW)
        return Response(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="60" viewBox="0 0 40 60">'
            '<g transform="translate(6 16) scale(1.17)" fill="none" stroke="#fff" stroke-width="2"'
            f' stroke-linecap="round" stroke-linejoin="round"><path d={quoteattr(drawn)}/></g></svg>',
            media_type="image/svg+xml",
            headers={"Cache-Control": "public, max-age=3600"},
        )

    async def plugins(self, request: Request) -> Response:
        """The one plug-in: it makes the stock editor show our forms and debug messages."""
        if wants_json(request):
            return json_response([_plugin()])
        return HTMLResponse(_plugin_html())

    async def plugin(self, request: Request) -> Response:
        """The plug-in by its id, or the module that holds it."""
        module, name = request.path_params["module"], request.path_params.get("set")
        if module == OWN_MODULE and name is None:
            shown = {"name": OWN_MODULE, "version": __version__, "local": False, "user": False}
            return json_response({**shown, "nodes": [], "plugins": [_plugin()]})
        if f"{module}/{name}" != PLUGIN:
            raise HttpError(404, "not_found", "Module not found" if name is None else "Plugin not found")
        return json_response(_plugin()) if wants_json(request) else HTMLResponse(_plugin_html())

    async def messages(self, request: Request) -> Response:
        """Message catalogues by set: there are none, forms and help come in words."""
        return json_response({})

    async def locale(self, request: Request) -> Response:
        """A catalogue of texts: that of the core nodes has the words for status messages."""
        name = request.path_params["name"].removesuffix("/").removesuffix(".json")
        return json_response(TEXTS if name == THEIR_MODULE else {})

    async def theme(self, request: Request) -> Response:
        """What the page of the editor is made of."""
        page = {"title": "Wirelatch", "favicon": "favicon.ico", "tabicon": {"icon": "", "colour": "#000000"}}
        return json_response(
            {"page": page, "header": {"title": "Wirelatch", "image": None}, "asset": {}, "themes": []}
        )


def _plugin() -> dict[str, Any]:
    return {
        "id": PLUGIN,
        "name": PLUGIN.partition("/")[2],
        "enabled": True,
        "local": False,
        "user": False,
        "module": OWN_MODULE,
        "plugins": [],
        "editor": True,
        "runtime": False,
        "version": __version__,
    }


@lru_cache(maxsize=1)
def _plugin_html() -> str:
    try:
        script = (DIST / "stock-editor.js").read_text("utf-8")
    except FileNotFoundError:
        return ""
    script = script.replace("</script", "<\\/script")
    return f'<!-- --- [red-plugin:{PLUGIN}] --- -->\n<script type="text/javascript">\n{script}\n</script>\n'


@lru_cache(maxsize=1)
def drawings() -> dict[str, str]:
    """The drawings of node types: paths on a grid of 24 by 24, by the name in `icon`."""
    try:
        found: dict[str, str] = json.loads((DIST / "icons.json").read_bytes())
    except FileNotFoundError:
        return {}
    return found
