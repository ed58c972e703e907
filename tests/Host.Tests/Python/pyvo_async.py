"""The asynchronous side of a TAP service through pyvo: jobs made, run, waited for, fetched, listed, stopped, deleted."""

import sys
import warnings

import pyvo
from astropy.table import Table
from pyvo.dal import DALQueryError

url, cone = sys.argv[1:]
tap = pyvo.dal.TAPService(url)

# In one go: create, run, wait, fetch, delete.
table = tap.run_async(cone).to_table()
assert table.colnames == ["id", "ra", "dec", "gmag"], table.colnames
assert len(table) == 5
assert str(table["ra"].unit) == "deg"

# Step by step.
job = tap.submit_job(cone, maxrec=3, runid="step by step")
assert job.phase == "PENDING", job.phase
assert job.uws_version == "1.1"
assert job.owner is None or job.owner == ""
job.execution_duration = 120
assert int(job.execution_duration.sec) == 120, job.execution_duration
job.query = cone.replace("TOP 5", "TOP 4")
job.run()
job.wait()
assert job.phase == "COMPLETED", job.phase
assert job.result_uri.endswith("/results/result"), job.result_uri
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    cut = job.fetch_result()
assert len(cut) == 3, len(cut)
marks = [info for info in cut.votable.resources[0].infos if info.name == "QUERY_STATUS"]
assert [info.value for info in marks] == ["OK", "OVERFLOW"], marks
assert job.job.runid == "step by step"

# The list has this client's jobs only; run_async has deleted its own.
listed = tap.get_job_list()
assert [entry.jobid for entry in listed] == [job.job_id], listed
assert tap.get_job_list(phases=["PENDING", "EXECUTING"]) == []
assert len(tap.get_job_list(phases=["COMPLETED"], last=5)) == 1
assert pyvo.dal.TAPService(url, session=pyvo.utils.http.create_session()).get_job_list() == []
assert tap.get_job(job.job_id).phase == "COMPLETED"

job.delete()
assert tap.get_job_list() == []

# A table of the user's own, with the job or after it.
own = Table({"k": [1, 2, 3], "name": ["a", "b", "c"]})
match = "SELECT k, name FROM TAP_UPLOAD.own WHERE k > 1"
assert len(tap.run_async(match, uploads={"own": own})) == 2
late = tap.submit_job(match)
late.upload(own=own)
late.run()
late.wait()
assert late.phase == "COMPLETED", late.job.message
assert list(late.fetch_result().to_table()["k"]) == [2, 3]
late.delete()

# A wrong query is an error of the job, with the text of the service.
wrong = tap.submit_job("SELECT ra2 FROM smash_dr1.object")
wrong.run()
wrong.wait()
assert wrong.phase == "ERROR"
assert '"ra2"' in wrong.job.message, wrong.job.message
try:
    wrong.raise_if_error()
    raise AssertionError("a failed job is none")
except DALQueryError:
    pass
wrong.delete()

# A long one is stopped.
long = tap.submit_job(
    "SELECT COUNT(*) FROM smash_dr1.object AS a, smash_dr1.object AS b, smash_dr1.object AS c WHERE a.gmag + b.rmag * c.imag > 1e9"
)
long.run()
long.abort()
assert long.phase == "ABORTED", long.phase
long.delete()
