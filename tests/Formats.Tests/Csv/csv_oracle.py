"""What Python makes of text tables, as JSON: csv FILE [DELIMITER] by the csv module and our rules of types, ecsv FILE by astropy."""
import csv
import gzip
import io
import json
import re
import sys
import warnings

warnings.simplefilter("ignore")


def open_text(path):
    data = open(path, "rb").read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return io.StringIO(data.decode("utf-8-sig"), newline="")


def typed(cells):
    """The values of a column: integers, else floats, else text; written apart from the reader it checks."""
    present = [c for c in cells if c.strip() not in ("", "NULL", "null", "\\N")]
    numeric = [c for c in present if c != "--"]
    def every(pattern):
        return numeric and all(re.fullmatch(pattern, c) for c in numeric)
    if every(r"0|-?[1-9][0-9]*") and all(-2 ** 63 <= int(c) < 2 ** 63 for c in numeric):
        return [int(c) if c in numeric_set else None for numeric_set in [set(numeric)] for c in cells]
    if every(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:[+-]?inf(inity)?|nan)") \
            and not every(r"[+-]?[0-9]+"):
        known = set(numeric)
        values = [float(c) if c in known else None for c in cells]
        return [None if v is None or v != v else ("inf" if v == float("inf") else "-inf" if v == -float("inf") else v)
                for v in values]
    # The same letter all the way down is a flag or a class, not a truth value.
    one_letter = len({c.lower() for c in present}) == 1 and len(present[0]) == 1
    if present and not one_letter and all(c.lower() in ("true", "false", "t", "f") for c in present):
        return [c.lower()[0] == "t" if c in set(present) else None for c in cells]
    known = set(present)
    return [c if c in known else None for c in cells]


def from_csv(path, delimiter):
    rows = list(csv.reader(open_text(path), delimiter=delimiter, strict=True))
    rows = [row for row in rows if row]
    return [{"name": name, "unit": None, "values": typed([row[i] for row in rows[1:]])}
            for i, name in enumerate(rows[0])]


def from_ecsv(path):
    import numpy as np
    from astropy.table import Table
    table = Table.read(path, format="ascii.ecsv")
    columns = []
    for name in table.colnames:
        column = table[name]
        values = [None if v is np.ma.masked else v.item() if isinstance(v, np.generic) else v for v in column]
        columns.append({
            "name": name,
            "unit": str(column.unit) if column.unit is not None else None,
            # An empty string and a masked one are the same empty cell of the file.
            "values": [None if v != v or v == "" else v for v in values],
        })
    return columns


json.dump(from_ecsv(sys.argv[2]) if sys.argv[1] == "ecsv" else from_csv(sys.argv[2], sys.argv[3]), sys.stdout)
