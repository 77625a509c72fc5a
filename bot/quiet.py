"""Keeps Rasa's surroundings quiet: no telemetry, no TensorFlow banner, no deprecation notes about libraries that Rasa chose."""

import logging
import os
import warnings


def quiet_surroundings() -> None:
    """To be called before Rasa or TensorFlow is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", message=".*pkg_resources.*")
    for talkative in ("apscheduler", "matplotlib", "tensorflow", "absl", "urllib3", "asyncio"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
