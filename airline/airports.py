"""The airports that Alizé Air flies to, each with the city that people say and the zone that its clocks show."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Airport:
    iata: str
    city: str
    zone: ZoneInfo


AIRPORTS = {
    iata: Airport(iata, city, ZoneInfo(zone))
    for iata, city, zone in (
        ("PTP", "Pointe-à-Pitre", "America/Guadeloupe"),
        ("FDF", "Fort-de-France", "America/Martinique"),
        ("CAY", "Cayenne", "America/Cayenne"),
        ("SXM", "Saint Martin", "America/Lower_Princes"),
        ("SBH", "Saint-Barthélemy", "America/St_Barthelemy"),
        ("BGI", "Bridgetown", "America/Barbados"),
        ("SDQ", "Santo Domingo", "America/Santo_Domingo"),
        ("SJU", "San Juan", "America/Puerto_Rico"),
        ("MIA", "Miami", "America/New_York"),
        ("YUL", "Montréal", "America/Toronto"),
        ("ORY", "Paris", "Europe/Paris"),
        ("LYS", "Lyon", "Europe/Paris"),
        ("NTE", "Nantes", "Europe/Paris"),
        ("BOD", "Bordeaux", "Europe/Paris"),
    )
}

HOME = AIRPORTS["PTP"]  # the airline's own clock: deadlines and prices are told in its time
