"""All settings, read once from the environment. `deploy/README.md` documents them; a test compares the two."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customer_care.errors import Misconfigured

TURN_URL = re.compile(r"turns?:[A-Za-z0-9._\[\]:-]+(\?transport=(udp|tcp))?")  # RFC 7065


@dataclass(frozen=True)
class QuietHours:
    """When nobody is written to unasked: from `begin` to `end` by the clocks of `zone`, over midnight if it begins later."""

    begin: time
    end: time
    zone: ZoneInfo

    def hold(self, now: datetime) -> bool:
        """Whether it is quiet now."""
        clock = now.astimezone(self.zone).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def end_after(self, now: datetime) -> datetime:
        """When it is next no longer quiet."""
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), self.end, self.zone)
        return today if today > local else datetime.combine(local.date() + timedelta(days=1), self.end, self.zone)


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    rasa_port: int
    actions_port: int
    state_dir: Path
    database_url: str
    secret_key: str
    rasa_url: str
    rasa_token: str
    public_url: str
    allowed_origins: tuple[str, ...]
    allow_loopback_media: bool
    allow_private_media: bool
    turn_secret: str
    turn_urls: tuple[str, ...]
    proxies_count: int
    company: str
    domain_file: Path
    web_dir: Path
    ring_seconds: int
    call_back_minutes: int
    assistant_timeout_seconds: int
    notice_frustration: bool
    smtp_url: str
    mail_port: int
    mail_from: str
    unasked_messages_a_day: int
    quiet_hours: QuietHours
    payment_sandbox_fails: str
    recording: str
    recording_days: int
    recording_key: str
    log_level: str

    @property
    def recordings_dir(self) -> Path:
        """Where the sealed files of recordings are."""
        return self.state_dir / "recordings"

    @property
    def public_origins(self) -> tuple[str, ...]:
        """Origins whose pages may open a chat: our own sample page and what ALLOWED_ORIGINS adds."""
        return (f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}", *self.allowed_origins)

    @property
    def mailbox_dir(self) -> Path | None:
        """Where the demonstration keeps the mails that it catches; None where a mail server takes them."""
        return None if self.smtp_url else self.state_dir / "mailbox"


def load(environment: Mapping[str, str]) -> Settings:
    """Settings out of `environment`. Raises Misconfigured with a sentence for a value that cannot be used."""
    port = _port(environment, "PORT", 8000)
    rasa_port = _port(environment, "RASA_PORT", port + 1)
    state_dir = Path(environment.get("STATE_DIR", "var")).resolve()
    return Settings(
        host=environment.get("HOST", "0.0.0.0"),  # noqa: S104  the public door listens to the public
        port=port,
        rasa_port=rasa_port,
        actions_port=_port(environment, "ACTIONS_PORT", port + 2),
        state_dir=state_dir,
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{state_dir / 'reassure.db'}",
        secret_key=environment.get("SECRET_KEY") or _kept_secret(state_dir / "secret-key"),
        rasa_url=environment.get("RASA_URL") or f"http://127.0.0.1:{rasa_port}",
        rasa_token=environment.get("RASA_TOKEN") or _kept_secret(state_dir / "rasa-token"),
        public_url=environment.get("PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
        allowed_origins=tuple(origin for origin in environment.get("ALLOWED_ORIGINS", "").split(",") if origin),
        allow_loopback_media=_yes(environment, "ALLOW_LOOPBACK_MEDIA"),
        allow_private_media=_yes(environment, "ALLOW_PRIVATE_MEDIA"),
        turn_secret=environment.get("TURN_SECRET", ""),
        turn_urls=_turn_urls(environment),
        proxies_count=_whole(environment, "PROXIES_COUNT", 0),
        company=environment.get("COMPANY", "Alizé Air"),
        domain_file=Path(environment.get("DOMAIN_FILE", "domain.yml")).resolve(),
        web_dir=Path(environment.get("WEB_DIR", "web/dist")).resolve(),
        ring_seconds=_whole(environment, "RING_SECONDS", 30),
        call_back_minutes=_whole(environment, "CALL_BACK_MINUTES", 120),
        assistant_timeout_seconds=_whole(environment, "ASSISTANT_TIMEOUT_SECONDS", 20),
        notice_frustration=_yes(environment, "NOTICE_FRUSTRATION"),
        smtp_url=_smtp_url(environment),
        mail_port=_port(environment, "MAIL_PORT", port + 3),
        mail_from=environment.get("MAIL_FROM", "assistant@alize-air.example"),
        unasked_messages_a_day=_whole(environment, "UNASKED_MESSAGES_A_DAY", 2),
        quiet_hours=_quiet_hours(environment),
        payment_sandbox_fails=_one_of(environment, "PAYMENT_SANDBOX_FAILS", ("none", "declined", "before", "after")),
        recording=_one_of(environment, "RECORDING", ("never", "ask")),
        recording_days=_whole(environment, "RECORDING_DAYS", 30),
        recording_key=environment.get("RECORDING_KEY", ""),
        log_level=environment.get("LOG_LEVEL", "INFO").upper(),
    )


@cache
def current() -> Settings:
    """The settings of this process."""
    return load(os.environ)


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal():
        raise Misconfigured(f"{name} is {text!r}; it must be a whole number, such as {default}.")
    return int(text)


def _yes(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "yes"
    if text not in {"yes", "no"}:
        raise Misconfigured(f"{name} is {text!r}; say yes or no.")
    return text == "yes"


def _one_of(environment: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The first one allowed is the default."""
    text = environment.get(name) or allowed[0]
    if text not in allowed:
        raise Misconfigured(f"{name} is {text!r}; it must be one of: {', '.join(allowed)}.")
    return text


def _smtp_url(environment: Mapping[str, str]) -> str:
    url = environment.get("SMTP_URL", "")
    if url and (urlsplit(url).scheme not in {"smtp", "smtps"} or not urlsplit(url).hostname):
        raise Misconfigured("SMTP_URL must look like smtp://user:password@mail.example.org:587 (or smtps://…).")
    return url


def _turn_urls(environment: Mapping[str, str]) -> tuple[str, ...]:
    urls = tuple(url.strip() for url in environment.get("TURN_URLS", "").split(",") if url.strip())
    for url in urls:
        if not TURN_URL.fullmatch(url):
            raise Misconfigured(f"TURN_URLS has {url!r}; each must look like turn:relay.example.org:3478?transport=udp.")
    if bool(urls) != bool(environment.get("TURN_SECRET")):
        raise Misconfigured("TURN_URLS and TURN_SECRET belong together: set both, or neither.")
    return urls


def _quiet_hours(environment: Mapping[str, str]) -> QuietHours:
    hours, zone = environment.get("QUIET_HOURS") or "21:00-08:00", environment.get("COMPANY_ZONE") or "America/Guadeloupe"
    try:
        begin, end = (time.fromisoformat(moment) for moment in hours.split("-"))
        return QuietHours(begin, end, ZoneInfo(zone))
    except ValueError as wrong:
        raise Misconfigured(f"QUIET_HOURS is {hours!r}; it must look like 21:00-08:00.") from wrong
    except ZoneInfoNotFoundError as unknown:
        raise Misconfigured(f"COMPANY_ZONE is {zone!r}; it must be the name of a time zone, such as Europe/Paris.") from unknown


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    port = _whole(environment, name, default)
    if not 0 < port < 65536:
        raise Misconfigured(f"{name} is {port}; a port is between 1 and 65535.")
    return port


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made at the first run; readable by its owner alone."""
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(32)
    try:
        # O_EXCL: two processes that start together agree on whose secret it is.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:
        return path.read_text()
    return fresh
