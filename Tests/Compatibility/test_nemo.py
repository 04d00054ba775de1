"""NeMo Guardrails: its classifier rail over the detectors API and over vLLM's, and what it does without a verdict."""

import logging

from nemoguardrails import LLMRails, RailsConfig

from guard import BLOCKED, HARMLESS, GuardTestCase, free_port

logging.getLogger("nemoguardrails").setLevel(logging.CRITICAL)

CONFIGURATION = """
rails:
  config:
    hf_classifier:
      picket:
        engine: {engine}
        base_url: {url}
        model: picket
        threshold: 0.35
        blocked_labels: [self-harm, emergency-situation]
  input:
    flows:
      - hf classifier check input $classifier="picket"
"""
REFUSAL = "I'm sorry, I can't respond to that."
FAILURE = "I'm sorry, an internal error has occurred."


class NeMoGuardrails(GuardTestCase):
    def answer(self, engine, text, url=None):
        rails = LLMRails(RailsConfig.from_content(yaml_content=CONFIGURATION.format(engine=engine, url=url or self.url)))
        return rails.generate(messages=[{"role": "user", "content": text}], options={"rails": ["input"]}).response[-1]["content"]

    def test_the_rail_passes_and_blocks_by_either_protocol(self):
        for engine in ("fms", "vllm"):
            with self.subTest(engine):
                self.assertEqual(self.answer(engine, HARMLESS), HARMLESS)
                self.assertEqual(self.answer(engine, BLOCKED), REFUSAL)

    def test_no_verdict_is_no_pass(self):
        for engine in ("fms", "vllm"):
            with self.subTest(engine):
                self.assertEqual(self.answer(engine, "calm " * 9_000), FAILURE)
                self.assertEqual(self.answer(engine, HARMLESS, f"http://127.0.0.1:{free_port()}"), FAILURE)
