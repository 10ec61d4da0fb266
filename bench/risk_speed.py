"""Writes the lines of bench/risk into the table of docs/risk-speed.md, each database's part by itself."""

import json
import sys
from pathlib import Path

from server import machine

PAGE = Path(__file__).resolve().parent.parent / "docs" / "risk-speed.md"
HEAD = """# Speed of assessments

Written by `bench/risk`. Each checkout goes through the router with its layers, key, JSON and database; only the socket is
left out, and name servers are not asked. Seven of ten checkouts are of known customers on their browsers, each with five
accounts that share its fingerprint; two are of known ones on a new browser, one is new altogether. *Alone* is one after the
other, *64* and *256* are as many on the way at once. SQLite runs with `synchronous = FULL`, PostgreSQL with what stands above
its table (`SAFE=1 scripts/with-postgres`, as [operations.md](operations.md) advises) and otherwise its defaults. *Commit* is the
time that this disk takes to keep 16 KB: no durable answer is faster. Everything is read once before it is measured, so the
operating system's cache is warm. Times are in
milliseconds.
"""
TABLE = """| sightings | bytes a link | commit p50 | p99 | alone p50 | p99 | 64: a second | p50 | p99 | 256: a second | p50 | p99 |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def row(line):
    cells = [f"{line['sightings']:,}".replace(",", " "), line["link_bytes"], *line["commit_ms"], line["alone"]["p50_ms"], line["alone"]["p99_ms"]]
    for crowd in line["together"]:
        cells += [round(crowd["a_second"]), crowd["p50_ms"], crowd["p99_ms"]]
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def name(line):
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[line["database"]]


def parts(text):
    found = {}
    for part in text.split("\n## ")[1:]:
        name, rest = part.split("\n", 1)
        found[name.strip()] = rest.strip() + "\n"
    return found


lines = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
kept = parts(PAGE.read_text()) if PAGE.exists() else {}
for part in {name(line) for line in lines}:
    own = sorted((line for line in lines if name(line) == part), key=lambda line: line["sightings"])
    first, last = own[0]["alone"]["p50_ms"], own[-1]["alone"]["p50_ms"]
    growth = f"\nFrom the first to the last row a checkout alone costs {last / first:.2f} times as much (p50).\n" if len(own) > 1 else ""
    settings = f"; {sys.argv[2]}" if part == "PostgreSQL" and sys.argv[2] else ""
    kept[part] = f"{machine()}{settings}\n\n{TABLE}{''.join(map(row, own))}{growth}"
PAGE.write_text(HEAD + "".join(f"\n## {part}\n\n{kept[part]}" for part in sorted(kept, reverse=True)))
