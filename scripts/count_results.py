"""Adds up the counts of all .trx files below a folder and prints 'N passed, N failed, N skipped' as the last line."""

import pathlib
import sys
import xml.etree.ElementTree as xml

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
passed = failed = skipped = 0
files = sorted(pathlib.Path(sys.argv[1]).rglob("*.trx"))
for file in files:
    for result in xml.parse(file).iter(TRX + "UnitTestResult"):
        outcome = result.get("outcome")
        passed += outcome == "Passed"
        skipped += outcome == "NotExecuted"
        failed += outcome not in ("Passed", "NotExecuted")
        if outcome == "NotExecuted":
            print("skipped:", result.get("testName"))
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
