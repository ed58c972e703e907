"""What a notebook does with a TAP service, through pyvo: search, limits, overflow, errors, metadata."""

import sys

import pyvo
from pyvo.dal import DALQueryError

url, cone = sys.argv[1:]
tap = pyvo.dal.TAPService(url)

table = tap.search(cone).to_table()
assert table.colnames == ["id", "ra", "dec", "gmag"], table.colnames
assert len(table) == 5
assert str(table["ra"].unit) == "deg", table["ra"].unit
assert table["ra"].description, "columns carry their descriptions"

assert tap.maxrec > 0 and tap.hardlimit >= tap.maxrec

cut = tap.search("SELECT id FROM smash_dr1.object", maxrec=7)
assert len(cut) == 7
marks = [info for info in cut.votable.resources[0].infos if info.name == "QUERY_STATUS"]
assert [info.value for info in marks] == ["OK", "OVERFLOW"], marks
assert "MAXREC" in marks[1].content, marks[1].content

try:
    tap.search("SELECT ra2 FROM smash_dr1.object")
    raise AssertionError("an unknown column was accepted")
except DALQueryError as error:
    assert '"ra2"' in str(error) and "line 1, column 8" in str(error), error

names = list(tap.tables.keys())
assert "smash_dr1.object" in names and any(n.lower() == "tap_schema.columns" for n in names), names
columns = {c.name: c for c in tap.tables["smash_dr1.object"].columns}
assert columns["ra"].unit == "deg" and columns["ra"].ucd == "pos.eq.ra;meta.main"
