"""Measures: money, units and months as they are written, and as they are said."""

from __future__ import annotations

_DOLLAR, _POUND, _EURO = ("dollar", "dollars"), ("pound", "pounds"), ("euro", "euros")
_CENT = ("cent", "cents")

MONEY: dict[str, tuple[str, str]] = {
    **{"$": _DOLLAR, "USD": ("US dollar", "US dollars"), "£": _POUND, "GBP": _POUND},
    **{"€": _EURO, "EUR": _EURO, "¥": ("yen", "yen"), "₹": ("rupee", "rupees")},
    **{"CHF": ("Swiss franc", "Swiss francs"), "¢": _CENT, "p": ("penny", "pence")},
}
"""One of it, and many."""
COINS: dict[tuple[str, str], tuple[str, str]] = {
    _DOLLAR: _CENT,
    _EURO: _CENT,
    _POUND: ("penny", "pence"),
}
SCALE: dict[str, str] = {
    **{"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"},
    **{"t": "trillion", "tn": "trillion", "thousand": "thousand", "million": "million"},
    **{"billion": "billion", "trillion": "trillion"},
}


def _regular(names: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (one, _many(one)) for name, one in names.items()}


def _many(one: str) -> str:
    head, per, rest = one.partition(" per ")
    return f"{head}s{per}{rest}"


UNITS: dict[str, tuple[str, str]] = {
    **_regular({"km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter"}),
    **_regular({"mi": "mile", "yd": "yard", "kg": "kilogram", "g": "gram", "mg": "milligram"}),
    **_regular({"lb": "pound", "lbs": "pound", "oz": "ounce", "ml": "milliliter", "l": "liter"}),
    **_regular({"L": "liter", "mL": "milliliter", "min": "minute", "mins": "minute"}),
    **_regular({"hr": "hour", "hrs": "hour", "sec": "second", "secs": "second"}),
    **_regular({"ms": "millisecond", "yr": "year", "yrs": "year", "KB": "kilobyte"}),
    **_regular({"MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "kW": "kilowatt"}),
    **_regular({"W": "watt", "MW": "megawatt", "kWh": "kilowatt hour", "V": "volt", "px": "pixel"}),
    **_regular({"ha": "hectare", "dB": "decibel", "m²": "square meter", "m2": "square meter"}),
    **_regular({"km²": "square kilometer", "km2": "square kilometer", "m³": "cubic meter"}),
    **_regular({"km/h": "kilometer per hour", "kmh": "kilometer per hour"}),
    **_regular({"kph": "kilometer per hour", "mph": "mile per hour", "m/s": "meter per second"}),
    **_regular({"mpg": "mile per gallon", "fps": "frame per second"}),
    **{"ft": ("foot", "feet"), "sq ft": ("square foot", "square feet")},
    **{"Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz")},
    **{"MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz")},
    **{"°C": ("degree Celsius", "degrees Celsius"), "°": ("degree", "degrees")},
    **{"°F": ("degree Fahrenheit", "degrees Fahrenheit")},
    **{
        "℃": ("degree Celsius", "degrees Celsius"),
        "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    },
}
"""One of it, and many; a space may stand before."""
UNITS_ATTACHED = _regular({"h": "hour", "s": "second", "t": "ton"})
"""Those that only stand right behind their number."""

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
MONTHS: dict[str, str] = {
    **{name: name for name in MONTH_NAMES},
    **{"Sept": "September"},
    **{name[:3]: name for name in MONTH_NAMES},
}
"""What each name, or short name, of a month is said as."""
