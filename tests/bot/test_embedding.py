"""What one reading of a sentence gives, held against the same network in plain numpy, run with the bot's own Python."""

import json
import subprocess

from tests.bot.asking import BOT_PYTHON, ROOT

SENTENCE = "for the third time, where is my bag?"
READ = """
import json, sys
import numpy as np
from safetensors.numpy import load_file
from bot.embedder import WEIGHTS, load_tokenizer, the_embedder
from bot.minilm_reference import tone_after
text = sys.stdin.read()
sight = the_embedder().sight(text)
ids = load_tokenizer(WEIGHTS / "tokenizer.json").encode(text).ids
tensors = load_file(next((WEIGHTS / "source").rglob("model.safetensors")))
print(json.dumps({
    "lengths": [float(np.linalg.norm(vector)) for vector in sight],
    "tone_as_after": {layers: float(sight.tone @ tone_after(tensors, ids, layers)) for layers in range(1, 7)},
}))
"""


def test_the_tone_is_what_the_third_layer_gives() -> None:
    done = subprocess.run(
        [BOT_PYTHON, "-c", READ], cwd=ROOT, input=SENTENCE, capture_output=True, text=True, timeout=100, check=True
    )
    found = json.loads(done.stdout)
    assert all(abs(length - 1) < 1e-5 for length in found["lengths"])
    assert max(found["tone_as_after"], key=found["tone_as_after"].get) == "3"
    assert found["tone_as_after"]["3"] > 0.98
