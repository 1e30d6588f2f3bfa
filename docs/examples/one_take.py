"""One voice becomes one take: python one_take.py voice.wav take.csv"""

import sys
from pathlib import Path

from intone.model.catalogue import load_networks
from intone.order import Order, Performance

voice, take = Path(sys.argv[1]), Path(sys.argv[2])
order = Order(voice, "happy=0.7,surprised=0.3", fps=30)
played = Performance.of(order, load_networks(device="cpu"))
played.write(take)
print(f"{take}: {played.face.duration:.2f} s, {len(played.face.names)} channels")
