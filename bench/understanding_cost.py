"""What understanding costs: processor time per message, start, memory, training; Rasa's default configuration in the same run.

Both have the same content, SQLite, the REST channel and the same action server, which answers at once. Ours does more: it also
judges frustration. Conversations alternate, so that both meet the same machine.
"""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import default_rasa, machine
from bench.action_server import action_server
from bench.processes import ROOT, free_port
from bench.progress import say
from bench.rasa_server import TOKEN, RasaServer, serving
from bench.understanding.measures import Measure, Row, Section, Table, at_most

BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
MILLISECONDS = 1000
CONVERSATIONS, QUICK_CONVERSATIONS = 10, 3
STARTS, QUICK_STARTS = 3, 1
LONG = 200  # turns
MESSAGES = (
    "hello",
    "What can you do?",
    "What's the status of ZE 412?",
    "is flight ZE 101 on time",
    "I want to look at my booking",
    "X7K2PL",
    "Martin",
    "thanks",
    "flurb the wobbly gnatter",
    "I'd like to change the date of my flight",
    "next friday",
    "no, I said the friday after that one",
    "yes",
    "are you a robot",
    "what is the capital of France",
    "what about ZE 999, is it late",
    "this is the third time I am asking you",
    "has ZE 102 landed",
    "thank you very much",
    "goodbye",
)
FILLERS = (
    "well,", "so,", "okay,", "right,", "hm,", "um,", "now,", "look,", "and", "but", "then", "ah,", "oh,", "erm,", "actually,",
    "also,", "alright,", "anyway,", "sorry,", "please,", "hey,", "yeah,", "listen,",
)  # fmt: skip


@dataclass
class Costs:
    """Of one of the two. In milliseconds of processor time a message, one sample for every twenty: `messages` through all of
    Rasa, `understood` through the pipeline alone."""

    start: float
    messages: list[float] = field(default_factory=list)
    understood: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def message(self) -> float:
        return statistics.mean(self.messages)

    @property
    def understanding(self) -> float:
        return statistics.mean(self.understood)


@dataclass(frozen=True)
class Stretch:
    """Twenty turns of a long conversation, in milliseconds: processor time a message, and the median time to the reply."""

    used: float
    reply: float


@dataclass(frozen=True)
class Training:
    """Seconds: on the clock, and of processor time."""

    clock: float
    processor: float


def measure(*, quick: bool = False) -> Section:
    """Quick: fewer conversations and starts, and a default configuration trained with three epochs."""
    load = machine.load()
    with tempfile.TemporaryDirectory() as name, action_server() as actions_port:
        folder = Path(name)
        training = train_ours(folder)
        default = default_rasa.model(quick)
        say("starting both")
        starts = [start_ours(folder, actions_port) for _ in range(QUICK_STARTS if quick else STARTS)]
        with ExitStack() as open_ones:
            ours = open_ones.enter_context(running(folder, actions_port))
            theirs = open_ones.enter_context(default_rasa.running(default, folder, actions_port))
            say(f"started: ours in {ours.seconds_to_start:.1f} s, Rasa's default in {theirs.seconds_to_start:.1f} s")
            own, other = converse(ours, theirs, QUICK_CONVERSATIONS if quick else CONVERSATIONS)
            stretches = grow_long(ours)
    own.start = statistics.median(starts)
    return section(own, other, training, stretches, notes(quick, load))


