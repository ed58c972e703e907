"""What astropy makes of FITS tables, as JSON: dump FILE [HDU], or make FILE KIND for files of our own."""
import json
import sys
import warnings

import numpy as np
from astropy.io import fits
from astropy.table import Table

warnings.simplefilter("ignore")


def plain(value, scalar=True):
    """A cell as JSON: masked and scalar NaN are null, NaN in arrays is the word, complex numbers are pairs."""
    if value is None or value is np.ma.masked:
        return None
    if isinstance(value, np.ma.MaskedArray):
        kind = value.dtype.kind
        data = value.data
        return [("nan" if kind == "f" else None) if m else plain(v, False)
                for v, m in zip(data.ravel().tolist(), np.ma.getmaskarray(value).ravel().tolist())]
    if isinstance(value, np.ndarray):
        return [plain(v, False) for v in value.ravel().tolist()]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, str):
        # astropy keeps trailing blanks, which FITS says do not count, masks only strings it finds empty,
        # and gives the last column of an ASCII table what follows it in the row.
        value = value.rstrip(" \r")
        return value if value or not scalar else None
    if isinstance(value, complex):
        return [plain(value.real, False), plain(value.imag, False)]
    if isinstance(value, float) and not np.isfinite(value):
        return (None if scalar else "nan") if np.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def blanks(path, hdu):
    """Which cells of an ASCII table are blank: astropy reads 0 there, though nothing was written."""
    with fits.open(path) as file:
        start, header = file[hdu].fileinfo()["datLoc"], file[hdu].header
        columns = [(c.start - 1, int(c.format[1:].split(".")[0])) for c in file[hdu].columns]
    width, rows = header["NAXIS1"], header["NAXIS2"]
    with open(path, "rb") as file:
        file.seek(start)
        data = file.read(width * rows)
    return {i: [not data[r * width + at:r * width + at + w].strip() for r in range(rows)]
            for i, (at, w) in enumerate(columns)}


def dump(path, hdu):
    table = Table.read(path, format="fits", hdu=hdu, character_as_bytes=False)
    header = fits.getheader(path, hdu)
    empty = blanks(path, hdu) if header["XTENSION"].strip() == "TABLE" else {}
    columns = []
    for i, name in enumerate(table.colnames):
        column = table[name]
        values = [plain(column[r]) for r in range(len(column))]
        if header[f"TFORM{i + 1}"].startswith("PA"):
            values = ["".join(v) or None for v in values]
        if i in empty:
            values = [None if e else v for e, v in zip(empty[i], values)]
        columns.append({
            "name": name,
            "unit": header.get(f"TUNIT{i + 1}", "").strip() or None,
            "values": values,
        })
    json.dump(columns, sys.stdout)


