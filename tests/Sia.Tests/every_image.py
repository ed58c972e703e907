"""FOLDER with cases.json and cut-outs: compares outlines and cut-outs of images with what astropy makes of the files themselves, and
has fitsverify read every cut-out, which may have the faults of its source and no others. Prints what differs and, at the end, how much was compared."""
import json
import re
import subprocess
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area

warnings.simplefilter("ignore")
cases = json.load(open(f"{sys.argv[1]}/cases.json"))
outlines = cutouts = 0


def along(points, steps):
    """Points on the great circles that join points of a closed line, and these."""
    ends = np.roll(points, -1, axis=0)
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    line = points[:, None, :] * (1 - t) + ends[:, None, :] * t
    return line.reshape(-1, 3)


def from_edge(x, y, nx, ny):
    """How far pixels (from 0) are from the outer edge of an image, inside or outside."""
    inside = np.minimum.reduce([x + 0.5, nx - 0.5 - x, y + 0.5, ny - 0.5 - y])
    beyond = np.hypot(x - np.clip(x, -0.5, nx - 0.5), y - np.clip(y, -0.5, ny - 0.5))
    return np.where(inside > 0, inside, beyond)


def check_outline(where, wcs, nx, ny, numbers):
    if not numbers:
        print(where, "has no outline")
        return
    ours = SkyCoord(np.reshape(numbers, (-1, 2)), unit="deg")
    line = along(ours.cartesian.xyz.value.T, 8)
    x, y = wcs.world_to_pixel(SkyCoord(*line.T, representation_type="cartesian"))
    off = from_edge(x, y, nx, ny).max()
    if not off < 0.1:
        print(where, "the outline is", off, "pixels from the edge")
    x, y = x[::8], y[::8]
    for cx, cy in ((-0.5, -0.5), (nx - 0.5, -0.5), (nx - 0.5, ny - 0.5), (-0.5, ny - 0.5)):
        off = np.hypot(x - cx, y - cy).min()
        if not off < 0.1:
            print(where, "no vertex at the corner", cx, cy, "but", off, "pixels away")


def box_of(wcs, circle, nx, ny):
    """First and last pixels (from 0) that a circle touches, in x and in y."""
    ra, dec, radius = circle * u.deg
    around = SkyCoord(ra, dec).directional_offset_by(np.arange(0, 360, 0.25) * u.deg, radius)
    x, y = wcs.world_to_pixel(around)
    return [(max(0, round(float(v.min()))), min(n - 1, round(float(v.max())))) for v, n in ((x, nx), (y, ny))]


def check_cutout(where, whole, wcs, cut, circle):
    (header, data), full = cut, whole.data
    ny, nx = full.shape[-2:]
    height, width = data.shape[-2:]
    # Images may have been cut out of others before.
    x0, y0 = (round(whole.header.get(key, 0) - header[key]) for key in ("LTV1", "LTV2"))
    for (first, last), start, size in zip(box_of(wcs, circle, nx, ny), (x0, y0), (width, height)):
        if abs(first - start) > 1 or abs(last - (start + size - 1)) > 1:
            print(where, "is of pixels", start, size, "and not", first, last - first + 1)
    for plane, theirs in zip(data.reshape(-1, height, width), full.reshape(-1, ny, nx)):
        expected = Cutout2D(theirs, (x0 + (width - 1) / 2, y0 + (height - 1) / 2), (height, width), mode="strict").data
        if plane.dtype.newbyteorder("=") != theirs.dtype.newbyteorder("=") or not np.array_equal(plane, expected, equal_nan=plane.dtype.kind == "f"):
            print(where, "pixels differ")
    if data.shape[:-2] != full.shape[:-2]:
        print(where, "has planes", data.shape, "of", full.shape)
    px, py = np.meshgrid(np.linspace(0, width - 1, 5), np.linspace(0, height - 1, 5))
    here, there = WCS(header).celestial.pixel_to_world(px, py), wcs.pixel_to_world(px + x0, py + y0)
    off = here.separation(there).deg.max() / np.sqrt(proj_plane_pixel_area(wcs))
    if not off < 1e-6:
        print(where, "coordinates are off by", off, "pixels")


def images_of(path):
    with fits.open(path, do_not_scale_image_data=True) as hdus:
        return [(hdu.header, hdu.data) for hdu in hdus if hdu.is_image and hdu.data is not None]


def faults(paths):
    """What fitsverify says against files, by path; not which card of a header it is about."""
    said = {}
    for line in subprocess.run(["fitsverify", *paths], capture_output=True, encoding="latin-1").stdout.splitlines():
        if line.startswith("File: "):
            found = said[line[6:].strip()] = set()
        elif line.startswith("*** "):
            found.add(re.sub(r"Keyword #\d+, ", "", line[4:]))
    return said


for path in dict.fromkeys(case["file"] for case in cases):
    with fits.open(path, do_not_scale_image_data=True) as hdus:
        for case in (case for case in cases if case["file"] == path):
            whole, where = hdus[case["hdu"]], f"{path.split('/')[-1]}[{case['hdu']}]"
            wcs = WCS(whole.header, hdus).celestial
            ny, nx = whole.data.shape[-2:]
            check_outline(where, wcs, nx, ny, case["outline"])
            outlines += 1
            for cut in case["cuts"]:
                found = images_of(cut["path"])
                if len(found) != 1:
                    print(where, "gave", len(found), "images")
                    continue
                check_cutout(f"{where} {cut['circle']}", whole, wcs, found[0], cut["circle"])
                cutouts += 1

paths = [cut["path"] for case in cases for cut in case["cuts"]]
told = faults(paths)
sources = {cut["path"]: case["file"] for case in cases for cut in case["cuts"] if told[cut["path"]]}
known = faults(sorted(set(sources.values()))) if sources else {}
for path, source in sources.items():
    for fault in sorted(told[path] - known[source]):
        print("cut out of", source, "fitsverify says:", fault)
print(f"{outlines} outlines, {cutouts} cut-outs, {len(told)} verified")
