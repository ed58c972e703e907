"""What astropy, pyvo, fitsverify and stilts datalinklint make of cut-outs and links: URL DID FILE."""
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

import astropy.units as u
import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from pyvo.dal.adhoc import DatalinkResults

url, did, source = sys.argv[1:]
folder = tempfile.mkdtemp()
quoted = urllib.parse.quote(did, safe="")


def fetch(path, name):
    target = os.path.join(folder, name)
    with urllib.request.urlopen(url + path) as answer, open(target, "wb") as out:
        out.write(answer.read())
    return target


circle = "CIRCLE=52%20-28%200.003"
files = {
    "circle": fetch(f"/soda/sync?ID={quoted}&{circle}", "circle.fits"),
    "masked": fetch(f"/soda/sync?ID={quoted}%2F1&{circle}&MASK=true&RELATED=mask", "masked.fits"),
    "cube": fetch("/soda/sync?ID=ivo%3A%2F%2Fdatalab.local%2Fsurvey%3Fcube.fits&BAND=0.2133%200.2135&POL=I&POL=V", "cube.fits"),
    "single": fetch(f"/svc/cutout?siaRef={os.path.basename(source)}&extn=1&POS=52.005,-28.005&SIZE=0.004", "single.fits"),
    "piece": fetch(f"/soda/sync?ID={quoted}&SUB=%5BN2%5D%5B10%3A20%2C30%3A45%5D", "piece.fits"),
}

# Pixels are those of the file, and lie where its coordinates say.
same = 0
with fits.open(files["circle"]) as cut, fits.open(source) as whole:
    for hdu in cut[1:]:
        original = whole[hdu.name]
        here, there = WCS(hdu.header), WCS(original.header)
        ny, nx = hdu.data.shape
        x, y = there.world_to_pixel(here.pixel_to_world(0, 0))
        assert abs(x - round(float(x))) < 1e-6 and abs(y - round(float(y))) < 1e-6, (x, y)
        x, y = round(float(x)), round(float(y))
        assert np.array_equal(original.data[y : y + ny, x : x + nx], hdu.data, equal_nan=True)
        same += 1
with fits.open(files["piece"]) as cut, fits.open(source) as whole:
    assert np.array_equal(cut["N2"].data, whole["N2"].data[29:45, 9:20])
print("pixels", same)

# pyvo follows the links to a cut-out.
links = DatalinkResults.from_result_url(f"{url}/links?ID={quoted}")
assert next(links.bysemantics("#this", include_narrower=False)).content_type == "application/fits"
processing = next(links.bysemantics("#cutout", include_narrower=False))
stream = processing.process(circle=(52 * u.deg, -28 * u.deg, 0.003 * u.deg))
target = os.path.join(folder, "pyvo.fits")
with open(target, "wb") as out:
    out.write(stream.read())
with fits.open(target) as cut:
    print("pyvo", len(cut))

verified = sum(
    "verification OK" in subprocess.run(["fitsverify", "-q", "-e", path], capture_output=True, text=True).stdout
    for path in files.values()
)
print("verified", verified)

lint = subprocess.run(
    ["stilts", "datalinklint", f"votable={url}/links?ID={quoted}&ID={quoted}%2F2&ID=ivo%3A%2F%2Fnowhere"],
    capture_output=True,
    text=True,
)
reports = lint.stdout + lint.stderr
print("lint", reports.count("ERROR"), "errors", reports)
