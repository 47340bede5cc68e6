"""The person's side of the simulator, over its /sim interface."""

import json
import os
import struct
import urllib.request
import uuid
import zlib

BASE_URL = os.environ["BASE_URL"].rstrip("/")
TOKEN = os.environ["TOKEN"]


def request(method, path, body=None, headers=None):
    data = None
    if body is not None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
    wanted = urllib.request.Request(BASE_URL + path, data=data, method=method, headers=headers or {})
    with urllib.request.urlopen(wanted, timeout=20) as answer:
        return json.loads(answer.read())


def png(width, height):
    """A real picture of one colour."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + b"\x80\x40\x20" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Person:
    def __init__(self, first_name):
        body = {"first_name": first_name, "mobile": "09121234567"}
        self.id = request("POST", "/sim/people", body)["id"]

    def act(self, action, body):
        return request("POST", f"/sim/people/{self.id}/{action}", body)

    def write(self, text):
        return self.act("text", {"text": text})

    def press(self, message_id, data):
        return self.act("press", {"message_id": message_id, "data": data})["callback_id"]

    def send_photo(self, picture, caption):
        line = uuid.uuid4().hex
        body = (
            f'--{line}\r\ncontent-disposition: form-data; name="caption"\r\n\r\n{caption}\r\n'
            f'--{line}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n'
            "content-type: image/png\r\n\r\n"
        ).encode() + picture + f"\r\n--{line}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={line}"}
        return request("POST", f"/sim/people/{self.id}/photos", body, headers)

    def seen(self, kind):
        history = request("GET", f"/sim/people/{self.id}/history")["items"]
        return [event for event in history if event["kind"] == kind]


def unanswered():
    return request("GET", "/sim/callbacks")["callbacks"]


def called():
    return [call["method"].lower() for call in request("GET", "/sim/calls")["calls"]]


def check(truth, what):
    if not truth:
        raise SystemExit(f"FAILED: {what}")
