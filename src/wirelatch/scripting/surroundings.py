"""What Python functions see around their message: `node`, `flow`, `global_context`, `context`, `env`, `util`."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, Protocol

from wirelatch.scripting import paths
from wirelatch.scripting.cloning import clone
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.scope import Context, Scope
from wirelatch.scripting.values import json_stringify, to_string


class ContextView:
    """One context scope: `get`, `set`, `keys`, `delete`, and brackets."""

    def __init__(self, find: Callable[[], Context]) -> None:
        self._find = find

    def get(self, key: str, default: Any = None, store: str | None = None) -> Any:
        """The value at a key (or path, `a.b[0]`), `default` when there is none."""
        value = self._find().get(key, store)
        return default if value is UNDEFINED else value

    def set(self, key: str, value: Any, store: str | None = None) -> None:
        """Remember a value."""
        self._find().set(key, value, store)

    def delete(self, key: str, store: str | None = None) -> None:
        """Forget a value."""
        self._find().set(key, UNDEFINED, store)

    def keys(self, store: str | None = None) -> list[str]:
        """The names of all values."""
        return list(self._find().keys(store))

    def __getitem__(self, key: str) -> Any:
        value = self._find().get(key, None)
        if value is UNDEFINED:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        self.set(key, value)

    def __delitem__(self, key: str) -> None:
        self.delete(key)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._find().get(key, None) is not UNDEFINED

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())


class Environment:
    """Environment variables as the node sees them."""

    def __init__(self, node: Scope) -> None:
        self._node = node

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a variable, `default` when there is none."""
        value = self._node.env(name)
        return default if value is UNDEFINED else value

    def __getitem__(self, name: str) -> Any:
        value = self._node.env(name)
        if value is UNDEFINED:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._node.env(name) is not UNDEFINED


class Util:
    """The counterpart of JavaScript's `RED.util`."""

    clone_message = staticmethod(clone)

    @staticmethod
    def generate_id() -> str:
        """16 random hexadecimal digits."""
        return secrets.token_hex(8)

    @staticmethod
    def get_message_property(msg: Any, path: str, default: Any = None) -> Any:
        """The value at a path of a message."""
        value = paths.get(msg, path)
        return default if value is UNDEFINED else value

    @staticmethod
    def set_message_property(msg: Any, path: str, value: Any) -> bool:
        """Put a value at a path of a message."""
        return paths.set(msg, path, value)

    @staticmethod
    def delete_message_property(msg: Any, path: str) -> bool:
        """Remove what is at a path of a message."""
        return paths.delete(msg, path)

    @staticmethod
    def compare_objects(a: Any, b: Any) -> bool:
        """Whether two values are the same inside."""
        return (
            type(a) is type(b) and bool(a == b)
            if isinstance(a, bool) or isinstance(b, bool)
            else bool(a == b)
        )

    @staticmethod
    def ensure_string(value: Any) -> str:
        """Text: bytes are decoded, objects written as JSON."""
        if isinstance(value, (bytes, bytearray)):
            return value.decode("utf-8", "replace")
        return json_stringify(value) if isinstance(value, (dict, list)) else to_string(value)

    @classmethod
    def ensure_bytes(cls, value: Any) -> bytes:
        """Bytes: text is encoded as UTF-8."""
        return bytes(value) if isinstance(value, (bytes, bytearray)) else cls.ensure_string(value).encode()


class Services(Protocol):
    """What the node offers its function."""

    id: str
    name: str
    path: str
    outputs: int

    def send_messages(self, output: Any, *, clone_first: bool, message_id: Any) -> None: ...

    def report(self, error: Any, msg: Any) -> None: ...

    def log(self, text: Any) -> None: ...

    def warn(self, text: Any) -> None: ...

    def debug(self, text: Any) -> None: ...

    def trace(self, text: Any) -> None: ...

    def show_status(self, status: Any, **parts: Any) -> None: ...

    async def call_link(self, target: Any, msg: Any, seconds: float) -> Any: ...

    def later(self, seconds: float, callback: Callable[..., Any], arguments: tuple[Any, ...]) -> Any: ...

    def beside(self, work: Coroutine[Any, Any, Any]) -> Awaitable[Any]: ...

    def on_close(self, callback: Callable[[], Any]) -> None: ...


class NodeView:
    """`node` in a Python function; that of a message also knows the message's id."""

    __slots__ = ("_done", "_message_id", "_services")

    def __init__(
        self, services: Services, message_id: Any = None, done: Callable[[], None] | None = None
    ) -> None:
        self._services = services
        self._message_id = message_id
        self._done = done

    @property
    def id(self) -> str:
        """The node's id."""
        return self._services.id

    @property
    def name(self) -> str:
        """The node's name."""
        return self._services.name

    @property
    def path(self) -> str:
        """The ids of the flow, the subflows around the node, and the node."""
        return self._services.path

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self._services.outputs

    def send(self, messages: Any, clone: bool = True) -> None:
        """Send messages now; the first one is copied unless `clone` is False, all others are in any case."""
        self._services.send_messages(messages, clone_first=clone, message_id=self._message_id)

    def done(self) -> None:
        """The message is through (Complete nodes)."""
        if self._done is not None:
            self._done()

    def error(self, error: Any, msg: Any = None) -> None:
        """Report an error; Catch nodes get it when the message is given."""
        self._services.report(error, msg)

    def log(self, text: Any) -> None:
        """Log an entry."""
        self._services.log(text)

    def warn(self, text: Any) -> None:
        """Log a warning; it is shown in the debug sidebar."""
        self._services.warn(text)

    def debug(self, text: Any) -> None:
        """Log an entry of level debug."""
        self._services.debug(text)

    def trace(self, text: Any) -> None:
        """Log an entry of level trace."""
        self._services.trace(text)

    def status(
        self, status: Any = None, *, fill: str | None = None, shape: str | None = None, text: Any = None
    ) -> None:
        """Show a status under the node: a text, `{"fill", "shape", "text"}`, or these as keywords."""
        self._services.show_status(status, fill=fill, shape=shape, text=text)

    async def linkcall(self, target: str, msg: Any, timeout: float = 5.0) -> Any:  # noqa: ASYNC109 - the API's word
        """Call the flow of a `link in` node, by its id or name; gives what a `link out` node returns."""
        return await self._services.call_link(target, msg, timeout)

    def call_later(self, seconds: float, callback: Callable[..., Any], *arguments: Any) -> Any:
        """Call back after a delay, unless the node closes before; the result has `cancel()`."""
        return self._services.later(seconds, callback, arguments)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> Awaitable[Any]:
        """Run a coroutine beside the function until the node closes."""
        return self._services.beside(work)

    def on_close(self, callback: Callable[[], Any]) -> None:
        """Call back before the node closes."""
        self._services.on_close(callback)
