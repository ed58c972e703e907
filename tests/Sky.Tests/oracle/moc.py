"""What pymoc makes of coverage maps. Usage: moc.py FILE; one map a line in, "area<TAB>normal form" a line out."""
import io
import sys

from pymoc import MOC
from pymoc.io.ascii import read_moc_ascii, write_moc_ascii

for line in open(sys.argv[1], encoding="ascii"):
    moc = MOC()
    read_moc_ascii(moc, file=io.StringIO(line.strip()))
    moc.normalize()
    text = io.StringIO()
    write_moc_ascii(moc, file=text)
    print(f"{moc.area_sq_deg!r}\t{text.getvalue().strip()}")
