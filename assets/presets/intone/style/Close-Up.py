import bpy

performance = bpy.context.scene.intone_settings.performance

performance.scale = 0.6
performance.bias = 0.0
performance.emotion_lead = 0.25
performance.attack = 0.25
performance.hold = 1.0
performance.release = 2.0
performance.exit = 1.2
performance.swell = 0.8
performance.change = 0.7
performance.brows = 0.8
performance.eyes = 1.0
performance.cheeks = 0.8
performance.mouth = 0.7
performance.articulation = 0.85
performance.jaw = 0.85
performance.closure = 1.0
performance.lead = 0.0
performance.blinks = 1.0
performance.gaze = 1.0
performance.glances = 1.0
performance.head = 0.5
performance.sway = 0.8
performance.nods = 0.8
performance.accents = 0.6
performance.breath = 0.8
performance.sounds = 1.0
performance.asymmetry = 1.2
