"""What the person at the terminal sees while it takes minutes."""


def begin(number: int, of: int, title: str) -> None:
    print(f"[{number}/{of}] {title}", flush=True)


def say(text: str) -> None:
    print(f"        {text}", flush=True)
