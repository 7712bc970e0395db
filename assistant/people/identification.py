"""Who sends a request: worked out from the connection, the cookie and, from trusted proxies only, their header."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import SettingsInvalid
from assistant.people.values import LOCAL_VISITOR, Visitor

if TYPE_CHECKING:
    from assistant.people.people import People
    from assistant.settings import ServerSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Headers = Mapping[str, tuple[str, ...]]
"""By name in small letters; a header that was sent twice has two values."""

COOKIE: Final = "baocao_session"
SECURE_COOKIE: Final = "__Host-baocao_session"
"""What browsers take over HTTPS only, for the whole site, and from the site itself (RFC 6265bis §4.1.3.2)."""
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Connection:
    """How a request came in, as far as it can be believed."""

    address: str
    """Of the browser: the peer's, or what a trusted proxy says of it."""
    is_https: bool
    from_proxy: bool
    cookies: Mapping[str, str]

    @property
    def cookie_name(self) -> str:
        """Under which name the log-in travels."""
        return SECURE_COOKIE if self.is_https else COOKIE

    @property
    def token(self) -> str | None:
        """The token that the browser sent, if any."""
        return self.cookies.get(self.cookie_name) or None


class Identification:
    """Tells who sends a request, by the settings of one server."""

    def __init__(self, people: People, server: ServerSettings) -> None:
        self._people = people
        self._header = server.trusted_header.strip().lower()
        self._proxies = read_networks(server.trusted_proxies)
        self._always_secure = server.secure_cookie == "always"
        self._on_loopback = is_local(server.host)

    def connection(self, scope: Mapping[str, Any], headers: Headers) -> Connection:
        """Read what is known of the connection."""
        peer = str((scope.get("client") or ("",))[0])
        from_proxy = self._is_proxy(peer)
        scheme = scope.get("scheme", "http")
        if from_proxy and len(said := headers.get("x-forwarded-proto", ())) == 1:
            scheme = said[0]
        return Connection(
            address=self._browser(peer, headers) if from_proxy else peer,
            is_https=self._always_secure or scheme == "https",
            from_proxy=from_proxy,
            cookies=read_cookies(headers.get("cookie", ())),
        )

    def visitor(self, connection: Connection, headers: Headers) -> Visitor | None:
        """Say who it is, with the rights of this moment; ``None`` for nobody."""
        if self._header and connection.from_proxy and self._header in headers:
            names = headers[self._header]
            known = self._people.vouched_visitor(names[0], connection.address) if len(names) == 1 else None
            return None if known is None else replace(known, address=connection.address)
        if connection.token is not None:
            found = self._people.visitor_of(connection.token, connection.address)
            if found is not None:
                return found
        if self._is_local(connection, headers) and not self._people.has_accounts():
            return replace(LOCAL_VISITOR, address=connection.address)
        return None

    def _is_local(self, connection: Connection, headers: Headers) -> bool:
        """Tell whether only somebody at this machine can have sent it.

        The name in ``Host`` must be this machine's too: a page from elsewhere whose name was made to point here could
        otherwise read everything (DNS rebinding).
        """
        if self._header or not self._on_loopback or any(name in headers for name in _FORWARDED):
            return False
        hosts = headers.get("host", ())
        return is_local(connection.address) and len(hosts) == 1 and is_local(host_name(hosts[0]))

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)

    def _browser(self, peer: str, headers: Headers) -> str:
        """The last address of ``X-Forwarded-For`` that is no proxy of ours: those before it can be made up."""
        hops = [hop.strip() for value in headers.get("x-forwarded-for", ()) for hop in value.split(",")]
        return next((hop for hop in reversed(hops) if hop and not self._is_proxy(hop)), peer)


def read_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks parted by commas; raises ``SettingsInvalid``."""
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsInvalid(
            setting="server.trusted_proxies", value=text, allowed="addresses or networks, parted by commas"
        ) from error


def read_cookies(headers: Iterable[str]) -> dict[str, str]:
    """Read the cookies of a request; what is none is left out."""
    found: dict[str, str] = {}
    for header in headers:
        for part in header.split(";"):
            try:
                parsed = SimpleCookie(part.strip())
            except CookieError:
                continue
            found.update((name, morsel.value) for name, morsel in parsed.items() if name not in found)
    return found


def is_local(host: str) -> bool:
    """Tell whether a name or an address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") <= 1 else host
