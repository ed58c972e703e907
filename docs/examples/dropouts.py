"""Finds r drop-outs in the sample survey and looks at them: absent in r, present in i and z.

    ./datalab demo                                    in one window
    python3 docs/examples/dropouts.py [ARCHIVE]       in another; ARCHIVE is http://127.0.0.1:8080 without it

Four questions to the archive, each by the standard made for it:

1. TAP    which objects have magnitudes in i and z but none in u, g, r, and lie on images of all three bands (a join of
          the catalogue with ivoa.ObsCore, by position and outline);
2. SIA 2  which images in r, i and z show each of them;
3. SODA   a stamp out of each of those images, bad pixels of its mask beside it;
4. the stamps themselves: flux and noise where the catalogue says the object is, whether or not anything is there.

Writes dropouts.png (--plot) and a table of what was measured. Needs pyvo, astropy, numpy and matplotlib.
"""

import argparse
import io
import math
import warnings

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pyvo
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.stats import sigma_clipped_stats
from astropy.table import Table
from astropy.utils.exceptions import AstropyWarning
from astropy.visualization import ZScaleInterval
from astropy.wcs import WCS
from matplotlib import pyplot as plt

# Of VOTables and units: nothing to act on here.
warnings.simplefilter("ignore", AstropyWarning)

BANDS = {"r": (640, 641) * u.nm, "i": (780, 781) * u.nm, "z": (925, 926) * u.nm}
STAMP = 13 * u.arcsec  # from the middle to the edge
INSIDE = 0.79  # of a star's light within one FWHM: Moffat's profile with beta = 3.5
SKY = (4 * u.arcsec, 12 * u.arcsec)  # ring in which sky and noise are measured

CANDIDATES = """
SELECT TOP {count} o.id, o.ra, o.dec, o.rmag, o.imag, o.ierr, o.zmag, o.zerr
FROM smash_dr1.object AS o
WHERE o.umag > 90 AND o.gmag > 90 AND o.rmag > 90
  AND o.imag < 23.5 AND o.zmag < 22.5 AND o.ierr < 0.15 AND o.zerr < 0.15
  AND o.id IN (
    SELECT d.id
    FROM smash_dr1.object AS d JOIN ivoa.ObsCore AS image
      ON 1 = CONTAINS(POINT('ICRS', d.ra, d.dec), image.s_region)
    WHERE d.rmag > 90 AND d.imag < 23.5 AND d.zmag < 22.5
      AND image.obs_collection = 'smash_dr1' AND image.prodtype = 'image' AND image.hdu IS NOT NULL
      AND image.obs_bandpass IN ('r', 'i', 'z')
    GROUP BY d.id
    HAVING COUNT(DISTINCT image.obs_bandpass) = 3)
ORDER BY o.zmag
"""


def candidates(archive, count):
    """Objects of the catalogue that are there in i and z only, bright ones first."""
    return pyvo.dal.TAPService(f"{archive}/tap").search(CANDIDATES.format(count=count)).to_table()


def images(archive, place):
    """The sharpest image of each band that shows a place: rows of SIA 2, which know their cut-out service."""
    service = pyvo.dal.sia2.SIAService(f"{archive}/sia2")
    found = {}
    for band, wavelengths in BANDS.items():
        rows = service.search(
            pos=(place.ra, place.dec, 1 * u.arcsec),
            band=tuple(wavelengths),
            collection="smash_dr1",
            maxrec=100,
        )
        shown = [row for row in rows if row["prodtype"] == "image" and row["hdu"] is not None]
        if shown:
            found[band] = min(shown, key=lambda row: row["seeing"])
    return found


def stamp(row, place):
    """Pixels around a place, from the image of a row of SIA 2, and those of its mask: a pair of HDUs."""
    region = (place.ra.deg, place.dec.deg, (STAMP * 1.5).to_value(u.deg))
    answer = row.processed(circle=region, RELATED="mask")
    kinds = {hdu.header["PRODTYPE"]: hdu for hdu in fits.open(io.BytesIO(answer.read())) if hdu.data is not None}
    return kinds["image"], kinds["dqmask"]


