"""Lists in authentik's shape: pages, search, ordering."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from wirelatch.identity.api.endpoints import ApiRequest, answer
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import ApiError

Item = TypeVar("Item")


def page_of(request: ApiRequest) -> tuple[int, int]:
    """Page number and size that were asked for."""
    try:
        page = int(request.query.get("page") or 1)
        size = int(request.query.get("page_size") or request.system.pagination_default_page_size)
    except ValueError:
        raise ApiError(404, {"detail": "Invalid page.", "code": "not_found"}) from None
    if not 1 <= page <= 1_000_000 or size < 1:
        raise ApiError(404, {"detail": "Invalid page.", "code": "not_found"})
    return page, min(size, request.system.pagination_max_page_size)


def listed(results: Sequence[Any], count: int, page: int, size: int) -> dict[str, Any]:
    """The answer for one page."""
    pages = max(1, math.ceil(count / size))
    start = (page - 1) * size
    return {
        "pagination": {
            "next": page + 1 if page < pages else 0,
            "previous": page - 1 if page > 1 else 0,
            "count": count,
            "current": page,
            "total_pages": pages,
            "start_index": start + 1 if count else 0,
            "end_index": min(start + size, count),
        },
        "results": list(results),
        "autocomplete": {},
    }


def items_equal(items: Sequence[Item], request: ApiRequest, names: Sequence[str]) -> list[Item]:
    """The objects, narrowed by those of the parameters that are given; they are named like the attributes."""
    wanted = {name: request.query[name] for name in names if request.query.get(name)}
    return [item for item in items if all(getattr(item, name) == value for name, value in wanted.items())]


def asked_flag(request: ApiRequest, parameter: str) -> bool | None:
    """A parameter that is `true` or `false`; None for anything else."""
    return {"true": True, "false": False}.get(request.query.get(parameter, ""))


async def answer_query(
    request: ApiRequest,
    query: Select[Any],
    serialize: Callable[[Connection, Any], Any],
    *,
    search: Sequence[ColumnElement[Any]],
    ordering: Mapping[str, ColumnElement[Any]],
    default: str,
) -> Reply:
    """Answer with one page of a query's rows."""
    page, size = page_of(request)
    wanted = request.query.get("search", "").strip()
    if wanted and search:
        query = query.where(or_(*(column.icontains(wanted, autoescape=True) for column in search)))
    order = request.query.get("ordering") or default
    column = (
        ordering.get(order.lstrip("-")) if order.lstrip("-") in ordering else ordering[default.lstrip("-")]
    )
    assert column is not None
    ordered = query.order_by(column.desc() if order.startswith("-") else column.asc())

    def work(connection: Connection) -> dict[str, Any]:
        counting = select(func.count()).select_from(query.order_by(None).subquery())
        count = connection.execute(counting).scalar_one()
        rows = connection.execute(ordered.limit(size).offset((page - 1) * size)).all()
        return listed([serialize(connection, row) for row in rows], count, page, size)

    return answer(await request.read(work))


def list_items(
    request: ApiRequest,
    items: Sequence[Any],
    serialize: Callable[[Any], Any],
    *,
    search: Sequence[str],
    ordering: Sequence[str],
    default: str,
) -> dict[str, Any]:
    """One page of objects of the catalogue; `search` and `ordering` name attributes."""
    page, size = page_of(request)
    wanted = request.query.get("search", "").strip().casefold()
    if wanted:
        items = [
            item for item in items if any(wanted in str(getattr(item, name)).casefold() for name in search)
        ]
    order = request.query.get("ordering") or default
    name = order.lstrip("-")
    if name not in ordering:
        order, name = default, default.lstrip("-")
    items = sorted(items, key=lambda item: _key(getattr(item, name)), reverse=order.startswith("-"))
    shown = items[(page - 1) * size : page * size]
    return listed([serialize(item) for item in shown], len(items), page, size)


def _key(value: Any) -> tuple[int, Any]:
    if isinstance(value, int | float):
        return 0, value
    return 1, str(value or "").casefold()
