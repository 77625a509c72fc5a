"""The airports that Alizé Air flies to: the city that people say, the zone that its clocks show, and where on earth it is."""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

EARTH_RADIUS_KM = 6371.0088  # the mean radius R1 of the Geodetic Reference System 1980 (Moritz 2000)


class Region(StrEnum):
    CARIBBEAN = "caribbean"
    AMERICA = "america"
    EUROPE = "europe"


class Haul(StrEnum):
    """How far a route goes, as allowances and taxes tell routes apart."""

    REGIONAL = "regional"
    LONG = "long_haul"


@dataclass(frozen=True)
class Airport:
    """`latitude` and `longitude` are degrees north and east (WGS 84)."""

    iata: str
    city: str
    zone: ZoneInfo
    region: Region
    latitude: float
    longitude: float


AIRPORTS = {
    iata: Airport(iata, city, ZoneInfo(zone), region, latitude, longitude)
    for iata, city, zone, region, latitude, longitude in (
        ("PTP", "Pointe-à-Pitre", "America/Guadeloupe", Region.CARIBBEAN, 16.2653, -61.5318),
        ("FDF", "Fort-de-France", "America/Martinique", Region.CARIBBEAN, 14.5910, -61.0032),
        ("CAY", "Cayenne", "America/Cayenne", Region.CARIBBEAN, 4.8198, -52.3604),
        ("SXM", "Saint Martin", "America/Lower_Princes", Region.CARIBBEAN, 18.0410, -63.1089),
        ("SBH", "Saint-Barthélemy", "America/St_Barthelemy", Region.CARIBBEAN, 17.9044, -62.8436),
        ("BGI", "Bridgetown", "America/Barbados", Region.CARIBBEAN, 13.0746, -59.4925),
        ("SDQ", "Santo Domingo", "America/Santo_Domingo", Region.CARIBBEAN, 18.4297, -69.6689),
        ("SJU", "San Juan", "America/Puerto_Rico", Region.CARIBBEAN, 18.4394, -66.0018),
        ("MIA", "Miami", "America/New_York", Region.AMERICA, 25.7932, -80.2906),
        ("YUL", "Montréal", "America/Toronto", Region.AMERICA, 45.4706, -73.7408),
        ("ORY", "Paris", "Europe/Paris", Region.EUROPE, 48.7233, 2.3794),
        ("LYS", "Lyon", "Europe/Paris", Region.EUROPE, 45.7256, 5.0811),
        ("NTE", "Nantes", "Europe/Paris", Region.EUROPE, 47.1532, -1.6107),
        ("BOD", "Bordeaux", "Europe/Paris", Region.EUROPE, 44.8283, -0.7156),
    )
}

HOME = AIRPORTS["PTP"]  # the airline's own clock: deadlines and prices are told in its time


def distance_km(a: Airport, b: Airport) -> int:
    """The great-circle distance in whole kilometres, by the haversine formula.

    Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (2), 1984, p. 159. On a sphere, so at most 0.6 % off.
    """
    north_a, north_b = radians(a.latitude), radians(b.latitude)
    half_north, half_east = (north_b - north_a) / 2, radians(b.longitude - a.longitude) / 2
    haversine = sin(half_north) ** 2 + cos(north_a) * cos(north_b) * sin(half_east) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(haversine)))


def haul(a: Airport, b: Airport) -> Haul:
    """Regional within the Caribbean, else long-haul."""
    return Haul.REGIONAL if {a.region, b.region} == {Region.CARIBBEAN} else Haul.LONG
