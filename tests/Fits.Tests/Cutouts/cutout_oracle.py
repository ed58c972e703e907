"""make FOLDER: files to cut; check FOLDER: compares what was cut, as cases.json says, with astropy's Cutout2D. Prints what differs."""
import json
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.nddata import Cutout2D
from astropy.wcs import WCS

warnings.simplefilter("ignore")
folder = sys.argv[2]


def header(kind, n):
    h = fits.Header()
    h["EXTNAME"], h["CCDNUM"] = f"S{n}", n
    h["CRPIX1"], h["CRPIX2"] = -120.5 + 7 * n, 88.25
    h["CRVAL1"], h["CRVAL2"] = 185.4 + n, -31.9
    h["CD1_1"], h["CD1_2"], h["CD2_1"], h["CD2_2"] = 1e-6, 7.3e-5, 7.3e-5, -2e-6
    h["CTYPE1"], h["CTYPE2"] = "RA---TAN", "DEC--TAN"
    h["RADESYS"] = "ICRS"
    h["DATASEC"], h["DETSEC"], h["CCDSEC"] = "[11:190,1:150]", "[2011:2190,650:501]", "[11:190,1:150]"
    h["BIASSEC"], h["DETSECA"] = "[191:200,1:150]", "[1:7,1:3]"
    h["LONGSTRN"] = "OGIP 1.0"
    h["LONGNOTE"] = "a long string that goes on " * 9
    h["HIERARCH ESO INS FILT1 NAME"] = "B_842"
    h.add_history("flat-fielded")
    if kind == "tpv":
        h["CTYPE1"], h["CTYPE2"] = "RA---TPV", "DEC--TPV"
        for axis in (1, 2):
            h[f"PV{axis}_0"], h[f"PV{axis}_1"], h[f"PV{axis}_2"] = 1e-4, 1.001, -2e-4
            h[f"PV{axis}_4"], h[f"PV{axis}_7"] = 3e-4, 1e-3
    if kind == "sip":
        h["CTYPE1"], h["CTYPE2"] = "RA---TAN-SIP", "DEC--TAN-SIP"
        for name in "AB":
            h[f"{name}_ORDER"], h[f"{name}_2_0"], h[f"{name}_1_1"], h[f"{name}_0_2"] = 2, 2e-5, -1e-5, 3e-5
    if kind == "cdelt":
        for key in ("CD1_1", "CD1_2", "CD2_1", "CD2_2"):
            del h[key]
        h["CDELT1"], h["CDELT2"], h["CROTA2"] = -7e-5, 8e-5, 12.5
        h["CRPIX1A"], h["CRPIX2A"], h["CRVAL1A"], h["CRVAL2A"] = 1.0, 2.0, 10.0, 20.0
        h["CTYPE1A"], h["CTYPE2A"], h["CDELT1A"], h["CDELT2A"] = "LINEAR", "LINEAR", 2.0, 3.0
        h["PC1_2A"] = 0.25
    return h


def make():
    rng = np.random.default_rng(4)
    for name, dtype in (("floats", "f4"), ("shorts", "u2"), ("ints", "i4"), ("bytes", "u1")):
        primary = fits.PrimaryHDU()
        primary.header["OBJECT"], primary.header["EXPTIME"], primary.header["NEXTEND"] = "Hydra II", 267.0, 4
        primary.header["CCDNUM"] = 999
        hdus = [primary]
        for n, kind in enumerate(("tan", "tpv", "sip", "cdelt"), 1):
            values = rng.normal(100, 20, (150, 200))
            hdus.append(fits.ImageHDU(values.astype(dtype), header(kind, n)))
        fits.HDUList(hdus).writeto(f"{folder}/{name}.fits", checksum=True)
        subprocess.run(["fpack", "-q", "16", f"{folder}/{name}.fits"], check=True)
        subprocess.run(["funpack", "-O", f"{folder}/{name}.plain.fits", f"{folder}/{name}.fits.fz"], check=True)
    cube = fits.PrimaryHDU(rng.normal(0, 1, (7, 40, 50)).astype("f8"), header("tan", 9)[1:])
    cube.writeto(f"{folder}/cube.fits")


def check():
    for case in json.load(open(f"{folder}/cases.json")):
        where = f"{case['out']}: "
        verify = subprocess.run(["fitsverify", "-q", f"{folder}/{case['out']}"], capture_output=True, text=True)
        if "verification OK" not in verify.stdout:
            print(where, verify.stdout, subprocess.run(["fitsverify", f"{folder}/{case['out']}"], capture_output=True, text=True).stdout)
        with fits.open(f"{folder}/{case['out']}", checksum=True, do_not_scale_image_data=True) as out:
            for piece in case["pieces"]:
                whole = fits.open(f"{folder}/{piece['file']}", do_not_scale_image_data=True)[piece["hdu"]]
                cut = out[piece["at"]]
                x, y = piece["section"][:2]
                if "CHECKSUM" not in cut.header or "DATASUM" not in cut.header:
                    print(where, "no sums")
                data = whole.data
                for axis, (first, last, step) in enumerate(piece["section"]):
                    data = np.take(data, range(first - 1, last, step), axis=data.ndim - 1 - axis)
                if x[2] == 1 and y[2] == 1 and whole.data.ndim == 2:
                    size = (y[1] - y[0] + 1, x[1] - x[0] + 1)
                    centre = ((x[0] + x[1]) / 2 - 1, (y[0] + y[1]) / 2 - 1)
                    data = Cutout2D(whole.data, centre, size, mode="strict").data
                same = np.array_equal(cut.data, data, equal_nan=data.dtype.kind == "f")
                if not piece.get("masked") and not same:
                    print(where, piece, "pixels differ")
                for letter in " A" if "CRPIX1A" in whole.header else " ":
                    a, b = WCS(whole.header, key=letter, naxis=2), WCS(cut.header, key=letter, naxis=2)
                    px, py = np.meshgrid(np.linspace(x[0], x[1], 7), np.linspace(y[0], y[1], 7))
                    sky = a.all_pix2world(px, py, 1)
                    qx, qy = b.all_world2pix(*sky, 1, tolerance=1e-9)
                    error = max(abs((qx - 1) * x[2] + x[0] - px).max(), abs((qy - 1) * y[2] + y[0] - py).max())
                    if not error < 1e-6:
                        print(where, piece, letter, "WCS is off by", error, "pixels")
                for key, value in piece.get("cards", {}).items():
                    if cut.header.get(key) != value:
                        print(where, piece["at"], key, "is", cut.header.get(key), "not", value)
                left = [key for key in cut.header if key.startswith("Z") or key in ("TFIELDS", "TTYPE1")]
                if left:
                    print(where, "left over", left)


make() if sys.argv[1] == "make" else check()
