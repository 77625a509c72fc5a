"""The pages and scripts that `web/` builds: the sample company's home page, the widget, the desk."""

from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request, Sanic, file

from webrtc_gateway.house import House

pages = Blueprint("pages")

READ = ["GET", "HEAD"]

# Anything that a page of ours may load comes from here; a customer's page makes no request to anybody else.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob: mediastream:",
        "connect-src 'self' {sockets}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


@pages.route("/", methods=READ)  # type: ignore[untyped-decorator]
async def home(request: Request) -> HTTPResponse:
    return await _page(request, "index.html", opener="same-origin-allow-popups")


@pages.route("/desk", methods=READ)  # type: ignore[untyped-decorator]
async def desk_page(request: Request) -> HTTPResponse:
    return await _page(request, "desk.html")


@pages.route("/window", methods=READ)  # type: ignore[untyped-decorator]
async def window_page(request: Request) -> HTTPResponse:
    """The conversation in a window of its own, which the widget opens."""
    return await _page(request, "window.html", opener="unsafe-none")


@pages.route("/widget.js", methods=READ)  # type: ignore[untyped-decorator]
async def widget(request: Request) -> HTTPResponse:
    """The widget, for any company's page: so other origins may load it."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
    return await file(_web(request) / "widget.js", mime_type="text/javascript", headers=headers)


def serve_assets(app: Sanic, web_dir: Path) -> None:  # type: ignore[type-arg]
    """The hashed scripts, styles and pictures of desk and home page."""
    app.static("/assets", web_dir / "assets", name="assets")


async def _page(request: Request, name: str, opener: str = "same-origin") -> HTTPResponse:
    """A built page. `opener` is its Cross-Origin-Opener-Policy: the widget and its window must be able to speak."""
    scheme = "wss" if request.scheme == "https" else "ws"
    policy = CONTENT_SECURITY_POLICY.format(sockets=f"{scheme}://{request.host}")
    headers = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Cross-Origin-Opener-Policy": opener,
        "Cache-Control": "no-cache",
    }
    return await file(_web(request) / name, headers=headers)


def _web(request: Request) -> Path:
    house: House = request.app.ctx.house
    return house.settings.web_dir
