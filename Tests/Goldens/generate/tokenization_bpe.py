"""Goldens for byte-level BPE and for trained WordPiece, from Hugging Face `tokenizers` and `transformers`.

    python tokenization_bpe.py        # writes ../tokenization/{roberta,bert-cased}/* and ../tokenization/bytes-*.jsonl
"""

import json
import pathlib
import random
import tempfile

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from tokenization_strings import SENTENCES, strings
from transformers import BertTokenizer, RobertaTokenizer

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "tokenization"
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

SUBJECTS = "My sister|The neighbour|Our teacher|A friend of mine|Nobody|The old doctor|Your brother|Half the town|I|We".split("|")
VERBS = "never told me about|finally understood|keeps asking for|is worried about|wrote a long letter about|can't forget|shouldn't have mentioned".split("|")
OBJECTS = "the medicine in the kitchen|what happened last summer|a recipe for bread|the price of the tickets|those three messages".split("|")
ENDINGS = "before breakfast.|, and I don't know what to do!|; they're right, I guess...|, didn't they?|in 2019 or 2024.| (it's complicated)".split("|")

CONTRACTIONS = """
it's|It'S|we'd've|'tis|''s|' s|s's|'s's|'ve'll're|'lll|'r|'re|'v|x'|'|' '|a 'm b|don't  can't|I'M|y'all'd|'\u0301s|\u2019s|1's|.'s|\n's| 's|  's|é's|'é|'sé
""".strip("\n").split("|")
BLANKS = ["a  b", "a   b", " a", "  a", "a ", "a  ", "\ta", "a\tb", "a \tb", "a\t b", "\n\na", "a\n\n", "a\r\n b", "a\u00a0b", "a \u00a0b", "a\u00a0 b", " \u3000 ",
          "a\u2028\u2029b", "\u0085a", "a\u180eb", "a \u180e b", "\u200ba", "a\u1680 b", " .", "  .", " 1", "  1", "1 2  3", "a1b2 c3", "²a Ⅷb ½c ٣d",
          "x\u001cy", "x \u001f y", "a_b _c", "\ufeffa", "中 文", "中  文1", "e\u0301 \u0301", " \u0301a", "👍🏽 x", " 👍"]
MASKS = ["<mask>", " <mask>", "a <mask>b", "a  <mask>  b", "a<mask>.", "<mask> <mask>", "\n\u3000<mask>x", "<s>a</s>", "<s> a </s> b", "<pad><pad>", "<unk>a", "<MASK>",
         "< mask>", "a<mask", "<mask>>", "<<mask>", "<s", "</s></s>", "x\u00a0<mask>\u00a0y", "<mask>\u0301"]


def extra_strings():
    rng = random.Random(7)
    found = CONTRACTIONS + BLANKS + MASKS
    pieces = CONTRACTIONS[:12] + BLANKS + MASKS[:6] + ["word", "12", "--", "é", "中"]
    found += ["".join(rng.choice(pieces) for _ in range(rng.randint(2, 6))) for _ in range(400)]
    found += ["".join(rng.choice(" \n\t'aé1.s\u00a0\u3000") for _ in range(rng.randint(1, 12))) for _ in range(300)]
    found += ["the" * 300, "ab" * 500, " " * 200, "é" * 200, "hello" * 100 + " " + "world" * 50, "\u0301" * 90]
    return list(dict.fromkeys(found))


def corpus():
    rng = random.Random(11)
    written = [" ".join([rng.choice(SUBJECTS), rng.choice(VERBS), rng.choice(OBJECTS)]) + rng.choice(["", " "]) + rng.choice(ENDINGS) for _ in range(600)]
    return written + SENTENCES * 2


def numbers(ids):
    return " ".join(str(i) for i in ids)


def write_lines(name, values):
    text = "".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values)
    (FOLDER / name).write_text(text, encoding="utf-8")


