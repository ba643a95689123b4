"""Who has signed counts only if all of it is right: each mistake with its sentence and its exit code (12)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from redact.policy import load_policy
from redact.policy.model import Policy
from redact.policy.signing.receipt import receipt, word_list
from redact.project import load_project
from redact.signoff import signoff_of
from redact.signoff.standing import protects_more

from .conftest import CODES, Command, Ended, add, edit, sign

Keys = Mapping[str, Path]


def refused(ended: Ended, *sentences: str) -> None:
    assert ended.code == 12, ended.err
    for sentence in sentences:
        assert sentence in ended.err


def signature_of(name: str) -> Path:
    (path,) = Path("signers/agreements").glob(f"*/{name}.json")
    return path


def rewrite(name: str, **changes: Any) -> None:
    path = signature_of(name)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def by_hand(key: Path, namespace: str, content: bytes) -> str:
    """A signature that redact would not make."""
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace], input=content, capture_output=True,
        check=True,
    )  # fmt: skip
    return done.stdout.decode()


# --- what holds ------------------------------------------------------------------------------------------------------


def test_nobody_has_signed(redact: Command) -> None:
    refused(
        redact("policy", "verify"),
        "policy.yaml: nobody has signed this policy, so real data can only become a draft. "
        "Missing: victim advocate, release officer",
    )


@pytest.mark.usefixtures("listed")
def test_both_sign_and_it_holds(redact: Command, keys: Keys) -> None:
    first = sign(redact, "Ada Quist", keys["ada"])
    assert "still missing: release officer" in first.err
    refused(redact("policy", "verify"), "not all have signed", "Missing: release officer")
    second = sign(redact, "Bo Lind", keys["bo"])
    assert first.out == second.out, "all sign the same six words"
    assert len(first.out.split()) == 6
    ended = redact("policy", "verify", "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert (found["holds"], found["missing"], found["troubles"]) == (True, [], [])
    assert found["receipt"] == first.out.strip()
    assert [(each["name"], each["way"]) for each in found["signed"]] == [("Ada Quist", "key"), ("Bo Lind", "key")]
    assert found["valid_until"] is not None


@pytest.mark.usefixtures("agreed")
def test_line_endings_comments_and_order_of_keys_do_not_void_it(redact: Command) -> None:
    words = redact("policy", "verify").out.splitlines()[0]
    for name in ("policy.yaml", "card.yaml", "redact.yaml", "ours.csv"):
        path = Path(name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    edit("policy.yaml", "gates: {held_at_most: 0.1}", "# read again in March\ngates: {'held_at_most': 0.1}")
    edit("policy.yaml", "{precision: month, delay: 30 days}", "{delay: 30 days, precision: month}")
    for path in Path("signers").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ended = redact("policy", "verify")
    assert ended.code == 0, ended.err
    assert ended.out.splitlines()[0] == words


@pytest.mark.usefixtures("listed")
def test_a_signature_made_on_another_computer(redact: Command, keys: Keys) -> None:
    words = redact("policy", "sign", "--name", "Ada Quist", "--prepare", "agree.txt").out
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(keys["ada"]), "-n", "redact-policy", "agree.txt"], check=True
    )
    taken = redact("policy", "sign", "--signed", "agree.txt")
    assert (taken.code, taken.out) == (0, words)
    refused(redact("policy", "verify"), "Missing: release officer")


@pytest.mark.usefixtures("listed")
def test_on_paper_with_a_witness_is_equal_and_shown_as_weaker(redact: Command, keys: Keys) -> None:
    sign(redact, "Bo Lind", keys["bo"])
    paper = ("policy", "sign", "--paper", "--name", "Dee Marsh", "--role", "victim advocate")
    paper = (*paper, "--organisation", "Safe Harbor", "--witness")
    refused(redact(*paper, "dee  MARSH"), "nobody is their own witness")
    assert redact(*paper, "Wim Witness").code == 0
    ended = redact("policy", "verify")
    assert ended.code == 0, ended.err
    assert "on paper, witnessed by Wim Witness" in ended.out


@pytest.mark.usefixtures("listed")
def test_paper_that_the_ledger_does_not_know(redact: Command, keys: Keys) -> None:
    sign(redact, "Bo Lind", keys["bo"])
    made = json.loads(signature_of("bo-lind").read_text(encoding="utf-8"))
    forged = made | {"name": "Dee Marsh", "role": "victim advocate", "way": "paper", "witness": "Wim"}
    signature_of("bo-lind").with_name("dee.json").write_text(json.dumps(forged), encoding="utf-8")
    refused(redact("policy", "verify"), "the ledger knows of no signature on paper by Dee Marsh")


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("agreed")
def test_wrong_key(redact: Command, keys: Keys) -> None:
    refused(
        sign(redact, "Ada Quist", keys["eve"]),
        "the signature under the name of Ada Quist was made with another key than the one listed for Ada Quist",
    )
    assert redact("policy", "verify").code == 0, "nothing was kept"
    project, policy = load_project("redact.yaml"), load_policy("policy.yaml")
    from redact.policy.signing import Signature
    from redact.signoff import content_of

    ada = Signature.model_validate_json(signature_of("ada-quist").read_text(encoding="utf-8"))
    forged = by_hand(keys["eve"], "redact-policy", ada.message(content_of(project, policy)))
    rewrite("ada-quist", signature=forged)
    refused(redact("policy", "verify"), "Missing: victim advocate", "made with another key")


@pytest.mark.usefixtures("agreed")
def test_expired_key(redact: Command, keys: Keys, later: Callable[[int], None]) -> None:
    later(3 * 365)
    refused(redact("policy", "verify"), "the key of Ada Quist was valid until", "the key of Bo Lind was valid until")
    refused(sign(redact, "Ada Quist", keys["ada"]), "the key of Ada Quist was valid until")


@pytest.mark.usefixtures("agreed")
def test_wrong_namespace(redact: Command, keys: Keys) -> None:
    from redact.policy.signing import Signature
    from redact.signoff import content_of

    ada = Signature.model_validate_json(signature_of("ada-quist").read_text(encoding="utf-8"))
    content = ada.message(content_of(load_project("redact.yaml"), load_policy("policy.yaml")))
    rewrite("ada-quist", signature=by_hand(keys["ada"], "redact-release", content))
    refused(redact("policy", "verify"), "Ada Quist has signed something of another kind (redact-release), not a policy")
    rewrite("ada-quist", signature="-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----")
    refused(redact("policy", "verify"), "what should be the signature of Ada Quist is none")


@pytest.mark.usefixtures("agreed")
def test_wrong_role(redact: Command) -> None:
    rewrite("bo-lind", role="victim advocate")
    refused(
        redact("policy", "verify"),
        "the signature says that Bo Lind is victim advocate, and Bo Lind is listed as release officer",
        "Missing: release officer",
    )


@pytest.mark.usefixtures("listed")
def test_a_role_that_the_policy_does_not_ask_for_fills_no_place(redact: Command, keys: Keys) -> None:
    add(redact, "Cy Marsh", "counsel", keys["cy"], "--witness", "Wim Witness")
    sign(redact, "Cy Marsh", keys["cy"])
    refused(redact("policy", "verify"), "Missing: victim advocate, release officer")


def test_one_person_in_two_roles(redact: Command, keys: Keys, listed: None) -> None:
    refused(
        add(redact, "ada  quist", "counsel", keys["cy"], "--witness", "Wim Witness"),
        "Ada Quist is listed as victim advocate and as counsel; one person has one role",
    )
    refused(
        add(redact, "Cy Marsh", "counsel", keys["ada"], "--witness", "Wim Witness"),
        "Ada Quist and Cy Marsh have the same key, so it counts for neither",
    )
    ended = redact(
        *("policy", "sign", "--paper", "--name", "Ada Quist", "--role", "release officer", "--organisation", "PD"),
        *("--witness", "Wim Witness"),
    )
    refused(ended, "Ada Quist is listed as victim advocate and cannot sign as release officer")
    assert "Cy" not in redact("policy", "signers").out


def test_one_person_in_two_roles_on_paper(redact: Command) -> None:
    for role in ("victim advocate", "release officer"):
        redact(
            *("policy", "sign", "--paper", "--name", "Dee Marsh", "--role", role, "--organisation", "Safe Harbor"),
            *("--witness", "Wim Witness"),
        )
        written = signature_of("dee-marsh")
        written.rename(written.with_name(f"{role}.json"))
    refused(
        redact("policy", "verify"),
        "Dee Marsh has signed as release officer and as victim advocate; one person cannot fill two roles",
        "Missing: victim advocate, release officer",
    )


@pytest.mark.usefixtures("listed")
def test_a_key_added_by_the_department_alone(redact: Command, keys: Keys) -> None:
    new = ("Eve Mallory", "victim advocate", keys["eve"])
    refused(
        add(redact, *new, "--witness", "Bo Lind"),
        "a new key of a victim advocate needs the signature of a victim advocate who is there already: Ada Quist",
    )
    refused(
        add(redact, *new, "--vouched-by", "Bo Lind", "--with", keys["bo"]),
        "Bo Lind cannot vouch for a new victim advocate with this key",
    )
    refused(add(redact, *new, "--vouched-by", "Ada Quist", "--with", keys["eve"]), "Ada Quist cannot vouch")
    real = Path("signers/people/ada-quist.yaml").read_text(encoding="utf-8")
    public = keys["eve"].with_suffix(".pub").read_text(encoding="utf-8").strip()
    forged = real.replace("Ada Quist", "Eve Mallory")
    forged = "".join(f'key: "{public}"\n' if line[:4] == "key:" else line for line in forged.splitlines(True))
    Path("signers/people/eve.yaml").write_text(forged, encoding="utf-8")
    ended = redact("policy", "signers")
    assert "Eve Mallory is not the first victim advocate: the ledger remembers another key" in ended.err
    refused(sign(redact, "Eve Mallory", keys["eve"]), "no key of Eve Mallory counts")
    vouch = by_hand(keys["bo"], "redact-policy", b"{}")
    content = f"vouched: {json.dumps({'by': 'Ada Quist', 'signature': vouch})}\n"
    forged = "".join(content if line[:6] == "first:" else line for line in forged.splitlines(True))
    Path("signers/people/eve.yaml").write_text(forged, encoding="utf-8")
    assert (
        "the key of Eve Mallory counts for nothing: no victim advocate whose key counted before has signed for it"
        in redact("policy", "signers").err
    )


@pytest.mark.usefixtures("listed")
def test_an_advocate_vouches_for_another(redact: Command, keys: Keys) -> None:
    ended = add(redact, "Cy Marsh", "victim advocate", keys["cy"], "--vouched-by", "Ada Quist", "--with", keys["ada"])
    assert ended.code == 0, ended.err
    assert sign(redact, "Cy Marsh", keys["cy"]).code == 0
    text = Path("signers/people/cy-marsh.yaml").read_text(encoding="utf-8")
    Path("signers/people/cy-marsh.yaml").write_text(text.replace("Safe Harbor", "Elsewhere"), encoding="utf-8")
    assert "the key of Cy Marsh counts for nothing" in redact("policy", "signers").err


@pytest.mark.usefixtures("listed")
def test_openssh_itself_accepts_the_list(redact: Command, keys: Keys, tmp_path: Path) -> None:
    Path("allowed").write_text(redact("policy", "signers", "--openssh").out, encoding="utf-8")
    Path("made.sig").write_text(by_hand(keys["ada"], "redact-policy", b"hello"), encoding="utf-8")
    for name, code in (("ada-quist@safe-harbor", 0), ("bo-lind@smallville-police-department", 255)):
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", name, "-n", "redact-policy", "-s", "made.sig"],
            input=b"hello", capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == code


@pytest.mark.usefixtures("agreed")
def test_without_ssh_keygen(redact: Command, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for ended in (redact("policy", "verify"), sign(redact, "Ada Quist", keys["ada"])):
        assert ended.code == 16
        assert "redact: ssh-keygen is not there, and signatures are made and checked with it" in ended.err
        assert "OpenSSH Client" in ended.err


# --- what was signed -------------------------------------------------------------------------------------------------

EDITS = {
    "policy": (("policy.yaml", "delay: 30 days", "delay: 29 days"), "the policy was changed after it was signed"),
    "code table": (
        ("ours.csv", "T1,THEFT,property,,none", "T1,THEFT,society,,none"),
        "the code table 'ours' was changed after the policy was signed",
    ),
    "a code that no longer protects": (
        ("ours.csv", "our list\n", "our list\nT2,LARCENY,property,,none,,verified,our list\n"),
        "the code table 'ours' was changed after the policy was signed",
    ),
    "a code that another table knows as something stricter": (
        ("ours.csv", "our list\n", "our list\n11A,RAPE,persons,stalking,shows,,verified,our list\n"),
        "the code table 'ours' was changed after the policy was signed",
    ),
    "columns": (
        ("card.yaml", "State: status", "State: status, Again: status"),
        "other columns of 'incidents' would come out than when the policy was signed",
    ),
    "publisher": (("redact.yaml", "Smallville Police", "Bigville Police"), "what is signed is of another publisher"),
}


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("what", EDITS)
def test_any_change_of_meaning_voids_it(redact: Command, what: str) -> None:
    change, sentence = EDITS[what]
    edit(*change)
    refused(redact("policy", "verify"), "not all have signed", "Missing: victim advocate, release officer", sentence)


@pytest.mark.usefixtures("agreed")
def test_a_dataset_is_added(redact: Command) -> None:
    card = Path("card.yaml").read_text(encoding="utf-8").replace("incidents", "calls")
    Path("calls.yaml").write_text(card, encoding="utf-8")
    edit("redact.yaml", "card: card.yaml}\n", "card: card.yaml}\n  - {file: good.csv, card: calls.yaml}\n")
    refused(redact("policy", "verify"), "the dataset 'calls' was added after the policy was signed")


@pytest.mark.usefixtures("agreed")
def test_what_was_signed_cannot_be_swapped_in_the_folder(redact: Command) -> None:
    """The policy is loosened and the folder of signatures renamed to fit it."""
    old = signature_of("ada-quist").parent
    edit("policy.yaml", "delay: 30 days", "delay: 1 day")
    digest = json.loads(redact("policy", "verify", "--json").out)["digest"]
    old.rename(old.with_name(digest[:16]))
    refused(redact("policy", "verify"), "Ada Quist has signed something else than what this agreement says now")


@pytest.mark.usefixtures("agreed")
def test_a_policy_to_be_read_again(redact: Command, later: Callable[[int], None]) -> None:
    project, policy = load_project("redact.yaml"), load_policy("policy.yaml")
    found = signoff_of(project, policy, on=policy.review_by)
    assert not found.stopped
    later(40_000)
    refused(redact("policy", "verify"), "the policy was to be read again by 2099-01-01")


def test_a_policy_that_asks_nobody(redact: Command) -> None:
    text = Path("policy.yaml").read_text(encoding="utf-8")
    Path("policy.yaml").write_text(text.split("agreement:")[0], encoding="utf-8")
    refused(redact("policy", "verify"), "the policy does not say who must sign it (agreement:)")


# --- additions that only protect -------------------------------------------------------------------------------------

PROTECTS = "our list\nX9,STALKING BY PHONE,persons,stalking,shows,,verified,our list\n"


@pytest.mark.usefixtures("agreed")
def test_a_new_code_that_protects_is_an_addition(redact: Command) -> None:
    before = redact("policy", "verify").out.splitlines()[0]
    edit("ours.csv", "our list\n", PROTECTS)
    ended = redact("policy", "verify")
    assert ended.code == 0, ended.err
    assert ended.out.splitlines()[0] == before, "the words of what was signed"
    assert "not told to the signers yet" in ended.out
    assert "X9" not in CODES


@pytest.mark.usefixtures("agreed")
def test_a_policy_that_only_gets_stricter_is_an_addition() -> None:
    edit("policy.yaml", "delay: 30 days", "delay: 60 days")
    project, policy = load_project("redact.yaml"), load_policy("policy.yaml")
    asked: list[tuple[Policy, Policy]] = []

    def yes(old: Policy, new: Policy) -> bool:
        asked.append((old, new))
        return protects_more(old, new)

    found = signoff_of(project, policy, only_stricter=yes)
    assert found.holds
    assert found.delta is not None
    (pair,) = asked
    assert [each.tiers[1].time.delay.days for each in pair if each.tiers[1].time] == [30, 60]
    assert not signoff_of(project, policy, only_stricter=lambda *_: False).holds


STRICTER = {
    "wait longer": (("delay: 30 days", "delay: 60 days"), True),
    "more homes": (("min_households: 500", "min_households: 700"), True),
    "another must sign": (("  - {role: release officer}\n", "  - {role: release officer}\n  - {role: mayor}\n"), False),
    "more days of notice": (("days: 5}", "days: 9}"), True),
    "fewer days of notice": (("days: 5}", "days: 4}"), False),
    "nobody can stop": (("days: 5}", "days: 5, can_stop: false}"), False),
    "only words": (("title: ", "title: Not "), False),
}


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("what", STRICTER)
def test_signatures_hold_exactly_where_a_change_only_protects_more(what: str) -> None:
    change, holds = STRICTER[what]
    edit("policy.yaml", *change)
    found = signoff_of(load_project("redact.yaml"), load_policy("policy.yaml"))
    assert (found.holds, found.delta is not None) == (holds, holds)


# --- the six words ---------------------------------------------------------------------------------------------------


def test_the_words_are_fixed_and_far_apart() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 2048
    assert len({word[:4] for word in words}) == 2048
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 9 for word in words)
    assert list(words) == sorted(words)
    assert not {"victim", "abuse", "assault", "wife", "rape", "weapon", "police", "jail"} & set(words)
    assert receipt("ab" * 32) == ("scene", "ripple", "another", "knit", "hint", "range")
    assert receipt("ac" * 32) != receipt("ab" * 32)
