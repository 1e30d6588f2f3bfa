"""A head says a voice, and leaves as .blend and as a table: desk_character.py voice.wav FOLDER"""

import sys
from pathlib import Path

import bpy

voice, folder = (Path(word).absolute() for word in sys.argv[-2:])
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
bpy.ops.preferences.addon_enable(module="bl_ext.user_default.intone")

bpy.ops.intone.add_head()
performance = bpy.context.scene.intone_settings.character.intone
performance.sound = str(voice)
performance.emotion_source = "MIX"
performance.happy, performance.surprised = 0.7, 0.3
performance.scale = 1.2
bpy.ops.intone.animate()

bpy.ops.intone.export(filepath=str(folder / "take.csv"), format=".csv")
bpy.ops.wm.save_as_mainfile(filepath=str(folder / "character.blend"))
print(performance.takes[0].name, "up to frame", bpy.context.scene.frame_end)
