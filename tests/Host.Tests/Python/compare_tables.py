"""Compares source tables with what came back from the archive as VOTable: columns, units, every value, as multisets of rows.

Arguments: a source and what came back, any number of times; a line of output for each pair.
Null, NaN and (for text) the empty string count as the same absence: FITS and CSV have no other way to say it.
"""

import collections
import gzip
import json
import math
import sys
import traceback
import warnings
import xml.etree.ElementTree as xml

import numpy as np
from astropy.io import ascii, fits
from astropy.io.votable import parse_single_table
from astropy.table import Table

warnings.simplefilter("ignore")


def open_source(path):
    plain = path[:-3] if path.endswith(".gz") else path
    head = (gzip.open if path.endswith(".gz") else open)(path, "rb").read(2000)
    if path.endswith(".jsonl"):
        rows = [json.loads(line) for line in open(path)]
        return {name: [row[name] for row in rows] for name in rows[0]}, {}
    if head.startswith(b"SIMPLE"):
        with fits.open(path) as hdus:
            units = {c.name: c.unit for c in next(h for h in hdus if isinstance(h, (fits.BinTableHDU, fits.TableHDU))).columns}
            index, hdu = next((i, h) for i, h in enumerate(hdus) if isinstance(h, (fits.BinTableHDU, fits.TableHDU)))
            found = columns(Table.read(path, hdu=index))
            if isinstance(hdu, fits.TableHDU):
                blanks_are_null(hdu, found)
        return found, units
    if b"VOTABLE" in head:
        table = parse_single_table(path)
        return columns(table.to_table(use_names_over_ids=True)), raw_units_of(path)
    if head.startswith(b"# %ECSV"):
        table = Table.read(path, format="ascii.ecsv")
        return columns(table), {c: str(table[c].unit) if table[c].unit is not None else None for c in table.colnames}
    delimiter = max(",;\t|", key=head.split(b"\n")[0].decode().count)
    if plain.endswith("open_exoplanet_catalogue.csv"):
        return columns(ascii.read(path, format="csv", delimiter=delimiter, fast_reader=False)), {}
    return columns(ascii.read(path, format="csv", delimiter=delimiter)), {}


def blanks_are_null(hdu, found):
    """A blank cell of an ASCII table is no number; astropy makes it 0, which no survey meant."""
    rows = hdu.data._get_raw_data()
    for name in found:
        raw = rows[rows.dtype.names[hdu.columns.names.index(name)]]
        found[name] = [None if not cell.strip() else value for cell, value in zip(raw, found[name])]


def raw_units_of(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return raw_units(file)


def columns(table):
    return {name: cells(table[name]) for name in table.colnames}


def cells(column):
    values = np.asarray(column).tolist() if len(column.shape) == 1 and column.dtype.kind in "biufSUO" else None
    # All at once where they are plain; arrays in cells have masks of their own.
    if values is not None and (column.dtype.kind != "O" or all(isinstance(value, (str, bytes)) for value in values)):
        masked = np.ma.getmaskarray(np.ma.asarray(column)).tolist() if hasattr(column, "mask") else [False] * len(values)
        return [None if gone else value for value, gone in zip(values, masked)]
    mask = np.ma.getmaskarray(np.ma.asarray(column)) if hasattr(column, "mask") else None
    out = []
    for i in range(len(column)):
        whole = mask is not None and np.all(mask[i]) and np.size(mask[i]) > 0
        out.append(None if whole else column[i])
    return out


def canonical_cells(column):
    """As canonical, at once for the plain values that most cells are."""
    kinds = set(map(type, column))
    if kinds <= {float, type(None)}:
        return [None if v is None or v != v else v for v in column]
    if kinds <= {int, bool, type(None)}:
        return column
    if kinds <= {str, type(None)}:
        return [None if v is None else v.rstrip(" \0\r\t") or None for v in column]
    return [canonical(v) for v in column]


def canonical(value):
    """One spelling for equal values; None for absence."""
    if value is None or value is np.ma.masked:
        return None
    if isinstance(value, (bytes, np.bytes_)):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        # hipass.fit ends its fixed-width rows with CR; astropy drops a tab at the end of a CSV cell, we keep it.
        return value.rstrip(" \0\r\t") or None
    if isinstance(value, (list, tuple, np.ndarray)):
        items = tuple(canonical(v) for v in np.ma.filled(value.astype(object), None).ravel()) if isinstance(value, np.ma.MaskedArray) else tuple(canonical(v) for v in np.ravel(np.asarray(value)))
        return items if any(v is not None for v in items) else None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (np.float32,)):
        return None if np.isnan(value) else float(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    raise TypeError(f"{type(value)}: {value!r}")


def raw_units(path):
    """Units exactly as they are written, not as astropy spells them."""
    fields = (e for _, e in xml.iterparse(path) if e.tag.endswith("}FIELD"))
    return {e.get("name"): e.get("unit") for e in fields}


def as_number(text):
    """Text that stands for a number (astropy reads 024 as 24; we keep what is there)."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def compare(source, back):
    """What differs, in a line."""
    want, units = open_source(source)
    got = columns(parse_single_table(back).to_table(use_names_over_ids=True))
    back_units = raw_units(back)

    problems = []
    if list(want) != list(got):
        problems.append(f"columns differ: {[n for n in want if n not in got]} missing, {[n for n in got if n not in want]} extra")
    for name, unit in units.items():
        if (unit or "").strip() != (back_units.get(name) or "").strip():
            problems.append(f"unit of {name}: {unit!r} became {back_units.get(name)!r}")
    if not problems:
        a = [canonical_cells(want[name]) for name in want]
        b = [canonical_cells(got[name]) for name in want]
        for i, (source_cells, our_cells) in enumerate(zip(a, b)):
            text_there = any(isinstance(v, str) for v in source_cells)
            text_here = any(isinstance(v, str) for v in our_cells)
            if text_here and not text_there:
                b[i] = [as_number(v) for v in our_cells]
        ours = collections.Counter(zip(*b))
        theirs = collections.Counter(zip(*a))
        if ours != theirs:
            problems.append(f"{len(a[0])} rows became {len(b[0])}")
            missing, extra = theirs - ours, ours - theirs
            for row_a, row_b in list(zip(sorted(missing, key=repr), sorted(extra, key=repr)))[:5]:
                problems.append("row differs: " + ", ".join(f"{n}: {x!r} -> {y!r}" for n, x, y in zip(want, row_a, row_b) if x != y)[:600])
    return "; ".join(problems) or f"{len(next(iter(want.values())))} rows x {len(want)} columns equal"


for pair in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        verdict = compare(*pair)
    except Exception:
        verdict = "not compared: " + traceback.format_exc()
    print(verdict.replace("\n", " "), flush=True)
