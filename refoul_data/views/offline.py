"""What every generated page needs: data that cannot become code, and a policy that allows no request."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

_RISKY = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"(?:^|\s)src\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""(?:^|\s)type\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_RUNNING_TYPES = ("", "module", "text/javascript", "application/javascript")


def json_for_script(data: Any) -> str:
    r"""Return data as JSON that cannot leave the ``<script>`` element in which it stands.

    Parameters
    ----------
    data : dict, list, str, int, float, bool or None
        What JSON can hold, nested at will.

    Returns
    -------
    str
        JSON in which ``<``, ``>``, ``&``, U+2028 and U+2029 are written as ``\uXXXX``.

    Raises
    ------
    ValueError
        If a number is infinite or not a number: no browser reads that.

    Examples
    --------
    >>> json_for_script(["</script>"])
    '["\\u003c/script\\u003e"]'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _RISKY.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def with_policy(html: str) -> str:
    """Return a page with a Content-Security-Policy that allows its own scripts and no request.

    The policy is a ``meta`` element, the first thing in the head. It names the SHA-256 of each
    inline script, so it is added last: a page that is changed afterwards runs no script.

    Parameters
    ----------
    html : str
        A whole page.

    Returns
    -------
    str
        The page with its policy, and with line ends as ``\\n``.

    Raises
    ------
    ValueError
        If the page has no head, or a script that is loaded from elsewhere.

    Examples
    --------
    >>> with_policy("<html><head></head></html>")[12:66]
    '<meta http-equiv="Content-Security-Policy" content="de'
    """
    # A browser hashes what it reads, and reads every line end as \n.
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    head = _HEAD.search(html)
    if not head:
        raise ValueError("the page has no <head>")
    hashes = []
    for attributes, script in _SCRIPT.findall(html):
        if _SOURCE.search(attributes):
            raise ValueError(f"a script is loaded from elsewhere: <script{attributes}>")
        kind = _TYPE.search(attributes)
        if (kind[1].lower() if kind else "") in _RUNNING_TYPES:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            hashes.append(f"'sha256-{digest}'")
    policy = "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            "style-src 'unsafe-inline'",
            f"script-src {' '.join(dict.fromkeys(hashes)) or chr(39) + 'none' + chr(39)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html[: head.end()] + meta + html[head.end() :]
