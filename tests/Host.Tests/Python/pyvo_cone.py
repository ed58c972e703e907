"""What a notebook does with a cone search, through pyvo."""

import sys
import warnings

import pyvo
from astropy.coordinates import SkyCoord
from pyvo.dal import DALQueryError

warnings.simplefilter("ignore")
service = pyvo.dal.SCSService(sys.argv[1])
centre = SkyCoord(185.4254, -31.9853, unit="deg")

found = service.search(pos=centre, radius=0.1, verbosity=3)
assert len(found) > 5, len(found)
for record in found:
    assert record.pos.separation(centre).deg <= 0.1 + 1e-9
    assert isinstance(record.id, str) and record.id, record.id
distances = [record["_r"] for record in found]
assert all(abs(r.pos.separation(centre).deg - d) < 1e-9 for r, d in zip(found, distances))

assert len(service.search(pos=centre, radius=0.1, verbosity=1).fieldnames) == 3
assert len(service.search(pos=(0.0, 89.9), radius=0.01)) == 0
columns = [field.name for field in service.columns]
assert "id" in columns and "ra" in columns, columns
try:
    service.search(pos=(10.0, 9.0), radius=200)
    raise AssertionError("a radius of 200 degrees was accepted")
except DALQueryError as error:
    assert "SR" in str(error) and "200" in str(error), error
