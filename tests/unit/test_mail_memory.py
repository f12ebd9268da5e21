"""Reading takes no more than sixteen times a mail's size in memory, whatever stands in it."""

import json
import subprocess
import sys
from base64 import encodebytes

MEASURE = """
import json, os, pathlib, sys
from mailtriage.mail.parse import parse

def field(name):
    status = pathlib.Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))

parse(b"From: a@x.example\\nContent-Type: text/html\\n\\n<p>warm <a href=http://x.example>up</a>")
for line in sys.stdin:
    if os.fork():  # each in a process of its own: memory once taken is not given back, and would hide the next one
        os.wait()
        continue
    name, head, piece, count, tail = json.loads(line)
    raw = head.encode("latin-1") + piece.encode("latin-1") * count + tail.encode("latin-1")
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = field("VmRSS")
    parse(raw)
    print(json.dumps([name, (field("VmHWM") - before) / len(raw)]), flush=True)
    os._exit(0)
"""
SIZE = 3_000_000
TEXT = "From: a@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
MARKUP = "From: a@x.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
SMILE = "\U0001f600".encode().decode("latin-1")
CASES = {
    "short lines": (TEXT + "\r\n", "ab\n", ""),
    "long lines": (TEXT + "\r\n", "a" * 70 + "\r\n", ""),
    "wide characters": (TEXT + "\r\n", f"{SMILE} hello\r\n", ""),
    "one wide character": (TEXT + "\r\n", "hello there\r\n", SMILE),
    "invalid octets": (TEXT + "\r\n", "h\xe9llo\r\n", ""),
    "NUL": (TEXT + "\r\n", "\0", ""),
    "flowed": (TEXT.strip() + "; format=flowed\r\n\r\n", "a \n", ""),
    "base64 in crumbs": (TEXT + "Content-Transfer-Encoding: base64\r\n\r\n", "QQ==\n", ""),
    "base64 among junk": (TEXT + "Content-Transfer-Encoding: base64\r\n\r\n", "Q!", ""),
    "tags": (MARKUP, "<b>", ""),
    "paragraphs": (MARKUP, "<p>abcdefghijklmnopqrstuvwxyz</p>", ""),
    "sparse links": (MARKUP, "<a href='http://example.com/abcdefghijkl'>abc</a>" + "words " * 12, ""),
    "line breaks": (MARKUP, "hello there, how are you today? " * 3 + "<br>", ""),
    "words": (MARKUP, "hello world ", SMILE),
    "attributes": (MARKUP + "<x ", "a=1 ", ""),
    "fields": ("", "a:b\n", ""),
    "folds": ("Subject: x\n", " \n", ""),
    "recipients": ("To: ", "a@x.example, ", ""),
    "parts": ("Content-Type: multipart/mixed; boundary=x\r\n\r\n", "--x\r\n\r\na\r\n", ""),
    "an attachment": (
        "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        encodebytes(b"0123456789" * 50).decode(),
        "",
    ),
}


def test_no_mail_takes_more_than_sixteen_times_its_size() -> None:
    lines = "\n".join(
        json.dumps([name, head, piece, SIZE // len(piece), tail]) for name, (head, piece, tail) in CASES.items()
    )
    done = subprocess.run([sys.executable, "-c", MEASURE], input=lines, capture_output=True, text=True, check=True)
    growth = dict(json.loads(line) for line in done.stdout.splitlines())
    assert growth.keys() == CASES.keys()
    assert {name: times for name, times in growth.items() if times > 16} == {}