def measure(image, mask, place):
    """Flux within a radius of one FWHM, its signal to noise, and the magnitude or its limit at three sigma."""
    wcs = WCS(image.header)
    x, y = wcs.world_to_pixel(place)
    rows, columns = np.indices(image.data.shape)
    distance = np.hypot(columns - x, rows - y)
    good = (mask.data == 0) & np.isfinite(image.data)
    scale = math.sqrt(wcs.proj_plane_pixel_area().to_value(u.arcsec**2))
    near, far = (edge.to_value(u.arcsec) / scale for edge in SKY)
    ring = good & (distance > near) & (distance < far)
    _, sky, noise = sigma_clipped_stats(image.data[ring], sigma=3)
    inside = distance <= image.header["FWHM"]
    flux = float((image.data[inside & good] - sky).sum())
    error = float(noise * math.sqrt(inside.sum()))
    magnitude = image.header["MAGZERO"] - 2.5 * math.log10(max(flux, 3 * error) / INSIDE)
    return {
        "snr": flux / error,
        "mag": magnitude,
        "limit": flux < 3 * error,
        "bad": int((inside & ~good).sum()),
    }


def north_up(image, place, pixel=0.26 * u.arcsec):
    """The stamp on a grid with north up and east to the left, the nearest pixel for each."""
    half = int(STAMP / pixel)
    steps = np.arange(-half, half + 1) * pixel
    west, north = np.meshgrid(steps, steps)
    x, y = WCS(image.header).world_to_pixel(place.spherical_offsets_by(-west, north))
    x, y = np.round(x).astype(int), np.round(y).astype(int)
    height, width = image.data.shape
    seen = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    return np.where(seen, image.data[y.clip(0, height - 1), x.clip(0, width - 1)], np.nan)


def draw(objects, path):
    """A row for each object, a column for each band; brackets mark where the catalogue has it."""
    figure, axes = plt.subplots(
        len(objects), len(BANDS), figsize=(2.5 * len(BANDS) + 1, 2.55 * len(objects) + 0.7), squeeze=False
    )
    edge = STAMP.to_value(u.arcsec)
    for row, thing in zip(axes, objects):
        for axis, band in zip(row, BANDS):
            axis.set(xticks=[], yticks=[])
            pixels = thing["stamps"][band]
            low, high = ZScaleInterval(contrast=0.4).get_limits(pixels[np.isfinite(pixels)])
            axis.imshow(
                pixels, origin="lower", cmap="gray_r", vmin=low, vmax=high, extent=(edge, -edge, -edge, edge), interpolation="nearest"
            )
            axis.plot([2, 4.5], [0, 0], [0, 0], [2, 4.5], color="tab:red", linewidth=1.5)
            told = thing["measured"][band]
            sign = ">" if told["limit"] else "="
            axis.set_title(f"{band} {sign} {told['mag']:.2f}   S/N {told['snr']:.1f}", fontsize=9)
        row[0].set_ylabel(f"{thing['id']}\n{thing['place'].to_string('hmsdms', sep=':', precision=1)}", fontsize=8)
    figure.suptitle("r drop-outs: gone in r, there in i and z", fontsize=11)
    figure.supxlabel(f"{2 * edge:.0f}″ across, north up, east left", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--count", type=int, default=6, help="of objects at most (6)")
    parser.add_argument("--plot", default="dropouts.png", help="the figure (dropouts.png)")
    arguments = parser.parse_args()
    archive = arguments.archive.rstrip("/")

    objects = []
    for row in candidates(archive, arguments.count):
        place = SkyCoord(row["ra"], row["dec"], unit="deg")
        thing = {"id": str(row["id"]), "place": place, "stamps": {}, "measured": {}, "imag": row["imag"], "zmag": row["zmag"]}
        for band, image in images(archive, place).items():
            pixels, mask = stamp(image, place)
            thing["measured"][band] = measure(pixels, mask, place)
            thing["stamps"][band] = north_up(pixels, place)
        # Not seen in a band is one thing, not looked at another.
        if len(thing["measured"]) == len(BANDS):
            objects.append(thing)
    if not objects:
        raise SystemExit("No drop-out lies on images of r, i and z: is this an archive made by `datalab demo`?")

    table = Table(
        rows=[
            [thing["id"]]
            + [round(thing["measured"][band][name], 2) for name in ("snr", "mag") for band in BANDS]
            + [round(float(thing[name]), 2) for name in ("imag", "zmag")]
            for thing in objects
        ],
        names=["id", "snr_r", "snr_i", "snr_z", "mag_r", "mag_i", "mag_z", "catalogue_i", "catalogue_z"],
    )
    print(*table.pformat_all(), sep="\n")
    sure = (table["snr_r"] < 3) & (table["snr_i"] > 5) & (table["snr_z"] > 5)
    print(f"{sure.sum()} of {len(table)} are below 3 sigma in r and above 5 in i and z")
    draw(objects, arguments.plot)
    print(f"figure: {arguments.plot}")


if __name__ == "__main__":
    main()
