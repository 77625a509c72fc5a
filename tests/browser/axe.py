"""axe-core on a page as it stands, in every look that people have: no violation of WCAG 2.2 AA, and nothing hidden."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from playwright.sync_api import Page, ViewportSize

from tests.browser.people import Person
from tests.product import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Finds what a page-wide check cannot: an element that is there but lies outside of what is seen, or under something else.
IN_SIGHT = """
element => {
  const box = element.getBoundingClientRect();
  const at = [box.x + box.width / 2, box.y + box.height / 2];
  let top = document.elementFromPoint(...at);
  while (top?.shadowRoot?.elementFromPoint(...at) && top.shadowRoot.elementFromPoint(...at) !== top)
    top = top.shadowRoot.elementFromPoint(...at);
  const whole = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  return whole && box.width > 0 && (element === top || element.contains(top));
}
"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at: its colours and its size."""

    name: str
    colours: Literal["light", "dark"]
    size: ViewportSize


LIGHT = Look("light", "light", {"width": 1280, "height": 800})
DARK = Look("dark", "dark", {"width": 1280, "height": 800})
SMALL = Look("small", "light", {"width": 1024, "height": 700})
PHONE = Look("phone", "light", {"width": 390, "height": 844})

AT_THE_WIDGET = (LIGHT, DARK, PHONE)
AT_THE_DESK = (LIGHT, DARK, SMALL)


def looks_right(person: Person, state: str, looks: tuple[Look, ...], always_there: tuple[str, ...] = ()) -> None:
    """Checks this state in every look and keeps a picture of each; the page is left in the first look."""
    for look in (*looks[1:], looks[0]):
        person.page.set_viewport_size(look.size)
        person.page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
        person.picture(f"{state}-{look.name}")
        assert violations(person.page) == [], f"{state}, {look.name}"
        assert not _scrolls_sideways(person.page), f"{state}, {look.name}: wider than its window"
        for name in always_there:
            assert person.button(name).first.evaluate(IN_SIGHT), f"{state}, {look.name}: {name} is not in sight"


def violations(page: Page) -> list[str]:
    """What axe finds, one line each: the rule, what is wrong, and where."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate("tags => axe.run({ runOnly: tags }).then(r => r.violations)", WCAG_2_2_AA)
    return [f"{rule['id']}: {rule['help']}: {node['target']} {node['html']}" for rule in found for node in rule["nodes"]]


def _scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@cache
def _axe() -> str:
    return AXE.read_text()
