"""The same objects inside Blender: a head says a voice, and leaves as .blend, glTF and a still.

    python in_blender.py voice.wav FOLDER        (with the bpy module from PyPI)

Inside Blender's own Python the package is called bl_ext.user_default.intone.
"""

import sys
from pathlib import Path

import bpy

from intone import pipeline
from intone.blender.head import head_mesh
from intone.blender.output import render, scene_formats
from intone.blender.output.render_settings import Look
from intone.blender.output.written import save_copy
from intone.blender.takes import write
from intone.blender.takes.scene import set_frame_rate
from intone.emotion.mood import heard_mood
from intone.face.performance import Style
from intone.model.catalogue import load_networks

voice, folder = Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute()
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
scene = bpy.context.scene
set_frame_rate(scene, 24)
actor = head_mesh.add_head(scene.collection)
head_mesh.stage(scene, actor)

networks = load_networks(device="cpu")
speech = pipeline.listen(voice, networks)
face = pipeline.act(speech, heard_mood(speech.guess()), Style(), networks)
written = write.write_face(face, write.Target(actor.mesh.name, scene.name, voice, start=1))

save_copy(folder / "head.blend")
scene_formats.export(scene, actor.mesh, folder / "head.glb", (1, written.end))
render.render_still(scene, folder / "head.png", written.end // 2, Look("workbench", (256, 256)))
print(f"{written.channels} channels up to frame {written.end}")
