"""`crypto/certificatekeypairs/`. Private keys go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography import x509
from sqlalchemy import Connection, delete, select, update

from wirelatch.database import now
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.listing import asked_flag, items_equal, list_items
from wirelatch.identity.api.lookup import check_free, find_item
from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import may, may_list
from wirelatch.identity.api.recording import record_kind
from wirelatch.identity.api.used_by import used_by
from wirelatch.identity.applications.catalog import Snapshot, count_up
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.keys import store
from wirelatch.identity.keys.generating import ALGORITHMS, Pem, generate
from wirelatch.identity.keys.pair import CertificateKeyPair, PairError
from wirelatch.identity.keys.pair import parse as parse_pair
from wirelatch.identity.keys.tables import certificate_key_pairs as table
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, refused
from wirelatch.identity.web.fields import Field, choice, integer, line, parse, text
from wirelatch.identity.web.shapes import (
    BOOLEAN,
    INSTANT,
    STRING,
    USED_BY,
    UUID,
    Parameter,
    Shape,
    array,
    nullable,
    page_of_shape,
)

endpoints = Endpoints()
PATH = "crypto/certificatekeypairs/"
CERTIFICATE = Model(
    "authentik_crypto",
    "certificatekeypair",
    "Certificate-Key Pair",
    "Certificate-Key Pairs",
    table=table,
    permissions={
        "view_certificatekeypair_certificate": "View Certificate-Key pair's certificate",
        "view_certificatekeypair_key": "View Certificate-Key pair's private key",
    },
    target="pair",
)
PAIR = record_kind(CERTIFICATE)
SHAPE = Shape(
    "CertificateKeyPair",
    {
        "pk": UUID,
        "name": STRING,
        "fingerprint_sha256": nullable(STRING),
        "fingerprint_sha1": nullable(STRING),
        "cert_expiry": nullable(INSTANT),
        "cert_subject": nullable(STRING),
        "private_key_available": BOOLEAN,
        "key_type": nullable(STRING),
        "certificate_download_url": STRING,
        "private_key_download_url": STRING,
        "managed": nullable(STRING),
    },
)
_QUERY = {
    "name": Parameter(),
    "managed": Parameter(),
    "has_key": Parameter(BOOLEAN),
    "key_type": Parameter(description="Several with commas between."),
}
SCHEMA = {
    "name": Field(line(255, blank=False)),
    "certificate_data": Field(text(100_000, blank=False)),
    "key_data": Field(text(100_000), "", write_only=True),
}
GENERATE = {
    "common_name": Field(line(64, blank=False)),
    "subject_alt_name": Field(line(1000), ""),
    "validity_days": Field(integer(1, 36_500)),
    "alg": Field(choice(ALGORITHMS), "rsa"),
}


def serialize(pair: CertificateKeyPair) -> dict[str, Any]:
    certificate = pair.certificate
    return {
        "pk": pair.id,
        "name": pair.name,
        "fingerprint_sha256": pair.fingerprint_sha256,
        "fingerprint_sha1": pair.fingerprint_sha1,
        "cert_expiry": certificate.not_valid_after_utc,
        "cert_subject": certificate.subject.rfc4514_string(),
        "private_key_available": pair.key_type is not None,
        "key_type": pair.key_type,
        "certificate_download_url": f"/api/v3/{PATH}{pair.id}/view_certificate/?download",
        "private_key_download_url": "",
        "managed": pair.managed,
    }


@endpoints.on("GET", PATH, may_list(CERTIFICATE), answers=page_of_shape(SHAPE), is_list=True, query=_QUERY)
async def list_pairs(request: ApiRequest) -> Reply:
    """List pairs; private keys are not shown."""
    snapshot, asked = await request.services.catalog.current(), request.query
    # The key for access tokens is the installation's own; it is not there to choose.
    items = [pair for pair in snapshot.pairs if pair.managed != store.TOKEN_KEY]
    items = [pair for pair in items if request.may("view", CERTIFICATE, pair.id)]
    items = items_equal(items, request, ("name", "managed"))
    has_key = asked_flag(request, "has_key")
    if has_key is not None:
        items = [pair for pair in items if (pair.key_type is not None) == has_key]
    if asked.get("key_type"):
        items = [pair for pair in items if pair.key_type in asked["key_type"].split(",")]
    ordered = sorted(items, key=lambda pair: pair.certificate.not_valid_after_utc)
    if (asked.get("ordering") or "").lstrip("-") == "cert_expiry":
        items = ordered[::-1] if asked["ordering"].startswith("-") else ordered
        asked = {**asked, "ordering": ""}
    page = list_items(
        request, items, serialize, search=("name",), ordering=("name", "managed"), default="name"
    )
    return answer(page)


@endpoints.on(
    "POST",
    PATH,
    may("add", CERTIFICATE),
    body=SCHEMA,
    body_name="CertificateKeyPair",
    answers=SHAPE,
    status=201,
)
async def import_pair(request: ApiRequest) -> Reply:
    """Import a certificate, with its private key if there is one."""
    values = parse(SCHEMA, await request.json())
    pem = Pem(values["certificate_data"], values["key_data"])
    return await _store(request, values["name"], pem)


@endpoints.on(
    "POST",
    PATH + "generate/",
    may("add", CERTIFICATE),
    body=GENERATE,
    body_name="CertificateGeneration",
    answers=SHAPE,
)
async def generate_pair(request: ApiRequest) -> Reply:
    """Generate a self-signed pair."""
    values = parse(GENERATE, await request.json())
    names = tuple(name.strip() for name in values["subject_alt_name"].split(",") if name.strip())

    def work() -> Pem:
        return generate(
            values["common_name"], algorithm=values["alg"], validity_days=values["validity_days"], names=names
        )

    try:
        pem = await request.services.signer.run(work)
    except (ValueError, OverflowError):
        raise invalid("subject_alt_name", "Enter host names or addresses, separated by commas.") from None
    return await _store(request, values["common_name"], pem, status=200)


async def _store(request: ApiRequest, name: str, pem: Pem, status: int = 201) -> Reply:
    parse_or_refuse(name, pem, now())

    def work(connection: Connection) -> str:
        check_free(connection, table.c.name, name, None)
        pair_id = store.insert_pair(connection, request.services.sealer, name=name, pem=pem)
        count_up(connection)
        PAIR.record(request, connection, "model_created", pair_id, name)
        return pair_id

    pair_id = await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), pair_id)), status)


@endpoints.on("GET", PATH + "{id}/", may("view", CERTIFICATE, on="id"), answers=SHAPE)
async def get_pair(request: ApiRequest) -> Reply:
    """Get one, without its private key."""
    return answer(serialize(_find(await request.services.catalog.current(), request.arguments["id"])))


@endpoints.on(
    "GET", PATH + "{id}/used_by/", may("view", CERTIFICATE, on="id"), answers=array(USED_BY), is_list=True
)
async def list_used_by(request: ApiRequest) -> Reply:
    """What refers to it, and what becomes of that when it is deleted."""
    pair = _find(await request.services.catalog.current(), request.arguments["id"])

    def work(connection: Connection) -> list[dict[str, str]]:
        row = connection.execute(select(table).where(table.c.id == pair.id)).one()
        return used_by(connection, request, table, row)

    return answer(await request.read(work))


@endpoints.on(
    "GET",
    PATH + "{id}/view_certificate/",
    may("view_certificatekeypair_certificate", CERTIFICATE, on="id"),
    answers=Shape("CertificateData", {"data": STRING}),
    query={"download": Parameter(BOOLEAN, "As a file.")},
)
async def view_certificate(request: ApiRequest) -> Reply:
    """The certificate as PEM. There is no such operation for the private key: it goes in and never comes out."""
    pair = _find(await request.services.catalog.current(), request.arguments["id"])
    if "download" in request.query:
        headers = [
            ("Content-Type", "application/x-pem-file"),
            ("Content-Disposition", 'attachment; filename="certificate.pem"'),
        ]
        return Reply(200, pair.certificate_data.encode(), headers)
    return answer({"data": pair.certificate_data})


@endpoints.on(
    "PATCH",
    PATH + "{id}/",
    may("change", CERTIFICATE, on="id"),
    body={"name": SCHEMA["name"]},
    body_name="CertificateKeyPair",
    answers=SHAPE,
)
async def rename_pair(request: ApiRequest) -> Reply:
    """Another name; for another key make another pair, so that tokens signed before stay verifiable meanwhile."""
    values = parse({"name": SCHEMA["name"]}, await request.json())
    pair = _find(await request.services.catalog.current(), request.arguments["id"])

    def work(connection: Connection) -> None:
        check_free(connection, table.c.name, values["name"], pair.id)
        connection.execute(update(table).where(table.c.id == pair.id).values(name=values["name"]))
        count_up(connection)
        changes = {"name": {"before": pair.name, "after": values["name"]}}
        PAIR.record(request, connection, "model_updated", pair.id, pair.name, changes=changes)

    await request.change_catalog(work)
    return answer(serialize(_find(await request.services.catalog.current(), pair.id)))


@endpoints.on("DELETE", PATH + "{id}/", may("delete", CERTIFICATE, on="id"))
async def delete_pair(request: ApiRequest) -> Reply:
    """Delete one that nothing signs with."""
    pair = _find(await request.services.catalog.current(), request.arguments["id"])
    if pair.managed is not None:
        raise refused("This pair belongs to the installation and cannot be deleted.")

    def work(connection: Connection) -> None:
        used = select(oauth2_providers.c.name).where(oauth2_providers.c.signing_key == pair.id)
        by = connection.execute(used).scalar()
        if by is not None:
            raise refused(f"The provider “{by}” signs with this pair.")
        connection.execute(delete(table).where(table.c.id == pair.id))
        count_up(connection)
        PAIR.record(request, connection, "model_deleted", pair.id, pair.name)

    await request.change_catalog(work)
    return nothing()


def parse_or_refuse(name: str, pem: Pem, moment: datetime) -> None:
    """Raise ApiError unless these are a certificate and, if any, its private key."""
    try:
        x509.load_pem_x509_certificate(pem.certificate.encode())
        parse_pair(
            pair_id="",
            name=name,
            certificate_data=pem.certificate,
            key_data=pem.key or None,
            managed=None,
            created_at=moment,
        )
    except PairError as error:
        raise invalid(error.field, str(error)) from None
    except ValueError:
        raise invalid("certificate_data", "Unable to load certificate.") from None


def _find(snapshot: Snapshot, pair_id: str) -> CertificateKeyPair:
    return find_item(snapshot.pairs, pair_id, "CertificateKeyPair")