def train_ours(folder: Path) -> Training:
    """Into a state folder of its own, where nothing has been trained yet."""
    say("training ours")
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "STATE_DIR": str(folder)}
    subprocess.run([BOT_PYTHON, "-m", "bot.train"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    training = Training(time.perf_counter() - begun, used)
    say(f"trained in {training.clock:.0f} s, with {used:.0f} s of processor time")
    return training


def start_ours(folder: Path, actions_port: int) -> float:
    with running(folder, actions_port) as ours:
        return ours.seconds_to_start


@contextmanager
def running(folder: Path, actions_port: int) -> Iterator[RasaServer]:
    port = free_port()
    settings = {"STATE_DIR": str(folder), "RASA_PORT": str(port), "ACTIONS_PORT": str(actions_port), "RASA_TOKEN": TOKEN}
    with serving([BOT_PYTHON, "-m", "bot.serve"], settings, port) as ours:
        yield ours


def converse(ours: RasaServer, theirs: RasaServer, conversations: int) -> tuple[Costs, Costs]:
    """The first conversation, in which everything is used for the first time, does not count."""
    own, other = Costs(ours.seconds_to_start), Costs(theirs.seconds_to_start)
    for number in range(conversations + 1):
        pairs = [(ours, own), (theirs, other)]
        for rasa, costs in pairs if number % 2 else reversed(pairs):
            costs.messages.append(cost_of(rasa, partial(rasa.hear, conversation=f"number-{number}"), number))
            costs.understood.append(cost_of(rasa, rasa.understand, number + LONG))
        say(f"conversation {number} of {conversations}: {own.messages[-1]:.1f} ms a message, default {other.messages[-1]:.1f} ms")
    for rasa, costs in ((ours, own), (theirs, other)):
        del costs.messages[0], costs.understood[0]
        costs.memory = rasa.megabytes
    return own, other


def in_other_words(text: str, number: int) -> str:
    """Nobody says the same twice, and what was once computed for a text is of no use for the next one."""
    first, second = divmod(number, len(FILLERS))
    return f"{FILLERS[first % len(FILLERS)]} {FILLERS[second]} {text}"


def cost_of(rasa: RasaServer, send: Callable[[str], None], number: int) -> float:
    """Milliseconds of processor time for each of the messages."""
    before = rasa.cpu_seconds
    for text in MESSAGES:
        send(in_other_words(text, number))
    return (rasa.cpu_seconds - before) / len(MESSAGES) * MILLISECONDS


def grow_long(rasa: RasaServer) -> list[Stretch]:
    """One conversation of two hundred turns: the same twenty messages again and again, in other words."""
    stretches = []
    for number in range(LONG // len(MESSAGES)):
        times: list[float] = []
        used = cost_of(rasa, partial(hear_and_time, rasa, times), 2 * LONG + number)
        stretches.append(Stretch(used, statistics.median(times)))
    return stretches


def hear_and_time(rasa: RasaServer, times: list[float], text: str) -> None:
    begun = time.perf_counter()
    rasa.hear(text, "long")
    times.append((time.perf_counter() - begun) * MILLISECONDS)


def section(own: Costs, other: Costs, training: Training, stretches: Sequence[Stretch], remarks: Sequence[str]) -> Section:
    measures = [
        Measure("Processor time per message, ours ÷ Rasa's default", own.message / other.message, "", at_most(0.333), digits=3),
        Measure("The same for the pipeline alone", own.understanding / other.understanding, "", digits=3),
        Measure("Cold start, until the model is loaded", own.start, "s", at_most(10)),
        Measure("Memory (PSS) after the conversations", own.memory, "MB", at_most(600), digits=0),
        Measure("Training, by the clock", training.clock, "s", at_most(25)),
        Measure("Training, processor time", training.processor, "s"),
        Measure("Processor time of turns 181 to 200 ÷ turns 1 to 20", stretches[-1].used / stretches[0].used, "", digits=2),
    ]
    return Section(
        "cost", "What it costs", measures, [beside_each_other(own, other), while_it_grows(stretches)], notes=list(remarks)
    )


def beside_each_other(own: Costs, other: Costs) -> Table:
    def row(name: str, read: Callable[[Costs], float], digits: int = 1) -> Row:
        return name, round(read(own), digits), round(read(other), digits)

    rows = [
        row("processor time per message, ms", lambda costs: costs.message),
        row("of it for the pipeline, in messages without a conversation, ms", lambda costs: costs.understanding),
        row("standard deviation of the first over conversations, ms", lambda costs: statistics.pstdev(costs.messages)),
        row("cold start, s", lambda costs: costs.start),
        row("memory (PSS), MB", lambda costs: costs.memory, 0),
    ]
    return Table("Ours, frustration included, beside Rasa's default configuration", ("", "ours", "Rasa's default"), rows)


def while_it_grows(stretches: Sequence[Stretch]) -> Table:
    size = len(MESSAGES)
    rows: list[Row] = [
        (f"{number * size + 1} to {(number + 1) * size}", round(each.used, 1), round(each.reply, 1))
        for number, each in enumerate(stretches)
    ]
    return Table(
        "Ours, one conversation of 200 turns on SQLite", ("turns", "processor time a message, ms", "reply p50, ms"), rows
    )


def notes(quick: bool, load: float) -> list[str]:
    epochs = default_rasa.QUICK_EPOCHS if quick else default_rasa.EPOCHS
    return [
        f"Rasa's default configuration was trained with {epochs} epochs; that number does not change what serving costs.",
        f"Load of the machine (processes that want to run, over a minute): {load:.1f} before, {machine.load():.1f} after, on "
        f"{os.cpu_count()} cores. Above the number of cores only the ratio is worth comparing.",
        "One message at a time, twenty a conversation, over the REST channel. The action server answers at once, for both.",
    ]
