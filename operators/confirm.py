"""Confirm: what an operator takes and what it leaves is listed before it does it.

Scripts are not asked.
"""

from __future__ import annotations

import textwrap

from bpy.app.translations import pgettext_iface
from bpy.types import Context, Event

WIDTH = 420
"""Of the dialog, in pixels at a resolution scale of 1."""
LETTERS = 62
"""In a line of it."""
SHOWN = 14
"""Sentences at most; the others are counted."""
MORE = "And {count} more."


class Confirmed:
    """Mixin of an operator, before Immediate: a dialog lists what goes and what stays first.

    `asked` names properties of the operator that the dialog shows above the list.
    """

    asked: tuple[str, ...] = ()

    def told(self, context: Context) -> list[str]:
        """What goes and what stays, translated, a sentence each."""
        raise NotImplementedError

    def prepare(self, context: Context) -> None:
        """Sets what the dialog begins with."""

    def invoke(self, context: Context, event: Event) -> set[str]:
        self.prepare(context)
        return context.window_manager.invoke_props_dialog(
            self, width=WIDTH, title=pgettext_iface(self.bl_label), confirm_text=self.bl_label
        )

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        for name in self.asked:
            layout.prop(self, name)
        column = layout.column(align=True)
        sentences = self.told(context)
        for sentence in sentences[:SHOWN]:
            for line in textwrap.wrap(sentence, LETTERS):
                column.label(text=line, translate=False)
            column.separator()
        if len(sentences) > SHOWN:
            more = pgettext_iface(MORE).format(count=len(sentences) - SHOWN)
            column.label(text=more, translate=False)
