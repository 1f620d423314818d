"""Making the objects of the installation what a blueprint says: all of its entries, or nothing of them.

Each entry is tried in a savepoint of its own, so that everything that is wrong is told at once; where anything was wrong
the whole transaction is undone. That is also the dry run: with `check` it is undone in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.api.endpoints import ApiRequest
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.blueprints import particular
from wirelatch.identity.blueprints.entries import STATES, Blueprint, Done, Entry, Problem, Report
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.blueprints.kinds import META, Kind, UnknownFieldError, creatable, kinds
from wirelatch.identity.blueprints.references import References
from wirelatch.identity.blueprints.sources import NOTHING, Sources
from wirelatch.identity.blueprints.tags import DependsError, Resolver, Tag, TagError
from wirelatch.identity.blueprints.writing import write
from wirelatch.identity.directory.superusers import LastSuperuserError
from wirelatch.identity.flows.lockout import way_in_kept_at_end
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.errors import ApiError

BUILT_IN = ("default/", "system/", "Default - ", "System - ", "authentik Bootstrap")
"""Beginnings of paths and names of authentik's own blueprints, whose objects are here from the start."""
MOST_WITHIN = 20
"""Blueprints that may apply one another."""


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
        self.references = References(inside, skip_unknown=options.skip_unknown)
        self.entry: Entry | None = None

    def run(self) -> None:
        for entry in self.blueprint.entries:
            self.entry, self.references.found_nothing = entry, []
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
                self.references.is_not_there(entry.id, f"entry {entry.number} was {done.outcome}")
            except Exception as error:
                self.inside.undone()
                self._failed(entry, done, error)
                self.references.is_not_there(entry.id, f"entry {entry.number} has failed")
            self.report.done.append(done)

    def _failed(self, entry: Entry, done: Done, error: Exception) -> None:
        def tell(field: str, message: str) -> None:
            self.report.problems.append(Problem(entry.number, entry.line, done.model, field, message))

        if isinstance(error, ApiError):
            nothing = self.references.found_nothing
            hint = f" ({'; '.join(nothing)})" if nothing else ""
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
        r = Resolver(self.references, self.context, self.options.sources)
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
        identifiers = self.references.here(_mapping(self._outer(r, entry.identifiers), "identifiers"))
        done.label = ", ".join(f"{name}={value}" for name, value in identifiers.items())[:200]
        if not identifiers:
            raise TagError("an entry needs identifiers")
        rows = self.references.look_for(kind, identifiers)
        if state == "absent":
            self._delete(kind, rows, done)
            return
        attrs = self.references.here(self._attrs(r, entry))
        row = rows[0] if rows else None
        if row is not None and state == "must_created":
            raise TagError("the object is there already, and the state is must_created")
        if row is not None and state == "created":
            done.outcome = "unchanged"
        else:
            row, done.outcome = write(self.inside, kind, row, identifiers, attrs, self._warn)
        if entry.id is not None:
            self.references.is_there(r.resolve(entry.id), kind.pk(row))
        told = r.resolve(entry.identifiers)
        self.references.is_called(told.get("pk") if isinstance(told, dict) else None, kind.pk(row))
        for wanted in r.resolve(entry.permissions):
            particular.give(self.inside, model, kind.pk(row), _mapping(wanted, "permissions"))

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

    def _delete(self, kind: Kind, rows: Sequence[Row[Any]], done: Done) -> None:
        done.outcome = "deleted" if rows else "absent"
        for row in rows[:1]:
            self.inside.call("DELETE", kind.address(row))

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
