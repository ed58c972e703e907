"""Uploads with pyvo: inline in sync and async, several at once, by URL.  Usage: pyvo_upload.py TAP_URL"""

import sys

import numpy as np
import pyvo
from astropy.table import Table

MATCH = (
    "SELECT u.name, o.id, DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec)) AS d FROM TAP_UPLOAD.mine AS u "
    "JOIN smash_dr1.object AS o ON DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec)) < 1/3600."
)

service = pyvo.dal.TAPService(sys.argv[1])
stars = service.search("SELECT TOP 50 id, ra, dec FROM smash_dr1.object ORDER BY id").to_table()
mine = Table(
    {"name": [f"s{i}" for i in stars["id"]], "ra": stars["ra"] + 1e-5, "dec": stars["dec"] - 1e-5, "w": np.ones(50)}
)
for search in (service.run_sync, service.run_async):
    found = search(MATCH, uploads={"mine": mine}).to_table()
    pairs = {(str(row["name"]), f"s{row['id']}") for row in found}
    assert {(name, name) for name in mine["name"]} <= pairs, pairs
    assert np.all(found["d"] < 1 / 3600)

other = Table({"name": ["s1", "nobody"], "z": [0.5, 0.6]})
found = service.run_sync(
    "SELECT COUNT(*) AS n FROM TAP_UPLOAD.a AS a, TAP_UPLOAD.b AS b", uploads={"a": mine, "b": other}
)
assert found.to_table()["n"][0] == 100

try:
    service.run_sync("SELECT * FROM TAP_UPLOAD.x", uploads={"y": other})
    raise AssertionError("a table that was not sent must be an error")
except pyvo.dal.DALQueryError as error:
    assert "TAP_UPLOAD.y" in str(error), error
