"""`admin/system/`, `admin/version/`, `admin/apps/`, `admin/models/`: about the running program."""

from __future__ import annotations

import platform
import ssl
from importlib.metadata import version

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.models import MODELS
from wirelatch.identity.api.permissions import system
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import BOOLEAN, INSTANT, STRING, Shape, array, map_of, nullable

endpoints = Endpoints()
VERSION = Shape(
    "Version",
    {
        "version_current": STRING,
        "version_latest": STRING,
        "version_latest_valid": BOOLEAN,
        "build_hash": STRING,
        "outdated": BOOLEAN,
        "outpost_outdated": BOOLEAN,
    },
)
SYSTEM = Shape(
    "SystemInfo",
    {
        "http_headers": map_of(STRING),
        "http_host": STRING,
        "http_is_secure": BOOLEAN,
        "runtime": Shape(
            "SystemInfoRuntime",
            {
                **dict.fromkeys(
                    (
                        "python_version",
                        "environment",
                        "architecture",
                        "platform",
                        "uname",
                        "openssl_version",
                        "authentik_version",
                    ),
                    STRING,
                ),
                "openssl_fips_enabled": nullable(BOOLEAN),
            },
        ),
        "brand": STRING,
        "server_time": INSTANT,
        "embedded_outpost_disabled": BOOLEAN,
        "embedded_outpost_host": STRING,
        "base_url": STRING,
    },
)
APP = Shape("App", {"name": STRING, "label": STRING})
_SHOWN_HEADERS = ("host", "user-agent", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "via")


@endpoints.on("GET", "admin/version/", Permission.SIGNED_IN, answers=VERSION)
async def version_of(request: ApiRequest) -> Reply:
    """The version that runs. Wirelatch asks nobody whether there is a newer one."""
    current = version("wirelatch")
    return answer(
        {
            "version_current": current,
            "version_latest": current,
            "version_latest_valid": False,
            "build_hash": "",
            "outdated": False,
            "outpost_outdated": False,
        }
    )


@endpoints.on("GET", "admin/system/", system("view_system_info"), answers=SYSTEM)
async def system_info(request: ApiRequest) -> Reply:
    """How this request arrived, and what the program runs on. Of headers, none that could hold a secret."""
    call = request.call
    snapshot = await request.services.catalog.current()
    return answer(
        {
            "http_headers": {name: call.headers[name] for name in _SHOWN_HEADERS if name in call.headers},
            "http_host": call.headers.get("host", ""),
            "http_is_secure": call.is_secure,
            "runtime": {
                "python_version": platform.python_version(),
                "environment": "",
                "architecture": platform.machine(),
                "platform": platform.platform(),
                "uname": " ".join(platform.uname()),
                "openssl_version": ssl.OPENSSL_VERSION,
                "openssl_fips_enabled": None,
                "authentik_version": version("wirelatch"),
            },
            "brand": brand_of(call, snapshot.brands).domain,
            "server_time": now(),
            "embedded_outpost_disabled": True,
            "embedded_outpost_host": "",
            "base_url": request.services.settings.identity_url or "",
        }
    )


@endpoints.on("GET", "admin/apps/", Permission.SIGNED_IN, answers=array(APP), is_list=True)
async def apps(request: ApiRequest) -> Reply:
    """The parts that models belong to."""
    names = sorted({model.app for model in MODELS.values()})
    return answer(
        [{"name": name, "label": name.removeprefix("authentik_").replace("_", " ")} for name in names]
    )


@endpoints.on("GET", "admin/models/", Permission.SIGNED_IN, answers=array(APP), is_list=True)
async def models(request: ApiRequest) -> Reply:
    """The kinds of objects."""
    return answer([{"name": name, "label": model.verbose_name} for name, model in sorted(MODELS.items())])
