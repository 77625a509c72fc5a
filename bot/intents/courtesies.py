"""How a message is opened and closed says nothing of what is wanted: "Hi there, hope you're well.", "Kind regards, Ann".

Half of a short message may be such words, and its meaning as the embedding sees it goes with them. A message of nothing else
stays as it is: then the greeting is what is said. Thanks stay, for they may say that all is done.
"""

from __future__ import annotations

import re

SIGNED = r"(?:[,\s]+[^\W\d_]+\.?){0,4}"
OPENINGS = (
    r"(?:hi+|hello+|hey+|hiya|heya|helo|greetings|good (?:morning|afternoon|evening|day)"
    r"|(?:morning|evening|afternoon)(?= all|[,.!]))"
    r"(?: (?:there|all|again|team|everyone|everybody|folks|guys|mate|dear|sir or madam|sir|madam|to you))*",
    r"dear (?:sir or madam|sir/madam|sirs?|madam|team|all|customer (?:service|care|support)|support(?: team)?)",
    r"(?:i )?(?:hope|trust) (?:you(?:'re| are|r)?|u|all|this|everything|everyone|your)\b[^.!?,\n]{0,40}",
    r"how(?: are|'re| r) (?:you|u|things|ya)(?: (?:today|doing|this \w+))*",
    r"(?:i )?hope you can help(?: me)?(?: with (?:this|something))?",
)
CLOSINGS = (
    r"(?:many )?(?:thanks|thank you|thx|cheers)(?: (?:so|very) much)?,? "
    r"(?:in advance|and (?:kind |best )?regards|for (?:your|any) \w+(?: \w+)?)",
    rf"(?:kind|best|warm|many)? ?(?:regards|wishes){SIGNED}",
    rf"(?:yours )?(?:sincerely|faithfully|truly){SIGNED}",
    r"(?:looking forward to|look forward to|awaiting) (?:your|hearing|a|an)\b[^.!?\n]{0,30}",
    r"have a (?:nice|good|great|lovely) (?:day|evening|weekend|one)",
)
HASHTAGS = re.compile(r"(?:\s+#[^\W\d]\w*)+\s*$")
SHORTEST_LEFT = 2  # words


def _any_of(patterns: tuple[str, ...]) -> str:
    return "(?:" + "|".join(patterns) + ")"


OPENED = re.compile(rf"^\W*(?:{_any_of(OPENINGS)}\s*(?:[.,!?:;\n–-]+\s*|$|(?=\s\w)))+", re.IGNORECASE)
CLOSED = re.compile(rf"(?:(?:^|(?<=[.!?])|[,;\n–-])\s*{_any_of(CLOSINGS)}[\s.,!]*)+$", re.IGNORECASE)


def without_courtesies(text: str) -> str:
    """The text between its opening and its closing; without the hashtags behind it, which comment on it."""
    for around in (HASHTAGS, CLOSED, OPENED):
        left = around.sub("", text)
        if len(left.split()) >= SHORTEST_LEFT:
            text = left.strip()
    return text
