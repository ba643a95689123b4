"""Where a street's name ends in a text: which word is its type, and what is only a word of its name."""

from __future__ import annotations

from redact.place.abbreviations import DIRECTIONS, LAST_ONLY, LEADING_TYPES, LETTERED, SAINTS, STRONG, TYPES


def type_positions(tokens: list[str]) -> list[int]:
    """Where a type can stand, likeliest first.

    A text may go on behind its street, with a city or a building whose own last word is a type (CEDAR RAPIDS). So
    the last type of the STRONG kind is likeliest, with a type that follows it at the very end (COURT SQUARE); then
    the others from the last. NE, NW, SE and SW behind a strong type end the street, whatever follows.
    """
    last = len(tokens) - 1
    while last > 1 and tokens[last] in DIRECTIONS:
        last -= 1
    found = [at for at in range(len(tokens) - 1, 0, -1) if tokens[at] in TYPES]
    best = _strongest(tokens, found, last)
    if best > 0:
        found.remove(best)
        found.insert(0, best)
    if last > 0 and tokens[last] in LAST_ONLY:  # FALLS ROAD TE; but behind other words LA is Louisiana
        found.insert(0, last) if best < 0 or best == last - 1 else found.append(last)
    return found


def _strongest(tokens: list[str], positions: list[int], last: int) -> int:
    """The likeliest position of a type if one is STRONG, else -1."""
    strong = [at for at in reversed(positions) if TYPES[tokens[at]] in STRONG and not _is_saint(tokens, at, positions)]
    if len(strong) > 1 and strong[0] == 1 and tokens[0] in DIRECTIONS:
        strong = strong[1:]
    if len(strong) > 1 and tokens[strong[-1]] == "CT" and strong[-1] == len(tokens) - 1 and strong[-2] < last - 1:
        strong.pop()  # Connecticut
    if not strong:
        return -1
    ended = [at for at in strong if len(DIRECTIONS.get(tokens[at + 1] if at < last else "", "")) == 2]
    best = (ended or strong)[0 if ended else -1]
    extended = best + 1 in positions and (best + 1 == last or TYPES[tokens[best + 1]] == "EXT")
    return best + 1 if extended else best


def _is_saint(tokens: list[str], at: int, positions: list[int]) -> bool:
    """Whether the ST at this place begins a name, because another word is the type."""
    return tokens[at] == "ST" and at + 1 < len(tokens) and tokens[at + 1] in SAINTS and (len(positions) > 1 or at == 1)


def type_of(word: str) -> str:
    return TYPES.get(word) or LAST_ONLY[word]


def has_no_end(tokens: list[str], positions: list[int]) -> bool:
    """Whether the likeliest type is after all a word of the name: N WELLS, N ST LOUIS, S AVENUE H, GROVE WOODS."""
    at = positions[0]
    first = at == 1 and tokens[0] in DIRECTIONS
    after = tokens[at + 1 :]
    if first and (len(positions) == 1 and not after and type_of(tokens[1]) not in LETTERED):
        return True
    if first and _is_saint(tokens, at, positions):
        return True
    if first and TYPES.get(tokens[1]) in LEADING_TYPES and [len(token) for token in after] == [1]:
        return True
    return type_of(tokens[at]) not in STRONG and _is_words(after)


def _is_words(tokens: list[str]) -> bool:
    """Whether more than directions follows, and nothing with a digit, which would be an apartment's."""
    return any(token not in DIRECTIONS for token in tokens) and not any(map(str.isdigit, "".join(tokens)))
