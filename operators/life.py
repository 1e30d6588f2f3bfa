"""Operators of life: manners, and what a character does between its lines."""

from __future__ import annotations

from collections.abc import Callable

from bpy.app.translations import pgettext_rpt
from bpy.props import BoolProperty, EnumProperty, FloatProperty
from bpy.types import Context, Object, Operator, OperatorProperties

from .. import preferences
from ..blender.background import jobs, workers
from ..blender.background.steps import Steps
from ..blender.character import chest_breath, neck_share, upper_body
from ..blender.live import live_update
from ..blender.takes import between, between_keys, scene_state
from ..face.manners import MANNERS, NATURAL
from ..progress import Progress, part
from ..properties import filling, performance, scene_settings
from ..rig.mapping import RigMap
from .base import Immediate, Polled, why_busy, why_no_character

LABELS = {
    "still": ("Still", "Hardly moves: a held close-up"),
    "newsreader": ("Newsreader", "A calm head, eyes on the viewer"),
    "natural": ("Natural", "As people talk with one another"),
    "lively": ("Lively", "Nods, glances and brows of somebody who is excited"),
    "stage": ("Stage", "Large enough for the last row"),
}
ITEMS = tuple((name, *LABELS[name]) for name in MANNERS)
SHARED = "Neck and upper spine of {name} do {share} % of each turn now."
BREATHES = "Chest and shoulders of {name} move with its breath: animate for takes to have it."
STILL = "Chest and shoulders of {name} are still."
CHOSEN = "{name} is {manner} now."
NO_TAKE = "Animate a line first: there is nothing to be between."
FILLED = "{count} gaps between the lines of {names} are filled."
NOT_FILLED = "Nothing of Intone's is between the lines of this character."
CLEARED = "What was between the lines of {names} is removed."


class INTONE_OT_manner(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.manner"
    bl_label = "Manner"
    bl_description = "How lively the character is beside its words and its emotion"

    manner: EnumProperty(items=ITEMS, default=NATURAL, options={"SKIP_SAVE"})

    why_not = staticmethod(why_no_character)

    @classmethod
    def description(cls, context: Context, properties: OperatorProperties) -> str:
        return str(pgettext_rpt(LABELS[properties.manner][1]))

    def do(self, context: Context) -> str:
        thing = scene_settings.character(context)
        for name, amount in MANNERS[self.manner].items():
            setattr(thing.intone, name, amount)
        manner = pgettext_rpt(LABELS[self.manner][0])
        return pgettext_rpt(CHOSEN).format(name=thing.name, manner=manner)


def remapped(context: Context, change: Callable[..., RigMap], *amounts: float) -> str:
    """Stores the chosen character's map as `change` makes it with those amounts; its name."""
    thing = scene_settings.character(context)
    upper_body.remap(thing, lambda rig: change(thing, rig, *amounts))
    live_update.touch(thing.name)
    return thing.name


class INTONE_OT_neck_share(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.neck_share"
    bl_label = "Share with the Neck"
    bl_description = (
        "Let the bones of the neck and of the upper spine do a part of each turn of the head; "
        "together they turn as far as before"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    share: FloatProperty(
        name="Share",
        description="What neck and spine do of each turn; at 0 the head turns alone",
        default=neck_share.SHARE,
        min=0,
        max=1,
        subtype="FACTOR",
    )

    spine: FloatProperty(
        name="Upper Spine",
        description="What of it the upper spine does, where the skeleton has one",
        default=neck_share.SPINE,
        min=0,
        max=1,
        subtype="FACTOR",
    )

    why_not = staticmethod(why_no_character)

    def do(self, context: Context) -> str:
        name = remapped(context, neck_share.shared, self.share, self.spine)
        return pgettext_rpt(SHARED).format(name=name, share=round(100 * self.share))


class INTONE_OT_chest_breath(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.chest_breath"
    bl_label = "Breathe with the Chest"
    bl_description = (
        "Let the bones of the upper spine and the shoulders move with the breaths that are planned "
        "and heard"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    amount: FloatProperty(
        name="Amount",
        description="How far chest and shoulders move, times the usual; at 0 not at all",
        default=1.0,
        min=0,
        soft_max=2,
        max=5,
    )

    why_not = staticmethod(why_no_character)

    def do(self, context: Context) -> str:
        name = remapped(context, chest_breath.breathing, self.amount)
        return pgettext_rpt(BREATHES if self.amount > 0 else STILL).format(name=name)


def performing(context: Context) -> list[Object]:
    """The characters with takes in the scene."""
    return [one for one in performance.performing() if one.name in context.scene.objects]


def chosen(context: Context, everyone: bool) -> list[Object]:
    """The chosen character, or all that have takes in the scene."""
    if everyone:
        return performing(context)
    thing = scene_settings.character(context)
    return [thing] if thing is not None else []


def why_not_fill(context: Context) -> str:
    """Why nothing can be put between lines now, in a sentence; "" where it can."""
    return why_busy(context) or ("" if performing(context) else NO_TAKE)


class INTONE_OT_fill_between(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.fill_between"
    bl_label = "Fill Between Lines"
    bl_description = (
        "Let characters live before, between and after their lines: they breathe, blink, look "
        "about and listen. It becomes an action of its own; takes and your keys stay as they are"
    )
    bl_options = {"UNDO"}

    everyone: BoolProperty(name="Everyone", description="All characters of the scene", default=True)

    why_not = staticmethod(why_not_fill)

    def work(self, context: Context) -> jobs.Work:
        things = chosen(context, self.everyone)
        wanted = [filling.filling(thing, context.scene) for thing in things]
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> list[between.Filled]:
            count = len(wanted)
            parts = [part(progress, k / count, (k + 1) / count) for k in range(count)]
            pairs = zip(wanted, parts, strict=True)
            return [between.filled(one, performer, share) for one, share in pairs]

        return perform

    def finish(self, context: Context, result: list[between.Filled]) -> Steps[str]:
        count = 0
        for done in result:
            count += yield from between_keys.write(done)
        if scene_settings.settings(context).extend:
            scene_state.fit(context.scene)
        context.scene.frame_set(context.scene.frame_current)
        names = ", ".join(done.target.character for done in result)
        return pgettext_rpt(FILLED).format(count=count, names=names)


def why_not_clear(context: Context) -> str:
    """Why nothing between lines can be removed, in a sentence; "" where it can."""
    filled = any(between_keys.is_filled(thing) for thing in performing(context))
    return why_busy(context) or ("" if filled else NOT_FILLED)


class INTONE_OT_clear_between(Immediate, Operator):  # noqa: N801
    bl_idname = "intone.clear_between"
    bl_label = "Remove Between Lines"
    bl_description = "Remove what Intone put between lines; takes and your keys stay"

    everyone: BoolProperty(name="Everyone", description="All characters of the scene", default=True)

    why_not = staticmethod(why_not_clear)

    def do(self, context: Context) -> str:
        things = [one for one in chosen(context, self.everyone) if between_keys.is_filled(one)]
        for thing in things:
            between_keys.clear(thing)
        if scene_settings.settings(context).extend:
            scene_state.fit(context.scene)
        context.scene.frame_set(context.scene.frame_current)
        return pgettext_rpt(CLEARED).format(names=", ".join(thing.name for thing in things))


CLASSES = (
    INTONE_OT_manner,
    INTONE_OT_neck_share,
    INTONE_OT_chest_breath,
    INTONE_OT_fill_between,
    INTONE_OT_clear_between,
)
