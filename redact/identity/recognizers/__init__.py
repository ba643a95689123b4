"""Our recognisers, one per file. None of Presidio's own is used: see the traps in redact/identity/engine.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redact.identity.recognizers.base import Recognizer


def all_recognizers() -> list[Recognizer]:
    """Every recogniser, the record-aware one first."""
    from redact.identity.recognizers import (
        account,
        age,
        apartment,
        badge,
        case_number,
        date,
        device,
        dob,
        driver_license,
        email,
        gps,
        handle,
        intersection,
        ip,
        mile_post,
        officer,
        other_id,
        person_cue,
        person_form,
        person_list,
        phone,
        place_name,
        plate,
        record,
        ssn,
        street_address,
        url,
        vin,
    )  # fmt: skip

    return [
        record.RecordRecognizer(),
        phone.PhoneRecognizer(),
        email.EmailRecognizer(),
        ssn.SsnRecognizer(),
        vin.VinRecognizer(),
        plate.PlateRecognizer(),
        driver_license.DriverLicenseRecognizer(),
        case_number.CaseNumberRecognizer(),
        account.AccountRecognizer(),
        handle.HandleRecognizer(),
        url.UrlRecognizer(),
        ip.IpRecognizer(),
        gps.GpsRecognizer(),
        device.DeviceRecognizer(),
        other_id.OtherIdRecognizer(),
        dob.DobRecognizer(),
        age.AgeRecognizer(),
        date.DateRecognizer(),
        street_address.StreetAddressRecognizer(),
        intersection.IntersectionRecognizer(),
        mile_post.MilePostRecognizer(),
        apartment.ApartmentRecognizer(),
        place_name.PlaceNameRecognizer(),
        officer.OfficerRecognizer(),
        badge.BadgeRecognizer(),
        person_cue.PersonCueRecognizer(),
        person_form.PersonFormRecognizer(),
        person_list.PersonListRecognizer(),
    ]
