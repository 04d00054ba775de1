"""The pages of deploy/clients: every block that can be run here is run, and prints what its page says."""

import asyncio
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import yaml  # noqa: E402

from guard import BLOCKED, HARMLESS, REPOSITORY, GuardTestCase, ask  # noqa: E402

PAGES = REPOSITORY / "deploy/clients"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page, kind):
    return [text for found, text in BLOCK.findall((PAGES / page).read_text()) if found == kind]


class Pages(GuardTestCase):
    def here(self, text):
        """A block, asking the guard of the test."""
        return text.replace("/run/picket/picket.sock", str(self.unix.socket)).replace("http://127.0.0.1:8099", self.url)

    def run_page(self, page, kind, command, name, before=()):
        sources, printed = blocks(page, kind), blocks(page, "text")
        self.assertTrue(sources)
        self.assertEqual(len(sources), len(printed), f"{page}: each block needs what it prints")
        for source, expected in zip(sources, printed):
            folder = pathlib.Path(tempfile.mkdtemp(prefix="picket-page-"))
            self.addCleanup(shutil.rmtree, folder)
            for other, text in before:
                (folder / other).write_text(self.here(text))
            (folder / name).write_text(self.here(source))
            done = subprocess.run(
                command + [name], cwd=folder, capture_output=True, text=True, timeout=120,
                env={**os.environ, "GOFLAGS": "-mod=mod", "GO111MODULE": "off", "GOCACHE": str(folder / "cache"), "HOME": str(folder)})
            self.assertEqual((done.returncode, done.stdout), (0, expected), done.stderr[-2_000:])

    def test_curl(self):
        self.run_page("curl.md", "sh", ["bash", "-euo", "pipefail"], "page.sh")

    def test_python_openai(self):
        self.run_page("python-openai.md", "python", [sys.executable], "page.py")

    def test_langchain(self):
        self.run_page("langchain.md", "python", [sys.executable], "page.py")

    def test_huggingface(self):
        self.run_page("huggingface.md", "python", [sys.executable], "page.py")

    def test_nemo_guardrails(self):
        before = [("config.yml", text) for text in blocks("nemo-guardrails.md", "yaml")]
        self.run_page("nemo-guardrails.md", "python", [sys.executable], "page.py", before)

    def test_litellm(self):
        self.run_page("litellm.md", "python", [sys.executable], "page.py")

    def test_the_guardrail_of_the_litellm_page_is_made_and_blocks(self):
        from litellm.exceptions import GuardrailRaisedException
        from litellm.proxy.guardrails.guardrail_hooks.generic_guardrail_api import initialize_guardrail
        from litellm.types.guardrails import LitellmParams

        (text,) = blocks("litellm.md", "yaml")
        (guardrail,) = yaml.safe_load(self.here(text))["guardrails"]
        made = initialize_guardrail(LitellmParams(**guardrail["litellm_params"]), guardrail)
        self.assertEqual(made.unreachable_fallback, "fail_closed")

        def apply(message):
            return asyncio.run(made.apply_guardrail(inputs={"texts": [message]}, request_data={"metadata": {}}, input_type="request"))

        self.assertEqual(apply(HARMLESS)["texts"], [HARMLESS])
        with self.assertRaises(GuardrailRaisedException):
            apply(BLOCKED)

    def test_go(self):
        if shutil.which("go") is None:
            self.skipTest("go is not installed; Debian's golang-go brings it")
        self.run_page("go.md", "go", ["go", "run"], "page.go")

    def test_the_envoy_page_is_well_formed_and_names_paths_that_exist(self):
        (text,) = blocks("envoy.md", "yaml")
        resources = yaml.safe_load(text)["static_resources"]
        manager = resources["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
        for route in manager["route_config"]["virtual_hosts"][0]["routes"]:
            self.assertEqual(ask(self.unix.socket, "POST", route["match"]["path"], {"input": HARMLESS})[0], 200)
        (check,) = resources["clusters"][0]["health_checks"]
        self.assertEqual(ask(self.unix.socket, "GET", check["http_health_check"]["path"])[0], 200)

    def test_every_page_is_in_the_index(self):
        index = (PAGES / "README.md").read_text()
        for page in PAGES.glob("*.md"):
            if page.name != "README.md":
                self.assertIn(f"({page.name})", index)
