"""The TAP+ client of astroquery, as gaia users know it, on jobs and uploads."""

import sys
import tempfile

from astropy.table import Table
from astroquery.utils.tap.core import TapPlus

url, cone = sys.argv[1:]
tap = TapPlus(url=url, verbose=False)

for output_format in ("votable", "csv"):
    job = tap.launch_job_async(cone, output_format=output_format)
    table = job.get_results()
    assert table.colnames == ["id", "ra", "dec", "gmag"], table.colnames
    assert len(table) == 5, len(table)
    assert job.get_phase(update=True) == "COMPLETED", job.get_phase()

# Made first, started later.
later = tap.launch_job_async(cone, autorun=False)
assert later.get_phase(update=True) == "PENDING", later.get_phase()
later.start()
assert len(later.get_results()) == 5

loaded = tap.load_async_job(later.jobid)
assert loaded.jobid == later.jobid
assert len(loaded.get_results()) == 5

try:
    tap.launch_job_async("SELECT ra2 FROM smash_dr1.object")
    raise AssertionError("an unknown column was accepted")
except Exception as error:
    assert "ra2" in str(error), error

# Its forms have a boundary of equals signs, without the quotes that it needs.
with tempfile.NamedTemporaryFile(suffix=".vot") as file:
    Table({"n": [1, 2], "t": ["a", "b"]}).write(file.name, format="votable", overwrite=True)
    mine = dict(upload_resource=file.name, upload_table_name="mine")
    query = "SELECT * FROM tap_upload.mine WHERE n = 2"
    for job in (tap.launch_job(query, **mine), tap.launch_job_async(query, **mine)):
        assert [tuple(row) for row in job.get_results()] == [(2, "b")], job.get_results()
