"""A stand-in for Blender's layout: draws panels in background, and checks all that they draw."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest

bpy = pytest.importorskip("bpy", reason="Blender (bpy) is not installed")
UI = bpy.types.UILayout.bl_rna
ICONS = set(UI.functions["label"].parameters["icon"].enum_items.keys())


class Context:
    """Blender's context as seen from a sidebar of that editor."""

    def __init__(self, area: str, width: int = 300) -> None:
        self.region = SimpleNamespace(width=width, height=400)
        self.area = SimpleNamespace(type=area)
        self.space_data = SimpleNamespace(dopesheet=SimpleNamespace(filter_text=""))
        addons = bpy.context.preferences.addons
        self.preferences = SimpleNamespace(addons=addons, system=SimpleNamespace(ui_scale=1.0))

    def __getattr__(self, name):
        return getattr(bpy.context, name)


class _Properties:
    """What a drawn operator will be called with: only what it has can be set."""

    def __init__(self, rna) -> None:
        self.__dict__["rna"] = rna

    def __setattr__(self, name, value) -> None:
        assert name in self.rna.properties, f"{self.rna.identifier} has no property {name}"


class Layout:
    """Stands in for bpy.types.UILayout: asserts that what is drawn exists, and notes its words.

    `texts` holds what a user reads; `names` what Blender translates, by its translation context.
    """

    def __init__(self, context, texts=None, names=None) -> None:
        own = {"context": context, "texts": [] if texts is None else texts}
        self.__dict__.update(own, names=set() if names is None else names)

    def __setattr__(self, name, value) -> None:
        assert name in UI.properties, f"a layout has no {name}"

    def _part(self, **options) -> Layout:
        return Layout(self.context, self.texts, self.names)

    row = column = box = split = grid_flow = _part

    def _draw(self, function, text, icon, options) -> None:
        unknown = set(options) - set(UI.functions[function].parameters.keys())
        assert not unknown, f"{function} has no {unknown}"
        assert icon in ICONS, f"there is no icon {icon}"
        self.texts.append(text)

    def separator(self, **options) -> None:
        self._draw("separator", "", "NONE", options)

    def label(self, *, text="", icon="NONE", **options) -> None:
        assert text.strip(), "a label says nothing"
        self._draw("label", text, icon, options)

    def progress(self, *, text="", **options) -> None:
        assert text.strip(), "a bar says nothing"
        self._draw("progress", text, "NONE", options)

    def prop(self, data, name, *, text=None, icon="NONE", **options) -> None:
        assert name in data.bl_rna.properties, f"{data.bl_rna.identifier} has no property {name}"
        known = data.bl_rna.properties[name]
        if text is None and known.is_runtime:
            self.names.add((known.translation_context, known.name))
        self._draw("prop", known.name if text is None else text, icon, options)

    def operator(self, idname, *, text=None, icon="NONE", **options) -> _Properties:
        group, _, verb = idname.partition(".")
        rna = getattr(getattr(bpy.ops, group), verb).get_rna_type()  # KeyError: not registered
        assert text is None or text or icon != "NONE", f"{idname} has neither text nor icon"
        if text != "" and options.get("translate", True):
            self.names.add(("Operator", rna.name if text is None else text))
        self._draw("operator", rna.name if text is None else text, icon, options)
        return _Properties(rna)

    def operator_menu_enum(self, idname, name, *, text="", icon="NONE", **options) -> None:
        group, _, verb = idname.partition(".")
        rna = getattr(getattr(bpy.ops, group), verb).get_rna_type()
        assert name in rna.properties, f"{idname} has no property {name}"
        self.names.add(("Operator", text or rna.name))
        self._draw("operator_menu_enum", text or rna.name, icon, options)

    def menu(self, name, *, text="", icon="NONE", **options) -> None:
        assert hasattr(bpy.types, name), f"there is no menu {name}"
        self._draw("menu", text or getattr(bpy.types, name).bl_label, icon, options)

    def popover(self, *, panel, text="", icon="NONE", **options) -> None:
        assert hasattr(bpy.types, panel), f"there is no panel {panel}"
        self._draw("popover", text, icon, options)

    def template_icon_view(self, data, name, **options) -> None:
        assert name in data.bl_rna.properties, f"{data.bl_rna.identifier} has no property {name}"

        self._draw("template_icon_view", "", "NONE", options)

    def template_icon(self, **options) -> None:
        self._draw("template_icon", "", "NONE", options)

    def template_list(self, kind, number, data, name, active_data, active_name, **options) -> None:
        assert name in data.bl_rna.properties and active_name in active_data.bl_rna.properties
        self._draw("template_list", "", "NONE", options)
        ui_list = stand_in(getattr(bpy.types, kind), filter_name="", bitflag_filter_item=1 << 30)
        if hasattr(ui_list, "filter_items"):
            ui_list.filter_items(self.context, data, name)
        count = len(inspect.signature(ui_list.draw_item).parameters)
        for index, item in enumerate(getattr(data, name)):
            known = (self.context, self._part(), data, item, 0, active_data, active_name, index)
            ui_list.draw_item(*known[:count])


def stand_in(cls, **attributes):
    """An object with the methods of a class of Blender's, which Python cannot make."""
    own = {name: value for name, value in vars(cls).items() if name not in ("__dict__",)}
    bases = (base for base in cls.__bases__ if not issubclass(base, bpy.types.bpy_struct))
    thing = type(cls.__name__, tuple(bases), own)()
    thing.__dict__.update(attributes)
    return thing


def draw(cls, context: Context) -> Layout:
    """Draws a panel with its header, a menu or preferences; what was drawn."""
    layout = Layout(context)
    thing = stand_in(cls, layout=layout)
    for name in ("draw_header", "draw_header_preset", "draw"):
        if hasattr(thing, name):
            getattr(thing, name)(context)
    return layout
