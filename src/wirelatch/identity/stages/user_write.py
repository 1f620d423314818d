"""Write what was asked to the pending user, or create one of it.

It writes only to a user who has shown to be there, who is signed in, or whom this run has just created: never to one
who was only named (CVE-2022-46172). https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/user_write/
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.authenticators import notices
from wirelatch.identity.directory import groups, users
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.flows import record, tokens, upstream
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Denied, NotPassedError, Outcome, Passed, Prospect, Stage
from wirelatch.identity.web.fields import Field, boolean, choice, line, uuid

MODES = ("never_create", "create_when_required", "always_create")
COLUMNS = ("username", "name", "email")
IGNORED = frozenset({"password", "password_repeat", "token", "groups", "is_superuser"})
CHANGEABLE = {
    "username": "goauthentik.io/user/can-change-username",
    "name": "goauthentik.io/user/can-change-name",
    "email": "goauthentik.io/user/can-change-email",
}
_NOT_YOURS = "This change is not allowed."


class UserWriteStage(Stage):
    """Password prompts are hashed here; `attributes.x.y` go into the user's attributes."""

    model_app = "authentik_stages_user_write"
    kind = "userwritestage"
    path = "user_write"
    form_component = "ak-stage-user-write-form"
    verbose_name = "User Write Stage"
    verbose_name_plural = "User Write Stages"
    description = "Writes currently pending data into the pending user, or if no user exists, creates a new user with the data."
    acts = True
    SCHEMA = {
        "user_creation_mode": Field(choice(MODES), "create_when_required"),
        "create_users_as_inactive": Field(boolean, True),
        "create_users_group": Field(uuid, None, nullable=True),
        "user_type": Field(choice(users.TYPES), "external"),
        "user_path_template": Field(line(500), ""),
    }
    REFERENCES = {"create_users_group": "group"}

    async def challenge(self, run: Run) -> Outcome:
        mode, row = self.settings["user_creation_mode"], await run.user()
        creates = mode == "always_create" or (mode == "create_when_required" and row is None)
        if creates and run.session is not None and run.flow.designation != "enrollment":
            return Denied(
                (_NOT_YOURS,), (f"“{self.name}” would create a user for somebody who is signed in",)
            )
        if not creates and not await self._may_write(run, row):
            await record.suspicious(run, f"“{self.name}” was reached without proof of whose account it is")
            return Denied((_NOT_YOURS,))
        data = dict(run.context.prompt_data)
        password = data.get("password")
        password_hash = None
        if isinstance(password, str) and password:
            password_hash = await run.services.passwords.hash(password)
        values = {name: data[name] for name in COLUMNS if isinstance(data.get(name), str)}
        if creates and not values.get("username", "").strip():
            return Denied(("A username is needed.",), (f"“{self.name}” was given no username to create",))
        if not creates and row is not None:
            refusal = await self._refused_change(run, row, values)
            if refusal is not None:
                return refusal
        attributes = _attributes(data)
        path = self.settings["user_path_template"] or (run.context.source or {}).get("path") or "users"

        def write(connection: Connection) -> None:
            try:
                with connection.begin_nested():
                    if creates:
                        self._create(connection, run, values, attributes, password_hash, path)
                    else:
                        assert row is not None
                        _change(connection, run, row.id, values, attributes, password_hash)
            except IntegrityError:
                raise NotPassedError(Denied(("Username is already taken. Please start again.",))) from None
            for name in ("password", "password_repeat"):
                run.context.prompt_data.pop(name, None)

        return Passed(write, lambda response: run.forget_user())

    async def _may_write(self, run: Run, row: Row[Any] | None) -> bool:
        if row is None:
            return False
        # Who impersonates somebody is not them: an address changed so would open the account for good.
        session = run.session
        own = session is not None and session.original is None and session.person.id == row.id
        return own or bool(run.proofs)

    async def _refused_change(self, run: Run, row: Row[Any], values: dict[str, Any]) -> Denied | None:
        """What users may change of themselves is the system's setting, or an attribute of theirs or of their groups."""
        system = (await run.services.catalog.current()).system
        person = await run.person()
        attributes = dict(person.attributes) if person is not None else {}
        for name, attribute in CHANGEABLE.items():
            if name in values and values[name] != row._mapping[name]:
                allowed = attributes.get(attribute, getattr(system, f"default_user_change_{name}"))
                if allowed is not True:
                    return Denied((f"Not allowed to change {name}.",))
        return None

    def _create(
        self,
        connection: Connection,
        run: Run,
        values: dict[str, Any],
        attributes: dict[str, Any],
        password_hash: str | None,
        path: str,
    ) -> None:
        user_id = users.create(
            connection,
            **values,
            password_hash=password_hash,
            is_active=not self.settings["create_users_as_inactive"],
            type=self.settings["user_type"],
            path=path,
            attributes=attributes,
        )
        if self.settings["create_users_group"]:
            groups.add_member(connection, self.settings["create_users_group"], user_id)
        run.context.identify(user_id, values["username"])
        # Whoever has just made an account is its owner.
        run.context.prove("created")
        for joined in upstream.ENROLLED:
            joined(connection, run, user_id)
        record.in_transaction(
            connection,
            run,
            "user_write",
            actor=values["username"],
            target=f"user:{user_id}",
            created=True,
            username=values["username"],
        )

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        if self.settings["user_creation_mode"] == "always_create":
            return Prospect(False, reason=f"“{self.name}” always creates a new user")
        return Prospect()


