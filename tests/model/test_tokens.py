import pytest

from intone.model.tokens import loop, read_vocabulary, text_of


def test_a_vocabulary_has_lengths_of_one_and_of_two_bytes() -> None:
    long = b"x" * 300
    data = b"\x00" + b"\x02ab" + bytes([128 + 300 % 128, 300 // 128]) + long + b"\x01c"
    assert read_vocabulary(data) == (b"", b"ab", long, b"c")


def test_marks_are_no_text_and_bytes_are_put_together() -> None:
    vocabulary = (b"<unk>", b"<s>", b"</s>", "▁caf".encode(), b"\xc3", b"\xa9")
    assert text_of((1, 3, 4, 5, 2), vocabulary) == "café"


@pytest.mark.parametrize(
    ("ids", "again"),
    [
        ([7, 8, 9, 5], 0),
        ([4, 5, 5, 5], 0),  # "no, no, no" is said
        ([4, 5, 5, 5, 5, 5, 5], 5),
        ([1, 8, 9, 8, 9, 8, 9, 8, 9], 6),
        ([3, 5, 6, 7, 5, 6, 7], 0),  # "a little bit, a little bit" is said
        ([3, 5, 6, 7, 5, 6, 7, 5, 6, 7], 6),
    ],
)
def test_a_loop_is_what_nobody_says(ids: list[int], again: int) -> None:
    assert loop(ids) == again
