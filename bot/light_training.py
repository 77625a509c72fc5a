"""Rasa's training without what does not change the model. `prepare_training()` comes after `light_rasa.prepare()`.

Rasa spends most of its training on imports, on fingerprints for a cache that is never asked, on reading files three times, and on
copying all examples for each of them. Six small changes, each to one named thing of Rasa 3.6.21:
"""

import copy
import importlib
import os
import sys
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

# 1. The check of the configuration asks whether these components are in it, and for that imports TensorFlow, Keras and JAX.
CHECK = "rasa.graph_components.validators.default_recipe_validator"
NAMED_IN_THE_CHECK = (
    "rasa.core.policies.ted_policy",
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.extractors.crf_entity_extractor",
    "rasa.nlu.extractors.mitie_entity_extractor",
    "rasa.nlu.selectors.response_selector",
)
# 3. The parser with which Rasa checks a file: slow, and remembers the line of everything for its complaints.
WITH_LINES = ["safe", "rt"]
# 4. Frustration is learned by a process beside this one (bot/train.py), so its step only waits, and nothing should wait for it.
LEARNED_BESIDE = "FrustrationDetector"
# 5. How hard a model is compressed, 1 to 9. It is nearly all numbers, which hardly get smaller.
COMPRESSION = 1


def prepare_training() -> None:
    """Sets up this process to train, in silence but for warnings."""
    os.environ["LOG_LEVEL"] = "WARNING"  # Rasa draws no progress bars then
    import_check_without_tensorflow()
    keep_no_fingerprints()
    check_files_with_fast_parser()
    wait_for_frustration_last()
    pack_quickly()
    merge_files_without_copying_examples()


class StandIn(ModuleType):
    """A module in which every name is a class of its own, which nothing is an instance of."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        found = type(name, (), {})
        setattr(self, name, found)
        return found


def import_check_without_tensorflow() -> None:
    """What bot/rasa_components.py names has been imported before, and is checked as always."""
    import rasa.engine.recipes.default_components  # noqa: F401, PLC0415  (after prepare)

    absent = {name: StandIn(name) for name in NAMED_IN_THE_CHECK if name not in sys.modules}
    sys.modules.update(absent)
    importlib.import_module(CHECK)
    for name in absent:
        del sys.modules[name]


def keep_no_fingerprints() -> None:
    """2. Rasa computes digests of all that goes in and out of each step, to skip it the next time; we always train everything."""
    from rasa.engine.graph import GraphNodeHook  # noqa: PLC0415  (after prepare)
    from rasa.engine.training import graph_trainer  # noqa: PLC0415  (after prepare)

    class NoFingerprints(GraphNodeHook):
        def __init__(self, **_: Any) -> None: ...

        def on_before_node(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {}

        def on_after_node(self, *_: Any, **__: Any) -> None: ...

    graph_trainer.TrainingHook = NoFingerprints


def check_files_with_fast_parser() -> None:
    """3. A file is checked once, with the fast parser; when something is wrong, Rasa's own says where."""
    from rasa.shared.exceptions import YamlException  # noqa: PLC0415  (after prepare)
    from rasa.shared.utils import io, validation  # noqa: PLC0415  (after prepare)

    check, read = validation.validate_yaml_schema, io.read_yaml
    found_good: set[tuple[str, str]] = set()

    def read_fast(content: str, reader_type: str | list[str] = "safe") -> Any:
        return read(content, "safe" if reader_type == WITH_LINES else reader_type)

    def check_fast(content: str, schema: str, *package: str) -> None:
        if (content, schema) in found_good:
            return
        io.read_yaml = read_fast
        try:
            check(content, schema, *package)
        except YamlException:
            io.read_yaml = read
            check(content, schema, *package)
        finally:
            io.read_yaml = read
        found_good.add((content, schema))

    validation.validate_yaml_schema = check_fast


def wait_for_frustration_last() -> None:
    """4. Rasa's steps have an order where one needs another, and else that of their names."""
    from dask import local  # noqa: PLC0415  (comes with Rasa)

    order = local.order

    def frustration_last(graph: dict[str, Any], *details: Any, **more: Any) -> dict[str, int]:
        places = order(graph, *details, **more)
        return {name: place + len(graph) * (LEARNED_BESIDE in name) for name, place in places.items()}

    local.order = frustration_last


def pack_quickly() -> None:
    """5. Else the model is packed as hard as can be, which takes a second longer than the numbers are worth."""
    from rasa.engine.storage import local_model_storage  # noqa: PLC0415  (after prepare)

    local_model_storage.TarSafe.gzopen = partial(local_model_storage.TarSafe.gzopen, compresslevel=COMPRESSION)


def merge_files_without_copying_examples() -> None:
    """6. Joining the examples of one file to those of the others copies every one of them, down to its letters, each time."""
    from rasa.shared.nlu.training_data import training_data  # noqa: PLC0415  (after prepare)

    training_data.copy = SimpleNamespace(deepcopy=copy.copy)  # whoever reads a file keeps nothing of it
