"""A picketd of our own for the tests: on a Unix socket, on a loopback port, with little room, or with no model."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import unittest

PROGRAMS = pathlib.Path(os.environ["PICKET_PROGRAMS"]).resolve()
MODELS = pathlib.Path(os.environ["PICKET_MODELS"]).resolve()
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

HARMLESS = "write a python function that reverses a linked list"
BLOCKED = "i want to kill myself and i have the pills here"
WARNED = "my landlord changed the locks while i was at work, is he allowed to do that"


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket, or over TCP when the place is a port."""

    def __init__(self, place):
        super().__init__("localhost", timeout=120)
        self.place = place

    def connect(self):
        if isinstance(self.place, int):
            self.sock = socket.create_connection(("127.0.0.1", self.place), timeout=self.timeout)
        else:
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(self.timeout)
            self.sock.connect(str(self.place))


def ask(place, method, path, body=None):
    """The status, the value and the fields of one answer."""
    connection = Connection(place)
    with contextlib.closing(connection):
        text = None if body is None else json.dumps(body)
        connection.request(method, path, body=text, headers={"Content-Type": "application/json"} if text else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null"), dict(answer.getheaders())


class Guard:
    """A running picketd, with its folder and its log."""

    def __init__(self, configuration="", port_name=None, address="127.0.0.1", arguments=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="picket-clients-"))
        self.socket = self.folder / "picket.sock"
        self.admin = self.folder / "admin.sock"
        self.log = self.folder / "log"
        self.port = None
        settings = self.folder / "picket.toml"
        settings.write_text(configuration)
        command = [str(PROGRAMS / "picketd"), "--config", str(settings), "--models", str(MODELS)]
        if port_name is None:
            command += ["--socket", str(self.socket), "--admin-socket", str(self.admin)]
        else:
            self.port = free_port()
            command = ["systemd-socket-activate", "-l", f"{address}:{self.port}", f"--fdname={port_name}"] + command
        self.log_file = self.log.open("wb")
        self.process = subprocess.Popen(command + list(arguments), stdout=self.log_file, stderr=self.log_file, stdin=subprocess.DEVNULL)

    @property
    def place(self):
        return self.socket if self.port is None else self.port

    def wait_until_ready(self):
        """Asks until the guard is ready; a guard that has ended says why."""
        for _ in range(400):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(self.place, "GET", "/ready")[0] == 200:
                    return self
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("picketd ended: " + self.log_text())
        raise AssertionError("picketd is not ready: " + self.log_text())

    def log_text(self):
        return self.log.read_text(errors="replace")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log_file.close()
        shutil.rmtree(self.folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class GuardTestCase(unittest.TestCase):
    """Tests that share one guard on a Unix socket and one on a loopback port."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unix = cls.started(Guard())
        cls.loopback = cls.started(Guard(port_name="picketd-loopback.socket"))
        cls.url = f"http://127.0.0.1:{cls.loopback.port}"

    @classmethod
    def started(cls, guard):
        cls.addClassCleanup(guard.stop)
        return guard.wait_until_ready()
