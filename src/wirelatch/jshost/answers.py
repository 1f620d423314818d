"""What the JavaScript process says, and what follows from it: the other side of `js/host.ts`'s `emit`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from wirelatch.jshost.codec import Decoder
from wirelatch.jshost.functions import JsError, Message, apply_changes
from wirelatch.scripting.values import clone

if TYPE_CHECKING:
    from wirelatch.jshost.host import JsHost

log = logging.getLogger("wirelatch.jshost")


class Answers:
    """Reads frames, brings the calls and functions of a host up to date, and tells their owners."""

    def __init__(self, host: JsHost) -> None:
        self._host = host
        self._decoder = Decoder(host.handles)

    def receive(self, frame: bytes) -> None:
        """Carry out what a frame says, in its order."""
        for item in self._decoder.decode(frame):
            try:
                if item[0] == 0:
                    self._finished(item)
                else:
                    self._HANDLERS[item[0]](self, item)
            except Exception:
                log.exception("an answer of the JavaScript process could not be handled: %.200r", item)

    def _finished(self, item: list[Any]) -> None:
        call = self._host.calls.get(item[1])
        if call is None:
            return
        msg = call.msg
        if item[2] or item[3]:
            apply_changes(msg, item[2], item[3])
        output = item[4]
        if output == 1:
            output = msg
        elif output == 0:
            output = None
        else:
            output = self._outputs(msg, output, copy=False)
        if len(item) == 5:
            if call.future is None or call.future.done():
                del self._host.calls[call.id]
            call.returned = True
            call.target.owner.js_finished(call, output)
            if call.future is not None and call.future.done():
                self._host.calls.pop(call.id, None)
            return
        del self._host.calls[call.id]
        last = self._host.functions.get(item[5])
        if last is not None:
            call.target.owner.js_passed(call, last.owner)
            last.owner.js_sent(output)
        else:
            call.target.owner.js_dropped(call)

    @staticmethod
    def _outputs(msg: Message, ports: Any, *, copy: bool) -> Any:
        """The messages that `js/messages.ts` describes; all carry the `_msgid` of the message they come from."""
        if ports == 1:
            return clone(msg) if copy else msg
        message_id = msg.get("_msgid")
        if isinstance(ports, dict):
            if message_id is not None:
                ports["_msgid"] = message_id
            return ports
        out: list[list[Message] | None] = []
        for port in ports:
            if port is None:
                out.append(None)
                continue
            messages = []
            for item in port:
                if item == 0:
                    item = clone(msg) if copy else msg
                elif message_id is not None:
                    item["_msgid"] = message_id
                copy = False
                messages.append(item)
            out.append(messages)
        return out

    def _on_sent(self, item: list[Any]) -> None:
        _, number, key, changed, deleted, output, copy = item
        call, function = self._host.calls.get(number), self._host.functions.get(key)
        if call is None or function is None:
            return
        apply_changes(call.msg, changed, deleted)
        function.owner.js_sent(self._outputs(call.msg, output, copy=bool(copy)))

    def _on_sent_late(self, item: list[Any]) -> None:
        _, key, output, message_id = item
        function = self._host.functions.get(key)
        if function is not None:
            function.owner.js_sent(
                self._outputs({"_msgid": message_id} if message_id else {}, output, copy=False)
            )

    def _on_error(self, item: list[Any]) -> None:
        _, number, key, described, changed, deleted, final, about = item
        call, function = self._host.calls.get(number), self._host.functions.get(key)
        error = JsError.of(described)
        if call is not None:
            apply_changes(call.msg, changed, deleted)
        if final:
            if call is not None:
                del self._host.calls[number]
                call.target.owner.js_failed(call, function.owner if function else call.target.owner, error)
        elif function is not None:
            own = about == 1 and call is not None
            function.owner.js_reported(
                error, call.msg if own and call else about if isinstance(about, dict) else None
            )

    def _on_done(self, item: list[Any]) -> None:
        call = self._host.calls.get(item[1])
        if call is not None:
            if not item[2]:
                call.target.owner.js_done(call)
            elif call.future is not None:
                # It was reported as failed, so nobody is told that it is done.
                call.target.owner.js_dropped(call)
            if call.returned:
                del self._host.calls[call.id]

    def _on_dropped(self, item: list[Any]) -> None:
        call = self._host.calls.pop(item[1], None)
        if call is not None:
            call.target.owner.js_dropped(call)

    def _on_needs(self, item: list[Any]) -> None:
        if (function := self._host.functions.get(item[1])) is not None:
            function.needs_changed(item[2])
            self._host.shape += 1
            self._host.note_prepared()

    def _on_started(self, item: list[Any]) -> None:
        function = self._host.functions.get(item[1])
        if function is not None:
            function.failed = item[2] is not None
            function.prepared = True
            self._host.note_prepared()
            function.owner.js_started(None if item[2] is None else JsError.of(item[2]))

    def _on_closed(self, item: list[Any]) -> None:
        function = self._host.functions.get(item[1])
        if function is not None and function.closed is not None and not function.closed.done():
            function.closed.set_result(None)

    def _on_log(self, item: list[Any]) -> None:
        if (function := self._host.functions.get(item[1])) is not None:
            function.owner.js_logged(item[2], item[3])

    def _on_status(self, item: list[Any]) -> None:
        if (function := self._host.functions.get(item[1])) is not None:
            function.owner.js_status(item[2])

    def _on_asked(self, item: list[Any]) -> None:
        _, key, number, what, details = item
        function = self._host.functions.get(key)
        if what == "context":
            self._host.answer(number, self._host.access_context(*details))
        elif what == "module":
            self._host.answer(number, self._host.provide_module(*details))
        elif function is not None:
            self._host.answer(number, function.owner.js_asked(what, details))

    def _on_context(self, item: list[Any]) -> None:
        if self._host.contexts is not None:
            self._host.contexts.receive(*item[1:])

    def _on_respond(self, item: list[Any]) -> None:
        """`msg.res.send(…)` and the like; whoever is no more there gets no answer."""
        _, number, status, headers, body = item
        response = self._host.handles.get(number)
        if response is not None:
            response.js_respond(status, headers, body)

    def _on_free(self, item: list[Any]) -> None:
        self._host.handles.free(item[1])

    def _on_pong(self, item: list[Any]) -> None:
        self._host.asked = False

    def _on_beat(self, item: list[Any]) -> None:
        """The process gets on; the watchdog has seen that something came."""

    def _on_warning(self, item: list[Any]) -> None:
        log.warning("%s", item[1])

    def _on_fault(self, item: list[Any]) -> None:
        log.error("in the JavaScript process: %s", JsError.of(item[1]))

    _HANDLERS = {
        "s": _on_sent,
        "S": _on_sent_late,
        "e": _on_error,
        "d": _on_done,
        "x": _on_dropped,
        "l": _on_log,
        "t": _on_status,
        "c": _on_context,
        "ask": _on_asked,
        "needs": _on_needs,
        "started": _on_started,
        "closed": _on_closed,
        "pong": _on_pong,
        "beat": _on_beat,
        "respond": _on_respond,
        "free": _on_free,
        "warn": _on_warning,
        "fault": _on_fault,
    }
