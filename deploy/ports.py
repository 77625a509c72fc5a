"""Whether the ports that the product needs are free, asked before anything starts."""

import socket

from customer_care.settings import Settings

LOOPBACK = "127.0.0.1"


class PortTaken(Exception):
    """Something else listens there already."""

    def __init__(self, port: int, setting: str) -> None:
        example = f"{setting}={port + 100} make run"
        super().__init__(f"Port {port} is taken by another program. Stop it, or set {setting} to another port ({example}).")
        self.port = port
        self.setting = setting


def check(settings: Settings) -> None:
    """Raises PortTaken for the first port of the product that another program has."""
    listening = [
        (settings.host, settings.port, "PORT"),
        (LOOPBACK, settings.rasa_port, "RASA_PORT"),
        (LOOPBACK, settings.actions_port, "ACTIONS_PORT"),
    ]
    if settings.mailbox_dir:
        listening.append((LOOPBACK, settings.mail_port, "MAIL_PORT"))
    for host, port, setting in listening:
        if is_taken(host, port):
            raise PortTaken(port, setting)


def is_taken(host: str, port: int) -> bool:
    """Whether listening on this port would fail."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        # A port that was just left is free for a server that says so, as ours do.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError:
            return True
    return False
