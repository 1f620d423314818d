"""Making the objects of the installation what a blueprint says: all of its entries, or nothing of them.

Each entry is tried in a savepoint of its own, so that everything that is wrong is told at once; where anything was wrong
the whole transaction is undone. That is also the dry run: with `check` it is undone in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.blueprints import particular
from wirelatch.identity.blueprints.entries import STATES, Blueprint, Done, Entry, Problem, Report
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.blueprints.kinds import META, Kind, UnknownFieldError, creatable, kinds, stand_in
from wirelatch.identity.blueprints.sources import NOTHING, Sources
from wirelatch.identity.blueprints.tags import DependsError, Resolver, Tag, TagError
from wirelatch.identity.directory.superusers import LastSuperuserError
from wirelatch.identity.flows.lockout import way_in_kept_at_end
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.errors import ApiError

BUILT_IN = ("default/", "system/", "Default - ", "System - ", "authentik Bootstrap")
"""Beginnings of paths and names of authentik's own blueprints, whose objects are here from the start."""
MOST_WITHIN = 20
"""Blueprints that may apply one another."""

_UNORDERED = frozenset(
    {"property_mappings", "groups", "roles", "parents", "users", "grant_types", "transports"}
)


class UndoneError(Exception):
    """Ends the transaction without keeping anything; `report` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__("undone")
        self.report = report


class _SkippedError(Exception):
    """The entry is left out; the text says why."""


Library = Callable[[Connection, Mapping[str, Any]], Blueprint | None]
"""Finds another blueprint by `{"name": …}` or `{"path": …}`."""


@dataclass
class Options:
    """How a blueprint is applied. `skip_unknown`: leave out entries of models that are not here, instead of refusing."""

    sources: Sources = NOTHING
    context: Mapping[str, Any] = field(default_factory=dict)
    skip_unknown: bool = False
    check: bool = False
    library: Library | None = None


async def apply(
    services: Services,
    blueprint: Blueprint,
    options: Options,
    *,
    request: ApiRequest | None = None,
    principal: Callable[[Connection], Principal] | None = None,
    besides: Callable[[Connection, Report], None] | None = None,
) -> Report:
    """Apply a blueprint with the rights of the request's caller, or of `principal`.

    `besides` writes what belongs to it, in the same transaction. Nothing is kept where the report has problems.
    """

    def work(connection: Connection) -> Report:
        caller = (
            request.principal if request is not None else principal(connection) if principal else Principal()
        )
        report = apply_in(
            connection, services, blueprint, options, caller, request.call if request is not None else None
        )
        if besides is not None and report.succeeded:
            besides(connection, report)
        if options.check or not report.succeeded:
            raise UndoneError(report)
        return report

    try:
        return await services.database.write(work)
    except UndoneError as undone:
        return undone.report
    finally:
        services.catalog.changed()


def apply_in(
    connection: Connection,
    services: Services,
    blueprint: Blueprint,
    options: Options,
    caller: Principal,
    call: Call | None = None,
) -> Report:
    """Apply it within a transaction, which has to be undone where the report has problems."""
    report = Report(blueprint.name)
    inside = Inside(connection, services, caller, call)
    try:
        with way_in_kept_at_end(connection):
            _Application(inside, blueprint, options, report, 0).run()
    except LastSuperuserError as error:
        report.problems.append(Problem(0, 0, "", "", str(error)))
    if report.counts().keys() & {"created", "updated", "deleted"}:
        count_up(connection)
    return report


class _Application:
    """One blueprint being applied; those that it asks for are others."""

    def __init__(
        self, inside: Inside, blueprint: Blueprint, options: Options, report: Report, depth: int
    ) -> None:
        self.inside = inside
        self.blueprint = blueprint
        self.options = options
        self.report = report
        self.depth = depth
        models = {kind.model.name: kind.model.app for kind in kinds().values() if kind.path}
        self.context: dict[str, Any] = {
            "goauthentik.io/enterprise/licensed": False,
            "goauthentik.io/rbac/models": models,
            **blueprint.context,
            **options.context,
        }
        self.keys: dict[str, Any] = {}
        """Keys of the objects of entries, by the entry's id."""
        self.missing: dict[str, str] = {}
        """Why the object of an entry is not there, by its id."""
        self.replaced: dict[str, Any] = {}
        """Keys that objects have here, by the key that the blueprint says."""
        self.found_nothing: list[str] = []
        self.entry: Entry | None = None

    def run(self) -> None:
        for entry in self.blueprint.entries:
            self.entry, self.found_nothing = entry, []
            model = str(entry.model) if not isinstance(entry.model, Tag) else "?"
            done = Done(entry.number, entry.line, model, "", "failed")
            before = len(self.report.problems)
            try:
                with self.inside.connection.begin_nested():
                    self._apply(entry, done)
                    if len(self.report.problems) > before:
                        raise _SkippedError
            except _SkippedError as skipped:
                self.inside.undone()
                done.outcome = "skipped" if len(self.report.problems) == before else "failed"
                done.note = str(skipped)
                self._not_there(entry, f"entry {entry.number} was {done.outcome}")
            except Exception as error:
                self.inside.undone()
                self._failed(entry, done, error)
                self._not_there(entry, f"entry {entry.number} has failed")
            self.report.done.append(done)

    def _not_there(self, entry: Entry, why: str) -> None:
        if entry.id is not None:
            self.missing[str(entry.id)] = why

    def _failed(self, entry: Entry, done: Done, error: Exception) -> None:
        def tell(field: str, message: str) -> None:
            self.report.problems.append(Problem(entry.number, entry.line, done.model, field, message))

        if isinstance(error, ApiError):
            hint = f" ({'; '.join(self.found_nothing)})" if self.found_nothing else ""
            for field_name, message in _messages(error.body):
                tell(field_name, message + hint)
        elif isinstance(error, IntegrityError):
            tell("", "an object with this name, or what it refers to, is in the way")
        elif isinstance(error, TagError | DependsError | UnknownFieldError | LastSuperuserError):
            tell("", str(error))
        else:
            raise error

    # -- one entry ----------------------------------------------------------------------------------------------

    def _apply(self, entry: Entry, done: Done) -> None:
        r = Resolver(self, self.context, self.options.sources)
        conditions = r.resolve(entry.conditions)
        if not all(conditions if isinstance(conditions, list) else [conditions]):
            raise _SkippedError("its conditions do not hold")
        done.model = model = str(r.resolve(entry.model)).lower()
        state = str(r.resolve(entry.state))
        if state not in STATES:
            raise TagError(f"state is one of {', '.join(STATES)}, not {state}")
        if model == META:
            self._apply_other(_mapping(r.resolve(entry.attrs), "attrs"), done)
            return
        kind = creatable(model)
        if kind is None:
            known = "is not available here" if "." in model else "is no model"
            if self.options.skip_unknown:
                raise _SkippedError(f"the model {known}")
            raise TagError(f"the model {known}; --skip-unknown (skip_unknown) leaves such entries out")
        identifiers = self._replace(_mapping(self._outer(r, entry.identifiers), "identifiers"))
        done.label = ", ".join(f"{name}={value}" for name, value in identifiers.items())[:200]
        if not identifiers:
            raise TagError("an entry needs identifiers")
        rows = self._look_for(kind, identifiers)
        if state == "absent":
            self._delete(kind, rows, done)
            return
        attrs = self._replace(self._attrs(r, entry))
        row = rows[0] if rows else None
        if row is not None and state == "must_created":
            raise TagError("the object is there already, and the state is must_created")
        if row is not None and state == "created":
            done.outcome = "unchanged"
        else:
            row = self._write(kind, row, identifiers, attrs, done)
        self._remember(entry, r, identifiers, kind.pk(row))
        for wanted in r.resolve(entry.permissions):
            particular.give(self.inside, model, kind.pk(row), _mapping(wanted, "permissions"))

    def _remember(self, entry: Entry, r: Resolver, identifiers: Mapping[str, Any], pk: Any) -> None:
        if entry.id is not None:
            self.keys[str(r.resolve(entry.id))] = pk
        told = r.resolve(entry.identifiers)
        if isinstance(told, dict) and told.get("pk") is not None:
            self.replaced[str(told["pk"])] = pk

    def _outer(self, r: Resolver, value: Any) -> Any:
        """Identifiers: one that names what was left out leaves the entry out, too."""
        try:
            return r.resolve(value)
        except DependsError as error:
            if "skipped" in str(error):
                raise _SkippedError(str(error)) from None
            raise

    def _attrs(self, r: Resolver, entry: Entry) -> dict[str, Any]:
        """Values of fields; those that name what was left out are left out and told."""
        given = entry.attrs
        if not isinstance(given, dict):
            return _mapping(r.resolve(given), "attrs")
        found = {}
        for name, value in given.items():
            try:
                found[str(name)] = (
                    self._items(r, name, value) if isinstance(value, list) else r.resolve(value)
                )
            except DependsError as error:
                if "skipped" not in str(error):
                    raise
                self._warn(str(name), f"left out: {error}")
        return found

    def _items(self, r: Resolver, name: Any, values: Sequence[Any]) -> list[Any]:
        found = []
        for value in values:
            try:
                found.append(r.resolve(value))
            except DependsError as error:
                if "skipped" not in str(error):
                    raise
                self._warn(str(name), f"an item was left out: {error}")
        return found

    def _replace(self, values: dict[str, Any]) -> dict[str, Any]:
        """Keys that the blueprint was exported with become those that the objects have here."""

        def here(value: Any) -> Any:
            return self.replaced.get(value, value) if isinstance(value, str) else value

        return {
            name: [here(item) for item in value] if isinstance(value, list) else here(value)
            for name, value in values.items()
        }

    def _look_for(self, kind: Kind, identifiers: Mapping[str, Any]) -> list[Row[Any]]:
        conditions = [(name, value) for name, value in identifiers.items() if name != "pk"]
        rows = kind.find(self.inside, conditions) if conditions else []
        if not rows and conditions:
            instead = stand_in(kind.name, conditions)
            rows = kind.find(self.inside, instead) if instead is not None else []
        if not rows and identifiers.get("pk") is not None:
            rows = kind.find(self.inside, [("pk", identifiers["pk"])])
        return rows

    def _delete(self, kind: Kind, rows: Sequence[Row[Any]], done: Done) -> None:
        done.outcome = "deleted" if rows else "absent"
        for row in rows[:1]:
            self.inside.call("DELETE", kind.address(row))

    def _write(
        self,
        kind: Kind,
        row: Row[Any] | None,
        identifiers: Mapping[str, Any],
        attrs: dict[str, Any],
        done: Done,
    ) -> Row[Any]:
        for told in particular.as_the_api_has_it(kind.name, attrs):
            self._warn("", told)
        only_here = particular.ONLY_HERE.get(kind.name, frozenset())
        rest = {name: value for name, value in attrs.items() if name in only_here}
        body = {name: value for name, value in attrs.items() if name not in only_here}
        for name in [name for name in body if name not in kind.schema]:
            del body[name]
            if name not in particular.IGNORED:
                self._warn(name, "there is no such field here; it was left out")
        if row is None:
            own = {name: value for name, value in identifiers.items() if name in kind.schema}
            made = self.inside.call("POST", kind.path, {**body, **own})
            row = kind.by_key(self.inside, _pk_in(kind, made))
            done.outcome = "created"
        else:
            changes = self._differing(kind, row, body)
            done.outcome = "updated" if changes else "unchanged"
            if kind.name == particular.CERTIFICATE:
                particular.replace_pair(self.inside, row, changes)
            if changes:
                self.inside.call("PATCH", kind.address(row), changes)
                row = kind.by_key(self.inside, kind.pk(row))
        if rest and particular.apply_rest(self.inside, kind.name, row, rest) and done.outcome == "unchanged":
            done.outcome = "updated"
        return row

    def _differing(self, kind: Kind, row: Row[Any], body: Mapping[str, Any]) -> dict[str, Any]:
        """What of the values is not so already."""
        now = self.inside.call("GET", kind.address(row))
        return {
            name: value
            for name, value in body.items()
            if (name in now and not _same(kind, name, now[name], value))
            or (name not in now and not particular.known_secret(self.inside, kind.name, row, name, value))
        }

    def _apply_other(self, attrs: dict[str, Any], done: Done) -> None:
        """`metaapplyblueprint`: another blueprint first, with its own context and ids."""
        wanted = _mapping(attrs.get("identifiers") or {}, "identifiers")
        done.label = ", ".join(f"{name}={value}" for name, value in wanted.items())
        other = self.options.library(self.inside.connection, wanted) if self.options.library else None
        if other is None:
            if any(str(value).startswith(BUILT_IN) for value in wanted.values()):
                raise _SkippedError("")  # what it makes is here from the start
            if attrs.get("required", True):
                raise TagError(f"there is no blueprint with {done.label}")
            raise _SkippedError(f"there is no blueprint with {done.label}")
        if self.depth >= MOST_WITHIN:
            raise TagError("the blueprints apply one another without an end")
        options = Options(self.options.sources, {}, self.options.skip_unknown, False, self.options.library)
        within = Report(other.name)
        _Application(self.inside, other, options, within, self.depth + 1).run()
        self.report.warnings += within.warnings
        self.report.problems += [
            Problem(each.entry, each.line, f"{other.name}: {each.model}", each.field, each.message)
            for each in within.problems
        ]
        done.outcome = (
            "updated" if within.counts().keys() & {"created", "updated", "deleted"} else "unchanged"
        )

    def _warn(self, field_name: str, message: str) -> None:
        entry = self.entry
        assert entry is not None
        self.report.warnings.append(Problem(entry.number, entry.line, str(entry.model), field_name, message))

    # -- what the tags ask ---------------------------------------------------------------------------------------

    def key_of(self, entry_id: str) -> Any:
        """The key of the object of an entry above."""
        if entry_id in self.keys:
            return self.keys[entry_id]
        if entry_id in self.missing:
            raise DependsError(f"!KeyOf {entry_id}: {self.missing[entry_id]}")
        raise TagError(f"!KeyOf {entry_id}: no entry above has this id")

    def find(self, model: str, conditions: Sequence[tuple[str, Any]], *, whole: bool) -> Any:
        """The key of an object, or all that the API tells of it; None where there is none."""
        kind = kinds().get(model.lower())
        if kind is None:
            if self.options.skip_unknown:
                raise DependsError(f"!Find {model}: the model is not available here, and was skipped")
            raise TagError(f"!Find: the model {model} is not available here")
        conditions = [
            (name, self.replaced.get(value, value) if isinstance(value, str) else value)
            for name, value in conditions
        ]
        rows = kind.find(self.inside, conditions)
        instead = stand_in(kind.name, conditions)
        if not rows and instead is not None:
            rows = kind.find(self.inside, instead)
        if not rows:
            told = ", ".join(f"{name} {value}" for name, value in conditions)
            self.found_nothing.append(f"!Find {model} {told} has found nothing")
            return None
        if not whole:
            return kind.pk(rows[0])
        if not kind.one:
            raise TagError(f"!FindObject cannot tell of {model}; name the model of its kind")
        return self.inside.call("GET", kind.address(rows[0]))


def _same(kind: Kind, name: str, now: Any, wanted: Any) -> bool:
    """Whether a field has this value already, once the value is as it would be stored; sets of keys have no order."""
    if now == wanted:
        return True
    try:
        checked = kind.schema[name].check(wanted) if wanted is not None else None
    except Exception:
        return False  # the endpoint will say what is wrong with it
    told = orjson.loads(orjson.dumps(checked, default=str))
    if name in _UNORDERED and isinstance(now, list) and isinstance(told, list):
        return sorted(map(str, now)) == sorted(map(str, told))
    return bool(now == told)


def _pk_in(kind: Kind, answer: Mapping[str, Any]) -> Any:
    name = kind.resource.pk_name if kind.resource is not None else "pk"
    return answer[name]


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TagError(f"{what} must be a mapping")
    return value


def _messages(body: Any) -> list[tuple[str, str]]:
    """Field and message of each thing that is wrong."""
    if not isinstance(body, dict):
        return [("", str(body))]
    if "detail" in body:
        return [("", str(body["detail"]))]
    found = []
    for name, told in body.items():
        if name == "code":
            continue
        for message in told if isinstance(told, list) else [told]:
            found.append(("" if name == "non_field_errors" else str(name), str(message)))
    return found or [("", str(body))]
