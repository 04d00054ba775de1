"""The loopback listener: what is served on it, and what never is."""

import unittest

from guard import HARMLESS, Guard, ask

ADMIN = [("GET", "/v1/status", None), ("POST", "/v1/shutdown", None), ("POST", "/v1/activate", {"bundle": "champion"})]


class LoopbackListener(unittest.TestCase):
    def test_queries_are_answered_over_loopback_and_admin_verbs_are_not_there(self):
        guard = Guard(port_name="picketd-loopback.socket")
        self.addCleanup(guard.stop)
        guard.wait_until_ready()
        status, answer, _ = ask(guard.port, "POST", "/v1/classify", {"input": HARMLESS})
        self.assertEqual((status, answer["results"][0]["label"]), (200, "not-harmful"))
        for method, path, body in ADMIN:
            self.assertEqual(ask(guard.port, method, path, body)[0], 404, path)

    def test_a_port_that_is_called_admin_has_no_admin_verbs_and_the_log_says_so(self):
        guard = Guard(port_name="picketd-admin.socket")
        self.addCleanup(guard.stop)
        guard.wait_until_ready()
        for method, path, body in ADMIN:
            self.assertEqual(ask(guard.port, method, path, body)[0], 404, path)
        self.assertIn("it has no admin verbs, only queries", guard.log_text())

    def test_an_address_beyond_this_machine_is_refused(self):
        guard = Guard(port_name="picketd.socket", address="0.0.0.0")
        self.addCleanup(guard.stop)
        with self.assertRaisesRegex(AssertionError, "beyond this machine.*allow_non_loopback = true"):
            guard.wait_until_ready()
        self.assertEqual(guard.process.returncode, 78)

    def test_an_address_beyond_this_machine_is_served_where_the_configuration_allows_it(self):
        guard = Guard("allow_non_loopback = true\n", port_name="picketd.socket", address="0.0.0.0")
        self.addCleanup(guard.stop)
        guard.wait_until_ready()
        self.assertEqual(ask(guard.port, "GET", "/v2/health/ready")[0], 200)
