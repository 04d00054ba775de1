"""huggingface_hub's InferenceClient, which speaks the shape of /predict."""

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

from guard import BLOCKED, HARMLESS, GuardTestCase, ask


class HuggingFace(GuardTestCase):
    def client(self):
        return InferenceClient(model=self.url + "/predict", token="none")

    def test_text_classification_gives_every_label_the_best_first(self):
        for text, label in ((HARMLESS, "not-harmful"), (BLOCKED, "self-harm")):
            rows = self.client().text_classification(text)
            self.assertEqual(rows[0].label, label)
            self.assertEqual(len(rows), 6)
            self.assertAlmostEqual(sum(row.score for row in rows), 1, places=4)
            scores = ask(self.unix.socket, "POST", "/v1/classify", {"input": text})[1]["results"][0]["scores"]
            for row in rows:
                self.assertAlmostEqual(row.score, scores[row.label], places=6)

    def test_top_k_is_kept(self):
        self.assertEqual(len(self.client().text_classification(BLOCKED, top_k=2)), 2)

    def test_refusals_are_exceptions_with_the_reason(self):
        with self.assertRaisesRegex(HfHubHTTPError, "there is nothing to classify"):
            self.client().text_classification(" ")
        with self.assertRaises(HfHubHTTPError) as long:
            self.client().text_classification("calm " * 9_000)
        self.assertEqual(long.exception.response.status_code, 413)
        with self.assertRaisesRegex(HfHubHTTPError, "cannot be had"):
            self.client().text_classification(HARMLESS, function_to_apply="sigmoid")
