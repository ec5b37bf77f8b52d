"""Reads mails and says what a reader sees of each: one JSON list on standard output."""

import email
import email.policy
import hashlib
import json
import sys
from email.header import decode_header, make_header
from email.utils import parseaddr


def plain(value):
    return str(make_header(decode_header(value)))


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    new = email.message_from_bytes(raw, policy=email.policy.default)
    old = email.message_from_bytes(raw, policy=email.policy.compat32)
    leaves = [part for part in new.walk() if not part.is_multipart()]
    files = [part for part in leaves if part.get_content_disposition() == "attachment"]
    body = {p.get_content_type(): p.get_payload(decode=True).decode("utf-8") for p in leaves if p not in files}
    # Names by the older interface: the newer one of Python 3.11 leaves the space between encoded words standing.
    names = {name: plain(parseaddr(old[name])[0]) if old[name] else "" for name in ("From", "To")}
    return {
        "subject": str(new["Subject"]),
        "from": [names["From"], new["From"].addresses[0].addr_spec],
        "to": [names["To"], new["To"].addresses[0].addr_spec],
        "headers": sorted(key.lower() for key in new.keys()),
        "text": body.get("text/plain", "").replace("\r\n", "\n"),
        "html": body.get("text/html", "").replace("\r\n", "\n"),
        "files": [[p.get_filename(), hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in files],
        "defects": sum(len(part.defects) for part in new.walk()),
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
