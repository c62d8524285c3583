"""Links as people paste them: which are safe, which lead to a video, and which lead to the same one."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from bot.courses.links import YOUTUBE_HOSTS, YOUTUBE_ID, YOUTUBE_PLAYERS
from bot.text.visible import strip_invisible

MOST_PARAMETERS = 50  # of a link
LONGEST_LINK = 500  # characters: Discord allows 512 behind a button, to which a second of the video is added
BARE_LINK = re.compile(r"""https?://[^\s<>"'`|\\^{}\[\]]+""", re.IGNORECASE)
VIMEO = frozenset({"vimeo.com", "player.vimeo.com"})
MEETING_PLACES = frozenset({"discord.gg", "discord.com", "t.me", "twitter.com", "x.com", "linkedin.com"})
_SCHEMELESS = re.compile(r"^(?:www\.|m\.)?(?:youtube\.com|youtu\.be|vimeo\.com)/", re.IGNORECASE)
_scheme = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_host = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_list_id = re.compile(r"[A-Za-z0-9_-]{2,64}")
_youtube_path = re.compile(rf"/(?:{'|'.join(sorted(YOUTUBE_PLAYERS))})/([^/]*)/?")
_youtube_channel = re.compile(r"/(?:@|channel/|c/|user/)[^/]+")
_vimeo_path = re.compile(r"/(?:video/|channels/[^/]+/|groups/[^/]+/videos?/|album/\d+/video/|showcase/\d+/video/)?(\d+)"
                         r"(?:/([0-9a-f]{6,20}))?/?")  # fmt: skip
_vimeo_hash = re.compile(r"[0-9a-f]{6,20}")
_vimeo_playlist = re.compile(r"/(?:album|showcase)/\d+/?")
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHORT_UUID = r"[1-9A-HJ-NP-Za-km-z]{22}"
_peertube = re.compile(rf"/(?:w|videos/watch|videos/embed)/({_UUID}|{_SHORT_UUID})/?")
_peertube_playlist = re.compile(rf"/(?:w/p|videos/watch/playlist)/({_UUID}|{_SHORT_UUID})/?")
_tracking = re.compile(r"utm_\w+|si|feature|fbclid|gclid|igshid|mc_cid|mc_eid", re.IGNORECASE)
_SAFE = "/:@!$&*+,;=~%"
_TRAILING = ".,;:!?\u2026*_~"


class Target(StrEnum):
    """What a link leads to."""

    VIDEO = "video"
    PLAYLIST = "playlist"
    CHANNEL = "channel"
    PAGE = "page"


class LinkFault(StrEnum):
    """Why a link cannot be used."""

    UNSAFE = "unsafe"
    BROKEN = "broken"


class BadLinkError(ValueError):
    """A link cannot be used, for the reason *fault*."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is kept: its address, what is the same for all links to the same, and its host without "www.".

    *playlist* is the address of the list in which a link shows its video, if it says one.
    """

    url: str
    identity: str
    host: str
    target: Target
    playlist: str | None = None


def is_on(host: str, hosts: Collection[str]) -> bool:
    """Tell whether *host* is one of *hosts*, whatever their case and "www."."""
    return host in {_bare(known.strip().lower()) for known in hosts}


def names_scheme(address: str) -> bool:
    """Tell whether *address* begins with a scheme, such as "https:" or "javascript:"."""
    return _scheme.match(address.strip()) is not None


def trimmed(address: str) -> str:
    """Return *address* without the punctuation of the sentence that it stands in."""
    while address:
        if address[-1] in _TRAILING or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address


