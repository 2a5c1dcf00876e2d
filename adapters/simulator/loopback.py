"""Who may ask the demo page for what: this machine only, by a loopback name, and actions from its own page only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def refusal_of(request: web.Request) -> str | None:
    """The reason to refuse a request, or None.

    The Host header must be a loopback name, which defeats DNS rebinding. A POST must carry proof that it comes from
    this page (Origin or Sec-Fetch-Site) and must be JSON, which no form on another site can send unasked.
    """
    if not _is_loopback(request.remote):
        return "The demo answers this machine only."
    if _host_name(request.host) not in _NAMES:
        return "The demo is at 127.0.0.1 or localhost only."
    if request.method in ("GET", "HEAD"):
        return None
    if not _from_own_page(request):
        return "Actions come from the demo page only."
    if request.content_type != "application/json":
        return "Actions are sent as JSON."
    return None


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _from_own_page(request: web.Request) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and origin in (None, f"http://{request.host}", f"https://{request.host}")
