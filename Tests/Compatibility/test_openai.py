"""The OpenAI SDK, with its own strict reading of answers."""

import asyncio
import json
import threading

import httpx
import openai

from guard import BLOCKED, HARMLESS, Guard, GuardTestCase, ask

STRICT = {"api_key": "none", "max_retries": 0, "_strict_response_validation": True}
MODEL = "omni-moderation-latest"


def over_unix(path, **more):
    transport = httpx.HTTPTransport(uds=str(path))
    return openai.OpenAI(base_url="http://localhost/v1", http_client=httpx.Client(transport=transport), **{**STRICT, **more})


class OpenAIClient(GuardTestCase):
    def clients(self):
        return {"unix": over_unix(self.unix.socket), "loopback": openai.OpenAI(base_url=self.url + "/v1", **STRICT)}

    def check(self, answer):
        self.assertEqual([result.flagged for result in answer.results], [False, True])
        harmful = answer.results[1]
        self.assertTrue(harmful.categories.self_harm and harmful.categories.self_harm_intent)
        self.assertFalse(harmful.categories.violence)
        self.assertGreater(harmful.category_scores.self_harm, 0.35)
        self.assertEqual(harmful.category_applied_input_types.self_harm, ["text"])
        self.assertEqual(harmful.category_applied_input_types.violence, [])
        for part in (answer, harmful, harmful.categories, harmful.category_scores, harmful.category_applied_input_types):
            self.assertEqual(part.model_extra or {}, {})
        # What the SDK's types say of the answer, with no conversion and nothing missing.
        type(answer).model_validate_json(answer.to_json(), strict=True)

    def test_moderations_are_parsed_strictly(self):
        for name, client in self.clients().items():
            with self.subTest(name), client:
                self.check(client.moderations.create(model=MODEL, input=[HARMLESS, BLOCKED]))
                parts = [{"type": "text", "text": HARMLESS}, {"type": "text", "text": BLOCKED}]
                joint = client.moderations.create(model=MODEL, input=parts)
                self.assertEqual([result.flagged for result in joint.results], [True])

    def test_moderations_are_parsed_strictly_when_they_are_awaited(self):
        async def run():
            transport = httpx.AsyncHTTPTransport(uds=str(self.unix.socket))
            unix = openai.AsyncOpenAI(base_url="http://localhost/v1", http_client=httpx.AsyncClient(transport=transport), **STRICT)
            async with unix, openai.AsyncOpenAI(base_url=self.url + "/v1", **STRICT) as loopback:
                for client in (unix, loopback):
                    answers = await asyncio.gather(
                        *(client.moderations.create(model=MODEL, input=[HARMLESS, BLOCKED]) for _ in range(8)))
                    for answer in answers:
                        self.check(answer)

        asyncio.run(run())

    def test_models_are_listed(self):
        for name, client in self.clients().items():
            with self.subTest(name), client:
                self.assertEqual([model.owned_by for model in client.models.list()], ["picket"])

    def test_refusals_are_the_exceptions_of_the_sdk(self):
        for name, client in self.clients().items():
            with self.subTest(name), client:
                with self.assertRaises(openai.BadRequestError) as empty:
                    client.moderations.create(model=MODEL, input=["a", " "])
                self.assertEqual((empty.exception.code, empty.exception.param), ("empty_input", "input[1]"))
                self.assertEqual(empty.exception.type, "invalid_request_error")
                with self.assertRaises(openai.NotFoundError) as unknown:
                    client.moderations.create(model="gpt-4o", input="a")
                self.assertEqual(unknown.exception.code, "model_not_found")
                with self.assertRaises(openai.BadRequestError) as image:
                    client.moderations.create(
                        model=MODEL, input=[{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}])
                self.assertEqual(image.exception.code, "unsupported_input_type")

    def test_a_full_queue_is_a_rate_limit_and_a_retry_gets_the_verdict(self):
        guard = self.started(Guard("max_queue = 1\nthreads = 1\ndeadline_ms = 60000\nprecision = 'float32'\nearly_exit = false\n"))
        long_text = "the meeting was moved to the other room and nobody told us about it before " * 60
        codes = []

        def occupy():
            codes.append(ask(guard.socket, "POST", "/v1/classify", {"input": [long_text] * 60})[0])

        worker = threading.Thread(target=occupy)
        worker.start()
        for _ in range(10_000):
            if ask(guard.admin, "GET", "/v1/status")[1]["queue"]["pending"] > 0:
                break
        else:
            self.fail("the queue never filled")
        with over_unix(guard.socket) as client, self.assertRaises(openai.RateLimitError) as full:
            client.moderations.create(model=MODEL, input=HARMLESS)
        self.assertEqual((full.exception.code, full.exception.status_code), ("queue_full", 429))
        self.assertGreaterEqual(int(full.exception.response.headers["Retry-After"]), 1)
        with over_unix(guard.socket, max_retries=20) as client:
            self.assertFalse(client.moderations.create(model=MODEL, input=HARMLESS).results[0].flagged)
        worker.join()
        self.assertEqual(codes, [200])
