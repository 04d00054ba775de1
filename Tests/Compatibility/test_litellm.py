"""LiteLLM: its moderation call, its generic guardrail, and its client of the detectors API."""

import asyncio
import logging
import os
import unittest

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
from litellm.exceptions import GuardrailRaisedException  # noqa: E402
from litellm.proxy.guardrails.guardrail_hooks.generic_guardrail_api import GenericGuardrailAPI  # noqa: E402
from litellm.proxy.guardrails.guardrail_hooks.ibm_guardrails.ibm_detector import IBMGuardrailDetector  # noqa: E402
from litellm.types.guardrails import GuardrailEventHooks  # noqa: E402

from guard import BLOCKED, HARMLESS, WARNED, Guard, GuardTestCase, ask, free_port  # noqa: E402

logging.getLogger("LiteLLM Proxy").setLevel(logging.CRITICAL + 1)


def generic(url, **more):
    return GenericGuardrailAPI(api_base=url, guardrail_name="picket", event_hook=GuardrailEventHooks.pre_call, default_on=True, **more)


def apply(guardrail, **inputs):
    async def run():
        return await guardrail.apply_guardrail(inputs=inputs, request_data={"metadata": {}}, input_type="request")

    return asyncio.run(run())


class LiteLLM(GuardTestCase):
    def test_moderation_is_answered(self):
        for text, flagged in ((HARMLESS, False), (BLOCKED, True)):
            answer = litellm.moderation(input=text, model="omni-moderation-latest", api_key="none", api_base=self.url + "/v1")
            self.assertEqual(answer.results[0].flagged, flagged)

    def test_the_generic_guardrail_passes_what_the_policy_lets_pass(self):
        for text in (HARMLESS, WARNED):
            self.assertEqual(apply(generic(self.url), texts=[text])["texts"], [text])

    def test_the_generic_guardrail_blocks_with_the_reason(self):
        with self.assertRaises(GuardrailRaisedException) as blocked:
            apply(generic(self.url), texts=[HARMLESS, BLOCKED])
        self.assertRegex(str(blocked.exception), r"blocked by policy: .*self-harm [01]\.\d{3}")

    def test_what_a_tool_is_called_with_is_read(self):
        call = {"id": "1", "type": "function", "index": 0, "function": {"name": "post", "arguments": '{"text": "%s"}' % BLOCKED}}
        with self.assertRaises(GuardrailRaisedException):
            apply(generic(self.url), texts=[], tool_calls=[call])

    def test_an_image_and_an_endless_text_are_no_pass_even_when_the_unreachable_may_pass(self):
        guardrail = generic(self.url, unreachable_fallback="fail_open")
        with self.assertRaisesRegex(Exception, "400"):
            apply(guardrail, texts=[HARMLESS], images=["data:image/png;base64,AA=="])
        with self.assertRaisesRegex(Exception, "400"):
            apply(guardrail, texts=["calm " * 9_000])

    def test_nobody_there_is_no_pass(self):
        with self.assertRaises(Exception):
            apply(generic(f"http://127.0.0.1:{free_port()}"), texts=[HARMLESS])

    def test_the_detector_client_blocks_what_the_policy_flags(self):
        detector = IBMGuardrailDetector(
            guardrail_name="picket", auth_token="none", base_url=self.url, detector_id="picket", is_detector_server=True,
            event_hook=GuardrailEventHooks.pre_call, default_on=True)

        def check(text):
            data = {"messages": [{"role": "user", "content": text}], "metadata": {}}
            return asyncio.run(detector.async_pre_call_hook(None, None, data, "completion"))

        self.assertEqual(check(HARMLESS)["messages"][0]["content"], HARMLESS)
        for text, name in ((BLOCKED, "SELF-HARM"), (WARNED, "LEGAL-ADVICE")):
            with self.assertRaisesRegex(ValueError, name):
                check(text)
