"""Supervisor, in our own process, with its events told on the terminal as they happen."""

from pathlib import Path

from supervisor import events
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions
from supervisor.supervisord import Supervisor

from deploy.terminal import Terminal

READY = "ready"


def run(configuration: Path, terminal: Terminal, welcome: list[str]) -> None:
    """Start the processes and watch them until this process is told to stop; then stop them all."""
    options = ServerOptions()
    options.realize(["--configuration", str(configuration)])
    options.first, options.test = True, False
    try:
        Supervision(options, terminal, welcome).main()
    except ExitNow:
        terminal.say("Stopped.")
    finally:
        options.close_logger()


class Supervision(Supervisor):  # type: ignore[misc]  # supervisor has no types
    """A supervisor that says on the terminal what its processes say and what becomes of them."""

    def __init__(self, options: ServerOptions, terminal: Terminal, welcome: list[str]) -> None:
        super().__init__(options)
        self.terminal = terminal
        self.welcome = welcome

    def runforever(self) -> None:
        # Supervisor forgets all subscribers when it begins, so this is the first place to subscribe.
        events.subscribe(events.ProcessLogEvent, self.on_output)
        events.subscribe(events.ProcessStateExitedEvent, self.on_exit)
        events.subscribe(events.ProcessStateBackoffEvent, self.on_failed_start)
        events.subscribe(events.SupervisorStoppingEvent, self.on_stopping)
        super().runforever()

    def on_output(self, event: events.ProcessLogEvent) -> None:
        self.terminal.heard(_shown_name(event.process), event.data)

    def on_exit(self, event: events.ProcessStateExitedEvent) -> None:
        name = _shown_name(event.process)
        self.terminal.ended(name)
        if event.process.config.name == READY and event.expected:
            self._greet()
        elif not self.stopping:
            self.terminal.line("reassure", f"{name} ended by itself and is started again")

    def on_failed_start(self, event: events.ProcessStateBackoffEvent) -> None:
        name, tries = _shown_name(event.process), event.process.backoff
        self.terminal.ended(name)
        self.terminal.line("reassure", f"{name} ended right after its start; the next try is in {tries} s")

    def on_stopping(self, _: events.SupervisorStoppingEvent) -> None:
        self.terminal.line("reassure", "stopping …")

    def _greet(self) -> None:
        if not self.stopping:
            for line in self.welcome:
                self.terminal.say(line)


def _shown_name(process: object) -> str:
    """The process's name; what only watches speaks for the product."""
    name = process.config.name  # type: ignore[attr-defined]  # supervisor has no types
    return "reassure" if name == READY else name
