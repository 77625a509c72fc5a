"""Rasa without the parts that we do not use, and without its noise. `prepare()` comes before the first import of Rasa.

Rasa imports TensorFlow, Keras and JAX at its start for components that are not in our pipeline. Without them it needs a third
of the memory and starts in a fraction of the time. Three small changes, each to one named thing of Rasa 3.6.21:
"""

import importlib.machinery
import importlib.util
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

# 1. Only needed to train TensorFlow models; imported when somebody really uses it.
IMPORTED_WHEN_USED = "rasa.utils.train_utils"
# 2. The list of Rasa's own components: ours is shorter.
COMPONENT_LIST = "rasa.engine.recipes.default_components"
OUR_COMPONENT_LIST = Path(__file__).parent / "rasa_components.py"
# What Rasa logs beside a message's name may be the customer's words or address; none of that belongs in a log.
SAFE_TO_LOG = ("event", "action_name", "model_path", "model_id")


def prepare() -> None:
    """Sets up this process for Rasa: no telemetry, no unused parts, no notes about libraries that Rasa chose."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    # Rasa and others switch these warnings on again while they are imported, so a filter would not last.
    warnings.showwarning = ignore_warning
    if not any(isinstance(finder, LightParts) for finder in sys.meta_path):
        sys.meta_path.insert(0, LightParts())


def ignore_warning(*_: Any, **__: Any) -> None:
    """Warnings in this process are about Rasa's own libraries; nobody who runs or edits the product can act on them."""


def log_without_words() -> None:
    """Plain one-line logs from warnings up, without any text of a conversation."""
    import structlog  # noqa: PLC0415  (after prepare)

    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING, stream=sys.stderr, force=True)
    structlog.configure(
        processors=[keep_safe_keys, structlog.processors.KeyValueRenderer(key_order=["event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def keep_safe_keys(_: Any, __: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key in SAFE_TO_LOG}


def forget_how_models_were_trained() -> None:
    """3. A model also names every component that trained it, and Rasa imports them all; to serve it, none is needed."""
    from rasa.engine.storage.storage import ModelMetadata  # noqa: PLC0415  (after prepare)

    from_dict = ModelMetadata.from_dict.__func__

    def without_training(cls: type[ModelMetadata], serialized: dict[str, Any]) -> ModelMetadata:
        return from_dict(cls, {**serialized, "train_schema": {"nodes": {}}})

    ModelMetadata.from_dict = classmethod(without_training)


class LightParts:
    """Finds the two modules above for Python's import; every other module is found as always."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == COMPONENT_LIST:
            return importlib.util.spec_from_file_location(name, OUR_COMPONENT_LIST)
        if name == IMPORTED_WHEN_USED:
            spec = importlib.machinery.PathFinder.find_spec(name, path)
            spec.loader = importlib.util.LazyLoader(spec.loader)
            return spec
        return None
