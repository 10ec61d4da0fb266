"""Writes the lines of bench/risk into the table of docs/risk-speed.md, each database's part by itself."""

import json
import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "risk-speed.md"
HEAD = """# Speed of assessments

Written by `bench/risk`. Each checkout goes through the router with its layers, key, JSON and database; only the socket is
left out, and name servers are not asked. Seven of ten checkouts are of known customers on their browsers, two of known ones
on a new browser, one is new altogether. *Alone* is one after the other, *together* 64 on the way at once. *Commit* is the
median time that this disk takes to keep 16 KB: no durable answer is faster.
"""
TABLE = "| sightings | bytes a link | commit ms | alone p50 ms | p99 | together a second | p50 ms | p99 |\n|---|---|---|---|---|---|---|---|\n"


def machine():
    model = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {model[0] if model else 'unknown processor'}"


def row(line):
    alone, together = line["alone"], line["together"]
    cells = [f"{line['sightings']:,}".replace(",", " "), line["link_bytes"], line["commit_ms"], alone["p50_ms"], alone["p99_ms"],
             round(together["a_second"]), together["p50_ms"], together["p99_ms"]]
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def parts(text):
    found = {}
    for part in text.split("\n## ")[1:]:
        name, rest = part.split("\n", 1)
        found[name.strip()] = rest.strip() + "\n"
    return found


lines = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
kept = parts(PAGE.read_text()) if PAGE.exists() else {}
for database in {line["database"] for line in lines}:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database]
    own = [line for line in lines if line["database"] == database]
    first, last = own[0]["alone"]["p50_ms"], own[-1]["alone"]["p50_ms"]
    growth = f"\nFrom the first to the last row a checkout alone costs {last / first:.2f} times as much (p50).\n" if len(own) > 1 else ""
    kept[name] = f"{machine()}\n\n{TABLE}{''.join(map(row, own))}{growth}"
PAGE.write_text(HEAD + "".join(f"\n## {name}\n\n{kept[name]}" for name in sorted(kept, reverse=True)))
