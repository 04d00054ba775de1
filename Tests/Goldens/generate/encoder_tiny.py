"""Writes Tests/Goldens/encoders/tiny: a random BERT of some kilobytes and what Hugging Face computes with it.

    python encoder_tiny.py

    tiny/model/                   the encoder as transformers saves it, with the head that Dense modules share in head.safetensors
    tiny/layouts/NAME/            modules.json and what it points to, as sentence-transformers saves it, without weights
    tiny/sequences.jsonl          {"ids": [...]} for each sequence
    tiny/expected.safetensors     "hidden.S.L" [T, H] for sequence S and layer L (0 are the embeddings), "NAME" [S, H or C] for a layout
"""

import json
import pathlib
import shutil
import tempfile

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Dense, Normalize, Pooling, Transformer
from tokenizers import Tokenizer, models
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

folder = pathlib.Path(__file__).parent.parent / "encoders" / "tiny"
shutil.rmtree(folder, ignore_errors=True)
(folder / "layouts").mkdir(parents=True)

torch.manual_seed(20)
config = BertConfig(
    vocab_size=96, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40, max_position_embeddings=40,
    type_vocab_size=2, attn_implementation="eager", initializer_range=0.3,
)
model = BertModel(config, add_pooling_layer=True).eval()
with torch.no_grad():
    for name, parameter in model.named_parameters():
        if name.endswith(".bias") or "LayerNorm" in name:
            parameter.add_(0.2 * torch.randn_like(parameter))
model.save_pretrained(folder / "model")

lengths = [1, 2, 3, 7, 16, 17, 33, 40, 5]
generator = torch.Generator().manual_seed(21)
sequences = [torch.randint(0, 96, (length,), generator=generator).tolist() for length in lengths]
(folder / "sequences.jsonl").write_text("".join(json.dumps({"ids": ids}) + "\n" for ids in sequences))

expected = {}
for index, ids in enumerate(sequences):
    with torch.no_grad():
        states = model(torch.tensor([ids]), output_hidden_states=True).hidden_states
    for layer, state in enumerate(states):
        expected[f"hidden.{index}.{layer}"] = state[0].contiguous()

torch.manual_seed(22)
head = torch.nn.Linear(32, 6)
with tempfile.TemporaryDirectory() as plain:
    # A sentence encoder needs some tokenizer to be put together; ids are given, so it is never asked.
    model.save_pretrained(plain)
    vocabulary = {"[PAD]": 0, "[UNK]": 1}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]")), unk_token="[UNK]", pad_token="[PAD]", model_max_length=24)
    tokenizer.save_pretrained(plain)
    for name, pooling, normalize, dense in [
        ("mean", "mean", False, False), ("cls", "cls", False, False), ("mean-normalize", "mean", True, False),
        ("mean-normalize-dense", "mean", True, True), ("cls-dense", "cls", False, True),
    ]:
        modules = [Transformer(plain), Pooling(32, pooling_mode=pooling)]
        if normalize:
            modules.append(Normalize())
        if dense:
            module = Dense(32, 6, activation_function=torch.nn.Identity())
            module.linear.load_state_dict(head.state_dict())
            modules.append(module)
        encoder = SentenceTransformer(modules=modules, device="cpu").eval()
        rows = []
        for ids in sequences:
            features = {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids), dtype=torch.long)}
            with torch.no_grad():
                rows.append(encoder(features)["sentence_embedding"][0])
        expected[name] = torch.stack(rows).contiguous()
        with tempfile.TemporaryDirectory() as saved:
            encoder.save(saved)
            for file in sorted(pathlib.Path(saved).rglob("*.json")):
                relative = file.relative_to(saved)
                keep = relative.name in ("modules.json", "sentence_bert_config.json") or len(relative.parts) > 1
                if keep:
                    target = folder / "layouts" / name / relative
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, target)
            if name == "mean-normalize-dense":
                shutil.copy(pathlib.Path(saved) / "3_Dense" / "model.safetensors", folder / "head.safetensors")
                (folder / "head.safetensors").chmod(0o644)
                shutil.copy(pathlib.Path(saved) / "tokenizer_config.json", folder / "layouts" / name)
save_file(expected, folder / "expected.safetensors")
for file in folder.rglob("*"):
    if file.is_file():
        file.chmod(0o644)
