# Intone's commands; `make` or `make help` lists them.
# The environment in .venv/ is made by uv where there is one, else by the first Python that fits.

PYTHON ?= $(firstword $(foreach version,3.11 3.13,$(if $(shell python$(version) --version 2>/dev/null),python$(version))))
VENV := .venv
JOBS ?= auto
PLATFORMS ?=
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := out/demo
VOICE := assets/demo/northanger_abbey.flac
DATA ?= ../shared/data
ENCODER ?= pretrained
MODELS := assets/models
OUT ?= $(MODELS)
CORPORA ?=
ALIGNER ?= $(MODELS)/intone_content.onnx
SEED ?= 1
COUNT ?= 1000
MINUTES ?=
REPLAY ?=
ICT ?=
PARALLEL := --numprocesses $(JOBS) --maxprocesses 4 --dist loadfile
TRAIN := .venv-train/bin/python -m
TRAIN_READY := .venv-train/.ready
TRAIN_PARTS ?= training

.DEFAULT_GOAL := help
.PHONY: help demo test pictures coverage window-test hooks recogniser recogniser-graphs train-test dist dist-test release-check release docs lint types format head voice train-env train-listen train-content train-act evaluate bench peers fuzz kills soak clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY)  ## make a talking head of the demo voice, in out/demo/
	@mkdir -p $(DEMO)
	$(BIN)/intone listen $(VOICE) --plot $(DEMO)/intensity.png
	$(BIN)/intone animate $(VOICE) --text $(VOICE:.flac=.txt) --emotion $(VOICE:.flac=.csv) --fps 25 \
		--out $(DEMO)/take.csv --blend $(DEMO)/demo.blend \
		--sheet $(DEMO)/sheet.png --render $(DEMO)/demo.mp4
	@echo && echo "The demo is in $(DEMO):" && ls -1 $(DEMO)

test: $(READY) lint types  ## run the whole test suite, the linter and the type checker
	$(BIN)/python -m pytest $(PARALLEL)

coverage: $(READY)  ## run the suite and fail below 97 % of the pure part, 90 % of the panels
	@mkdir -p out/coverage
	$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report=
	$(BIN)/python tools/check_coverage.py

window-test: $(READY)  ## play the window stories in the real Blender that INTONE_WINDOW starts
	@test -n "$$INTONE_WINDOW" || { echo "The window stories need a Blender 5.2 with a screen. Say how it is started, for example:"; \
		echo "  make window-test INTONE_WINDOW=\"xvfb-run -s '-screen 0 1280x800x24' blender\""; \
		echo "ImageMagick's import takes their pictures, where it is installed; INTONE_ZIP names a zip to install."; exit 1; }
	$(BIN)/python -m pytest tests/window -rs

hooks: $(READY)  ## check style and types at every commit (.pre-commit-config.yaml)
	$(BIN)/pre-commit install

lint: $(READY)  ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types: $(READY)  ## check types: strictly where there is no Blender, for real faults at its edge
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pyright --pythonpath $(BIN)/python --project pyright-edge.json

format: $(READY)  ## format, sort imports and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

thumbnails: $(READY)  ## draw the pictures of the emotion presets with the embedded head
	.venv/bin/python tools/draw_thumbnails.py

pictures: $(READY)  ## draw the documentation's pictures of the head again (ICT=FaceXModel: beside others; INTONE_WINDOW: the window's)
	$(BIN)/python tools/draw_thumbnails.py
	$(BIN)/python tools/draw_head.py views hair people_solid people emotions $(if $(ICT),beside --ict $(ICT))
	$(BIN)/python tools/draw_emotions.py
	$(BIN)/python tools/draw_curves.py
	$(BIN)/python tools/draw_flame.py
	$(BIN)/python tools/draw_strips.py
	$(BIN)/python tools/draw_gallery.py emotions people
	$(BIN)/python tools/draw_pages.py beautiful moving
	$(BIN)/python benchmarks/dialogue.py --picture docs/images/dialogue.jpg
	@test -z "$$INTONE_WINDOW" || { $(BIN)/python tools/draw_desk.py && $(BIN)/python tools/draw_pages.py film fix; }

head: $(READY)  ## build assets/head.npz from its pinned CC0 source
	$(BIN)/python tools/build_head.py

voice: $(READY)  ## speak the voice of the tests again (needs Debian's flite)
	$(BIN)/python tools/make_test_voice.py

recogniser: $(READY)  ## fetch the recogniser's files (for transcripts) into assets/recogniser/
	$(BIN)/python tools/fetch_recogniser.py

recogniser-graphs: $(TRAIN_READY)  ## write the recogniser's graphs anew, around its files' weights
	$(TRAIN) intone.training.recogniser.graphs

train-env: $(TRAIN_READY)  ## make the training environment (4.6 GB) in .venv-train/

train-test: $(TRAIN_READY)  ## train tiny networks, publish and compare them, in .venv-train/
	$(TRAIN) pytest tests/training tests/model/test_alignment.py

