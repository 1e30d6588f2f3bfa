"""One voice becomes one take: python one_take.py voice.wav take.csv"""

import sys
from pathlib import Path

from intone import pipeline
from intone.emotion.mood import parse_mood
from intone.export import write_take
from intone.face.performance import Style
from intone.model.catalogue import load_networks

voice, take = Path(sys.argv[1]), Path(sys.argv[2])
networks = load_networks(device="cpu")
speech = pipeline.listen(voice, networks)
face = pipeline.act(speech, parse_mood("happy=0.7,surprised=0.3"), Style(), networks)
write_take(face, take, fps=30, header=networks.header())
print(f"{take}: {face.duration:.2f} s, {len(face.names)} channels")
