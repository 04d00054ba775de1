"""Opens a bundle in sentence-transformers and compares its output with the logits of the bundle's self-test.

    python Tests/Goldens/checks/sentence_transformers_logits.py .picket/models/champion

Needs: sentence-transformers (any version from 3 on). Exits 1 when a logit differs by more than 1e-3.
"""

import json
import sys
from pathlib import Path

import numpy
from sentence_transformers import SentenceTransformer


def main() -> int:
    bundle = Path(sys.argv[1]).resolve()
    rows = [json.loads(line) for line in (bundle / "selftest.jsonl").read_text(encoding="utf-8").splitlines()]
    model = SentenceTransformer(str(bundle), device="cpu")
    found = model.encode([row["text"] for row in rows], convert_to_numpy=True)
    expected = numpy.array([row["logits"] for row in rows], dtype=numpy.float32)
    difference = float(numpy.abs(found - expected).max())
    print(f"{len(rows)} texts, {expected.shape[1]} logits each, largest difference {difference:.2e}")
    return 0 if difference <= 1e-3 else 1


if __name__ == "__main__":
    sys.exit(main())
