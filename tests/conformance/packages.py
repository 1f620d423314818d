"""What Node-RED's specs `require`, installed from npm once; the versions are those Node-RED 5.0 tests itself with."""

from __future__ import annotations

from pathlib import Path

from tests.peers.npm import installed

PACKAGES = (
    "@node-red/util@5.0.7",
    "basic-auth@2.0.1",
    "body-parser@1.20.6",
    "clone@2.1.2",
    "cookie-parser@1.4.7",
    "express@4.22.2",
    "fs-extra@11.4.0",
    "hash-sum@2.0.0",
    "iconv-lite@0.7.3",
    "mocha@11.7.6",
    "multer@2.2.0",
    "proxy@1.0.2",
    "semver@7.8.5",
    "should@13.2.3",
    "should-sinon@0.0.6",
    "sinon@11.1.2",
    "stoppable@1.1.0",
    "supertest@6.3.3",
    "ws@7.5.11",
)


def node_modules() -> Path:
    """The `node_modules` folder with all of them."""
    return installed(*PACKAGES)
