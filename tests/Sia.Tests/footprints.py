# Writes FITS images with all kinds of coordinates into a folder and prints, as JSON by file and HDU, what astropy makes of them:
# corners of the outer pixel edges, the centre, and the scale of a pixel at the reference point (degrees, ICRS).
import json
import sys

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area

folder = sys.argv[1]
expected = {}


def header(projection="TAN", frame=("RA", "DEC"), at=(150.1, 2.2), scale=0.27, angle=0.0, pixel=(33.0, 21.0), **more):
    h = fits.Header()
    h["CTYPE1"] = frame[0].ljust(5, "-")[:5 if len(projection) == 3 else 4] + projection.rjust(3, "-")
    h["CTYPE2"] = frame[1].ljust(5, "-")[:5] + projection.rjust(3, "-")
    h["CRVAL1"], h["CRVAL2"] = at
    h["CRPIX1"], h["CRPIX2"] = pixel
    a = np.radians(angle)
    s = scale / 3600
    h["CD1_1"], h["CD1_2"] = -s * np.cos(a), s * np.sin(a)
    h["CD2_1"], h["CD2_2"] = s * np.sin(a), s * np.cos(a)
    for key, value in more.items():
        h[key] = value
    return h


def icrs(wcs, x, y):
    lon, lat = wcs.wcs.lng, wcs.wcs.lat
    world = wcs.celestial.all_pix2world([[x, y]], 0)[0]
    kind = wcs.celestial.wcs.ctype[0][:4]
    frame = "galactic" if kind == "GLON" else "icrs" if (wcs.wcs.radesys or "ICRS") == "ICRS" else wcs.wcs.radesys.lower()
    p = SkyCoord(world[0], world[1], unit="deg", frame=frame).icrs
    return [float(p.ra.deg), float(p.dec.deg)]


def write(name, *hdus):
    hdulist = fits.HDUList(list(hdus))
    path = f"{folder}/{name}"
    hdulist.writeto(path, overwrite=True)
    told = {}
    with fits.open(path) as opened:
        for i, hdu in enumerate(opened):
            if hdu.data is None:
                continue
            wcs = WCS(hdu.header)
            ny, nx = hdu.data.shape[-2:]
            told[str(i)] = {
                "corners": sum((icrs(wcs, x, y) for x, y in [(-0.5, -0.5), (nx - 0.5, -0.5), (nx - 0.5, ny - 0.5), (-0.5, ny - 0.5)]), []),
                "centre": icrs(wcs, (nx - 1) / 2, (ny - 1) / 2),
                "scale": float(np.sqrt(proj_plane_pixel_area(wcs.celestial))),
            }
    expected[name] = told


def image(h, shape=(40, 60)):
    return np.zeros(shape, np.int16), h


write("tan.fits", fits.PrimaryHDU(*image(header())))
write("rotated.fits", fits.PrimaryHDU(*image(header(angle=33.0, at=(359.9999, -45.0)))))
write("pole.fits", fits.PrimaryHDU(*image(header(at=(10.0, 89.9), scale=2.0))))
write("sin.fits", fits.PrimaryHDU(*image(header("SIN", at=(83.6, 22.0), scale=5.0))))
write("zea.fits", fits.PrimaryHDU(*image(header("ZEA", at=(210.0, 54.0), scale=20.0))))
write("galactic.fits", fits.PrimaryHDU(*image(header("CAR", ("GLON", "GLAT"), at=(18.2, 0.0), scale=3.0))))
write("fk5.fits", fits.PrimaryHDU(*image(header(RADESYS="FK5", EQUINOX=2000.0))))
write("far.fits", fits.PrimaryHDU(*image(header(pixel=(9000.5, -7000.5)))))
sip = header()
sip["CTYPE1"], sip["CTYPE2"] = "RA---TAN-SIP", "DEC--TAN-SIP"
for key, value in dict(A_ORDER=2, B_ORDER=2, A_2_0=2e-5, A_1_1=-1e-5, B_0_2=1e-5, B_1_1=2e-5).items():
    sip[key] = value
write("sip.fits", fits.PrimaryHDU(*image(sip)))
tpv = header(pixel=(2000.0, -1500.0))
tpv["CTYPE1"], tpv["CTYPE2"] = "RA---TPV", "DEC--TPV"
for key, value in dict(PV1_0=1e-4, PV1_1=1.001, PV1_4=2e-3, PV1_7=1e-3, PV2_0=-1e-4, PV2_1=0.999, PV2_5=1e-3).items():
    tpv[key] = value
write("tpv.fits", fits.PrimaryHDU(), fits.ImageHDU(*image(tpv)), fits.ImageHDU(*image(header())))
write("tpv.fits.fz", fits.PrimaryHDU(), fits.CompImageHDU(*image(tpv), compression_type="RICE_1"))
cube = header()
for key, value in dict(CTYPE3="FREQ", CUNIT3="Hz", CRVAL3=1.4e9, CRPIX3=1.0, CD3_3=1e6, CTYPE4="STOKES", CRVAL4=1.0, CRPIX4=1.0, CD4_4=1.0).items():
    cube[key] = value
write("cube.fits", fits.PrimaryHDU(*image(cube, (1, 5, 40, 60))))
write("packed.fits.gz", fits.PrimaryHDU(*image(header(at=(0.0001, 0.0)))))
print(json.dumps(expected))
