"""`root/config/`: what clients need to know before anybody has signed in."""

from __future__ import annotations

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import BOOLEAN, INTEGER, NUMBER, STRING, Shape, array

endpoints = Endpoints()
CONFIG = Shape(
    "Config",
    {
        "error_reporting": Shape(
            "ErrorReportingConfig",
            {
                "enabled": BOOLEAN,
                "sentry_dsn": STRING,
                "environment": STRING,
                "send_pii": BOOLEAN,
                "traces_sample_rate": NUMBER,
            },
        ),
        "capabilities": array(STRING),
        "cache_timeout": INTEGER,
        "cache_timeout_flows": INTEGER,
        "cache_timeout_policies": INTEGER,
    },
)


@endpoints.on("GET", "root/config/", Permission.ANYONE, answers=CONFIG)
async def config(request: ApiRequest) -> Reply:
    """What this installation can do. Nothing is reported to anybody."""
    return answer(
        {
            "error_reporting": {
                "enabled": False,
                "sentry_dsn": "",
                "environment": "",
                "send_pii": False,
                "traces_sample_rate": 0.0,
            },
            "capabilities": ["can_impersonate"] if request.system.impersonation else [],
            "cache_timeout": 0,
            "cache_timeout_flows": 0,
            "cache_timeout_policies": 0,
        }
    )
