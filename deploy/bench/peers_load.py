"""picketd and the Python services of peers_service.py in turn under the load of picket-bench throughput."""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from peers_sides import LeftOut, environment

HERE = os.path.dirname(os.path.abspath(__file__))


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(self.path)


class Service:
    """A service on a socket of its own, ended with `end`."""

    def __init__(self, name, path, command, more=None):
        self.name, self.path, self.rows, self.memory = name, path, [], []
        self.log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        # A process group of its own: the workers of a service end with it.
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=environment() | (more or {}), cwd=HERE,
            start_new_session=True,
        )

    def wait_until_it_answers(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = UnixConnection(self.path)
                connection.request("POST", "/v1/classify", '{"input": "hello"}', {"Content-Type": "application/json"})
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    return
                reason = f"it answers with status {status}"
            except OSError as error:
                reason = str(error)
            if self.process.poll() is not None:
                self.log.seek(0)
                lines = self.log.read().strip().splitlines()
                raise LeftOut(lines[-1] if lines else f"it ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                raise LeftOut(reason)
            time.sleep(0.05)

    def memory_mib(self):
        """Of all processes of the service, shared pages counted by their share."""
        total = 0
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    if os.getpgid(int(entry)) == self.process.pid:
                        with open(f"/proc/{entry}/smaps_rollup", encoding="ascii") as lines:
                            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                except (OSError, ValueError):
                    continue
        return total / 1024

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.log.close()


def picketd(options, place, precision):
    path = f"{place}/picketd-{precision}.sock"
    configuration = f"{place}/empty.toml"
    open(configuration, "w", encoding="utf-8").close()
    command = [f"{options.programs}/picketd", "--config", configuration, "--model", options.model, "--socket", path]
    return Service(f"picketd {precision}", path, command + ["--precision", precision])


def python_service(options, place, name, application, workers):
    path = f"{place}/python-{application}.sock"
    more = {"PEER_MODEL": options.model, "PEER_ONNX": f"{place}/{options.service_onnx}.onnx"}
    command = [sys.executable, "-m", "uvicorn", f"peers_service:{application}", "--uds", path, "--workers", str(workers)]
    return Service(name, path, command + ["--log-level", "error", "--no-access-log"], more)


def load(options, service):
    command = [f"{options.programs}/picket-bench", "throughput", "--socket", service.path, "--connections", str(options.connections)]
    command += ["--seconds", str(options.seconds), "--warm-up", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LeftOut(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"the load ended with {done.returncode}")
    service.rows.append(json.loads(done.stdout)["rows"][0])
    service.memory.append(service.memory_mib())


def run(options, place, precisions, left_out):
    """The services that ran, each with the median of its rounds."""
    cores = len(os.sched_getaffinity(0))
    makers = [(f"picketd {precision}", lambda precision=precision: picketd(options, place, precision)) for precision in precisions]
    for name, application, workers in [
        ("FastAPI, a process per core", "application", cores), ("FastAPI, thread pool", "threaded", 1),
    ]:
        makers.append((name, lambda n=name, a=application, w=workers: python_service(options, place, n, a, w)))
    services = []
    for name, make in makers:
        service = make()
        try:
            service.wait_until_it_answers()
            services.append(service)
        except LeftOut as reason:
            left_out[name] = str(reason)
            service.end()
    try:
        for number in range(options.load_rounds):
            for service in list(services if number % 2 == 0 else reversed(services)):
                try:
                    load(options, service)
                except LeftOut as reason:
                    left_out[service.name] = str(reason)
                    services.remove(service)
                    service.end()
            print(f"load {number + 1} of {options.load_rounds}", file=sys.stderr)
    finally:
        for service in services:
            service.end()
    return [
        {
            "name": service.name,
            "memory_mib": statistics.median(service.memory),
            "faults": sum(row["faults"] for row in service.rows),
            "rounds": service.rows,
            **{
                key: statistics.median(row[key] for row in service.rows)
                for key in ["answers_per_second", "p50_us", "p90_us", "p99_us", "max_us", "processor_share_of_load"]
                if all(row[key] is not None for row in service.rows)
            },
        }
        for service in services
        if service.rows
    ]
