"""Smoke run of the built binary, as a new user would: the README's first walk, then the same by hand with a
webhook whose signature is checked by an implementation that is not ours, then a kill and a restart.

Usage: smoke.py BINARY README
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

BINARY, README = os.path.abspath(sys.argv[1]), sys.argv[2]
SECRET = "a-secret-of-the-merchant"
KEYS = {"public-api-key": "sandbox_sandpay_public", "private-secret-key": "sandbox_sandpay_secret"}
PAYMENT = {
    "account_id": "11111111-1111-4111-8111-111111111111",
    "merchant_order_id": "000025",
    "description": "Authorization with delayed capture",
    "country": "US",
    "amount": {"currency": "USD", "value": "20000"},
    "workflow": "DIRECT",
    "payment_method": {
        "type": "CARD",
        "detail": {
            "card": {
                "capture": False,
                "delayed_capture_settings": {"delay": "P7D", "simplified_mode": False},
                "card_data": {
                    "number": "4111111111111111",
                    "expiration_month": 11,
                    "expiration_year": 28,
                    "security_code": "123",
                    "holder_name": "John Doe",
                },
            }
        },
    },
}


class Receiver(http.server.BaseHTTPRequestHandler):
    received = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Receiver.received.append((self.headers["x-hmac-signature"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def start(*arguments):
    process = subprocess.Popen([BINARY, "serve", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
    ready = process.stdout.readline()
    url = re.search(r"url=(\S+)", ready)
    assert ready.startswith("ready ") and url, ready
    return process, url.group(1)


def call(method, url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def stop(process):
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0, "SIGTERM must end in exit code 0"
    assert process.stdout.read() == "", "stdout holds one line"
    return time.monotonic() - began


def blocks(heading):
    """The shell blocks of a section of the README."""
    section = open(README, encoding="utf-8").read().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.S)


def the_readmes_first_walk():
    process, url = start("--clock", "frozen@2026-01-01T00:00:00Z", "--seed", "0")
    commands = [block for block in blocks("A first walk") if block.lstrip().startswith("curl")]
    assert commands, "the README has a first walk"
    output = ""
    for command in commands:
        command = command.replace("http://127.0.0.1:7250", url)
        run = subprocess.run(["bash", "-euo", "pipefail", "-c", command], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, (command, run.stderr)
        output += run.stdout + "\n"
    assert '"AUTHORIZED"' in output and '"CAPTURED"' in output, output
    stop(process)
    print("README: the first walk works when pasted,", len(commands), "commands")


def a_delayed_capture_and_its_signed_webhook():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    process, url = start("--clock", "frozen")
    hook = f"http://127.0.0.1:{receiver.server_port}/hook"
    call("PUT", f"{url}/_sim/webhooks/endpoints/yuno", [{"url": hook, "hmac_client_secret": SECRET}])
    headers = {**KEYS, "x-idempotency-key": "one"}
    payment = call("POST", f"{url}/yuno/v1/payments", PAYMENT, headers)
    read = lambda: call("GET", f"{url}/yuno/v1/payments/{payment['id']}", headers=KEYS)
    call("POST", f"{url}/_sim/clock/advance", {"by": "P6DT23H"})
    assert (read()["status"], read()["sub_status"]) == ("PENDING", "AUTHORIZED")
    advanced = call("POST", f"{url}/_sim/clock/advance", {"by": "PT1H"})
    assert (read()["status"], read()["sub_status"]) == ("SUCCEEDED", "CAPTURED")
    assert advanced["quiet"] and {row["at"] for row in advanced["happened"]} == {"2026-01-08T00:00:00Z"}, advanced
    kinds = []
    for signature, body in Receiver.received:
        expected = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        assert hmac.compare_digest(signature, expected)
        kinds.append(json.loads(body)["type_event"])
    assert kinds == ["payment.authorize", "payment.capture"], kinds
    print(f"webhooks: {kinds}, signatures verified by Python's hmac; SIGTERM took {stop(process):.2f} s")


def a_kill_loses_no_acknowledged_payment():
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        process, url = start("--log", log)
        made = []
        for number in range(50):
            headers = {**KEYS, "x-idempotency-key": f"kill-{number}"}
            made.append(call("POST", f"{url}/yuno/v1/payments", PAYMENT, headers)["id"])
        process.kill()
        process.wait()
        with open(log, "ab") as file:
            file.write(b'{"sandbox":"default","seq":999,"at":"20')
        process, url = start("--log", log)
        for payment in made:
            assert call("GET", f"{url}/yuno/v1/payments/{payment}", headers=KEYS)["id"] == payment
        stop(process)
    print("kill -9: 50 of 50 acknowledged payments are there after the restart")


the_readmes_first_walk()
a_delayed_capture_and_its_signed_webhook()
a_kill_loses_no_acknowledged_payment()
