"""Properties that hold for any value: hypothesis, the same values in every run.

Needs no database and no clock, so a slow machine fails nothing.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from intone.audio.speech import VISEMES, SpokenWord, VisemeSpan

any_value = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Over a test: as many values as take about a second, chosen the same way each time."""

letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
"""Characters that a text of one line may have."""
lines = st.text(letters, max_size=30)


@st.composite
def spoken_words(draw: st.DrawFn, texts: st.SearchStrategy[str] = lines) -> tuple[SpokenWord, ...]:
    """Words in their order and apart, with mouths that lie in them; times in whole milliseconds."""
    found, at = list[SpokenWord](), 0
    for _ in range(draw(st.integers(0, 6))):
        start = at + draw(st.integers(0, 3_000_000))
        edges = [start]
        for _ in range(draw(st.integers(1, 4))):
            edges.append(edges[-1] + draw(st.integers(20, 4000)))
        times = [edge / 1000 for edge in edges]
        mouths = tuple(
            VisemeSpan(
                draw(st.sampled_from(VISEMES)), a, b, draw(st.sampled_from((0.0, 0.5, 1.0, 2.0)))
            )
            for a, b in zip(times[:-1], times[1:], strict=True)
        )
        sureness = draw(st.integers(0, 1000)) / 1000
        words = (draw(texts), times[0], times[-1], sureness, mouths, draw(st.booleans()))
        found.append(SpokenWord(*words))
        at = edges[-1]
    return tuple(found)
