"""What a page says in English and its twin in French."""

import re
from collections import Counter


def numbers(text: str, french: bool) -> Counter[str]:
    """Every number but those of commands and settings, which are compared as such; in English digits."""
    text = re.sub(r"(?ms)^```.*?^```|^    [^\n]*[={][^\n]*$|^ +[a-z]+: [^\n]*$", "", text)
    if french:
        text = re.sub(r"(?<=\d)[\u202f\u00a0](?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"(?<=\d), (?=\d)", "; ", text))
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))
