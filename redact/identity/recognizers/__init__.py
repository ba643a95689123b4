"""Our recognisers, one per file. None of Presidio's own is used: see the traps in redact/identity/engine.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redact.identity.listed import ListedNames
    from redact.identity.recognizers.base import Finder
    from redact.identity.vocabulary import Vocabulary


def all_recognizers(vocabulary: Vocabulary, listed: ListedNames | None = None) -> list[Finder]:
    """The recognisers of every mode, the record-aware one first; `listed` are names of protected places."""
    from redact.identity.recognizers import (
        account,
        age,
        age_list,
        apartment,
        badge,
        bare_street,
        called_so,
        case_number,
        date,
        device,
        dob,
        driver_license,
        email,
        full_name,
        glued,
        gps,
        handle,
        house_number,
        intersection,
        ip,
        listed_place,
        mile_post,
        numbered_road,
        officer,
        other_id,
        person_cue,
        person_form,
        person_list,
        phone,
        place_behind,
        place_kind,
        place_name,
        plate,
        post_box,
        record,
        spelt_name,
        spoken,
        ssn,
        strange_word,
        street_address,
        url,
        vin,
    )  # fmt: skip

    return [
        record.RecordFinder(),
        full_name.FullNameFinder(),
        phone.PhoneFinder(),
        email.EmailFinder(),
        ssn.SsnFinder(),
        vin.VinFinder(),
        plate.PlateFinder(),
        driver_license.DriverLicenseFinder(),
        case_number.CaseNumberFinder(),
        account.AccountFinder(),
        handle.HandleFinder(),
        url.UrlFinder(),
        ip.IpFinder(),
        gps.GpsFinder(),
        device.DeviceFinder(),
        spoken.SpokenFinder(),
        glued.GluedFinder(),
        other_id.OtherIdFinder(),
        dob.DobFinder(),
        age.AgeFinder(),
        age_list.AgeListFinder(),
        date.DateFinder(),
        street_address.StreetAddressFinder(),
        house_number.HouseNumberFinder(),
        bare_street.BareStreetFinder(),
        numbered_road.NumberedRoadFinder(),
        post_box.PostBoxFinder(),
        intersection.IntersectionFinder(),
        mile_post.MilePostFinder(),
        apartment.ApartmentFinder(),
        place_name.PlaceNameFinder(),
        place_behind.PlaceBehindFinder(),
        place_kind.PlaceKindFinder(),
        officer.OfficerFinder(),
        badge.BadgeFinder(),
        person_cue.PersonCueFinder(),
        person_form.PersonFormFinder(),
        person_list.PersonListFinder(),
        spelt_name.SpeltNameFinder(),
        strange_word.StrangeWordFinder(vocabulary),
        called_so.CalledFinder(),
        *([listed_place.ListedPlaceFinder(listed)] if listed else []),
    ]


def strict_recognizers(vocabulary: Vocabulary) -> list[Finder]:
    """What the mode strict adds: the words that the safe vocabulary does not have."""
    from redact.identity.recognizers.unknown_word import UnknownWordFinder

    return [UnknownWordFinder(vocabulary)]
