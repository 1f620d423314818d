"""What is said of a failure of a socket."""

from __future__ import annotations

import errno
import ssl


def reason_of(error: BaseException) -> str:
    """The failure of a socket with the name that Node.js gives it."""
    tls = isinstance(error, ssl.SSLError)  # its numbers are others
    if isinstance(error, OSError) and not tls and error.errno is not None and error.errno in errno.errorcode:
        return f"{errno.errorcode[error.errno]}: {error.strerror or error}"
    return str(error) or type(error).__name__
