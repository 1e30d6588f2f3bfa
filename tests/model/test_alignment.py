"""Words are found where they are said; what is not said, or said otherwise, is noticed."""

from itertools import pairwise

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE, VISEMES
from intone.model import alignment
from intone.model.alignment import FREE, best_path, evidence, graph
from intone.model.following import ANOTHER_TEXT, follow, follow_stretches
from intone.model.placing import Stretch
from intone.progress import Cancelled
from intone.text.script import Script, Word, pronounced
from intone.track import Track, runs

TEXT = "My mother bought a map of the whole valley before breakfast every morning"
LENGTH = 5
"""Frames of each viseme that is spoken."""


def spoken(text: str, sure: float = 0.85, pause: int = 10) -> Track:
    """What a network hears of a text, never quite sure; `pause` frames between words."""
    said: list[int] = [0] * pause
    for word in pronounced(Script(text)):
        said += [viseme for viseme in word.visemes for _ in range(LENGTH)] + [0] * pause
    values = np.zeros((len(said), len(CONTENT)), np.float32)
    values[:, : len(VISEMES)] = (1 - sure) / (len(VISEMES) - 1)
    values[np.arange(len(said)), said] = sure
    values[:, CONTENT.index("voice")] = np.array(said) != 0
    return Track(values, RATE, CONTENT)


def test_words_are_found_where_they_are_said() -> None:
    words = pronounced(Script(TEXT))
    found = follow(spoken(TEXT), words)
    assert found.remarks == () and [said.text for said in found.words] == TEXT.split()
    at = 10
    for said, word in zip(found.words, words, strict=True):
        assert said.start * RATE == pytest.approx(at, abs=1)
        at += LENGTH * len(word.visemes)
        assert said.end * RATE == pytest.approx(at, abs=1)
        at += 10


def test_lips_close_on_the_text_and_on_nothing_else() -> None:
    heard = spoken(TEXT)
    truth = heard["PP"] > 0.5
    mumbled = heard.values.copy()
    mumbled[truth, : len(VISEMES)] = 1 / len(VISEMES)  # a lazy speaker: no closure was heard
    mumbled[12, CONTENT.index("lipsClosed")] = 1.0
    found = follow(Track(mumbled, RATE, CONTENT), pronounced(Script(TEXT))).content
    closed = found["lipsClosed"] > 0.5
    assert all(closed[first - 2 : last + 2].any() for first, last in runs(truth))
    assert all(truth[first - 2 : last + 2].any() for first, last in runs(closed))
    np.testing.assert_allclose(found.values[:, : len(VISEMES)].sum(1), 1, atol=1e-5)


def test_a_text_of_something_else_is_ignored_and_remarked() -> None:
    heard = spoken(TEXT)
    found = follow(heard, pronounced(Script("They thought nothing worth having was ever free")))
    assert found.remarks == (ANOTHER_TEXT,) and found.content is heard and found.words == ()


def test_each_stretch_is_believed_or_not_by_itself() -> None:
    heard, words = spoken(TEXT), pronounced(Script(TEXT))
    double = Track(np.concatenate([heard.values, heard.values]), RATE, CONTENT)
    half = len(heard)
    wrong = pronounced(Script("They thought nothing worth having was ever free"))
    found = follow_stretches(
        double, [Stretch(0, half, wrong, 1.3), Stretch(half, 2 * half, words, 1.3)]
    )
    assert [said.text for said in found.words] == TEXT.split()
    assert min(said.start for said in found.words) >= half / RATE
    np.testing.assert_array_equal(found.content.values[: half - 3], double.values[: half - 3])


def test_a_text_that_costs_more_than_it_may_is_not_believed() -> None:
    heard, words = spoken(TEXT), pronounced(Script(TEXT))
    assert follow_stretches(heard, [Stretch(0, len(heard), words, -0.5)]).words == ()


def test_the_place_where_it_does_not_fit_is_named_and_left_alone() -> None:
    heard = spoken(TEXT)
    wrong = TEXT.replace("a map of the whole valley", "some cheap yellow shoes in George's shop")
    found = follow(heard, pronounced(Script(wrong)))
    (remark,) = found.remarks
    assert "yellow shoes" in remark and "s:" in remark
    start, stop = max(pairwise(found.words), key=lambda pair: pair[1].start - pair[0].end)
    inside = slice(int(start.end * RATE) + 5, int(stop.start * RATE) - 5)
    assert inside.stop - inside.start > RATE / 2
    np.testing.assert_array_equal(found.content.values[inside], heard.values[inside])


@pytest.mark.parametrize("part", [slice(0, 6), slice(6, None)])
def test_words_of_a_part_of_the_text_are_where_they_are_with_the_whole(part: slice) -> None:
    heard = spoken(TEXT, 0.5, 1)  # so unsure that a wrong word costs less than other speech
    whole = follow(heard, pronounced(Script(TEXT))).words[part]
    found = follow(heard, pronounced(Script(" ".join(TEXT.split()[part]))))
    assert [word.text for word in found.words] == TEXT.split()[part]
    for word, right in zip(found.words, whole, strict=True):
        assert (word.start, word.end) == pytest.approx((right.start, right.end), abs=0.02)
    assert all("Something else" in remark for remark in found.remarks)