def make(path, kind):
    rng = np.random.default_rng(1)
    n = 5000
    if kind == "binary":
        ints = {"I": np.int16, "J": np.int32, "K": np.int64}
        columns = [
            fits.Column("flag", "L", array=rng.random(n) < 0.5),
            fits.Column("bits", "11X", array=rng.random((n, 11)) < 0.5),
            fits.Column("one_bit", "1X", array=rng.random((n, 1)) < 0.5),
            fits.Column("byte", "B", array=rng.integers(0, 255, n).astype(np.uint8), null=7, unit="adu"),
            fits.Column("text", "9A", array=[f"star {i}" if i % 3 else "" for i in range(n)]),
            fits.Column("e", "E", array=np.where(rng.random(n) < 0.1, np.nan, rng.normal(size=n)), unit="mas/yr"),
            fits.Column("d", "D", array=np.where(rng.random(n) < 0.1, np.inf, rng.normal(size=n) * 1e200)),
            fits.Column("c", "C", array=rng.normal(size=n) + 1j * rng.normal(size=n)),
            fits.Column("m", "3M", array=rng.normal(size=(n, 3)) + 1j * rng.normal(size=(n, 3))),
            fits.Column("cube", "6D", dim="(3,2)", array=rng.normal(size=(n, 2, 3))),
            fits.Column("names", "12A", dim="(4,3)", array=np.array([["ab", "cdef", f"{i % 1000}"] for i in range(n)])),
        ]
        for code, dtype in ints.items():
            info = np.iinfo(dtype)
            values = rng.integers(info.min, info.max, n, dtype=dtype)
            values[:3] = [info.min, info.max, 0]
            columns.append(fits.Column("int_" + code, code, array=values, null=0))
            columns.append(fits.Column("list_" + code, "4" + code, array=rng.integers(info.min, info.max, (n, 4), dtype=dtype)))
        for bits, code in ((16, "I"), (32, "J")):
            dtype = np.dtype(f"u{bits // 8}")
            values = rng.integers(0, np.iinfo(dtype).max, n, dtype=dtype)
            values[:2] = [0, np.iinfo(dtype).max]
            columns.append(fits.Column(f"unsigned_{bits}", code, bzero=2 ** (bits - 1), array=values))
        columns.append(fits.Column("unsigned_64", "K", bzero=2 ** 63, array=rng.integers(0, 2 ** 63 - 1, n).astype(np.uint64)))
        hdu = fits.BinTableHDU.from_columns(columns, name="everything")
    elif kind == "scaled":
        stored = fits.BinTableHDU.from_columns([
            fits.Column("a", "I", array=rng.integers(-3000, 3000, n)),
            fits.Column("b", "3J", array=rng.integers(-3000, 3000, (n, 3))),
            fits.Column("f", "E", array=rng.normal(size=n)),
            fits.Column("u", "B", array=rng.integers(0, 255, n)),
            fits.Column("signed", "B", array=rng.integers(0, 255, n)),
        ])
        hdu = fits.BinTableHDU(stored.data, header=stored.header)
        for i, (scale, zero) in enumerate([(0.01, 0), (2.5, -7), (0.5, 100), (1, 32), (1, -128)], 1):
            hdu.header[f"TSCAL{i}"], hdu.header[f"TZERO{i}"] = scale, zero
        # astropy would undo the scaling: write the stored values under the scaled header by hand.
        with open(path, "wb") as out:
            fits.PrimaryHDU().writeto(out)
            out.write(hdu.header.tostring().encode("ascii"))
            raw = stored.data.tobytes()
            out.write(raw + b"\0" * (-len(raw) % 2880))
        return
    elif kind == "variable":
        def ragged(dtype, draw):
            out = np.empty(n, dtype=object)
            for i in range(n):
                out[i] = draw(rng.integers(0, 20)).astype(dtype)
            return out
        columns = [
            fits.Column("id", "J", array=np.arange(n)),
            fits.Column("doubles", "PD()", array=ragged(np.float64, lambda k: rng.normal(size=k))),
            fits.Column("shorts", "PI()", array=ragged(np.int16, lambda k: rng.integers(-99, 99, k))),
            fits.Column("longs", "QK()", array=ragged(np.int64, lambda k: rng.integers(-9, 9, k))),
            fits.Column("complex", "PC()", array=ragged(np.complex64, lambda k: rng.normal(size=k) + 1j)),
            fits.Column("text", "PA()", array=[f"{i}" * (i % 7) + "." for i in range(n)]),
        ]
        hdu = fits.BinTableHDU.from_columns(columns)
    elif kind == "ascii":
        columns = [
            fits.Column("name", "A12", array=[f"NGC {i}" if i % 4 else "" for i in range(n)]),
            fits.Column("i", "I6", array=rng.integers(-9999, 9999, n), null="-1"),
            fits.Column("small", "I4", array=rng.integers(-999, 999, n)),
            fits.Column("big", "I18", array=rng.integers(-10 ** 16, 10 ** 16, n)),
            fits.Column("f", "F12.4", array=np.round(rng.normal(size=n), 4), unit="mag"),
            fits.Column("e", "E15.7", array=rng.normal(size=n) * 1e-20),
            fits.Column("d", "D25.17", array=rng.normal(size=n) * 1e200),
        ]
        hdu = fits.TableHDU.from_columns(columns)
    elif kind == "several":
        first = fits.BinTableHDU.from_columns([fits.Column("a", "J", array=[1])], name="FIRST")
        second = fits.BinTableHDU.from_columns([fits.Column("b", "J", array=[2, 3])], name="SECOND")
        image = fits.ImageHDU(np.zeros((10, 100), np.float32), name="PICTURE")
        fits.HDUList([fits.PrimaryHDU(np.zeros((3, 3), np.int16)), image, first, second]).writeto(path)
        return
    elif kind == "compressed":
        image = fits.CompImageHDU(rng.integers(0, 99, (64, 64)).astype(np.int16))
        fits.HDUList([fits.PrimaryHDU(), image]).writeto(path)
        return
    else:
        raise SystemExit("unknown kind " + kind)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path)


if sys.argv[1] == "dump":
    dump(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
else:
    make(sys.argv[2], sys.argv[3])
