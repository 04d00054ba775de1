"""Goldens for the target Tokenization, from Hugging Face `tokenizers`. Writes ../tokenization/*.

    python tokenization.py BASE        # BASE: a folder with the tokenizer.json of all-MiniLM-L6-v2
"""

import collections
import json
import pathlib
import sys

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from tokenization_strings import SENTENCES, strings

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "tokenization"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def bert(lowercase, strip_accents):
    return normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=strip_accents, lowercase=lowercase)


def reduced_vocabulary(normalizer, texts, size):
    """The most common beginnings, middles and ends of words: no training, so the same on every machine."""
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    letters, pieces = collections.Counter(), collections.Counter()
    for text in texts:
        for word, _ in split(normalizer.normalize_str(text)):
            for c in word:
                letters[c] += 1
            for start in range(min(len(word), 24)):
                for length in range(1, 8):
                    if start + length <= len(word):
                        pieces[("##" if start else "") + word[start:start + length]] += length
    rare = {c for c in letters if letters[c] < 2}
    forced = [c for c in "abcdefghijklmnopqrstuvwxyz0123456789.,!?'é中"] + ["e\u0301", "##e\u0301", "##é", "##\u0301", "\u0301", "#", "##s"]
    chosen = dict.fromkeys(forced)
    for piece, _ in sorted(pieces.items(), key=lambda entry: (-entry[1], entry[0])):
        if len(chosen) >= size:
            break
        if not any(c in rare for c in piece):
            chosen.setdefault(piece)
    return {token: index for index, token in enumerate(SPECIAL + sorted(chosen))}


def wordpiece(vocabulary, normalizer):
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def write_lines(name, values):
    text = "".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values)
    (FOLDER / name).write_text(text, encoding="utf-8")


def numbers(ids):
    return " ".join(str(i) for i in ids)


def ids_of_strings(uncased, cased, base):
    base.no_truncation()
    base.no_padding()
    for text in strings():
        yield {"text": text, "uncased": numbers(uncased.encode(text).ids), "cased": numbers(cased.encode(text).ids),
               "base": numbers(base.encode(text).ids)}


def windows(tokenizer):
    texts = ["", "a", "a b", "[MASK]", "one two three four five six seven", " ".join(SENTENCES[:3]), SENTENCES[3] * 2, "." * 40]
    for text in texts:
        tokenizer.no_truncation()
        total = len(tokenizer.encode(text).ids)
        for length, stride in [(3, 0), (4, 1), (6, 1), (8, 2), (8, 5), (16, 7), (40, 10), (128, 64)]:
            tokenizer.enable_truncation(max_length=length, stride=stride)
            encoding = tokenizer.encode(text)
            found = [encoding.ids] + [overflow.ids for overflow in encoding.overflowing]
            yield {"text": text, "windowTokens": length, "stride": stride, "windows": [numbers(ids) for ids in found], "totalTokens": total}
    tokenizer.no_truncation()


