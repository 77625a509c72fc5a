"""The API's description and the gateway's routes are the same list."""

import re

from customer_care import settings
from webrtc_gateway.http.api_description import ADDRESSES, description
from webrtc_gateway.http.chat import chat
from webrtc_gateway.http.desk import desk
from webrtc_gateway.http.duties import duties
from webrtc_gateway.http.health import health
from webrtc_gateway.http.recordings import recordings


def test_every_address_is_described_and_nothing_else() -> None:
    served = {
        (method.lower(), f"{blueprint.url_prefix or ''}{_written(route.uri)}")
        for blueprint in (chat, desk, duties, recordings, health)
        for route in blueprint._future_routes
        for method in route.methods or ("GET",)  # a socket is opened by a GET
    }
    assert {(method, address) for method, address, *_ in ADDRESSES} == served


def _written(uri: str) -> str:
    """The way OpenAPI writes "/<promise:int>"; the root of a blueprint is the blueprint's address."""
    return re.sub(r"<(\w+):\w+>", r"{\1}", uri).rstrip("/")


def test_every_reference_leads_to_a_schema() -> None:
    schemas = description()["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", str(description())))
    assert references
    assert references <= set(schemas)


def test_the_version_of_the_api_is_the_products() -> None:
    pyproject = (settings.current().domain_file.parent / "pyproject.toml").read_text()
    assert f'version = "{description()["info"]["version"]}"' in pyproject
