"""What notebooks do with the searches for images, through pyvo. Arguments: base URL; position with three detectors around it."""

import io
import sys
import urllib.request
import warnings

import numpy as np
import pyvo
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS
from pyvo.dal import DALQueryError, DALServiceError, sia2

warnings.simplefilter("ignore")
base, ra, dec = sys.argv[1].rstrip("/"), float(sys.argv[2]), float(sys.argv[3])

# SIA 1.0 as the notebooks of the Astro Data Lab call it.
fov = 0.02
service = pyvo.dal.sia.SIAService(f"{base}/sia/survey")
found = service.search((ra, dec), (fov / np.cos(dec * np.pi / 180), fov), verbosity=2)
table = found.to_table()
assert len(table) == 6, len(table)
images = [r for r in found if r["proctype"] == "InstCal" and r["prodtype"] == "image" and r["obs_bandpass"].startswith("r")]
assert len(images) == 3, len(images)
for record in images:
    assert float(record["exptime"]) == 86.4 and float(record["mjd_obs"]) > 58000, (record["exptime"], record["mjd_obs"])
    assert record.format == "image/fits" and record.title and record.naxes == 2
    assert list(record.naxis) == [20 * u.pix, 10 * u.pix] or list(np.asarray(record.naxis)) == [20, 10], record.naxis
    assert abs(record.pos.separation(SkyCoord(ra, dec, unit="deg"))) < 0.1 * u.deg
    url = record.getdataurl()
    assert url.startswith(f"{base}/svc/cutout?col=survey&siaRef=c4d_181104_072440_ooi_r_ls9.fits&extn="), url
    assert record["preview"] == url + "&preview=true"
    assert record.instr == "DECam" and record.bandpass_id == "r"
    assert len(record.wcs_cdmatrix if hasattr(record, "wcs_cdmatrix") else [1] * 4) == 4
with fits.open(io.BytesIO(urllib.request.urlopen(images[0].getdataurl()).read())) as cut:
    assert cut[0].data.ndim == 2 and WCS(cut[0].header).has_celestial, cut[0].header
whole = service.search((ra, dec), 0, verbosity=2)
assert len(whole) == 2 and all("cutout=f" in record.getdataurl() for record in whole), len(whole)
with fits.open(io.BytesIO(urllib.request.urlopen(whole[0].getdataurl()).read())) as cut:
    assert cut[0].data.shape == (10, 20), cut[0].data.shape
assert len(pyvo.dal.sia.SIAService(f"{base}/sia").search((ra, dec), 0.02, verbosity=2)) == 6
assert len(pyvo.dal.sia.search(f"{base}/sia", pos=(ra, dec), size=0.02, format="image/png")) == 6
assert "prodtype" in [field.name for field in service.columns]
try:
    pyvo.dal.sia.search(f"{base}/sia", pos=(ra, dec), size=0.02, verbosity=7)
    raise AssertionError("VERB=7 was accepted")
except DALQueryError as error:
    assert 'VERB is "7"' in str(error), error
try:
    pyvo.dal.sia.search(f"{base}/sia/nothing", pos=(ra, dec), size=0.02)
    raise AssertionError("a collection that is not there was searched")
except (DALServiceError, DALQueryError):
    pass

# SIA 2.0.
two = sia2.SIAService(f"{base}/sia2")
here = two.search(pos=(ra * u.deg, dec * u.deg, 0.02 * u.deg))
assert len(here) == 8, len(here)
cases = [
    (dict(band=(6e-7, 6.5e-7) * u.m), 8),
    (dict(collection="survey", calib_level=2, instrument="DECam"), 8),
    (dict(collection="secret"), 0),
    (dict(facility="CTIO 4.0-m telescope", data_type="image", maxrec=3), 3),
    (dict(exptime=(80, 90)), 8),
    (dict(pol=["I"]), 0),
    (dict(time=(Time(58426, format="mjd"), Time(58427, format="mjd"))), 8),
]
for arguments, count in cases:
    if "maxrec" not in arguments:
        arguments["maxrec"] = 100
    rows = two.search(pos=(ra * u.deg, dec * u.deg, 0.5 * u.deg), **arguments)
    assert len(rows) == count, (arguments, len(rows))
one = here[0]
assert one.access_url.startswith(f"{base}/links?ID="), one.access_url
standards = [
    p.value for r in here.iter_adhocservices() for p in r.params if p.name == "standardID"
]
assert any("SODA#sync-1" in s for s in standards) and any("DataLink#links-1" in s for s in standards), standards
try:
    two.search(BAND="red")
    raise AssertionError("the band red was accepted")
except (DALQueryError, DALServiceError):
    pass

# TAP tells of the same services.
tap = pyvo.dal.TAPService(f"{base}/tap")
rows = tap.search("SELECT obs_publisher_did AS did, access_url FROM ivoa.obscore WHERE prodtype = 'image'")
assert any("SODA#sync-1" in p.value for r in rows.iter_adhocservices() for p in r.params if p.name == "standardID")
assert all(url.startswith(base + "/links") for url in rows["access_url"])
plain = tap.search("SELECT s_ra FROM ivoa.obscore")
assert not list(plain.iter_adhocservices())
