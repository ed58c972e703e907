"""make FOLDER [FILE ...]: images of every kind packed by fpack and astropy, and unpacked again by funpack.

For each case NAME.fits.fz and NAME.out.fits; files named on the command line are unpacked as well.
"""
import itertools
import os
import subprocess
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")
folder = sys.argv[2]
two = ((37, 53), (64, 64), (100, 41))
rng = np.random.default_rng(20)


def noise(shape, kind):
    y = np.indices(shape)[-1]
    values = rng.normal(100, 9, shape) + 2e4 * np.exp(-((y - shape[-1] / 3) ** 2) / 50)
    if kind == "f":
        values.flat[::97] = 0
        return values
    return values.round()


def hdus(kind, shapes=((37, 53), (5, 17, 23), (1000,), (64, 64), (4, 1, 3, 40))):
    yield fits.PrimaryHDU()
    for shape in shapes:
        values = noise(shape, kind[0])
        if kind == "u1":
            yield fits.ImageHDU((values % 200).astype("u1"))
        elif kind == "mask":
            flags = (rng.random(shape) < 0.02) * rng.integers(1, 3000, shape) + (values > 5000) * 7
            yield fits.ImageHDU(flags.astype("i4"))
            yield fits.ImageHDU(flags.astype("i2"))
            yield fits.ImageHDU((flags % 250).astype("u1"))
        elif kind == "nan":
            values.flat[5:40] = np.nan
            values.flat[-3:] = np.nan
            yield fits.ImageHDU(values.astype("f4"))
            yield fits.ImageHDU(values.astype("f8"))
            yield fits.ImageHDU(np.full(shape, np.nan, "f4"))
            yield fits.ImageHDU(np.full(shape, 3.5, "f4"))
        elif kind == "i4":
            if shapes is not two:
                values.flat[7], values.flat[9] = 2 ** 31 - 1, -(2 ** 31)
            yield fits.ImageHDU(values.astype("i4"))
            if shapes is not two:  # noise that HCOMPRESS has no room for
                yield fits.ImageHDU((rng.integers(-(2 ** 27), 2 ** 27, shape)).astype("i4"))
        else:
            yield fits.ImageHDU(values.astype(kind))


def write(name, kind, shapes=None):
    path = f"{folder}/{name}.fits"
    fits.HDUList(list(hdus(kind, shapes) if shapes else hdus(kind))).writeto(path, checksum=True)
    return path


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")


def pack(path, tag, *options):
    packed = f"{path[:-5]}.{tag}.fits.fz"
    with open(packed, "wb") as out:
        done = subprocess.run(["fpack", *options, "-S", path], stdout=out, stderr=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"fpack {options} {path}: {done.stderr}")
    return packed


packed = []
for kind in ("u1", "i2", "u2", "i4"):
    path = write(kind, kind)
    for tag, options in {
        "rice": ["-r"], "rice-tiles": ["-r", "-t", "10,7"], "gzip": ["-g1"], "gzip-tiles": ["-g1", "-t", "9,4"],
        "gzip2": ["-g2"], "gzip2-whole": ["-g2", "-w"],
    }.items():
        packed.append(pack(path, tag, *options))
    plane = write(kind + "-2d", kind, two)
    packed.append(pack(plane, "hcompress", "-h", "-w"))
    packed.append(pack(plane, "hcompress-tiles", "-h", "-t", "11,8"))
    if kind != "u1":
        packed.append(pack(plane, "hcompress-lossy", "-h", "-s", "4", "-w"))
mask = write("mask", "mask")
packed.append(pack(mask, "plio", "-p"))
packed.append(pack(mask, "plio-tiles", "-p", "-t", "13,3"))
for kind in ("f4", "f8", "nan"):
    path = write(kind, kind)
    for (tag, codec), (quality, options) in itertools.product(
        {"rice": ["-r"], "gzip": ["-g1"], "gzip2": ["-g2"], "tiles": ["-r", "-t", "16,5"]}.items(),
        {"q4": ["-q", "4"], "q7": ["-q7", "16"], "qz": ["-qz", "8"], "q0": ["-q0", "-2.5"], "exact": ["-q", "0"]}.items(),
    ):
        # funpack 4.2 puts NaN of tiles narrower than the image in the wrong place.
        if codec[0] == "-r" and quality == "exact" or (kind, tag) == ("nan", "tiles"):
            continue
        packed.append(pack(path, f"{tag}-{quality}", *codec, *options))
    plane = write(kind + "-2d", kind, two)
    packed.append(pack(plane, "hcompress", "-h", "-w", "-q", "4"))
    packed.append(pack(plane, "hcompress-z", "-h", "-w", "-s", "3", "-qz", "4"))
seeded = pack(f"{folder}/f4.fits", "seed", "-r", "-q", "8")
with fits.open(seeded, disable_image_compression=True) as f:
    for n in range(1, len(f)):
        f[n].header["ZDITHER0"] = 9995 + n
    f.writeto(f"{folder}/seeded.fits.fz")
os.remove(seeded)
packed.append(f"{folder}/seeded.fits.fz")

# What fpack cannot make: smoothing, dither seeds of astropy's, its own headers, and shapes of tiles in three dimensions.
cube = noise((6, 40, 30), "f").astype("f4")
made = [fits.PrimaryHDU()]
for codec in ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1"):
    size = {} if codec == "HCOMPRESS_1" else {"tile_size": [7, 9, 4]}
    for method in (-1, 1, 2):
        data = cube[0] if codec == "HCOMPRESS_1" else cube
        made.append(fits.CompImageHDU(data, compression_type=codec, quantize_method=method, dither_seed=77, **size))
for smooth, scale in ((1, 2), (1, 5), (0, 5), (1, 30)):
    image = noise((90, 75), "i").astype("i4")
    made.append(fits.CompImageHDU(image, compression_type="HCOMPRESS_1", hcomp_smooth=smooth, hcomp_scale=scale,
                                  tile_size=[75, 90]))
fits.HDUList(made).writeto(f"{folder}/astropy.fits.fz")
packed.append(f"{folder}/astropy.fits.fz")
fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(cube[1], header=fits.Header([("SIMPLE", True), ("OBJECT", "M 31")]))]).writeto(
    f"{folder}/simple.fits.fz")
packed.append(f"{folder}/simple.fits.fz")
# Descriptors of 64 bits.
with fits.open(f"{folder}/i2.rice.fits.fz", disable_image_compression=True) as f:
    tables = [f[0]]
    for hdu in f[1:]:
        columns = [fits.Column(c.name, c.format.replace("1P", "1Q"), array=hdu.data[c.name]) for c in hdu.columns]
        wide = fits.BinTableHDU.from_columns(columns)
        for card in hdu.header.cards:
            if card.keyword.startswith("Z") or card.keyword in ("EXTNAME", "BZERO"):
                wide.header[card.keyword] = (card.value, card.comment)
        tables.append(wide)
    fits.HDUList(tables).writeto(f"{folder}/wide.fits.fz")
packed.append(f"{folder}/wide.fits.fz")
for n, path in enumerate(sys.argv[3:]):
    packed.append(f"{folder}/given{n}.fits.fz")
    os.symlink(path, packed[-1])
for path in packed:
    run("funpack", "-O", path.replace(".fits.fz", ".out.fits"), path)
