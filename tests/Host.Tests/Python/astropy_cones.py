"""Compares cone searches with astropy: the same rows inside, the same distances."""

import csv
import io
import sys
import urllib.parse
import urllib.request

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord

url, path = sys.argv[1:]
rows = list(csv.DictReader(open(path)))
ids = np.array([row["id"] for row in rows])
sky = SkyCoord([float(row["ra"]) for row in rows], [float(row["dec"]) for row in rows], unit="deg")

rng = np.random.default_rng(5)
cones = [(ra, dec, sr) for dec in (90, -90, 89.9, -89.95) for ra in (0, 123.4, 359.99) for sr in (0.02, 0.3, 5)]
cones += [(ra, dec, sr) for ra in (0, 1e-9, 359.999999, 0.3) for dec in (0, 0.7, -0.5) for sr in (1e-3, 0.2, 2)]
cones += [(180, 0, sr) for sr in (89.5, 90.5, 150, 179.9, 180)] + [(-0.25, 0.1, 0.5), (720.25, 0.1, 0.5)]
cones += [(rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1))), 10 ** rng.uniform(-1, 2)) for _ in range(30)]

inside = worst = 0
for ra, dec, sr in cones:
    query = urllib.parse.urlencode({"RA": ra, "DEC": dec, "SR": sr, "VERB": 3, "RESPONSEFORMAT": "csv"})
    answer = urllib.request.urlopen(f"{url}?{query}").read().decode()
    found = {row["id"]: float(row["_r"]) for row in csv.DictReader(io.StringIO(answer))}
    distance = SkyCoord(ra % 360, dec, unit="deg").separation(sky).to_value(u.deg)
    sure, doubtful = set(ids[distance < sr - 1e-10]), set(ids[np.abs(distance - sr) <= 1e-10])
    missing, extra = sure - set(found), set(found) - sure - doubtful
    assert not missing and not extra, (ra, dec, sr, sorted(missing)[:5], sorted(extra)[:5])
    where = dict(zip(ids, distance))
    worst = max([worst] + [abs(where[i] - r) for i, r in found.items()])
    inside += len(found)
assert worst < 1e-9, worst
assert inside > 5000, inside
print(f"{len(cones)} cones, {inside} rows inside, distances agree to {worst:.1e} degrees")
