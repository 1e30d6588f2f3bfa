from pathlib import Path

import pytest

from intone.worker.report import TAIL, masked, report

OURS = Path("/home/ann/.config/blender/5.2/extensions/user_default/intone")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'File "{OURS}/worker/child.py", line 3', 'File "<intone>/worker/child.py", line 3'),
        ('File "/home/ann/secret film/a.wav"', 'File "<path>"'),
        ("C:\\Users\\ann\\My voice.wav: no", "<path>: no"),
        ("\\\\studio\\shots\\a.wav, or", "<path>, or"),
        ("Ann and ann, but not Hannah", "<user> and <user>, but not Hannah"),
        ("4/5 of 16 kHz and/or https://x.org", "4/5 of 16 kHz and/or https://x.org"),
    ],
)
def test_names_and_folders_are_masked(text: str, shown: str) -> None:
    assert masked(text, OURS, "ann") == shown


def test_a_windows_folder_of_ours_is_known() -> None:
    ours = Path("C:\\Users\\ann\\intone")
    assert masked('"C:\\Users\\ann\\intone\\cli.py"', ours, "ann") == '"<intone>/cli.py"'


def test_a_report_has_the_facts_and_the_end_of_the_log() -> None:
    log = "\n".join(f"line {n}" for n in range(TAIL + 5))
    text = report({"Blender": "5.2", "device": "cpu"}, log, OURS, "ann")
    assert "- Blender: 5.2\n- device: cpu\n" in text
    assert "line 4\n" not in text and "line 5\n" in text and f"line {TAIL + 4}\n" in text
    assert "(nothing)" in report({}, "", OURS, "")
