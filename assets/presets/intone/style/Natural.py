import bpy

performance = bpy.context.scene.intone_settings.performance

performance.scale = 1.0
performance.bias = 0.0
performance.emotion_lead = 0.25
performance.attack = 0.25
performance.hold = 1.0
performance.release = 2.0
performance.exit = 1.2
performance.swell = 1.0
performance.change = 0.6
performance.brows = 1.0
performance.eyes = 1.0
performance.cheeks = 1.0
performance.mouth = 1.0
performance.articulation = 1.0
performance.jaw = 1.0
performance.closure = 1.0
performance.lead = 0.0
performance.blinks = 1.0
performance.gaze = 1.0
performance.glances = 1.0
performance.head = 1.0
performance.sway = 1.0
performance.nods = 1.0
performance.accents = 1.0
performance.breath = 1.0
performance.sounds = 1.0
performance.asymmetry = 1.0