def read_link(address: str) -> Link:
    """Return the link *address*, cleaned, with https; raise BadLinkError if it is unsafe or leads nowhere."""
    address = strip_invisible(address).strip().strip("<>").strip()
    if _SCHEMELESS.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise BadLinkError(LinkFault.BROKEN) from None
    if parts.scheme not in ("http", "https"):
        raise BadLinkError(LinkFault.UNSAFE if _scheme.match(address) else LinkFault.BROKEN)
    host = _ascii(host)
    standard = {"http": 80, "https": 443}[parts.scheme]
    if "@" in parts.netloc or port not in (None, standard) or not _host.fullmatch(host):
        raise BadLinkError(LinkFault.UNSAFE)
    link = _classified(_bare(host), host, parts)
    if parts.scheme == "http" and link.target is Target.PAGE:
        raise BadLinkError(LinkFault.UNSAFE)
    if len(link.url) > LONGEST_LINK:
        raise BadLinkError(LinkFault.BROKEN)
    return link


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _classified(bare: str, host: str, parts: SplitResult) -> Link:
    if bare in YOUTUBE_HOSTS:
        return _youtube(bare, parts)
    if bare in VIMEO:
        return _vimeo(parts)
    if found := _peertube.fullmatch(parts.path):
        address = f"https://{host}{parts.path.rstrip('/')}"
        return Link(address, f"https://{bare}/w/{found[1]}", bare, Target.VIDEO)
    target = Target.PLAYLIST if _peertube_playlist.fullmatch(parts.path) else Target.PAGE
    target = Target.CHANNEL if bare in MEETING_PLACES else target
    address = _address(host, parts)
    return Link(address, address.replace("https://www.", "https://", 1), bare, target)


def _youtube(bare: str, parts: SplitResult) -> Link:
    path, _, misplaced = parts.path.partition("&")  # as in youtu.be/ID&list=…
    values = _values(parts._replace(query="&".join(filter(None, (parts.query, misplaced)))))
    listed = values.get("list", "")
    found = _youtube_path.fullmatch(path)
    video = path.strip("/") if bare == "youtu.be" else found[1] if found else values.get("v", "")
    playlist = f"https://www.youtube.com/playlist?list={listed}" if _list_id.fullmatch(listed) else None
    if YOUTUBE_ID.fullmatch(video) and video != "videoseries":
        address = f"https://www.youtube.com/watch?v={video}"
        return Link(address, f"youtube:{video}", "youtube.com", Target.VIDEO, playlist)
    if playlist:
        return Link(playlist, playlist, "youtube.com", Target.PLAYLIST)
    if _youtube_channel.match(parts.path):
        address = f"https://www.youtube.com{quote(parts.path, safe=_SAFE)}"
        return Link(address, address, "youtube.com", Target.CHANNEL)
    raise BadLinkError(LinkFault.BROKEN)


def _vimeo(parts: SplitResult) -> Link:
    if found := _vimeo_path.fullmatch(parts.path):
        unlisted = found[2] or _values(parts).get("h", "")
        behind = f"/{unlisted}" if _vimeo_hash.fullmatch(unlisted) else ""
        return Link(f"https://vimeo.com/{found[1]}{behind}", f"vimeo:{found[1]}", "vimeo.com", Target.VIDEO)
    if parts.path.strip("/") == "":
        raise BadLinkError(LinkFault.BROKEN)
    address = f"https://vimeo.com{quote(parts.path.rstrip('/'), safe=_SAFE)}"
    target = Target.PLAYLIST if _vimeo_playlist.fullmatch(parts.path) else Target.CHANNEL
    return Link(address, address, "vimeo.com", target)


def _values(parts: SplitResult) -> dict[str, str]:
    """Return the first value of each parameter, of at most 50."""
    try:
        return {name: values[0] for name, values in parse_qs(parts.query, max_num_fields=MOST_PARAMETERS).items()}
    except ValueError:
        raise BadLinkError(LinkFault.BROKEN) from None


def _address(host: str, parts: SplitResult) -> str:
    """Return the address of a page on *host* without what only tracks its reader."""
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _tracking.fullmatch(pair.partition("=")[0])
    )
    behind = f"?{quote(query, safe=_SAFE + '?')}" if query else ""
    fragment = f"#{quote(parts.fragment, safe=_SAFE + '?')}" if parts.fragment else ""
    return f"https://{host}{quote(parts.path, safe=_SAFE)}{behind}{fragment}"
