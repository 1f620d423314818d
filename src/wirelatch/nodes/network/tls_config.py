"""The `tls-config` node: certificates, keys and what to check of the other side, for nodes that use TLS."""

from __future__ import annotations

import base64
import os
import ssl
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from wirelatch.engine.node import Node
from wirelatch.engine.properties import checkbox, credential, hidden, select, text
from wirelatch.scripting.values import to_string

_FILES = {"certType": ["files"]}
_PFX = {"certType": ["pfx"]}
_ENV = {"certType": ["env"]}
_PATH = "path of a PEM file"
_CONTENTS: Any = {"heading": "… or the contents of the files", "upload": "text", "when": _FILES}
_USE = "Use"


class TlsConfig(Node, type="tls-config", category="config", inputs=0, outputs=0, label=("{name}", "TLS")):
    """
    Settings for TLS connections: the client's own certificate and key, the authorities to trust, and how to check the
    server.

    Certificates are PEM texts, given as files on the server, pasted in (they are then kept with the credentials), or
    read from environment variables; or a PKCS #12 file holds the certificate and the key together. The passphrase is
    that of the key or of the PKCS #12 file.

    *Server name* is sent in the TLS handshake in place of the host's name. Switch the check of the server's
    certificate off for tests only: the connection is then open to anybody who can intercept it.
    """

    name: str = text(label="Name")
    certType: str | None = select(
        "files", {"files": "PEM certificate and key", "pfx": "PKCS #12 file", "env": "Environment variables"},
        label="Source",
    )  # fmt: skip
    cert: str | None = text(label="Certificate", placeholder=_PATH, when=_FILES)
    key: str | None = text(label="Private key", placeholder=_PATH, when=_FILES)
    ca: str | None = text(label="CA certificate", placeholder=_PATH, when=_FILES)
    p12: str | None = text(label="PKCS #12 file", when=_PFX)
    certEnv: str | None = text(label="Certificate variable", when=_ENV)
    keyEnv: str | None = text(label="Private key variable", when=_ENV)
    caEnv: str | None = text(label="CA certificate variable", when=_ENV)
    certdata: str = credential(secret=False, label="Certificate", **_CONTENTS)
    keydata: str = credential(label="Private key", **_CONTENTS)
    cadata: str = credential(secret=False, label="CA certificate", **_CONTENTS)
    p12data: str = credential(label="… or its content", upload="base64", when=_PFX)
    passphrase: str = credential(label="Passphrase", heading=_USE)
    verifyservercert: bool | None = checkbox(
        True, label="Verify server certificate", heading=_USE, absent=True
    )
    servername: str | None = text(label="Server name", heading=_USE, help="for SNI")
    alpnprotocol: str | None = text(label="ALPN protocol", heading=_USE)
    certname: str = hidden("")
    keyname: str = hidden("")
    caname: str = hidden("")
    p12name: str = hidden("")

    @property
    def server_name(self) -> str | None:
        """The name to send in the handshake, when another one than the host's is set."""
        return (self.servername or "").strip() or None

    @property
    def has_certificate(self) -> bool:
        """Whether we identify ourselves with a certificate of our own."""
        return bool(self.cert or self.certdata or self.certEnv)

    def ssl_context(self) -> ssl.SSLContext:
        """A client context with these settings; raises ValueError that says what is wrong with them."""
        context = ssl.create_default_context()
        if self.verifyservercert is False:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return self._complete(context, serves=False)

    def server_context(self) -> ssl.SSLContext:
        """A context for listening with this certificate; raises ValueError that says what is wrong with it."""
        return self._complete(ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), serves=True)

    def _complete(self, context: ssl.SSLContext, *, serves: bool) -> ssl.SSLContext:
        protocol = (self.alpnprotocol or "").strip()
        if protocol:
            context.set_alpn_protocols([protocol])
        try:
            self._load(context, serves=serves)
        except (OSError, ValueError) as error:
            raise ValueError(f"TLS configuration {self.name or self.id}: {error}") from None
        return context

    def _load(self, context: ssl.SSLContext, *, serves: bool) -> None:
        if (self.certType or "files") == "pfx":
            self._load_pfx(context, serves=serves)
            return
        certificate, key, authority = self._texts()
        if serves and not certificate:
            raise ValueError("listening with TLS needs a certificate and its private key")
        if bool(certificate) != bool(key):
            raise ValueError("a certificate and a private key must be given together")
        if authority:
            context.load_verify_locations(cadata=authority)
        if certificate and key:
            self._load_pair(context, certificate, key)

    def _texts(self) -> tuple[str, str, str]:
        """Certificate, key and authority as PEM texts, empty where there is none."""
        if self.certType == "env":
            names = (self.certEnv, self.keyEnv, self.caEnv)
            return tuple(to_string(self.evaluate(name, "env", None)) if name else "" for name in names)  # type: ignore[return-value]
        files = [(name or "").strip() for name in (self.cert, self.key, self.ca)]
        if any(files):
            if self.runtime.settings.get("tlsConfigDisableLocalFiles"):
                raise ValueError("files on the server may not be used (setting tlsConfigDisableLocalFiles)")
            return tuple(Path(name).read_text() if name else "" for name in files)  # type: ignore[return-value]
        return self.certdata or "", self.keydata or "", self.cadata or ""

    def _load_pair(self, context: ssl.SSLContext, certificate: str, key: str) -> None:
        """OpenSSL takes the pair from a file only; it exists for the moment of loading, readable by us alone."""
        descriptor, name = tempfile.mkstemp(suffix=".pem")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(certificate.rstrip() + "\n" + key.rstrip() + "\n")
            context.load_cert_chain(name, password=self.passphrase or None)
        finally:
            Path(name).unlink()

    def _load_pfx(self, context: ssl.SSLContext, *, serves: bool) -> None:
        path = (self.p12 or "").strip()
        data = Path(path).read_bytes() if path else base64.b64decode(self.p12data or "")
        if not data:
            if serves:
                raise ValueError("listening with TLS needs a certificate and its private key")
            return
        password = (self.passphrase or "").encode() or None
        key, certificate, chain = pkcs12.load_key_and_certificates(data, password)
        if key is None or certificate is None:
            raise ValueError("the PKCS #12 file holds no certificate with its key")
        pem = "".join(item.public_bytes(Encoding.PEM).decode() for item in [certificate, *chain])
        plain: Any = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        descriptor, name = tempfile.mkstemp(suffix=".pem")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(pem + plain)
            context.load_cert_chain(name)
        finally:
            Path(name).unlink()


def tls_of(node: Node, config_id: str | None) -> TlsConfig | None:
    """The TLS configuration that a node names, or None when it names none. Raises ValueError when it is missing:
    falling back to a connection in clear would be the worst answer."""
    if not config_id:
        return None
    found = node.config_node(config_id)
    if not isinstance(found, TlsConfig):
        raise ValueError("the TLS configuration is missing or disabled")
    return found