def train_roberta(folder):
    """vocab.json and merges.txt as the model saves them, and tokenizer.json with RoBERTa's components."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=1500, special_tokens=ROBERTA, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False))
    tokenizer.model.save(str(folder))
    return read_roberta(folder, False)


def read_roberta(folder, add_prefix_space):
    """RoBERTa's published tokenizer: <mask> takes the white space before it along."""
    tokenizer = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=add_prefix_space)
    tokenizer.add_special_tokens(ROBERTA[:4] + [AddedToken("<mask>", lstrip=True, normalized=False)])
    return tokenizer


def train_bert_cased(folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(corpus(), trainers.WordPieceTrainer(vocab_size=1600, special_tokens=BERT, show_progress=False))
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    # The trainer breaks ties between equal pieces by chance; the order of the file does not.
    ordered = BERT + sorted(token for token, _ in vocabulary if token not in BERT)
    (folder / "vocab.txt").write_text("".join(token + "\n" for token in ordered), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false, "model_max_length": 512}\n', encoding="utf-8")
    with tempfile.TemporaryDirectory() as saved:
        BertTokenizer.from_pretrained(str(folder)).save_pretrained(saved)
        found = Tokenizer.from_file(saved + "/tokenizer.json")
    assert found.normalizer.lowercase is False
    return found


def convert(folder, ours, add_prefix_space, name, texts):
    """What `transformers` makes of the same two files, kept without vocabulary and merges.

    Its version 5 leaves out that <mask> takes the white space before it along; all else is the same.
    """
    with tempfile.TemporaryDirectory() as saved:
        RobertaTokenizer.from_pretrained(str(folder), add_prefix_space=add_prefix_space).save_pretrained(saved)
        text = (pathlib.Path(saved) / "tokenizer.json").read_text(encoding="utf-8")
    converted = Tokenizer.from_str(text)
    assert all(converted.encode(text).ids == ours.encode(text).ids for text in texts if "<mask>" not in text)
    file = json.loads(text)
    del file["model"]["vocab"], file["model"]["merges"]
    (folder / name).write_text(json.dumps(file, ensure_ascii=False) + "\n", encoding="utf-8")


def variants():
    """Settings that RoBERTa leaves at their defaults. The first line holds the texts; then a file a line, and its ids."""
    texts = ["", "a", " a", "ab", "abc ab", "aéb", "xx a", "axb", "abab  abc", "a\nb", "<m>a", "a <m> b", "é", "xyxa", "a'sb 's", "1a1"]
    yield {"texts": texts}
    names = ["a", "b", "c", "Ġ", "s", "'", "ab", "bc", "abc", "Ġa", "Ġab", "Ã", "©", "Ã©", "?", "1"]
    vocabulary = {token: index for index, token in enumerate(names)}
    merges = [("a", "b"), ("b", "c"), ("Ġ", "a"), ("ab", "c"), ("Ġ", "ab"), ("Ã", "©")]

    def build(merges=merges, unk=None, fuse=False, added=(), post=None, text_merges=False, untagged=False, vocabulary=vocabulary, **settings):
        options = {"unk_token": unk, "fuse_unk": fuse} if unk else {}
        tokenizer = Tokenizer(models.BPE(vocabulary, merges, **options))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(**{"add_prefix_space": False, **settings})
        if post is not None:
            tokenizer.post_processor = post
        tokenizer.add_tokens(list(added))
        file = json.loads(tokenizer.to_str())
        # The library removes duplicates when it saves; a file may hold them.
        file["model"]["merges"] = [" ".join(pair) if text_merges else list(pair) for pair in merges]
        if untagged:
            del file["model"]["type"], file["pre_tokenizer"]["use_regex"], file["model"]["byte_fallback"], file["model"]["ignore_merges"]
        tokenizer = Tokenizer.from_str(json.dumps(file))
        return {"tokenizer": file, "ids": [numbers(tokenizer.encode(text).ids) for text in texts]}

    mask = [AddedToken("<m>", lstrip=True, normalized=False)]
    template = processors.TemplateProcessing(single="a $A b", special_tokens=[("a", 0), ("b", 1)])
    yield build()
    yield build(text_merges=True)
    yield build(untagged=True, text_merges=True)
    yield build(merges[::-1])
    yield build(merges + [("a", "b")])
    yield build([("b", "c"), ("a", "b"), ("ab", "c"), ("b", "c")])
    yield build([])
    yield build(unk="?")
    yield build(unk="?", fuse=True)
    yield build(unk="ab", fuse=True)
    # An unknown part takes part in merges like any other.
    yield build(merges + [("a", "?"), ("?", "?")], unk="?", vocabulary={**vocabulary, "a?": 40, "??": 30})
    yield build(add_prefix_space=True)
    yield build(add_prefix_space=True, added=mask)
    yield build(use_regex=False)
    yield build(use_regex=False, add_prefix_space=True, added=mask)
    yield build(trim_offsets=False)
    yield build(added=mask + [AddedToken("xy", normalized=True), AddedToken("1", single_word=True, normalized=False)])
    yield build(post=processors.ByteLevel())
    yield build(post=template)
    yield build(post=processors.RobertaProcessing(("b", 1), ("a", 0)))
    yield build(post=processors.BertProcessing(("b", 1), ("a", 0)))
    yield build(post=processors.Sequence([processors.ByteLevel(), template]))
    yield build(post=processors.Sequence([template, processors.ByteLevel(trim_offsets=False)]))
    yield build(post=processors.Sequence([]))


def windows(tokenizer):
    for text in ["", "a", "one two three four five six seven", " ".join(SENTENCES[:3]), "." * 40, "a <mask> b"]:
        tokenizer.no_truncation()
        total = len(tokenizer.encode(text).ids)
        for length, stride in [(3, 0), (4, 1), (8, 5), (16, 7), (128, 64)]:
            tokenizer.enable_truncation(max_length=length, stride=stride)
            encoding = tokenizer.encode(text)
            found = [encoding.ids] + [overflow.ids for overflow in encoding.overflowing]
            yield {"text": text, "windowTokens": length, "stride": stride, "windows": [numbers(ids) for ids in found], "totalTokens": total}
    tokenizer.no_truncation()


def fnv1a(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def scalars():
    """How many words a scalar makes between letters, digits, points and blanks: a digest for every block of 16,384 scalars."""
    split = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str
    for start in range(0, 0x110000, 16384):
        members = [chr(c) for c in range(start, start + 16384) if not 0xD800 <= c < 0xE000]
        counts = [len(split(text)) for c in members for text in (f"a{c}a", f"1{c}1", f".{c}.", f" {c}  {c}", f"'{c}")]
        yield {"start": start, "words": fnv1a(bytes(counts))}


def main():
    roberta = train_roberta(FOLDER / "roberta")
    roberta.save(str(FOLDER / "roberta" / "tokenizer.json"), pretty=False)
    prefixed = read_roberta(FOLDER / "roberta", True)
    cased = train_bert_cased(FOLDER / "bert-cased")
    shared, extra = strings(), extra_strings()
    convert(FOLDER / "roberta", roberta, False, "converted.json", shared + extra)
    convert(FOLDER / "roberta", prefixed, True, "converted-prefixed.json", shared + extra)
    # In the order of strings.jsonl, which has the texts.
    write_lines("trained.jsonl", ({"roberta": numbers(roberta.encode(text).ids), "bert-cased": numbers(cased.encode(text).ids)} for text in shared))
    write_lines("bytes-strings.jsonl", (
        {"text": text, "roberta": numbers(roberta.encode(text).ids), "prefixed": numbers(prefixed.encode(text).ids)} for text in extra))
    write_lines("bytes-variants.jsonl", variants())
    write_lines("bytes-windows.jsonl", windows(roberta))
    write_lines("bytes-scalars.jsonl", scalars())


main()
