"""A few communes whose codes are traps (a leading zero, Corsica, beyond the sea, arrondissements), with
invented facts in the columns of sim.france.facts; what makers of sample files take when a test asks for no
others.
"""

import numpy as np
import pandas as pd

_NAMES = {
    "01001": ("L'Abergement-Clémenciat", "01", "84", 46.15168, 4.92007),
    "2A004": ("Ajaccio", "2A", "94", 41.9257, 8.7363),
    "33284": ("Mios", "33", "75", 44.6047, -0.9359),
    "33009": ("Arcachon", "33", "75", 44.6529, -1.1659),
    "75056": ("Paris", "75", "11", 48.8566, 2.3522),
    "97411": ("Saint-Denis", "974", "04", -20.8789, 55.4481),
}


def few() -> pd.DataFrame:
    """Its index is the code."""
    rows = []
    for place, (code, (name, dep, region, lat, lon)) in enumerate(_NAMES.items()):
        rows.append(
            {
                "code": code,
                "name": name,
                "dep": dep,
                "region": region,
                "epci": "" if code == "75056" else f"2000{place}0000",
                "epci_name": "" if code == "75056" else f"Communauté de communes n° {place}",
                "lat": lat,
                "lon": lon,
                "area_km2": 12.0 + place,
                "gps": float(place),
                "emergency_departments": float(place % 2),
                "health_centres": float(place % 3 == 0),
                "msp": float(place % 3),
                "pharmacies": float(1 + place),
                "nurses": float(10 + place),
                "physiotherapists": float(5 * place),
                "zoning": ("ZIP", "ZAC", "ZV", "HV", "ZIP", "ZAC")[place],
                "apl": 2.5 + place / 8,
                "apl_65": 2.0 + place / 8,
                "apl_population": 1000.5 * (place + 1),
            }
        )
    table = pd.DataFrame(rows).set_index("code")
    return table.astype({name: np.float64 for name in table.columns[table.dtypes == "int64"]})
