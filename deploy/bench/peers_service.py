"""The service that one would write in Python: FastAPI, tokenizers and ONNX Runtime, answering POST /v1/classify as picketd does.

    PEER_MODEL=DIR PEER_ONNX=FILE uvicorn peers_service:application --uds SOCKET --workers 2
    PEER_MODEL=DIR PEER_ONNX=FILE uvicorn peers_service:threaded --uds SOCKET

`application` judges on the event loop, one process a core; `threaded` on FastAPI's thread pool, in one process. One thread of ONNX
Runtime for each request: with small inputs that gives the most requests a second.
"""

import json
import os

import numpy
import onnxruntime
import tokenizers
from fastapi import FastAPI
from pydantic import BaseModel

MODEL = os.environ["PEER_MODEL"]

settings = onnxruntime.SessionOptions()
settings.intra_op_num_threads = settings.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["PEER_ONNX"], settings, providers=["CPUExecutionProvider"])
known = {entry.name for entry in session.get_inputs()}
tokenizer = tokenizers.Tokenizer.from_file(MODEL + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.enable_truncation(128)
with open(MODEL + "/config.json", encoding="utf-8") as file:
    names = json.load(file).get("id2label", {})


class Question(BaseModel):
    input: str


def judge(text):
    ids = numpy.asarray([tokenizer.encode(text).ids], dtype=numpy.int64)
    feeds = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
    logits = session.run(["logits"], {key: value for key, value in feeds.items() if key in known})[0][0]
    scores = numpy.exp(logits - logits.max())
    scores = (scores / scores.sum()).tolist()
    labels = [names.get(str(index), str(index)) for index in range(len(scores))]
    best = max(range(len(scores)), key=scores.__getitem__)
    return {
        "results": [
            {"label": labels[best], "confidence": scores[best], "scores": dict(zip(labels, scores)), "tokens": int(ids.shape[1])}
        ]
    }


application = FastAPI()
threaded = FastAPI()


@application.post("/v1/classify")
async def classify(question: Question):
    return judge(question.input)


@threaded.post("/v1/classify")
def classify_on_thread(question: Question):
    return judge(question.input)
