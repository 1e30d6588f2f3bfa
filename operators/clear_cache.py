"""The verb "clear cache": what was heard in sounds is forgotten."""

from __future__ import annotations

from bpy.types import Context, Operator

from ..blender.background import worker_setup, workers


class INTONE_OT_clear_cache(Operator):  # noqa: N801
    bl_idname = "intone.clear_cache"
    bl_label = "Clear"
    bl_description = "Forget what was heard in sounds; they are heard anew when they are needed"

    def execute(self, context: Context) -> set[str]:
        cache = worker_setup.speech_cache()
        freed = cache.size() if cache is not None else 0
        if cache is not None:
            cache.clear()
        workers.close()
        self.report({"INFO"}, f"The cache is empty: {freed / 2**20:.1f} MB are free.")
        return {"FINISHED"}
