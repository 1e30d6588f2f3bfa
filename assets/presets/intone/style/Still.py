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
performance.blinks = 0.8
performance.gaze = 0.6
performance.glances = 0.3
performance.head = 0.3
performance.sway = 0.7
performance.nods = 0.6
performance.accents = 0.5
performance.breath = 0.7
performance.sounds = 0.7
performance.asymmetry = 0.8
