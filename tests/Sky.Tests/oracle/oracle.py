"""Answers of healpy, astropy and mpmath for the positions and cells that the tests wrote to a folder.

Usage: oracle.py FOLDER. Inputs and answers are raw little-endian arrays, NAME.f64 or NAME.i64.
"""
import os
import sys

import healpy
import mpmath
import numpy as np
from astropy import units as u
from astropy.coordinates import FK5, ICRS, BarycentricMeanEcliptic, Galactic, SkyCoord, UnitSphericalRepresentation
from astropy.coordinates.angle_utilities import angular_separation

folder = sys.argv[1]
ORDERS = range(30)


def read(name, kind="f8"):
    return np.fromfile(os.path.join(folder, f"{name}.{'f64' if kind == 'f8' else 'i64'}"), "<" + kind)


def write(name, values, kind="f8"):
    suffix = "f64" if kind == "f8" else "i64"
    np.ascontiguousarray(values, "<" + kind).tofile(os.path.join(folder, f"{name}.{suffix}"))


def cells():
    ra, dec = read("ra"), read("dec")
    for order in (0, 1, 2, 3, 8, 13, 20, 28, 29):
        nest = healpy.ang2pix(2**order, ra, dec, nest=True, lonlat=True)
        write(f"nest{order}", nest, "i8")
        # not ang2pix(nest=False): on edges healpy's two schemes round to different cells
        write(f"ring{order}", healpy.nest2ring(2**order, nest), "i8")
    x, y, z = (read(c) for c in "xyz")
    for order in (0, 5, 29):
        write(f"vec{order}", healpy.vec2pix(2**order, x, y, z, nest=True), "i8")
    for order in ORDERS:
        side = 2**order
        sample = read(f"cells{order}", "i8")
        write(f"nest2ring{order}", healpy.nest2ring(side, sample), "i8")
        write(f"ring2nest{order}", healpy.ring2nest(side, sample), "i8")
        lon, lat = healpy.pix2ang(side, sample, nest=True, lonlat=True)
        write(f"lon{order}", lon)
        write(f"lat{order}", lat)
        write(f"neighbours{order}", healpy.get_all_neighbours(side, sample, nest=True).T, "i8")
        write(f"corners{order}", np.transpose(healpy.boundaries(side, sample, step=1, nest=True), (0, 2, 1)))
        write(f"outlines{order}", np.transpose(healpy.boundaries(side, sample[:50], step=4, nest=True), (0, 2, 1)))
    write("maxpixrad", [healpy.max_pixrad(2**order, degrees=True) for order in ORDERS])


def discs():
    for i, (ra, dec, radius, order) in enumerate(read("discs").reshape(-1, 4)):
        centre = healpy.ang2vec(ra, dec, lonlat=True)
        inside = healpy.query_disc(2 ** int(order), centre, np.radians(radius), inclusive=False, nest=True)
        write(f"disc{i}", inside, "i8")


def separations():
    pairs = read("pairs").reshape(-1, 4)
    lon1, lat1, lon2, lat2 = np.radians(pairs).T
    write("separations", np.degrees(angular_separation(lon1, lat1, lon2, lat2)))
    # Vincenty's formula with 60 digits
    mpmath.mp.dps = 60
    exact = np.empty((len(pairs), 2))
    for i, pair in enumerate(pairs):
        lon1, lat1, lon2, lat2 = (mpmath.radians(mpmath.mpf(float(c))) for c in pair)
        east = mpmath.cos(lat2) * mpmath.sin(lon2 - lon1)
        north = mpmath.cos(lat1) * mpmath.sin(lat2) - mpmath.sin(lat1) * mpmath.cos(lat2) * mpmath.cos(lon2 - lon1)
        along = mpmath.sin(lat1) * mpmath.sin(lat2) + mpmath.cos(lat1) * mpmath.cos(lat2) * mpmath.cos(lon2 - lon1)
        exact[i, 0] = mpmath.degrees(mpmath.atan2(mpmath.hypot(east, north), along))
        exact[i, 1] = mpmath.degrees(mpmath.atan2(east, north)) % 360
    write("exact_separations", exact[:, 0])
    write("exact_angles", exact[:, 1])


def frames():
    ra, dec = read("ra")[:20000], read("dec")[:20000]
    sky = SkyCoord(ra * u.deg, dec * u.deg, frame=ICRS)
    for name, frame in (("galactic", Galactic()), ("fk5", FK5()), ("ecliptic", BarycentricMeanEcliptic())):
        turned = sky.transform_to(frame).represent_as(UnitSphericalRepresentation)
        write(name + "_lon", turned.lon.to_value(u.deg))
        write(name + "_lat", turned.lat.to_value(u.deg))


cells()
discs()
separations()
frames()
