"""What each process of the product holds in memory, and Rasa as it comes beside it."""

import tempfile
from pathlib import Path

import psutil

from bench import stock_rasa
from bench.figures import Bar, Figure, Part
from bench.processes import family, megabytes
from bench.progress import say
from tests.product import Product

NAMES = {
    "deploy.run": "supervisor",
    "webrtc_gateway": "gateway",
    "actions": "actions",
    "bot.serve": "assistant (Rasa)",
    "worker": "worker",
}


def measure(product: Product, idle: dict[str, float]) -> Part:
    """`idle` is what `held` said right after the start; the bar is for what is held after all other measurements."""
    now = held(product)
    figures = [Figure(name, "MB", [size], ("value",)) for name, size in now.items()]
    figures += [
        Figure("all processes, right after the start", "MB", [sum(idle.values())], ("value",)),
        Figure("all processes, after everything above", "MB", [sum(now.values())], ("value",), Bar("value", 1500)),
        Figure("rasa run alone, same model, after one message", "MB", [_stock_rasa()], ("value",)),
    ]
    notes = ["PSS: memory that processes share is divided among them. MB are millions of bytes."]
    return Part("memory", "Memory of each process", figures, notes, {"idle": idle, "used": now})


def held(product: Product) -> dict[str, float]:
    """Megabytes by process."""
    return {_name(process): megabytes(process) for process in family(product.process.pid)}


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    return next((name for module, name in NAMES.items() if module in words), " ".join(words[-2:]))


def _stock_rasa() -> float:
    with tempfile.TemporaryDirectory() as folder, stock_rasa.running(Path(folder)) as rasa:
        rasa.hear("hello")
        size = rasa.megabytes
    say(f"rasa run alone: {size:.0f} MB")
    return size
