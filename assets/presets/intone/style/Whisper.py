import bpy

performance = bpy.context.scene.intone_settings.performance

performance.scale = 0.9
performance.bias = 0.0
performance.emotion_lead = 0.25
performance.attack = 0.25
performance.hold = 1.0
performance.release = 2.0
performance.exit = 1.2
performance.swell = 0.6
performance.change = 0.8
performance.brows = 1.0
performance.eyes = 1.0
performance.cheeks = 1.0
performance.mouth = 1.0
performance.articulation = 0.9
performance.jaw = 0.6
performance.closure = 1.0
performance.lead = 0.0
performance.blinks = 1.0
performance.gaze = 1.0
performance.glances = 0.8
performance.head = 0.5
performance.sway = 0.8
performance.nods = 0.7
performance.accents = 0.6
performance.breath = 1.4
performance.sounds = 1.0
performance.asymmetry = 1.0
