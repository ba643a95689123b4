"""Signing and checking with OpenSSH's own `ssh-keygen -Y`, which every current system has. Nothing is looked up.

A signature is made in a namespace, so that one on a policy can never pass for one on a release.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from redact.errors import Missing, UsageError, Where


class Namespace(StrEnum):
    """What a signature can be for."""

    POLICY = "redact-policy"
    RELEASE = "redact-release"


_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_KEY: Final = re.compile(r"(?P<type>[a-z0-9@.-]+) (?P<blob>[A-Za-z0-9+/]+={0,3})")
_TYPES: Final = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
_GET: Final = (
    "Windows: Settings, Apps, Optional features, OpenSSH Client. Linux: the package openssh-client. It must be OpenSSH "
    "8.9 or newer. Until then a policy can be signed on paper: redact policy sign --paper"
)
_OLD: Final = re.compile(r"unknown option|illegal option|unsupported|invalid option|usage:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Made:
    """What a signature says of itself: the public key (its blob, base64) and the namespace."""

    key: str
    namespace: str


def public_key(text: str) -> str | None:
    """A public key as `type blob`, without its comment; None for anything else, a private key above all."""
    found = _KEY.match(text.strip())
    return found[0] if found is not None and found["type"] in _TYPES else None


def fingerprint(key: str) -> str:
    """How ssh names a key: SHA256 and 43 signs."""
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def read_signature(armored: str) -> Made | None:
    """What a signature says of itself; None where the text is none."""
    text = armored.strip().replace("\r", "")
    if not text.startswith(_BEGIN) or not text.endswith(_END):
        return None
    try:
        raw = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if raw[:6] != b"SSHSIG" or raw[6:10] != b"\0\0\0\1":
        return None
    strings, at = [], 10
    for _ in range(2):
        length = int.from_bytes(raw[at : at + 4], "big")
        strings.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return Made(base64.b64encode(strings[0]).decode(), strings[1].decode(errors="replace"))


def sign(content: bytes, key: Path, namespace: Namespace) -> str:
    """Signs bytes with a private key file (or a public one whose other half an agent holds); the armored signature.

    UsageError (2) where ssh-keygen does not take the key, Missing (16) where there is no ssh-keygen.
    """
    if not key.is_file():
        raise UsageError("there is no key file here", where=Where(key), fix="Make one with: ssh-keygen -t ed25519")
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "content"
        text.write_bytes(content)
        done = _run("-Y", "sign", "-f", str(key), "-n", namespace.value, str(text))
        made = text.with_name("content.sig")
        if done.returncode != 0 or not made.is_file():
            raise UsageError(
                "ssh-keygen cannot sign with this key",
                where=Where(key),
                fix="It must be your private key, readable by you alone, and its passphrase must be right.",
            )
        return made.read_text(encoding="ascii").replace("\r", "")


def belongs(content: bytes, signature: str, namespace: Namespace) -> bool:
    """Whether a signature was made on exactly these bytes, by whoever."""
    with tempfile.TemporaryDirectory() as folder:
        made = _written(folder, signature)
        done = _run("-Y", "check-novalidate", "-n", namespace.value, "-s", str(made), content=content)
    return done.returncode == 0


def verified(content: bytes, signature: str, namespace: Namespace, *, allowed: str, principal: str, on: date) -> bool:
    """Whether a signature on these bytes is by a principal whom the allowed signers let sign on that day."""
    with tempfile.TemporaryDirectory() as folder:
        made = _written(folder, signature)
        signers = Path(folder) / "allowed_signers"
        signers.write_text(allowed, encoding="utf-8", newline="\n")
        arguments = ("-n", namespace.value, "-s", str(made), "-f", str(signers), "-I", principal)
        noon = f"verify-time={on:%Y%m%d}1200"
        done = _run("-Y", "verify", *arguments, "-O", noon, content=content)
    return done.returncode == 0


def allowed_line(principal: str, key: str, first: date, last: date) -> str:
    """A line of OpenSSH's allowed-signers file; both days are inside."""
    names = ",".join(each.value for each in Namespace)
    after, before = first - timedelta(days=1), last + timedelta(days=1)
    return f'{principal} namespaces="{names}",valid-after="{after:%Y%m%d}",valid-before="{before:%Y%m%d}" {key}\n'


def _written(folder: str, signature: str) -> Path:
    path = Path(folder) / "content.sig"
    path.write_text(signature.strip().replace("\r", "") + "\n", encoding="ascii", errors="replace", newline="\n")
    return path


def _run(*arguments: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which("ssh-keygen")
    if tool is None:
        raise Missing("ssh-keygen is not there, and signatures are made and checked with it", fix=_GET)
    done = subprocess.run([tool, *arguments], input=content, capture_output=True, check=False)
    if done.returncode != 0 and _OLD.search(done.stderr.decode(errors="replace")):
        raise Missing("this ssh-keygen is too old to sign or to check signatures", fix=_GET)
    return done
