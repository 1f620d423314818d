"""Giving objects out as a blueprint: importing it into an empty installation gives the same objects.

Objects are identified by what people know them by, and refer to one another with `!KeyOf`, or with `!Find` where the other
is not in the same file. What is exported is what the API answers, so that nobody is given more than they may see; secrets
(client secrets, private keys, hashes of passwords) come only where they are asked for, and for administrators. Sessions,
tokens and devices are not configuration and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import select

from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.blueprints.kinds import Kind, creatable, kinds
from wirelatch.identity.directory.role_tables import role_permissions
from wirelatch.identity.directory.tables import users
from wirelatch.identity.keys.sealing import SealError
from wirelatch.identity.keys.store import TOKEN_KEY
from wirelatch.identity.keys.tables import certificate_key_pairs

ORDER = (
    "authentik_crypto.certificatekeypair",
    "authentik_rbac.role",
    "authentik_core.group",
    "authentik_core.user",
)
"""Kinds that come first; the rest follows what it refers to."""
NOT_CONFIGURATION = frozenset(
    {
        "authentik_core.token",
        "authentik_stages_invitation.invitation",
        "authentik_policies_reputation.reputation",
    }
)
_NATURAL = {
    "authentik_flows.flow": ("slug",),
    "authentik_core.application": ("slug",),
    "authentik_core.user": ("username",),
    "authentik_brands.brand": ("domain",),
    "authentik_core.applicationentitlement": ("app", "name"),
    "authentik_flows.flowstagebinding": ("target", "stage", "order"),
    "authentik_policies.policybinding": ("target", "order", "policy", "group", "user"),
}
"""Fields by which objects of a kind are known; by name otherwise."""
_NUMBERS = {
    "provider": "authentik_providers_oauth2.oauth2provider",
    "jwt_federation_providers": "authentik_providers_oauth2.oauth2provider",
    "user": "authentik_core.user",
}
"""Fields that hold numbers of objects."""
_LEFT_OUT = {"authentik_core.group": {"users"}, "authentik_core.user": {"email_verified"}}


class KeyOf(str):
    """`!KeyOf id`."""


@dataclass(frozen=True)
class Find:
    """`!Find [model, [field, value], …]`."""

    model: str
    conditions: tuple[tuple[str, Any], ...]


class _Dumper(yaml.SafeDumper):
    """Safe YAML with the two tags that exports need."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _key_of(dumper: yaml.SafeDumper, value: KeyOf) -> yaml.Node:
    return dumper.represent_scalar("!KeyOf", str(value))


def _find(dumper: yaml.SafeDumper, value: Find) -> yaml.Node:
    return dumper.represent_sequence("!Find", [value.model, *map(list, value.conditions)], flow_style=True)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(KeyOf, _key_of)
_Dumper.add_representer(Find, _find)
_Dumper.add_representer(str, _text)


@dataclass(frozen=True, eq=False)
class _Object:
    kind: Kind
    pk: Any
    values: dict[str, Any]

    @property
    def key(self) -> tuple[str, Any]:
        return (self.kind.name, self.pk)


