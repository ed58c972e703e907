"""Reads cases as JSON from stdin, answers what astropy (WCSLIB) makes of them as JSON."""
import json
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.time import Time
from astropy.wcs import WCS

warnings.simplefilter("ignore")
import logging
logging.getLogger("astropy").setLevel(logging.ERROR)


def clean(values):
    return [None if not np.isfinite(v) else float(v) for v in np.atleast_1d(values)]


def celestial(header, xs, ys, key=" ", worlds=()):
    w = WCS(header, key=key)
    lng, lat = w.wcs.lng, w.wcs.lat
    if lng < 0:
        return None
    a, b = min(lng, lat), max(lng, lat)
    rows = np.empty((len(xs), w.naxis))
    for j in range(w.naxis):
        rows[:, j] = w.wcs.crpix[j] if header.get(f"NAXIS{j + 1}", 1) > 1 else 1.0
    rows[:, a], rows[:, b] = xs, ys
    world = w.all_pix2world(rows, 1)
    # What SIP does not concern goes through WCSLIB alone.
    there = world[np.isfinite(world).all(axis=1)]
    extra = np.empty((len(worlds), w.naxis))
    extra[:] = world[0] if len(world) else 0
    if w.naxis > 2 and len(there):
        extra[:] = there[0]
    for i, (lon, latitude) in enumerate(worlds):
        extra[i, lng], extra[i, lat] = lon, latitude
    back = []
    for row in np.concatenate([there, extra]):
        if w.sip is None:
            pixel = w.wcs_world2pix(row[None, :], 1)[0]
        else:
            try:
                pixel = w.all_world2pix(row[None, :], 1, tolerance=1e-10, maxiter=60, adaptive=True)[0]
            except Exception:
                pixel = np.full(w.naxis, np.nan)
        back.append([row[lng], row[lat], pixel[a], pixel[b]])
    foot = None
    if header.get("NAXIS1", 0) > 0 and header.get("NAXIS2", 0) > 0 and w.naxis == 2:
        foot = w.calc_footprint(axes=(header["NAXIS1"], header["NAXIS2"]), center=False).tolist()
    return {
        "lon": clean(world[:, lng]),
        "lat": clean(world[:, lat]),
        "back": [clean(b) for b in back],
        "foot": foot if foot is None or np.isfinite(foot).all() else None,
        "x": a,
        "y": b,
    }


def header_of(cards):
    return fits.Header.fromstring("".join(c.ljust(80) for c in cards))


def frame(case):
    kind, equinox, epoch = case["frame"], case["equinox"], case["epoch"]
    options = {}
    if kind in ("fk4", "fk4noeterms"):
        options = {"equinox": Time(equinox, format="byear")}
        if epoch:
            options["obstime"] = Time(epoch, format="mjd", scale="utc")
    elif equinox:
        options = {"equinox": Time(equinox, format="jyear")}
    c = SkyCoord(case["lon"], case["lat"], unit="deg", frame=kind, **options).icrs
    return {"ra": clean(c.ra.deg), "dec": clean(c.dec.deg)}


def line(case):
    w = WCS(header_of(case["cards"]))
    pixels = np.array(case["pixels"], float)
    try:
        rows = np.ones((len(pixels), w.naxis))
        rows[:, 0] = pixels
        values = w.wcs_pix2world(rows, 1)
        back = w.wcs_world2pix(values, 1)[:, 0]
        values = values[:, 0]
    except Exception as e:
        return {"error": str(e)}
    return {"value": clean(values), "pixel": clean(back), "wavelength": wavelength(case, values)}


def wavelength(case, values):
    kind, rest = case["cards"][case["type"]][11:15], case.get("rest")
    unit = {"FREQ": "Hz", "ENER": "J", "WAVN": "1/m", "WAVE": "m", "VRAD": "m/s", "VOPT": "m/s", "VELO": "m/s"}.get(kind)
    if unit is None:
        return None
    q = values * u.Unit(unit)
    by = {"VRAD": u.doppler_radio, "VOPT": u.doppler_optical, "VELO": u.doppler_relativistic}.get(kind)
    return clean(q.to_value("m", by(rest * u.Hz) if by else u.spectral()))


def file(path):
    found = []
    with fits.open(path) as hdus:
        for i, hdu in enumerate(hdus):
            header = hdu.header
            if not isinstance(hdu, (fits.PrimaryHDU, fits.ImageHDU, fits.CompImageHDU)) or header.get("NAXIS", 0) < 2:
                continue
            nx, ny = header["NAXIS1"], header["NAXIS2"]
            xs, ys = (g.ravel() for g in np.meshgrid(np.linspace(0.5, nx + 0.5, 9), np.linspace(0.5, ny + 0.5, 9)))
            try:
                answer = celestial(header, xs, ys)
            except Exception as e:
                answer = None
            if answer:
                found.append({"hdu": i, "xs": xs.tolist(), "ys": ys.tolist(), **answer})
    return found


question = json.load(sys.stdin)
answers = {"celestial": [], "lines": [line(c) for c in question["lines"]]}
for case in question["celestial"]:
    try:
        answers["celestial"].append(
            celestial(header_of(case["cards"]), case["xs"], case["ys"], case.get("key", " "), case["worlds"])
        )
    except Exception as e:
        answers["celestial"].append({"error": f"{type(e).__name__}: {e}"})
answers["frames"] = [frame(c) for c in question["frames"]]
answers["files"] = [file(p) for p in question["files"]]
json.dump(answers, sys.stdout)
