"""Reading is total: no octets make it raise, and what it gives is always clean."""

from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz_reading import check, mutated, seeds
from mailtriage.mail import charset, header, html, parameter, reply, tnef
from mailtriage.mail.parse import parse

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cf", "Co", "Cn")), max_size=40
)


@given(st.binary(max_size=2000))
def test_any_octets_are_a_message(raw: bytes) -> None:
    check(raw)


@given(st.binary(max_size=500), st.integers(0, len(seeds()) - 1), st.integers(0, 2000))
def test_any_octets_in_the_middle_of_a_mail_are_a_message(octets: bytes, seed: int, at: int) -> None:
    raw = seeds()[seed]
    check(raw[:at] + octets + raw[at:])


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_a_mutated_mail_is_a_message(randomness: object) -> None:
    check(mutated(randomness))


@given(PRINTABLE, PRINTABLE.filter(bool), st.binary(max_size=200))
def test_what_the_standard_library_writes_is_read_back(subject: str, name: str, content: bytes) -> None:
    written = EmailMessage()
    written["Subject"] = subject
    written["From"] = "jan@klant.example"
    written.set_content("words\n")
    written.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"a{name}.bin")
    message = parse(written.as_bytes())
    assert message.subject == subject
    assert message.text == "words\n"
    (file,) = message.attachments
    assert file.content == content
    assert "/" not in file.filename
    assert "\\" not in file.filename


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "utf-7", "iso-2022-jp", "gb18030", "hz", "utf-16", "punycode"]),
)
def test_octets_are_text_in_every_charset(octets: bytes, declared: str) -> None:
    charset.clean(charset.decode(octets, declared)).encode()


@given(st.text(alphabet="=?utfQqBb8-_ aé\x00\ud800\n", max_size=80))
def test_a_header_of_any_words_is_one_clean_line(value: str) -> None:
    line = header.decode(value.encode("utf-8", "surrogatepass"))
    assert "\n" not in line
    line.encode()


@given(st.binary(max_size=200))
def test_any_octets_are_a_structured_field(value: bytes) -> None:
    parameter.parse(b"text/plain; " + value)


@given(st.text(alphabet="<>/=\"' abdivpul!-&;\x00", max_size=200))
def test_any_markup_is_text_and_does_no_harm(markup: str) -> None:
    html.to_text(markup)
    assert "<script" not in html.sanitise(markup)


@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                ">",
                "",
                "On 4 May 2026, Jan wrote:",
                "words",
                "-- ",
                "Van: a",
                "From: a@x.example",
                "Kind regards,",
                "Sent: 1",
                "To: b",
                "Subject: c",
            ]
        ),
        max_size=25,
    )
)
def test_a_reply_is_made_of_lines_of_the_text_and_never_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = reply.newest(text).split("\n")
    assert bool("".join(kept).strip()) == bool(text.strip())
    remaining = iter([line.rstrip() for line in lines])
    assert all(line.rstrip() in remaining for line in kept if line.strip())


@given(st.binary(max_size=400))
def test_any_octets_are_read_as_tnef(octets: bytes) -> None:
    tnef.unpack(tnef.SIGNATURE + b"\0\0" + octets)
