"""Writes Tests/Goldens/encoders/base: texts, their ids, and the embeddings that sentence-transformers gives them.

    python encoder_base.py FOLDER_OF_ALL_MINILM_L6_V2

    base/texts.jsonl              {"text", "ids"} a line
    base/embeddings.safetensors   "embeddings" [texts, 384], float32
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer

texts = [
    "hi",
    "?",
    "What's the weather like tomorrow?",
    "I've lived everything I want to live.",
    "my landlord kept the deposit and won't answer letters, can i sue him in small claims",
    "How many milligrams of ibuprofen are too many in one day?",
    "Should I put my savings into index funds or pay off the car first?",
    "The river is rising and we are on the roof. What do we do?",
    "Tell me a joke about penguins.",
    "this traffic is killing me",
    "Write a function in Python that reverses a linked list, please.",
    "naïve café, façade, Zürich, São Paulo",
    "ALL CAPITALS AND NO PATIENCE!!!",
    "lol idk tbh",
    "1234567890",
    "3.14159 * 2 = ?",
    "https://example.org/a/long/path?with=parameters&and=more",
    "Привет, как дела?",
    "今天天气怎么样",
    "مرحبا كيف حالك",
    "What time does the pharmacy on Main Street close?",
    "My chest hurts when I climb the stairs and my left arm feels numb.",
    "Can my employer fire me for being pregnant?",
    "Which kind of loan has the lowest interest for a used van?",
    "We smelled gas in the kitchen, everyone is outside now.",
    "I don't see a reason to get up anymore, nobody would notice.",
    "Book a table for four at seven.",
    "Translate 'good morning' into Finnish.",
    "what is my balance",
    "My daughter swallowed a button battery ten minutes ago.",
    "How do I contest a parking fine that was issued while the meter was broken?",
    "Is a heart rate of 48 at rest dangerous for a runner of 35?",
    "goodbye everyone, thank you for all the good years",
    "a",
    "word " * 60,
    "The quick brown fox jumps over the lazy dog. " * 12,
    "Antidisestablishmentarianism and pneumonoultramicroscopicsilicovolcanoconiosis",
    "tabs\tand\nnew lines\r\nin one text",
    "emoji 😀 in 🏔️ the middle",
    "One question, then another: how are you, where are you, and when will you be back, given that the train of ten past nine was "
    "cancelled, the next one is full, and the bus does not run on Sundays before noon?",
]

folder = pathlib.Path(__file__).parent.parent / "encoders" / "base"
folder.mkdir(parents=True, exist_ok=True)
encoder = SentenceTransformer(sys.argv[1], device="cpu").eval()
tokenizer = encoder.tokenizer
lines, rows = [], []
for text in texts:
    ids = tokenizer(text, truncation=True, max_length=256)["input_ids"]
    lines.append(json.dumps({"text": text, "ids": ids}) + "\n")
    with torch.no_grad():
        features = {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids), dtype=torch.long)}
        rows.append(encoder(features)["sentence_embedding"][0])
(folder / "texts.jsonl").write_text("".join(lines))
save_file({"embeddings": torch.stack(rows).contiguous()}, folder / "embeddings.safetensors")
(folder / "embeddings.safetensors").chmod(0o644)
