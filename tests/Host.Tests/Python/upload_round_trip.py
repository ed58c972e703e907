"""Uploads a table of every VOTable datatype, written by astropy, and compares what SELECT * gives back, as astropy reads both.

Usage: upload_round_trip.py TAP_URL SERIALIZATION FOLDER   (tabledata, binary, binary2, fits)
"""

import io
import subprocess
import sys

import numpy as np
import requests
from astropy.io.votable import parse_single_table
from astropy.io.votable.tree import Field, Resource, Table, VOTableFile

ROWS = 4
NULL_ROW = 2


def columns(serialization):
    """Name, datatype, arraysize, one value a row; the value of NULL_ROW is to be null."""
    yield "boo", "boolean", None, [True, False, None, True]
    yield "byte", "unsignedByte", None, [0, 255, None, 7]
    yield "short", "short", None, [-32767, 32767, None, 0]
    yield "int", "int", None, [-(2**31) + 1, 2**31 - 1, None, 0]
    yield "long", "long", None, [-(2**63) + 1, 2**63 - 1, None, 2**53 + 1]
    yield "float", "float", None, [np.float32(0.1), np.float32(3.4e38), None, np.float32(1e-45)]
    yield "double", "double", None, [0.1, 1.7976931348623157e308, None, 5e-324]
    yield "text", "char", "*", ["a <b> & c", "", None, " x "]
    yield "fixed", "char", "5", ["abcde", "ab", None, "x"]
    yield "unicode", "unicodeChar", "*", ["Ångström", "日本語", None, "a"]
    yield "a3", "int", "3", [[1, 2, 3], [-1, 0, 1], None, [7, 8, 9]]
    yield "f22", "float", "2x2", [np.ones((2, 2)), np.arange(4).reshape(2, 2), None, np.zeros((2, 2))]
    if serialization == "fits":
        return
    yield "bit", "bit", None, [True, False, None, True]
    yield "bits", "bit", "11", [[1, 0] * 5 + [1], [0] * 11, None, [1] * 11]
    yield "booleans", "boolean", "3", [[True, False, True], [False] * 3, None, [True] * 3]
    yield "variable", "double", "*", [[1.5, 2.5], [], None, [np.inf, -np.inf, 1e-300]]
    yield "bounded", "short", "4*", [[1], [1, 2, 3, 4], None, [5, 6]]
    yield "fc", "floatComplex", None, [1 + 2j, -1j, None, 0]
    yield "dc", "doubleComplex", None, [0.1 + 0.2j, 1e300 - 1j, None, 0]
    yield "dcs", "doubleComplex", "2", [[1 + 1j, 2], [0, 0], None, [3j, 4]]
    yield "wide", "long", "*", [[2**62], [], None, [-5, 6, 7]]


METADATA = {
    "double": dict(unit="km/s", ucd="phys.veloc", utype="a:b.c"),
    "text": dict(xtype="uri"),
    "a3": dict(unit="mag"),
}


def document(serialization):
    votable = VOTableFile(version="1.4")
    resource = Resource()
    votable.resources.append(resource)
    table = Table(votable)
    resource.tables.append(table)
    made = list(columns(serialization))
    for name, datatype, arraysize, _ in made:
        field = Field(votable, name=name, datatype=datatype, arraysize=arraysize, **METADATA.get(name, {}))
        field.description = f"Column {name}"
        if datatype in ("unsignedByte", "short", "int", "long"):
            field.values.null = {"unsignedByte": 1, "short": -32768, "int": -(2**31), "long": -(2**63)}[datatype]
        table.fields.append(field)
    table.create_arrays(ROWS)
    for name, datatype, arraysize, values in made:
        for row, value in enumerate(values):
            if value is None:
                table.array.mask[name][row] = True
            else:
                table.array[name][row] = np.array(value) if isinstance(value, list) else value
    out = io.BytesIO()
    table.format = "tabledata" if serialization == "fits" else serialization
    votable.to_xml(out)
    return out.getvalue()


def is_null(cell):
    if cell is None or cell is np.ma.masked:
        return True
    if isinstance(cell, str):
        return cell == ""
    mask = np.ma.getmaskarray(np.ma.asarray(cell))
    if mask.size and mask.all():
        return True
    data = np.asarray(np.ma.getdata(np.ma.asarray(cell)))
    if data.dtype.kind in "fc" and data.size and np.isnan(data).all():
        return True
    return data.size == 0


def same(sent, got):
    if is_null(sent) or is_null(got):
        return is_null(sent) == is_null(got)
    if isinstance(sent, str) or isinstance(got, str):
        # Fixed-length text is padded with NULs or blanks on the way.
        return str(sent).rstrip("\0") == str(got).rstrip("\0")
    return np.array_equal(np.ma.getdata(sent), np.ma.getdata(got), equal_nan=True)


def main(url, serialization, folder):
    content = document(serialization)
    sent = parse_single_table(io.BytesIO(content))
    if serialization == "fits":
        with open(folder + "/in.vot", "wb") as file:
            file.write(content)
        subprocess.run(
            ["stilts", "tcopy", folder + "/in.vot", folder + "/out.vot", "ofmt=votable-fits-inline"], check=True
        )
        with open(folder + "/out.vot", "rb") as file:
            content = file.read()
        assert b"<FITS" in content
    answer = requests.post(
        url + "/sync",
        data=dict(LANG="ADQL", QUERY="SELECT * FROM TAP_UPLOAD.t", UPLOAD="t,param:table", RESPONSEFORMAT="votable/b2"),
        files=dict(table=("t.vot", content)),
        timeout=100,
    )
    assert answer.status_code == 200, answer.text
    got = parse_single_table(io.BytesIO(answer.content))
    faults = []
    assert [f.name for f in got.fields] == [f.name for f in sent.fields]
    assert len(got.array) == ROWS
    for a, b in zip(sent.fields, got.fields):
        for attribute in ("datatype", "unit", "ucd", "utype", "xtype", "description"):
            x, y = getattr(a, attribute), getattr(b, attribute)
            if x != y:
                faults.append(f"{a.name}: {attribute} {x!r} came back as {y!r}")
        if a.datatype not in ("char", "unicodeChar") and a.arraysize != b.arraysize:
            faults.append(f"{a.name}: arraysize {a.arraysize!r} came back as {b.arraysize!r}")
        for row in range(ROWS):
            x, y = sent.array[a.name][row], got.array[a.name][row]
            if not same(x, y):
                faults.append(f"{a.name}, row {row}: {x!r} came back as {y!r}")
        if not is_null(got.array[a.name][NULL_ROW]):
            faults.append(f"{a.name}: the null came back as {got.array[a.name][NULL_ROW]!r}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