def test_a_word_alone_beyond_other_speech_is_not_placed_but_three_are() -> None:
    heard = spoken(TEXT)
    alone = follow(heard, pronounced(Script("My mother bought a map of morning")))
    assert [word.text for word in alone.words] == ["My", "mother", "bought", "a", "map", "of"]
    assert len(alone.remarks) == 1 and "“morning” does not fit" in alone.remarks[0]
    three = follow(heard, pronounced(Script("My mother bought a map breakfast every morning")))
    assert [word.text for word in three.words][-3:] == ["breakfast", "every", "morning"]


@pytest.mark.parametrize("seed", range(12))
def test_words_stay_in_their_order_whatever_of_the_text_is_another(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strangers = ["yellow", "shoes", "thought", "free", "never", "George", "cheap", "having"]
    said = " ".join([TEXT] * 2)
    text = [w if rng.random() < 0.6 else str(rng.choice(strangers)) for w in said.split()]
    found = follow(spoken(said, 0.5, 2), pronounced(Script(" ".join(text)))).words
    assert all(one.end <= next.start for one, next in pairwise(found))
    rest = iter(text)
    assert all(word.text in rest for word in found)


def test_speech_that_is_not_in_the_text_is_remarked() -> None:
    found = follow(spoken(TEXT), pronounced(Script(TEXT.replace("of the whole valley before", ""))))
    assert len(found.remarks) == 1 and "Something else" in found.remarks[0]


def test_words_that_nobody_says_are_remarked() -> None:
    text = TEXT.replace("valley", "valley where nobody had ever been")
    found = follow(spoken(TEXT), pronounced(Script(text)))
    assert len(found.remarks) == 1 and "nobody had ever" in found.remarks[0]


def test_a_narrow_band_finds_the_same_path(monkeypatch: pytest.MonkeyPatch) -> None:
    long = " ".join([TEXT] * 6)
    logs, states = evidence(spoken(long)), graph(pronounced(Script(long)))
    whole = best_path(logs, states)
    monkeypatch.setattr(alignment, "_BAND", 80)
    np.testing.assert_array_equal(best_path(logs, states), whole)


def test_a_script_longer_than_its_sound_still_gives_a_path() -> None:
    word = Word("ma", (1, 10))
    path = best_path(evidence(Track(spoken("ma").values[:4], RATE, CONTENT)), graph([word] * 9))
    assert len(path) == 4 and (np.diff(path) >= 0).all()


def test_the_search_can_be_cancelled_before_five_seconds_of_sound_are_done() -> None:
    calls = []

    def cancel(fraction: float, what: str) -> None:
        calls.append(what)
        raise Cancelled

    long = " ".join([TEXT] * 4)
    with pytest.raises(Cancelled):
        follow(spoken(long), pronounced(Script(long)), cancel)
    assert calls == ["Finding the words"]


def test_it_finds_the_path_that_torchaudio_finds() -> None:
    torch = pytest.importorskip("torch", reason="torch is only there for training")
    functional = pytest.importorskip("torchaudio.functional")
    word = Word("everything", (1, 10, 4, 12, 8, 2))  # no two alike in a row: blank is never needed
    heard = spoken("bad enough map", sure=0.4)
    logs = evidence(heard)[:, : len(VISEMES)]
    blank = torch.full((1, len(logs), 1), -1e4)
    emissions = torch.cat([blank, torch.from_numpy(logs)[None].float()], -1)
    oracle, _ = functional.forced_align(emissions, torch.tensor([[k + 1 for k in word.visemes]]))
    states = graph([word])
    walled = np.concatenate([logs, np.full((len(logs), 1), -1e4)], 1)  # no gaps
    ours = states.viseme[best_path(walled, states)]
    assert FREE not in ours
    np.testing.assert_array_equal(ours, oracle[0].numpy() - 1)


def test_words_are_shown_as_they_are_written_and_a_figure_is_one_word() -> None:
    text = "Born in 1985, my “mother” paid $5 million."
    found = follow(spoken(text), pronounced(Script(text))).words
    shown = ["Born", "in", "1985,", "my", "mother”", "paid", "$5 million."]
    assert [word.text for word in found] == shown
    figure = [
        VISEMES[v] for word in pronounced(Script("nineteen eighty five")) for v in word.visemes
    ]
    assert [span.viseme for span in found[2].visemes] == figure
    assert found[2].start == found[2].visemes[0].start and found[2].end == found[2].visemes[-1].end


def test_words_of_two_stretches_are_two_though_each_is_the_first_of_its_text() -> None:
    words = pronounced(Script("morning"))
    heard = spoken("morning morning")
    middle = len(heard) // 2
    stretches = [Stretch(0, middle, words), Stretch(middle, len(heard), words)]
    assert [word.text for word in follow_stretches(heard, stretches).words] == ["morning"] * 2
