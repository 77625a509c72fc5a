"""How well customers are understood: what is measured, and how it is told. `python -m bench.understanding`."""
