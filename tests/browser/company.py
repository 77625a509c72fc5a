"""A company's own website, of another origin than the gateway, with the widget on each of its pages."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

PAGE = """<!doctype html>
<html lang="en">
  <head><title>Our islands</title><script type="module" src="{widget}/widget.js"></script></head>
  <body><main><h1>Our islands</h1><a href="/islands">Further islands</a></main><reassure-chat></reassure-chat></body>
</html>"""


@dataclass
class Company:
    """Every path of it is a page. `widget` is the gateway's address, once it is known."""

    server: http.server.ThreadingHTTPServer
    widget: str = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.server.server_port}"


@contextmanager
def company() -> Iterator[Company]:
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = PAGE.format(widget=open_company.widget).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        open_company = Company(server)
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield open_company
        finally:
            server.shutdown()
            serving.join()
