"""The Node.js child process in which JavaScript functions run: its Python end, and in `js/` its JavaScript end."""

from wirelatch.jshost.host import JsHost

__all__ = ["JsHost"]