def _change(
    connection: Connection,
    run: Run,
    user_id: int,
    values: dict[str, Any],
    attributes: dict[str, Any],
    password_hash: str | None,
) -> None:
    fresh = connection.execute(select(table).where(table.c.id == user_id)).first()
    if fresh is None or (not fresh.is_active and not run.context.is_restored):
        raise NotPassedError(Denied((_NOT_YOURS,)))
    if not run.context.rests_on("password", fresh.password_hash):
        raise NotPassedError(Denied((_NOT_YOURS,)))
    changed = {name: value for name, value in values.items() if value != fresh._mapping[name]}
    if attributes:
        changed["attributes"] = _merged(dict(fresh.attributes), attributes)
    if changed:
        users.change(connection, user_id, changed)
        notices.address_changed(connection, run.services, user_id, fresh.email)
        record.in_transaction(
            connection,
            run,
            "user_write",
            actor=fresh.username,
            target=f"user:{user_id}",
            created=False,
            fields=sorted(changed),
        )
    if password_hash is not None:
        own = run.session is not None and run.session.person.id == user_id
        users.set_password(connection, user_id, password_hash, keep_session=run.session_uuid if own else None)
        # Links that were sent before would otherwise set yet another one.
        tokens.forget_of_user_in(connection, user_id)
        if "password" in run.proofs:
            run.context.prove("password", "pwd", bound=password_hash)
            run.context.drop_outdated("password", password_hash)
        record.in_transaction(connection, run, "password_set", actor=fresh.username, target=f"user:{user_id}")
        # Whoever recovers an account may have lost it to somebody, who may have let a client stay.
        if run.flow.designation == "recovery" and (ended := users.end_grants(connection, user_id)):
            record.in_transaction(
                connection,
                run,
                "token_revoked",
                actor=fresh.username,
                target=f"user:{user_id}",
                reason="password set by recovery",
                grants=ended,
            )


def _attributes(data: dict[str, Any]) -> dict[str, Any]:
    """What of the data goes into attributes: names with a dot after `attributes`, and what is no field of a user."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key in IGNORED or key in COLUMNS:
            continue
        path = key.split(".")
        if path[0] == "attributes":
            path = path[1:]
        if not path or not all(path) or path[0].startswith("goauthentik.io"):
            continue
        place = found
        for part in path[:-1]:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[path[-1]] = value
    return found


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    for key, value in above.items():
        old = below.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        below[key] = _merged(dict(old), value) if both else value  # type: ignore[arg-type]
    return below
