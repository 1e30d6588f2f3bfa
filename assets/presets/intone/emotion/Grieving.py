import bpy

performance = bpy.context.scene.intone_settings.performance

performance.emotion_source = "MIX"
performance.angry = 0.0
performance.contemptuous = 0.0
performance.disgusted = 0.0
performance.fearful = 0.15
performance.happy = 0.0
performance.sad = 0.85
performance.surprised = 0.0
