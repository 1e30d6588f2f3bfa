"""IPA: the mouth of every phone that espeak-ng speaks, in a hundred languages."""

from __future__ import annotations

import re

IPA: dict[str, str] = {
    # marks of length, stress, tone and voice taken off; "next" takes the mouth of what follows
    **dict.fromkeys("pbmɓ", "PP"),
    **dict.fromkeys("fvʋɱ", "FF"),
    **dict.fromkeys("θð", "TH"),
    **dict.fromkeys("tdʈɖ", "DD"),
    **dict.fromkeys("kgɡqxχɣcɟ", "kk"),
    **dict.fromkeys("szçɕʑ", "SS"),
    **dict.fromkeys(("ʃ", "ʒ", "tʃ", "dʒ", "ʂ", "ʐ", "tʂ", "ʈʂ"), "CH"),
    **dict.fromkeys(("ts", "dz", "tɕ", "dʑ"), "DD SS"),
    **dict.fromkeys("nŋɲɳlʎɫɭ", "nn"),
    **dict.fromkeys("rɾɹʁɐ̯ʀɻɝɚ", "RR"),
    **dict.fromkeys("aɑɐæɶ", "aa"),
    **dict.fromkeys("eɛ", "E"),
    **dict.fromkeys("iɪjɨ", "ih"),
    **dict.fromkeys("oɔɒœɤ", "oh"),
    **dict.fromkeys("uʊwyʏøɥɯʉ", "ou"),
    **dict.fromkeys("əʌɜɘɵ", "ax"),
    **dict.fromkeys("hɦʔħʕ", "next"),
    "β": "PP",
    "pf": "PP FF",
    "": "sil",
    "ʲ": "ih",
    "ᵻ": "ih",
}


def bare_ipa(symbol: str) -> str:
    """An espeak-ng phone name without stress, length, tone, nasal and syllable marks."""
    symbol = symbol.replace("s.", "ʂ").replace("z.", "ʐ")  # espeak-ng's retroflex sounds
    bare = re.sub(r"[ˈˌːˑʰʷ.'\-\u0300-\u0360\u0362-\u036f0-9˥˦˧˨˩]", "", symbol)
    return bare.replace("\u0361", "")


def ipa_looks(symbol: str) -> str:
    """The visemes of any IPA symbol: of the whole where the table has it, else of its letters."""
    bare = bare_ipa(symbol)
    if bare in IPA:
        return IPA[bare]
    letters = [IPA[letter] for letter in bare if letter in IPA and IPA[letter] != "next"]
    return " ".join(letters[:2])
