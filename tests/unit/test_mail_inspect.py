"""`mailtriage inspect`: what the mail layer reads, on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from letters import PDF, PLAIN, base64_part, letter, multipart, part
from mailtriage.cli.inspect import inspect

FIELDS = [
    *("message_id", "in_reply_to", "references", "from", "to", "cc", "reply_to", "subject", "date", "text", "reply"),
    *("attachments", "auto", "bounce", "defects"),
]


def run(*words: str | Path, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(inspect, [str(word) for word in words], input=stdin)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "mail.eml"
    raw = multipart(b"mixed", part(PLAIN, body="Ça marche, merci".encode()), base64_part(b"%PDF-", PDF))
    path.write_bytes(
        raw.replace(b"MIME-Version", b"Date: Mon, 4 May 2026 15:59:00 +0200\r\nMessage-ID: <1@x>\r\nMIME-Version")
    )
    return path


def test_json_has_every_field(mail: Path) -> None:
    document = json.loads(run("--json", mail).stdout)
    assert list(document) == FIELDS
    assert document["from"] == {"name": "Jan Jansen", "address": "jan@klant.example"}
    assert document["date"] == "2026-05-04T13:59:00Z"
    assert document["text"] == "Ça marche, merci"
    assert document["attachments"] == [
        {
            "filename": "a.pdf",
            "content_type": "application/pdf",
            "size": 5,
            "sha256": "38523c087796e5d5dd1cf9bad1fb026781a838dd9dd2cf8af58b9f6502a46778",
            "inline": False,
        }
    ]
    assert document["auto"] is None
    assert document["bounce"] is None


def test_many_files_give_one_line_each_in_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.eml" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(letter(body=b"line one\r\nmail %d" % number))
    lines = run("--json", *paths).stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [f"line one\nmail {number}" for number in range(5)]


def test_standard_input_is_read_where_a_dash_stands(mail: Path) -> None:
    result = run("--json", mail, "-", stdin=letter(body=b"from stdin"))
    assert [json.loads(line)["subject"] for line in result.stdout.splitlines()] == ["Printer", "Printer"]
    assert json.loads(result.stdout.splitlines()[1])["text"] == "from stdin"


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(mail: Path, tmp_path: Path) -> None:
    result = run("--json", tmp_path / "missing.eml", mail, tmp_path)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert [line.rpartition(": ")[2] for line in result.stderr.splitlines()] == [
        "No such file or directory",
        "Is a directory",
    ]
    assert str(tmp_path / "missing.eml") in result.stderr


def test_without_json_a_person_can_read_it(mail: Path) -> None:
    shown = run(mail).stdout
    assert "Jan Jansen <jan@klant.example>" in shown
    assert "a.pdf (application/pdf, 5 octets)" in shown
    assert "Ça marche, merci" in shown


def test_a_mail_cannot_act_on_the_terminal_of_who_looks_at_it(tmp_path: Path) -> None:
    path = tmp_path / "evil.eml"
    path.write_bytes(b"From: =?utf-8?Q?=1B[2J?= <a@x.example>\r\nSubject: a\x1b]0;x\x07\r\n\r\nb\x1b[31m\x9b31m\r\n")
    assert "\x1b" not in run(path).stdout
    assert "\x9b" not in run(path).stdout


def test_a_bounce_shows_its_recipients(tmp_path: Path) -> None:
    status = b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    raw = multipart(
        b"report; report-type=delivery-status",
        part(PLAIN, body=b"Not delivered."),
        part(b"Content-Type: message/delivery-status", body=status),
    )
    path = tmp_path / "bounce.eml"
    path.write_bytes(raw)
    document = json.loads(run("--json", path).stdout)
    assert document["auto"] == "bounce"
    assert document["bounce"] == {"recipients": [{"address": "a@x.example", "status": "5.1.1", "action": "failed"}]}


def test_a_long_subject_and_a_long_line_are_cut_for_people_and_whole_as_json(tmp_path: Path) -> None:
    path = tmp_path / "long.eml"
    path.write_bytes(b"From: jan@klant.example\r\nSubject: " + b"s" * 900 + b"\r\n\r\nshort\r\n" + b"t" * 900 + b"\r\n")
    lines = run(path).stdout.splitlines()
    assert max(map(len, lines)) <= 220
    assert "short" in lines
    assert [line[-2:] for line in lines if line.endswith("…")] == ["s…", "t…"]
    document = json.loads(run("--json", path).stdout)
    assert (len(document["subject"]), document["text"].count("t")) == (900, 901)