class Export:
    """What an installation has, as far as the caller may see it."""

    def __init__(self, inside: Inside, *, secrets: bool = False) -> None:
        self._inside = inside
        self._secrets = secrets
        self._objects: dict[tuple[str, Any], _Object] = {}
        self._by_uuid: dict[str, _Object] = {}
        self.notes: list[str] = []
        for name, kind in sorted(kinds().items()):
            if kind.path and name == kind.name and name not in NOT_CONFIGURATION:
                self._read(kind)

    def _read(self, kind: Kind) -> None:
        query = "superuser_full_list=true" if kind.name == "authentik_core.application" else ""
        for values in self._inside.pages(kind.path, query):
            pk = values[kind.resource.pk_name if kind.resource is not None else "pk"]
            made = _Object(kind, pk, values)
            self._objects[made.key] = made
            if isinstance(pk, str):
                self._by_uuid[pk] = made

    def of_model(self, *names: str) -> list[_Object]:
        """All objects of these models; raises KeyError for one that is not known."""
        for name in names:
            if creatable(name) is None or name.lower() in NOT_CONFIGURATION:
                raise KeyError(name)
        wanted = {name.lower() for name in names}
        return [each for each in self._objects.values() if each.kind.name in wanted]

    def everything(self) -> list[_Object]:
        return list(self._objects.values())

    def of_application(self, slug: str) -> list[_Object]:
        """An application, its provider, their mappings, entitlements, and what is bound to it; raises KeyError."""
        start = self._named("authentik_core.application", "slug", slug)
        found = [start]
        if start.values["provider"] is not None:
            provider = self._objects[(_NUMBERS["provider"], start.values["provider"])]
            found.append(provider)
            own = [self._by_uuid[pk] for pk in provider.values["property_mappings"] if pk in self._by_uuid]
            found += [mapping for mapping in own if not mapping.values.get("managed")]
        entitlements = [
            each
            for each in self.of_model("authentik_core.applicationentitlement")
            if each.values["app"] == start.pk
        ]
        return self._with_bindings([*found, *entitlements])

    def of_flow(self, slug: str) -> list[_Object]:
        """A flow with its stages, their prompts and policies, and what is bound to it; raises KeyError."""
        flow = self._named("authentik_flows.flow", "slug", slug)
        bound = [
            each
            for each in self.of_model("authentik_flows.flowstagebinding")
            if each.values["target"] == flow.pk
        ]
        found = [flow, *bound]
        for binding in bound:
            stage = self._by_uuid[binding.values["stage"]]
            found.append(stage)
            for name in ("fields", "validation_policies", "password_stage"):
                value = stage.values.get(name)
                for pk in value if isinstance(value, list) else [value]:
                    if pk in self._by_uuid:
                        found.append(self._by_uuid[pk])
        return self._with_bindings(found)

    def _named(self, model: str, field: str, value: str) -> _Object:
        for each in self.of_model(model):
            if each.values[field] == value:
                return each
        raise KeyError(value)

    def _with_bindings(self, objects: Sequence[_Object]) -> list[_Object]:
        found = {each.key: each for each in objects}
        pks = {each.pk for each in objects}
        for binding in self.of_model("authentik_policies.policybinding"):
            if binding.values["target"] not in pks:
                continue
            found[binding.key] = binding
            for name in ("policy", "group"):
                pk = binding.values[name]
                if pk in self._by_uuid:
                    found[self._by_uuid[pk].key] = self._by_uuid[pk]
        return list(found.values())

    # -- writing ------------------------------------------------------------------------------------------------

    def text(self, objects: Iterable[_Object], name: str) -> str:
        """The blueprint."""
        chosen = [each for each in objects if self._is_exported(each)]
        self._ids = {each.key: self._id(each) for each in chosen}
        entries = [self._entry(each) for each in self._in_order(chosen)]
        whole = {"version": 1, "metadata": {"name": name}, "entries": entries}
        told = "".join(f"# {note}\n" for note in dict.fromkeys(self.notes))
        body = yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
        return told + body

    def _is_exported(self, each: _Object) -> bool:
        if each.kind.name != "authentik_crypto.certificatekeypair":
            return True
        if each.values.get("managed") == TOKEN_KEY:
            return False
        if not self._secrets:
            self.notes.append(
                f"The certificate “{each.values['name']}” is referred to by name: private keys are exported with secrets only."
            )
        return self._secrets

    def _natural(self, each: _Object) -> tuple[str, ...]:
        return tuple(
            name for name in _NATURAL.get(each.kind.name, ("name",)) if each.values.get(name) is not None
        )

    def _id(self, each: _Object) -> str:
        parts = [each.kind.name.rpartition(".")[2]]
        for name in self._natural(each):
            value = each.values[name]
            other = self._by_uuid.get(value) if isinstance(value, str) else None
            parts.append(self._id(other) if other is not None else str(value))
        return "/".join(parts)

    def _in_order(self, objects: Sequence[_Object]) -> list[_Object]:
        """Each behind what it refers to; by kind and name where that leaves a choice, so that it is always the same."""

        def place(each: _Object) -> tuple[int, str, str]:
            first = ORDER.index(each.kind.name) if each.kind.name in ORDER else len(ORDER)
            return (first, each.kind.name, self._ids[each.key])

        by_key = {each.key: each for each in objects}
        done: dict[tuple[str, Any], None] = {}
        under_way: set[tuple[str, Any]] = set()

        def visit(each: _Object) -> None:
            if each.key in done or each.key in under_way:
                return
            under_way.add(each.key)
            for other in self._referred(each):
                if other.key in by_key:
                    visit(other)
            done[each.key] = None

        for each in sorted(objects, key=place):
            visit(each)
        return [by_key[key] for key in done]

    def _referred(self, each: _Object) -> list[_Object]:
        found = []
        for name, value in each.values.items():
            if name in each.kind.schema and name not in _LEFT_OUT.get(each.kind.name, ()):
                for item in value if isinstance(value, list) else [value]:
                    other = self._other(name, item)
                    if other is not None and other.key != each.key:
                        found.append(other)
        return found

    def _other(self, field: str, value: Any) -> _Object | None:
        if isinstance(value, str):
            return self._by_uuid.get(value)
        if field in _NUMBERS and isinstance(value, int) and not isinstance(value, bool):
            return self._objects.get((_NUMBERS[field], value))
        return None

    def _reference(self, field: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._reference(field, item) for item in value]
        other = self._other(field, value)
        if other is None:
            return value
        if other.key in self._ids:
            return KeyOf(self._ids[other.key])
        conditions = tuple((name, self._reference(name, other.values[name])) for name in self._natural(other))
        return Find(other.kind.name, conditions)

    def _entry(self, each: _Object) -> dict[str, Any]:
        natural = self._natural(each)
        identifiers = {name: self._reference(name, each.values[name]) for name in natural}
        left_out = _LEFT_OUT.get(each.kind.name, set())
        attrs = {
            name: self._reference(name, each.values[name])
            for name, field in each.kind.schema.items()
            if name in each.values and name not in natural and not field.write_only and name not in left_out
        }
        self._particular(each, attrs)
        return {
            "model": each.kind.name,
            "id": self._ids[each.key],
            "identifiers": identifiers,
            "attrs": attrs,
        }

    def _particular(self, each: _Object, attrs: dict[str, Any]) -> None:
        connection, name = self._inside.connection, each.kind.name
        if name == "authentik_providers_oauth2.oauth2provider" and not self._secrets:
            attrs.pop("client_secret", None)
        elif name == "authentik_rbac.role":
            held = select(role_permissions.c.permission).where(
                role_permissions.c.role_id == each.pk, role_permissions.c.object_pk == ""
            )
            attrs["permissions"] = sorted(connection.execute(held).scalars())
        if not self._secrets or not self._inside.principal.is_superuser:
            return
        if name == "authentik_core.user":
            stored = select(users.c.password_hash).where(users.c.id == each.pk)
            password_hash = connection.execute(stored).scalar()
            if password_hash:
                attrs["password_hash"] = password_hash
        elif name == "authentik_crypto.certificatekeypair":
            query = select(certificate_key_pairs).where(certificate_key_pairs.c.id == each.pk)
            row = connection.execute(query).one()
            attrs["certificate_data"] = row.certificate_data
            if row.key_data is not None:
                attrs["key_data"] = self._inside.services.sealer.open(row.key_data)
        else:
            attrs.update(self._stored_secrets(each))

    def _stored_secrets(self, each: _Object) -> Mapping[str, Any]:
        """Sealed fields of stages, and of anything else that keeps them in columns of the same name."""
        table = each.kind.model.table
        secret = [name for name, field in each.kind.schema.items() if field.write_only]
        if table is None or not secret:
            return {}
        row = self._inside.connection.execute(
            select(table).where(table.c[each.kind.model.key] == each.pk)
        ).one()
        kept = row._mapping["settings"] if "settings" in table.c else row._mapping
        found = {}
        for name in secret:
            value = kept.get(name)
            if isinstance(value, str) and value:
                try:
                    found[name] = self._inside.services.sealer.open(value)
                except SealError:
                    continue
        return found
