"""Texts are read as people say them, in time that grows with their length."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from intone.text import spoken as reading
from intone.text.languages import language_of
from intone.text.numbers import cardinal, ordinal, year
from intone.text.spoken import spoken, written

READ = """
25 | twenty five
0 | zero
100 | one hundred
1,250,000 people | one million two hundred fifty thousand people
12,345.67 | twelve thousand three hundred forty five point six seven
300 000 | three hundred thousand
3.14 | three point one four
.5 | point five
0.05 | zero point zero five
-5 degrees | minus five degrees
born in 1985, and moved | born in nineteen eighty five and moved
in 1900 | in nineteen hundred
in 1905 | in nineteen oh five
in 2000 | in two thousand
in 2007 | in two thousand seven
in 2010 | in twenty ten
in 1066 | in ten sixty six
the 1990s | the nineteen nineties
the 90s | the nineties
the '90s | the nineties
the 1800s | the eighteen hundreds
class of '98 | class of ninety eight
1914-1918 | nineteen fourteen to nineteen eighteen
1998–99 | nineteen ninety eight to ninety nine
the 15th | the fifteenth
1st 2nd 3rd 4th | first second third fourth
the 21st and 22nd | the twenty first and twenty second
the 100th | the one hundredth
1,000th | one thousandth
1/2 | one half
3/4 of it | three quarters of it
2/3 | two thirds
2 1/2 cups | two and a half cups
2½ | two and a half
¾ | three quarters
24/7 | twenty four seven
9/11 | nine eleven
50% | fifty percent
3.5 % | three point five percent
10-15% | ten to fifteen percent
$5 | five dollars
$1 | one dollar
$3.50 | three dollars and fifty cents
$0.99 | ninety nine cents
£3.50 | three pounds and fifty pence
£1.01 | one pound and one penny
€20 | twenty euros
20 € | twenty euros
$1.5 million | one point five million dollars
$5bn | five billion dollars
$10k | ten thousand dollars
$1,000 | one thousand dollars
¥500 | five hundred yen
-$5 | minus five dollars
$5/day | five dollars per day
99¢ | ninety nine cents
5 km | five kilometers
1 km | one kilometer
60kg | sixty kilograms
55 mph | fifty five miles per hour
100 km/h | one hundred kilometers per hour
20°C | twenty degrees Celsius
98.6 °F | ninety eight point six degrees Fahrenheit
90° | ninety degrees
10 ft | ten feet
6'2" | six foot two
50 m² | fifty square meters
16 GB | sixteen gigabytes
5:30 | five thirty
5:00 | five o'clock
9:05 | nine oh five
17:45 | seventeen forty five
17:00 | seventeen hundred
5 pm | five p m
5:30 p.m. sharp | five thirty p m sharp
12 a.m. | twelve ay m
1:30:05 | one thirty oh five
16:9 | sixteen to nine
March 3rd | March third
March 3, 2020 | March third twenty twenty
3/4/2020 | March fourth twenty twenty
25/12/1999 | December twenty fifth nineteen ninety nine
31.12.2020 | December thirty first twenty twenty
2020-03-04 | March fourth twenty twenty
3 March 2020 | third of March twenty twenty
Mar. 3 | March third
Jan 5 | January fifth
in Sept. 2019 | in September twenty nineteen
call 555-1234 | call five five five one two three four
(555) 123-4567 | five five five one two three four five six seven
+1 555 123 4567 | one five five five one two three four five six seven
020 7946 0958 | oh two oh seven nine four six oh nine five eight
5551234567 | five five five one two three four five six seven
dial 911 | dial nine one one
agent 007 | agent oh oh seven
Henry VIII | Henry the eighth
Louis XIV of France | Louis the fourteenth of France
Elizabeth II. | Elizabeth the second
Charles I was king | Charles the first was king
Elizabeth I think so | Elizabeth I think so
World War II | World War two
World War I | World War one
Chapter IV | Chapter four
Malcolm X | Malcolm X
I mix it | I mix it
Dr. Smith | doctor Smith
Mulholland Dr. is | Mulholland drive is
Mr. and Mrs. Brown | mister and missus Brown
St. Paul | saint Paul
In St. Paul | In saint Paul
Mount St. Helens | Mount saint Helens
on Wall St. today | on Wall street today
5th St. and | fifth street and
Dr Who | doctor Who
Gen. Lee | general Lee
e.g. this, i.e. that | for example this that is that
maps, etc. | maps et cetera
cats vs. dogs | cats versus dogs
No. 5 | number five
No. I said no. | No I said no
p. 5 | page five
pp. 5-7 | pages five to seven
Vol. 2 | volume two
w/ you, w/o me | with you without me
the BBC and NASA | the BBC and NASA
the U.S.A. | the U S ay
the US and us | the U S and us
a PhD | a P H D
a Ph.D. | a P H D
the FAQ | the F ay Q
J.K. Rowling | J K Rowling
George W. Bush | George W Bush
AT&T | ay T and T
MP3 | M P three
COVID-19 | COVID nineteen
B2B | B two B
3D in 4K | three D in four K
vitamin A is | vitamin ay is
A dog | A dog
you & me | you and me
@ home | at home
#1 | number one
#winning | hashtag winning
2+2=4 | two plus two equals four
C++ | C plus plus
5 × 3 | five times three
1920x1080 | nineteen twenty by ten eighty
~5 | about five
anna@example.com | anna at example dot com
www.example.co.uk. | W W W dot example dot co dot uk
https://example.com/path | example dot com slash path
[laughs] Hello | Hello
(sighs) Hello (laughing softly) | Hello
(which is true) | which is true
*sighs* It is *really* **good** | It is really good
[here](https://example.com/a) | here
<i>it</i> is | it is
# Heading | Heading
===== ----- +++++ Go | Go
and/or | and or
end.Then | end Then
don't rock'n'roll | don't rock'n'roll
It's 5. | It's five
“Hello”, Pam’s MUM – came…thumb! | Hello Pam's MUM came thumb
HELLO THERE FROM NASA AND THE FAQ | HELLO THERE FROM NASA AND THE FAQ
"""
PAIRS = [tuple(line.split(" | ")) for line in READ.strip().split("\n")]


@pytest.mark.parametrize(("text", "said"), [(a, b) for a, b in PAIRS])
def test_a_text_is_read_as_people_say_it(text: str, said: str) -> None:
    assert " ".join(word.text for word in spoken(text)) == said.strip()


def test_the_table_is_long_enough() -> None:
    assert len(dict(PAIRS)) == len(PAIRS) >= 120


def test_each_word_knows_what_was_written() -> None:
    text = "On the 15th, $5 for Pam’s map."
    found = [(word.text, text[word.start : word.end]) for word in spoken(text)]
    assert found == [
        *(("On", "On"), ("the", "the"), ("fifteenth", "15th"), ("five", "$5"), ("dollars", "$5")),
        *(("for", "for"), ("Pam's", "Pam’s"), ("map", "map")),
    ]


@pytest.mark.parametrize("text", [text for text, _ in PAIRS])
def test_words_are_written_one_after_another_and_inside_the_text(text: str) -> None:
    for read in (spoken, written):
        spans = [(word.start, word.end) for word in read(text)]
        assert spans == sorted(spans) and all(0 <= a < b <= len(text) for a, b in spans)
        apart = sorted(set(spans))
        assert all(a[1] <= b[0] for a, b in zip(apart, apart[1:], strict=False))


def test_numbers_of_any_size_are_words() -> None:
    assert cardinal(10**15 - 1).startswith("nine hundred ninety nine trillion nine hundred")
    assert ordinal(10**6) == "one millionth" and year(1100) == "eleven hundred"
    assert spoken("9" * 300)[-1].text == "nine" and len(spoken("9" * 300)) == 300


def test_decomposed_letters_are_one_word() -> None:
    assert [word.text for word in spoken("cafe\u0301 now")] == ["café", "now"]


def test_other_languages_keep_their_figures_for_espeak() -> None:
    text = "Er hat [lacht] 1.250.000 € am 15. Mai – „gut“, sagt's (leise) hin!"
    said = [word.text for word in written(text)]
    assert said == [
        "Er",
        "hat",
        "1.250.000",
        "€",
        "am",
        "15",
        "Mai",
        "gut",
        "sagt's",
        "leise",
        "hin",
    ]


def test_thousands_and_german_years_are_figures_that_espeak_reads_well() -> None:
    assert [w.text for w in written("1 000 cartes", "fr")] == ["1000", "cartes"]
    said = " ".join(w.text for w in written("1985, 1905 und 1900 für 1985 € bis 1.985,50", "de-at"))
    assert said == "19 hundert 85 19 hundert 5 und 19 hundert für 19 hundert 85 € bis 1.985,50"
    assert [w.text for w in written("1985", "fr")] == ["1985"]


@pytest.mark.parametrize(
    ("given", "language"),
    [
        *[("en-US", "en"), ("EN", "en"), ("en_GB", "en"), (" English ", "en"), ("de_DE", "de-de")],
        *[
            ("Deutsch", "de"),
            ("pt-BR", "pt-br"),
            ("zh-Hans", "cmn"),
            ("fr", "fr"),
            ("xyzzy", "xyzzy"),
        ],
    ],
)
def test_languages_are_written_in_many_ways(given: str, language: str) -> None:
    assert language_of(given) == language


NASTY = {
    **{
        f"{part!r}": part
        for part in ("a", "!", "9", "1,", "1.", "[", "(", "<", "*", "a.", "+", "@")
    },
    **{
        f"{part!r}": part
        for part in ("'", "a'", "-", "1-", "1/", "$", "$1", "A", "A&", "IV", "#", " ")
    },
    **{
        f"{part!r}": part
        for part in ("a@", "a-", "www.", "5 ", "1:", "[a](", "é", "\u0301", "_", "5\u00a0")
    },
}


@pytest.mark.parametrize("part", NASTY.values(), ids=NASTY.keys())
def test_no_text_takes_long(part: str) -> None:
    """What the rules look at grows with the text, counted by how often a pattern is tried."""
    tried = [_tried("a" + part * (size // len(part)) + "a") for size in (2_000, 8_000)]
    assert tried[1] <= 4.5 * tried[0] + 400


def _tried(text: str) -> int:
    count = 0

    def watch(frame: object, event: str, _: object) -> None:
        nonlocal count
        count += event == "c_call"

    sys.setprofile(watch)
    try:
        spoken(text)
        written(text)
    finally:
        sys.setprofile(None)
    return count


def test_every_pattern_looks_a_bounded_way_ahead() -> None:
    for each in (*reading._LETTERS, *reading._OTHERS):
        width = re._parser.parse(each.pattern.pattern, each.pattern.flags).getwidth()
        assert width[1] < 1000, each.pattern.pattern


def test_the_longest_texts_are_read_in_a_moment() -> None:
    texts = ("a" + "!" * 199_998 + "a", "".join(part * 1500 for part in NASTY.values()))
    code = "import sys; from intone.text.spoken import spoken, written\n"
    code += "for text in sys.stdin.read().split('\\n'): spoken(text), written(text)"
    root = str(Path(__file__).parents[2])
    start = f"import sys, types; m = types.ModuleType('intone'); m.__path__ = [{root!r}]; "
    start += "sys.modules['intone'] = m\n"
    given = "\n".join(texts)
    subprocess.run(
        [sys.executable, "-c", start + code], input=given, text=True, check=True, timeout=60
    )
