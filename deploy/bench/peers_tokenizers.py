"""The peer of picket-bench tokenize: Hugging Face tokenizers over the same messages, a round for each line of standard input.

    peers_tokenizers.py --model DIR --inputs FILE

The first line that is printed has the version and how many messages have other ids than picket-bench wrote to FILE; each further line
the microseconds per message of a round, by group.
"""

import argparse
import json
import sys
import time

import tokenizers


def per_message(tokenizer, messages):
    repeats = max(1, 200 // len(messages))
    start = time.perf_counter()
    for _ in range(repeats):
        for message in messages:
            tokenizer.encode(message).ids
    return (time.perf_counter() - start) * 1e6 / (repeats * len(messages))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--inputs", required=True)
    options = parser.parse_args()
    tokenizer = tokenizers.Tokenizer.from_file(options.model + "/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    with open(options.inputs, encoding="utf-8") as file:
        inputs = json.load(file)
    others = sum(
        tokenizer.encode(message).ids != ids
        for name, messages in inputs["messages"].items()
        for message, ids in zip(messages, inputs["ids"][name])
    )
    print(json.dumps({"version": "tokenizers " + tokenizers.__version__, "differences": {"messages with other ids": others}}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({name: [per_message(tokenizer, messages)] for name, messages in inputs["messages"].items()}), flush=True)


if __name__ == "__main__":
    main()