train-listen: $(TRAIN_READY)  ## train and publish what listens from DATA (and CORPORA="FOLDER:de …")
	$(TRAIN) intone.training.listen.train --data $(DATA) --encoder $(ENCODER) \
		--out $(MODELS)/intone_listen.onnx
	$(TRAIN) intone.training.listen.train --data $(DATA) --run training/runs/listen_again \
		--config training/configs/listen_again.toml --out $(MODELS)/intone_listen.onnx
	@echo "Intensity and type are now trained beside calm readers: the kind called 0.2.2 in docs/models.md."
	@echo "The shipped file is another kind (0.2.1): docs/training.md says how to get it."
	$(TRAIN) intone.training.listen.train_mood --data $(DATA) --model $(MODELS)/intone_listen.onnx
	$(MAKE) train-content

train-content: $(TRAIN_READY)  ## train and publish the content network alone (needs the recogniser)
	$(TRAIN) intone.training.content.train --data $(DATA) --out $(MODELS)/intone_content.onnx \
		$(if $(wildcard $(ALIGNER)),--aligner $(ALIGNER)) $(if $(CORPORA),--corpora $(CORPORA))

train-act: $(TRAIN_READY)  ## train and publish the acting network from DATA into OUT (docs/training.md)
	$(TRAIN) intone.training.act.train --data $(DATA) --out $(OUT) $(if $(CORPORA),--corpora $(CORPORA))

evaluate: $(TRAIN_READY)  ## measure both networks on DATA, as tables and as JSON in out/
	@mkdir -p out
	$(TRAIN) intone.training.evaluate.listen --data $(DATA) --model $(MODELS)/intone_listen.onnx \
		--json out/evaluate_listen.json
	$(TRAIN) intone.training.evaluate.content --data $(DATA) --json out/evaluate_content.json
	$(TRAIN) intone.training.evaluate.act --data $(DATA) \
		--listen $(MODELS)/intone_listen.onnx --act $(MODELS)/intone_act.onnx

bench: $(READY)  ## measure speed and memory as ratios, in out/bench.json (CHECK=1: against the last release)
	$(BIN)/python benchmarks/bench.py $(if $(CHECK),--check)

peers: $(READY)  ## put the free tools that bench compares with into out/peers/ (PyPI, npm)
	$(BIN)/python -m pip install --quiet --target out/peers/python pocketsphinx
	npm install --prefix out/peers rhubarb-lip-sync-wasm

fuzz: $(READY)  ## try damaged files on all readers (SEED=, COUNT= or MINUTES=; REPLAY=a kept file)
	PYTHONPATH=tests $(BIN)/python -m fuzz --seed $(SEED) --count $(COUNT) \
		$(if $(MINUTES),--minutes $(MINUTES)) $(if $(REPLAY),--replay $(REPLAY))

kills: $(READY)  ## kill 50 runs, 30 batches with films and 30 workers at random moments (SEED=)
	PYTHONPATH=tests $(BIN)/python -m soak --seed $(SEED) --animate 50 --batch 30 --worker 30

soak: $(READY)  ## make 500 takes in one process and 300 in one Blender: nothing may grow
	PYTHONPATH=tests $(BIN)/python -m soak --line 500 --desk 300

dist: $(READY)  ## build the zips that Blender installs, in dist/ (PLATFORMS=linux-x64: only that one)
	$(BIN)/python tools/build_dist.py $(addprefix --platform ,$(PLATFORMS))

dist-test: dist  ## install a zip in fresh Blenders (INTONE_BLENDERS: more Pythons with bpy)
	$(BIN)/python -m pytest tests/packaging -rs

release-check: dist-test  ## say what is missing for a release
	$(BIN)/python tools/check_release.py

release: release-check  ## tag this commit as its version, once nothing is missing
	git tag "v$$(sed -n 's/^version = "\(.*\)"/\1/p' blender_manifest.toml)"
	@echo "Now publish dist/ and dist/repository/: CONTRIBUTING.md, A release."

docs: $(READY)  ## build the documentation site, in out/site/
	rm -rf out/site
	$(BIN)/zensical build --strict

clean:  ## remove what was made, but not the environment
	rm -rf out build dist .pytest_cache .ruff_cache

$(READY): pyproject.toml
	@if command -v uv >/dev/null; then \
		test -x $(BIN)/python || uv venv --python '$(or $(PYTHON),>=3.11,!=3.12.*,<3.14)' $(VENV); \
		uv pip install --python $(BIN)/python -e '.[blender,plot,test,dist,docs]'; \
	elif test -n "$(PYTHON)"; then \
		test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); \
		$(BIN)/python -m pip install --quiet --upgrade pip && \
		$(BIN)/python -m pip install --quiet -e '.[blender,plot,test,dist,docs]'; \
	else \
		echo "Intone needs Python 3.11 or 3.13 (Blender's own): install one of them, or uv."; exit 1; \
	fi
	-$(BIN)/python tools/fetch_recogniser.py
	@touch $@

$(TRAIN_READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Intone needs Python 3.11 or 3.13: install one of them."; exit 1; }
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --upgrade pip
	.venv-train/bin/python -m pip install --quiet -e '.[$(TRAIN_PARTS)]'
	@touch $@
