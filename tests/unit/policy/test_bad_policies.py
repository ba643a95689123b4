"""Every mistake a policy can hold: one tiny file each, and exactly what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.errors import PolicyInvalid
from redact.policy import load_policy

SAID: dict[str, list[str]] = {
    "empty": [
        "empty.yaml: the file is empty",
    ],
    "tab": [
        "tab.yaml:9:1: a tab character stands here; use spaces",
    ],
    "key_twice": [
        "key_twice.yaml:22:1: 'version' is written twice (first on line 2); keep one",
    ],
    "anchor": [
        "anchor.yaml:19:9: '&here' names this place for use elsewhere; write it out there",
    ],
    "tag": [
        "tag.yaml:2:10: a tag ('!...') stands here; remove it",
    ],
    "two_documents": [
        "two_documents.yaml:22:1: a second document begins here; one file holds one",
    ],
    "value_missing": [
        "value_missing.yaml:3:7: nothing stands behind 'title:'; write a value, or remove the line",
    ],
    "bracket_open": [
        "bracket_open.yaml:20:34: a bracket is opened and not closed, or a comma is missing",
    ],
    "quote_open": [
        "quote_open.yaml:3:8: a quotation mark is opened and never closed",
    ],
    "colon_in_text": [
        "colon_in_text.yaml:3:13: a second ':' stands here; put the text in quotes, or begin a new line",
    ],
    "indentation": [
        "indentation.yaml:9:4: this line is not indented like the lines it belongs to",
    ],
    "not_utf8": [
        "not_utf8.yaml:3:12: this is not UTF-8 text",
        "  Save it again with the encoding UTF-8",
    ],
    "a_list": [
        "a_list.yaml:1:1: the file must be a group of 'key: value' lines",
    ],
    "key_unknown": [
        "key_unknown.yaml:22:1: titel: 'titel' is not a key that is known here. Did you mean 'title'?",
    ],
    "key_unknown_inside": [
        "key_unknown_inside.yaml:17:5: tiers.2.place: 'min_households' is missing.",
        (
            "key_unknown_inside.yaml:17:27: tiers.2.place.min_housholds: 'min_housholds' is not a key that is "
            "known here. Did you mean 'min_households'?"
        ),
    ],
    "key_missing": [
        "key_missing.yaml:1:1: 'title' is missing.",
    ],
    "agreement_role_twice": [
        (
            "agreement_role_twice.yaml:24:12: agreement.1.role: 'victim advocate' is named twice; write one line with "
            "a larger count."
        ),
    ],
    "notice_to_a_stranger": [
        (
            "notice_to_a_stranger.yaml:24:14: notice.to: 'the mayor' is not among the roles of 'agreement'; who is "
            "told must be somebody who signs."
        ),
    ],
    "notice_without_days": [
        "notice_without_days.yaml:24:1: notice: 'days' is missing.",
    ],
    "scenario_unknown": [
        (
            "scenario_unknown.yaml:29:37: gates.scenarios.did_she_reprot: no scenario named 'did_she_reprot' comes "
            "with redact. Did you mean 'did_she_report'?"
        ),
    ],
    "scenario_limit_too_high": [
        "scenario_limit_too_high.yaml:29:37: gates.scenarios.did_she_report: '0.6' must be at most 0.5.",
    ],
    "scenario_without_limit": [
        "scenario_without_limit.yaml:29:20: gates.scenarios: a list must be a group of 'key: value' lines.",
    ],
    "scenario_file_missing": [
        (
            "scenario_file_missing.yaml:29:21: gates.scenarios.our_neighbour.yaml: there is no file "
            "'our_neighbour.yaml' beside the policy."
        ),
    ],
    "scenario_file_in_a_folder": [
        (
            "scenario_file_in_a_folder.yaml:29:42: gates.scenarios.ours/neighbour.yaml: 'ours/neighbour.yaml' must be "
            "the name of a file beside the policy, without a folder."
        ),
    ],
    "sample_too_small": ["sample_too_small.yaml:22:20: identity.sample: '5' must be at least 30."],
    "no_is_text": [
        "no_is_text.yaml:2:10: version: 'no' must be a whole number.",
    ],
    "version_in_quotes": [
        "version_in_quotes.yaml:2:10: version: '1' must be a whole number.",
    ],
    "text_is_a_number": [
        "text_is_a_number.yaml:3:8: title: '2027' must be text; put it in quotes.",
    ],
    "word_unknown": [
        (
            "word_unknown.yaml:9:11: tiers.0.rows: 'witheld' must be 'publish', 'hold' or 'withhold'. Did you "
            "mean 'withhold'?"
        ),
    ],
    "period_unknown": [
        "period_unknown.yaml:4:19: releases.every: 'fortnight' must be 'day', 'week', 'month', 'quarter' or 'year'.",
    ],
    "date_impossible": [
        "date_impossible.yaml:22:12: review_by: '2027-02-30' must be a date such as 2027-12-01.",
    ],
    "delay_without_unit": [
        "delay_without_unit.yaml:14:37: tiers.1.time.delay: '30' must be a number of days, such as 30 days.",
    ],
    "delay_in_weeks": [
        "delay_in_weeks.yaml:14:37: tiers.1.time.delay: '4 weeks' must be a number of days, such as 30 days.",
    ],
    "precision_unknown": [
        (
            "precision_unknown.yaml:18:23: tiers.2.time.precision: 'minute' must be 'hour', 'day', 'month', "
            "'quarter' or 'year'."
        ),
    ],
    "linking_half": [
        (
            "linking_half.yaml:5:66: classify.linking.within_m: 'within_m' says nothing without 'within_hours'; "
            "write both, or neither."
        ),
    ],
    "list_expected": [
        "list_expected.yaml:5:21: classify.sources: 'codes' must be a list, such as [a, b].",
    ],
    "group_expected": [
        "group_expected.yaml:17:12: tiers.2.place: 'block' must be a group of 'key: value' lines.",
    ],
    "households_negative": [
        "households_negative.yaml:17:43: tiers.2.place.min_households: '0' must be at least 2.",
    ],
    "share_above_one": [
        "share_above_one.yaml:5:47: classify.linked_at_least: '90' must be at most 1.0.",
    ],
    "source_unknown": [
        (
            "source_unknown.yaml:5:29: classify.sources.1: 'relationships' must be 'codes', 'statutes', "
            "'relationship', 'flags', 'offense_text', 'narrative' or 'linked_records'. Did you mean 'relationship'?"
        ),
    ],
    "people_unknown": [
        "people_unknown.yaml:19:13: tiers.2.people: 'hide' must be 'remove'.",
    ],
    "ages_unknown": [
        (
            "ages_unknown.yaml:19:19: tiers.2.people.age: 'decades' must be 'keep', 'bands of 10' (or another "
            "number) or 'remove'."
        ),
    ],
    "style_without_street": [
        (
            "style_without_street.yaml:19:46: places.style: must name '{street}', and may name '{block}' and "
            "nothing else in braces."
        ),
    ],
    "epsilon_huge": [
        "epsilon_huge.yaml:24:19: budget.epsilon: '10' must be at most 5.",
    ],
    "cover_group_unknown": [
        (
            "cover_group_unknown.yaml:15:20: tiers.1.cover.rate.person: 'person' must be 'none', 'society', "
            "'property' or 'persons'. Did you mean 'persons'?"
        ),
    ],
    "name_with_space": [
        (
            "name_with_space.yaml:16:11: tiers.2.tier: 'the rest' must be one word of small letters, digits and "
            "_ or -, beginning with a letter."
        ),
    ],
    "tier_twice": [
        "tier_twice.yaml:16:11: tiers.2.tier: 'blurred' is used twice.",
    ],
    "class_unknown": [
        (
            "class_unknown.yaml:7:3: tiers: no tier takes every 'family_violence' record; name it in a tier "
            "without kinds and offense_groups."
        ),
        (
            "class_unknown.yaml:11:42: tiers.1.classes.1: 'family_violance' is not a class. Did you mean "
            "'family_violence'?"
        ),
    ],
    "class_in_no_tier": [
        (
            "class_in_no_tier.yaml:7:3: tiers: no tier takes every 'elder_abuse' record; name it in a tier "
            "without kinds and offense_groups."
        ),
    ],
    "class_added_without_tier": [
        (
            "class_added_without_tier.yaml:7:3: tiers: no tier takes every 'suicide' record; name it in a tier "
            "without kinds and offense_groups."
        ),
    ],
    "class_added_empty": [
        (
            "class_added_empty.yaml:5:49: classify.classes.suicide: 'suicide' has neither codes nor words, so "
            "no record would ever be found."
        ),
    ],
    "last_tier_narrow": [
        (
            "last_tier_narrow.yaml:16:5: tiers.2: the last tier, 'rest', must take every record that is left: "
            "no classes, kinds or offense_groups."
        ),
    ],
    "tier_never_reached": [
        (
            "tier_never_reached.yaml:10:5: tiers.1: 'blurred' takes every record, so the tiers after it are "
            "never reached."
        ),
    ],
    "strict_after_loose": [
        (
            "strict_after_loose.yaml:18:11: tiers.2.rows: 'stops' shows no rows but stands after 'blurred', "
            "which does; put the stricter tier first."
        ),
    ],
    "place_without_effect": [
        (
            "place_without_effect.yaml:10:12: tiers.0.place: 'place' has no effect, because 'hidden' shows no "
            "rows; remove it."
        ),
    ],
    "no_place": [
        "no_place.yaml:16:5: tiers.2: 'rest' shows rows, so 'place' must say how exactly.",
    ],
    "level_not_in_ladder": [
        (
            "level_not_in_ladder.yaml:13:20: tiers.1.place.level: 'beet' is not a level of places.ladder. Did "
            "you mean 'beat'?"
        ),
    ],
    "precision_not_in_ladder": [
        "precision_not_in_ladder.yaml:14:23: tiers.1.time.precision: 'month' is not in times.ladder.",
    ],
    "ladder_without_city": [
        "ladder_without_city.yaml:19:32: places.ladder.2: the last place must be 'city'.",
    ],
    "times_out_of_order": [
        (
            "times_out_of_order.yaml:20:17: times.ladder: write each word once, the most exact first: hour, "
            "day, month, quarter, year."
        ),
    ],
    "cover_on_the_last_tier": [
        (
            "cover_on_the_last_tier.yaml:19:12: tiers.2.cover: cover is drawn from looser tiers, and after "
            "'rest' there is none."
        ),
    ],
    "cover_share_of_no_rows": [
        (
            "cover_share_of_no_rows.yaml:10:40: tiers.0.cover.share_at_least: 'share_at_least' is about rows "
            "that are shown, and 'hidden' shows none."
        ),
    ],
    "shows_a_name": [
        (
            "shows_a_name.yaml:12:30: tiers.1.shows.3: 'victim_name' is about a person; a tier with 'shows' "
            "publishes no people."
        ),
    ],
    "shows_the_flag": [
        (
            "shows_the_flag.yaml:12:30: tiers.1.shows.3: 'domestic_flag' gives away what kind of event it was, "
            "so it is never published."
        ),
    ],
    "shows_a_date": [
        "shows_a_date.yaml:12:24: tiers.1.shows.2: 'occurred_at' is published only as 'time'.",
    ],
    "shows_unknown": [
        (
            "shows_unknown.yaml:12:30: tiers.1.shows.3: 'ofense_text' is not a column that can be shown. Did "
            "you mean 'offense_text'?"
        ),
    ],
    "shows_and_people": [
        (
            "shows_and_people.yaml:13:13: tiers.1.people: a tier with 'shows' publishes those columns and no "
            "people; remove 'people' or 'shows'."
        ),
    ],
    "column_unknown": [
        ("column_unknown.yaml:21:72: columns.staus: 'staus' is not a role or a group of roles. Did you mean 'status'?"),
    ],
    "column_action_wrong": [
        (
            "column_action_wrong.yaml:21:56: columns.offense_text: 'keep' cannot be done with 'offense_text'; "
            "it can be 'by tier' or 'remove'."
        ),
    ],
    "column_never_shown": [
        (
            "column_never_shown.yaml:21:79: columns.relationship: 'by tier' cannot be done with 'relationship'; "
            "it can only be 'remove'."
        ),
    ],
    "column_a_name": [
        (
            "column_a_name.yaml:21:78: columns.victim_name: 'by tier' cannot be done with 'victim_name'; it can "
            "only be 'remove'."
        ),
    ],
    "column_of_officers": [
        (
            "column_of_officers.yaml:21:79: columns.officer_name: columns about officers follow "
            "identity.officers alone; write it there."
        ),
    ],
    "people_without_uniqueness": [
        (
            "people_without_uniqueness.yaml:19:13: tiers.2.people: 'rest' shows age and sex, but no rule under "
            "'uniqueness' looks at them together."
        ),
    ],
    "repair_not_looked_at": [
        (
            "repair_not_looked_at.yaml:23:37: uniqueness.0.repair.1: 'race' is left out as a repair, but 'of' "
            "does not look at it."
        ),
    ],
    "officers_of_unknown_tier": [
        (
            "officers_of_unknown_tier.yaml:22:31: identity.officers.blured: 'blured' is not a tier. Did you "
            "mean 'blurred'?"
        ),
    ],
    "doubt_without_persons": [
        (
            "doubt_without_persons.yaml:5:44: classify.may_evidence: there is no tier 'persons'; write hold or "
            "protect, or add the tier."
        ),
    ],
    "count_of_visible_rows": [
        (
            "count_of_visible_rows.yaml:23:45: counts.0.of.tiers.0: rows of 'rest' are published with their "
            "class visible, so a table of them hides nothing."
        ),
    ],
    "count_of_unknown_tier": [
        "count_of_unknown_tier.yaml:23:45: counts.0.of.tiers.0: 'hiden' is not a tier. Did you mean 'hidden'?",
    ],
    "count_by_unknown": [
        "count_by_unknown.yaml:23:59: counts.0.by: a table needs one period: 'month', 'quarter' or 'year'.",
        (
            "count_by_unknown.yaml:23:67: counts.0.by.1: 'quater' must be 'class', 'offense_group', 'outcome', "
            "'block', 'beat', 'city', 'month', 'quarter' or 'year'. Did you mean 'quarter'?"
        ),
    ],
    "count_without_period": [
        "count_without_period.yaml:23:59: counts.0.by: a table needs one period: 'month', 'quarter' or 'year'.",
    ],
    "count_without_budget": [
        "count_without_budget.yaml:23:3: counts: tables of counts need a 'budget'.",
    ],
    "budget_delta_without_opendp": [
        (
            "budget_delta_without_opendp.yaml:24:31: budget.delta: 'delta' has an effect with noise: opendp "
            "only; remove it."
        ),
    ],
    "budget_reserve_missing": [
        (
            "budget_reserve_missing.yaml:24:19: budget.epsilon: the tables together ask for 0.4, which is "
            "more than the budget of 0.4 less the 0.2 that is kept for revisions."
        ),
    ],
    "budget_shares_wrong": [
        "budget_shares_wrong.yaml:24:32: budget.shares: the shares of the four quarters must add up to 1.",
    ],
    "count_bound_without_effect": [
        (
            "count_bound_without_effect.yaml:23:82: counts.0.max_per_unit: an event lies in one place and "
            "one period, so it adds to one number; write 1, or count by class."
        ),
    ],
    "count_exact_by_class": [
        (
            "count_exact_by_class.yaml:23:42: counts.0.of.tiers.0: 'rest' names no classes, so it cannot be "
            "counted by class."
        ),
        (
            "count_exact_by_class.yaml:23:55: counts.0.by.0: an exact table counts what the rows show, and "
            "no row shows its class."
        ),
    ],
    "count_exact_of_cover": [
        (
            "count_exact_of_cover.yaml:23:42: counts.0.of.tiers.0: 'blurred' has cover; exact numbers of "
            "its rows would mix what is hidden with what hides it."
        ),
    ],
    "count_exact_of_hidden": [
        (
            "count_exact_of_hidden.yaml:23:42: counts.0.of.tiers.0: rows of 'hidden' are not shown, so "
            "exact numbers of them would say what is hidden."
        ),
    ],
    "count_exact_too_wide": [
        (
            "count_exact_too_wide.yaml:23:90: counts.0.width: what is left out is known to be below the "
            "threshold; 'width' must be at least 2 less than 'threshold'."
        ),
    ],
    "count_exact_with_epsilon": [
        (
            "count_exact_with_epsilon.yaml:23:78: counts.0.epsilon: 'epsilon' is about noise, and an exact "
            "table has none; remove it."
        ),
    ],
    "count_of_both": [
        "count_of_both.yaml:23:20: counts.0.of: say what is counted by 'tiers' or by 'classes', one of the two.",
    ],
    "count_of_unknown_class": [
        (
            "count_of_unknown_class.yaml:23:31: counts.0.of.classes.0: 'stalkin' is not a class. Did you "
            "mean 'stalking'?"
        ),
    ],
    "count_of_visible_class": [
        (
            "count_of_visible_class.yaml:27:31: counts.0.of.classes.0: 'stalking' records can be in 'late', "
            "whose rows are published with their class visible, so a table of them hides nothing."
        ),
    ],
    "count_required_event": [
        (
            "count_required_event.yaml:23:82: counts.0.require_unit: 'require_unit' has no effect where the "
            "unit is an event; remove it."
        ),
    ],
    "count_total_unknown": [
        (
            "count_total_unknown.yaml:23:95: counts.0.totals.city_month: 'city_month' is not a larger area "
            "and time of this table."
        ),
    ],
    "count_totals_of_all": [
        (
            "count_totals_of_all.yaml:23:82: counts.0.totals: the shares of the totals add up to 1 or more, "
            "so nothing is left for the table itself."
        ),
    ],
    "count_unit_of_other_class": [
        (
            "count_unit_of_other_class.yaml:23:116: counts.0.unit.family_violence: 'family_violence' is not "
            "a class of this table."
        ),
    ],
    "count_unit_unknown": [
        "count_unit_unknown.yaml:23:74: counts.0.unit: 'person' must be 'event', 'victim' or 'household'.",
    ],
    "count_unit_without_default": [
        "count_unit_without_default.yaml:23:74: counts.0.unit: a unit per class needs a 'default' for all others.",
    ],
    "count_with_threshold": [
        (
            "count_with_threshold.yaml:23:79: counts.0.threshold: 'threshold' is for exact tables; remove "
            "it, or write kind: exact."
        ),
    ],
    "count_without_epsilon": [
        "count_without_epsilon.yaml:23:5: counts.0: a table with noise needs an 'epsilon'.",
    ],
    "budget_too_small": [
        (
            "budget_too_small.yaml:24:19: budget.epsilon: the tables together ask for 0.4, which is more than "
            "the budget of 0.3."
        ),
    ],
    "example_role_unknown": [
        (
            "example_role_unknown.yaml:24:26: examples.0.given.ofense_text: 'ofense_text' is not a role. Did "
            "you mean 'offense_text'?"
        ),
    ],
    "example_linked_role_unknown": [
        (
            "example_linked_role_unknown.yaml:25:39: examples.0.linked.0.call_type: 'call_type' is not a role. Did "
            "you mean 'call_type_final'?"
        ),
    ],
    "example_tier_unknown": [
        "example_tier_unknown.yaml:25:20: examples.0.expect.tier: 'rst' is not a tier. Did you mean 'rest'?",
    ],
    "example_class_unknown": [
        "example_class_unknown.yaml:25:21: examples.0.expect.class: 'theft' is not a class.",
    ],
    "example_number": [
        "example_number.yaml:24:27: examples.0.given.offense_code: '23' must be text; put it in quotes.",
    ],
    "example_kind_unknown": [
        (
            "example_kind_unknown.yaml:24:19: examples.0.given.kind: 'stop' must be 'incidents', 'calls', "
            "'arrests', 'stops', 'use_of_force', 'shootings', 'complaints', 'assaults_on_officers', "
            "'engagement' or 'other'. Did you mean 'stops'?"
        ),
    ],
    "several_mistakes": [
        "several_mistakes.yaml:2:10: version: 'one' must be a whole number.",
        "several_mistakes.yaml:13:20: tiers.1.place.level: '7' must be text; put it in quotes.",
        "several_mistakes.yaml:22:1: titel: 'titel' is not a key that is known here. Did you mean 'title'?",
    ],
    "extends_a_word": [
        "extends_a_word.yaml:4:1: extends: this must be a list of names or files, such as [baseline].",
    ],
    "extends_circle": [
        (
            "extends_circle_back.yaml:4:11: extends: 'extends_circle.yaml' extends this policy in turn, so "
            "neither can be whole."
        ),
    ],
    "extends_circle_back": [
        (
            "extends_circle.yaml:4:11: extends: 'extends_circle_back.yaml' extends this policy in turn, so "
            "neither can be whole."
        ),
    ],
    "extends_key_unknown": [
        "extends_key_unknown.yaml:1:1: 'title' is missing.",
        (
            "extends_key_unknown.yaml:4:12: classify.sauces: 'sauces' is not a key that is known here. Did you "
            "mean 'sources'?"
        ),
    ],
    "extends_level_unknown": [
        (
            "extends_level_unknown.yaml:7:13: tiers.blurred.place.level: 'small' says beat and 'ours' says "
            "tract, and neither protects more."
        ),
        "  Make them say the same, or extend one of them only",
    ],
    "extends_looser": [
        (
            "extends_looser.yaml:6:5: tiers.arrests: this might show more than 'small' does, which it extends. "
            "The groups of records. A record belongs to the first one that fits. The first shows the least. New: "
            "'tier: arrests, kinds: [arrests], place: {level: block, min_households: 8}, time: {precision: day, "
            "delay: 1 day}'."
        ),
    ],
    "extends_new_table": [
        (
            "extends_new_table.yaml:6:5: 'all' is no table of what this policy extends; one more tells more, so "
            "it can only be in a policy that extends nothing."
        ),
    ],
    "extends_no_file": [
        "extends_no_file.yaml:4:11: extends: there is no file 'theirs.yaml' beside this one.",
    ],
    "extends_no_order": [
        (
            "extends_no_order.yaml:6:21: tiers.blurred.kinds: 'small' says nothing and 'ours' says arrests, and "
            "neither protects more."
        ),
        "  Make them say the same, or extend one of them only",
    ],
    "extends_tier_nowhere": [
        (
            "extends_tier_nowhere.yaml:6:5: nothing says where the new group 'arrests' stands. Name it above a "
            "group that it stands before: the order of the groups says which is stricter."
        ),
    ],
    "extends_twice": [
        "extends_twice.yaml:4:22: extends: 'good.yaml' is named twice.",
    ],
    "extends_unknown": [
        "extends_unknown.yaml:4:11: extends: 'baselin' does not come with redact. Did you mean 'baseline'?",
        "  A file of your own is named with its ending, as in ours.yaml",
    ],
    "exception_about_nothing": [
        "exception_about_nothing.yaml:30:5: exceptions.0: say by 'place' or 'time' what is told less exactly.",
    ],
    "exception_always": [
        (
            "exception_always.yaml:30:5: exceptions.0: say 'where' or 'when' it holds; what holds always is the "
            "group's own rule."
        ),
    ],
    "exception_dates_impossible": [
        (
            "exception_dates_impossible.yaml:30:12: exceptions.0.when: '11-31..01-03' must be two days of the "
            "year, such as 11-20..01-03."
        ),
    ],
    "exception_looser_place": [
        (
            "exception_looser_place.yaml:30:58: exceptions.0.place.level: 'blurred' is told by beat; an "
            "exception can only name a larger area."
        ),
    ],
    "exception_looser_time": [
        (
            "exception_looser_time.yaml:30:60: exceptions.0.time.precision: 'blurred' is told by month; an "
            "exception can only be less exact."
        ),
    ],
    "exception_of_a_block": [
        "exception_of_a_block.yaml:30:21: exceptions.0.where.block: 'block' is no area that can be named.",
    ],
    "exception_of_no_rows": [
        (
            "exception_of_no_rows.yaml:30:32: exceptions.0.for.0: 'hidden' shows no rows, so nothing of it can "
            "be told less exactly."
        ),
    ],
    "exception_tier_unknown": [
        "exception_tier_unknown.yaml:30:32: exceptions.0.for.0: 'blured' is not a tier. Did you mean 'blurred'?",
    ],
    "exception_without_cover": [
        (
            "exception_without_cover.yaml:30:32: exceptions.0.for.0: 'rest' has no cover, so an exception would "
            "mark the very rows it is for."
        ),
    ],
    "contents_unknown": [
        "contents_unknown.yaml:4:51: releases.contents: 'whole' must be 'whole history' or 'period only'.",
    ],
    "revision_unknown": [
        "revision_unknown.yaml:4:51: releases.revision: 'monthly' must be 'quarterly', 'yearly' or 'none'.",
    ],
    "revision_too_often": [
        (
            "revision_too_often.yaml:4:49: releases.revision: a quarterly revision comes more often than "
            "'period: year' lets anything change; write yearly, or none."
        ),
    ],
    "revision_between_releases": [
        (
            "revision_between_releases.yaml:4:50: releases.revision: a quarterly revision comes more often "
            "than 'every: year' lets anything change; write yearly, or none."
        ),
    ],
    "history_without_treatment": [
        "history_without_treatment.yaml:29:1: history: 'treatment' is missing.",
    ],
    "history_treatment_unknown": [
        (
            "history_treatment_unknown.yaml:29:42: history.treatment: 'by groups' must be 'by group' or "
            "'not again'. Did you mean 'by group'?"
        ),
    ],
    "history_date_impossible": [
        "history_date_impossible.yaml:29:19: history.before: '2027-02-30' must be a date such as 2027-12-01.",
    ],
    "keep_plans_without_unit": [
        "keep_plans_without_unit.yaml:29:13: keep_plans: '90' must be a number of days, such as 30 days.",
    ],
    "keep_plans_no_day": [
        (
            "keep_plans_no_day.yaml:29:13: keep_plans: a plan must be kept for a day at least, or it is "
            "gone before it can be released."
        ),
    ],
    "keep_plans_shorter_than_notice": [
        (
            "keep_plans_shorter_than_notice.yaml:31:13: keep_plans: a plan waits 5 days for the victim "
            "advocate before it may be released; keep it longer than that."
        ),
    ],
    "removal_reason_unknown": [
        (
            "removal_reason_unknown.yaml:29:31: removals.reasons.1: 'seal' must be 'request', 'sealed', "
            "'expunged' or 'other'. Did you mean 'sealed'?"
        ),
    ],
    "removal_reason_twice": [
        "removal_reason_twice.yaml:29:39: removals.reasons.2: 'request' is named twice.",
    ],
    "removal_on_request_missing": [
        (
            "removal_on_request_missing.yaml:29:21: removals.reasons: 'request' is missing; whoever asks "
            "for a record to be taken out must be heard."
        ),
    ],
    "removal_reasons_none": [
        "removal_reasons_none.yaml:29:21: removals.reasons: must not be empty.",
    ],
    "removal_without_cover": [
        "removal_without_cover.yaml:29:19: removals.cover: '0' must be at least 1.",
    ],
}
"""By file name: the lines of the message, each beginning with file:line:column."""


@pytest.fixture(autouse=True)
def _among_the_files(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "tests" / "bad_inputs" / "policies")


@pytest.mark.parametrize("name", SAID)
def test_each_mistake_is_said_with_its_place(name: str) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        load_policy(f"{name}.yaml")
    assert str(caught.value).splitlines() == SAID[name]
    assert caught.value.exit_code == 10


def test_there_is_a_message_for_every_file_and_a_file_for_every_message() -> None:
    assert {path.stem for path in Path().glob("*.yaml")} == {"good", *SAID}


def test_the_file_that_the_others_are_made_from_is_good() -> None:
    assert load_policy("good.yaml").policy == "small"
