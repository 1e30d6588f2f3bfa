import bpy

performance = bpy.context.scene.intone_settings.performance

performance.scale = 0.4
performance.bias = 0.0
performance.emotion_lead = 0.25
performance.attack = 0.25
performance.hold = 1.0
performance.release = 2.0
performance.exit = 1.2
performance.swell = 0.5
performance.change = 0.6
performance.brows = 1.0
performance.eyes = 1.0
performance.cheeks = 1.0
performance.mouth = 1.0
performance.articulation = 1.15
performance.jaw = 1.0
performance.closure = 1.0
performance.lead = 0.0
performance.blinks = 0.8
performance.gaze = 0.6
performance.glances = 0.15
performance.head = 0.5
performance.sway = 0.4
performance.nods = 1.0
performance.accents = 0.8
performance.breath = 0.5
performance.sounds = 0.6
performance.asymmetry = 0.7
