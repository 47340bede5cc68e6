"""The running demo: its people, and what the reviewer's API tells of a claim."""

import json
import os
import re
import urllib.request
from dataclasses import dataclass


@dataclass
class Person:
    """Somebody of the demo; the note names their national code first, then those of dependants without a chat."""

    id: int
    name: str
    mobile: str
    national_codes: list


class Demo:
    """Addresses and the reviewer's token and account come from the environment, as run.sh reads them off the demo's own words."""

    def __init__(self):
        self.chat = os.environ["CHAT_URL"].rstrip("/")
        self.api = os.environ["API_URL"].rstrip("/")
        self.token = os.environ["API_TOKEN"]
        self.console = self.api
        self.account = os.environ["CONSOLE_ACCOUNT"]
        self.password = os.environ["CONSOLE_PASSWORD"]

    def people(self):
        listed = ask(f"{self.chat}/sim/people")["people"]
        return [
            Person(one["id"], f"{one['first_name']} {one['last_name']}", one["mobile"], re.findall(r"\b\d{10}\b", one["note"]))
            for one in listed
        ]

    def says(self, person, text):
        """The person writes from another device."""
        ask(f"{self.chat}/sim/people/{person.id}/text", {"text": text})

    def claim(self, code):
        return self.reviewer(f"claims/{code}")

    def claims_of(self, national_code):
        return self.reviewer(f"claims?q={national_code}")["items"]

    def document(self, code, document):
        return self.reviewer(f"claims/{code}/documents/{document}", read=bytes)

    def reviewer(self, path, read=json.loads):
        return ask(f"{self.api}/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}"}, read=read)


def ask(address, body=None, headers=None, read=json.loads):
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    with urllib.request.urlopen(urllib.request.Request(address, data, sent), timeout=20) as answer:
        return read(answer.read())