def variants():
    """Small tokenizers for each setting that the big ones leave at its default.

    The first line holds what they share, the vocabulary and the texts; `model.vocab` is left out of the others.
    """
    words = ["a", "b", "ab", "abc", "e", "é", "e\u0301", "##e\u0301", "##é", "A", "É", "##A", "##É", "i", "##i", "i\u0307", "##i\u0307", "中", "##中", "文", "##b", "##c",
             "##a", "ss", "ß", "##ß", "σ", "ς", "##σ", "##ς", ".", "-", "[", "]", "x", "y", "<", ">", "한", "\u1112\u1161\u11ab", "##\u1112\u1161\u11ab", " ", "## ", "a\U0001d165\u302e", "a\u302e\U0001d165",
             "a\u302e\u0301\U0001d165"]
    vocabulary = {token: index for index, token in enumerate(SPECIAL + words)}
    texts = ["", "a b", "aé É e\u0301 E\u0301", "İ i\u0307 ı I", "a中b文", "ΣΑΣ σς Σ", "한 한글", "ß SS ẞ", "a\u0000b\u200bc", "a\tb\u00a0c\u0085d", "abc ABC aBc",
             "\u302e\u0327e\u0301", "a\u0327\u302e", "x  y", "<x> <X> a<x>b", "a <x> b", "[MASK] a[MASK]b", "\ufffda", "é.É-é", "a  <x>   y b", "a\u3000<x>\u2003b",
             "a\u302e\u0301\U0001d165 a\u302e\u0000\U0001d165 a\u302e \U0001d165", "a" + "\u302e\U0001d165" * 20]

    yield {"vocab": vocabulary, "texts": texts}

    def build(normalizer, added=(), pre="bert", post="template", **settings):
        tokenizer = Tokenizer(models.WordPiece(vocabulary, **{"unk_token": "[UNK]", **settings}))
        if normalizer is not None:
            tokenizer.normalizer = normalizer
        if pre == "bert":
            tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        if post == "template":
            tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
        elif post == "bert":
            tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        elif post == "long":
            tokenizer.post_processor = processors.TemplateProcessing(
                single="[CLS] both [MASK] $A [SEP]", special_tokens=[
                    ("[CLS]", 2), ("[MASK]", 4), {"id": "both", "ids": [0, 4], "tokens": ["[PAD]", "[MASK]"]}, ("[SEP]", 3)])
        tokenizer.add_special_tokens(SPECIAL)
        tokenizer.add_tokens(list(added))
        file = json.loads(tokenizer.to_str())
        del file["model"]["vocab"]
        return {"tokenizer": file, "ids": [numbers(tokenizer.encode(text).ids) for text in texts]}

    for clean in (False, True):
        for chinese in (False, True):
            for strip in (None, False, True):
                for lowercase in (False, True):
                    yield build(normalizers.BertNormalizer(
                        clean_text=clean, handle_chinese_chars=chinese, strip_accents=strip, lowercase=lowercase))
    yield build(None)
    yield build(None, pre="none")
    yield build(normalizers.Lowercase(), pre="none", post="none")
    yield build(normalizers.NFD(), post="bert")
    yield build(normalizers.StripAccents(), post="long")
    yield build(normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]))
    yield build(normalizers.Sequence([]))
    yield build(normalizers.Sequence([normalizers.Sequence([normalizers.NFD()]), normalizers.BertNormalizer()]))
    yield build(bert(True, None), continuing_subword_prefix="")
    yield build(bert(True, None), continuing_subword_prefix="?")
    yield build(bert(True, None), max_input_chars_per_word=2)
    yield build(bert(True, None), unk_token="a")
    for settings in [{}, {"lstrip": True}, {"rstrip": True}, {"lstrip": True, "rstrip": True}, {"single_word": True},
                     {"single_word": True, "lstrip": True, "rstrip": True}]:
        for normalized in (False, True):
            added = [AddedToken("<x>", normalized=normalized, **settings), AddedToken("ab", normalized=normalized, **settings)]
            yield build(bert(True, None), added)
            yield build(bert(True, None), added + [AddedToken("<X> a", normalized=False), AddedToken(" y", normalized=normalized),
                                                   AddedToken("É", normalized=normalized, special=True, **settings)])
    yield build(bert(True, None), [AddedToken("中", normalized=True), AddedToken("한", normalized=True), AddedToken("A\u0301b", normalized=True)])
    yield build(None, [AddedToken(" ", normalized=False, rstrip=True), AddedToken("  ", normalized=False, lstrip=True)])


def fnv1a(data, state):
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return state


def scalars():
    """One digest for each normalizer over every block of 16,384 scalars, and one of what the pre-tokenizer and `single_word` do."""
    by_name = {
        "uncased": bert(True, None), "cased": bert(False, None), "strip": bert(False, True), "keep": bert(True, False),
        "nfd": normalizers.NFD(), "lowercase": normalizers.Lowercase(), "stripAccents": normalizers.StripAccents(),
    }
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    single = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    single.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    single.add_tokens([AddedToken("[A]", single_word=True, normalized=False)])
    for start in range(0, 0x110000, 16384):
        members = [chr(c) for c in range(start, start + 16384) if not 0xD800 <= c < 0xE000]
        row = {"start": start}
        for name, normalizer in by_name.items():
            state = 0xCBF29CE484222325
            for c in members:
                state = fnv1a(normalizer.normalize_str(c).encode() + b"\xff", state)
            row[name] = f"{state:016x}"
        row["words"] = f"{fnv1a(bytes(len(split('a' + c + 'a')) for c in members), 0xCBF29CE484222325):016x}"
        row["touches"] = f"{fnv1a(bytes(1 in single.encode('[A]' + c).ids for c in members), 0xCBF29CE484222325):016x}"
        yield row


def main():
    FOLDER.mkdir(exist_ok=True)
    texts = strings()
    uncased = wordpiece(reduced_vocabulary(bert(True, None), texts, 2600), bert(True, None))
    cased = wordpiece(reduced_vocabulary(bert(False, None), texts, 2600), bert(False, None))
    uncased.save(str(FOLDER / "uncased.json"), pretty=False)
    cased.save(str(FOLDER / "cased.json"), pretty=False)
    base = Tokenizer.from_file(str(pathlib.Path(sys.argv[1]) / "tokenizer.json"))
    write_lines("strings.jsonl", ids_of_strings(uncased, cased, base))
    write_lines("windows.jsonl", windows(uncased))
    write_lines("variants.jsonl", variants())
    write_lines("scalars.jsonl", scalars())


main()
