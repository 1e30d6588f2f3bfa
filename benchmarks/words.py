"""What knowing the words is worth: without text, with the transcript, with the true text.

    python benchmarks/words.py --data ../shared/data [--part all|chosen|kept] [--json FILE]

For each set: F1 of closures (p b m, within two frames of a film) and share of the 16 visemes that
are right. Without a text, with the one that Intone writes itself, with the true one. LJ Speech,
LibriSpeech (a clip of each speaker) and EMO-DB are labelled; of the other languages the labels are
where the true text is found in the sound, which needs espeak-ng. Thresholds were chosen on the
clips of `chosen` (CRC-32 of speaker or clip even); `kept` are the others.
"""
