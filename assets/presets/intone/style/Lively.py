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
performance.blinks = 1.15
performance.gaze = 1.1
performance.glances = 1.2
performance.head = 1.5
performance.sway = 1.2
performance.nods = 1.4
performance.accents = 1.4
performance.breath = 1.2
performance.sounds = 1.2
performance.asymmetry = 1.2
