"""A countersign server for a benchmark: started on a free loopback port, asked over HTTP, measured through /proc."""

import base64
import http.client
import json
import os
import re
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# BUILT=folder takes programs that stand already instead of building them.
BUILT = Path(os.environ.get("BUILT") or Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release")
TICK = os.sysconf("SC_CLK_TCK")


def build():
    """The binary and the examples that draw, in one build."""
    subprocess.run([ROOT / "scripts" / "models"], check=True, stdout=subprocess.DEVNULL)
    if os.environ.get("BUILT"):
        return
    packages = ["-p", "countersign", "-p", "countersign-specimen"]
    subprocess.run(["cargo", "build", "--release", "--quiet", *packages, "--bins", "--examples"], cwd=ROOT, check=True)


def machine():
    """The machine in a few words."""
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{os.cpu_count()} cores of {found.group(1) if found else 'an unknown processor'}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def b64(path):
    return base64.b64encode(Path(path).read_bytes()).decode()


def verify_body(id_front, selfie):
    """The JSON of POST /api/verify-identity for two files."""
    return json.dumps({"id_front_b64": b64(id_front), "id_back_b64": None, "selfie_b64": b64(selfie)}).encode()


def percentile(values, q):
    """As the peer counts it: the value at rank floor(n q)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))]


def high_water_mark(pid):
    """Peak resident memory of a process in MiB."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


class Server:
    def __init__(self, *options):
        self.port = free_port()
        self.started = time.perf_counter()
        command = [BUILT / "countersign", "serve", "--listen", f"127.0.0.1:{self.port}", "--log", "warn", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def wait_ready(self):
        while True:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with status {self.process.returncode}")
            try:
                connection = self.connect()
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.005)

    def post(self, connection, body):
        """Status and answer of one verification."""
        connection.request("POST", "/api/verify-identity", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()

    def metric(self, name):
        connection = self.connect()
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        if not found:
            raise SystemExit(f"/metrics has no {name}")
        return float(found.group(1))

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def peak_mib(self):
        return high_water_mark(self.process.pid)
