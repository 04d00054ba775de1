"""LangChain: the moderation middleware of agents, and the older moderation chain."""

import httpx
import openai
from langchain.agents import create_agent
from langchain_classic.chains import OpenAIModerationChain
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_openai.middleware import OpenAIModerationMiddleware
from langchain_openai.middleware.openai_moderation import OpenAIModerationError

from guard import BLOCKED, HARMLESS, GuardTestCase


class LangChain(GuardTestCase):
    def client(self, strict=True):
        transport = httpx.HTTPTransport(uds=str(self.unix.socket))
        client = openai.OpenAI(
            base_url="http://localhost/v1", api_key="none", max_retries=0, http_client=httpx.Client(transport=transport),
            _strict_response_validation=strict)
        self.addCleanup(client.close)
        return client

    def agent(self, **more):
        middleware = OpenAIModerationMiddleware(client=self.client(), **more)
        return create_agent(FakeListChatModel(responses=["of course"]), middleware=[middleware])

    def test_the_middleware_lets_a_harmless_message_through_to_the_model(self):
        answer = self.agent().invoke({"messages": [("user", HARMLESS)]})
        self.assertEqual(answer["messages"][-1].content, "of course")

    def test_the_middleware_ends_the_turn_at_a_flagged_message(self):
        answer = self.agent().invoke({"messages": [("user", BLOCKED)]})
        self.assertIn("self", answer["messages"][-1].content)
        self.assertNotEqual(answer["messages"][-1].content, "of course")
        with self.assertRaises(OpenAIModerationError):
            self.agent(exit_behavior="error").invoke({"messages": [("user", BLOCKED)]})

    def test_no_verdict_is_an_exception_and_not_a_pass(self):
        with self.assertRaises(openai.BadRequestError):
            self.agent().invoke({"messages": [("user", "calm " * 9_000)]})

    def test_the_chain_passes_and_refuses(self):
        # It names no model, so its answer has our own categories, which the SDK's types do not know.
        chain = OpenAIModerationChain(openai_api_key="none", error=True)
        chain.client = self.client(strict=False)
        self.assertEqual(chain.invoke({"input": HARMLESS})["output"], HARMLESS)
        with self.assertRaises(ValueError):
            chain.invoke({"input": BLOCKED})
