"""The intensity of a take, redrawn by hand: desk_curve.py character.blend

Opens what desk_character.py saved. A line may begin sad and end angry, and what was drawn of the
intensity stays as it is, however often the rest is filled from the voice again.
"""

import sys

import bpy

bpy.ops.preferences.addon_enable(module="bl_ext.user_default.intone")
bpy.ops.wm.open_mainfile(filepath=sys.argv[-1])
performance = bpy.context.scene.intone_settings.character.intone
end = bpy.context.scene.frame_end

bpy.ops.intone.duplicate_take(name="turning")
for emotion, first, last in (("happy", 0, 0), ("surprised", 0, 0), ("sad", 1, 0), ("angry", 0, 1)):
    for frame, share in ((1, first), (end, last)):
        setattr(performance, emotion, share)
        performance.keyframe_insert(emotion, frame=frame)

bpy.ops.intone.fill_intensity()
for frame in range(10, 21):
    performance.intensity = 0.9
    performance.keyframe_insert("intensity", frame=frame)
bpy.ops.intone.fill_intensity()  # again: what was drawn stays
bpy.ops.intone.animate()

bpy.context.scene.frame_set(15)
print([take.name for take in performance.takes], f"intensity {performance.intensity:.2f}")
bpy.ops.wm.save_mainfile()
