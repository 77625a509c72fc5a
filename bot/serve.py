"""Starts Rasa for the gateway: on this machine only, one worker, the REST channel, an API token.

    python -m bot.serve

Settings come from the environment (deploy/README.md): RASA_PORT, ACTIONS_PORT, RASA_TOKEN, STATE_DIR. The model must have been
trained (`python -m bot.train`). The token does not cover the channel (`/webhooks/*`), hence the loopback address.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from bot.fast_turns import make_turns_fast
from bot.light_rasa import forget_how_models_were_trained, log_without_words, prepare
from bot.train import model_path

LOOPBACK = "127.0.0.1"


def main() -> int:
    model = model_path()
    if not model.exists() and (served := last_served(model.parent)):
        print("The content has been changed since the product was started. Until the next start the assistant stays as it was.")
        model = served
    if not model.exists():
        print("The assistant is not trained yet for the present content: python -m bot.train", file=sys.stderr)
        return 1
    os.utime(model)
    prepare()
    name_what_endpoints_need()
    serve(model)
    return 0


def last_served(models: Path) -> Path | None:
    """The model that was started last: whoever edits the content of a running product takes nothing away from customers."""
    finished = (model for model in models.glob("*.tar.gz") if not model.name.startswith("unfinished"))
    return max(finished, key=lambda model: model.stat().st_mtime, default=None)


def name_what_endpoints_need() -> None:
    """The ${...} of endpoints.yml."""
    port = int(os.environ.get("PORT", "8000"))
    actions_port = os.environ.get("ACTIONS_PORT", str(port + 2))
    os.environ.setdefault("ACTIONS_URL", f"http://{LOOPBACK}:{actions_port}/webhook")
    os.environ.setdefault("RASA_TRACKER_DATABASE", str(Path(os.environ.get("STATE_DIR", "var")) / "rasa-tracker.db"))


def do_sums_on_one_core() -> None:
    """The sums of one message are small: a second thread saves nothing, and burns as much while it waits for the next ones."""
    threadpool_limits(1, "blas")


def serve(model: Path) -> None:
    """Runs until it is told to stop."""
    from rasa.core import run  # noqa: PLC0415  (after prepare)
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415  (after prepare)

    log_without_words()
    do_sums_on_one_core()
    forget_how_models_were_trained()
    make_turns_fast()
    port = int(os.environ.get("RASA_PORT", int(os.environ.get("PORT", "8000")) + 1))
    print(f"The assistant is listening on {LOOPBACK}:{port}", flush=True)
    run.load_agent_on_start = or_end(run.load_agent_on_start)
    run.serve_application(
        model_path=str(model),
        interface=LOOPBACK,
        port=port,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        auth_token=os.environ.get("RASA_TOKEN"),
        enable_api=True,
    )


def or_end(load: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Without its model or its database Rasa goes on, and never is well again; ended, it is started anew."""
    from rasa.core.tracker_store import InMemoryTrackerStore  # noqa: PLC0415  (after prepare)

    async def load_or_end(*args: Any, **kwargs: Any) -> Any:
        agent = await load(*args, **kwargs)
        if agent is None or not agent.is_ready():
            raise SystemExit("The trained model could not be loaded; the lines above say why.")
        if isinstance(agent.tracker_store._tracker_store, InMemoryTrackerStore):
            raise SystemExit("The tracker store of endpoints.yml could not be loaded: a restart would lose all conversations.")
        return agent

    return load_or_end


if __name__ == "__main__":
    sys.exit(main())
