#!/usr/bin/env python3
"""Pairs of addresses for `countersign evaluate addresses`, made from labelled addresses.

Usage: scripts/address_pairs.py SEED ADDRESSES.csv OUT.csv [PAIRS]

ADDRESSES.csv has the columns `raw` and `components` (JSON, labels of usaddress). Of every usable address one pair is the
same address rewritten: abbreviations, forms of units, case, order, commas, a slip of the pen; and one is a near miss:
another number, unit, street or city. The column `how` says which.
"""

import csv
import json
import random
import sys

STREET_TYPES = [("St", "Street"), ("Ave", "Avenue"), ("Rd", "Road"), ("Dr", "Drive"), ("Blvd", "Boulevard"), ("Ln", "Lane"), ("Ct", "Court"),
                ("Pl", "Place"), ("Pkwy", "Parkway"), ("Hwy", "Highway"), ("Cir", "Circle"), ("Ter", "Terrace"), ("Trl", "Trail"), ("Sq", "Square")]
DIRECTIONS = [("N", "North"), ("S", "South"), ("E", "East"), ("W", "West"), ("NE", "Northeast"), ("NW", "Northwest"), ("SE", "Southeast"), ("SW", "Southwest")]
UNITS = ["Apt", "Unit", "#", "Apartment", "Ste", "Suite"]
STREET = ["AddressNumberPrefix", "AddressNumber", "AddressNumberSuffix", "StreetNamePreModifier", "StreetNamePreDirectional", "StreetNamePreType",
          "StreetName", "StreetNamePostType", "StreetNamePostDirectional"]
UNIT = ["OccupancyType", "OccupancyIdentifier"]
TOWN = ["PlaceName", "StateName", "ZipCode"]


def usable(parts):
    known = set(STREET + UNIT + TOWN)
    has_town = "PlaceName" in parts or "ZipCode" in parts
    return set(parts) <= known and {"AddressNumber", "StreetName"} <= set(parts) and has_town and parts["AddressNumber"].isdigit()


def clean(parts):
    return {label: value.strip(" ,;.()") for label, value in parts.items() if value.strip(" ,;.()")}


def written(parts, commas=True, unit_first=False):
    def join(labels):
        return " ".join(parts[label] for label in labels if label in parts)
    street, unit, town = join(STREET), join(UNIT).replace("# ", "#"), join(["PlaceName"])
    tail = join(["StateName", "ZipCode"])
    lines = [unit, street] if unit_first else [street, unit]
    return (", " if commas else " ").join(part for part in [*lines, town, tail] if part)


def swapped(word, table):
    for pair in table:
        for here, there in (pair, pair[::-1]):
            if word.rstrip(".").lower() == here.lower():
                return there
    return None


def slip(word, rng):
    at = rng.randrange(1, len(word) - 1)
    return rng.choice([word[:at] + word[at + 1:], word[:at] + word[at + 1] + word[at] + word[at + 2:], word[:at] + rng.choice("aeionrst") + word[at + 1:]])


def rewrite(parts, rng):
    """The same address in other words, and what was done to it; one slip of the pen at most."""
    parts, how = dict(parts), []
    for label, table in [("StreetNamePostType", STREET_TYPES), ("StreetNamePreDirectional", DIRECTIONS), ("StreetNamePostDirectional", DIRECTIONS)]:
        other = swapped(parts.get(label, ""), table)
        if other and rng.random() < 0.7:
            parts[label] = other + rng.choice(["", "."] if len(other) < 5 else [""])
            how.append("abbreviation")
    if parts.get("OccupancyType", "").lower().rstrip(".") in {"apt", "apartment", "unit", "ste", "suite", "#"} and rng.random() < 0.7:
        parts["OccupancyType"] = rng.choice(UNITS)
        how.append("unit form")
    if "-" in parts.get("ZipCode", ""):
        parts["ZipCode"] = parts["ZipCode"].split("-")[0]
        how.append("zip")
    typo = [label for label in ("StreetName", "PlaceName") if len(parts.get(label, "")) >= 6 and parts[label].replace(" ", "").isalpha()]
    if typo and rng.random() < 0.25:
        label = rng.choice(typo)
        misspelt = slip(parts[label], rng)
        if misspelt.lower() != parts[label].lower():
            parts[label] = misspelt
            how.append("typo")
    unit_first = "OccupancyIdentifier" in parts and "OccupancyType" in parts and rng.random() < 0.2
    commas = unit_first or rng.random() < 0.7
    text = written(parts, commas=commas, unit_first=unit_first)
    how += ["order"] * unit_first + ["commas"] * (not commas)
    case = rng.choice(["as is", "upper", "lower", "title"])
    text = {"as is": text, "upper": text.upper(), "lower": text.lower(), "title": text.title()}[case]
    return text, "+".join(how + [case])


def near_miss(parts, others, rng):
    """Another place that looks much the same."""
    parts = dict(parts)
    changes = ["number", "street"] + ["unit"] * ("OccupancyIdentifier" in parts) + ["city"] * ("PlaceName" in parts)
    how = rng.choice(changes)
    other = rng.choice(others)
    if how == "number":
        digits = list(parts["AddressNumber"])
        at = rng.randrange(len(digits))
        digits[at] = rng.choice([d for d in "123456789" if d != digits[at]])
        parts["AddressNumber"] = "".join(digits)
    elif how == "unit":
        unit = parts["OccupancyIdentifier"]
        parts["OccupancyIdentifier"] = unit[:-1] + rng.choice([c for c in ("123456789" if unit[-1].isdigit() else "ABCDEFGH") if c != unit[-1].upper()])
    elif how == "street":
        parts["StreetName"] = other["StreetName"]
    else:
        parts["PlaceName"] = other["PlaceName"]
    same = [parts.get(k, "").lower() for k in ("StreetName", "PlaceName")]
    return parts, how, same


def main(seed, source, out, wanted):
    rng = random.Random(int(seed))
    with open(source, newline="", encoding="utf-8") as file:
        rows = [clean(json.loads(row["components"])) for row in csv.DictReader(file)]
    rows = [parts for parts in rows if usable(parts)]
    named = [parts for parts in rows if "PlaceName" in parts]
    with open(out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["address_a", "address_b", "same", "how"])
        for number in range(wanted):
            parts = rows[number % len(rows)]
            a = written(parts)
            b, how = rewrite(parts, rng)
            writer.writerow([a, b, 1, how])
            before = [parts.get(k, "").lower() for k in ("StreetName", "PlaceName")]
            missed, how, after = near_miss(parts, named, rng)
            # A street or city drawn from the others may be the same by chance.
            if how in ("number", "unit") or before != after:
                writer.writerow([a, written(missed), 0, how])


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:4], int(sys.argv[4]) if len(sys.argv) == 5 else 1000)
