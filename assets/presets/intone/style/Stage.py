import bpy

performance = bpy.context.scene.intone_settings.performance

performance.scale = 1.4
performance.bias = 0.0
performance.emotion_lead = 0.25
performance.attack = 0.25
performance.hold = 1.0
performance.release = 2.0
performance.exit = 1.2
performance.swell = 1.3
performance.change = 0.4
performance.brows = 1.3
performance.eyes = 1.0
performance.cheeks = 1.0
performance.mouth = 1.0
performance.articulation = 1.25
performance.jaw = 1.2
performance.closure = 1.0
performance.lead = 0.0
performance.blinks = 1.0
performance.gaze = 1.0
performance.glances = 0.7
performance.head = 1.9
performance.sway = 1.4
performance.nods = 1.5
performance.accents = 1.4
performance.breath = 1.3
performance.sounds = 1.3
performance.asymmetry = 1.2
