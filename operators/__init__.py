"""Operators, by subject. Every file here is registered with what it lists in CLASSES."""

from importlib import import_module
from pkgutil import iter_modules

MODULES = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
