"""How plots look: told apart by line, mark and hatching as well as by colour, with text that can be read in print."""

from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

INK = "#1f2933"
QUIET = "#5b6770"
# Colours that also differ in brightness, so that they are told apart without seeing hues (Okabe and Ito 2008, darkened).
COLOURS = ("#005a8c", "#b34700", "#00734f", "#7a3f6e", "#6b5900", "#3d4852")
LINES = ("-", "--", ":", "-.", (0, (5, 1)), (0, (1, 1)))
MARKS = ("o", "s", "^", "D", "v", "x")
DOTS_PER_INCH = 120


def sheet(columns: int = 1, *, width: float = 9, height: float = 4.2) -> tuple[Figure, Any]:
    """A figure and its axes; several columns stand side by side."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(1, columns)
    for one in [axes] if columns == 1 else axes:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def png(figure: Figure) -> bytes:
    image = BytesIO()
    figure.savefig(image, dpi=DOTS_PER_INCH, format="png")
    return image.getvalue()
