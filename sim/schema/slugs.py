"""Names that letters without accents can say."""

import unicodedata


def slug(name: str) -> str:
    """``La Teste-de-Buch`` → ``la_teste_de_buch``: how a commune's doctors and services are called."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    letters = (
        c.lower() if c.isascii() and c.isalnum() else "_" for c in plain if not unicodedata.combining(c)
    )
    return "_".join(part for part in "".join(letters).split("_") if part)
