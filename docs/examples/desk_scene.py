"""All lines of a scene at once: desk_scene.py FOLDER cast.blend

FOLDER holds sounds called CHARACTER__EMOTION__LINE.wav; a head is added for each character.
"""

import sys
from pathlib import Path

import bpy

folder, blend = (Path(word).absolute() for word in sys.argv[-2:])
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
bpy.ops.preferences.addon_enable(module="bl_ext.user_default.intone")

for number, name in enumerate(sorted({path.name.split("__")[0] for path in folder.glob("*.wav")})):
    bpy.context.scene.cursor.location.x = 0.4 * number
    bpy.ops.intone.add_head()
    bpy.context.scene.intone_settings.character.name = name

bpy.ops.intone.gather_folder(directory=str(folder))
for line in bpy.context.scene.intone_lines.lines:
    print(line.start, line.character.name, line.text, line.title)
bpy.ops.intone.animate_all()
bpy.ops.wm.save_as_mainfile(filepath=str(blend))
print(sum(len(head.intone.takes) for head in bpy.data.objects), "takes")
